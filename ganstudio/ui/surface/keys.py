"""Keys of the drawing surface, where Krita has them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.tools import DAB, FILL, HINT, PEN, PICK, REGION, TURN, UNHINT, ZOOM

Act = Callable[[Easel], object]
_PLAIN, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
_PAN = 48.0  # px

ONE = "O"  # one canvas, or two
SHORT = "B pen · E eraser · H colour dot · F fill · Space move · wheel zoom · Ctrl+Z undo"
HELP = (
    ("[ ]", "smaller or larger brush"), ("Shift drag", "brush size"), ("Ctrl", "pick a colour"), ("X", "last colour"),
    ("Space drag", "move"), ("Ctrl+Space drag", "zoom"), ("Shift+Space drag", "turn"),
    ("4 6", "turn"), ("5", "straight"),
    ("M", "mirror the view"), ("1", "100 %"), ("2", "fit"), ("+ -", "zoom"), ("Delete", "clear the layer"),
    ("Ctrl+Z", "undo"), ("Ctrl+Shift+Z", "redo"), ("Escape", "give the stroke up"),
)  # fmt: skip


def action(event: QKeyEvent) -> Act | None:
    """What the key does here, or None when it is not one of ours."""
    if event.matches(QKeySequence.StandardKey.Undo):
        return Easel.undo
    if event.matches(QKeySequence.StandardKey.Redo) or _is_redo(event):
        return Easel.redo
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    if key in _ANY_SHIFT and modifiers in (_PLAIN, _SHIFT):  # where these lie depends on the keyboard
        return _ANY_SHIFT[key]
    return _KEYS.get((key, modifiers))


def anywhere(event: QKeyEvent) -> Act | None:
    """The same for keys that count wherever the focus is in the workspace: those that move or clear need the canvas."""
    return None if event.key() in _ON_CANVAS else action(event)


def _is_redo(event: QKeyEvent) -> bool:
    both = Qt.KeyboardModifier.ControlModifier | _SHIFT
    return event.key() == Qt.Key.Key_Z and event.modifiers() == both


def _tool(key: str) -> Act:
    return lambda easel: easel.hand.set_tool(key)


def _pan(x: float, y: float) -> Act:
    return lambda easel: easel.view.pan(QPointF(x, y))


def _zoom(factor: float) -> Act:
    return lambda easel: easel.view.set_zoom(easel.view.zoom * factor)


_ANY_SHIFT: dict[Qt.Key, Act] = {
    Qt.Key.Key_Plus: _zoom(1.25),
    Qt.Key.Key_Equal: _zoom(1.25),
    Qt.Key.Key_Minus: _zoom(0.8),
    Qt.Key.Key_BracketLeft: lambda easel: easel.hand.step_size(-1),
    Qt.Key.Key_BracketRight: lambda easel: easel.hand.step_size(1),
}

_KEYS: dict[tuple[Qt.Key, Qt.KeyboardModifier], Act] = {
    (Qt.Key.Key_B, _PLAIN): _tool(PEN),
    (Qt.Key.Key_E, _PLAIN): lambda easel: easel.hand.toggle_eraser(),
    (Qt.Key.Key_F, _PLAIN): _tool(FILL),
    (Qt.Key.Key_H, _PLAIN): _tool(DAB),
    (Qt.Key.Key_H, _SHIFT): _tool(HINT),
    (Qt.Key.Key_E, _SHIFT): _tool(UNHINT),
    (Qt.Key.Key_G, _PLAIN): _tool(REGION),
    (Qt.Key.Key_P, _PLAIN): _tool(PICK),
    (Qt.Key.Key_Z, _PLAIN): _tool(ZOOM),
    (Qt.Key.Key_R, _PLAIN): _tool(TURN),
    (Qt.Key.Key_X, _PLAIN): lambda easel: easel.hand.swap_colours(),
    (Qt.Key.Key_M, _PLAIN): lambda easel: easel.view.set_mirrored(not easel.view.mirrored),
    (Qt.Key.Key_1, _PLAIN): lambda easel: easel.view.set_zoom(1.0),
    (Qt.Key.Key_2, _PLAIN): lambda easel: easel.view.fit(),
    (Qt.Key.Key_4, _PLAIN): lambda easel: easel.view.turn_step(-1),
    (Qt.Key.Key_5, _PLAIN): lambda easel: easel.view.set_angle(0),
    (Qt.Key.Key_6, _PLAIN): lambda easel: easel.view.turn_step(1),
    (Qt.Key.Key_Left, _PLAIN): _pan(_PAN, 0),
    (Qt.Key.Key_Right, _PLAIN): _pan(-_PAN, 0),
    (Qt.Key.Key_Up, _PLAIN): _pan(0, _PAN),
    (Qt.Key.Key_Down, _PLAIN): _pan(0, -_PAN),
    (Qt.Key.Key_Delete, _PLAIN): lambda easel: easel.clear(easel.hand.layer),
}
_ON_CANVAS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Delete)
