"""The bar above the canvas: the drawing's name and state, its verbs, the model and how fast it answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from ganstudio.ui import theme
from ganstudio.ui.parts import ElidedLabel, button, row, tool
from ganstudio.ui.surface import keys

_LONGEST = 160  # px of a name
Entries = list[tuple[str, str, Callable[[], object]] | None]


class ColourBar(QWidget):
    """Verbs are given as menus: (text, shortcut shown, what it does), None is a line between."""

    def __init__(
        self, file: Entries, recent: Callable[[], Entries], export: Entries,
        undo: Callable[[], object], redo: Callable[[], object],
        start_from: Callable[[], object], bring: Callable[[], object], models: Callable[[], object],
        one: Callable[[bool], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self.setFixedHeight(54)
        self.name = self._menu_button("Untitled", file, "Drawing")
        self._recent = recent
        self.recent = QMenu("Open recent", self.name)
        self.recent.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._add_recent()
        self.name.setFont(theme.font(13, QFont.Weight.DemiBold))
        self.saved, self.speed = _short("faint"), _short("dim")
        self.undo = tool("undo", undo, "Undo (Ctrl+Z)")
        self.redo = tool("redo", redo, "Redo (Ctrl+Shift+Z)")
        self.start_from = button("Start from…", start_from, tip="Line art to start from")
        self.bring = button("Import…", bring, tip="Bring in a scan, a photo or a picture")
        self.export = self._menu_button("Export…", export, "Export", plain=False)
        self.one = button("One canvas", lambda: one(self.one.isChecked()), kind="chip",
                          tip=f"See the colours below your line, on one canvas ({keys.ONE})")  # fmt: skip
        self.one.setCheckable(True)
        self.model = button("No model", models, "chevron-down", "plain", "Choose the model that colours")
        self.model.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        tools = row(self.name, self.saved, 8, self.undo, self.redo, 8, self.start_from, self.bring, self.export, 8,
                    self.one, None, self.speed, 8, self.model, spacing=6)  # fmt: skip
        tools.setContentsMargins(theme.PADDING, 0, theme.PADDING, 0)
        self.setLayout(tools)

    def _menu_button(self, text: str, entries: Entries, name: str, plain: bool = True) -> QPushButton:
        made = button(text, lambda: None, "chevron-down" if plain else "", "plain" if plain else "", name)
        if plain:
            made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        menu = QMenu(made)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # or it is mirrored as its button is
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            title, keys, act = entry
            menu.addAction(f"{title}\t{keys}" if keys else title, act)
        made.clicked.connect(lambda _on=False: menu.popup(made.mapToGlobal(QPoint(0, made.height() + 2))))
        return made

    def _add_recent(self) -> None:
        """The drawings of late are looked for whenever the menu opens: files come and go."""
        menu = next(each for each in self.name.findChildren(QMenu) if each is not self.recent)
        after = next((action for action in menu.actions() if action.isSeparator()), None)
        menu.insertMenu(after, self.recent)  # type: ignore[arg-type]
        menu.aboutToShow.connect(self.fill_recent)

    def fill_recent(self) -> None:
        self.recent.clear()
        for entry in self._recent():
            if entry is not None:
                title, folder, act = entry
                self.recent.addAction(f"{title}\t{folder}", act)
        self.recent.setEnabled(not self.recent.isEmpty())

    def show_state(self, name: str, saved: str, can_undo: bool, can_redo: bool) -> None:
        self.name.setText(_cut(self.name, name))
        self.saved.set_text(saved)
        self.saved.updateGeometry()
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)

    def show_model(self, title: str, words: str) -> None:
        self.model.setText(_cut(self.model, title))
        self.model.setToolTip(f"The model that colours: {title}\n{words}")
        self.model.setAccessibleDescription(words)

    def show_speed(self, milliseconds: float | None) -> None:
        self.speed.set_text("" if milliseconds is None else f"answer in {milliseconds:.0f} ms")
        self.speed.updateGeometry()

    def restyle(self) -> None:
        self.undo.setIcon(theme.icon("undo"))
        self.redo.setIcon(theme.icon("redo"))
        self.name.setIcon(theme.icon("chevron-down", theme.colours().text))
        self.model.setIcon(theme.icon("chevron-down", theme.colours().text))


def _short(tone: str) -> ElidedLabel:
    """Words that give way: what they say never makes the bar wider than the window."""
    made = ElidedLabel(tone=tone, size=12)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def _cut(shown: QPushButton, text: str) -> str:
    return shown.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, _LONGEST)
