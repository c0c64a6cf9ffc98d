"""How the pictures are made ready: size, colour, shape, which half is the sketch, and extracted lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ganstudio.core import params
from ganstudio.core.params import Spec, Value
from ganstudio.core.sets import LABELLED, PAIRS, PHOTOGRAPHS
from ganstudio.data.lines.lineparams import LineParams
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets.dataset import FILES, DataSet
from ganstudio.studio.pictures import Pictures
from ganstudio.ui import theme
from ganstudio.ui.chips import Chips
from ganstudio.ui.data.attribute_choice import AttributeChoice
from ganstudio.ui.form import Field, Form
from ganstudio.ui.parts import CalmComboBox, chip, clear, heading, label, row, wrapped
from ganstudio.ui.spec_slider import SpecSlider

_SIZES = (28, 32, 64, 128, 256)
_OWN_WIDGETS = ("read_as", "variant", "sketch", "attributes", "skip", "left_out")
_SETTLE_MS = 350


class Setup(QWidget):
    """Edits how the set that is looked at is prepared."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures
        self.read_as, self.variant = CalmComboBox(), CalmComboBox()
        self.sketch = Chips("Which part is the sketch")
        self.sizes, self.colours = Chips("Picture size"), Chips("Grey or colour")
        self.form, self.attributes = Form(), AttributeChoice()
        self.lines = LineSetup()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GAP)
        self._rows: dict[str, QWidget] = {}
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        spec = next(each for each in params.specs(Preparation) if each.name == "read_as")
        for value, text in zip(spec.choices, spec.choice_labels, strict=True):
            self.read_as.addItem(text, value)
        for combo, name in ((self.read_as, "Read as"), (self.variant, "Part of the set")):
            combo.setFixedWidth(132)
            combo.setAccessibleName(name)
        self._add("read", row(label("Read as", "dim"), None, self.read_as))
        self._add("variant", row(label("Part", "dim"), None, self.variant))
        sides = row(label("Sketch is", "dim"), self.sketch, spacing=16)
        sides.setStretch(1, 1)
        self._add("sketch", sides)
        self._layout.addWidget(self.attributes)
        self._layout.addSpacing(theme.GAP)
        self._layout.addWidget(heading("As the network sees it"))
        self._layout.addWidget(self.sizes)
        self._layout.addWidget(self.colours)
        self._layout.addWidget(self.lines)
        self._layout.addWidget(self.form)

    def _add(self, name: str, inside: Any) -> None:
        inside.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(inside)
        self._rows[name] = holder
        self._layout.addWidget(holder)

    def _connect(self) -> None:
        change = self._pictures.change
        self.read_as.activated.connect(lambda _i: change(read_as=self.read_as.currentData()))
        self.variant.activated.connect(lambda _i: change(variant=self.variant.currentData()))
        self.sketch.chosen.connect(lambda side: change(sketch=side))
        self.sizes.chosen.connect(lambda size: self._pictures.set_size(int(size)))
        self.colours.chosen.connect(lambda number: self._pictures.set_channels(int(number)))
        self.form.edited.connect(lambda name, value: change(**{name: value}))
        self.attributes.chosen.connect(lambda names: change(attributes=names))
        self.lines.edited.connect(lambda values: change(lines=values))

    def show_set(self, data: DataSet) -> None:
        """Offer what there is to choose for `data`."""
        preparation, files = data.preparation, data.form == FILES
        self.read_as.setCurrentIndex(max(0, self.read_as.findData(preparation.read_as)))
        self._rows["read"].setVisible(files and not data.in_memory)
        self._show_variants(data)
        self.attributes.show_set(data)
        first = "first" if data.sketch_first else "second"
        sides = [(key, name.capitalize(), f"The network is given the {name}")
                 for key, name in zip(("first", "second"), data.sides, strict=True) if name]  # fmt: skip
        self.sketch.set_choices(sides, first)
        self._rows["sketch"].setVisible(data.kind == PAIRS and files and bool(sides))
        sizes = sorted({*_SIZES, self._pictures.size, *([data.size] if 0 < data.size <= 512 else [])})
        self.sizes.set_choices([(str(size), str(size), f"{size} x {size} pixels") for size in sizes],
                               str(self._pictures.size))  # fmt: skip
        colours = [("1", "Grey", "One channel"), ("3", "Colour", "Red, green and blue")]
        self.colours.set_choices(colours, str(self._pictures.channels))
        self.form.set_specs([each for each in params.specs(Preparation) if _matters(each.name, data)])
        self.form.show_values(params.to_mapping(preparation), params.to_mapping(Preparation()))
        drawable = files and (bool(data.lines) or data.kind not in (PAIRS, PHOTOGRAPHS)) and data.channels == 3
        self.lines.setVisible(drawable)
        self.lines.show_values(data.lines)

    def _show_variants(self, data: DataSet) -> None:
        self.variant.clear()
        for name in data.variants:
            self.variant.addItem(name, name)
        self._rows["variant"].setVisible(len(data.variants) > 1)


def _matters(name: str, data: DataSet) -> bool:
    """Whether a setting can change anything about `data`."""
    if name in _OWN_WIDGETS:
        return False
    if data.form != FILES:
        return name in ("flip", "validation")
    if data.in_memory and name in ("paper", "smallest"):
        return False
    return name != "fold_below" or data.kind == LABELLED


class LineSetup(QWidget):
    """Makes sketches from colour pictures: a switch, a method, and a slider for each of its settings."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._values: dict[str, Any] = {}
        self.switch = chip("Make sketches from these", self._switch, False, "Turns colour pictures into sketch pairs")
        self.methods = Chips("Method of line extraction")
        self.methods.chosen.connect(lambda method: self._edit("method", method))
        self._words = wrapped(
            "Lines are drawn from each picture; a colouring network learns the way back.", "faint", 11
        )
        self._box = QVBoxLayout()
        self._box.setSpacing(2)
        self.sliders: dict[str, SpecSlider | Field] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(6)
        for item in (self.switch, self._words, self.methods):
            layout.addWidget(item)
        layout.addLayout(self._box)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(lambda: self.edited.emit(dict(self._values)))
        self._specs = {spec.name: spec for spec in params.specs(LineParams)}

    def show_values(self, values: Mapping[str, Any]) -> None:
        """The settings in force; none: the switch is off."""
        if self._settle.isActive():
            return  # the hand is still on a slider
        self._values = dict(values)
        self.switch.blockSignals(True)
        self.switch.setChecked(bool(values))
        self.switch.blockSignals(False)
        self._show()

    def _show(self) -> None:
        on = bool(self._values)
        for widget in (self._words, self.methods):
            widget.setVisible(on)
        method = self._specs["method"]
        choices = [(key, text, method.help) for key, text in zip(method.choices, method.choice_labels, strict=True)]
        self.methods.set_choices(choices, str(self._values.get("method", method.default)))
        wanted = [spec for spec in self._specs.values() if on and self._offers(spec)]
        if [spec.name for spec in wanted] != list(self.sliders):
            clear(self._box)
            self.sliders = {spec.name: self._editor(spec) for spec in wanted}
            for editor in self.sliders.values():
                self._box.addWidget(editor)
        for name, editor in self.sliders.items():
            value, default = self._values.get(name, self._specs[name].default), self._specs[name].default
            if isinstance(editor, SpecSlider):
                editor.set_value(value)
            else:
                editor.show_value(value, default)

    def _editor(self, spec: Spec) -> SpecSlider | Field:
        """A slider for a number, the usual field for anything else."""
        if spec.kind in (int, float):
            slider = SpecSlider(spec)
            slider.moved.connect(lambda value: self._edit(spec.name, value))
            return slider
        field = Field(spec)
        field.edited.connect(self._edit)
        return field

    def _offers(self, spec: Spec) -> bool:
        complete = {**{name: each.default for name, each in self._specs.items()}, **self._values}
        return spec.name != "method" and not spec.advanced and spec.applies(complete)

    def _switch(self, on: bool) -> None:
        self._values = {"method": self._specs["method"].default} if on else {}
        self._show()
        self.edited.emit(dict(self._values))

    def _edit(self, name: str, value: Value) -> None:
        self._values[name] = value
        if name == "method":
            self._values = {"method": value}
            self._show()
        self._settle.start()
