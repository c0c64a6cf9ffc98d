"""What appears below the canvases: other models' results, a drawing to recover."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ganstudio.core.pictures import Pixels
from ganstudio.ui import theme
from ganstudio.ui.floating import Floating
from ganstudio.ui.gallery.card import Card
from ganstudio.ui.grid import to_image
from ganstudio.ui.parts import button, frame, row, tool, wrapped

_FACE = 150  # px


class CompareStrip(QFrame):
    """The same drawing as other models colour it. `chosen` carries the key of the card that was pressed."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._cards: dict[str, Card] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(theme.PADDING, 0, theme.PADDING, 8)
        self._layout.setSpacing(10)
        self.hide()

    @property
    def cards(self) -> dict[str, Card]:
        return self._cards

    def set_models(self, models: list[tuple[str, str]]) -> None:
        """Key and title of each."""
        for card in self._cards.values():
            card.hide()
            card.deleteLater()
        self._cards = {}
        for key, title in models:
            card = Card()
            card.show_words(title, "…")
            card.show_face(_face(None, None))  # as large as it will be: a result that comes moves nothing
            card.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            self._cards[key] = card
            self._layout.addWidget(card)
        self.setVisible(bool(models))

    def show_result(self, key: str, colours: Pixels, line: QImage | None, milliseconds: float) -> None:
        """A result h x w x 3, with the drawn line over it when there is one."""
        card = self._cards.get(key)
        if card is None:
            return
        card.show_face(_face(to_image(colours), line))
        card.show_words(card.accessibleName(), f"{milliseconds:.0f} ms")


def _face(result: QImage | None, line: QImage | None) -> QPixmap:
    """A square of `_FACE` px with the result in its middle, and the drawn line over it."""
    pixmap = QPixmap(2 * _FACE, 2 * _FACE)
    pixmap.fill(Qt.GlobalColor.transparent)
    if result is not None:
        fitting = result.size().scaled(pixmap.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(
            QPoint((pixmap.width() - fitting.width()) // 2, (pixmap.height() - fitting.height()) // 2), fitting
        )
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for image in (result, line):
            if image is not None:
                mode = Qt.AspectRatioMode.IgnoreAspectRatio
                painter.drawImage(place, image.scaled(fitting, mode, Qt.TransformationMode.SmoothTransformation))
        painter.end()
    pixmap.setDevicePixelRatio(2)
    return pixmap


class Offer(QFrame):
    """A sentence with buttons over the upper edge of the canvases. `ended` when it was answered, closed or replaced."""

    ended = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__()
        self._host = host
        self._floating = Floating(self, host, below=False)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(theme.PADDING, 0, theme.PADDING, 8)
        self.buttons: list[QWidget] = []
        self.words = ""
        self.hide()

    def show_offer(self, words: str, answers: list[tuple[str, Callable[[], object]]]) -> None:
        """Each answer is a button, which also ends the offer."""
        self.withdraw()
        self.words = words
        for text, act in answers:
            self.buttons.append(button(text, partial(self._answer, act)))
        said = wrapped(words, "", 13)
        said.setMinimumWidth(60)
        close = tool("close", self.withdraw, "Leave it as it is")
        inside = row(said, *self.buttons, close)
        inside.setStretch(0, 1)
        card = frame("popup", inside, (14, 8, 8, 8))
        self._box.addWidget(card)
        self.setAccessibleName(words)
        self._floating.show()

    def withdraw(self) -> None:
        """Take it away; the keys go back to where they were used."""
        if not self.words:
            return
        self.words = ""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._host.setFocus()
        while (item := self._box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        self.hide()
        self.ended.emit()

    def _answer(self, act: Callable[[], object]) -> None:
        self.withdraw()
        act()
