"""Zoom, turning and mirroring: what is drawn lands where it is seen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ganstudio.ui.surface.tools import PAN, PEN
from ganstudio.ui.surface.view import View
from tests.ui.surface import CTRL, LEFT, MIDDLE, NONE, PLAIN, SHIFT, Surface


def views() -> list[View]:
    made = []
    for angle, mirrored, zoom in ((0.0, False, 1.0), (33.0, False, 2.5), (-120.0, True, 0.4), (90.0, True, 7.0)):
        view = View(400, 300)
        view.set_canvas(QSizeF(500, 420))
        view.set_mirrored(mirrored)
        view.set_angle(angle)
        view.set_zoom(zoom)
        made.append(view)
    return made


@pytest.mark.usefixtures("app")
def test_that_places_come_back_from_the_canvas() -> None:
    for view in views():
        for point in (QPointF(0, 0), QPointF(123.4, 56.7), QPointF(400, 300)):
            back = view.to_drawing(view.to_canvas(point))
            assert (back - point).manhattanLength() < 1e-6


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("change", ["zoom", "turn", "mirror"])
def test_that_what_is_under_the_pointer_stays_there(change: str) -> None:
    for view in views():
        point = view.middle if change == "mirror" else QPointF(210, 180)
        before = view._exact_inverse(point)
        if change == "zoom":
            view.zoom_about(point, 1.3)
        elif change == "turn":
            view.turn(25, point)
        else:
            view.set_mirrored(not view.mirrored)
        assert (view._exact_inverse(point) - before).manhattanLength() < 1e-6


@pytest.mark.usefixtures("app")
def test_that_mirroring_flips_what_is_seen() -> None:
    for view in views():
        before = view._exact().map(QPointF(222, 111))
        view.set_mirrored(not view.mirrored)
        after = view._exact().map(QPointF(222, 111))
        assert after.x() == pytest.approx(500 - before.x()) and after.y() == pytest.approx(before.y())


@pytest.mark.usefixtures("app")
def test_that_zoom_has_bounds_and_the_drawing_stays_in_sight() -> None:
    view = View(400, 300)
    view.set_zoom(1e9)
    assert view.zoom == 32
    view.set_zoom(0)
    assert view.zoom == 0.05
    view.pan(QPointF(1e6, -1e6))
    assert 0 <= view.centre.x() <= 400 and 0 <= view.centre.y() <= 300


def test_that_a_fitting_view_keeps_fitting(surface: Surface) -> None:
    def corners() -> list[QPointF]:
        return [surface.at(0, 0), surface.at(400, 300)]

    for width in (1000, 700, 1300):
        surface.box.resize(width, 420)
        QApplication.processEvents()
        assert all(surface.left.rect().contains(corner.toPoint()) for corner in corners())
        assert surface.easel.view.fits
    surface.easel.view.zoom_about(QPointF(100, 100), 2)
    zoom = surface.easel.view.zoom
    surface.box.resize(900, 420)
    QApplication.processEvents()
    assert surface.easel.view.zoom == zoom


def test_that_the_wheel_zooms_about_the_pointer_on_both_canvases(surface: Surface) -> None:
    point = QPointF(180, 130)
    before, zoom = surface.right.to_drawing(point), surface.easel.view.zoom
    wheel = QWheelEvent(point, point, QPoint(), QPoint(0, 240), NONE, PLAIN, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(surface.right, wheel)
    assert surface.easel.view.zoom == pytest.approx(zoom * 1.44)
    assert (surface.right.to_drawing(point) - before).manhattanLength() < 1.5
    assert surface.left.place() == surface.right.place()


def test_that_scrolling_with_two_fingers_moves(surface: Surface) -> None:
    point, before, zoom = QPointF(180, 130), surface.at(200, 150), surface.easel.view.zoom
    wheel = QWheelEvent(point, point, QPoint(12, -30), QPoint(0, 240), NONE, PLAIN, Qt.ScrollPhase.ScrollUpdate, False)
    QApplication.sendEvent(surface.left, wheel)
    assert surface.easel.view.zoom == zoom
    assert (surface.at(200, 150) - before - QPointF(12, -30)).manhattanLength() <= 2


@pytest.mark.parametrize("how", ["middle button", "space", "tool"])
def test_that_dragging_moves_the_view(how: str, surface: Surface) -> None:
    before = surface.at(200, 150)
    if how == "space":
        surface.hold(Qt.Key.Key_Space)
    elif how == "tool":
        surface.hand.set_tool(PAN)
    surface.drag(QPointF(200, 200), QPointF(220, 190), QPointF(230, 170),
                 button=MIDDLE if how == "middle button" else LEFT)  # fmt: skip
    assert (surface.at(200, 150) - before - QPointF(30, -30)).manhattanLength() <= 2
    assert not surface.drawing.done
    QTest.keyRelease(surface.left, Qt.Key.Key_Space)
    assert surface.left.tool() == (PAN if how == "tool" else PEN)


def test_that_space_with_ctrl_zooms_and_with_shift_turns(surface: Surface) -> None:
    zoom = surface.easel.view.zoom
    surface.hold(Qt.Key.Key_Space)
    surface.drag(QPointF(200, 200), QPointF(260, 200), keys=CTRL)
    assert surface.easel.view.zoom > 1.5 * zoom and surface.easel.view.angle == 0
    surface.drag(QPointF(350, 210), QPointF(250, 310), keys=SHIFT)
    assert surface.easel.view.angle == pytest.approx(90, abs=1)
    assert not surface.drawing.done


def test_the_keys_of_the_view(surface: Surface) -> None:
    view = surface.easel.view
    surface.key(Qt.Key.Key_4)
    assert view.angle == -15
    surface.key(Qt.Key.Key_6)
    surface.key(Qt.Key.Key_6)
    assert view.angle == 15
    surface.key(Qt.Key.Key_5)
    assert view.angle == 0
    surface.key(Qt.Key.Key_M)
    assert view.mirrored
    surface.key(Qt.Key.Key_1)
    assert view.zoom == 1
    surface.key(Qt.Key.Key_Plus)
    assert view.zoom == 1.25 and not view.fits
    surface.key(Qt.Key.Key_2)
    assert view.fits


def test_that_strokes_land_where_they_are_drawn_in_every_view(surface: Surface) -> None:
    view = surface.easel.view
    view.set_angle(40)
    view.set_mirrored(True)
    view.set_zoom(1.7)
    surface.pull((200, 150, 1.0), (230, 160, 1.0))
    points = surface.drawing.done[0][0].points  # type: ignore[union-attr]
    assert np.allclose(points[0, :2], (200, 150), atol=0.1) and np.allclose(points[-1, :2], (230, 160), atol=0.1)
