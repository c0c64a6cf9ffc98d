"""Runs of pixels in the rows of a mask: few enough to be labelled and walked over without compiled code."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


def runs(mask: Mask) -> tuple[Counts, Counts, int]:
    """Where the runs of `mask` start and end, as places in rows of width + 1, and that width."""
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1).ravel()
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), mask.shape[1] + 1


def counted(mask: Mask, starts: Counts, ends: Counts) -> Counts:
    """How many pixels of another `mask` lie in each run."""
    sums = np.concatenate([[0], np.cumsum(np.pad(mask, ((0, 0), (0, 1))).ravel())])
    return np.asarray(sums[ends] - sums[starts], np.int64)


def drawn(starts: Counts, ends: Counts, wanted: Mask, height: int, row: int) -> Mask:
    """The mask of the runs that are `wanted`."""
    edges = np.zeros(height * row + 1, np.int8)
    edges[starts[wanted]] += 1
    edges[ends[wanted]] -= 1
    inside: Mask = np.cumsum(edges[:-1], dtype=np.int8).astype(np.bool_).reshape(height, row)[:, :-1]
    return inside


def labelled(starts: Counts, ends: Counts, row: int) -> Counts:
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
