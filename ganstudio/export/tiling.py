"""Large pictures in overlapping parts that are blended into one, a band of rows at a time.

What is true of seams: a network that looks only so far and takes no averages gives the same in parts as in one piece,
as long as it looks no further than the rim that every part drops. One that norms by the picture (instance or group
norm) has other averages in every part, so its parts differ in tone and contrast; then the blend spreads that difference
over the rest of the overlap, too gently to be seen as a line, but a soft drift from part to part stays. What helps
against that is larger parts, or showing it the picture at the size that it learned at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
_SHARED = 96  # px at least that neighbours share, where parts are large enough: networks look 20 to 90 px far
_DROPPED = 5  # one of so many of the shared pixels is rim, on each side


@dataclass(frozen=True)
class Part:
    """A piece of a picture in pixels of it; it may reach beyond the picture, below and to the right."""

    top: int
    left: int
    height: int
    width: int


@dataclass(frozen=True)
class Plan:
    """Which parts a picture of `height` x `width` px is shown in: all of one size, beginning at multiples.

    Beginning elsewhere would shift the grid of a network that works at a fraction of the size, and show.
    """

    height: int
    width: int
    part_height: int
    part_width: int
    rows: tuple[int, ...]
    columns: tuple[int, ...]

    @property
    def count(self) -> int:
        return len(self.rows) * len(self.columns)


def planned(height: int, width: int, largest: int, multiple: int = 1, least: int = 0) -> Plan:
    """Parts of at most `largest` px, in whole multiples, and at least `least`; one part where that is enough."""
    largest = _up(max(largest, 4 * multiple, least), multiple)  # fewer multiples leave nothing to overlap
    sides = [_up(side, multiple) for side in (height, width)]
    tall, wide = (max(least, min(largest, side)) for side in sides)
    return Plan(
        height, width, tall, wide, _starts(sides[0], tall, multiple), _starts(sides[1], wide, multiple)
    )  # fmt: skip


def bands(
    plan: Plan, answer: Callable[[Part], Floats], scale: int = 1, done: Callable[[], object] = lambda: None
) -> Iterator[tuple[int, Floats]]:
    """The blended picture from the top down: where each band begins, and C x rows x width of it, in scaled pixels.

    `answer` gives C x height x width of a part, `scale` times as large. Memory: one row of parts in float32.
    """
    down = _weights(plan.rows, plan.part_height, scale)
    across = _weights(plan.columns, plan.part_width, scale)
    kept: Floats | None = None  # what the row above has left for this one
    for row, top in enumerate(plan.rows):
        total = _row(plan, row, answer, down[row], across, scale, done)
        if kept is not None:
            total[:, : kept.shape[1]] += kept
        below = plan.rows[row + 1] if row + 1 < len(plan.rows) else plan.height
        finished, kept = total[:, : (below - top) * scale], total[:, (below - top) * scale :].copy()
        yield top * scale, finished[:, :, : plan.width * scale]


def _row(
    plan: Plan, row: int, answer: Callable[[Part], Floats], down: Floats, across: list[Floats], scale: int,
    done: Callable[[], object],
) -> Floats:  # fmt: skip
    """One row of parts, weighted and added up."""
    total: Floats | None = None
    width = (plan.columns[-1] + plan.part_width) * scale
    for left, weights in zip(plan.columns, across, strict=True):
        piece = answer(Part(plan.rows[row], left, plan.part_height, plan.part_width))
        if plan.count == 1:
            done()
            return piece
        if total is None:
            total = np.zeros((len(piece), piece.shape[1], width), np.float32)
        total[:, :, left * scale : left * scale + piece.shape[2]] += piece * down[:, None] * weights
        done()
    assert total is not None
    return total


def padded(pixels: npt.NDArray[np.uint8], height: int, width: int) -> npt.NDArray[np.uint8]:
    """H x W or H x W x C made `height` x `width` by reflection below and to the right."""
    below, right = height - pixels.shape[0], width - pixels.shape[1]
    if not below and not right:
        return pixels
    return np.pad(pixels, [(0, below), (0, right), (0, 0)][: pixels.ndim], mode="symmetric")


def _up(side: int, multiple: int) -> int:
    return -(-side // multiple) * multiple


def _shared(part: int) -> int:
    """Pixels that neighbours share at least."""
    return min(max(_SHARED, part // 4), part // 2)


def _starts(side: int, part: int, multiple: int) -> tuple[int, ...]:
    """Where parts begin along a side, evenly spread; side and part are multiples."""
    if side <= part:
        return (0,)
    step = max(multiple, (part - _shared(part)) // multiple * multiple)
    count = -(-(side - part) // step) + 1
    return tuple(index * (side - part) // (count - 1) // multiple * multiple for index in range(count))


def _weights(starts: tuple[int, ...], part: int, scale: int) -> list[Floats]:
    """How much each part counts at each of its scaled pixels; all parts together count 1 everywhere."""
    side = part * scale
    total = np.zeros(starts[-1] * scale + side, np.float32)
    made = []
    for index, start in enumerate(starts):
        weights = np.ones(side, np.float32)
        ramp = _ramp(_shared(part) * scale)
        if index:
            weights[: len(ramp)] = ramp
        if index + 1 < len(starts):
            weights[-len(ramp) :] *= ramp[::-1]
        total[start * scale : start * scale + side] += weights
        made.append(weights)
    return [weights / total[start * scale : start * scale + side] for weights, start in zip(made, starts, strict=True)]


def _ramp(shared: int) -> Floats:
    """From 0 to 1: the rim dropped, then a rise without corners, and nothing dropped of the other one."""
    rim = shared // _DROPPED
    rise = (np.arange(shared - 2 * rim, dtype=np.float32) + 0.5) / (shared - 2 * rim)
    return np.concatenate([np.zeros(rim), rise * rise * (3 - 2 * rise), np.ones(rim)]).astype(np.float32)
