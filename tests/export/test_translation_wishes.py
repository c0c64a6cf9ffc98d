"""What a person wishes of a change: its strength, the map, the way back, attributes, and to stop it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.export.translation import Wishes
from tests import translators
from tests.export.photos import OWN, opened, photo, pixels
from tests.translators import INVERTED, TOLD, tiny

# -- strength, map, way back, cancelling ---------------------------------------------------------------------


def test_that_strength_blends_and_goes_beyond(tmp_path: Path) -> None:
    made, picture = opened(tiny(tmp_path / "a.onnx", INVERTED)), Image.new("RGB", (20, 10), (100, 128, 200))
    results = [made.translate(picture, Wishes(strength=strength)).picture for strength in (0, 0.5, 1, 1.5)]
    expected = [(100, 128, 200), (128, 128, 128), (155, 127, 55), (183, 127, 0)]
    assert np.abs(np.subtract([result.getpixel((5, 5)) for result in results], expected)).max() <= 1


def test_that_the_map_is_white_where_nothing_changed(tmp_path: Path) -> None:
    made = opened(tiny(tmp_path / "a.onnx", INVERTED))
    picture = Image.new("RGB", (64, 64), (127, 128, 127))
    picture.paste((0, 0, 0), (32, 0, 64, 64))
    changed = made.translate(picture, OWN).changed
    assert changed is not None and changed.mode == "L"
    assert (changed.getpixel((5, 5)), changed.getpixel((50, 5))) == (253, 0)
    assert made.translate(picture, Wishes(strength=0)).changed == Image.new("L", (64, 64), 255)


def test_that_the_way_back_is_shown_too(tmp_path: Path) -> None:
    made = opened(tiny(tmp_path / "a.onnx", INVERTED))
    told: list[float] = []
    result = made.translate(photo(), OWN, told.append, back=made)
    assert np.abs(pixels(result.again) - pixels(photo())).max() <= 1
    assert made.translate(photo(), OWN).again is None
    assert told == sorted(told) and told[-1] == 1.0


def test_that_it_tells_how_far_it_is_and_stops_between_parts(tmp_path: Path) -> None:
    made, told = opened(tiny(tmp_path / "a.onnx", INVERTED)), list[float]()
    made.translate(photo(300, 200), Wishes(tile=64), told.append)
    assert len(told) > 20 and told == sorted(told) and told[-1] == 1.0
    told.clear()
    with pytest.raises(Stopped):
        made.translate(photo(300, 200), Wishes(tile=64), told.append, lambda: len(told) == 3)
    assert len(told) == 3


# -- attributes ----------------------------------------------------------------------------------------------


def shift(wanted: dict[str, bool], signed: bool, tmp_path: Path) -> list[int]:
    """What a model is told of each attribute, as quarters of the range."""
    path = tmp_path / f"{signed}.onnx"
    group = ("red", "blue")
    tiny(path, TOLD, attributes=translators.attributes(("red", "glasses", "blue"), [group], signed))
    made = opened(path)
    assert (made.attributes, made.groups) == (("red", "glasses", "blue"), (group,))
    result = made.translate(Image.new("RGB", (16, 16), (100, 100, 100)), Wishes(wanted)).picture.getpixel((8, 8))
    assert isinstance(result, tuple)
    return [round((value - 100) / 64) for value in result]


@pytest.mark.parametrize(("wanted", "signed", "told"), [
    ({}, True, [0, 0, 0]), ({"glasses": True}, True, [0, 1, 0]), ({"glasses": False}, True, [0, -1, 0]),
    ({"blue": True}, True, [0, 0, 1]), ({"blue": True, "red": False}, True, [0, 0, 1]), ({}, False, [0, 0, 0]),
    ({"glasses": False, "red": True}, False, [1, 0, 0]), ({"red": False}, True, [0, 0, 0]),
])  # fmt: skip
def test_that_attributes_are_told_as_the_model_takes_them(
    wanted: dict[str, bool], signed: bool, told: list[int], tmp_path: Path
) -> None:
    assert shift(wanted, signed, tmp_path) == told


@pytest.mark.parametrize(("wanted", "words"), [
    ({"beard": True}, "knows no attribute 'beard'.*red, glasses, blue"),
    ({"red": True, "blue": True}, "red and blue exclude each other"),
])  # fmt: skip
def test_that_what_cannot_be_is_one_sentence(wanted: dict[str, bool], words: str, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=words):
        shift(wanted, True, tmp_path)


def test_that_attributes_of_a_model_without_any_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="It has none"):
        opened(tiny(tmp_path / "a.onnx")).translate(photo(), Wishes({"smile": True}))
