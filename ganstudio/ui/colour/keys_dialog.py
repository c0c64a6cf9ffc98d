"""Every key of the drawing surface, in a list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from ganstudio.ui.parts import button, heading, label, row
from ganstudio.ui.surface import keys
from ganstudio.ui.surface.tools import TOOLS

_FILES = (
    ("Ctrl+N", "new drawing"), ("Ctrl+O", "open"), ("Ctrl+S", "save"), ("Ctrl+E", "export the picture"),
    (keys.ONE, "one canvas, or two"), ("Tab", "to the next control"),
)  # fmt: skip


class KeysDialog(QDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys")
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(5)
        tools = tuple((tool.shortcut, tool.title.lower()) for tool in TOOLS.values())
        for side, (title, listed) in enumerate((("Tools", (*tools, *_FILES)), ("View and brush", keys.HELP))):
            grid.addWidget(heading(title), 0, 3 * side, 1, 2)
            for line, (key, words) in enumerate(listed, 1):
                grid.addWidget(label(key, size=12), line, 3 * side)
                grid.addWidget(label(words, "dim", 12), line, 3 * side + 1)
        grid.setColumnMinimumWidth(2, 28)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(grid)
        layout.addLayout(row(None, button("Close", self.reject)))
