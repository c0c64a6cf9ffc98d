"""Small runs of every family through the same door as the window and the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ganstudio import launch
from ganstudio.core import params
from ganstudio.core.events import TERMINAL, Event
from ganstudio.core.history import History
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.sets import DOMAINS, PAIRS
from ganstudio.core.settings import Places, Preferences
from ganstudio.data.sets import catalogue
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import families, family, settings_of
from ganstudio.engine.worker import Worker
from tests.layouts import horses, two_folders
from tests.synthetic import small_changes

PATIENCE = 240.0  # seconds; only a hanging test waits so long
_FOLDERS: dict[str, Callable[[Path], object]] = {PAIRS: two_folders, DOMAINS: horses}
every_family = pytest.mark.parametrize("key", list(families()))


@dataclass(frozen=True)
class Studio:
    """Where runs are made, and on what."""

    store: RunStore
    places: Places
    pictures: Path  # for sets that are drawn for a test
    device: str

    def run(self, key: str, precision: str = "fp32", steps: int = 4, preset: str = "") -> Run:
        kind = family(key)
        preset = preset or kind.presets[0].key
        values = params.from_mapping(kind.Params, settings_of(kind, preset))
        data = self._data_for(kind.need_of(values), min(kind.sizes(values)))
        recipe = Recipe(
            key, preset, data, small_changes(key, preset), Budget(steps, "steps"), seed=3, device=self.device,
            precision=precision,
        )  # fmt: skip
        return launch.create_run(launch.named(recipe, self.places), self.store)

    def _data_for(self, need: Need, size: int) -> DataChoice:
        """Digits where they will do; else what comes with the program without pictures, or a folder of such a kind."""
        digits, *_ = (entry for entry in catalogue.built_in() if entry.key == "mnist")
        for entry in (digits, *catalogue.without_pictures()):
            if need.fits(launch.info_of(entry)):
                return DataChoice(entry.key)
        folder = self.pictures / need.kind
        if not folder.exists():
            _FOLDERS[need.kind](folder)
        return DataChoice(str(folder), size, 3)

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
