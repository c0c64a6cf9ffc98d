"""Some rows of a large array, without a copy of them."""

from __future__ import annotations

import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels

_LARGE = 1 << 30  # bytes: a file of this size may not stay in memory


class Rows:
    """`base[index]`, looked up row by row when asked for; reads like an array of pictures."""

    def __init__(self, base: Pixels, index: npt.NDArray[np.int64]) -> None:
        self.base, self.index = base, index

    def __len__(self) -> int:
        return len(self.index)

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(self.index), *self.base.shape[1:])

    @property
    def nbytes(self) -> int:
        return int(np.prod(self.shape))

    def __getitem__(self, chosen: Any) -> Pixels:
        return np.asarray(self.base[self.index[chosen]])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Pixels:
        return np.asarray(self.base[self.index], dtype=dtype)


AnyRows = Pixels | Rows


def some(base: Pixels, index: npt.NDArray[np.int64]) -> AnyRows:
    """The rows `index` of `base`; `base` itself when that is all of them in order."""
    if len(index) == len(base) and (len(index) == 0 or (index[0] == 0 and (np.diff(index) == 1).all())):
        return base
    return Rows(base, index)


def is_mapped(rows: AnyRows) -> bool:
    """Whether the pictures lie on the disk rather than in memory."""
    return isinstance(rows.base if isinstance(rows, Rows) else rows, np.memmap)


def announce(rows: AnyRows, chosen: npt.NDArray[np.int64]) -> None:
    """Tell the system which pictures of a large file are read next: fault by fault it would read ten times as much."""
    base, index = (rows.base, rows.index[chosen]) if isinstance(rows, Rows) else (rows, chosen)
    file: Any = getattr(base, "_mmap", None)
    if base.nbytes < _LARGE or not hasattr(file, "madvise"):  # in memory, or on Windows
        return
    size = base.nbytes // len(base)
    for place in (index * size).tolist():
        start = place - place % mmap.PAGESIZE
        file.madvise(mmap.MADV_WILLNEED, start, place + size - start)
