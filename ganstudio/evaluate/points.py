"""How well generated points lie where they should: heaps found, distance, and on a line the discriminator's optimum.

A heap is found when at least 5 of 2,500 points lie within three deviations of its middle (after Metz et al. 2017, arXiv
1611.02163). D* = p_data / (p_data + p_g) is Goodfellow et al. 2014, Proposition 1; p_g is estimated from the points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.data.lab.distributions import Distribution

PROTOCOL = "points-1"
_NEAR = 3.0  # deviations
_FEWEST = 5 / 2500
_DIRECTIONS, _LEVELS = 16, 101
Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]


def modes_found(points: Array, distribution: Distribution) -> int:
    """How many heaps hold at least 5 of each 2,500 points."""
    nearest, near = _nearest(points, distribution)
    counts = np.bincount(nearest[near], minlength=len(distribution.modes))
    return int((counts >= _FEWEST * len(points)).sum())


def share_near(points: Array, distribution: Distribution) -> float:
    """The share of points within three deviations of some heap."""
    return float(_nearest(points, distribution)[1].mean())


def _nearest(points: Array, distribution: Distribution) -> tuple[Array, Array]:
    apart = np.linalg.norm(np.asarray(points, np.float64)[:, None] - np.asarray(distribution.modes)[None], axis=-1)
    nearest = apart.argmin(1)
    return nearest, apart.min(1) <= _NEAR * distribution.spread


def levels(points: Array) -> Floats:
    """Places of even shares of N points along fixed directions, 101 x directions: what `distance` compares."""
    angles = np.pi * np.arange(_DIRECTIONS) / _DIRECTIONS
    ways = np.ones((1, 1)) if points.shape[1] == 1 else np.stack([np.cos(angles), np.sin(angles)])
    along = np.sort(np.asarray(points, np.float64) @ ways, axis=0)
    between = np.linspace(0, len(along) - 1, _LEVELS)
    below = between.astype(np.int64)
    above = np.minimum(below + 1, len(along) - 1)
    share = (between - below)[:, None]
    return np.asarray((1 - share) * along[below] + share * along[above])


def distance(ours: Array, theirs: Array) -> float:
    """Mean earth mover's distance of projections onto fixed directions, in the unit of the coordinates."""
    return apart(levels(ours), levels(theirs))


def apart(ours: Floats, theirs: Floats) -> float:
    """The same of their `levels`, which are kept where one side stays what it is."""
    return float(np.abs(ours - theirs).mean())


# -- on a line ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Optimum:
    """What D should believe along a line: places, both densities, and D* where any points lie."""

    places: Floats
    data: Floats
    made: Floats

    @property
    def best(self) -> Floats:
        return np.asarray(self.data / np.maximum(self.data + self.made, 1e-9))

    @property
    def weights(self) -> Floats:
        both = self.data + self.made
        return np.asarray(both / both.sum())


def optimum(made: Array, distribution: Distribution, edge: float, places: int) -> Optimum:
    """D* along a line from -edge to +edge, for points N x 1 as they are now."""
    along = np.linspace(-edge, edge, places)
    known = distribution.density(along[:, None])
    data = smoothed_density(distribution.points(20_000, 2)[:, 0], along) if known is None else known
    return Optimum(along, data, smoothed_density(made[:, 0], along))


def smoothed_density(numbers: Array, along: Floats) -> Floats:
    """Density of N numbers at even places, each spread by Silverman's rule (1986, eq. 3.31)."""
    width = along[1] - along[0]
    counts, _ = np.histogram(numbers, len(along), (along[0] - width / 2, along[-1] + width / 2))
    quarter = float(np.subtract(*np.percentile(numbers, [75, 25]))) / 1.34
    spread = 0.9 * min(float(np.std(numbers)), quarter or float(np.std(numbers))) * len(numbers) ** -0.2
    spread = max(spread, width / 2)
    half = (len(along) - 1) // 2
    reach = np.arange(-half, half + 1) * width
    kernel = np.exp(-0.5 * np.square(reach / spread))
    return np.asarray(np.convolve(counts / (len(numbers) * width), kernel / kernel.sum(), "same"))


def line_figures(belief: Array, made: Array, distribution: Distribution, edge: float) -> dict[str, float]:
    """How far D is from its optimum, and G from the data.

    `d_error` is the mean of |D - D*|, weighted by where points lie; `total_variation` is 0 to 1; `belief` is D's mean.
    """
    best = optimum(made, distribution, edge, len(belief))
    width = best.places[1] - best.places[0]
    return {
        "d_error": float((np.abs(belief - best.best) * best.weights).sum()),
        "total_variation": float(0.5 * np.abs(best.data - best.made).sum() * width),
        "mean": float(made.mean()), "deviation": float(made.std()),
        "belief": float((belief * best.weights).sum()),
    }  # fmt: skip


# -- together -------------------------------------------------------------------------------------------------


def figures(arrays: Mapping[str, Array], distribution: Distribution, real: Floats) -> dict[str, float]:
    """Everything about one glance (`engine.glances`), beside the `levels` of real points.

    Figures of the averaged generator begin with "ema_".
    """
    told: dict[str, float] = {}
    for prefix, name in (("", "made"), ("ema_", "averaged")):
        if name not in arrays:
            continue
        points = arrays[name]
        told[f"{prefix}distance"] = apart(levels(points), real)
        if distribution.modes:
            told[f"{prefix}modes"] = modes_found(points, distribution)
            told[f"{prefix}near"] = share_near(points, distribution)
    if distribution.dimensions == 1:
        told |= line_figures(arrays["belief"], arrays["made"], distribution, distribution.edge)
    return told
