"""The column at the left edge of the window: a button for each workspace, and the settings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton

from ganstudio.ui import theme
from ganstudio.ui.parts import column, tool
from ganstudio.ui.workspaces import Place


class Rail(QFrame):
    """`chosen` carries the key of a workspace."""

    chosen = Signal(str)
    settings_wanted = Signal()

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self.setFixedWidth(76)
        self._current = ""
        self._group = QButtonGroup(self)
        self._tools = {place.key: self._made(place, index) for index, place in enumerate(places, 1)}
        self._settings = tool("settings", self.settings_wanted.emit, "Settings")
        self._settings.setFixedSize(64, 36)
        layout = column(*self._tools.values(), None, self._settings, spacing=4)
        layout.setContentsMargins(6, 10, 6, 8)
        self.setLayout(layout)

    def _made(self, place: Place, number: int) -> QToolButton:
        made = QToolButton()
        made.setProperty("kind", "rail")
        made.setText(place.title)
        made.setFont(theme.font(11))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setIconSize(QSize(20, 20))
        made.setFixedSize(64, 56)
        made.setCheckable(True)
        made.setAccessibleName(place.title)
        made.setToolTip(f"{place.title} (Ctrl+{number})")
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(lambda _on=False: self.chosen.emit(place.key))
        QShortcut(QKeySequence(f"Ctrl+{number}"), self, lambda: self.chosen.emit(place.key))
        self._group.addButton(made)
        return made

    def show_current(self, key: str) -> None:
        self._current = key
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the present palette."""
        c = theme.colours()
        for key, made in self._tools.items():
            made.setChecked(key == self._current)
            made.setIcon(theme.icon(key, c.accent if key == self._current else c.dim))
        self._settings.setIcon(theme.icon("settings", c.dim))
