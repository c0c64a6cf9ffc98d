"""The colour in the hand: a wheel, its number, the one before it, and those that were used lately."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QSizePolicy, QWidget

from ganstudio.drawing.marks import Colour
from ganstudio.drawing.palettes import Palette, Swatch
from ganstudio.studio.recent_colours import RecentColours, code_of
from ganstudio.ui import theme
from ganstudio.ui.parts import column, heading, label, row
from ganstudio.ui.surface import focus
from ganstudio.ui.surface.colour_wheel import ColourWheel
from ganstudio.ui.surface.palette_view import PaletteView
from ganstudio.ui.surface.tools import Hand

_CODE = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


class ColourDock(QWidget):
    """`chosen` carries a colour that was chosen anew; while the wheel turns further, the hand is told by itself."""

    chosen = Signal(tuple)

    def __init__(self, hand: Hand, recents: RecentColours) -> None:
        super().__init__()
        self._hand, self._recents = hand, recents
        self.wheel, self.pair = ColourWheel(), ColourPair()
        self.code = QLineEdit()
        self.code.setAccessibleName("Colour as a number")
        self.code.setToolTip("Red, green and blue as in the web: #ec5680")
        self.code.setMaxLength(7)
        self.recent = PaletteView("Recent colours")
        self._none_yet = label("Colours that you use appear here.", "faint", 11)
        self.wheel.turned.connect(self._turn)
        self.pair.clicked.connect(hand.swap_colours)
        self.code.editingFinished.connect(self._take_code)
        self.recent.chosen.connect(self.chosen)
        recents.changed.connect(self.follow)
        beside = column(self.pair, self.code, None, spacing=8)
        both = row(self.wheel, spacing=12)
        both.addLayout(beside, 1)
        self.setLayout(
            column(heading("Colour"), both, label("Recent", "dim", 12), self.recent, self._none_yet, spacing=8)
        )
        self.follow()

    def follow(self) -> None:
        colour = self._hand.hint_colour
        self.wheel.set_colour(colour)
        self.pair.set_colours(colour, self._hand.last_colour)
        if not self.code.hasFocus():
            self.code.setText(code_of(colour))
        self.recent.set_palette(Palette("", tuple(Swatch(each) for each in self._recents.colours)))
        self.recent.set_current(colour)
        self.recent.setVisible(bool(self._recents.colours))
        self._none_yet.setVisible(not self._recents.colours)

    def _turn(self, colour: Colour, begins: bool) -> None:
        if begins:
            self.chosen.emit(colour)
        else:
            self._hand.turn_colour(colour)

    def _take_code(self) -> None:
        found = _CODE.fullmatch(self.code.text().strip())
        if found is None:
            self.code.setText(code_of(self._hand.hint_colour))
            return
        code = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
        colour = int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)
        self.code.setText(code_of(colour))
        if colour != self._hand.hint_colour:
            self.chosen.emit(colour)


class ColourPair(QAbstractButton):
    """The colour in the hand, and in the corner the one before it; pressed, they change places."""

    def __init__(self) -> None:
        super().__init__()
        self._now, self._last = QColor("white"), QColor("white")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Back to the last colour")
        self.setToolTip("The colour of dots, strokes and fills. Press to go back to the last one (X)")

    def sizeHint(self) -> QSize:
        return QSize(80, 60)

    def set_colours(self, now: Colour, last: Colour) -> None:
        self._now, self._last = QColor(*now), QColor(*last)
        self.setAccessibleDescription(f"now {code_of(now)}, before {code_of(last)}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        shape = QPainterPath()
        shape.addRoundedRect(whole, theme.RADIUS_BUTTON, theme.RADIUS_BUTTON)
        painter.fillPath(shape, self._now)
        painter.setClipPath(shape)
        corner = QRectF(whole.right() - 28, whole.bottom() - 20, 28, 20)
        painter.fillRect(corner, self._last)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(theme.colours().line), 1))
        painter.drawPath(shape)
        if self.hasFocus():
            focus.ring(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_BUTTON)
