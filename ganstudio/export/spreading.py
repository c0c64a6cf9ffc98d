"""Colours drawn together under the lines of an answer, from both sides: what a network drew itself would show twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_INK = 0.35  # darkness from which a pixel of the working picture belongs to a line
_FARTHEST = 24  # px at most that colours go on under a line

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


def without_lines(answer: Floats, line: Floats) -> Floats:
    """`answer` 3 x h x w with the colours on both sides of every line h x w drawn together under it."""
    import cv2

    known = np.pad((line > 1 - _INK).astype(np.uint8), 1)
    colours = np.pad(answer, ((0, 0), (1, 1), (1, 1))) * known
    inside = np.zeros_like(known)
    inside[1:-1, 1:-1] = 1
    for _ in range(_FARTHEST):
        reached = np.flatnonzero(cv2.dilate(known, np.ones((3, 3), np.uint8)) > known | (1 - inside))
        if not len(reached):
            break
        sums, cover = (_boxes_at(each, reached) for each in (colours, known[None]))
        colours.reshape(len(colours), -1)[:, reached] = sums / np.maximum(cover, 1e-6)
        known.ravel()[reached] = 1
    part = np.s_[1:-1, 1:-1]
    return np.where(known[part] > 0, colours[:, *part], answer).astype(np.float32)


def _boxes_at(planes: npt.NDArray[Any], places: Places) -> Floats:
    """Sums over 3 x 3 squares of C x h x w around `places` in a flattened plane, C x N."""
    wide = planes.shape[2]
    flat = planes.reshape(len(planes), -1)
    made: list[Floats] = []
    for right in (-1, 0, 1):
        above, middle, below = (flat[:, places + down * wide + right] for down in (-1, 0, 1))
        made.append(above + middle + below)
    return np.asarray(made[0] + made[1] + made[2], np.float32)
