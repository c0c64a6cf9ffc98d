"""The table of losses: what each keeps of a distribution's heaps, over several seeds, by runs like all others.

Its settings are those of the Lab's presets; what is counted is said in `evaluate.points`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places, Preferences
from ganstudio.launch.beginning import create_run
from ganstudio.launch.resolving import named
from ganstudio.launch.running import restored, training

FAMILY, DATA, STEPS = "points", "ring", 6000
EIGHT = ("minimax", "non-saturating", "least-squares", "relativistic", "stable", "r3", "hinge-spectral", "wasserstein")
SHOWN = ("modes", "ema_modes", "near", "ema_near", "distance", "ema_distance")


@dataclass(frozen=True)
class Told:
    """How one training ended: the figures of `evaluate.points`."""

    preset: str
    seed: int
    figures: dict[str, Any]


def table(
    places: Places, presets: Sequence[str] = EIGHT, data: str = DATA, seeds: int = 3, steps: int = STEPS,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Told]:  # fmt: skip
    """One training after the other, each with every seed before the next. Raises StudioError."""
    for preset in presets:
        for seed in range(seeds):
            if cancelled():
                return
            yield Told(preset, seed, _trained(places, preset, data, seed, steps, cancelled))


def _trained(
    places: Places, preset: str, data: str, seed: int, steps: int, cancelled: Callable[[], bool]
) -> dict[str, Any]:
    """One run in a folder that goes with it."""
    from ganstudio.engine.steering import Steering
    from ganstudio.evaluate import point_runs

    recipe = Recipe(FAMILY, preset, DataChoice(data), {}, Budget(steps, "steps"), seed, "cpu", "fp32")
    with tempfile.TemporaryDirectory(prefix="ganstudio-losses-") as folder:
        resolved = named(recipe, places)
        run, control = create_run(resolved, RunStore(Path(folder))), Steering()
        for _ in training(run, places, Preferences(threads=1), None, resolved)(control):
            if cancelled():
                control.stop()
        session, pictures = restored(run, places)
        return point_runs.measured(session, pictures, resolved.data.key)


def summed_up(told: Sequence[Told]) -> list[dict[str, Any]]:
    """A row for each preset: mean, least and most of each figure over its seeds."""
    rows = []
    for preset in dict.fromkeys(each.preset for each in told):
        runs = [each.figures for each in told if each.preset == preset]
        row: dict[str, Any] = {"preset": preset, "seeds": len(runs)}
        for name in SHOWN:
            values = [figures[name] for figures in runs if name in figures]
            if values:
                row[name] = round(sum(values) / len(values), 3)
                row[f"{name}_range"] = [min(values), max(values)]
        rows.append(row)
    return rows
