"""Explore: one large picture under sliders, or a sheet of random ones; runs on onnxruntime alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.export import library
from ganstudio.export.latent import notes
from ganstudio.export.onnx_session import Model
from ganstudio.studio.history import History
from ganstudio.studio.playing import Base, Request, inputs_of, strip
from ganstudio.studio.studio import Studio
from ganstudio.ui import theme
from ganstudio.ui.explore import keeping, restoring
from ganstudio.ui.explore.attention import Looking
from ganstudio.ui.explore.choosing import place_of, progress, shape_of, speed
from ganstudio.ui.explore.controls import Controls
from ganstudio.ui.explore.keeper import Keeper
from ganstudio.ui.explore.model_choice import ModelChoice
from ganstudio.ui.explore.shelf import Shelf
from ganstudio.ui.explore.showing import shown
from ganstudio.ui.explore.stage import Stage, Verbs
from ganstudio.ui.explore.walking import Walk
from ganstudio.ui.explore.words import NOTHING
from ganstudio.ui.panes import Panes
from ganstudio.ui.parts import column, heading, inspector, row
from ganstudio.ui.workspace import Claim, Workspace

_SETTLED_MS = 120  # after the last change small pictures are drawn anew


class ExplorePanel(Workspace):
    """Plays with the model that is open."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self._generation, self._directions = studio, studio.generation, studio.directions
        self._pictures: Pixels | None = None
        self._shown: Request | None = None  # what was drawn last
        self._asked = False  # whether a model was to be opened
        self.choice = ModelChoice(self, studio)
        self.choice.chosen.connect(self.open)
        self.model_card, self.models = self.choice.card, self.choice.gallery
        self.controls = Controls(self._directions)
        self.shelf = Shelf(self._directions)
        self.keeper = Keeper(self, studio, self.shelf, self.controls.state)
        self.stage = Stage(self.shelf, Verbs(
            self.undo, self.redo, self.walk, self.keeper.copy, self._save, self.choose_mode, self.draw
        ))  # fmt: skip
        self.view, self.save = self.stage.view, self.stage.save
        self.history = History(self.controls.state())
        self._walk = Walk(lambda: self._generation.busy)
        self._looking = Looking()
        layout = row()
        self.setLayout(layout)
        left = inspector(column(heading("Model"), self.model_card, theme.GAP, self.controls, None))
        layout.addWidget(Panes("explore", studio.settings, [left, self.stage], self.stage))
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._ask)
        self._calm = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._calm.timeout.connect(self._draw_strips)
        self._connect()
        self._enable(False)

    def _connect(self) -> None:
        self.view.picked.connect(self.open_picture)
        self.controls.changed.connect(self._change)
        self.controls.bank.shown.connect(self._calm.start)
        self.keeper.restored.connect(self._restore)
        self.keeper.model_wanted.connect(self.open)
        self.keeper.told.connect(self.told)
        self._walk.stepped.connect(self._step)
        for each in (self.keeper, self._directions):
            each.failed.connect(self.failed)
        self._generation.opened.connect(self._show_model)
        self._generation.failed.connect(self._fail)
        self._generation.drawn.connect(self._show)
        self._generation.aside.connect(self._take_aside)
        self._generation.progressed.connect(lambda *done: self.stage.speed.set_text(progress(*done)))
        keys = {
            "Ctrl+Z": self.undo, "Ctrl+Shift+Z": self.redo, "Ctrl+Y": self.redo, "R": self.controls.new_seed,
            "S": lambda: self.choose_mode(not self.stage.alone), "B": self.keeper.keep, "W": self.walk,
        }  # fmt: skip
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self, act)  # wherever the keyboard is, while this workspace is shown

    # -- the model ---------------------------------------------------------------------------------------

    def begin(self) -> None:
        if (last := self._studio.settings.get("last_model")) and Path(last).is_file():
            self.open(Path(last))

    def showEvent(self, event: QShowEvent) -> None:
        """Who has no model yet plays with one in the box."""
        super().showEvent(event)
        if not self._asked and (first := library.first_of_box()) is not None:
            self.open(first)

    def leave(self) -> None:
        self._stop_walk()

    def finish(self) -> None:
        self._stop_walk()
        self._settle.stop()
        self._calm.stop()

    def claim(self, paths: Sequence[Path]) -> Claim:
        if paths[0].suffix.lower() == ".onnx":
            return Claim.SURELY
        return Claim.EXACTLY if len(paths) == 1 and restoring.says_its_origin(paths[0]) else Claim.NONE

    def take(self, paths: Sequence[Path]) -> None:
        if paths[0].suffix.lower() == ".onnx":
            self.open(paths[0])
        else:
            self.attempt(lambda: self.keeper.restore(notes.restored(paths[0])))

    def open(self, path: Path) -> None:
        self._asked = True
        self._stop_walk()
        self.view.set_empty("Opening…")
        self._generation.open(path)

    def _fail(self, error: StudioError) -> None:
        self._stop_walk()
        self.view.set_empty(NOTHING)
        self.failed.emit(error)

    def _show_model(self, model: Model) -> None:
        self.choice.show_model(model)
        self.controls.set_model(model)
        self.history = History(self.controls.state())
        self.stage.show_model(model)
        self._studio.settings.put("last_model", str(model.path))
        self._enable(True)
        self._directions.open(model)
        self.keeper.model_opened(model)
        self.draw()

    def _enable(self, on: bool) -> None:
        self.controls.enable(on)
        self.stage.enable(on)
        self._show_history()

    # -- what is asked for -------------------------------------------------------------------------------

    def choose_mode(self, alone: bool) -> None:
        model = self._generation.model
        self._stop_walk()
        self.stage.show_mode(alone)
        self.controls.alone = alone
        if alone and self.controls.label is None and model and model.label:
            self.controls.label = 0
            self.controls.show_class()
        self.view.fit()
        self.draw()

    def _change(self, gesture: object) -> None:
        self._stop_walk()
        self.history.put(self.controls.state(), gesture)
        self._show_history()
        self.draw()

    def undo(self) -> None:
        self._stop_walk()
        self._go(self.history.undo)

    def redo(self) -> None:
        self._go(self.history.redo)

    def _go(self, way: Callable[[], bool]) -> None:
        if way():
            self.controls.show_state(self.history.now)
            self._show_history()
            self.draw()

    def _show_history(self) -> None:
        self.stage.undo.setEnabled(self.history.can_undo)
        self.stage.redo.setEnabled(self.history.can_redo)

    def open_picture(self, _sheet: int, cell: int) -> None:
        """A picture of the random sheet in the console, with its sliders; there, where one of its places looks."""
        model, controls = self._generation.model, self.controls
        if model is None or self.stage.alone:
            self._looking.turn_to(cell)
            self.draw()
            return
        self._looking = Looking()
        order = self._generation.order if self.stage.wanted else None
        controls.number, controls.label = place_of(model, self._shape(model), controls.label, order, cell)
        controls.show_class()
        self.choose_mode(True)
        self._change(None)

    def draw(self) -> None:
        """Ask for new pictures; several moves of one event are one request."""
        self._settle.start()

    def _ask(self) -> None:
        model = self._generation.model
        if model is not None:
            rows, columns = self._shape(model)
            state = self.controls.state()
            if not self.stage.alone:
                many = self.stage.wanted
                order = (str(self.stage.order.currentData()), state.first) if many else ("", 0)
                state = replace(state, first=0, columns=columns if many else 0, order=order)
            self._generation.request(replace(state, count=rows * columns * model.gives.together))
            self._calm.start()

    def _shape(self, model: Model) -> tuple[int, int]:
        return shape_of(model, self.stage.alone, self.controls.label is None, self.stage.wanted)

    def _draw_strips(self) -> None:
        """What each direction makes of the picture that is shown."""
        if not self._walk.is_going:
            state = self.controls.state()
            for each in self.controls.bank.at_hand():
                self._generation.request_aside(("strip", each.vector), partial(strip, request=state, along=each))

    # -- what is shown -----------------------------------------------------------------------------------

    def _show(self, request: Request, pictures: Pixels, milliseconds: float) -> None:
        model = self._generation.model
        if model is None:
            return
        rows, columns = self._shape(model)
        if rows * columns * model.gives.together != request.count:
            return
        self._shown = request
        self._pictures, sheet = shown(model, request, pictures, (rows, columns), self._generation.lines)
        self.view.set_sheets([self._looking.shown(sheet, self._generation.attention)])
        self.controls.tell(request, rows * columns > 1, self._looking.words(self._generation.attention))
        self.stage.speed.set_text(speed(milliseconds, model))

    def _take_aside(self, key: Any, pictures: Pixels) -> None:
        if isinstance(key, tuple):
            self.controls.bank.show_strip(key[1], pictures)
        else:
            self.shelf.show_picture(key, pictures[0])

    # -- the walk ----------------------------------------------------------------------------------------

    def walk(self) -> None:
        """Begin it, or stay where it has come to."""
        model = self._generation.model
        if self._walk.is_going:
            self._stop_walk()
        elif model is not None and model.noise is not None and not self.controls.lock.isChecked():
            if not self.stage.alone:
                self.choose_mode(True)
            state = self.controls.state()
            inputs = inputs_of(model, state)
            self.controls.show_state(
                replace(state, variety=1.0, offsets=(), moves=())
            )  # they are in what it begins with
            self.stage.walk.setChecked(True)
            self._walk.start(model, inputs)
        else:
            self.stage.walk.setChecked(False)

    def _step(self, base: Base) -> None:
        self.controls.base = base
        self.draw()

    def _stop_walk(self) -> None:
        if self._walk.is_going:
            self._walk.stop()
            self.history.put(self.controls.state())
            self._show_history()
            self._calm.start()
        self.stage.walk.setChecked(False)

    # -- keeping -----------------------------------------------------------------------------------------

    def _restore(self, state: Request, many: bool) -> None:
        self.choose_mode(not many)
        self.controls.put(state)

    def _save(self) -> None:
        keeping.ask(self, self._generation.lines, self.save_picture)

    def save_picture(self, path: Path) -> None:
        """Write what is shown to `path`."""
        if self._pictures is not None and self._shown is not None:
            self.keeper.save(path, self._pictures, self._shown)
