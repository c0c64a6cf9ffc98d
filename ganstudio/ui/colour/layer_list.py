"""The layers from the top: an eye, a name, and how opaque each is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from ganstudio.drawing.drawing import LAYERS
from ganstudio.drawing.marks import PICTURE
from ganstudio.ui import theme
from ganstudio.ui.parts import label, row, tool
from ganstudio.ui.surface.easel import Easel

_NAMES = {"hints": "Colour dots", "line": "Line", "result": "Result", "picture": "Picture", "paper": "Background"}
_HELP = {
    "hints": "The dots, strokes and fills of colour that you made. The model is led by them.",
    "line": "What you drew, or brought in as ink.",
    "result": "The colours that the model made.",
    "picture": "A picture below the lines, to trace. The model does not see it.",
    "paper": "The white sheet below everything. Hidden, exported pictures are transparent where nothing is.",
}


class LayerRow(QWidget):
    """One layer of the drawing on the easel."""

    def __init__(self, easel: Easel, name: str) -> None:
        super().__init__()
        self._easel, self._name = easel, name
        self.eye = tool("eye", self._toggle, f"Show or hide {_NAMES[name].lower()}")
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setAccessibleName(f"Opacity of {_NAMES[name].lower()}")
        self.opacity.valueChanged.connect(lambda value: easel.drawing.set_layer(name, opacity=value / 100))
        self.opacity.valueChanged.connect(lambda _value: self.follow())
        self._percent = label(tone="dim", size=12)
        self._percent.setFixedWidth(40)
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        title = label(_NAMES[name], size=13)
        title.setFixedWidth(84)
        title.setToolTip(_HELP[name])
        self.bin = tool("trash", lambda: easel.clear(name), "Take the picture away")
        self.bin.setVisible(False)
        self.setLayout(row(self.eye, title, self.opacity, self._percent, self.bin, spacing=6))
        self.follow()

    def _toggle(self) -> None:
        drawing = self._easel.drawing
        drawing.set_layer(self._name, visible=not drawing.layers[self._name].visible)
        self.follow()

    def follow(self) -> None:
        layer = self._easel.drawing.layers[self._name]
        self.eye.setIcon(theme.icon("eye" if layer.visible else "eye-off"))
        self.opacity.blockSignals(True)
        self.opacity.setValue(round(layer.opacity * 100))
        self.opacity.blockSignals(False)
        self.opacity.setEnabled(layer.visible)
        self.bin.setVisible(self._name == PICTURE and bool(self._easel.painter.layers[PICTURE].marks))
        self._percent.setVisible(self.bin.isHidden())
        self._percent.setText(f"{round(layer.opacity * 100)} %")


class LayerList(QWidget):
    def __init__(self, easel: Easel) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self.rows = {name: LayerRow(easel, name) for name in reversed(LAYERS)}
        for made in self.rows.values():
            layout.addWidget(made)
        easel.drawing_changed.connect(self.follow)

    def follow(self) -> None:
        for made in self.rows.values():
            made.follow()
