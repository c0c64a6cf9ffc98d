"""Models that other programs have changed, opened in the window: they work, or one sentence says why not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.models import REFUSED, REFUSED_PAINTERS, WORKING
from tests.ui.window import SLOW, Window

pytestmark = pytest.mark.usefixtures("at_rest")

TRIED = ("weights that are no numbers", "channels twice", "weights left behind", "an operator that fails")


def copied(model: Path, folder: Path, change: str) -> Path:
    path = folder / f"{change.replace(' ', '-').replace(',', '')}.onnx"
    return Path(shutil.copy(model, path))


def test_that_explore_says_what_it_cannot_draw(
    window: Window, qtbot: QtBot, digits_model: Path, tmp_path: Path
) -> None:
    for change in TRIED:
        path = copied(digits_model, tmp_path, change)
        make, words = REFUSED[change]
        make(path)
        window.take(path)
        qtbot.waitUntil(lambda: words in window.message, timeout=SLOW)  # noqa: B023
        assert not window.explore.view.sheets
        assert not window.explore.save.isEnabled()


@pytest.mark.parametrize("change", ["halved", "a batch of three", "channels last", "renamed"])
def test_that_explore_draws_with_a_changed_model_and_its_card_says_so(
    change: str, window: Window, qtbot: QtBot, digits_model: Path, tmp_path: Path
) -> None:
    path = copied(digits_model, tmp_path, change)
    make, words = WORKING[change]
    make(path)
    window.take(path)
    qtbot.waitUntil(lambda: bool(window.explore.view.sheets), timeout=SLOW)
    assert words in window.explore.model_card.accessibleDescription()


def test_that_colour_says_what_it_cannot_colour_with_and_keeps_what_worked(
    window: Window, qtbot: QtBot, painter_model: Path, tmp_path: Path
) -> None:
    window.go_to("colour")
    colouring = window.colour.colouring
    qtbot.waitUntil(lambda: colouring.network is not None, timeout=SLOW)
    worked = colouring.network
    for change in TRIED:
        path = copied(painter_model, tmp_path, change)
        make, words = REFUSED_PAINTERS[change]
        make(path)
        window.colour.open_model(path)
        qtbot.waitUntil(lambda: words in window.message, timeout=SLOW)  # noqa: B023
        qtbot.waitUntil(lambda: not colouring.loading, timeout=SLOW)
        assert type(colouring.network) is type(worked)
        assert colouring.choice is not None and colouring.choice.key != str(path)
