"""Explore: one large picture under sliders, or a sheet of random ones; runs on onnxruntime alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.player import Player
from ganstudio.core.runs import Run
from ganstudio.export import library
from ganstudio.export.latent import notes
from ganstudio.studio.drawn import Drawn
from ganstudio.studio.playing import Base, Request, inputs_of
from ganstudio.studio.studio import Studio
from ganstudio.ui import theme
from ganstudio.ui.explore import keeping, restoring
from ganstudio.ui.explore.asides import Asides
from ganstudio.ui.explore.asking import asked_of
from ganstudio.ui.explore.attention import Looking
from ganstudio.ui.explore.choosing import place_of, progress, shape_of, speed
from ganstudio.ui.explore.controls import Controls
from ganstudio.ui.explore.keeper import Keeper
from ganstudio.ui.explore.model_choice import ModelChoice
from ganstudio.ui.explore.shelf import Shelf
from ganstudio.ui.explore.showing import shown
from ganstudio.ui.explore.stage import Stage, Verbs
from ganstudio.ui.explore.trail import Trail
from ganstudio.ui.explore.walking import Walk
from ganstudio.ui.explore.words import NOTHING
from ganstudio.ui.panes import Panes
from ganstudio.ui.parts import column, heading, inspector, row
from ganstudio.ui.workspace import Claim, PlayWith, Workspace
from ganstudio.ui.workspace import Request as Asked


class ExplorePanel(Workspace):
    """Plays with the model that is open."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self._generation, self._directions = studio, studio.generation, studio.directions
        self._following = studio.following
        self._drawn: Drawn | None = None  # the newest, and as it is shown
        self._sheet: Pixels | None = None
        self._model: Player | None = None
        self._asked = False  # whether a model was to be opened
        self.choice = ModelChoice(self, studio)
        self.choice.chosen.connect(self.open)
        self.model_card, self.models = self.choice.card, self.choice.gallery
        self.controls = Controls(self._directions)
        self.shelf = Shelf(self._directions)
        self.keeper = Keeper(self, studio, self.shelf, self.controls)
        self.stage = Stage(self.shelf, Verbs(
            self.undo, self.redo, self.walk, lambda: self.keeper.copy(self.lines), self._save, self.choose_mode,
            self.draw, lambda: self.choice.open_beside(self.stage.compare),
        ))  # fmt: skip
        self.view, self.save = self.stage.view, self.stage.save
        self.trail = Trail(self.controls, self.stage.undo, self.stage.redo)
        self.trail.gone.connect(self.draw)
        self._asides = Asides(self._generation, self.controls, self.shelf, lambda: self._walk.is_going)
        self._walk = Walk(lambda: self._generation.busy)
        self._looking = Looking()
        layout = row()
        self.setLayout(layout)
        left = inspector(column(heading("Model"), self.model_card, self.choice.again, theme.GAP, self.controls, None))
        layout.addWidget(Panes("explore", studio.settings, [left, self.stage], self.stage))
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._ask)
        self._connect()
        self._enable(False)

    def _connect(self) -> None:
        self.choice.doubted.connect(self.keeper.asked)
        self.view.picked.connect(self.open_picture)
        self.controls.changed.connect(self._change)
        self.keeper.restored.connect(self._restore)
        self.keeper.model_wanted.connect(self.open)
        self.keeper.passed_on.connect(self.asked)
        self._walk.stepped.connect(self._step)
        for each in (self.keeper, self._directions):
            each.failed.connect(self.failed)
            each.told.connect(self.told)
        self._generation.joined.connect(self._show_beside)
        self.stage.beside.left.connect(self._generation.leave_beside)
        self._following.changed.connect(self._show_run)
        self.stage.follow_strip.wanted.connect(self._following.look_at)
        self._generation.opened.connect(self._show_model)
        self._generation.failed.connect(self._fail)
        self._generation.drawn.connect(self._show)
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
        self.leave()
        self._settle.stop()
        self._asides.stop()

    def claim(self, paths: Sequence[Path]) -> Claim:
        if paths[0].suffix.lower() == ".onnx":
            return Claim.SURELY
        return Claim.EXACTLY if len(paths) == 1 and restoring.says_its_origin(paths[0]) else Claim.NONE

    def take(self, paths: Sequence[Path]) -> None:
        if paths[0].suffix.lower() == ".onnx":
            self.open(paths[0])
        else:
            self.attempt(lambda: self.keeper.restore(notes.restored(paths[0])))

    def open(self, what: Path | Run, step: int | None = None) -> None:
        """A model file, or a run with what it has learned by now, or had by `step`."""
        self._asked = True
        self._stop_walk()
        self.view.set_empty("Opening…")
        if isinstance(what, Run):
            self.attempt(lambda: self._following.open(what, step))
        else:
            self._generation.open(what)

    def answer(self, request: Asked) -> bool:
        if isinstance(request, PlayWith):
            self.open(request.run)
        return isinstance(request, PlayWith)

    def _fail(self, error: StudioError) -> None:
        self._stop_walk()
        self.view.set_empty(NOTHING)
        if not self.keeper.asked(error):
            self.failed.emit(error)

    def _show_model(self, model: Player) -> None:
        if not self._following.holds(model):
            self._following.leave()
        self.choice.show_model(model)
        if self._model is not None and self._following.holds(self._model) and self._following.holds(model):
            self._model = model  # another moment of a run: everything stays as it is
        else:
            self._begin_with(model)
        self.keeper.model_opened(model)
        self.draw()

    def _begin_with(self, model: Player) -> None:
        self._model = model
        self.controls.set_model(model)
        self.trail.begin()
        self.stage.show_model(model)
        if model.path.is_file():
            self._studio.settings.put("last_model", str(model.path))
        self._enable(True)
        self._directions.open(model, look=not self._following.is_learning)

    def _show_run(self) -> None:
        self.stage.follow_strip.follow(self._following.title, self._following.steps, self._following.step)

    def _show_beside(self) -> None:
        self.stage.beside.show_beside(self._generation.beside)
        self.draw()

    def _enable(self, on: bool) -> None:
        self.controls.enable(on)
        self.stage.enable(on)

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
        self.trail.put(gesture)
        self.draw()

    def undo(self) -> None:
        self._stop_walk()
        self.trail.undo()

    def redo(self) -> None:
        self._stop_walk()
        self.trail.redo()

    def open_picture(self, sheet: int, cell: int) -> None:
        """A picture of the random sheet in the console, with its sliders; there, where one of its places looks."""
        model, controls = self._generation.model, self.controls
        if model is None or self.stage.alone:
            self._looking.turn_to(cell if not sheet else -1)
            self.draw()
            return
        self._looking = Looking()
        order = self._drawn.order if self._drawn is not None else None
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
            request = asked_of(model, self.controls.state(), self._shape(model), self.stage)
            self._generation.request(request)
            self._asides.start()

    def _shape(self, model: Player) -> tuple[int, int]:
        beside = len(self._generation.beside)
        return shape_of(model, self.stage.alone, self.controls.label is None, self.stage.wanted, beside)

    # -- what is shown -----------------------------------------------------------------------------------

    def _show(self, drawn: Drawn) -> None:
        model = self._generation.model
        rows, columns = self._shape(model) if model is not None else (0, 0)
        if model is None or rows * columns * model.gives.together != drawn.request.count:
            return
        self._drawn, many = drawn, rows * columns > 1
        self._sheet, sheets = shown(drawn, (rows, columns))
        self.view.set_sheets([self._looking.shown(sheets[0], drawn.attention), *sheets[1:]])
        self.controls.tell(drawn.request, many, self._looking.words(drawn.attention))
        self.stage.beside.show_many(bool(drawn.request.columns))
        self.stage.speed.set_text(speed(drawn.milliseconds, model))

    # -- the walk ----------------------------------------------------------------------------------------

    def walk(self) -> None:
        """Begin it, or stay where it has come to."""
        model = self._generation.model
        if self._walk.is_going:
            self._stop_walk()
        elif model is not None and model.noise is not None and not self.controls.lock.isChecked():
            if not self.stage.alone:
                self.choose_mode(True)
            self._walk.start(model, inputs_of(model, self.controls.set_out()))
        self.stage.walk.setChecked(self._walk.is_going)

    def _step(self, base: Base) -> None:
        self.controls.base = base
        self.draw()

    def _stop_walk(self) -> None:
        if self._walk.is_going:
            self._walk.stop()
            self.trail.put()
            self._asides.start()
        self.stage.walk.setChecked(False)

    def _restore(self, state: Request, many: bool) -> None:
        self.choose_mode(not many)
        self.controls.put(state)

    @property
    def shown(self) -> Request | None:
        """What the pictures are an answer to."""
        return self._drawn.request if self._drawn is not None else None

    @property
    def lines(self) -> tuple[str, ...]:
        """What is shown as text, of models that write."""
        return self._drawn.lines if self._drawn is not None else ()

    def _save(self) -> None:
        keeping.ask(self, self.lines, self.save_picture)

    def save_picture(self, path: Path) -> None:
        """Write what is shown to `path`."""
        if self._sheet is not None and self._drawn is not None:
            self.keeper.save(path, self._sheet, self._drawn)
