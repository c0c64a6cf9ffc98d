"""The Lab: up to four small GANs of points beside each other, trained by the engine like any other run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio import launch
from ganstudio.core import differences
from ganstudio.core.errors import StudioError
from ganstudio.core.events import Failed
from ganstudio.core.params import Value
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places, Settings
from ganstudio.data.lab.distributions import Distribution, Points
from ganstudio.data.lab.points import distribution_of
from ganstudio.engine import registry
from ganstudio.engine.steering import Back, ByHand, Deed
from ganstudio.evaluate import points
from ganstudio.studio.side import Side

if TYPE_CHECKING:
    from ganstudio.engine.worker import Training, Worker

FAMILY, FIRST = "points", "ring"
NAMES = "ABCD"
STEPS = 20_000
_FRAME_MS, _FIGURES_SECONDS = 33, 0.15
_REAL = 4096  # points that are shown and measured against


class Lab(QObject):
    """`changed`: settings or distribution; `state_changed`: started, paused, ended; `looked`: something new is seen;
    `ended`: what was trained is over.

    `moment` carries a side and which of the four moments of Figure 1 has come.
    """

    changed = Signal()
    state_changed = Signal()
    looked = Signal()
    moment = Signal(object, str)
    told = Signal(str, str, str)
    ended = Signal()

    def __init__(self, store: RunStore, places: Places, settings: Settings) -> None:
        super().__init__()
        self._store, self._places, self._settings = store, places, settings
        self.seed, self.steps = 0, STEPS
        self.is_watched = False
        self.sides: list[Side] = []
        self._worker: Worker | None = None
        self._paused, self._pace, self._figures_at, self._turn = False, 0.0, 0.0, 0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.tick)
        self.distribution: Distribution = distribution_of(FIRST)
        self.real: Points = self.distribution.points(_REAL, 1)
        self._levels = points.levels(self.real)
        self.set_up(FIRST, [("stable", {})])

    # -- what is compared ---------------------------------------------------------------------------------

    def set_up(
        self, key: str, sides: Sequence[tuple[str, dict[str, Value]]], seed: int = 0, steps: int = STEPS
    ) -> None:
        """A distribution, and for each side a preset with what differs from it. Raises StudioError."""
        distribution = distribution_of(key)
        self.stop()
        self.distribution, self.real = distribution, distribution.points(_REAL, 1)
        self._levels = points.levels(self.real)
        self.seed, self.steps = seed, steps
        self.sides = [Side(name, self._recipe(*side)) for name, side in zip(NAMES, sides)]
        self.changed.emit()
        self.state_changed.emit()

    def _recipe(self, preset: str, settings: dict[str, Value]) -> Recipe:
        key = self.distribution.key
        return Recipe(
            FAMILY, preset, DataChoice(key, self.distribution.dimensions, 1), dict(settings),
            Budget(self.steps, "steps"), self.seed, "cpu", "fp32",
        )  # fmt: skip

    def choose(self, key: str) -> None:
        """Another distribution, with the same settings where they make sense there. Raises StudioError."""
        same = distribution_of(key).dimensions == self.distribution.dimensions
        usual = [("figure-1" if distribution_of(key).dimensions == 1 else "stable", dict[str, Value]())]
        kept = [(side.recipe.preset, dict(side.recipe.settings)) for side in self.sides]
        self.set_up(key, kept if same else usual, self.seed, self.steps)

    def add_side(self) -> Side:
        """One more beside the others, like the last. Raises StudioError when there are four."""
        if len(self.sides) == len(NAMES):
            raise StudioError("Four is the most that can be compared.", "Remove one first.")
        last = self.sides[-1].recipe
        self._set_sides([*self._told(), (last.preset, dict(last.settings))])
        return self.sides[-1]

    def remove_side(self, index: int) -> None:
        if len(self.sides) > 1:
            told = self._told()
            self._set_sides(told[:index] + told[index + 1 :])

    def choose_preset(self, index: int, preset: str) -> None:
        """Another preset for one side, from the next start on."""
        self._change(index, preset, {})

    def set(self, index: int, name: str, value: Value) -> None:
        """One setting of one side; it is used from the next start."""
        recipe = self.sides[index].recipe
        base = registry.settings_of(registry.family(FAMILY), recipe.preset)
        settings = {**recipe.settings, name: value}
        self._change(index, recipe.preset, {each: held for each, held in settings.items() if held != base[each]})

    def _change(self, index: int, preset: str, settings: dict[str, Value]) -> None:
        self.sides[index].recipe = self._recipe(preset, settings)
        self.changed.emit()

    def set_seed(self, seed: int) -> None:
        """What all sides begin with, from the next start on."""
        self.seed = seed
        self.changed.emit()

    def _told(self) -> list[tuple[str, dict[str, Value]]]:
        return [(side.recipe.preset, dict(side.recipe.settings)) for side in self.sides]

    def _set_sides(self, sides: Sequence[tuple[str, dict[str, Value]]]) -> None:
        self.set_up(self.distribution.key, sides, self.seed, self.steps)

    def values(self, index: int) -> tuple[dict[str, Value], dict[str, Value]]:
        """All settings of a side, and those of its preset."""
        recipe = self.sides[index].recipe
        base = registry.settings_of(registry.family(FAMILY), recipe.preset)
        return {**base, **recipe.settings}, base

    def title(self, index: int) -> str:
        """What a side is: its preset, and what was changed."""
        recipe = self.sides[index].recipe
        preset = registry.family(FAMILY).preset(recipe.preset).title
        changed = differences.told(recipe.settings, self.values(index)[1])
        return f"{preset} · {changed}" if changed else preset

    # -- verbs --------------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """none, running, paused or ended."""
        if self._worker is None:
            return "ended" if any(side.run for side in self.sides) else "none"
        return "paused" if self._paused else "running"

    def start(self, paused: bool = False) -> None:
        """Begin all sides anew, each as a run of its own. Raises StudioError."""
        from ganstudio.engine.trial import global_noise
        from ganstudio.engine.worker import Lane, Worker

        self.stop()
        if global_noise.is_training:
            raise StudioError("A training is running in Train.", "Stop or finish it first: both would be slow.")
        first, *more = self._parts()
        worker = Worker(*first, True, [Lane(*part, True) for part in more], global_noise.for_training)
        for lane in worker.lanes:
            lane.control.pace = self._pace
            lane.control.glance_now()
            if paused:
                lane.control.pause()
        worker.start()
        for number, (side, lane) in enumerate(zip(self.sides, worker.lanes)):
            side.begin(lane.run, self.title(number))
        self._worker, self._paused = worker, paused
        self._timer.start()
        self.changed.emit()
        self.state_changed.emit()

    def _parts(self) -> list[tuple[Run, Training]]:
        """A new run for each side and what trains it. Raises StudioError, and then leaves none of them behind."""
        resolved = [launch.named(replace(side.recipe, seed=self.seed), self._places) for side in self.sides]
        preferences = replace(self._settings.preferences, threads=1)  # small sums are slower on several
        with ExitStack() as failed:
            parts = []
            for each in resolved:
                run = launch.create_run(each, self._store)
                failed.callback(run.discard)
                parts.append((run, launch.training(run, self._places, preferences, None, each, alone=False)))
            failed.pop_all()
        return parts

    def pause(self) -> None:
        self._each(lambda lane: lane.control.pause())
        self._paused = self._worker is not None
        self.state_changed.emit()

    def go_on(self) -> None:
        if self._worker is None:
            self.start()
            return
        self._paused = False
        self._each(lambda lane: lane.control.go_on())
        self.state_changed.emit()

    def stop(self) -> None:
        """End what is running; it stays in the Library."""
        worker, self._worker = self._worker, None
        self._timer.stop()
        if worker is not None:
            for lane in worker.lanes:
                lane.control.stop()
            worker.join(10.0)
            for side, lane in zip(self.sides, worker.lanes):
                self._drain(side, lane)
            self._paused = False
            self.state_changed.emit()
            self.ended.emit()

    def step(self, *phases: str) -> None:
        """One iteration of these phases alone, none: of all; it pauses for that."""
        self._do(ByHand(phases))

    def back(self) -> None:
        """To the moment that was kept before this one."""
        self._do(Back())

    def _do(self, deed: Deed) -> None:
        if self._worker is None:
            self.start(paused=True)
        elif not self._paused:
            self.pause()
        self._each(lambda lane: lane.control.do(deed))

    def set_pace(self, seconds: float) -> None:
        """How long each phase is shown; 0 is as fast as it goes."""
        self._pace = seconds
        for lane in self._worker.lanes if self._worker else ():
            lane.control.pace = seconds

    def _each(self, verb: Any) -> None:
        for lane in self._worker.lanes if self._worker else ():
            verb(lane)

    # -- news ---------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Fold what has come, and ask for the next look once the last one was seen."""
        if self._worker is None:
            return
        seen = [self._drain(side, lane) for side, lane in zip(self.sides, self._worker.lanes)]
        if any(seen):
            self._measure()
            self.looked.emit()
        self._look_at_the_next()
        if all(side.ended is not None for side in self.sides):
            self.stop()

    def _look_at_the_next(self) -> None:
        """One side at each frame, or looking at four would take all the time that they need."""
        assert self._worker is not None
        self._turn += 1
        lane = self._worker.lanes[self._turn % len(self._worker.lanes)]
        if self.is_watched and not self._paused:
            lane.control.glance_now()

    def _drain(self, side: Side, lane: Any) -> bool:
        before = side.glance
        while not lane.events.empty():
            said = side.take(lane.events.get())
            if said is not None:
                self.told.emit(said.message, said.hint, "bad" if isinstance(said, Failed) else "")
        return side.glance is not before

    def _measure(self) -> None:
        """Figures cost more than a look, so they are taken less often; by hand, each time."""
        now = time.monotonic()
        if now - self._figures_at < _FIGURES_SECONDS and not self._paused:
            return
        self._figures_at = now
        for side in self.sides:
            came = side.look(self.distribution, self._levels)
            if came:
                self.moment.emit(side, came)

    def shut_down(self) -> None:
        self.stop()
