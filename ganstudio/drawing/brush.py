"""How strokes become pixels: a round brush whose edge is exact at every scale, with numpy alone.

Every piece of a stroke is a capsule; a pixel takes the largest coverage of all pieces. So joints have neither beads nor
gaps, a stroke that crosses itself is not darker there, and the order of the pieces does not matter: what is painted bit
by bit while the pen moves equals what is painted at once later.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ganstudio.drawing.marks import Colour, Points

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
THINNEST = 0.4  # px of the drawing: a line never vanishes
_UNSEEN = 0.03  # px by which a line may be off
_WINDOWS = 400_000  # pixels looked at in one go: small enough for the cache, large enough for numpy


class Area(NamedTuple):
    """Whole pixels from `left`, `top` up to but without `right`, `bottom`."""

    left: int
    top: int
    right: int
    bottom: int

    def __bool__(self) -> bool:
        return self.left < self.right and self.top < self.bottom

    def within(self, other: Area) -> Area:
        return Area(
            max(self.left, other.left), max(self.top, other.top),
            min(self.right, other.right), min(self.bottom, other.bottom),
        )  # fmt: skip

    def joined(self, other: Area) -> Area:
        if not self or not other:
            return self or other
        return Area(
            min(self.left, other.left), min(self.top, other.top),
            max(self.right, other.right), max(self.bottom, other.bottom),
        )  # fmt: skip

    def meets(self, other: Area) -> bool:
        return (self.left < other.right and other.left < self.right
                and self.top < other.bottom and other.top < self.bottom)  # fmt: skip

    def grown(self, by: int) -> Area:
        return Area(self.left - by, self.top - by, self.right + by, self.bottom + by)

    @property
    def rows(self) -> slice:
        return slice(self.top, self.bottom)

    @property
    def columns(self) -> slice:
        return slice(self.left, self.right)


NOWHERE = Area(0, 0, 0, 0)


def path(points: Points, size: float, scale: float = 1.0) -> Floats:
    """Points N x 3 with the radius in place of the pressure; both are in pixels of a picture enlarged `scale` times."""
    made = np.asarray(points, np.float32).copy()
    made[:, 2] = np.maximum(np.maximum(made[:, 2], 0) * size, THINNEST) / 2
    made *= np.float32(scale)
    return made


def bounds(way: Floats) -> Area:
    """The pixels that a stroke along `way` (x, y, radius) can touch."""
    reach = way[:, 2] + 1
    low_x, low_y = float((way[:, 0] - reach).min()), float((way[:, 1] - reach).min())
    high_x, high_y = float((way[:, 0] + reach).max()), float((way[:, 1] + reach).max())
    far = 1 << 24
    edges = (math.floor(low_x), math.floor(low_y), math.ceil(high_x) + 1, math.ceil(high_y) + 1)
    return Area(*(min(far, max(-far, edge)) for edge in edges))


def cover(mask: Bytes, way: Floats, within: Area) -> Area:
    """Raise `mask` to the coverage of the stroke along `way`, inside `within` only; tells which part was touched."""
    pieces = _pieces(_thinned(way))
    low = np.floor(np.minimum(pieces[:, 0:2] - pieces[:, 2:3], pieces[:, 3:5] - pieces[:, 5:6]) - 1)
    high = np.ceil(np.maximum(pieces[:, 0:2] + pieces[:, 2:3], pieces[:, 3:5] + pieces[:, 5:6]) + 1)
    seen = ((low < (within.right, within.bottom)) & (high > (within.left, within.top))).all(axis=1)
    if not seen.any():
        return NOWHERE
    pieces, low, high = pieces[seen], low[seen], high[seen]
    corners, ends = low.astype(np.int64), high.astype(np.int64)
    fine = bool(pieces[:, [2, 5]].min() < 0.5)
    for part in _parts(ends - corners):
        _cover_part(mask, pieces[part], corners[part], (ends[part] - corners[part]).max(axis=0), within, fine)
    touched = Area(*corners.min(axis=0).tolist(), *ends.max(axis=0).tolist())
    return touched.within(within)


def blend(picture: Bytes, mask: Bytes, area: Area, colour: Colour, erase: bool, onto: Bytes | None = None) -> None:
    """Lay `colour` over `area` of `picture` (B, G, R, A, premultiplied) as strongly as `mask` says.

    `onto` is the ground, where it is not `picture` itself. Without a mask's coverage the ground stays as it is.
    """
    part = mask[area.rows, area.columns]
    target = picture[area.rows, area.columns]
    if onto is not None:
        target[:] = onto[area.rows, area.columns]
    where = np.nonzero(part)
    strength = part[where].astype(np.uint16)[:, None]
    mixed = target[where] * (255 - strength) + 127
    if not erase:
        mixed += np.array((colour[2], colour[1], colour[0], 255), np.uint16) * strength
    target[where] = mixed // 255


def _thinned(way: Floats) -> Floats:
    """Without points that lie between their neighbours anyway: nobody sees it, and it is several times as fast."""
    for _ in range(3):
        if len(way) < 5:
            break
        before, here, after = way[:-2:2], way[1:-1:2], way[2::2]
        off = np.abs(here - (before + after) * np.float32(0.5)).max(axis=1)
        apart = np.abs(after[:, :2] - before[:, :2]).max(axis=1)
        needless = (off < _UNSEEN) & (apart < np.maximum(here[:, 2] * 2, 6))
        if not needless.any():
            break
        keep = np.ones(len(way), np.bool_)
        keep[1:-1:2] = ~needless
        way = way[keep]
    return way


def _pieces(way: Floats) -> Floats:
    """M x 6: from (x, y, radius) to (x, y, radius). Long pieces are cut, so that their windows stay small."""
    if len(way) == 1:
        return np.concatenate([way, way], axis=1)
    start, end = way[:-1], way[1:]
    length = np.hypot(end[:, 0] - start[:, 0], end[:, 1] - start[:, 1])
    longest = np.maximum(2 * np.maximum(start[:, 2], end[:, 2]), 8)
    counts = np.ceil(np.minimum(length / longest, 4096)).astype(np.int64)
    if counts.max() <= 1:
        return np.concatenate([start, end], axis=1)
    counts = np.maximum(counts, 1)
    which = np.repeat(np.arange(len(counts)), counts)
    step = (np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)).astype(np.float32)
    share = np.float32(1) / counts[which].astype(np.float32)
    along = end[which] - start[which]
    first, last = (step * share)[:, None], ((step + 1) * share)[:, None]
    return np.concatenate([start[which] + along * first, start[which] + along * last], axis=1)


def _parts(sizes: npt.NDArray[np.int64]) -> Iterable[slice]:
    """Slices of pieces whose windows together stay below `_WINDOWS` pixels."""
    width, height = sizes.max(axis=0).tolist()
    count = max(1, _WINDOWS // max(1, width * height))
    return (slice(first, first + count) for first in range(0, len(sizes), count))


def _cover_part(mask: Bytes, pieces: Floats, corners: npt.NDArray[np.int64], size: npt.NDArray[np.int64],
                within: Area, fine: bool) -> None:  # fmt: skip
    width, height = size.tolist()
    across = corners[:, 0, None] + np.arange(width)
    down = corners[:, 1, None] + np.arange(height)
    covered = _coverage(pieces, (across + 0.5).astype(np.float32), (down + 0.5).astype(np.float32), fine)
    left, top, right, bottom = within
    for (x, y), window in zip(corners.tolist(), covered, strict=True):
        x0, y0, x1, y1 = max(x, left), max(y, top), min(x + width, right), min(y + height, bottom)
        if x0 < x1 and y0 < y1:
            place = mask[y0:y1, x0:x1]
            np.maximum(place, window[y0 - y : y1 - y, x0 - x : x1 - x], out=place)


def _coverage(pieces: Floats, across: Floats, down: Floats, fine: bool) -> Bytes:
    """Coverage [0, 255] of each piece over its window: the share of a pixel-wide box that the line fills.

    Only operations on single numbers: so a pixel comes out the same whatever else is computed with it.
    """
    x, y, radius, end_x, end_y, end_radius = (pieces[:, index, None] for index in range(6))
    along_x, along_y = end_x - x, end_y - y
    length = np.maximum(along_x * along_x + along_y * along_y, np.float32(1e-12))
    off_x, off_y = across - x, down - y
    at = (off_x * (along_x / length))[:, None, :] + (off_y * (along_y / length))[:, :, None]
    # Where the line tapers, the disc that reaches a pixel best lies further back: the edge is tangent to all discs.
    beside = (off_x * (along_y / length))[:, None, :] - (off_y * (along_x / length))[:, :, None]
    np.abs(beside, out=beside)
    taper = np.clip((radius - end_radius) / np.sqrt(length), np.float32(-0.95), np.float32(0.95))
    beside *= (taper / np.sqrt(1 - taper * taper))[:, :, None]
    at -= beside
    np.clip(at, 0, 1, out=at)
    distance = off_x[:, None, :] - at * along_x[:, :, None]
    distance *= distance
    other = off_y[:, :, None] - at * along_y[:, :, None]
    other *= other
    distance += other
    np.sqrt(distance, out=distance)
    at *= (end_radius - radius)[:, :, None]
    at += radius[:, :, None]
    if fine:  # thinner than a pixel: paler, not thicker
        covered = np.minimum(at, distance + np.float32(0.5)) - np.maximum(-at, distance - np.float32(0.5))
    else:
        covered = np.subtract(at, distance, out=at)
        covered += np.float32(0.5)
    np.clip(covered, 0, 1, out=covered)
    covered *= np.float32(255)
    covered += np.float32(0.5)
    made: Bytes = covered.astype(np.uint8)
    return made
