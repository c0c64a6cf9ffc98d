"""The right of Explore: a bar of verbs, the pictures, the bookmarks below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ganstudio.ui import theme
from ganstudio.ui.explore.shelf import Shelf
from ganstudio.ui.explore.words import NOTHING
from ganstudio.ui.grid import GridView
from ganstudio.ui.parts import button, chip, column, frame, label, row, tool


@dataclass(frozen=True)
class Verbs:
    """What the buttons of the bar do."""

    undo: Callable[[], object]
    redo: Callable[[], object]
    walk: Callable[[], object]
    copy: Callable[[], object]
    save: Callable[[], object]
    choose_mode: Callable[[bool], object]  # whether one picture is shown


class Stage(QWidget):
    """`view` shows the pictures; `sheet` and `console` say how many there are."""

    def __init__(self, shelf: Shelf, verbs: Verbs) -> None:
        super().__init__()
        self.view = GridView("Generated pictures", NOTHING)
        self.sheet = chip("Sheet", lambda _on: None, True, "Many random pictures (S)")
        self.console = chip("Console", lambda _on: None, False, "One picture and its sliders (S)")
        self.sheet.clicked.connect(lambda _on=False: verbs.choose_mode(False))
        self.console.clicked.connect(lambda _on=False: verbs.choose_mode(True))
        self.undo = tool("undo", verbs.undo, "Undo (Ctrl+Z)")
        self.redo = tool("redo", verbs.redo, "Redo (Ctrl+Shift+Z)")
        self.walk = chip("Walk", lambda _on: None, False, "From one picture to the next, and on (W)")
        self.walk.clicked.connect(lambda _on=False: verbs.walk())
        self.speed = label(tone="dim")
        self.save = button("Save picture…", verbs.save, "save", tip="Save what is shown; it can be opened again here")
        self.copy = button("Copy lines", verbs.copy, tip="The lines that are shown, as text")
        self.copy.hide()
        bar = QWidget()
        bar.setFixedHeight(54)
        tools = row(self.sheet, self.console, theme.GAP, self.undo, self.redo, theme.GAP, self.walk, None, self.speed,
                    self.copy, self.save)  # fmt: skip
        tools.setContentsMargins(theme.PADDING, 0, theme.PADDING, 0)
        bar.setLayout(tools)
        stage = column(frame("stage", column(self.view), (1, 1, 1, 1)))
        stage.setContentsMargins(theme.PADDING, 0, theme.PADDING, theme.GAP)
        whole = column(bar, spacing=0)
        whole.addLayout(stage, 1)
        whole.addWidget(shelf)
        self.setLayout(whole)

    @property
    def alone(self) -> bool:
        """Whether one picture is shown, with its sliders."""
        return self.console.isChecked()

    def show_mode(self, alone: bool) -> None:
        self.console.setChecked(alone)
        self.sheet.setChecked(not alone)
