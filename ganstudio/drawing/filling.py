"""Which pixels a click fills: all that ink encloses, small gaps in the ink closed. numpy, no Qt."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


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


def _enclosed(ink: Mask, x: int, y: int, reach: int) -> Mask:
    """The area around the seed when ink that is `reach` px thicker all around still encloses it."""
    while reach:
        thick = ink
        for step in range(reach):
            thick = _wider(thick, step)
        if not thick[y, x]:
            return _with_corners(ink, thick, x, y, reach)
        reach //= 2  # the seed lies in a narrow place: close smaller gaps only
    return reached(~ink, _seed(ink, x, y))


def _with_corners(ink: Mask, thick: Mask, x: int, y: int, reach: int) -> Mask:
    """The part around the seed that thick ink leaves, and what belongs to it of the rim below the thick ink.

    Grown back by `reach` it comes up to the middle of each gap. Tips of narrow corners lie deeper; they are told from
    what lies beyond a gap by not being connected with any other open area.
    """
    area = reached(~thick, _seed(ink, x, y))
    for step in range(reach):
        area = _wider(area, step) & ~ink
    beyond = reached(~ink & ~area, ~thick & ~area)
    return reached(~ink & ~beyond, _seed(ink, x, y))


def reached(free: Mask, seeds: Mask) -> Mask:
    """The part of `free` that is connected (edge to edge) with any of its `seeds`.

    Works on runs of pixels in rows: there are few of them, so walking from run to run needs no compiled code.
    """
    height, width = free.shape
    edges = np.diff(np.pad(free, ((0, 0), (1, 1))).astype(np.int8), axis=1).ravel()
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)  # places in rows of width + 1
    row = width + 1
    if not len(starts):
        return np.zeros_like(free)
    sown = np.logical_or.reduceat(np.pad(seeds & free, ((0, 0), (0, 1))).ravel(), starts)
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
    return _drawn(starts, ends, np.frombuffer(bytes(found), np.uint8).astype(np.bool_), height, row)


def _touching(starts: Counts, ends: Counts, shift: int) -> list[list[int]]:
    """For each run the first and last + 1 of the runs that touch it in the row `shift` places on."""
    first = np.searchsorted(ends, starts + shift, side="right")
    last = np.searchsorted(starts, ends + shift, side="left")
    pairs: list[list[int]] = np.stack([first, last], axis=1).tolist()
    return pairs


def _drawn(starts: Counts, ends: Counts, found: Mask, height: int, row: int) -> Mask:
    edges = np.zeros(height * row + 1, np.int8)
    edges[starts[found]] += 1
    edges[ends[found]] -= 1
    inside: Mask = np.cumsum(edges[:-1], dtype=np.int8).astype(np.bool_).reshape(height, row)[:, :-1]
    return inside


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
