"""An estimate in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ganstudio.ui.train.bar import clock

if TYPE_CHECKING:
    from ganstudio.core.recipe import Recipe
    from ganstudio.engine.estimate import Estimate


def figures(estimate: Estimate, recipe: Recipe, count: int, batch: int, measured: float) -> str:
    """An estimate as a sentence; `measured` pictures per second (0: unknown) are better than a guess."""
    memory = f"{estimate.memory / 1024**2:,.0f} MB of memory"
    step = batch / measured if measured else estimate.step_seconds
    source = "as fast as last time" if measured else "on one processor core"
    steps, seconds = recipe.budget.steps(max(1, count // batch)), recipe.budget.seconds
    if steps is None and seconds is not None:
        return f"About {_rounded(seconds / step):,} steps in {clock(seconds)} min {source}, {memory}."
    return f"About {clock((steps or 0) * step)} min {source}, {memory}."


def _rounded(number: float) -> int:
    """Two leading digits: an estimate should not look exact."""
    digits = max(0, len(str(int(number))) - 2)
    return int(round(number, -digits))
