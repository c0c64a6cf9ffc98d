"""The list at the left of the Library: cards, of which one or several are chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListView

from ganstudio.ui.library.cards import CardDelegate, Item, ItemModel


class CardList(QListView):
    """`changed` when others are chosen, `opened` on a double click."""

    changed = Signal()
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cards = ItemModel()
        self.setAccessibleName("Runs and models")
        self.setModel(self.cards)
        self.setItemDelegate(CardDelegate(self))
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setToolTip("Hold Ctrl or Shift to choose several: to compare, export or delete them")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().selectionChanged.connect(lambda *_: self.changed.emit())
        self.doubleClicked.connect(lambda *_: self.opened.emit())

    def add_key(self, key: Qt.Key, act: Callable[[], object]) -> None:
        """A key that counts while the list has the focus."""
        shortcut = QShortcut(QKeySequence(key), self, act)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)  # as an argument it is not heeded

    def show_items(self, items: list[Item]) -> None:
        """Other cards; what was chosen stays so, or the first is."""
        chosen = [item.key for item in self.chosen]
        self.cards.show(items)
        self._choose(chosen)

    def _choose(self, keys: Sequence[str]) -> None:
        rows = [row for key in keys if (row := self.cards.row_of(key)) >= 0] or ([0] if self.cards.items else [])
        selection = QItemSelection()
        for row in rows:
            selection.select(self.cards.index(row), self.cards.index(row))
        model = self.selectionModel()
        if selection.indexes() != model.selectedIndexes():
            model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            if rows:
                model.setCurrentIndex(self.cards.index(rows[0]), QItemSelectionModel.SelectionFlag.NoUpdate)

    @property
    def chosen(self) -> list[Item]:
        """The selected cards in the order of the list."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self.cards.items[row] for row in rows if row < len(self.cards.items)]
