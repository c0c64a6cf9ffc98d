"""The early score: how far two sets of one or two thousand pictures lie apart, soon enough to be drawn as a curve.

The mean of 1-D Wasserstein distances over random projections of features, each by sorting: after MIND (2026, arXiv
2605.06797), whose number of projections and scaling we do not know; so it is not their figure. Features come from the
mean of the real pictures in their deviations, so 1 is as far as a real picture usually lies from the mean. Equal sets
of N pictures are not 0 apart but at the floor, which two disjoint halves of real pictures show.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

MOST = 2_000  # pictures of each side
DIRECTIONS = 128
_RESAMPLED, _FEWER = 30, 48  # times, and directions of each
_WIDE = 1.96  # deviations, of a 95 % interval
Rows = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Score:
    """A distance with its 95 % interval, by bootstrap over both sides."""

    value: float
    low: float
    high: float
    count: int

    def overlaps(self, other: Score) -> bool:
        """Whether the two cannot be told apart by their intervals."""
        return self.low <= other.high and other.low <= self.high


def score(real: Rows, made: Rows, seed: int = 0, most: int = MOST) -> Score:
    """Of as many rows as both have, at most `most`."""
    count = min(len(real), len(made), most)
    a, b = (torch.from_numpy(np.ascontiguousarray(each[:count], dtype=np.float32)) for each in (real, made))
    rng = torch.Generator().manual_seed(seed)
    directions = _directions(a.shape[1], rng)
    ours, theirs = ((each @ directions).T.contiguous() for each in (a, b))
    value = _apart(ours, theirs)
    few = [each[:_FEWER] for each in (ours, theirs)]
    spread = float(np.std([_apart(*(_again(each, rng) for each in few)) for _ in range(_RESAMPLED)], ddof=1))
    return Score(value, max(0.0, value - _WIDE * spread), value + _WIDE * spread, count)


def distance(real: Rows, made: Rows, seed: int = 0) -> float:
    """The value alone."""
    count = min(len(real), len(made))
    directions = _directions(real.shape[1], torch.Generator().manual_seed(seed))
    ours, theirs = ((torch.from_numpy(each[:count]).float() @ directions).T for each in (real, made))
    return _apart(ours.contiguous(), theirs.contiguous())


def _directions(width: int, rng: torch.Generator) -> Tensor:
    drawn = torch.randn(width, DIRECTIONS, generator=rng)
    directions: Tensor = drawn / drawn.norm(dim=0)
    return directions


def _apart(ours: Tensor, theirs: Tensor) -> float:
    """Mean over rows of the 1-D Wasserstein distance: of equal numbers, sorted values are each other's partners."""
    return float((ours.sort(1).values - theirs.sort(1).values).abs().mean())


def _again(rows: Tensor, rng: torch.Generator) -> Tensor:
    return rows[:, torch.randint(rows.shape[1], (rows.shape[1],), generator=rng)]
