"""The right of Explore: a bar of verbs, the pictures, the bookmarks below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ganstudio.core.outputs import Picture, Tokens
from ganstudio.core.player import Player
from ganstudio.ui import theme
from ganstudio.ui.explore.beside_strip import BesideStrip
from ganstudio.ui.explore.choosing import ORDERS, SHEETS, may_be_many
from ganstudio.ui.explore.shelf import Shelf
from ganstudio.ui.explore.words import NOTHING
from ganstudio.ui.follow_strip import FollowStrip
from ganstudio.ui.grid import GridView
from ganstudio.ui.parts import CalmComboBox, ElidedLabel, button, chip, column, frame, row, tool


@dataclass(frozen=True)
class Verbs:
    """What the buttons of the bar do."""

    undo: Callable[[], object]
    redo: Callable[[], object]
    walk: Callable[[], object]
    copy: Callable[[], object]
    save: Callable[[], object]
    choose_mode: Callable[[bool], object]  # whether one picture is shown
    draw: Callable[[], object]
    compare: Callable[[], object]


class Stage(QWidget):
    """`view` shows the pictures; `sheet` and `console` say how many there are."""

    def __init__(self, shelf: Shelf, verbs: Verbs) -> None:
        super().__init__()
        self._shelf = shelf
        self.view = GridView("Generated pictures", NOTHING)
        self.sheet = chip("Sheet", lambda _on: None, True, "Many random pictures (S)")
        self.console = chip("Console", lambda _on: None, False, "One picture and its sliders (S)")
        self.sheet.clicked.connect(lambda _on=False: verbs.choose_mode(False))
        self.console.clicked.connect(lambda _on=False: verbs.choose_mode(True))
        self.undo = tool("undo", verbs.undo, "Undo (Ctrl+Z)")
        self.redo = tool("redo", verbs.redo, "Redo (Ctrl+Shift+Z)")
        self.walk = chip("Walk", lambda _on: None, False, "From one picture to the next, and on (W)")
        self.walk.clicked.connect(lambda _on=False: verbs.walk())
        self.compare = tool("compare", verbs.compare, "Let another model draw the same beside it")
        self.follow_strip, self.beside = FollowStrip(), BesideStrip()
        self.many, self.order = CalmComboBox(), CalmComboBox()
        for box, choices, name in ((self.many, SHEETS, "How many pictures"), (self.order, ORDERS, "In which order")):
            for key, words in choices.items():
                box.addItem(words, key)
            box.setAccessibleName(name)
            box.setToolTip(name)
            box.currentIndexChanged.connect(lambda _index: self._show_order())
            box.currentIndexChanged.connect(lambda _index: verbs.draw())
        self._show_order()
        self.speed = ElidedLabel(tone="dim")
        self.save = button("Save picture…", verbs.save, "save", tip="Save what is shown; it can be opened again here")
        self.copy = button("Copy lines", verbs.copy, tip="The lines that are shown, as text")
        self.copy.hide()
        bar = QWidget()
        bar.setFixedHeight(54)
        ways = row(self.sheet, self.console, theme.GAP, self.undo, self.redo, theme.GAP, self.walk, self.compare)
        tools = row(self.many, self.order, theme.GAP, self.speed, self.copy, self.save)
        tools.insertLayout(0, ways)
        tools.setStretchFactor(self.speed, 1)
        tools.setContentsMargins(theme.PADDING, 0, theme.PADDING, 0)
        bar.setLayout(tools)
        stage = column(frame("stage", column(self.view), (1, 1, 1, 1)))
        stage.setContentsMargins(theme.PADDING, 0, theme.PADDING, theme.GAP)
        whole = column(bar, spacing=0)
        whole.addLayout(stage, 1)
        for below in (self.beside, self.follow_strip, shelf):
            whole.addWidget(below)
        self.setLayout(whole)

    @property
    def alone(self) -> bool:
        """Whether one picture is shown, with its sliders."""
        return self.console.isChecked()

    def show_mode(self, alone: bool) -> None:
        self.console.setChecked(alone)
        self.sheet.setChecked(not alone)
        self._show_order()

    def show_model(self, model: Player) -> None:
        """What there is to do with it."""
        self.many.setEnabled(may_be_many(model))
        self.walk.setEnabled(model.noise is not None)
        self.compare.setVisible(isinstance(model.gives, Picture))
        self.copy.setVisible(isinstance(model.gives, Tokens))
        self._shelf.table.setVisible(model.gives.together == 1 and not isinstance(model.gives, Tokens))
        self._shelf.mine.setVisible(model.noise is not None and isinstance(model.gives, Picture))
        self._show_order()

    def enable(self, on: bool) -> None:
        for part in (
            self.sheet,
            self.console,
            self.walk,
            self.compare,
            self.save,
            self._shelf.keep,
            self._shelf.mine,
            self._shelf.table,
        ):
            part.setEnabled(on)

    @property
    def wanted(self) -> int:
        """How many pictures a sheet has; 0: a few."""
        return int(self.many.currentData()) if self.many.isEnabled() else 0

    def _show_order(self) -> None:
        self.many.setHidden(self.alone or not self.many.isEnabled())
        self.order.setHidden(self.alone or not self.wanted)
