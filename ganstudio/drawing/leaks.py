"""Where a fill would run out: the narrowest place between what was clicked and the edge of the sheet."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ganstudio.drawing import runs
from ganstudio.drawing.filling import Depths, Mask, deepest, depths, filled, grown, reached

_LOOKED_AT = 640  # px of the longer side: larger drawings are searched smaller
_FLOOD = 0.6  # share of the sheet that nobody fills by a click inside something
_ROOM = 2.5  # times as long and wide as its opening: less is a bay of the ground, not an area with a gap
_SPILL = 2.0  # times the area that was meant: less is no flood


@dataclass(frozen=True)
class Leak:
    """The middle of the opening and its width, in px of the drawing; `gap` keeps a fill in, 0: nothing does."""

    x: float
    y: float
    width: float
    gap: int


def leak(ink: Mask, x: int, y: int, gap: int, largest: int) -> Leak | None:
    """What lets a fill from `x`, `y` out on the sheet; None when it stays in, or when the ground itself was clicked.

    The ground is what no closing of gaps up to `largest` px would keep from the edge.
    """
    scale = max(1, math.ceil(max(ink.shape) / _LOOKED_AT))
    found = _found(_reduced(ink, scale), x // scale, y // scale, largest / scale)
    if found is None and scale > 1:  # a slit that is closed when seen from afar
        scale, found = 1, _found(ink, x, y, min(largest, 8 * scale))
    if found is None:
        return None
    across, down, width = ((number + 0.5) * scale for number in found)
    return Leak(across, down, width, _holding(ink, x, y, max(gap + 1, math.ceil(width)), largest))


def floods(found: tuple[int, int, Mask], shape: tuple[int, ...]) -> bool:
    """Whether a fill (left, top, mask) reaches the edge of a sheet of `shape`, or takes most of it."""
    left, top, mask = found
    bottom, right = top + mask.shape[0], left + mask.shape[1]
    at_edge = top == 0 or left == 0 or bottom == shape[0] or right == shape[1]
    return at_edge or int(mask.sum()) > _FLOOD * shape[0] * shape[1]


def _found(ink: Mask, x: int, y: int, largest: float) -> tuple[float, float, float] | None:
    """Place and width of the opening, in px of `ink`."""
    if ink[y, x]:  # a line is thicker seen from afar
        return None
    depth = depths(ink, math.ceil(largest / 2) + 1)
    middle = deepest(depth, x, y)
    room = int(depth[middle[1], middle[0]]) - 1
    closed = _closing(depth, middle, min(math.ceil(largest / 2), room))
    if closed is None:
        return None
    inside = grown(_around(depth > closed, middle), ~ink, closed)
    flooded = _around(depth > closed - 1, middle)
    width = 2.0 * closed - 1
    if inside.sum() < (_ROOM * width) ** 2 or flooded.sum() < _SPILL * inside.sum():
        return None
    return (*_opening(depth, inside, flooded, closed), width)


def _closing(depth: Depths, middle: tuple[int, int], high: int) -> int | None:
    """The least reach up to `high` that keeps a fill in; None where nothing runs out, or `high` does not keep it in."""
    low = 0
    if low >= high or not _floods(_around(depth > low, middle)) or _floods(_around(depth > high, middle)):
        return None
    while high - low > 1:
        half = (low + high) // 2
        if _floods(_around(depth > half, middle)):
            low = half
        else:
            high = half
    return high


def _opening(depth: Depths, inside: Mask, flooded: Mask, closed: int) -> tuple[float, float]:
    """Where what is `inside` and what lies beyond come nearest to each other."""
    free = depth > 0
    outer = flooded & (depth > closed) & ~inside
    edge = reached(outer, _rim(outer)) if _rim(outer).any() else outer
    beyond = grown(edge if edge.any() else _rim(flooded), free, closed)
    reach = 0
    while not (meeting := inside & beyond).any() and reach < closed + 2:
        inside, beyond, reach = grown(inside, free, 1), grown(beyond, free, 1), reach + 1
    if not meeting.any():
        meeting = flooded & ~inside
    starts, ends, row = runs.runs(meeting)
    labels = runs.labelled(starts, ends, row)
    rows, columns = np.nonzero(runs.drawn(starts, ends, labels == np.bincount(labels).argmax(), len(meeting), row))
    return float(columns.mean()), float(rows.mean())


def _holding(ink: Mask, x: int, y: int, width: int, largest: int) -> int:
    """The setting from `width` px on with which a fill stays in, 0 when there is none."""
    for more in (0, 2, 4, 8):
        found = filled(ink, x, y, width + more)
        if width + more <= largest and found is not None and not floods(found, ink.shape):
            return width + more
    return 0


def _floods(area: Mask) -> bool:
    return bool(_rim(area).any()) or float(area.mean()) > _FLOOD


def _rim(area: Mask) -> Mask:
    """The part of `area` at the edge of the sheet."""
    rim = np.zeros_like(area)
    rim[[0, -1]], rim[:, [0, -1]] = area[[0, -1]], area[:, [0, -1]]
    return rim


def _around(free: Mask, place: tuple[int, int]) -> Mask:
    seed = np.zeros_like(free)
    seed[place[1], place[0]] = True
    return reached(free, seed)


def _reduced(ink: Mask, scale: int) -> Mask:
    """`ink` in squares of `scale` px: a square is ink where any of its pixels is."""
    height, width = (-(-side // scale) * scale for side in ink.shape)
    padded = np.pad(ink, ((0, height - ink.shape[0]), (0, width - ink.shape[1])))
    return np.asarray(padded.reshape(height // scale, scale, width // scale, scale).any(axis=(1, 3)), np.bool_)
