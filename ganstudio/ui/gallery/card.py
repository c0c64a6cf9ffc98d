"""A framed button with a picture and words, to choose something by."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ganstudio.ui import theme
from ganstudio.ui.parts import ElidedLabel, wrapped

_FAINT = 0.6  # of a picture, while it cannot be chosen


class Face(QWidget):
    """A small picture in its own colours, fainter where nothing can be chosen: a QLabel would show it grey then."""

    def __init__(self, card: QWidget) -> None:
        super().__init__(card)
        self._pixmap = QPixmap()

    def show_pixmap(self, pixmap: QPixmap) -> None:
        self._pixmap = pixmap
        self.resize(pixmap.deviceIndependentSize().toSize())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(1.0 if self.isEnabled() else _FAINT)
        painter.drawPixmap(0, 0, self._pixmap)


class Card(QPushButton):
    """A framed button with a picture, a title, a few words and a remark below."""

    def __init__(self, checkable: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setCheckable(checkable)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._face = Face(self)
        self._face.hide()
        self._title = ElidedLabel(size=13)
        self._title.setFont(theme.font(13, QFont.Weight.DemiBold))
        self._text = wrapped(tone="dim", size=12)
        self._remark = ElidedLabel(tone="faint", size=11)
        for part in (self._face, self._title, self._text, self._remark):
            part.setParent(self)
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_words(self, title: str, text: str, remark: str = "") -> None:
        self._title.set_text(title)
        self._text.setText(text)
        self._remark.set_text(remark)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._arrange(self.width())

    def show_face(self, pixmap: QPixmap | None) -> None:
        self._face.setVisible(pixmap is not None)
        if pixmap is not None:
            self._face.show_pixmap(pixmap)
        self._arrange(self.width())

    def needed(self, width: int) -> int:
        """Height in px at `width`."""
        return self._place(width, move=False)

    def _arrange(self, width: int) -> None:
        self.setFixedHeight(self._place(width, move=True))

    def _place(self, width: int, move: bool) -> int:
        """Lay the parts out by hand: wrapped labels in a button do not tell a layout their height."""
        face = 0 if self._face.isHidden() else self._face.width() + 12
        left, room = 12 + face, max(60, width - 24 - face)
        y = 10
        for part in (self._title, self._text, self._remark):
            if not part.text():
                part.hide()
                continue
            height = self._text.heightForWidth(room) if part is self._text else part.sizeHint().height()
            if move:
                part.setGeometry(left, y, room, height)
                part.show()
            y += height + 3
        whole = max(y + 7, self._face.height() + 20 if face else 0)
        if move and face:
            self._face.move(12, (whole - self._face.height()) // 2)
        return whole

    def sizeHint(self) -> QSize:
        return QSize(theme.INSPECTOR_WIDTH - 32, self.needed(max(self.width(), 120)))

    def minimumSizeHint(self) -> QSize:
        """It may be as narrow as its column: words are elided and wrapped."""
        return QSize(120, self.needed(max(self.width(), 120)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())
