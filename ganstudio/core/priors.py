"""How latent numbers are drawn, by the name of the prior."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ganstudio.core.errors import StudioError
from ganstudio.core.randomness import Random, as_float32

NORMAL, UNIFORM, CATEGORICAL, SPHERE = "normal", "uniform", "categorical", "sphere"


def _of_one_length(numbers: Any) -> Any:
    """Each row as long as a row of N(0, 1) is on average: its direction alone is drawn."""
    size = numbers.shape[1]
    return numbers * (size / ((numbers**2).sum(1) + 1e-12))[:, None] ** 0.5


PRIORS: dict[str, Callable[[int, int, Random], Any]] = {
    NORMAL: lambda count, size, random: random.normal(count, size),
    UNIFORM: lambda count, size, random: random.uniform(count, size) * 2 - 1,
    SPHERE: lambda count, size, random: _of_one_length(random.normal(count, size)),
    CATEGORICAL: lambda count, size, random: random.one_hot(random.integers(size, count), size),
}
PARAMETERS: dict[str, dict[str, float]] = {NORMAL: {"mean": 0.0, "std": 1.0}, UNIFORM: {"low": -1.0, "high": 1.0}}


def draw_prior(prior: str, count: int, size: int, random: Random) -> Any:
    """count x size numbers from a prior by its name. Raises StudioError for one that does not exist."""
    if prior not in PRIORS:
        raise StudioError(f"There is no prior called {prior!r}.", f"Choose {', '.join(PRIORS)}.")
    return as_float32(PRIORS[prior](count, size, random))
