"""Small runs of every family through the same door as the window and the command line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ganstudio import launch
from ganstudio.core import params
from ganstudio.core.events import TERMINAL, Event
from ganstudio.core.history import History
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.sets import PAIRS
from ganstudio.core.settings import Places, Preferences
from ganstudio.engine.registry import families, family, settings_of
from ganstudio.engine.worker import Worker
from tests.layouts import two_folders
from tests.synthetic import small_changes

PATIENCE = 240.0  # seconds; only a hanging test waits so long
every_family = pytest.mark.parametrize("key", list(families()))


@dataclass(frozen=True)
class Studio:
    """Where runs are made, and on what."""

    store: RunStore
    places: Places
    pictures: Path
    device: str

    def run(self, key: str, precision: str = "fp32", steps: int = 4, preset: str = "") -> Run:
        kind = family(key)
        preset = preset or kind.presets[0].key
        values = params.from_mapping(kind.Params, settings_of(kind, preset))
        data = DataChoice("mnist")
        if kind.need.kind == PAIRS:
            folder = self.pictures if self.pictures.exists() else two_folders(self.pictures)
            data = DataChoice(str(folder), min(kind.sizes(values)), 3)
        recipe = Recipe(
            key, preset, data, small_changes(key, preset), Budget(steps, "steps"), seed=3, device=self.device,
            precision=precision,
        )  # fmt: skip
        return launch.create_run(launch.named(recipe, self.places), self.store)

    def train(self, run: Run, more_steps: int | None = None, compile_networks: bool = False) -> list[Event]:
        """Everything that is told until the training has ended."""
        preferences = replace(Preferences(threads=1), compile_on_cuda=compile_networks)
        worker = Worker(run, launch.training(run, self.places, preferences, more_steps))
        worker.start()
        assert worker.join(PATIENCE), "the training hangs"
        events = []
        while not worker.events.empty():
            events.append(worker.events.get())
        assert [isinstance(event, TERMINAL) for event in events] == [False] * (len(events) - 1) + [True]
        return events


def history_of(run: Run) -> History:
    history = History()
    for event, _ in run.events():
        history.apply(event)
    return history
