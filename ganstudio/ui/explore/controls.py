"""The column of Explore: everything that decides what is drawn, as one value that can be read and shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ganstudio.core.player import Player
from ganstudio.studio.directions import Directions
from ganstudio.studio.generation import SLIDERS
from ganstudio.studio.playing import Base, Request
from ganstudio.ui import theme
from ganstudio.ui.chips import Chips
from ganstudio.ui.control_widgets import NumberEditor
from ganstudio.ui.explore.bank import Bank
from ganstudio.ui.explore.choosing import class_choices
from ganstudio.ui.explore.editors import ControlEditor, editors_of
from ganstudio.ui.explore.mix_editor import MixEditor
from ganstudio.ui.explore.seed_list import SeedList
from ganstudio.ui.explore.sliders import NamedSlider
from ganstudio.ui.explore.words import LATENT, LOCKED, OPEN, OWN, SEED, VARIETY
from ganstudio.ui.parts import button, clear, column, heading, row, tool, wrapped

_REACH = 3.0  # a latent slider goes from -3 to 3
_SEEDS = 100_000


class Controls(QWidget):
    """`changed` carries the gesture of a change, or None where it is a step of its own."""

    changed = Signal(object)

    def __init__(self, directions: Directions) -> None:
        super().__init__()
        self.classes = Chips("Class")
        self.classes.chosen.connect(self._choose_class)
        self.seed = NumberEditor(SEED)
        self.seed.edited.connect(lambda _value: self._leave_picture())
        self.new = button("New", self.new_seed, "dice", tip="Another random seed (R)")
        self.lock = tool("lock", lambda: self.new.setEnabled(not self.lock.isChecked()), LOCKED)
        self.lock.setCheckable(True)
        self.seeds = SeedList()
        self.seeds.chosen.connect(self._take_seed)
        self.mix = MixEditor()
        self.mix.moved.connect(lambda: self.changed.emit(("mix", self.mix.slider.gesture)))
        self.which = wrapped("", "faint", 11)
        self.variety = NamedSlider("Variety", 0.0, 2.0, 1.0, VARIETY)
        self.variety.moved.connect(lambda: self.changed.emit(("variety", self.variety.gesture)))
        self.bank = Bank(directions)
        self.bank.moved.connect(self.changed)
        self.sliders: list[NamedSlider] = []
        self.editors: list[ControlEditor] = []
        self.label: int | None = None
        self.number = 0  # of the picture in the console, among those of its seed
        self.base: Base | None = None
        self.alone = False  # whether one picture is shown, which is of one class
        self._lay_out()

    def _lay_out(self) -> None:
        self._class_title, self._latent_title = heading("Class"), heading("Latent numbers")
        self._latent_words = wrapped("Moves the first numbers that each picture is made from.", "faint", 11)
        self._variety_words = wrapped("Less is tidier and more alike, more is stranger.", "faint", 11)
        self._reset_all = button("Reset all", self.reset, kind="plain", tip="Put everything back to rest")
        self._slider_box, self._editor_box = QVBoxLayout(), QVBoxLayout()
        self._slider_box.setSpacing(2)
        self._editor_box.setSpacing(gap := theme.GAP)
        self._editor_box.setContentsMargins(0, 0, 0, 0)
        self.setLayout(column(
            self._class_title, self.classes, self.mix, gap, self._editor_box,
            row(heading("Seed"), None, self.seeds), row(self.seed, self.lock, self.new), self.which, gap,
            self.bank, gap, heading("Variety"), self._variety_words, self.variety, gap,
            row(self._latent_title, None, self._reset_all), self._latent_words, self._slider_box,
        ))  # fmt: skip

    # -- the model ---------------------------------------------------------------------------------------

    def set_model(self, model: Player) -> None:
        self.label, self.number, self.base = None, 0, None
        names = model.label.classes if model.label else ()
        self.classes.set_choices(class_choices(names), "")
        self.mix.set_classes(names if model.mixes else ())
        self.seeds.forget()
        for widget in (self._class_title, self.classes):
            widget.setVisible(bool(names))
        self.mix.show_class(None)
        self.bank.forget()
        self.bank.setVisible(model.noise is not None)
        self._make_editors(model)
        self._make_sliders(min(SLIDERS, model.noise.size if model.noise else 0))

    def _make_editors(self, model: Player) -> None:
        """One for each control that is neither the class nor the noise."""
        clear(self._editor_box)
        self.editors = editors_of(model.controls, model.noise)
        for editor in self.editors:
            editor.moved.connect(lambda editor=editor: self._tell(editor.control.name, editor.gesture))
            self._editor_box.addWidget(editor)
        if self.editors:
            self._editor_box.addSpacing(theme.GAP)

    def _make_sliders(self, count: int) -> None:
        clear(self._slider_box)
        self.sliders = [NamedSlider(f"Latent {index + 1}", -_REACH, _REACH, 0.0, LATENT) for index in range(count)]
        for index, slider in enumerate(self.sliders):
            slider.moved.connect(lambda index=index, slider=slider: self._tell(index, slider.gesture))
            self._slider_box.addWidget(slider)

    def enable(self, on: bool) -> None:
        for part in (self.seed, self.new, self.variety):
            part.setEnabled(on)
        for latent in (self._latent_title, self._latent_words, self._reset_all):
            latent.setVisible(on)
        if not on:
            for absent in (self._class_title, self.classes, self.bank):
                absent.hide()

    # -- as one value ------------------------------------------------------------------------------------

    def state(self) -> Request:
        """What is asked for, as the console draws it: one picture."""
        offsets = tuple(slider.value for slider in self.sliders)
        held = tuple((each.control.name, each.value) for each in self.editors if each.value is not None)
        return Request(
            1, int(self.seed.value() or 0), self.label, self.variety.value, offsets if any(offsets) else (),
            self.number, held, self.bank.values, self.base, mix=self.mix.value,
        )  # fmt: skip

    def show_state(self, state: Request) -> None:
        """Without telling anybody."""
        self.seed.set_value(state.seed)
        self.label, self.number, self.base = state.label, state.first, state.base
        self.variety.show_value(state.variety)
        self.mix.show_value(state.mix)
        for index, slider in enumerate(self.sliders):
            slider.show_value(state.offsets[index] if index < len(state.offsets) else 0.0)
        held = dict(state.held)
        for editor in self.editors:
            editor.show_value(held.get(editor.control.name))
        self.bank.show_values(state.moves)
        self.show_class()

    def show_class(self) -> None:
        for name, made in self.classes.chips.items():
            made.setChecked(name == ("" if self.label is None else str(self.label)))
        self.mix.show_class(self.label)

    def tell(self, drawn: Request, many: bool, more: str) -> None:
        """Which picture it is that is shown, and `more` words about it."""
        which = OWN if drawn.base is not None else f"Picture {drawn.first + 1:,} of this seed."
        self.which.setText(f"{OPEN}." if many else f"{which} {more}".strip())

    def put(self, state: Request) -> None:
        """Show a state and tell of it: a step of its own."""
        self.show_state(state)
        self.changed.emit(None)

    # -- what a person does ------------------------------------------------------------------------------

    def _tell(self, what: Any, gesture: object) -> None:
        self.changed.emit(None if gesture is None else (what, gesture))

    def _choose_class(self, key: str) -> None:
        self.label = int(key) if key else None
        if self.label is None and self.alone:
            self.label = 0
        self.show_class()
        self.changed.emit(None)

    def new_seed(self) -> None:
        if not self.lock.isChecked():
            self.seed.set_value(int(np.random.default_rng().integers(0, _SEEDS)))
            self._leave_picture()

    def _take_seed(self, seed: int) -> None:
        self.seed.set_value(seed)
        self._leave_picture()

    def _leave_picture(self) -> None:
        """Another seed: the console shows its first picture."""
        self.number, self.base = 0, None
        self.seeds.put(int(self.seed.value() or 0))
        self.changed.emit(None)

    def set_out(self) -> Request:
        """The state that a walk begins with: its sliders are in the first picture, and rest on the way."""
        state = self.state()
        self.show_state(replace(state, variety=1.0, offsets=(), moves=()))
        return state

    def reset(self) -> None:
        """Every slider at rest; class, seed and picture stay."""
        self.put(replace(self.state(), variety=1.0, offsets=(), moves=(), mix=(0, 0.0)))
