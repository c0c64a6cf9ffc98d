"""The run that Explore plays with while it learns: its newest moment, or an earlier one."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.core.player import Player
from ganstudio.core.run_state import ACTIVE
from ganstudio.core.runs import Run
from ganstudio.studio import run_models
from ganstudio.studio.generation import Generation

_MILLISECONDS = 1000


class Following(QObject):
    """`changed`: another run, or none, or other `steps` that it has kept. `step` is None for the newest."""

    changed = Signal()
    rested = Signal()  # the run does not learn any more

    def __init__(self, generation: Generation) -> None:
        super().__init__()
        self._generation = generation
        self.run: Run | None = None
        self.title = ""
        self.steps: list[int] = []
        self.step: int | None = None
        self._newest = ""
        self._learned = False
        self._timer = QTimer(self, interval=_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    def open(self, run: Run, step: int | None = None) -> None:
        """Play with what `run` has learned, or had by `step`, and keep up with it. Raises StudioError."""
        self.run, self.title = run, run.state().title
        self.steps, self._newest = run_models.moments(run), run_models.newest(run)
        self.step = step if step in self.steps[:-1] else None
        self._learned = self.is_learning
        self._timer.start()
        self._load()
        self.changed.emit()

    def leave(self) -> None:
        """Nothing is followed any more."""
        self.run, self.title, self.steps, self.step = None, "", [], None
        self._timer.stop()
        self.changed.emit()

    def look_at(self, step: int | None) -> None:
        if self.run is not None and step != self.step:
            self.step = step
            self._load()

    def holds(self, model: Player) -> bool:
        """Whether it is a moment of the run that is followed."""
        return self.run is not None and model.path == self.run.folder

    @property
    def is_learning(self) -> bool:
        """Whether the run goes on just now: nothing large is computed beside it."""
        return self.run is not None and self.run.state().state in ACTIVE

    def _load(self) -> None:
        if (run := self.run) is not None:
            step = self.step
            self._generation.open(lambda: run_models.of(run, step))

    def _look(self) -> None:
        """Has it saved something new?"""
        if self.run is None:
            return
        steps, newest = run_models.moments(self.run), run_models.newest(self.run)
        if steps != self.steps:
            self._take(steps)
        if newest != self._newest and not self._generation.opening:  # else what is on its way would be lost
            self._newest = newest
            if self.step is None:
                self._load()
        learns, self._learned = self._learned, self.is_learning
        if learns and not self._learned:
            self.rested.emit()

    def _take(self, steps: list[int]) -> None:
        """Other moments than before; where the one that is looked at is gone, the nearest one takes its place."""
        self.steps = steps
        if (step := self.step) is not None and step not in steps:
            self.look_at(min(steps, key=lambda each: abs(each - step), default=None))
        self.changed.emit()
