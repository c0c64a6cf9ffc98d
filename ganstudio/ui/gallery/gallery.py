"""A popup of cards that opens under what it is chosen for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ganstudio.ui.gallery.card import Card
from ganstudio.ui.parts import button


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
