"""What is done with the labels of regions: grown under lines, specks taken in, joined, numbered, described."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels
from ganstudio.data.drawings.labels import Labels, mapped, numbered, outside, runs_of
from ganstudio.drawing.runs import Mask

_SPECK = 4e-5  # share of the sheet below which a region is a speck
_SMALLEST = 12  # px below which it always is one
_FEWEST = 4  # px of a speck that a dot can be meant for
_SLIVER = 2.2  # px: narrower than this, a region lies between two strokes of one line
_NARROW = 3.2  # px: the same of small ones
_SLIVER_SHARE = 1e-3  # of the sheet, that these take at most
_CELL = 12  # times a speck: cells of hatching are smaller
_CELLS = 16  # of them lie on a sheet where it is hatched
_SLICE = 128  # rows that are grown through paper at once
_DEPTH_AT = 512  # px at which the middle of a region is looked for

Ints = npt.NDArray[np.int64]


def grown_in_paper(labels: Labels, walls: Mask, steps: int) -> Labels:
    """`labels` grown through paper by up to `steps` px; what is not reached gets numbers of its own. 0 on walls."""
    import cv2

    kind: Any = np.uint16 if labels.max(initial=0) < 65_536 else np.float32
    made: npt.NDArray[Any] = np.where(walls, 0, labels).astype(kind)
    for top in range(0, len(made), _SLICE):  # slices stay in the processor's own memory
        first = max(0, top - steps)
        part = made[first : top + _SLICE + steps].copy()
        _grow(part, walls[first : top + _SLICE + steps], steps)
        made[top : top + _SLICE] = part[top - first : top - first + _SLICE]
    out = made.astype(np.int32)
    left = np.asarray(~walls & (out == 0), np.bool_)
    if left.any():
        count, found = cv2.connectedComponents(left.view(np.uint8), connectivity=4, ltype=cv2.CV_32S)
        parts: Labels = np.asarray(found, np.int32)
        cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
        beside: npt.NDArray[Any] = np.asarray(cv2.dilate(made, cross))
        touching = left & (beside > 0)  # tips of narrow corners, which go on from what they touch
        numbers = np.arange(count, dtype=np.int32) + int(out.max())
        numbers[parts[touching]] = beside[touching]
        np.copyto(out, np.take(numbers, parts), where=left)
    return out


def _grow(part: npt.NDArray[Any], walls: Mask, steps: int) -> None:
    """Grow labels into the paper beside them, in place, until nothing is left to reach."""
    import cv2

    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    left = np.asarray(~walls & (part == 0), np.bool_)
    before = -1
    for step in range(steps):
        if (count := int(left.sum())) in (0, before):
            break
        before = count if step % 2 else -1
        np.copyto(part, cv2.dilate(part, cross if step % 2 else np.ones((3, 3), np.uint8)), where=left)
        left &= part == 0


def without_specks(labels: Labels, walls: Mask) -> tuple[Labels, Labels | None]:
    """Specks, slivers between double lines and cells of hatching become part of a neighbour.

    It is the one with the longest border; borders to the outside count a quarter. Specks come apart as well, numbered
    from 1 on: somebody may have put a dot into one. None: there are none.
    """
    count = int(labels.max()) + 1
    if count == 1:
        return labels, None
    whole = np.bincount(labels.ravel(), minlength=count)
    areas = whole - np.bincount(labels[walls], minlength=count)
    pairs, length = borders(labels, count)
    lengths = np.where(outside(labels, count)[pairs].any(axis=1), np.maximum(length // 4, 1), length)
    edge = np.bincount(pairs.ravel(), np.repeat(length, 2), count)
    speck = max(_SMALLEST, _SPECK * labels.size)
    width = 2 * areas / np.maximum(edge, 1)
    small = (areas < speck) | (width < _SLIVER) | ((width < _NARROW) & (areas < _SLIVER_SHARE * labels.size))
    cells = _cells(areas, pairs, small | (areas < _CELL * speck))
    apart = small & ~cells & (areas >= _FEWEST)
    small |= cells
    if small.all():
        return numbered(labels), None
    becomes = _taken_in(areas, small, pairs, lengths)
    used = np.bincount(becomes[whole > 0], minlength=count) > 0
    specks = mapped(np.where(apart, np.cumsum(apart), 0).astype(np.int32), labels) if apart.any() else None
    return mapped((np.cumsum(used) - 1).astype(np.int32)[becomes], labels), specks


def _cells(areas: Ints, pairs: Ints, little: Mask) -> Mask:
    """Regions that lie among others as little as they are, where there are many of them."""
    both = little[pairs].all(axis=1)
    among = little & (np.bincount(pairs[both].ravel(), minlength=len(areas)) >= 3)
    if among.sum() < _CELLS:
        return np.zeros_like(little)
    beside = pairs[among[pairs].any(axis=1)]
    return among | (little & (np.bincount(beside.ravel(), minlength=len(areas)) >= 2))


def borders(labels: Labels, count: int) -> tuple[Ints, Ints]:
    """Pairs of regions that touch, K x 2, and how long their borders are."""
    keys = []
    for one, other in ((labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])):
        apart = one != other
        here = np.flatnonzero(apart)
        a, b = (each.ravel()[here].astype(np.int64) for each in (one, other))
        keys.append(np.minimum(a, b) * count + np.maximum(a, b))
    found, lengths = np.unique(np.concatenate(keys), return_counts=True)
    return np.stack(np.divmod(found, count), axis=1), lengths


def _taken_in(areas: Ints, small: Mask, pairs: Ints, lengths: Ints) -> Labels:
    """For every region the one that it becomes: small ones that of their longest border, from the large ones inward."""
    near: dict[int, list[tuple[int, int]]] = {}
    for (one, other), length in zip(pairs.tolist(), lengths.tolist()):
        near.setdefault(one, []).append((length, other))
        near.setdefault(other, []).append((length, one))
    becomes = np.arange(len(areas), dtype=np.int32)
    waiting = sorted(np.flatnonzero(small).tolist(), key=lambda each: areas[each])
    settled = ~small
    while waiting:
        later, told = [], []
        for region in waiting:
            sure = [each for each in near.get(region, []) if settled[each[1]]]
            if sure:
                becomes[region] = becomes[max(sure)[1]]
                told.append(region)
            else:
                later.append(region)
        if not told:
            break
        settled[told] = True
        waiting = later
    return becomes


def joined(labels: Labels, joins: Sequence[tuple[tuple[float, float], tuple[float, float]]]) -> Labels:
    """The regions at each pair of places made one."""
    if not joins:
        return labels
    becomes = np.arange(int(labels.max()) + 1, dtype=np.int32)
    height, width = labels.shape
    for pair in joins:
        if all(0 <= x < width and 0 <= y < height for x, y in pair):
            one, other = (becomes[labels[int(y), int(x)]] for x, y in pair)
            becomes[becomes == max(one, other)] = min(one, other)
    return numbered(mapped(becomes, labels))


def places(labels: Labels, walls: Mask, count: int) -> Ints:
    """x, y of a pixel of each region that lies far from its border, off the ink where it can."""
    import cv2

    step = max(1, max(labels.shape) // _DEPTH_AT)
    part = labels[::step, ::step]
    apart = np.zeros(part.shape, np.bool_)
    apart[:, 1:] |= part[:, 1:] != part[:, :-1]
    apart[1:] |= part[1:] != part[:-1]
    apart |= walls[::step, ::step]
    depth = cv2.distanceTransform(np.pad(~apart, 1).view(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
    first = _deepest(np.minimum(depth * 4, 65535).astype(np.uint16), part, count)
    rows, columns = np.divmod(first, part.shape[1])
    found = np.stack([columns, rows], axis=1) * step
    if (first < 0).any():  # too small to be seen at this size
        pixels = np.flatnonzero(np.take(first < 0, labels))[::-1]
        first[labels.ravel()[pixels]] = pixels
        unseen = first[found[:, 1] < 0]
        found[found[:, 1] < 0] = np.stack(np.divmod(unseen, labels.shape[1])[::-1], axis=1)
    return np.asarray(found, np.int64)


def _deepest(depth: npt.NDArray[np.uint16], labels: Labels, count: int) -> Ints:
    """The deepest pixel of each region in the flattened sheet, of equal ones the last; -1 of what is not there."""
    import cv2

    tops = np.flatnonzero((depth > 0) & (depth == cv2.dilate(depth, np.ones((3, 3), np.uint8))))
    found = np.full(count, -1, np.int64)
    np.maximum.at(found, labels.ravel()[tops], depth.ravel()[tops].astype(np.int64) << 40 | tops)
    made = np.where(found < 0, -1, found & ((1 << 40) - 1))
    if (found < 0).any():  # nowhere deep
        thin = np.flatnonzero(mapped(found < 0, labels))
        made[labels.ravel()[thin]] = thin
    return made


def boxes(labels: Labels, known: Ints) -> Ints:
    """Left, top, right, bottom around each region."""
    import cv2

    count = len(known)
    made = np.concatenate([known, known + 1], axis=1)
    for axis in (0, 1):
        lines = labels if axis == 0 else np.asarray(cv2.transpose(labels), labels.dtype)
        firsts, lasts = _extent(lines, count)
        made[:, 1 - axis] = firsts
        made[:, 3 - axis] = lasts + 1
    return made


def _extent(lines: Labels, count: int) -> tuple[Ints, Ints]:
    """The first and the last row of `lines` in which each region lies."""
    begins = runs_of(lines)
    row, found = begins // lines.shape[1], lines.ravel()[begins]
    firsts, lasts = np.zeros(count, np.int64), np.zeros(count, np.int64)
    lasts[found] = row
    firsts[found[::-1]] = row[::-1]
    return firsts, lasts


def check_colours(known: Ints, outside: Mask) -> Pixels:
    """A colour for each region by where it lies, so that it keeps it while others change; white outside."""
    colours = np.empty((len(known), 3), np.uint8)
    for index, (x, y) in enumerate(known.tolist()):
        seed = (int(x) // 24 * 73856093 ^ int(y) // 24 * 19349663) & 0xFFFF
        hue, tone = seed % 360 / 360, seed // 360 % 3
        rgb = colorsys.hls_to_rgb(hue, (0.55, 0.68, 0.78)[tone], 0.65)
        colours[index] = [round(255 * part) for part in rgb]
    colours[outside] = 255
    return colours
