from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import (
    QImage,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ganstudio.drawing.drawing import LAYERS, PAPER, RESULT, Change, Drawing
from ganstudio.drawing.marks import HINTS, LINE, MARKED, PICTURE, Fill, Removed, Stroke, from_json, to_json
from ganstudio.ui.surface import gestures
from ganstudio.ui.surface.canvas import Canvas
from ganstudio.ui.surface.clicks import Flood, fill
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.painting import Painter, to_pixels
from ganstudio.ui.surface.tools import DAB, ERASER, FILL, HINT, PAN, PEN, PICK, TOOLS, UNHINT, ZOOM, Symmetry
from ganstudio.ui.surface.view import View

PRESS, MOVE, RELEASE = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease
LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ABILITIES = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure


def pen_of(kind: QPointingDevice.PointerType) -> QPointingDevice:
    return QPointingDevice("pen", 1, QInputDevice.DeviceType.Stylus, kind, ABILITIES, 1, 2)


class Surface:
    """Two canvases side by side, and hands for them."""

    def __init__(self, width: int = 400, height: int = 300) -> None:
        self.drawing = Drawing(width, height)
        self.easel = Easel(self.drawing)
        self.left = Canvas(self.easel, "Line and hints", (PAPER, PICTURE, LINE, HINTS))
        self.right = Canvas(self.easel, "Result", (PAPER, RESULT, LINE))
        self.box = QWidget()
        layout = QHBoxLayout(self.box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.left)
        layout.addWidget(self.right)
        self.box.resize(1000, 420)
        self.pen = pen_of(QPointingDevice.PointerType.Pen)
        self.rubber = pen_of(QPointingDevice.PointerType.Eraser)

    @property
    def hand(self):  # type: ignore[no-untyped-def]
        return self.easel.hand

    def at(self, x: float, y: float) -> QPointF:
        return self.left.place().map(QPointF(x, y))

    def tablet(self, kind: QEvent.Type, x: float, y: float, pressure: float = 1.0, *, rubber: bool = False,
               canvas: Canvas | None = None, keys: Qt.KeyboardModifier = PLAIN) -> None:  # fmt: skip
        """`x`, `y` in px of the drawing."""
        point, button = self.at(x, y), NONE if kind == MOVE else LEFT
        event = QTabletEvent(kind, self.rubber if rubber else self.pen, point, point, pressure, 0, 0, 0, 0, 0, keys,
                             button, NONE if kind == RELEASE else LEFT)  # fmt: skip
        QApplication.sendEvent(canvas or self.left, event)

    def pull(self, *points: Sequence[float], **more) -> None:  # type: ignore[no-untyped-def]
        """A stroke of the pen through x, y, pressure."""
        self.tablet(PRESS, *points[0], **more)
        for point in points[1:]:
            self.tablet(MOVE, *point, **more)
        self.tablet(RELEASE, *points[-1][:2], 0.0, **more)

    def click(self, x: float, y: float, keys: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.mouseClick(self.left, LEFT, keys, self.at(x, y).toPoint())

    def mouse(self, kind: QEvent.Type, point: QPointF, button: Qt.MouseButton, keys: Qt.KeyboardModifier = PLAIN,
              canvas: Canvas | None = None) -> None:  # fmt: skip
        """`point` in px of the canvas."""
        move, up = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
        event = QMouseEvent(kind, point, point, NONE if move else button, NONE if up else button, keys)
        QApplication.sendEvent(canvas or self.left, event)

    def drag(self, *points: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = PLAIN) -> None:
        self.mouse(QEvent.Type.MouseButtonPress, points[0], button, keys)
        for point in points[1:]:
            self.mouse(QEvent.Type.MouseMove, point, button, keys)
        self.mouse(QEvent.Type.MouseButtonRelease, points[-1], button, keys)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyClick(self.left, key, keys)

    def hold(self, key: Qt.Key, keys: Qt.KeyboardModifier = PLAIN) -> None:
        QTest.keyPress(self.left, key, keys)

    def alpha(self, layer: str = LINE) -> np.ndarray:
        return self.easel.painter.pixels(layer)[..., 3]

    def ring(self, radius: float = 60.0, turn: float = 6.4, x: float = 150.0, y: float = 150.0) -> None:
        """A circle of ink, closed or with a gap."""
        ways = np.linspace(0, turn, 60)
        self.pull(*[(x + radius * math.cos(way), y + radius * math.sin(way), 1.0) for way in ways])

    def seen(self, canvas: Canvas | None = None) -> np.ndarray:
        """What a canvas shows, without the outline of the brush."""
        self.easel.hover(None)
        return to_pixels((canvas or self.left).grab().toImage())


@pytest.fixture
def surface(app: QApplication, qtbot: QtBot) -> Iterator[Surface]:
    made = Surface()
    made.box.show()
    qtbot.waitExposed(made.box)
    made.left.setFocus()
    made.hand.set_steadiness(0.0)
    yield made
    made.box.close()
    made.box.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def wait_sharp(surface: Surface, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: all(surface.easel._sharps[surface.left].image(name) for name in MARKED), timeout=20_000)


# -- pen -------------------------------------------------------------------------------------------------------


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


# -- undo ------------------------------------------------------------------------------------------------------


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


# -- hints, fill, eyedropper -----------------------------------------------------------------------------------


def test_that_a_dab_is_a_disc_of_the_colour_and_follows_until_let_go(surface: Surface) -> None:
    surface.hand.set_tool(DAB)
    surface.hand.set_colour((10, 200, 90))
    surface.tablet(PRESS, 100, 100, 0.2)
    surface.tablet(MOVE, 180, 140, 0.2)
    assert not surface.alpha(HINTS)[100, 100] and surface.alpha(HINTS)[140, 180]
    surface.tablet(RELEASE, 180, 140, 0.0)
    [[mark]] = surface.drawing.done
    assert isinstance(mark, Stroke) and len(mark.points) == 1 and mark.colour == (10, 200, 90)
    assert surface.alpha(HINTS).sum() / 255 == pytest.approx(math.pi * (mark.size / 2) ** 2, rel=0.02)


def test_that_a_colour_stroke_keeps_its_width(surface: Surface) -> None:
    surface.hand.set_tool(HINT)
    surface.pull((50, 60, 0.05), (350, 60, 0.9))
    assert set(surface.drawing.done[0][0].points[:, 2].tolist()) == {1.0}  # type: ignore[union-attr]


def test_that_a_click_takes_the_topmost_hint_away(surface: Surface) -> None:
    surface.hand.set_tool(DAB)
    for x in (100, 104, 250):
        surface.click(x, 100)
    surface.pull((50, 60, 1.0), (350, 60, 1.0))
    surface.hand.set_tool(UNHINT)
    surface.click(102, 100)
    [[mark]] = surface.drawing.done[-1:]
    assert mark == Removed(1)
    surface.click(300, 200)
    assert len(surface.drawing.done) == 5, "there is none"
    assert len(surface.drawing.on(HINTS)) == 3
    surface.key(Qt.Key.Key_Z, CTRL)
    assert len(surface.drawing.on(HINTS)) == 4


def test_that_a_hint_is_not_taken_away_where_it_was_erased(surface: Surface) -> None:
    surface.hand.set_tool(HINT)
    surface.pull((50, 100, 1.0), (350, 100, 1.0))
    surface.hand.set_tool(ERASER)
    surface.pull((200, 50, 1.0), (200, 150, 1.0))
    surface.hand.set_tool(UNHINT)
    surface.click(200, 100)
    assert len(surface.drawing.done) == 2
    surface.click(300, 100)
    assert surface.drawing.done[-1] == (Removed(0),)


def test_that_ink_is_no_hint_to_take_away(surface: Surface) -> None:
    surface.pull((50, 100, 1.0), (350, 100, 1.0))
    surface.hand.set_tool(UNHINT)
    surface.click(200, 100)
    assert len(surface.drawing.done) == 1


def test_that_a_fill_goes_up_to_the_ink(surface: Surface) -> None:
    surface.hand.set_size(8)
    surface.ring()
    surface.hand.set_tool(FILL)
    surface.click(150, 150)
    mark = surface.drawing.done[-1][0]
    assert isinstance(mark, Fill) and mark.layer == HINTS and mark.colour == surface.hand.hint_colour
    filled, ink = surface.alpha(HINTS) > 0, surface.alpha(LINE)
    assert filled[150, 150] and not filled[150, 215:].any()
    assert (filled | (ink > 0))[150, 100:200].all(), "no pale edge between fill and ink"
    assert filled.sum() == pytest.approx(math.pi * 58.5**2, rel=0.05), "up to where the line is opaque"


@pytest.mark.parametrize(("tolerance", "leaks"), [(0, True), (40, False)])
def test_that_a_fill_runs_out_through_gaps_that_are_not_closed(tolerance: int, leaks: bool, surface: Surface) -> None:
    surface.hand.set_size(6)
    surface.ring(turn=5.9)  # open for about 17 px
    surface.hand.set_tool(FILL)
    surface.hand.set_fill(tolerance, HINTS)
    asked: list[Flood] = []
    surface.easel.flooded.connect(asked.append)
    surface.click(150, 150)
    assert bool(asked) is leaks
    if asked:
        assert len(surface.drawing.done) == 1, "it is told first"
        fill(surface.easel, asked[0].point, anyway=True)
    assert bool(surface.alpha(HINTS)[20, 380]) is leaks


def test_that_a_fill_of_the_line_layer_is_ink(surface: Surface) -> None:
    surface.ring()
    surface.hand.set_tool(FILL)
    surface.hand.set_fill(4, LINE)
    surface.click(150, 150)
    mark = surface.drawing.done[-1][0]
    assert isinstance(mark, Fill) and (mark.layer, mark.colour) == (LINE, (0, 0, 0))
    assert surface.alpha(LINE)[150, 150] == 255


def test_that_a_click_on_ink_fills_nothing(surface: Surface) -> None:
    surface.hand.set_size(20)
    surface.ring()
    surface.hand.set_tool(FILL)
    surface.click(210, 150)
    assert len(surface.drawing.done) == 1


def show_result(surface: Surface) -> None:
    result = np.zeros((30, 40, 3), np.uint8)
    result[:, :20], result[:, 20:] = (200, 40, 20), (20, 60, 220)
    surface.easel.set_result(result)


def test_that_the_eyedropper_takes_what_is_shown(surface: Surface, qtbot: QtBot) -> None:
    show_result(surface)
    surface.hand.set_tool(PICK)
    with qtbot.waitSignal(surface.easel.colour_picked) as picked:
        surface.pull((100, 100, 1.0), canvas=surface.right)
    assert picked.args == [(200, 40, 20)] and surface.hand.hint_colour == (200, 40, 20)
    surface.pull((300, 100, 1.0), canvas=surface.right)
    assert surface.hand.hint_colour == (20, 60, 220)
    surface.pull((300, 100, 1.0), canvas=surface.left)
    assert surface.hand.hint_colour == (255, 255, 255), "the left one shows paper there"
    assert not surface.drawing.done


def test_that_the_eyedropper_sees_the_opacity_of_layers(surface: Surface) -> None:
    show_result(surface)
    surface.drawing.set_layer(RESULT, opacity=0.5)
    colour = surface.easel.colour_at(QPointF(100, 100), surface.right.shows)
    assert colour is not None and np.abs(np.array(colour) - (228, 148, 138)).max() <= 2
    surface.drawing.set_layer(RESULT, visible=False)
    assert surface.easel.colour_at(QPointF(100, 100), surface.right.shows) == (255, 255, 255)
    assert surface.easel.colour_at(QPointF(-1, 100), surface.right.shows) is None


def test_that_a_click_of_the_zoom_tool_comes_closer(surface: Surface) -> None:
    surface.hand.set_tool(ZOOM)
    zoom, point = surface.easel.view.zoom, surface.at(300, 100)
    surface.drag(point, point)
    assert surface.easel.view.zoom == pytest.approx(1.5 * zoom)
    assert (surface.at(300, 100) - point).manhattanLength() <= 2


def test_that_a_painter_made_elsewhere_is_taken(surface: Surface) -> None:
    drawing = Drawing(300, 200)
    drawing.do(Stroke(LINE, np.array([[30, 40, 1.0]], np.float32), 9))
    painter = Painter(drawing)
    surface.easel.set_drawing(drawing, painter)
    assert surface.easel.painter is painter and surface.alpha()[40, 30]
    surface.easel.undo()
    assert not surface.alpha().any()


def test_that_ctrl_does_nothing_to_a_pen(surface: Surface) -> None:
    show_result(surface)
    before = surface.hand.hint_colour
    surface.pull((300, 100, 1.0), canvas=surface.right, keys=CTRL)
    assert surface.hand.hint_colour == before and surface.alpha()[100, 300]


def test_that_ctrl_picks_while_a_tool_is_chosen(surface: Surface) -> None:
    show_result(surface)
    surface.hand.set_tool(DAB)
    surface.pull((300, 100, 1.0), canvas=surface.right, keys=CTRL)
    assert surface.hand.hint_colour == (20, 60, 220) and not surface.drawing.done
    surface.pull((300, 100, 1.0))
    assert surface.drawing.done[0][0].colour == (20, 60, 220)  # type: ignore[union-attr]


# -- symmetry --------------------------------------------------------------------------------------------------


def test_that_symmetry_mirrors_in_one_step(surface: Surface) -> None:
    surface.hand.set_symmetry(Symmetry(x=200.0))
    surface.pull((50, 60, 0.4), (120, 180, 0.9), (150, 90, 0.7))
    assert len(surface.drawing.done) == 1 and len(surface.drawing.done[0]) == 2
    assert np.abs(surface.alpha().astype(int) - surface.alpha()[:, ::-1]).max() <= 8
    surface.key(Qt.Key.Key_Z, CTRL)
    assert not surface.alpha().any()


def test_that_the_growing_stroke_is_mirrored_too(surface: Surface) -> None:
    surface.hand.set_symmetry(Symmetry(x=200.0, y=150.0))
    surface.tablet(PRESS, 50, 60)
    surface.tablet(MOVE, 120, 80)
    shown = surface.alpha().astype(int)
    assert shown.any() and np.abs(shown - shown[:, ::-1]).max() <= 8 and np.abs(shown - shown[::-1]).max() <= 8
    surface.tablet(RELEASE, 120, 80, 0.0)
    assert len(surface.drawing.done[0]) == 4


def test_that_dabs_and_fills_are_mirrored(surface: Surface) -> None:
    surface.hand.set_symmetry(Symmetry(x=200.0))
    surface.hand.set_tool(DAB)
    surface.click(100, 100)
    assert surface.alpha(HINTS)[100, 100] and surface.alpha(HINTS)[100, 300]
    surface.hand.set_tool(PEN)
    surface.ring(radius=50, x=100)
    surface.hand.set_tool(FILL)
    surface.click(100, 170)
    assert len(surface.drawing.done[-1]) == 2 and surface.alpha(HINTS)[170, 300]


def test_that_an_axis_is_dragged_by_its_handle(surface: Surface) -> None:
    surface.hand.set_symmetry(Symmetry(x=200.0))
    surface.drag(surface.at(200, 0), surface.at(230, 20), surface.at(260, 30))
    assert surface.hand.symmetry.x == pytest.approx(260, abs=1) and not surface.drawing.done
    surface.mouse(QEvent.Type.MouseButtonPress, surface.at(surface.hand.symmetry.x or 0, 0), LEFT)
    surface.mouse(QEvent.Type.MouseMove, surface.at(100, 0), LEFT)
    surface.key(Qt.Key.Key_Escape)
    assert surface.hand.symmetry.x == pytest.approx(260, abs=1)


# -- view ------------------------------------------------------------------------------------------------------


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


# -- tools, sizes, colours -------------------------------------------------------------------------------------


def test_that_every_tool_has_its_key(surface: Surface) -> None:
    for tool in TOOLS.values():
        if tool.key in (PAN,):
            continue  # Space, held
        shift = SHIFT if tool.shortcut.startswith("Shift+") else PLAIN
        surface.hand.set_tool(PAN)
        surface.key(getattr(Qt.Key, f"Key_{tool.shortcut[-1]}"), shift)
        assert surface.hand.tool == tool.key


def test_that_brackets_change_the_size(surface: Surface, qtbot: QtBot) -> None:
    size = surface.hand.size
    with qtbot.waitSignal(surface.hand.size_changed) as told:
        surface.key(Qt.Key.Key_BracketRight)
    assert told.args == [surface.hand.size] and surface.hand.size > size
    surface.key(Qt.Key.Key_BracketLeft)
    assert surface.hand.size == size
    for _ in range(40):
        surface.key(Qt.Key.Key_BracketLeft)
    assert surface.hand.size == 1.0


def test_that_each_tool_keeps_its_size(surface: Surface) -> None:
    surface.hand.set_size(33)
    surface.hand.set_tool(DAB)
    assert surface.hand.size == TOOLS[DAB].size
    surface.hand.set_tool(PEN)
    assert surface.hand.size == 33


def test_that_dragging_with_shift_sizes_the_brush(surface: Surface) -> None:
    size, zoom = surface.hand.size, surface.easel.view.zoom
    surface.drag(QPointF(200, 200), QPointF(250, 205), keys=SHIFT)
    assert surface.hand.size == pytest.approx(size + 50 / zoom) and not surface.drawing.done


def test_that_x_goes_back_to_the_last_colour_and_ink_stays_ink(surface: Surface) -> None:
    surface.hand.set_colour((1, 2, 3))
    surface.hand.set_colour((4, 5, 6))
    surface.key(Qt.Key.Key_X)
    assert (surface.hand.colour, surface.hand.hint_colour) == ((0, 0, 0), (1, 2, 3))
    surface.hand.set_tool(HINT)
    surface.key(Qt.Key.Key_X)
    assert surface.hand.colour == (4, 5, 6)


def test_that_keys_with_other_meanings_are_left_to_others(surface: Surface) -> None:
    for key, keys in ((Qt.Key.Key_S, CTRL), (Qt.Key.Key_Tab, PLAIN), (Qt.Key.Key_B, CTRL), (Qt.Key.Key_F5, PLAIN)):
        override = QKeyEvent(QEvent.Type.ShortcutOverride, key, keys)
        override.ignore()
        QApplication.sendEvent(surface.left, override)
        assert not override.isAccepted()
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_B, PLAIN)
    override.ignore()
    QApplication.sendEvent(surface.left, override)
    assert override.isAccepted()


def test_that_a_held_key_is_forgotten_with_the_focus(surface: Surface) -> None:
    surface.hold(Qt.Key.Key_Space)
    assert surface.left.tool() == PAN
    surface.right.setFocus()
    surface.left.clearFocus()
    QApplication.sendEvent(surface.left, QEvent(QEvent.Type.WindowDeactivate))
    assert surface.left.tool() == PEN


# -- signals ---------------------------------------------------------------------------------------------------


def test_which_signals_a_stroke_gives(surface: Surface) -> None:
    told: list[str] = []
    easel = surface.easel
    easel.stroke_started.connect(lambda: told.append("started"))
    easel.live_changed.connect(lambda: told.append("live"))
    easel.drawing_changed.connect(lambda: told.append("changed"))
    easel.stroke_finished.connect(lambda: told.append("finished"))
    surface.pull((50, 60, 1.0), (150, 60, 1.0), (250, 60, 1.0))
    assert told[0] == "started" and told[-2:] == ["changed", "finished"] and told.count("live") >= 3
    told.clear()
    easel.undo()
    assert told == ["changed"]


def test_that_another_drawing_takes_the_place(surface: Surface) -> None:
    surface.pull((50, 60, 1.0), (150, 60, 1.0))
    old, new = surface.drawing, Drawing(120, 500)
    surface.easel.set_drawing(new)
    assert not old.observers and not surface.easel.painter.pixels(LINE).any() and surface.easel.result is None
    assert surface.left.rect().contains(surface.at(120, 500).toPoint())
    surface.pull((50, 60, 1.0), (100, 400, 1.0))
    assert len(new.done) == 1 and len(old.done) == 1


# -- what is seen ----------------------------------------------------------------------------------------------


def colour_at(surface: Surface, canvas: Canvas, x: float, y: float) -> list[int]:
    point = surface.at(x, y).toPoint()
    return surface.seen(canvas)[point.y(), point.x(), :3].tolist()


def test_that_each_canvas_shows_its_layers(surface: Surface) -> None:
    show_result(surface)
    surface.hand.set_size(30)
    surface.pull((50, 60, 1.0), (350, 60, 1.0))
    surface.hand.set_tool(DAB)
    surface.hand.set_colour((10, 200, 90))
    surface.click(300, 200)
    assert colour_at(surface, surface.left, 200, 60) == [0, 0, 0] == colour_at(surface, surface.right, 200, 60)
    assert colour_at(surface, surface.left, 300, 200) == [10, 200, 90]
    assert colour_at(surface, surface.right, 300, 200) == [20, 60, 220]
    assert colour_at(surface, surface.left, 100, 200) == [255, 255, 255]


def test_that_layers_are_hidden_and_faded(surface: Surface) -> None:
    surface.hand.set_size(30)
    surface.pull((50, 60, 1.0), (350, 60, 1.0))
    surface.drawing.set_layer(LINE, opacity=0.4)
    assert colour_at(surface, surface.left, 200, 60)[0] == pytest.approx(153, abs=2)
    surface.drawing.set_layer(LINE, visible=False)
    assert colour_at(surface, surface.left, 200, 60) == [255, 255, 255]


@pytest.mark.parametrize("zoom", [0.6, 1.0, 3.0])
def test_that_what_is_shown_becomes_sharp(zoom: float, surface: Surface, qtbot: QtBot) -> None:
    surface.easel.view.set_zoom(zoom)
    surface.pull((150, 100, 1.0), (260, 180, 0.6))
    surface.box.repaint()
    wait_sharp(surface, qtbot)
    shown = 255 - surface.seen()[..., 0].astype(int)
    point, end = surface.at(0, 0), surface.at(400, 300)
    box = (
        slice(max(0, round(point.y())) + 3, round(end.y()) - 3),
        slice(max(0, round(point.x())) + 3, round(end.x()) - 3),
    )
    inked = shown[box]
    expected = surface.alpha().sum() * zoom**2
    assert inked.sum() == pytest.approx(expected, rel=0.04)
    soft = ((inked > 12) & (inked < 243)).sum()
    assert soft < 2.6 * 272 * zoom, "edges one pixel wide"


def test_that_strokes_on_a_sharp_view_stay_sharp_and_exact(surface: Surface, qtbot: QtBot) -> None:
    surface.easel.view.set_zoom(3.0)
    surface.box.repaint()
    wait_sharp(surface, qtbot)
    surface.tablet(PRESS, 160, 110)
    surface.tablet(MOVE, 240, 115)
    grown = surface.easel._sharps[surface.left].raster(LINE)
    assert grown is not None
    at = grown.place.map(QPointF(220, 113.7)).toPoint()
    assert grown.pixels[at.y(), at.x(), 3] == 255, "seen at once, and sharp"
    surface.tablet(RELEASE, 240, 115, 0.0)
    for row in range(3):
        surface.pull((160, 120 + 20 * row, 0.4), (200, 130 + 20 * row, 1.0), (250, 110 + 20 * row, 0.5))
    surface.hand.set_symmetry(Symmetry(x=205.0))
    surface.pull((170, 120, 0.4), (190, 180, 1.0))
    surface.easel.undo()
    assert_sharp_is_exact(surface)
    surface.easel.undo()
    surface.easel.undo()
    surface.easel.redo()
    assert_sharp_is_exact(surface)


def test_that_what_is_taken_back_while_it_is_painted_sharp_is_gone(surface: Surface, qtbot: QtBot) -> None:
    rng = np.random.default_rng(0)
    for _ in range(80):
        x, y = rng.uniform(20, 300), rng.uniform(20, 280)
        points = np.column_stack([x + np.linspace(0, 80, 60), y + rng.uniform(-5, 5, 60), np.ones(60)])
        surface.drawing.do(Stroke(LINE, points.astype(np.float32), 3))
    surface.easel.view.set_zoom(2.0)
    surface.box.repaint()
    sharp = surface.easel._sharps[surface.left]
    qtbot.waitUntil(lambda: len(sharp._painted.get(LINE, ())) > 5, timeout=20_000)
    assert sharp.image(LINE) is None, "still at work"
    for _ in range(78):
        surface.easel.undo()
    surface.pull((160, 120, 0.4), (250, 110, 0.5))
    wait_sharp(surface, qtbot)
    assert_sharp_is_exact(surface)


def assert_sharp_is_exact(surface: Surface) -> None:
    sharp = surface.easel._sharps[surface.left]
    raster = sharp.raster(LINE)
    assert raster is not None, "never left the sharp view"
    fresh = surface.easel.painter.raster(raster.pixels.shape[1], raster.pixels.shape[0], raster.place)
    for mark in surface.drawing.on(LINE):
        fresh.paint(mark)
    assert np.array_equal(fresh.pixels, raster.pixels) and raster.pixels.any()


def test_that_canvases_of_one_size_share_their_pictures(surface: Surface) -> None:
    assert surface.easel._sharps[surface.left] is surface.easel._sharps[surface.right]
    surface.left.setFixedWidth(300)
    QApplication.processEvents()
    assert surface.easel._sharps[surface.left] is not surface.easel._sharps[surface.right]


def test_that_the_outline_of_the_brush_is_seen_on_both(surface: Surface) -> None:
    surface.hand.set_size(60)
    empty = surface.seen().astype(int)
    surface.easel.hover(QPointF(200, 150))
    shown = to_pixels(surface.left.grab().toImage()).astype(int)
    ring = surface.at(200 + 30, 150).toPoint()
    assert np.abs(shown - empty)[ring.y(), ring.x() - 2 : ring.x() + 3].max() > 60
    other = to_pixels(surface.right.grab().toImage()).astype(int)
    assert np.abs(other - empty).max() > 30


class Paints(QObject):
    """Notes the areas, in px, of all paint events."""

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[int] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.rect().width() * event.rect().height())
        return False


def test_that_only_what_changed_is_painted(surface: Surface, qtbot: QtBot) -> None:
    surface.box.repaint()
    wait_sharp(surface, qtbot)
    surface.tablet(PRESS, 50, 60)
    QApplication.processEvents()
    paints = Paints()
    surface.left.installEventFilter(paints)
    for x in range(52, 90, 4):
        surface.tablet(MOVE, x, 60)
        QApplication.processEvents()
    surface.tablet(RELEASE, 90, 60, 0.0)
    QApplication.processEvents()
    assert len(paints.areas) > 5 and max(paints.areas) < 70 * 70
    surface.left.removeEventFilter(paints)


def test_that_results_of_every_kind_are_shown(surface: Surface) -> None:
    for picture in (
        np.full((20, 30), 90, np.uint8),
        np.full((20, 30, 1), 90, np.uint8),
        np.full((7, 9, 3), 90, np.uint8),
    ):
        surface.easel.set_result(picture)
        assert colour_at(surface, surface.right, 200, 150) == [90, 90, 90]
    image = QImage(1600, 1200, QImage.Format.Format_RGB32)
    image.fill(0xFF405060)
    surface.easel.set_result(image)
    assert colour_at(surface, surface.right, 200, 150) == [0x40, 0x50, 0x60]
    surface.easel.set_result(None)
    assert colour_at(surface, surface.right, 200, 150) == [255, 255, 255]


def test_that_canvases_are_named_for_screen_readers(surface: Surface) -> None:
    assert surface.left.accessibleName() == "Line and hints" and surface.right.accessibleName() == "Result"
    assert surface.left.accessibleDescription() and surface.left.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert all(tool.title and tool.help and tool.icon for tool in TOOLS.values())
    assert set(LAYERS) >= {*surface.left.shows, *surface.right.shows} and ZOOM in TOOLS and ERASER in TOOLS
