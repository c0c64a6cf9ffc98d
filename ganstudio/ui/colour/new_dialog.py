"""A new sheet of a chosen size."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ganstudio.core.params import Spec
from ganstudio.drawing.drawing import DEFAULT_SIZE
from ganstudio.drawing.marks import LARGEST
from ganstudio.ui.chips import Chips
from ganstudio.ui.control_widgets import NumberEditor
from ganstudio.ui.parts import button, label, row

_SIZES = {
    "square": ("Square", 1024, 1024), "portrait": ("Portrait", 1024, 1448), "landscape": ("Landscape", 1448, 1024),
    "large": ("Large", 2048, 2048),
}  # fmt: skip
_SMALLEST = 64


def _side(name: str) -> Spec:
    return Spec(
        name=name.lower(), kind=int, default=DEFAULT_SIZE, label=name, help="", group="", low=_SMALLEST, high=LARGEST,
        unit="px", scale="log", choices=(), choice_labels=(), optional=False, advanced=False, only_when=None,
    )  # fmt: skip


class NewDialog(QDialog):
    """`chosen` carries width and height in px."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("New drawing")
        self.width_editor, self.height_editor = NumberEditor(_side("Width")), NumberEditor(_side("Height"))
        self.shapes = Chips("Shapes")
        self.shapes.set_choices([(key, text, f"{w} × {h} px") for key, (text, w, h) in _SIZES.items()], "square")
        self.shapes.chosen.connect(self._take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.shapes)
        layout.addLayout(row(label("Width", "dim"), self.width_editor, 8, label("Height", "dim"), self.height_editor))
        layout.addLayout(row(None, button("Cancel", self.reject), button("New drawing", self._accept, kind="primary")))

    def _take(self, key: str) -> None:
        _, width, height = _SIZES[key]
        self.width_editor.set_value(width)
        self.height_editor.set_value(height)
        for name, chip in self.shapes.chips.items():
            chip.setChecked(name == key)

    def _accept(self) -> None:
        self.chosen.emit(int(self.width_editor.value() or 0), int(self.height_editor.value() or 0))
        self.accept()
