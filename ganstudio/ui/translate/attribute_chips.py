"""Attributes that are put on, taken away, or left as they are: a click goes round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ganstudio.core.text import titled
from ganstudio.ui import theme
from ganstudio.ui.chips import FlowLayout
from ganstudio.ui.parts import clear, column, dress, restyle

State = bool | None
_ROUND: dict[State, State] = {None: True, True: False, False: None}
_ON_OFF: dict[State, State] = {None: True, True: None}  # members of a group, and models that know no "as it is"


class AttributeChip(QPushButton):
    """One attribute. `wanted` carries the state that comes next; + and - put it on and off, Backspace leaves it."""

    wanted = Signal(object)

    def __init__(self, name: str, can_be_off: bool, rest: str) -> None:
        """`rest`: what it is while nothing is wished."""
        super().__init__(titled(name))
        self.state: State = None
        self._next, self._words = _ROUND if can_be_off else _ON_OFF, {True: "on", False: "off", None: rest}
        self.setProperty("kind", "chip")
        self.setFont(theme.font(12))
        self.setIconSize(QSize(11, 11))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda _on=False: self.wanted.emit(self._next[self.state]))
        self.show_state(None)

    def show_state(self, state: State) -> None:
        self.state = state
        restyle(self, "wish", {True: "on", False: "off", None: ""}[state])
        if state is None:
            self.setProperty("dress", None)
            self.setIcon(QIcon())
        else:
            dress(self, "check" if state else "close", "accent" if state else "dim")
        self.setAccessibleName(f"{self.text()}: {self._words[state]}")
        self.setToolTip(f"{self.text()}: {self._words[state]}. Click for {self._words[self._next[state]]}.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys: dict[int, State] = {Qt.Key.Key_Plus: True, Qt.Key.Key_Minus: False, Qt.Key.Key_Backspace: None}
        if event.key() in keys and keys[event.key()] in self._next:
            self.wanted.emit(keys[event.key()])
        else:
            super().keyPressEvent(event)


class AttributeChips(QWidget):
    """Those of a model: every exclusive group on lines of its own. `wished` carries a name and its state."""

    wished = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.chips: dict[str, AttributeChip] = {}
        self._column = column(spacing=10)
        self.setLayout(self._column)

    def set_attributes(self, names: Sequence[str], groups: Sequence[Sequence[str]], can_leave: bool) -> None:
        """`can_leave`: whether what is not wished for stays as it is, or else is off."""
        clear(self._column)
        grouped = {name for group in groups for name in group}
        rest = "as it is" if can_leave else "off"
        self.chips = {name: self._made(name, can_leave and name not in grouped, rest) for name in names}
        alone = [name for name in names if name not in grouped]
        for each in filter(None, (*groups, alone)):
            flow = FlowLayout()
            for name in each:
                flow.addWidget(self.chips[name])
            box = QWidget()
            box.setLayout(flow)
            self._column.addWidget(box)
        self.setVisible(bool(names))

    def _made(self, name: str, can_be_off: bool, rest: str) -> AttributeChip:
        chip = AttributeChip(name, can_be_off, rest)
        chip.wanted.connect(lambda state: self.wished.emit(name, state))
        return chip

    def show_wishes(self, wishes: Mapping[str, bool]) -> None:
        for name, chip in self.chips.items():
            if chip.state != wishes.get(name):
                chip.show_state(wishes.get(name))
