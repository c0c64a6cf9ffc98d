"""Distributions that can be seen whole: on a line (Goodfellow et al. 2014, Figure 1) and in the plane.

Ring and grid are those that mode collapse has been shown on since Metz et al. 2017 (arXiv 1611.02163).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.core.drawn import EDGE

Points = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Floats]


@dataclass(frozen=True)
class Distribution:
    """Where points lie. `reach`: nearly all coordinates are within +-reach; `draw` gives N x dimensions.

    `modes` M x dimensions are the centres of its heaps, `spread` their deviation; both are empty where it has none.
    """

    key: str
    title: str
    summary: str
    dimensions: int
    reach: float
    draw: Draw
    modes: tuple[tuple[float, ...], ...] = ()
    spread: float = 0.0
    weights: tuple[float, ...] = ()

    @property
    def edge(self) -> float:
        """What is looked at reaches from -edge to +edge."""
        return EDGE * self.reach

    def points(self, count: int, seed: int) -> Points:
        return self.draw(np.random.default_rng(seed), count).astype(np.float32)

    def density(self, places: npt.ArrayLike) -> Floats | None:
        """Exact density at N x dimensions places; None where there is no formula."""
        if not self.modes:
            return None
        at, centres = np.asarray(places, np.float64), np.asarray(self.modes)
        weights = np.asarray(self.weights or (1 / len(centres),) * len(centres))
        squares = np.square(at[:, None] - centres[None]).sum(-1) / self.spread**2
        scale = (2 * np.pi * self.spread**2) ** (self.dimensions / 2)
        return np.asarray(np.exp(-0.5 * squares) @ weights / scale)


def _heaps(centres: npt.ArrayLike, spread: float, weights: tuple[float, ...] = ()) -> Draw:
    places = np.asarray(centres, np.float64)

    def draw(rng: np.random.Generator, count: int) -> Floats:
        chosen = rng.choice(len(places), count, p=weights or None)
        return np.asarray(places[chosen] + spread * rng.standard_normal((count, places.shape[1])))

    return draw


def _mixture(
    key: str, title: str, summary: str, centres: list[tuple[float, ...]], spread: float, reach: float,
    weights: tuple[float, ...] = (),
) -> Distribution:  # fmt: skip
    draw = _heaps(centres, spread, weights)
    return Distribution(key, title, summary, len(centres[0]), reach, draw, tuple(centres), spread, weights)


def _ring(count: int = 8, radius: float = 2.0) -> list[tuple[float, ...]]:
    angles = 2 * np.pi * np.arange(count) / count
    return [(radius * float(np.cos(angle)), radius * float(np.sin(angle))) for angle in angles]


def _grid(side: int = 5, spacing: float = 2.0) -> list[tuple[float, ...]]:
    places = [spacing * (number - (side - 1) / 2) for number in range(side)]
    return [(x, y) for y in places for x in places]


def _moons(rng: np.random.Generator, count: int) -> Floats:
    """Two half circles that reach into each other."""
    angle, upper = np.pi * rng.random(count), rng.random(count) < 0.5
    x = np.where(upper, np.cos(angle), 1 - np.cos(angle)) - 0.5
    y = np.where(upper, np.sin(angle), 0.5 - np.sin(angle)) - 0.25
    return 1.4 * np.stack([x, y], 1) + 0.06 * rng.standard_normal((count, 2))


def _roll(rng: np.random.Generator, count: int) -> Floats:
    """The rolled-up strip seen from its end (Marsland's Swiss roll), denser inside."""
    angle = 1.5 * np.pi * (1 + 2 * rng.random(count))
    return np.stack([angle * np.cos(angle), angle * np.sin(angle)], 1) / 6.5 + 0.04 * rng.standard_normal((count, 2))


def _spiral(rng: np.random.Generator, count: int) -> Floats:
    """Two arms, evenly filled along their length."""
    angle, turned = 3 * np.pi * np.sqrt(rng.random(count)), np.pi * (rng.random(count) < 0.5)
    radius = 2.1 * angle / (3 * np.pi)
    places = np.stack([radius * np.cos(angle + turned), radius * np.sin(angle + turned)], 1)
    return np.asarray(places + 0.04 * rng.standard_normal((count, 2)))


DISTRIBUTIONS = (
    _mixture("normal", "One bell", "The normal distribution of Goodfellow's Figure 1: mean 1, deviation 1/2.",
             [(1.0,)], 0.5, 3.0),
    _mixture("two-bells", "Two bells", "Two heaps on a line: will both be found?", [(-1.2,), (1.2,)], 0.3, 3.0),
    _mixture("uneven-bells", "Uneven bells", "A large heap and two small ones.", [(-1.8,), (0.0,), (1.8,)], 0.25, 3.0,
             (0.2, 0.6, 0.2)),
    _mixture("ring", "Ring of eight", "Eight small heaps around a circle: the usual test of mode collapse.", _ring(),
             0.02, 2.4),
    _mixture("grid", "Grid of 25", "Twenty-five heaps, five by five.", _grid(), 0.05, 4.6),
    Distribution("moons", "Two moons", "Two half circles that reach into each other.", 2, 2.4, _moons),
    Distribution("swiss-roll", "Swiss roll", "One long strip, rolled up.", 2, 2.6, _roll),
    Distribution("spiral", "Spiral", "Two arms that wind around each other.", 2, 2.4, _spiral),
)  # fmt: skip
