"""The Train workspace: inspector at the left, the run's bar and stage at its right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels, grid_shape, tile
from ganstudio.core.runs import ACTIVE, Run
from ganstudio.core.sets import DataInfo
from ganstudio.data.decoding.images import resized
from ganstudio.data.lab import sets as lab_sets
from ganstudio.data.sets.dataset import LAB, DataSet
from ganstudio.data.sets.store import PictureSet, prepare, thumbnails
from ganstudio.engine.preflight import Problem
from ganstudio.launch import left_out, read_recipe
from ganstudio.studio import run_models
from ganstudio.studio.studio import Studio
from ganstudio.ui.panes import Panes
from ganstudio.ui.train.bar import RunBar
from ganstudio.ui.train.estimating import figures
from ganstudio.ui.train.inspector import Inspector
from ganstudio.ui.train.stage import RunStage
from ganstudio.ui.workspace import (
    Claim,
    DrawWith,
    ExportRun,
    PlayWith,
    Request,
    ResumeRun,
    ShowDraft,
    ShowRun,
    TrainOn,
    Workspace,
)

if TYPE_CHECKING:
    from ganstudio.engine.estimate import Estimate

_NUMBERS_MS = 250
_LINES = 16  # of text in the preview
_SMALL = 2_000  # pictures: a folder up to this size is decoded for the preview


class TrainPanel(Workspace):
    """Wires a Draft and a Training to what is seen."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self._draft, self._training = studio, studio.draft, studio.training
        self.inspector = Inspector(studio.draft, studio.places, studio.pictures)
        self.stage = RunStage(studio.training, studio.checkup)
        self.bar = RunBar(
            self._doing(self._start), self._training.pause, self._doing(self._training.go_on), self._training.stop,
            self._training.sample_now, self._training.save_now, self._export, self._doing(self._training.close_run),
            self._use,
        )  # fmt: skip
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.bar)
        right.addWidget(self.stage, 1)
        run = QWidget()
        run.setLayout(right)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Panes("train", studio.settings, [self.inspector, run], run))
        self._number_timer = QTimer(self, singleShot=True, interval=_NUMBERS_MS)
        self._number_timer.timeout.connect(self._show_numbers)
        self._connect()
        self._previewed, self._owes_estimate = ("", 0, 0), False
        self._show_state()

    def _connect(self) -> None:
        self._draft.changed.connect(self._make_room)
        self._draft.changed.connect(self._preview)
        self._draft.changed.connect(self._show_state)
        self._training.state_changed.connect(self._show_state)
        self._training.run_changed.connect(self._show_state)
        self._training.advanced.connect(self._show_numbers_soon)
        self.inspector.estimate_wanted.connect(self.estimate)
        self.inspector.asked.connect(self.asked)
        self._studio.engine.charts_loaded.connect(self.stage.chart_row.make)
        self._studio.engine.torch_loaded.connect(self._take_torch)
        for keys, action in (("Ctrl+Return", self.bar.start), ("Ctrl+S", self.bar.save)):
            QShortcut(QKeySequence(keys), self, action.click)
        QShortcut(QKeySequence(Qt.Key.Key_Space), self.stage.view, self._toggle_pause)

    def _doing(self, verb: Callable[[], object]) -> partial[None]:
        return partial(self.attempt, verb)

    def begin(self) -> None:
        self.bar.start.setFocus()
        last = self._studio.settings.get("last_run")
        if last and _is_run(Path(last)) and self._training.run is None:
            self._show_run(Run(Path(last)))

    def showEvent(self, event: QShowEvent) -> None:
        """What takes a while is not worked out before somebody sees it."""
        super().showEvent(event)
        self._preview()
        if self._owes_estimate:
            self.estimate()

    # -- what others ask for -----------------------------------------------------------------------------

    def claim(self, paths: Sequence[Path]) -> Claim:
        if _is_run(paths[0]) or paths[0].suffix.lower() == ".toml":
            return Claim.SURELY
        return Claim.PERHAPS if len(paths) == 1 and lab_sets.is_one(paths[0]) else Claim.NONE

    def take(self, paths: Sequence[Path]) -> None:
        if _is_run(paths[0]):
            self._show_run(Run(paths[0]))
        elif lab_sets.is_one(paths[0]):
            self.attempt(lambda: self._draft.choose_data(lab_sets.from_file(paths[0].absolute())))
            self._show_draft()
        else:
            self.attempt(lambda: self._draft.adopt(read_recipe(paths[0])))

    def answer(self, request: Request) -> bool:
        match request:
            case ShowRun(run):
                self._show_run(run)
            case ResumeRun(run):
                self.attempt(lambda: self._training.go_on(run))
            case ShowDraft():
                self._show_draft()
            case TrainOn(data, size):
                self._train_on(data, size)
            case _:
                return False
        return True

    def _show_run(self, run: Run) -> None:
        self.attempt(lambda: self._training.open(run))

    def _show_draft(self) -> None:
        if not self._training.is_mine:
            self.attempt(self._training.close_run)

    def _train_on(self, data: DataSet, size: int) -> None:
        """These pictures, in the size they were looked at if the architecture can."""
        self.attempt(lambda: self._draft.choose_data(data))
        if size in self._draft.sizes:
            self.attempt(lambda: self._draft.set_size(size))
        self._show_draft()

    # -- verbs -------------------------------------------------------------------------------------------

    def _start(self) -> None:
        self.inspector.commit()
        if any(problem.serious for problem in self._draft.problems()):
            return
        self._training.start(self._draft.recipe)

    def _export(self) -> None:
        if self._training.run is not None:
            self.asked.emit(ExportRun(self._training.run))

    def _use(self) -> None:
        if (run := self._training.run) is not None:
            self.asked.emit(DrawWith(run) if run_models.is_paired(run) else PlayWith(run))

    def _make_room(self) -> None:
        """Whoever edits the settings prepares another run: one that has ended gives way to Start."""
        training = self._training
        if training.run is not None and not training.is_mine and training.state not in ACTIVE:
            training.close_run()

    def _toggle_pause(self) -> None:
        (self.bar.pause if self.bar.pause.isEnabled() else self.bar.resume).click()

    # -- showing -----------------------------------------------------------------------------------------

    def _show_state(self) -> None:
        may_start = not any(problem.serious for problem in self._draft.problems())
        state = self._training.state
        run = self._training.run
        self.bar.show_state(state, self._training.is_mine, may_start, run_models.use_of(run))
        self.inspector.setEnabled(not self._training.is_mine)
        self.inspector.verdict.setVisible(not self._training.is_mine)
        self.inspector.verdict.set_next(run is not None)
        waiting = {
            "loading": "Loading…", "none": "The first pictures appear here a moment after Start.",
        }.get(state, "This run has not sampled anything yet.")  # fmt: skip
        self.stage.view.set_empty(waiting)
        self._show_numbers()

    def _show_numbers_soon(self) -> None:
        if not self._number_timer.isActive():
            self._number_timer.start()

    def _show_numbers(self) -> None:
        preparing = self._training.history.preparing
        if preparing is not None and self._training.state == "loading":
            self.stage.view.set_empty(f"Reading pictures: {preparing[0]:,} of {preparing[1]:,}")
        busy = self._training.state in ("running", "paused")
        self.bar.show_numbers(self._training.history, busy, self._training.noun)

    # -- the chosen pictures -----------------------------------------------------------------------------

    def _preview(self) -> None:
        """Show the chosen pictures as the networks will see them; read beside the window."""
        if not self.isVisible():
            return
        choice, data = self._draft.recipe.data, self._draft.data
        key = (data.key, choice.size, choice.channels)
        if key == self._previewed:
            return
        self._previewed = key
        if data.form == LAB:
            self._studio.jobs.in_thread("Reading", lambda: lab_sets.face(data, _LINES), partial(self._show_face, key))
            return
        labelled = data.labelled
        rows, columns = grid_shape(len(data.classes) if labelled else 0)
        cache = self._studio.places.cache

        def read() -> PictureSet:
            if not data.in_memory and data.count > _SMALL:
                few = resized(thumbnails(data, rows * columns, cache), choice.size, choice.channels)
                return PictureSet(DataInfo(data.title, len(few), choice.channels, choice.size), few, None)
            return prepare(data, choice.size, choice.channels, cache)

        def show(pictures: PictureSet) -> None:
            if key == self._previewed:
                names = data.classes if pictures.labels is not None and rows == len(data.classes) else ()
                note = left_out(pictures) if pictures.left_out else ""
                shape = pictures.grid(rows, columns)
                self.stage.preview(tile(pictures.by_class(*shape), *shape), shape, names, note)

        self._studio.jobs.in_thread("Reading pictures", read, show)

    def _show_face(self, key: tuple[str, int, int], face: Pixels) -> None:
        """What is no picture, if that is still chosen."""
        if key == self._previewed:
            self.stage.preview(tile(face, 1, 1), (1, 1), (), "")

    def shut_down(self) -> None:
        self._number_timer.stop()
        self.bar.shut_down()
        self.stage.shut_down()

    def restyle(self) -> None:
        self.bar.restyle()
        self.inspector.refresh()
        self.stage.restyle()

    def _take_torch(self) -> None:
        """Say what this machine can compute on, and how long it will take."""
        from ganstudio.engine.devices import available

        self.inspector.offer_devices(available())
        self.estimate()

    # -- the estimate ------------------------------------------------------------------------------------

    def estimate(self) -> None:
        """Say how long and how much, once torch is there and nothing serious is wrong."""
        engine = self._studio.engine
        self._owes_estimate = not self.isVisible()
        if self._owes_estimate:
            return
        if any(problem.serious for problem in self._draft.problems()) or not engine.ready.is_set():
            self.inspector.verdict.show_estimate("")
            return
        try:
            family, recipe, data = self._draft.family(), self._draft.recipe, self._draft.data
        except StudioError as error:
            self.inspector.verdict.show_problems([Problem("family", str(error))])
            return
        bytes_ = data.count * recipe.data.channels * recipe.data.size**2

        from ganstudio.engine.estimate import estimated, memory_problem

        def looked_up() -> tuple[Estimate, list[Problem]] | None:  # asking a GPU for the first time takes a moment
            estimate = estimated(family, bytes_, lambda: self._draft.recipe != recipe)
            return None if estimate is None else (estimate, memory_problem(estimate, family.batch, recipe.device))

        def show(found: tuple[Estimate, list[Problem]] | None) -> None:
            if found is not None and self._draft.recipe == recipe:
                estimate, cautions = found
                verdict = self.inspector.verdict
                verdict.show_problems(self._draft.problems() + cautions)
                verdict.show_estimate(
                    figures(estimate, recipe, data.count, family.batch, self._training.speed_of(recipe))
                )

        self._studio.jobs.in_thread("Estimating", looked_up, show)


def _is_run(path: Path) -> bool:
    return (path / "run.json").is_file()
