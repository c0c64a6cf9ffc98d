"""Somebody plays with the faces in the box: undo, directions, bookmarks, a film, a picture that returns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ganstudio.export import library
from ganstudio.export.latent import notes
from ganstudio.export.latent.notes import Origin
from ganstudio.ui.explore.arithmetic_dialog import ArithmeticDialog
from ganstudio.ui.explore.my_picture_dialog import MyPictureDialog
from ganstudio.ui.explore.panel import ExplorePanel
from ganstudio.ui.explore.way_dialog import WayDialog
from ganstudio.ui.grid import to_image
from tests.ui.window import SLOW, Open, Window, shown_pixels

pytestmark = pytest.mark.usefixtures("at_rest")

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def in_box(name: str) -> Path:
    return next(each.path for each in library.box() if each.path.stem == name)


def picture(explore: ExplorePanel, qtbot: QtBot) -> np.ndarray:
    """What the console shows once everything that was asked for is drawn."""
    qtbot.waitUntil(lambda: explore.shown == explore.controls.state(), timeout=SLOW)
    return shown_pixels(explore.view.sheets[0].image).astype(int)


def opened(window: Window, qtbot: QtBot, name: str) -> ExplorePanel:
    explore = window.explore
    window.go_to("explore")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    explore.open(in_box(name))
    qtbot.waitUntil(lambda: explore.model_card.accessibleName() == name and bool(explore.view.sheets), timeout=SLOW)
    qtbot.waitUntil(lambda: bool(explore._directions.mark) and not explore._directions.looking, timeout=60_000)
    return explore


@pytest.fixture
def explore(window: Window, qtbot: QtBot) -> ExplorePanel:
    found = opened(window, qtbot, "faces")
    press(found, "S")
    return found


def press(explore: ExplorePanel, key: str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    explore.view.setFocus()
    QTest.keyClick(explore.view, getattr(Qt.Key, f"Key_{key}"), modifiers)


def test_that_every_change_is_undone_and_done_again(explore: ExplorePanel, qtbot: QtBot) -> None:
    changes: list[Callable[[], object]] = [
        lambda: press(explore, "R"),
        explore.controls.bank.rows[0].thumbs[2].click,
        lambda: explore.controls.editors[0].switch("glasses", True),  # type: ignore[attr-defined]
        lambda: explore.controls.variety.set_value(0.5),
        lambda: explore.controls.sliders[2].set_value(-2.0),
    ]
    seen = [picture(explore, qtbot)]
    for change in changes:
        change()
        seen.append(picture(explore, qtbot))
        assert np.abs(seen[-1] - seen[-2]).max() > 2
    for before in reversed(seen[:-1]):
        press(explore, "Z", CTRL)
        assert np.array_equal(picture(explore, qtbot), before)
    assert not explore.stage.undo.isEnabled()
    for after in seen[1:]:
        press(explore, "Z", CTRL | SHIFT)
        assert np.array_equal(picture(explore, qtbot), after)


def test_that_a_drag_of_a_slider_is_one_step(explore: ExplorePanel, qtbot: QtBot) -> None:
    before = picture(explore, qtbot)
    slider = explore.controls.bank.rows[1].slider._slider
    slider.setSliderDown(True)
    for value in range(0, 150, 10):
        slider.setSliderPosition(value)
    slider.setSliderDown(False)
    assert np.abs(picture(explore, qtbot) - before).max() > 2
    press(explore, "Z", CTRL)
    assert np.array_equal(picture(explore, qtbot), before)
    assert explore.controls.bank.rows[1].slider.value == 0


def test_that_the_pictures_of_a_direction_are_what_it_makes(explore: ExplorePanel, qtbot: QtBot) -> None:
    row = explore.controls.bank.rows[0]
    qtbot.waitUntil(lambda: not any(thumb.is_empty for thumb in row.thumbs), timeout=SLOW)
    promised = [shown_pixels(thumb._image).astype(int) for thumb in row.thumbs]
    assert np.abs(promised[1] - picture(explore, qtbot)).max() <= 2
    row.thumbs[0].click()
    assert np.abs(promised[0] - picture(explore, qtbot)).max() <= 2
    qtbot.waitUntil(lambda: not explore._asides._calm.isActive() and not explore._generation.busy, timeout=SLOW)
    press(explore, "R")
    picture(explore, qtbot)
    qtbot.waitUntil(
        lambda: np.abs(shown_pixels(row.thumbs[1]._image).astype(int) - promised[1]).max() > 2, timeout=SLOW
    )


def test_that_names_order_and_bookmarks_outlive_the_window(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window()
    explore = opened(window, qtbot, "faces")
    bank = explore.controls.bank
    bank.rows[0].name.begin()
    bank.rows[0].name.line.setText("hair")
    QTest.keyClick(bank.rows[0].name.line, Qt.Key.Key_Return)
    second = bank.rows[1].direction
    explore._directions.move(second, -1)
    explore._directions.hide(bank.rows[2].direction)
    explore.controls.seed.set_value(12)
    press(explore, "B")
    kept = [each.direction for each in bank.rows]
    assert kept[0] == second
    assert kept[1].name == "hair"
    window.close()
    again = opened(open_window(), qtbot, "faces")
    assert [each.direction for each in again.controls.bank.rows] == kept
    assert again.controls.bank.hidden.isVisible()
    qtbot.waitUntil(lambda: not again.shelf.thumbs[0].is_empty, timeout=SLOW)
    again.shelf.thumbs[0].click()
    picture(again, qtbot)
    assert again.controls.seed.value() == 12
    assert again.stage.alone


def test_that_a_saved_picture_returns_exactly_when_it_is_dropped(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    explore = opened(window, qtbot, "faces")
    press(explore, "S")
    explore.controls.bank.rows[0].thumbs[2].click()
    explore.controls.variety.set_value(0.7)
    press(explore, "R")
    before, state = picture(explore, qtbot), explore.controls.state()
    explore.save_picture(path := tmp_path / "face.png")
    opened(window, qtbot, "digits")
    window.take(path)
    qtbot.waitUntil(lambda: explore.model_card.accessibleName() == "faces", timeout=SLOW)
    qtbot.waitUntil(lambda: explore.controls.state() == state, timeout=SLOW)
    assert np.array_equal(picture(explore, qtbot), before)


def test_that_a_picture_of_a_model_that_is_not_here_says_so(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    explore = opened(window, qtbot, "digits")
    explore.save_picture(path := tmp_path / "digits.png")
    origin = notes.restored(path)
    other = Origin("lost", "0" * 64, origin.inputs, origin.settings)
    notes.write_picture(path, np.zeros((4, 4, 1), np.uint8), other)
    window.take(path)
    qtbot.waitUntil(lambda: "not here: lost" in window.message, timeout=SLOW)


def test_that_a_film_goes_through_the_bookmarks(explore: ExplorePanel, qtbot: QtBot, tmp_path: Path) -> None:
    for seed in (3, 8):
        explore.controls.seed.set_value(seed)
        explore.controls._leave_picture()
        picture(explore, qtbot)
        press(explore, "B")
    start = picture(explore, qtbot)
    explore.shelf._join(0, 1)
    dialog = explore.findChild(WayDialog)
    assert dialog is not None
    dialog.seconds.set_value(0.4)
    qtbot.waitUntil(lambda: len(dialog._frames) == len(dialog.moments()) == 11, timeout=SLOW)
    assert np.abs(shown_pixels(to_image(dialog._frames[-1])).astype(int) - start).max() <= 2
    dialog.write(path := tmp_path / "way.webm")
    qtbot.waitUntil(lambda: "Saved way.webm" in dialog.words.text(), timeout=60_000)
    film = cv2.VideoCapture(str(path))
    assert int(film.get(cv2.CAP_PROP_FRAME_COUNT)) == 11
    film.release()
    dialog.reject()


def test_that_a_walk_goes_until_it_is_stopped_and_is_one_step(explore: ExplorePanel, qtbot: QtBot) -> None:
    before = picture(explore, qtbot)
    press(explore, "W")
    qtbot.waitUntil(lambda: explore._walk._step > 5, timeout=SLOW)
    press(explore, "W")
    assert np.abs(picture(explore, qtbot) - before).max() > 2
    assert explore.controls.base is not None
    press(explore, "Z", CTRL)
    assert np.array_equal(picture(explore, qtbot), before)
    explore.controls.lock.click()
    seed = explore.controls.seed.value()
    press(explore, "W")
    press(explore, "R")
    assert not explore._walk.is_going
    assert explore.controls.seed.value() == seed


def test_that_bookmarks_are_put_together(explore: ExplorePanel, qtbot: QtBot, tmp_path: Path) -> None:
    for seed in (3, 8, 12):
        explore.controls.seed.set_value(seed)
        explore.controls._leave_picture()
        picture(explore, qtbot)
        press(explore, "B")
    qtbot.waitUntil(lambda: len(explore.shelf.drawn()) == 3, timeout=SLOW)
    explore.shelf.together.click()
    dialog = explore.findChild(ArithmeticDialog)
    assert dialog is not None
    dialog.thumbs[0][0].click()
    qtbot.waitUntil(lambda: "at least one picture" in dialog.problem.text(), timeout=SLOW)
    dialog.thumbs[1][1].click()
    dialog.thumbs[2][1].click()  # A - B + B is A
    qtbot.waitUntil(lambda: dialog._made is not None, timeout=SLOW)
    dialog.write(tmp_path / "sum.png")
    assert notes.restored(tmp_path / "sum.png").digest == explore._directions.mark
    dialog._open(4)
    middle = picture(explore, qtbot)
    assert explore.stage.alone
    explore.shelf.thumbs[0].click()
    assert np.abs(picture(explore, qtbot) - middle).max() > 2  # other attributes: those of C
    explore.shelf.together.click()
    other = next(each for each in explore.findChildren(ArithmeticDialog) if each is not dialog)
    other.choose("kind")
    other.name.setText("my own")
    other.thumbs[0][0].click()
    other.thumbs[1][2].click()
    qtbot.waitUntil(other.keep.isEnabled, timeout=SLOW)
    other.keep.click()
    assert explore.controls.bank.rows[0].direction.name == "my own"


@pytest.mark.parametrize("name", ["faces", "digits"])
def test_that_a_picture_of_hundreds_in_an_order_opens(name: str, window: Window, qtbot: QtBot) -> None:
    explore = opened(window, qtbot, name)
    stage = explore.stage
    stage.order.setCurrentIndex(stage.order.findData("strange"))
    stage.many.setCurrentIndex(stage.many.findData(384))
    qtbot.waitUntil(lambda: explore.shown is not None and explore.shown.order[0] == "strange", timeout=SLOW)
    sheet = explore.view.sheets[0]
    assert sheet.grid == (16, 24)
    size = sheet.image.width() // 24
    cell = shown_pixels(sheet.image)[size : 2 * size, size : 2 * size]
    explore.open_picture(0, 25)  # the second of the second row
    assert np.abs(picture(explore, qtbot) - cell.astype(int)).max() <= 2
    assert stage.alone
    assert stage.many.isHidden()


def test_that_a_picture_of_ones_own_is_found_and_opened(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    explore = opened(window, qtbot, "vaegan-faces")
    press(explore, "S")
    press(explore, "R")
    before = picture(explore, qtbot)
    explore.save_picture(path := tmp_path / "mine.png")
    press(explore, "R")
    explore.keeper.find(path)
    dialog = explore.findChild(MyPictureDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.progress._share == 1, timeout=60_000)
    assert "of black to white apart" in dialog.words.text()
    dialog.use.click()
    assert np.abs(picture(explore, qtbot) - before).mean() < 8
    (tmp_path / "broken.png").write_bytes(b"no picture")
    explore.keeper.find(tmp_path / "broken.png")
    qtbot.waitUntil(lambda: "broken.png" in window.message, timeout=SLOW)
