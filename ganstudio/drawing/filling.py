"""Which pixels a click fills: all that ink encloses, small gaps in the ink closed. numpy, no Qt."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ganstudio.drawing import runs
from ganstudio.drawing.runs import Counts, Mask

__all__ = ["Mask", "deepest", "depths", "filled", "grown", "reached"]

Depths = npt.NDArray[np.int16]
Place = tuple[int, int]


def filled(ink: Mask, x: int, y: int, gap: int = 0, grow: int = 1) -> tuple[int, int, Mask] | None:
    """Left, top and mask of the area around pixel `x`, `y`; None on ink or outside.

    Openings up to `gap` px wide hold; the area reaches `grow` px under the ink, so that no pale edge stays.
    """
    height, width = ink.shape
    if not (0 <= x < width and 0 <= y < height) or ink[y, x]:
        return None
    area = _enclosed(ink, x, y, (gap + 1) // 2)
    for step in range(grow):
        area = _wider(area, step)
    rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    return left, top, area[top : rows[-1] + 1, left : columns[-1] + 1].copy()


def depths(ink: Mask, most: int) -> Depths:
    """How many steps ink has to grow before it covers a pixel: 0 on ink, `most` + 1 where that many do not."""
    depth = (~ink).astype(np.int16)
    thick = ink
    for step in range(most):
        thick = _wider(thick, step)
        depth += ~thick
    return depth


def deepest(depth: Depths, x: int, y: int) -> tuple[int, int]:
    """Uphill from `x`, `y`, so that a click beside a line counts like one in the middle of its area."""
    while True:
        top, left = max(0, y - 1), max(0, x - 1)
        around = depth[top : y + 2, left : x + 2]
        row, column = divmod(int(around.argmax()), around.shape[1])
        if around[row, column] <= depth[y, x]:
            return x, y
        x, y = left + column, top + row


def _enclosed(ink: Mask, x: int, y: int, reach: int) -> Mask:
    """The area around the seed when ink that is `reach` px thicker all around still encloses it."""
    depth = depths(ink, reach)
    middle = deepest(depth, x, y)
    while reach:
        if depth[middle[1], middle[0]] > reach:
            area = _with_corners(ink, depth > reach, (x, y), middle, reach)
            if area[y, x]:
                return area
        reach //= 2  # the seed lies in a narrow place: close smaller gaps only
    return reached(~ink, _seed(ink, x, y))


def _with_corners(ink: Mask, open_: Mask, place: Place, middle: Place, reach: int) -> Mask:
    """The part around the seed that thick ink leaves `open_`, and what belongs to it of the rim below the thick ink.

    Grown back by `reach` it comes up to the middle of each gap. Tips of narrow corners lie deeper; they are told from
    what lies beyond a gap by not being connected with any other open area.
    """
    area = grown(reached(open_, _seed(ink, *middle)), ~ink, reach)
    beyond = reached(~ink & ~area, open_ & ~area)
    return reached(~ink & ~beyond, _seed(ink, *place))


def grown(area: Mask, free: Mask, steps: int) -> Mask:
    """`area` and what lies within that many steps of it in `free`."""
    for step in range(steps):
        area = _wider(area, step) & free
    return area


def reached(free: Mask, seeds: Mask) -> Mask:
    """The part of `free` that is connected (edge to edge) with any of its `seeds`.

    Works on runs of pixels in rows: there are few of them, so walking from run to run needs no compiled code.
    """
    starts, ends, row = runs.runs(free)
    if not len(starts):
        return np.zeros_like(free)
    sown = runs.counted(seeds, starts, ends) > 0
    above = _touching(starts, ends, -row)
    below = _touching(starts, ends, row)
    waiting = np.flatnonzero(sown).tolist()
    found = bytearray(len(starts))
    for run in waiting:
        found[run] = 1
    while waiting:
        run = waiting.pop()
        for first, last in (above[run], below[run]):
            for other in range(first, last):
                if not found[other]:
                    found[other] = 1
                    waiting.append(other)
    return runs.drawn(starts, ends, np.frombuffer(bytes(found), np.uint8).astype(np.bool_), len(free), row)


def _touching(starts: Counts, ends: Counts, shift: int) -> list[list[int]]:
    """For each run the first and last + 1 of the runs that touch it in the row `shift` places on."""
    first = np.searchsorted(ends, starts + shift, side="right")
    last = np.searchsorted(starts, ends + shift, side="left")
    pairs: list[list[int]] = np.stack([first, last], axis=1).tolist()
    return pairs


def _wider(area: Mask, step: int) -> Mask:
    """`area` and its neighbours; even steps leave out the diagonal ones, so that many steps make an octagon."""
    made = area.copy()
    made[1:] |= area[:-1]
    made[:-1] |= area[1:]
    base = made.copy() if step % 2 else area
    made[:, 1:] |= base[:, :-1]
    made[:, :-1] |= base[:, 1:]
    return made


def _seed(ink: Mask, x: int, y: int) -> Mask:
    seed = np.zeros_like(ink)
    seed[y, x] = True
    return seed
