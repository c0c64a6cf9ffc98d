"""The bar above the canvas: the drawing's name and state, its verbs, the model and how fast it answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ganstudio.ui import theme
from ganstudio.ui.parts import button, label, row, tool

Entries = list[tuple[str, str, Callable[[], object]] | None]


class ColourBar(QWidget):
    """Verbs are given as menus: (text, shortcut shown, what it does), None is a line between."""

    def __init__(
        self, file: Entries, export: Entries, undo: Callable[[], object], redo: Callable[[], object],
        start_from: Callable[[], object], bring: Callable[[], object], models: Callable[[], object],
        one: Callable[[bool], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self.setFixedHeight(54)
        self.name = self._menu_button("Untitled", file, "Drawing")
        self.name.setFont(theme.font(13, QFont.Weight.DemiBold))
        self.saved = label(tone="faint", size=12)
        self.undo = tool("undo", undo, "Undo (Ctrl+Z)")
        self.redo = tool("redo", redo, "Redo (Ctrl+Shift+Z)")
        self.start_from = button("Start from…", start_from, tip="Line art to start from")
        self.bring = button("Import…", bring, tip="Bring in a scan, a photo or a picture")
        self.export = self._menu_button("Export…", export, "Export", plain=False)
        self.one = button("One canvas", lambda: one(self.one.isChecked()), kind="chip",
                          tip="See the colours below your line, on one canvas (Tab)")  # fmt: skip
        self.one.setCheckable(True)
        self.speed = label(tone="dim", size=12)
        self.model = button("No model", models, "chevron-down", "plain", "Choose the model that colours")
        self.model.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        tools = row(self.name, self.saved, 8, self.undo, self.redo, 8, self.start_from, self.bring, self.export, 8,
                    self.one, None, self.speed, 10, label("model", "dim", 12), self.model, spacing=6)  # fmt: skip
        tools.setContentsMargins(theme.PADDING, 0, theme.PADDING, 0)
        self.setLayout(tools)

    def _menu_button(self, text: str, entries: Entries, name: str, plain: bool = True) -> QPushButton:
        made = button(text, lambda: None, "chevron-down" if plain else "", "plain" if plain else "", name)
        if plain:
            made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        menu = QMenu(made)
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            title, keys, act = entry
            menu.addAction(f"{title}\t{keys}" if keys else title, act)
        made.clicked.connect(lambda _on=False: menu.popup(made.mapToGlobal(QPoint(0, made.height() + 2))))
        return made

    def show_state(self, name: str, saved: str, can_undo: bool, can_redo: bool) -> None:
        self.name.setText(name)
        self.saved.setText(saved)
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)

    def show_model(self, title: str, words: str) -> None:
        self.model.setText(title)
        self.model.setToolTip(words)
        self.model.setAccessibleDescription(words)

    def restyle(self) -> None:
        self.undo.setIcon(theme.icon("undo"))
        self.redo.setIcon(theme.icon("redo"))
        self.name.setIcon(theme.icon("chevron-down", theme.colours().text))
        self.model.setIcon(theme.icon("chevron-down", theme.colours().text))
