"""Strokes as the pen makes them, and taking them back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ganstudio.drawing.drawing import Change, Drawing
from ganstudio.drawing.marks import HINTS, LINE, Stroke, from_json, to_json
from ganstudio.ui.surface import gestures
from ganstudio.ui.surface.painting import Painter
from ganstudio.ui.surface.tools import DAB, ERASER, FILL, HINT, PEN, PICK, TOOLS, UNHINT
from tests.ui.surface import ABILITIES, CTRL, LEFT, MOVE, NONE, PLAIN, PRESS, RELEASE, SHIFT, Surface


# -- pen -----------------------------------------------------------------------------------------------------
def test_that_a_pull_of_the_pen_is_one_step(surface: Surface) -> None:
    surface.pull((50, 60, 0.5), (120, 80, 0.8), (200, 60, 0.3))
    [[mark]] = surface.drawing.done
    assert isinstance(mark, Stroke) and mark.layer == LINE and not mark.erase and mark.size == surface.hand.size
    assert np.allclose(mark.points[0, :2], (50, 60), atol=0.1) and np.allclose(mark.points[-1, :2], (200, 60), atol=0.1)
    assert surface.alpha()[60, 50] and surface.alpha()[60, 199]


def test_that_a_stroke_looks_the_same_after_it_was_saved(surface: Surface) -> None:
    surface.pull((50.123, 60.456, 0.5), (120.7, 80.3, 0.8123), (200, 60, 0.3))
    again = Drawing(400, 300)
    again.do(*(from_json(to_json(mark)) for mark in surface.drawing.done[0]))
    assert np.array_equal(Painter(again).pixels(LINE), surface.easel.painter.pixels(LINE))


def test_that_pressure_is_width(surface: Surface) -> None:
    surface.hand.set_size(20)
    surface.pull((50, 60, 0.1), (350, 60, 0.1))
    surface.pull((50, 200, 1.0), (350, 200, 1.0))
    thin, thick = (surface.alpha()[rows, 200].sum() / 255 for rows in (slice(0, 130), slice(130, 300)))
    assert thick == pytest.approx(20, abs=0.2)
    assert 3 < thin < 10


def test_that_nothing_is_a_step_until_the_pen_leaves(surface: Surface) -> None:
    surface.tablet(PRESS, 50, 60)
    surface.tablet(MOVE, 120, 60)
    assert not surface.drawing.done and surface.alpha()[60, 80], "but it is seen"
    surface.tablet(RELEASE, 120, 60, 0.0)
    assert len(surface.drawing.done) == 1


def test_that_the_growing_stroke_reaches_the_pen(surface: Surface) -> None:
    surface.tablet(PRESS, 50, 60)
    for x in range(60, 300, 7):
        surface.tablet(MOVE, x, 60)
        assert surface.alpha()[60, x - 1] and not surface.alpha()[60, x + 8]
    surface.tablet(RELEASE, 300, 60, 0.0)


def test_that_a_light_last_report_does_not_thin_the_end(surface: Surface) -> None:
    surface.hand.set_size(20)
    surface.tablet(PRESS, 50, 60)
    surface.tablet(MOVE, 150, 60)
    surface.tablet(RELEASE, 160, 60, 0.0)
    assert surface.drawing.done[0][0].points[-1, 2] == pytest.approx(1.0)  # type: ignore[union-attr]


def test_that_a_click_is_a_dot(surface: Surface) -> None:
    surface.hand.set_size(16)
    surface.pull((100, 100, 1.0))
    assert surface.alpha().sum() / 255 == pytest.approx(math.pi * 64, rel=0.03)
    surface.click(200, 200)
    assert surface.alpha()[200, 200] == 255 and len(surface.drawing.done) == 2


def test_that_two_quick_clicks_are_two_dots(surface: Surface) -> None:
    surface.click(100, 100)
    surface.mouse(QEvent.Type.MouseButtonDblClick, surface.at(100, 100), LEFT)
    surface.mouse(QEvent.Type.MouseButtonRelease, surface.at(100, 100), LEFT)
    assert len(surface.drawing.done) == 2


def test_that_escape_leaves_nothing(surface: Surface) -> None:
    surface.pull((20, 30, 1.0), (350, 250, 1.0))
    before = surface.easel.painter.pixels(LINE).copy()
    surface.tablet(PRESS, 50, 60)
    surface.tablet(MOVE, 250, 260)
    surface.key(Qt.Key.Key_Escape)
    assert np.array_equal(surface.easel.painter.pixels(LINE), before)
    surface.tablet(MOVE, 300, 100)
    surface.tablet(RELEASE, 300, 100, 0.0)
    assert np.array_equal(surface.easel.painter.pixels(LINE), before) and len(surface.drawing.done) == 1


def test_that_a_long_stroke_is_told_while_it_grows(surface: Surface, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gestures, "_KEPT_EVERY", -1.0)
    told: list[Change] = []
    surface.drawing.observers.append(told.append)
    surface.tablet(PRESS, 50, 60)
    for step in range(8):
        surface.tablet(MOVE, 60 + 30 * step, 60)
    reach = [max(mark.points[:, 0]) for change in told for mark in change.value]
    assert reach == sorted(reach) and reach[-1] > 200 and not surface.drawing.done
    surface.key(Qt.Key.Key_Escape)
    assert (told[-1].what, told[-1].value) == ("growing", ())


@pytest.mark.parametrize("how", ["deactivated", "hidden"])
def test_that_a_window_that_goes_away_keeps_what_was_drawn(how: str, surface: Surface) -> None:
    surface.tablet(PRESS, 50, 60)
    surface.tablet(MOVE, 250, 260)
    if how == "hidden":
        surface.left.hide()
    else:
        QApplication.sendEvent(surface.left, QEvent(QEvent.Type.WindowDeactivate))
    assert surface.alpha()[60, 50] and len(surface.drawing.done) == 1 and not surface.easel.drawing_now
    surface.tablet(RELEASE, 250, 260, 0.0)
    assert len(surface.drawing.done) == 1


def test_that_the_other_end_of_the_pen_is_as_wide_as_the_eraser_whatever_the_tool(surface: Surface) -> None:
    for tool in (PEN, FILL, PICK, UNHINT):
        surface.hand.set_tool(tool)
        surface.pull((50, 60, 1.0), rubber=True)
        mark = surface.drawing.done[-1][0]
        assert isinstance(mark, Stroke) and mark.erase and mark.size == TOOLS[ERASER].size


def test_that_the_other_end_of_the_pen_erases(surface: Surface) -> None:
    surface.hand.set_size(20)
    surface.pull((50, 60, 1.0), (350, 60, 1.0))
    surface.pull((200, 20, 1.0), (200, 100, 1.0), rubber=True)
    assert surface.drawing.done[1][0].erase  # type: ignore[union-attr]
    assert not surface.alpha()[60, 200] and surface.alpha()[60, 100]
    assert surface.hand.tool == PEN


def test_that_the_eraser_erases_the_layer_of_the_tool_before_it(surface: Surface) -> None:
    surface.pull((50, 60, 1.0), (350, 60, 1.0))
    surface.key(Qt.Key.Key_H, SHIFT)
    surface.pull((50, 60, 1.0), (350, 60, 1.0))
    surface.key(Qt.Key.Key_E)
    surface.pull((200, 20, 1.0), (200, 100, 1.0))
    assert not surface.alpha(HINTS)[60, 200] and surface.alpha(LINE)[60, 200]
    surface.key(Qt.Key.Key_E)
    assert surface.hand.tool == HINT


def test_that_both_canvases_take_strokes(surface: Surface) -> None:
    surface.pull((50, 60, 1.0), (350, 60, 1.0), canvas=surface.right)
    assert len(surface.drawing.done) == 1 and surface.alpha()[60, 200]


def test_that_a_pen_on_one_canvas_keeps_the_other_from_drawing(surface: Surface) -> None:
    surface.tablet(PRESS, 50, 60)
    surface.pull((50, 200, 1.0), (350, 200, 1.0), canvas=surface.right)
    assert not surface.drawing.done
    surface.tablet(RELEASE, 50, 60, 0.0)
    assert len(surface.drawing.done) == 1


def test_that_what_is_drawn_from_a_mouse_has_a_gentle_width(surface: Surface) -> None:
    surface.hand.set_size(20)
    surface.drag(*[surface.at(x, 100) for x in range(50, 300, 5)])
    pressures = surface.drawing.done[0][0].points[:, 2]  # type: ignore[union-attr]
    assert pressures.min() > 0.6 and pressures.max() <= 1.0


@pytest.mark.parametrize("device", [QInputDevice.DeviceType.TouchScreen])
def test_that_fingers_do_not_draw(device: QInputDevice.DeviceType, surface: Surface) -> None:
    screen = QPointingDevice("fingers", 3, device, QPointingDevice.PointerType.Finger, ABILITIES, 5, 1)
    point = surface.at(100, 100)
    for kind, held in ((QEvent.Type.MouseButtonPress, LEFT), (QEvent.Type.MouseButtonRelease, NONE)):
        QApplication.sendEvent(surface.left, QMouseEvent(kind, point, point, point, LEFT, held, PLAIN, screen))
    QTest.touchEvent(surface.left, _screen()).press(0, point.toPoint()).commit()
    QTest.touchEvent(surface.left, _screen()).release(0, point.toPoint()).commit()
    assert not surface.drawing.done and not surface.alpha().any()


_screens: list[QPointingDevice] = []


def _screen() -> QPointingDevice:
    if not _screens:
        _screens.append(QTest.createTouchDevice())
    return _screens[0]


def test_that_two_fingers_move_and_zoom(surface: Surface) -> None:
    view, middle = surface.easel.view, QPoint(250, 210)
    before = view.zoom
    sequence = QTest.touchEvent(surface.left, _screen())
    sequence.press(0, middle - QPoint(40, 0)).press(1, middle + QPoint(40, 0)).commit()
    sequence = QTest.touchEvent(surface.left, _screen())
    sequence.move(0, middle - QPoint(80, 0)).move(1, middle + QPoint(80, 0)).commit()
    assert view.zoom == pytest.approx(2 * before, rel=0.05)
    QTest.touchEvent(surface.left, _screen()).release(0, middle).release(1, middle).commit()
    assert not surface.drawing.done


# -- undo ----------------------------------------------------------------------------------------------------
def test_that_undo_and_redo_are_exact(surface: Surface) -> None:
    states = [surface.easel.painter.pixels(LINE).copy()]
    for row in range(6):
        surface.pull((20, 20 + 40 * row, 0.3), (200, 60 + 30 * row, 1.0), (380, 20 + 40 * row, 0.2))
        states.append(surface.easel.painter.pixels(LINE).copy())
    for expected in states[-2::-1]:
        surface.key(Qt.Key.Key_Z, CTRL)
        assert np.array_equal(surface.easel.painter.pixels(LINE), expected)
    for expected in states[1:]:
        surface.key(Qt.Key.Key_Z, CTRL | SHIFT)
        assert np.array_equal(surface.easel.painter.pixels(LINE), expected)


def test_that_changes_from_elsewhere_do_not_spoil_a_stroke(surface: Surface) -> None:
    surface.pull((20, 30, 1.0), (350, 250, 1.0))
    surface.tablet(PRESS, 50, 200)
    surface.tablet(MOVE, 250, 100)
    surface.drawing.undo()  # not through the easel
    surface.tablet(MOVE, 300, 90)
    assert surface.easel.drawing_now
    surface.tablet(RELEASE, 300, 90, 0.0)
    assert len(surface.drawing.done) == 1 and not surface.easel.drawing_now
    assert np.array_equal(surface.easel.painter.pixels(LINE), Painter(surface.drawing).pixels(LINE))


def test_that_undo_waits_for_the_stroke(surface: Surface) -> None:
    surface.pull((20, 30, 1.0), (350, 250, 1.0))
    surface.tablet(PRESS, 50, 60)
    surface.key(Qt.Key.Key_Z, CTRL)
    surface.easel.undo()
    assert len(surface.drawing.done) == 1
    surface.tablet(RELEASE, 50, 60, 0.0)
    assert len(surface.drawing.done) == 2


def test_that_delete_clears_the_layer_of_the_tool_and_can_be_undone(surface: Surface) -> None:
    surface.pull((20, 30, 1.0), (350, 250, 1.0))
    surface.hand.set_tool(DAB)
    surface.click(100, 100)
    surface.key(Qt.Key.Key_Delete)
    assert surface.alpha(LINE).any() and not surface.alpha(HINTS).any()
    surface.key(Qt.Key.Key_Delete)
    assert len(surface.drawing.done) == 3, "an empty layer is not cleared"
    surface.key(Qt.Key.Key_Z, CTRL)
    assert surface.alpha(HINTS).any()
