"""One widget for each kind of control beyond noise and class: they hold a value for all pictures, or leave it open.

A new kind of control needs its class in `core.controls` and its line in `_EDITORS` here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ganstudio.core.controls import Attributes, Control, Latent, Scalar
from ganstudio.core.text import titled
from ganstudio.ui.chips import Chips, FlowLayout
from ganstudio.ui.explore.sliders import NamedSlider
from ganstudio.ui.parts import chip, column, heading

_ANY = "any"
_MOST = 12  # numbers of one code that get a slider each
Value = tuple[float, ...] | None


class ControlEditor(QWidget):
    """The value of one control for every picture; None: each picture has its own. `moved` tells of a change."""

    moved = Signal()

    def __init__(self, control: Control) -> None:
        super().__init__()
        self.control = control
        self.value: Value = None

    @property
    def gesture(self) -> object:
        """What changes under the same one are one step of undo; None: each is one."""
        return None

    def put(self, value: Value) -> None:
        self.value = value
        self.moved.emit()

    def show_value(self, value: Value) -> None:
        """Without telling anybody."""
        self.value = value


class CategoryEditor(ControlEditor):
    """One category of a code, or any."""

    def __init__(self, control: Latent) -> None:
        super().__init__(control)
        self._size = control.size
        self.chips = Chips(control.name)
        self.chips.chosen.connect(self.choose)
        self.setLayout(column(heading(_title(control)), self.chips, spacing=6))
        self._show(_ANY)

    def choose(self, key: str) -> None:
        """ "any", or the number of a category from 1."""
        self._show(key)
        self.put(None if key == _ANY else tuple(float(index == int(key) - 1) for index in range(self._size)))

    def show_value(self, value: Value) -> None:
        super().show_value(value)
        self._show(_ANY if value is None else str(value.index(max(value)) + 1))

    def _show(self, key: str) -> None:
        numbers = [(str(index + 1), str(index + 1), f"Only category {index + 1}") for index in range(self._size)]
        self.chips.set_choices([(_ANY, "Any", "Each picture has its own"), *numbers], key)


class CodeEditor(ControlEditor):
    """A few numbers with a slider each, at rest in the middle; until one is moved each picture has its own."""

    def __init__(self, control: Latent) -> None:
        super().__init__(control)
        reach = 1.0 if control.prior == "uniform" else 3.0
        names = [f"{_title(control)} {index + 1}" for index in range(control.size)]
        self.sliders = [NamedSlider(name, -reach, reach, 0.0, "One number of the code") for name in names]
        for slider in self.sliders:
            slider.moved.connect(self._take)
        self.setLayout(column(heading(_title(control)), *self.sliders, spacing=4))

    @property
    def gesture(self) -> object:
        return tuple(slider.gesture for slider in self.sliders)

    def show_value(self, value: Value) -> None:
        super().show_value(value)
        for slider, number in zip(self.sliders, value or (0.0,) * len(self.sliders), strict=True):
            slider.show_value(number)

    def _take(self) -> None:
        values = tuple(slider.value for slider in self.sliders)
        self.put(values if any(values) else None)


class AttributesEditor(ControlEditor):
    """Attributes switched on and off; those of a group put each other out. "As they come" leaves them open."""

    def __init__(self, control: Attributes) -> None:
        super().__init__(control)
        self._control = control
        self.open = chip("As they come", lambda _on: None, True, "Each picture has its own")
        self.open.clicked.connect(self.leave_open)
        self.chips = {name: chip(titled(name), lambda _on: None) for name in control.names}
        for name, made in self.chips.items():
            made.clicked.connect(lambda on, name=name: self.switch(name, on))
        flow = FlowLayout()
        for made in (self.open, *self.chips.values()):
            flow.addWidget(made)
        box = QWidget()
        box.setLayout(flow)
        self.setLayout(column(heading(_title(control)), box, spacing=6))

    def switch(self, name: str, on: bool) -> None:
        self.chips[name].setChecked(on)
        for other in next((group for group in self._control.groups if name in group), ()):
            self.chips[other].setChecked(on and other == name)
        self.open.setChecked(False)
        self.put(tuple(float(made.isChecked()) for made in self.chips.values()))

    def leave_open(self) -> None:
        self.show_value(None)
        self.put(None)

    def show_value(self, value: Value) -> None:
        super().show_value(value)
        for made, on in zip(self.chips.values(), value or (0.0,) * len(self.chips), strict=True):
            made.setChecked(on > 0)
        self.open.setChecked(value is None)


class ScalarEditor(ControlEditor):
    """One number."""

    def __init__(self, control: Scalar) -> None:
        super().__init__(control)
        self.slider = NamedSlider(_title(control), control.low, control.high, control.rest)
        self.slider.moved.connect(lambda: self.put((self.slider.value,)))
        self.setLayout(column(self.slider, spacing=0))
        self.value = (control.rest,)
        self._rest = control.rest

    @property
    def gesture(self) -> object:
        return self.slider.gesture

    def show_value(self, value: Value) -> None:
        self.value = value or (self._rest,)
        self.slider.show_value(self.value[0])


def _latent_editor(control: Latent) -> ControlEditor:
    return CategoryEditor(control) if control.is_categorical else CodeEditor(control)


_EDITORS: dict[type[Control], Callable[..., ControlEditor]] = {
    Latent: _latent_editor, Attributes: AttributesEditor, Scalar: ScalarEditor,
}  # fmt: skip


def editors_of(controls: Sequence[Control], noise: Control | None) -> list[ControlEditor]:
    """An editor for each control that has one; `noise` has the sliders of the console instead."""
    wanted = [control for control in controls if control != noise and not _is_long(control)]
    return [_EDITORS[type(control)](control) for control in wanted if type(control) in _EDITORS]


def _is_long(control: Control) -> bool:
    """Whether it is a code of too many numbers, such as one for each letter of a line: these are drawn."""
    return isinstance(control, Latent) and not control.is_categorical and control.size > _MOST


def _title(control: Control) -> str:
    return titled(control.name)
