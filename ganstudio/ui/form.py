"""A form built from `param()` declarations: groups, help on focus, a reset arrow beside what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from ganstudio.core.params import Spec, Value
from ganstudio.ui import theme
from ganstudio.ui.control_widgets import NumberEditor, editor_for
from ganstudio.ui.parts import button, clear, dress, heading, row, tool, wrapped

_EDITOR_WIDTH, _WIDEST_EDITOR = 124, 196
_RESET_WIDTH = 34  # with the gaps beside it


class Field(QWidget):
    """One setting: label, editor, reset arrow, and its help while it has the focus, or what is wrong with it."""

    edited = Signal(str, object)
    refused = Signal(str, str)  # the name, and why what was typed is not used ("": it is)

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        self.spec = spec
        self._base: Value = spec.default
        self.editor = editor_for(spec)
        self.editor.setFixedWidth(34 if spec.kind is bool else _width_of(self.editor))
        self.editor.edited.connect(lambda value: self.edited.emit(spec.name, value))
        name = wrapped(spec.label, "dim", 13)
        name.setToolTip(spec.help)
        name.setMinimumWidth(48)
        self._reset = tool("reset", self._restore, f"Reset {spec.label.lower()}")
        dress(self._reset, "reset", "accent")
        keep = self._reset.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(keep)
        self._help = wrapped(spec.help, "faint", 11)
        self._help.hide()
        self.complaint = wrapped("", "bad", 11)
        self.complaint.hide()
        if isinstance(self.editor, NumberEditor):
            self.editor.refused.connect(self._complain)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        beside = [self.editor] if _fits(spec.label, self.editor, name) else []
        line = row(name, self._reset, *beside, spacing=4)
        line.setStretch(0, 1)
        layout.addLayout(line)
        if not beside:
            layout.addWidget(self.editor, 0, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self.complaint)
        layout.addWidget(self._help)
        for widget in (self.editor, self.editor.focusProxy() or self.editor):
            widget.installEventFilter(self)

    def show_value(self, value: Value, base: Value) -> None:
        self._base = base
        self.editor.set_value(value)
        self._reset.setVisible(value != base)

    def _complain(self, problem: str) -> None:
        self.complaint.setText(problem)
        self.complaint.setVisible(bool(problem))
        self.refused.emit(self.spec.name, problem)

    def forget(self) -> None:
        """Show what is used instead of what was typed wrongly."""
        if isinstance(self.editor, NumberEditor) and self.editor.problem:
            self.editor.forget()

    def _restore(self) -> None:
        self.forget()
        self.editor.set_value(self._base)
        self.edited.emit(self.spec.name, self._base)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._help.show()
        elif event.type() == QEvent.Type.FocusOut:
            self._help.hide()
        return False


def _fits(name: str, editor: QWidget, words: QWidget) -> bool:
    """Whether the longest word of a setting's name has room beside its editor, in a column of the usual width."""
    longest = max(words.fontMetrics().horizontalAdvance(word) for word in name.split())
    return longest + _RESET_WIDTH + editor.width() <= theme.INSPECTOR_WIDTH - 2 * theme.PADDING


def _width_of(editor: QWidget) -> int:
    """A choice is as wide as its longest words, as far as there is room."""
    if not isinstance(editor, QComboBox):
        return _EDITOR_WIDTH
    longest = max(
        (editor.fontMetrics().horizontalAdvance(editor.itemText(n)) for n in range(editor.count())), default=0
    )
    return min(_WIDEST_EDITOR, max(_EDITOR_WIDTH, longest + 40))


class Form(QWidget):
    """Every setting of a declaration in its groups. `edited` carries a name and the new value."""

    edited = Signal(str, object)
    refused = Signal(str, str)  # as `Field`

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
        self.forget()
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
            field.refused.connect(self.refused)
            self.fields[spec.name] = field
            self._layout.addWidget(field)

    def forget(self) -> None:
        """Show what is used everywhere."""
        for field in self.fields.values():
            field.forget()

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
            if not spec.applies(self._values):
                field.forget()
            problem = isinstance(field.editor, NumberEditor) and bool(field.editor.problem)
            field.setVisible((wanted or problem) and spec.applies(self._values))
        for group, title in self._groups.items():
            fields = [f for f in self.fields.values() if f.spec.group == group and f.spec.applies(self._values)]
            more = self.findChild(QPushButton, f"more {group}")
            if more is not None:
                more.setText("Less" if group in self._open else "More")
                more.setVisible(any(f.spec.advanced for f in fields))
            visible = any(not f.spec.advanced or group in self._open for f in fields)
            title.setVisible(visible or bool(fields))
