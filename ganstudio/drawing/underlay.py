"""How far a fill reaches below the ink around it: under the soft edge of a line, never out on its other side."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ganstudio.drawing import runs
from ganstudio.drawing.brush import Bytes
from ganstudio.drawing.filling import Mask

_OPAQUE = 250  # ink from which nothing below it shows
_DEEPEST = 6  # px at most below a line, for soft ones
_CLOSE = 4  # px: a speck of paper this near belongs to the fill
_SPECK = 12  # px at most that such a speck has; more is a place of its own

Found = tuple[int, int, Mask]
Tones = npt.NDArray[np.int16]


def under_edges(found: Found, alpha: Bytes) -> Found:
    """`found` (left, top, mask) as far as it may go below the ink `alpha` H x W, with specks of paper at its rim."""
    left, top, mask = found
    height, width = alpha.shape
    pad = _DEEPEST + _CLOSE
    rows = slice(max(0, top - pad), min(height, top + mask.shape[0] + pad))
    columns = slice(max(0, left - pad), min(width, left + mask.shape[1] + pad))
    area = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.bool_)
    area[top - rows.start :, left - columns.start :][: mask.shape[0], : mask.shape[1]] = mask
    tones = alpha[rows, columns].astype(np.int16)
    area = _climbed(area, tones)
    area = _climbed(area | _specks(area, tones), tones)
    return columns.start, rows.start, area


def _climbed(area: Mask, tones: Tones) -> Mask:
    """`area` and the ink that rises from it: up to where a line is opaque, or to its ridge where it is thin."""
    area, front = area.copy(), area
    for _ in range(_DEEPEST):
        step = np.zeros_like(area)
        for to, start in _NEIGHBOURS:
            step[to] |= front[start] & (tones[to] > tones[start])
        front = step & ~area
        area |= front
        front &= tones < _OPAQUE
        if not front.any():
            break
    return area


def _specks(area: Mask, tones: Tones) -> Mask:
    """Bits of paper between the lines at the rim of `area`, too small to be filled by themselves."""
    free = (tones < _OPAQUE) & ~area
    starts, ends, row = runs.runs(free)
    labels = runs.labelled(starts, ends, row)
    sizes = np.bincount(labels, ends - starts, minlength=len(starts))
    touched = np.bincount(labels, runs.counted(_around(area), starts, ends), minlength=len(starts))
    return runs.drawn(starts, ends, ((sizes <= _SPECK) & (touched > 0))[labels], len(area), row)


def _around(area: Mask) -> Mask:
    """`area` and what lies within `_CLOSE` px of it."""
    for _ in range(_CLOSE):
        wider = area.copy()
        for to, start in _NEIGHBOURS:
            wider[to] |= area[start]
        area = wider
    return area


_NEIGHBOURS = (
    (np.s_[1:, :], np.s_[:-1, :]), (np.s_[:-1, :], np.s_[1:, :]),
    (np.s_[:, 1:], np.s_[:, :-1]), (np.s_[:, :-1], np.s_[:, 1:]),
)  # fmt: skip
