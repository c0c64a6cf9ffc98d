"""Runs that can be played with while they learn: their newest weights, and the moments that they have kept."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ganstudio.core import sets
from ganstudio.core.controls import images, latents
from ganstudio.core.errors import StudioError
from ganstudio.core.runs import Run, RunStore
from ganstudio.engine import registry

if TYPE_CHECKING:
    from ganstudio.export.run_network import RunNetwork

_SHOWN = 40
DRAW, PLAY = "draw", "play"  # on a canvas, or in Explore


def of(run: Run, step: int | None = None, averaged: bool = True) -> RunNetwork:
    """The weights of a run: the newest, or those of the kept moment at `step`. Raises StudioError.

    `averaged`, or those that learn; moments have one of them only.
    """
    from ganstudio.engine import checkpoints  # needs torch
    from ganstudio.export.run_network import RunNetwork

    moment = next((each for each in checkpoints.listed(run.moments) if each.step == step), None)
    if moment is None and step is not None:
        raise StudioError(f"The run {run.id} has not kept its step {step:,}.", "Choose another moment.")
    return RunNetwork(run, moment, averaged=averaged)


def moments(run: Run) -> list[int]:
    """Steps whose generators were kept, from the first."""
    names = (path.stem.removeprefix("step-") for path in run.moments.glob("step-*.json"))
    return sorted(int(name) for name in names if name.isdigit())


def newest(run: Run) -> str:
    """What its last checkpoint is called; "" before the first."""
    return max((path.name for path in run.checkpoints.glob("step-*.json")), default="")


def drawing(store: RunStore) -> list[Run]:
    """The newest runs that have saved a generator which draws from noise."""
    return list(islice((run for run in store.all() if newest(run) and draws(run)), _SHOWN))


def draws(run: Run) -> bool:
    """Whether its generator starts from noise alone."""
    try:
        recipe, about = run.recipe(), run.state().about
        kind = registry.family(recipe.family)
        made = kind(registry.values_of(kind, recipe), sets.from_json(about)).generators() if about else ()
    except (StudioError, OSError):
        return False
    return bool(made) and bool(latents(made[0].controls)) and not images(made[0].controls)


def use_of(run: Run | None) -> str:
    """What can be done with what a run has learned: `DRAW`, `PLAY`, or "" for nothing."""
    if run is None:
        return ""
    return DRAW if is_paired(run) else PLAY if draws(run) else ""


def is_paired(run: Run) -> bool:
    """Whether a run's family works on sketches."""
    try:
        return bool(registry.family(run.recipe().family).need.kind == sets.PAIRS)
    except (StudioError, OSError):
        return False
