"""Is it memorised? In the real window: the sheet and the console, Cancel, other sets, and what is not there."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ganstudio.core import resources
from ganstudio.core.interruption import Stopped
from ganstudio.studio import memorised
from ganstudio.ui.explore.memorised_dialog import MemorisedDialog
from ganstudio.ui.explore.memorised_parts import Likest, side_of
from ganstudio.ui.explore.panel import ExplorePanel
from tests.ui.window import SLOW, Window

pytestmark = pytest.mark.usefixtures("at_rest")


def opened(window: Window, qtbot: QtBot, path: Path) -> ExplorePanel:
    window.explore.open(path)
    window.go_to("explore")
    qtbot.waitUntil(lambda: bool(window.explore.view.sheets), timeout=SLOW)
    return window.explore


@pytest.fixture
def explore(window: Window, qtbot: QtBot) -> ExplorePanel:
    return opened(window, qtbot, next(path for path in resources.generators() if path.stem == "digits"))


def asked(explore: ExplorePanel) -> MemorisedDialog:
    explore.shelf.memorised.click()
    return explore.findChildren(MemorisedDialog)[-1]


def answered(dialog: MemorisedDialog, qtbot: QtBot) -> list[Likest]:
    qtbot.waitUntil(lambda: dialog.answer is not None, timeout=SLOW)
    return dialog.rows.widget().findChildren(Likest)


def test_that_a_sheet_is_shown_beside_its_training_pictures(explore: ExplorePanel, qtbot: QtBot) -> None:
    dialog = asked(explore)
    assert dialog.end.text() == "Cancel"
    rows = answered(dialog, qtbot)
    assert dialog.end.text() == "Close"
    assert len(rows) == 100
    assert "training pictures usually lie to each other" in dialog.words.text()
    assert "10,000 training pictures" in dialog.basis.text()
    assert "% apart" in rows[0].accessibleName()
    assert dialog.line.isVisible()
    dialog.end.click()
    assert not dialog.isVisible()


def test_that_the_console_asks_of_one_picture(explore: ExplorePanel, qtbot: QtBot) -> None:
    explore.choose_mode(True)
    qtbot.waitUntil(lambda: explore.shown is not None and explore.shown.count == 1, timeout=SLOW)
    dialog = asked(explore)
    (row,) = answered(dialog, qtbot)
    assert dialog.answer is not None
    assert dialog.answer.neighbours.shape == (1, 5, 1, 28, 28)
    assert row.width() > 6 * side_of(28, 136)
    dialog.reject()


def test_that_another_set_is_another_look(explore: ExplorePanel, qtbot: QtBot) -> None:
    dialog = asked(explore)
    answered(dialog, qtbot)
    titles = [dialog.sets.itemText(index) for index in range(dialog.sets.count())]
    assert {"Fashion-MNIST", "MNIST digits"} <= set(titles)
    dialog.sets.setCurrentIndex(titles.index("Fashion-MNIST"))
    answered(dialog, qtbot)
    assert dialog.answer is not None
    assert dialog.answer.title == "Fashion-MNIST"
    dialog.reject()


def test_that_a_model_that_nobody_knows_the_pictures_of_says_what_to_do(
    window: Window, qtbot: QtBot, digits_model: Path
) -> None:
    dialog = asked(opened(window, qtbot, digits_model))
    qtbot.waitUntil(lambda: dialog.end.text() == "Close", timeout=SLOW)
    assert "so nobody knows its pictures" in dialog.words.text()
    assert "Choose the pictures" in dialog.basis.text()
    dialog.sets.setCurrentIndex([dialog.sets.itemText(i) for i in range(dialog.sets.count())].index("MNIST digits"))
    assert answered(dialog, qtbot)
    dialog.reject()


def test_that_a_look_can_be_given_up_and_the_window_lives_meanwhile(
    explore: ExplorePanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()

    def endless(*arguments: Any) -> None:
        tell, cancelled = arguments[-2:]
        tell(0.5, "Reading the pictures")
        while not cancelled():
            ended.wait(0.01)
        ended.set()
        raise Stopped

    monkeypatch.setattr(memorised, "checked", endless)
    dialog = asked(explore)
    qtbot.waitUntil(lambda: dialog.words.text() == "Reading the pictures…", timeout=SLOW)
    dialog.end.click()
    qtbot.waitUntil(ended.is_set, timeout=SLOW)
    assert dialog.isVisible()
    assert dialog.end.text() == "Close"
    assert "Stopped" in dialog.words.text()
    dialog.end.click()
    assert not dialog.isVisible()


def test_that_closing_it_ends_the_look(
    explore: ExplorePanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    ended = threading.Event()

    def endless(*arguments: Any) -> None:
        while not arguments[-1]():
            ended.wait(0.01)
        ended.set()
        raise Stopped

    monkeypatch.setattr(memorised, "checked", endless)
    asked(explore).reject()
    qtbot.waitUntil(ended.is_set, timeout=SLOW)


def test_that_what_draws_no_pictures_is_not_asked(window: Window, qtbot: QtBot) -> None:
    explore = window.explore
    assert not explore.shelf.memorised.isEnabled()
    opened(window, qtbot, next(path for path in resources.generators() if path.stem == "digits"))
    assert explore.shelf.memorised.isEnabled()


@pytest.mark.parametrize(("size", "side"), [(28, 112), (64, 64), (32, 96), (256, 112)])
def test_that_pictures_are_as_large_as_whole_factors_allow(size: int, side: int) -> None:
    assert side_of(size, 112) == side
