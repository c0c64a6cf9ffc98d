"""The left column of the Lab: where points lie, which settings are compared, and those of the chosen side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ganstudio.core import params
from ganstudio.engine import registry
from ganstudio.studio.attempts import attempt
from ganstudio.studio.lab import FAMILY, NAMES, Lab
from ganstudio.ui.chips import Chips
from ganstudio.ui.control_widgets import NumberEditor
from ganstudio.ui.explore.words import SEED
from ganstudio.ui.form import Form
from ganstudio.ui.lab.distributions import Distributions, own
from ganstudio.ui.parts import CalmComboBox, button, column, heading, inspector, label, row, tool, wrapped

_ADD = "+"


class LabInspector(QWidget):
    """`side_chosen` carries an index; `draw_wanted` (on), `use_wanted` (a name for what was drawn)."""

    side_chosen = Signal(int)
    draw_wanted = Signal(bool)
    use_wanted = Signal(str)
    failed = Signal(object)

    def __init__(self, lab: Lab, folder: Path) -> None:
        super().__init__()
        self._lab, self._folder = lab, folder
        self.current = 0
        self.distributions = Distributions()
        self.words = wrapped("", "faint", 12)
        self.draw = button("Draw one…", lambda: self._let_draw(True), "pen", tip="Draw a distribution with the mouse")
        self.name = QLineEdit("my distribution")
        self.name.setAccessibleName("Name of what is drawn")
        self.use = button("Use it", lambda: self.use_wanted.emit(self.name.text()), kind="primary")
        self.leave = button("Cancel", lambda: self._let_draw(False))
        self.sides = Chips("Settings beside each other")
        self.remove = tool("trash", self._remove, "Remove this side")
        self.presets = CalmComboBox()
        self.presets.setAccessibleName("Preset")
        self.presets.setSizeAdjustPolicy(CalmComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.presets.setMinimumContentsLength(12)
        self.preset_words = wrapped("", "faint", 12)
        self.seed = NumberEditor(SEED)
        self.form = Form()
        self._drawing = QWidget()
        self._drawing.setLayout(column(self.name, row(self.use, self.leave, None), spacing=6))
        self._drawing.hide()
        self._lay_out()
        self._connect()
        self.refresh_sets()
        self.refresh()

    def _lay_out(self) -> None:
        content = column(
            heading("Where points lie"), self.distributions, self.words, self.draw, self._drawing, 10,
            row(label("Seed of all", "dim"), None, self.seed), 10,
            row(heading("Beside each other"), None, self.remove), self.sides, 4, self.presets, self.preset_words,
            self.form, None, spacing=8,
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        foot = column(label("Changes are used from the next start.", "faint", 11))
        foot.setContentsMargins(16, 6, 16, 8)
        layout.addWidget(inspector(content, foot))

    def _connect(self) -> None:
        self._lab.changed.connect(self.refresh)
        self.distributions.chosen.connect(lambda key: self._attempt(lambda: self._lab.choose(key)))
        self.seed.edited.connect(lambda value: self._lab.set_seed(int(value)))
        self.sides.chosen.connect(self._choose_side)
        self.presets.activated.connect(
            lambda index: self._lab.choose_preset(self.current, self.presets.itemData(index))
        )
        self.form.edited.connect(lambda name, value: self._lab.set(self.current, name, value))

    def _attempt(self, verb: Callable[[], object]) -> None:
        attempt(verb, self.failed.emit)

    def refresh_sets(self) -> None:
        self.distributions.show_all(own(self._folder), self._lab.distribution.key)

    def refresh(self) -> None:
        lab = self._lab
        self.current = min(self.current, len(lab.sides) - 1)
        if lab.distribution.key not in self.distributions.buttons:
            self.refresh_sets()
        self.distributions.mark(lab.distribution.key)
        self.words.setText(f"{lab.distribution.title}. {lab.distribution.summary}")
        choices = [(str(n), side.name, lab.title(n)) for n, side in enumerate(lab.sides)]
        if len(lab.sides) < len(NAMES):
            choices.append((_ADD, "+", "One more side, like the last"))
        self.sides.set_choices(choices, str(self.current))
        self.seed.set_value(lab.seed)
        self.remove.setEnabled(len(lab.sides) > 1)
        self._show_side()

    def _show_side(self) -> None:
        kind = registry.family(FAMILY)
        recipe = self._lab.sides[self.current].recipe
        if self.presets.count() == 0:
            for preset in kind.presets:
                self.presets.addItem(preset.title, preset.key)
        self.presets.setCurrentIndex(self.presets.findData(recipe.preset))
        self.preset_words.setText(kind.preset(recipe.preset).words)
        self.form.set_specs(params.specs(kind.Params))
        self.form.show_values(*self._lab.values(self.current))

    def _choose_side(self, key: str) -> None:
        if key == _ADD:
            self._attempt(self._lab.add_side)
            self.current = len(self._lab.sides) - 1
        else:
            self.current = int(key)
        self.refresh()
        self.side_chosen.emit(self.current)

    def choose(self, index: int) -> None:
        self._choose_side(str(index))

    def _remove(self) -> None:
        self._lab.remove_side(self.current)

    def _let_draw(self, on: bool) -> None:
        self._drawing.setVisible(on)
        self.draw.setVisible(not on)
        self.draw_wanted.emit(on)

    def end_drawing(self) -> None:
        self._let_draw(False)
