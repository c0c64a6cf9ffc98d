"""What hands stumbled over in the window: buttons that change, charts that vanish, columns that cannot be moved."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QCloseEvent, QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ganstudio.core.history import Curve
from ganstudio.ui import theme
from ganstudio.ui.panes import NARROWEST, Panes
from tests.ui.window import SLOW, TINY, Open, Window


def train(window: Window, qtbot: QtBot) -> None:
    window.studio.training.start(TINY)
    qtbot.waitUntil(lambda: window.studio.training.state == "running", timeout=SLOW)


def place(button: QAbstractButton) -> QRect:
    return QRect(button.mapTo(button.window(), QPoint(0, 0)), button.size())


# -- buttons ------------------------------------------------------------------------------------------------


def test_that_no_button_becomes_another_one_under_the_pointer(window: Window, qtbot: QtBot) -> None:
    bar = window.train.bar
    train(window, qtbot)
    stop, pause = place(bar.stop), place(bar.pause)
    bar.stop.click()
    qtbot.waitUntil(lambda: not window.studio.training.is_mine, timeout=SLOW)
    assert (place(bar.stop), place(bar.pause)) == (stop, pause)
    assert not bar.stop.isEnabled() and not bar.pause.isEnabled()
    assert not bar.export.isEnabled()  # the second click of somebody in a hurry lands nowhere
    qtbot.waitUntil(bar.export.isEnabled, timeout=SLOW)
    under = window.childAt(stop.center())
    assert under is bar.stop


def test_that_start_and_resume_share_a_place(window: Window, qtbot: QtBot) -> None:
    bar = window.train.bar
    before = place(bar.start)
    train(window, qtbot)
    bar.pause.click()
    qtbot.waitUntil(lambda: window.studio.training.state == "paused", timeout=SLOW)
    qtbot.waitUntil(lambda: place(bar.resume) == before, timeout=SLOW)


# -- closing ------------------------------------------------------------------------------------------------


def buttons(window: Window) -> dict[str, QPushButton]:
    box = window.leaving.box
    assert box is not None
    return {each.text().replace("&", ""): each for each in box.findChildren(QPushButton)}


def test_that_closing_during_a_training_asks_and_can_be_cancelled(window: Window, qtbot: QtBot) -> None:
    train(window, qtbot)
    window.close()
    assert window.isVisible()
    assert set(buttons(window)) == {"Go on in the background", "Save and close", "Cancel"}
    window.close()  # once more: still one question
    buttons(window)["Cancel"].click()
    assert window.isVisible() and window.studio.training.is_mine
    assert window.leaving.box is None


def test_that_it_saves_and_closes_when_told_to(window: Window, qtbot: QtBot) -> None:
    train(window, qtbot)
    run = window.studio.training.run
    assert run is not None
    window.close()
    buttons(window)["Save and close"].click()
    assert not window.isVisible()
    assert run.state().state == "stopped"
    assert list(run.checkpoints.iterdir())


def test_that_it_goes_on_in_the_background(window: Window, qtbot: QtBot) -> None:
    train(window, qtbot)
    window.close()
    buttons(window)["Go on in the background"].click()
    assert window.isHidden() or window.isMinimized()
    assert window.studio.training.is_mine
    step = window.studio.training.history.step
    qtbot.waitUntil(lambda: window.studio.training.history.step > step, timeout=SLOW)
    window.leaving.come_back()
    assert window.isVisible() and not window.isMinimized()


def test_that_without_a_training_nothing_is_asked(window: Window) -> None:
    event = QCloseEvent()
    window.closeEvent(event)
    assert event.isAccepted()
    assert window.leaving.box is None


# -- places and sizes ---------------------------------------------------------------------------------------


def test_that_a_window_of_a_larger_screen_opens_inside_this_one(open_window: Open) -> None:
    first = open_window()
    first.move(-4000, 9000)
    first.resize(9000, 9000)
    first.save_and_close()
    second = open_window()
    room = second.screen().availableGeometry()
    second._stay_on_screen()
    assert room.contains(second.geometry().topLeft())
    fits = room.size().expandedTo(second.minimumSizeHint())
    assert (second.size().boundedTo(fits)) == second.size()


def columns(window: Window, name: str) -> Panes:
    return next(each for each in window.findChildren(Panes) if each._name == name)


@pytest.mark.parametrize("name", ["train", "data", "colour", "explore", "lab", "library"])
def test_that_every_workspace_fits_a_small_screen_and_its_columns_can_be_dragged_and_hidden(
    name: str, window: Window, qtbot: QtBot
) -> None:
    window.go_to(name)
    window.resize(1024, 600)
    qtbot.wait(30)
    assert (window.width(), window.height()) == (1024, 600)
    panes = columns(window, name)
    side = 1 if name == "colour" else 0
    panes._set([NARROWEST if n == side else size for n, size in enumerate(panes.sizes())])
    assert panes.sizes()[side] == NARROWEST
    panes.toggle(side)
    assert panes.is_hidden(side)
    panes.toggle(side)
    assert panes.sizes()[side] >= NARROWEST


def test_that_columns_stay_as_they_were_left(open_window: Open, qtbot: QtBot) -> None:
    first = open_window()
    panes = columns(first, "train")
    panes._set([260, 0])
    panes._keep()
    first.save_and_close()
    second = open_window()
    qtbot.waitUntil(lambda: columns(second, "train").sizes()[0] == 260, timeout=SLOW)


# -- colours ------------------------------------------------------------------------------------------------


def test_that_another_palette_keeps_the_curves_and_recolours_every_icon(window: Window, qtbot: QtBot) -> None:
    curve = Curve()
    curve.extend(np.arange(200), np.sin(np.arange(200) / 9))
    chart = window.train.stage.charts[0]
    chart.set_curves({"generator.total": curve})
    raw, smooth = chart._items["generator.total"]
    assert len(smooth.getData()[0]) > 50
    worn = [each for each in window.findChildren(QAbstractButton) if each.property("dress")]
    before = {id(each): each.icon().cacheKey() for each in worn}
    window.set_theme("light")
    assert len(smooth.getData()[0]) > 50 and len(raw.getData()[0]) > 50
    assert len(worn) > 20
    assert not [each.accessibleName() for each in worn if each.icon().cacheKey() == before[id(each)]]


@pytest.mark.parametrize(
    ("width", "height", "compact"), [(500, 150, False), (260, 150, True), (260, 180, False), (150, 180, True)]
)
def test_that_a_narrow_chart_takes_a_second_line_or_leaves_values_out_rather_than_cut_names(
    width: int, height: int, compact: bool, window: Window, qtbot: QtBot
) -> None:
    chart = window.train.stage.charts[0]
    chart.resize(width, height)
    assert {each._compact for each in chart.legend.values()} == {compact}
    assert all(each.width_of(compact) <= width for each in chart.legend.values())


# -- messages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("workspace", ["train", "colour", "data", "library"])
def test_that_a_message_moves_nothing_when_it_comes_or_goes(workspace: str, window: Window, qtbot: QtBot) -> None:
    window.go_to(workspace)
    qtbot.wait(30)
    page = window._stack.currentWidget()
    before = [(child.objectName(), child.geometry()) for child in page.findChildren(QPushButton)]
    size = page.size()
    window.tell("Something happened.", "And this can be done about it.")
    qtbot.wait(30)
    assert window.message.startswith("Something happened.")
    assert page.size() == size
    assert [(child.objectName(), child.geometry()) for child in page.findChildren(QPushButton)] == before
    assert window._message.parent() is window._right
    window._message.hide()
    assert page.size() == size


def test_that_the_space_bar_pauses_and_goes_on(window: Window, qtbot: QtBot) -> None:
    train(window, qtbot)
    qtbot.keyClick(window.train.stage.view, Qt.Key.Key_Space)
    window.train._toggle_pause() if window.studio.training.state == "running" else None
    qtbot.waitUntil(lambda: window.studio.training.state == "paused", timeout=SLOW)
    window.train._toggle_pause()
    qtbot.waitUntil(lambda: window.studio.training.state == "running", timeout=SLOW)


# -- the keyboard -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme_", ["dark", "light"])
def test_that_a_ring_shows_where_the_keyboard_is_and_not_where_the_mouse_was(
    theme_: str, window: Window, qtbot: QtBot
) -> None:
    window.set_theme(theme_)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    window.train.bar.start.setFocus()
    assert window.ring.around is None
    seen = []
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        qtbot.wait(5)
        focus = QApplication.focusWidget()
        assert window.ring.around is focus
        box = QRect(focus.mapTo(window, QPoint(0, 0)), focus.size())
        if box.intersects(window.rect()):
            assert window.ring.geometry().intersects(box)
        seen.append(focus)
    assert len(set(map(id, seen))) > 8
    picture = window.grab(window.ring.geometry()).toImage()
    blue = theme.colours().rival
    tones = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(min(4, picture.height()))}
    assert QColor(blue).name() in tones
    qtbot.mouseClick(window.train.stage.smooth, Qt.MouseButton.LeftButton)
    assert window.ring.around is None
