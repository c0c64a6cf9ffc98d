"""Translate: direction, strength, detail and attributes count at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.ui.translate.panel import TranslatePanel
from tests.inverters import HAIR, write_attributes
from tests.ui.translating import (
    Until,
    answer_of,
    differ,
    is_done,
    models,
    opened,
    panel,
    pictures,
    result_of,
    until,
    way_of,
)
from tests.ui.window import Window, drop

__all__ = ["models", "opened", "panel", "pictures", "until"]

pytestmark = pytest.mark.usefixtures("at_rest")


def test_that_direction_and_strength_count_at_once(
    opened: TranslatePanel, models: Path, pictures: Path, until: Until
) -> None:
    panel = opened
    panel.models.open_below(panel.inspector.model)
    own = [key for key in panel.models.gallery.entries if Path(key).parent == models]
    assert len(own) == 2  # the run of attributes has its own
    panel.models.gallery.hide()
    there, back = panel.inspector.ways.chips.values()
    assert there.isChecked()
    back.click()
    until(lambda: way_of(panel) == "ways-back")
    assert back.isChecked()
    assert not there.isChecked()
    until(lambda: is_done(opened))
    full = result_of(opened)
    for strength in (0.7, 0.4, 0.0):  # the newest wish wins
        opened.inspector.strength.set_value(strength)
        opened.inspector.strength.moved.emit(strength)
    until(lambda: is_done(opened))
    given = np.asarray(Image.open(pictures / "photo 1.png"), np.int64)
    assert differ(result_of(opened), given) < 0.6
    assert differ(full, given) > 1
    opened.inspector.strength.reset()
    until(lambda: is_done(opened))
    assert differ(result_of(opened), full) == 0


def test_that_detail_has_the_model_work_at_a_larger_size(
    panel: TranslatePanel, window: Window, tmp_path: Path, until: Until
) -> None:
    pixels = np.random.default_rng(3).integers(0, 255, (160, 200, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "large.png")
    drop(window, bytes(tmp_path / "large.png"))
    until(lambda: is_done(panel))
    soft = result_of(panel)
    panel.inspector.detail.set_value(3.0)
    panel.inspector.detail.moved.emit(3.0)
    until(lambda: is_done(panel))
    assert answer_of(panel).request.wishes.detail == 3.0
    assert differ(result_of(panel), soft) > 0.5
    panel.inspector.detail.reset()
    until(lambda: is_done(panel))
    assert differ(result_of(panel), soft) == 0


@pytest.fixture
def many(opened: TranslatePanel, models: Path, until: Until) -> TranslatePanel:
    """With the model of attributes."""
    opened.open_model(models / "many.onnx")
    until(lambda: way_of(opened) == "many" and is_done(opened))
    return opened


def test_that_attributes_are_on_off_or_as_they_are_and_hair_has_one_colour(many: TranslatePanel, until: Until) -> None:
    chips = many.inspector.attributes.chips
    chips[HAIR[0]].click()
    assert chips[HAIR[0]].state is True
    chips[HAIR[1]].click()
    assert (chips[HAIR[0]].state, chips[HAIR[1]].state) == (None, True)
    assert many.translating.wishes.attributes == {HAIR[1]: True}
    chips[HAIR[1]].click()  # of a group none is asked to be off
    assert many.translating.wishes.attributes == {}
    assert chips[HAIR[1]].state is None
    until(lambda: is_done(many))
    chip, seen, brightness = many.inspector.attributes.chips["glasses"], [], [result_of(many).mean()]
    for _ in range(3):
        chip.click()
        until(lambda: is_done(many))
        seen.append((chip.state, chip.accessibleName()))
        brightness.append(result_of(many).mean())
    assert seen == [(True, "Glasses: on"), (False, "Glasses: off"), (None, "Glasses: as it is")]
    rest, on, off, again = brightness
    assert off < rest < on
    assert again == rest
    chip.click()
    many.inspector._reset.click()
    assert chip.state is None


def test_that_a_model_without_as_it_is_says_off(panel: TranslatePanel, tmp_path: Path, until: Until) -> None:
    panel.open_model(write_attributes(tmp_path / "others", signed=False))
    until(lambda: way_of(panel) == "many")
    chip = panel.inspector.attributes.chips["glasses"]
    assert chip.accessibleName() == "Glasses: off"
    chip.click()
    chip.click()
    assert (chip.state, chip.accessibleName()) == (None, "Glasses: off")
