"""Prepared pictures with what belongs to each, as they are trained on and shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels
from ganstudio.core.sets import DataInfo
from ganstudio.data.rows import AnyRows


@dataclass(frozen=True)
class PictureSet:
    """`pictures` uint8 N x C x S x S (perhaps memory-mapped), `labels` int64 N or None.

    `partners` are aligned with the pictures: the "sketch" of each, or its "low" resolution (S / 4). `flags` uint8
    N x A are the attributes; `known` N x A tells which of them are known (None: all), the others are 0 in `flags`.
    `held_back` is what is never trained on.
    """

    info: DataInfo
    pictures: AnyRows
    labels: npt.NDArray[np.int64] | None
    left_out: tuple[str, ...] = ()
    partners: Mapping[str, AnyRows] = field(default_factory=dict)
    flags: npt.NDArray[np.uint8] | None = None
    held_back: PictureSet | None = None
    flip: bool = False
    known: npt.NDArray[np.uint8] | None = None

    def by_class(self, rows: int, columns: int, seed: int = 0) -> Pixels:
        """rows x columns real pictures, row by row: one class per row when rows are classes, else any.

        None is shown twice: where there are too few, the rest of the row is black.
        """
        chosen = self.chosen(rows, columns, seed)
        there = chosen >= 0
        shown = np.zeros((len(chosen), *self.pictures.shape[1:]), getattr(self.pictures, "dtype", np.uint8))
        shown[there] = self.pictures[chosen[there]]
        return shown

    def chosen(self, rows: int, columns: int, seed: int = 0) -> npt.NDArray[np.int64]:
        """Which pictures `by_class` shows, -1 for none."""
        rng = np.random.default_rng(seed)
        every = np.arange(len(self.pictures))
        if self.labels is None or rows != len(self.info.classes):
            return self._some(rng, every, rows * columns)
        members = [np.flatnonzero(self.labels == row) for row in range(rows)]
        return np.concatenate([self._some(rng, each, columns) for each in members])

    def grid(self, rows: int, columns: int) -> tuple[int, int]:
        """Rows and columns of a sheet of at most this size that has no more blank places than need be."""
        if self.labels is not None and rows == len(self.info.classes):
            return rows, min(columns, max(1, int(np.bincount(self.labels, minlength=1).max())))
        if len(self.pictures) >= rows * columns:
            return rows, columns
        across = min(columns, len(self.pictures), max(1, math.ceil(math.sqrt(len(self.pictures) * columns / rows))))
        return math.ceil(len(self.pictures) / across), across

    @staticmethod
    def _some(rng: np.random.Generator, indices: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
        found = np.sort(rng.choice(indices, min(count, len(indices)), replace=False))
        return np.concatenate([found, np.full(count - len(found), -1, dtype=np.int64)])
