"""Dirt in line art: spots that hang together and are too small to be meant."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]

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
    starts, ends, row = _runs(seen)
    labels = _labels(starts, ends, row)
    sizes = np.bincount(labels, ends - starts, minlength=len(starts))
    strong = np.concatenate([[0], np.cumsum(np.pad(alpha >= _FAINT, ((0, 0), (0, 1))).ravel())])
    darks = np.bincount(labels, strong[ends] - strong[starts], minlength=len(starts))
    dirt = (sizes < smallest) | ((darks == 0) & (sizes < 4 * smallest))
    kept = ~dirt[labels]
    edges = np.zeros(seen.shape[0] * row + 1, np.int8)
    edges[starts[kept]] += 1
    edges[ends[kept]] -= 1
    inside = np.cumsum(edges[:-1], dtype=np.int8).astype(np.bool_).reshape(seen.shape[0], row)[:, :-1]
    return np.where(inside | _beside(inside), alpha, np.uint8(0))


def _beside(inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The faint rim of what stays belongs to it."""
    wider = inside.copy()
    wider[1:] |= inside[:-1]
    wider[:-1] |= inside[1:]
    wider[:, 1:] |= wider[:, :-1].copy()
    wider[:, :-1] |= wider[:, 1:].copy()
    return wider


def _runs(seen: npt.NDArray[np.bool_]) -> tuple[Counts, Counts, int]:
    """Where runs of pixels in rows start and end, as places in rows of width + 1, and that width."""
    edges = np.diff(np.pad(seen, ((0, 0), (1, 1))).astype(np.int8), axis=1).ravel()
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), seen.shape[1] + 1


def _labels(starts: Counts, ends: Counts, row: int) -> Counts:
    """One number per run, equal for runs that hang together, corners included."""
    first = np.searchsorted(ends, starts + row, side="left")  # the runs of the next row that touch each
    counts = np.maximum(np.searchsorted(starts, ends + row, side="right") - first, 0)
    above = np.repeat(np.arange(len(starts)), counts)
    below = first[above] + np.arange(len(above)) - np.repeat(np.cumsum(counts) - counts, counts)
    labels = np.arange(len(starts))
    while len(above):
        lower = np.minimum(labels[above], labels[below])
        np.minimum.at(labels, labels[above], lower)
        np.minimum.at(labels, labels[below], lower)
        while not np.array_equal(labels, jumped := labels[labels]):
            labels = jumped
        apart = labels[above] != labels[below]
        above, below = above[apart], below[apart]
    return labels
