"""A form built from `param()` declarations: groups, help on focus, a reset arrow beside what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ganstudio.core.params import Spec, Value
from ganstudio.ui import theme
from ganstudio.ui.control_widgets import editor_for
from ganstudio.ui.parts import ElidedLabel, button, clear, heading, row, tool, wrapped

_EDITOR_WIDTH = 132


class Field(QWidget):
    """One setting: label, editor, reset arrow, and its help while it has the focus."""

    edited = Signal(str, object)

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        self.spec = spec
        self._base: Value = spec.default
        self.editor = editor_for(spec)
        self.editor.setFixedWidth(_EDITOR_WIDTH if spec.kind is not bool else 34)
        self.editor.edited.connect(lambda value: self.edited.emit(spec.name, value))
        name = ElidedLabel(spec.label, "dim", 13)
        name.setToolTip(spec.help)
        self._reset = tool("reset", self._restore, f"Reset {spec.label.lower()}")
        self._reset.setIcon(theme.icon("reset", theme.colours().accent))
        keep = self._reset.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(keep)
        self._help = wrapped(spec.help, "faint", 11)
        self._help.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row(name, self._reset, self.editor, spacing=4))
        layout.addWidget(self._help)
        for widget in (self.editor, self.editor.focusProxy() or self.editor):
            widget.installEventFilter(self)

    def show_value(self, value: Value, base: Value) -> None:
        self._base = base
        self.editor.set_value(value)
        self._reset.setVisible(value != base)

    def _restore(self) -> None:
        self.editor.set_value(self._base)
        self.edited.emit(self.spec.name, self._base)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._help.show()
        elif event.type() == QEvent.Type.FocusOut:
            self._help.hide()
        return False


class Form(QWidget):
    """Every setting of a declaration in its groups. `edited` carries a name and the new value."""

    edited = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._specs: tuple[Spec, ...] = ()
        self.fields: dict[str, Field] = {}
        self._groups: dict[str, QWidget] = {}
        self._open: set[str] = set()
        self._values: Mapping[str, Value] = {}

    def set_specs(self, specs: Sequence[Spec]) -> None:
        """Build the form anew, unless it is this one already."""
        if tuple(specs) == self._specs:
            return
        clear(self._layout)
        self._specs, self.fields, self._groups = tuple(specs), {}, {}
        for group in dict.fromkeys(spec.group for spec in specs):
            self._add_group(group, [spec for spec in specs if spec.group == group])

    def _add_group(self, group: str, specs: Sequence[Spec]) -> None:
        self._layout.addSpacing(8)
        title = heading(group)
        self._groups[group] = title
        more = button("", lambda: self._toggle(group), kind="plain", tip=f"More settings of {group.lower()}")
        more.setVisible(any(spec.advanced for spec in specs))
        more.setObjectName(f"more {group}")
        self._layout.addLayout(row(title, None, more))
        for spec in specs:
            field = Field(spec)
            field.edited.connect(self.edited)
            self.fields[spec.name] = field
            self._layout.addWidget(field)

    def _toggle(self, group: str) -> None:
        self._open ^= {group}
        self._show_applicable()

    def show_values(self, values: Mapping[str, Value], base: Mapping[str, Value]) -> None:
        """Show `values`; those that differ from `base` get a reset arrow."""
        self._values = dict(values)
        for name, field in self.fields.items():
            field.show_value(values.get(name, field.spec.default), base.get(name, field.spec.default))
        self._changed = {name for name in self.fields if values.get(name) != base.get(name)}
        self._show_applicable()

    def _show_applicable(self) -> None:
        for name, field in self.fields.items():
            spec = field.spec
            wanted = not spec.advanced or spec.group in self._open or name in self._changed
            field.setVisible(wanted and spec.applies(self._values))
        for group, title in self._groups.items():
            fields = [f for f in self.fields.values() if f.spec.group == group and f.spec.applies(self._values)]
            more = self.findChild(QWidget, f"more {group}")
            if more is not None:
                more.setText("Less" if group in self._open else "More")  # type: ignore[attr-defined]
                more.setVisible(any(f.spec.advanced for f in fields))
            visible = any(not f.spec.advanced or group in self._open for f in fields)
            title.setVisible(visible or bool(fields))
