"""Search, sorting and filters over the runs and models of the Library."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from ganstudio.studio.library import ORDERS, STATES, Wanted
from ganstudio.ui.parts import CalmComboBox, column, row


class Finder(QWidget):
    """`changed` when something else is wanted."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search names, pictures, settings")
        self.search.setAccessibleName("Search")
        self.search.setClearButtonEnabled(True)
        for clear in self.search.findChildren(QToolButton):
            clear.setAccessibleName("Clear the search")
        self.search.textChanged.connect(lambda _text: self.changed.emit())
        self.order, self.state = CalmComboBox(), CalmComboBox()
        for combo, choices, name in ((self.order, ORDERS, "Order"), (self.state, STATES, "Show")):
            for key, text in choices.items():
                combo.addItem(text, key)
            combo.setAccessibleName(name)
            combo.activated.connect(lambda _index: self.changed.emit())
        self.setLayout(column(self.search, row(self.order, self.state)))

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.search.text(), self.order.currentData(), self.state.currentData())
