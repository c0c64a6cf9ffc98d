"""CSV with one picture per line, as Kaggle keeps MNIST: pixels, and a label before or after them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.data.findings import Finding, finding
from ganstudio.data.images import SMALLEST
from ganstudio.data.importers.pixels import Block, as_bytes, classes_of, side_of
from ganstudio.data.tree import Entry

_LINE = 1 << 20  # characters
_LABEL_NAMES = frozenset({"label", "class", "y", "target", "digit"})
_HIGHEST = 1 << 16
_NAMED = 200  # findings about lines


def has_pictures(entry: Entry) -> bool:
    """Whether its lines are pictures; only its start is read."""
    return _columns(entry) is not None


@dataclass(frozen=True)
class _Columns:
    """Which columns of a CSV are pixels: all but `label` (None: all)."""

    width: int
    header: bool
    label: int | None


def _columns(entry: Entry) -> _Columns | None:
    """How `entry` is laid out, or None when it is another kind of table; only its start is read."""
    try:
        rows = [cells for _, cells in zip(range(20), _cells(entry.path), strict=False)]
    except OSError:
        return None
    if not rows or len(rows[0]) < SMALLEST**2:
        return None
    width = len(rows[0])
    header = not all(_is_number(cell) for cell in rows[0])
    numbers = [row for row in rows[header:] if len(row) == width and all(_is_number(cell) for cell in row)]
    if 2 * len(numbers) < len(rows) - header:
        return None  # names of files among them, say
    if header:
        label = next((i for i, cell in enumerate(rows[0]) if cell.strip().lower() in _LABEL_NAMES), None)
    else:
        label = None if side_of(width) is not None else _label_column(numbers)
    return _Columns(width, header, label) if side_of(width - (label is not None)) is not None else None


def _cells(path: Path) -> Iterator[list[str]]:
    """The cells of every line; numbers need no csv dialect, and lines that never end are cut."""
    with path.open("r", encoding="utf-8-sig", errors="replace") as file:
        for line in iter(lambda: file.readline(_LINE), ""):
            if stripped := line.strip("\r\n\0 "):
                yield stripped.replace('"', "").split(",")


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def _label_column(rows: Sequence[Sequence[str]]) -> int:
    """First or last: the one that varies (outer pixels are often all alike), or of two the one of small numbers."""
    first, last = ([float(row[place]) for row in rows] for place in (0, -1))
    is_last = len(set(last)) > 1 and (len(set(first)) == 1 or max(last) < max(first))
    return len(rows[0]) - 1 if is_last else 0


def read(entry: Entry, split: int, findings: list[Finding]) -> list[Block]:
    """Its pictures and labels; `split` is what its name says. Raises StudioError."""
    columns = _columns(entry)
    if columns is None:
        return []
    values: npt.NDArray[Any] | None = _quick(entry.path, columns)
    if values is None:
        values = _careful(entry, columns, findings)
    if not len(values):
        raise StudioError(f"{entry.path} has no line that is a picture.", "Copy or download it again.")
    labels = None
    if columns.label is not None:
        labels = classes_of(values[:, columns.label], entry, findings)
        values = np.delete(values, columns.label, axis=1)
    shape = side_of(values.shape[1])
    assert shape is not None
    return [Block(split, as_bytes(values).reshape(len(values), *shape), labels)]


def _quick(path: Path, columns: _Columns) -> npt.NDArray[np.int16] | None:
    """The whole table by pyarrow, or None when some line of it is not all numbers."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    names = [f"c{i}" for i in range(columns.width)]
    try:
        table = arrow.read_csv(
            path, arrow.ReadOptions(column_names=names, skip_rows=int(columns.header), block_size=1 << 24),
            convert_options=arrow.ConvertOptions(column_types={name: pa.int16() for name in names}),
        )  # fmt: skip
    except (pa.ArrowException, OSError):
        return None
    if any(column.null_count for column in table.columns):
        return None
    return np.stack([column.to_numpy() for column in table.columns], axis=1)


def _careful(entry: Entry, columns: _Columns, findings: list[Finding]) -> npt.NDArray[np.float32]:
    """Line by line, leaving out the ones that make no sense; fractions are read too."""
    good: list[npt.NDArray[np.float32]] = []
    for number, row in enumerate(_cells(entry.path), 1):
        if number == 1 and columns.header:
            continue
        try:
            values = np.array(row, dtype=np.float64)
            if len(values) != columns.width or not (np.abs(values) < _HIGHEST).all():
                raise ValueError
            good.append(values.astype(np.float32))
        except ValueError:
            if len(findings) < _NAMED:
                message = f"Line {number} of {entry.file} is not {columns.width} numbers."
                findings.append(finding("label-line", entry.name, message))
    return np.stack(good) if good else np.empty((0, columns.width), np.float32)
