"""The galleries that open under the inspector's cards: architectures and sets of pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ganstudio.core.pictures import Pixels
from ganstudio.core.text import counted
from ganstudio.data.collection import ATTRIBUTES, DOMAINS, LABELLED, PAIRS, PHOTOGRAPHS, PLAIN
from ganstudio.data.sets.dataset import DataSet
from ganstudio.engine.family import Family
from ganstudio.ui import theme
from ganstudio.ui.grid import to_image
from ganstudio.ui.parts import ElidedLabel, button, wrapped

_WORDS = {
    PLAIN: "pictures", LABELLED: "pictures", PAIRS: "pairs", DOMAINS: "in two domains", ATTRIBUTES: "with attributes",
    PHOTOGRAPHS: "photographs",
}  # fmt: skip


class Card(QPushButton):
    """A framed button with a picture, a title, a few words and a remark below."""

    def __init__(self, checkable: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setCheckable(checkable)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._face = QLabel(self)
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
            self._face.setPixmap(pixmap)
            self._face.resize(pixmap.deviceIndependentSize().toSize())
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


def family_card(kind: type[Family], checkable: bool = False) -> Card:
    card = Card(checkable)
    show_family(card, kind)
    return card


def show_family(card: Card, kind: type[Family], with_needs: bool = True) -> None:
    needs = f" · needs {kind.need.words}" if with_needs else ""
    card.show_words(kind.title, kind.summary, kind.paper + needs)


def show_data(card: Card, data: DataSet, sheet: Pixels | None) -> None:
    """Words about the set, beside a small sheet of its own pictures."""
    card.show_words(data.title, f"{data.count:,} {_WORDS[data.kind]}{_details(data)}")
    card.show_face(None if sheet is None else _face(sheet))


def _details(data: DataSet) -> str:
    size = f" · {data.size} px" if data.size else ""
    colour = " · grey" if data.channels == 1 else ""
    classes = f" · {counted(len(data.classes), 'class', 'classes')}" if data.kind == LABELLED else ""
    return f"{size}{colour}{classes}"


def _face(sheet: Pixels) -> QPixmap:
    scaled = to_image(sheet).scaled(
        QSize(128, 88), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    pixmap = QPixmap.fromImage(scaled)
    pixmap.setDevicePixelRatio(2)
    return pixmap


class Gallery(QFrame):
    """A popup of cards. `chosen` carries the key of the one that was clicked."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setProperty("kind", "popup")
        self.setAccessibleName(name)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._foot = QVBoxLayout()
        inner = QWidget()
        inner.setLayout(self._cards)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cards.setContentsMargins(12, 12, 12, 8)
        self._cards.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(scroll)
        self._foot.setContentsMargins(12, 0, 12, 12)
        layout.addLayout(self._foot)
        self.entries: dict[str, Card] = {}

    def set_cards(self, cards: Sequence[tuple[str, Card]], current: str) -> None:
        for old in self.entries.values():
            old.hide()
            old.deleteLater()
        self.entries = dict(cards)
        for key, card in cards:
            card.setChecked(key == current)
            card.clicked.connect(lambda _on=False, key=key: self._choose(key))
            self._cards.insertWidget(self._cards.count() - 1, card)

    def add_action(self, text: str, icon: str, clicked: Callable[[], object]) -> None:
        def act() -> None:
            self.hide()
            clicked()

        self._foot.addWidget(button(text, act, icon))

    def _choose(self, key: str) -> None:
        self.hide()
        self.chosen.emit(key)

    def open_below(self, anchor: QWidget, width: int = 380) -> None:
        foot = self._foot.sizeHint().height() + 8 if self._foot.count() else 0
        wanted = sum(card.needed(width - 40) + 8 for card in self.entries.values()) + 36 + foot
        window = anchor.window()
        room = window.height() - 80
        self.resize(width, min(wanted, room))
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        bottom = window.mapToGlobal(QPoint(0, window.height())).y() - 20
        corner.setY(min(corner.y(), bottom - self.height()))
        self.move(corner)
        self.show()
        current = next((card for card in self.entries.values() if card.isChecked()), None)
        (current or self).setFocus()
