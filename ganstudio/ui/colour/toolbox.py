"""The narrow column of tools, and the colour in the hand below them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QFrame, QToolButton

from ganstudio.ui import theme
from ganstudio.ui.colour.keys_dialog import KeysDialog
from ganstudio.ui.parts import column, frame
from ganstudio.ui.surface import focus
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.tools import PAN, REGION, TOOLS, TURN, ZOOM

_WIDTH = 52
_ICON = 19  # px
_GAP_AFTER = (REGION, "fill")
_SYMMETRY = (
    "Symmetry ruler\nWhat you draw appears on both sides: left and right, then top and bottom, then both.\n"
    "Drag the handle of an axis to move it."
)


class Toolbox(QFrame):
    """Follows the hand of the easel, and changes it. `colour_wanted` when the swatch is pressed."""

    colour_wanted = Signal()

    def __init__(self, easel: Easel) -> None:
        super().__init__()
        self._easel = easel
        self.tools: dict[str, ToolButton] = {}
        layout = column(spacing=2)
        for tool in TOOLS.values():
            if tool.key in (PAN, ZOOM, TURN):
                continue  # held keys do that; the bar has the rest
            made = self._made(tool.icon, f"{tool.title} ({tool.shortcut})\n{tool.help}.", tool.title, tool.shortcut)
            made.clicked.connect(lambda _on=False, key=tool.key: self._take(key))
            self.tools[tool.key] = made
            layout.addWidget(made)
            if tool.key in _GAP_AFTER:
                layout.addSpacing(10)
        self.symmetry = self._made("symmetry", _SYMMETRY, "Symmetry ruler")
        self.symmetry.clicked.connect(self._toggle_symmetry)
        layout.addWidget(self.symmetry)
        layout.addSpacing(10)
        self.colour = Swatch()
        self.colour.clicked.connect(self.colour_wanted)
        layout.addWidget(self.colour, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.keys = self._made("info", "Keys\nEvery key of the drawing surface.", "Keys")
        self.keys.setCheckable(False)
        self.keys.clicked.connect(lambda: KeysDialog(self).open())
        layout.addWidget(self.keys)
        whole = frame("panel", layout, (6, 10, 6, 10))
        outer = column(whole, spacing=0)
        self.setLayout(outer)
        self.setFixedWidth(_WIDTH)
        easel.hand.tool_changed.connect(lambda _key: self.follow())
        easel.hand.colour_changed.connect(lambda _colour: self.follow())
        easel.hand.changed.connect(self.follow)
        self.follow()

    def _take(self, key: str) -> None:
        self._easel.hand.set_tool(key)
        self.follow()  # pressed again, it stays what it is: no group does that, since Tab would pass over the others

    def _made(self, icon: str, tip: str, name: str, shortcut: str = "") -> ToolButton:
        made = ToolButton(icon, shortcut)
        made.setProperty("kind", "rail")
        made.setFixedSize(40, 38)
        made.setCheckable(True)
        made.setToolTip(tip)
        made.setAccessibleName(name)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        return made

    def _toggle_symmetry(self) -> None:
        drawing, hand = self._easel.drawing, self._easel.hand
        hand.set_symmetry(hand.symmetry.next(drawing.width, drawing.height))
        self.follow()

    def follow(self) -> None:
        hand = self._easel.hand
        for key, made in self.tools.items():
            made.setChecked(key == hand.tool)
        self.symmetry.setChecked(len(hand.symmetry.copies()) > 1)
        self.colour.set_colour(QColor(*hand.hint_colour))
        self.restyle()

    def restyle(self) -> None:
        c = theme.colours()
        for made in (*self.tools.values(), self.symmetry, self.keys):
            made.show_icon(c.accent if made.isChecked() else c.dim)


class ToolButton(QToolButton):
    """An icon with its key small in the corner."""

    def __init__(self, icon: str, shortcut: str) -> None:
        super().__init__()
        self._icon, self._letter = icon, shortcut.replace("Shift+", "⇧")

    def show_icon(self, colour: str) -> None:
        """The icon in `colour`, a little up and to the left where a letter needs room beside it."""
        size = QSize(_ICON + 8, _ICON + 6) if self._letter else QSize(_ICON, _ICON)
        drawn = theme.icon_pixmap(self._icon, colour, _ICON, self)
        pixmap = QPixmap(size * drawn.devicePixelRatio())
        pixmap.setDevicePixelRatio(drawn.devicePixelRatio())
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.drawPixmap(0, 0, drawn)
        painter.end()
        self.setIconSize(size)
        self.setIcon(QIcon(pixmap))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._letter:
            painter = QPainter(self)
            painter.setFont(theme.font(9))
            painter.setPen(QColor(theme.colours().text if self.isChecked() else theme.colours().dim))
            corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
            painter.drawText(self.rect().adjusted(0, 0, -4, -3), corner, self._letter)


class Swatch(QAbstractButton):
    """A round spot of the colour in the hand."""

    def __init__(self, size: int = 32) -> None:
        super().__init__()
        self._colour = QColor("white")
        self.setFixedSize(size, size)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Colour")
        self.setToolTip("The colour of dots, strokes and fills. Press to go to the wheel; X goes back to the last one")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_colour(self, colour: QColor) -> None:
        self._colour = colour
        self.setAccessibleDescription(colour.name())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = theme.colours()
        painter.setPen(QColor(c.text))
        painter.setBrush(self._colour)
        painter.drawEllipse(self.rect().adjusted(4, 4, -4, -4))
        if self.hasFocus():
            focus.ring(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), self.width() / 2)
