"""Hints, fills, the eyedropper, symmetry, and how tools, sizes and colours are chosen."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.drawing.drawing import RESULT, Drawing
from ganstudio.drawing.marks import HINTS, LINE, Fill, Removed, Stroke
from ganstudio.ui.surface.clicks import Flood, fill
from ganstudio.ui.surface.painting import Painter
from ganstudio.ui.surface.tools import DAB, ERASER, FILL, HINT, PAN, PEN, PICK, TOOLS, UNHINT, ZOOM, Symmetry
from tests.ui.surface import CTRL, LEFT, MOVE, PLAIN, PRESS, RELEASE, SHIFT, Surface, show_result


# -- hints, fill, eyedropper ---------------------------------------------------------------------------------
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


# -- symmetry ------------------------------------------------------------------------------------------------
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


# -- tools, sizes, colours -----------------------------------------------------------------------------------
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
