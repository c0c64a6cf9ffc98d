"""Dirt in line art: spots that hang together and are too small to be meant."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ganstudio.drawing import runs

Bytes = npt.NDArray[np.uint8]

_SEEN = 24  # ink from which pixels hang together
_FAINT = 90  # a spot that is nowhere darker than this is a smudge


def fitting(shape: tuple[int, ...]) -> float:
    """The size in pixels below which a spot in a picture of `shape` is dirt: 5 px across in 1,000 x 1,000."""
    return max(6.0, 2.2e-5 * shape[0] * shape[1])


def removed(alpha: Bytes, smallest: int) -> Bytes:
    """`alpha` H x W without spots of fewer than `smallest` pixels; faint ones may be four times that."""
    if smallest < 1:
        return alpha
    seen = alpha >= _SEEN
    starts, ends, row = runs.runs(seen)
    labels = runs.labelled(starts, ends, row)
    sizes = np.bincount(labels, ends - starts, minlength=len(starts))
    darks = np.bincount(labels, runs.counted(alpha >= _FAINT, starts, ends), minlength=len(starts))
    dirt = (sizes < smallest) | ((darks == 0) & (sizes < 4 * smallest))
    inside = runs.drawn(starts, ends, ~dirt[labels], seen.shape[0], row)
    return np.where(inside | _beside(inside), alpha, np.uint8(0))


def _beside(inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The faint rim of what stays belongs to it."""
    wider = inside.copy()
    wider[1:] |= inside[:-1]
    wider[:-1] |= inside[1:]
    wider[:, 1:] |= wider[:, :-1].copy()
    wider[:, :-1] |= wider[:, 1:].copy()
    return wider
