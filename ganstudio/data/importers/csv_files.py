"""Tables of text with one picture per line, as Kaggle keeps MNIST: pixels, and a label before or after them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.data.decoding.images import SMALLEST
from ganstudio.data.files.tree import Entry
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers import text_tables
from ganstudio.data.importers.pixels import Block, classes_of, side_of

_LABEL_NAMES = frozenset({"label", "labels", "class", "y", "target", "digit", "category", "letter", "character"})
_COUNTING = frozenset({"", "id", "index", "idx", "unnamed: 0"})
_HIGHEST = 1 << 31
_NAMED = 200  # findings about lines
_LOOKED_AT = 20  # lines
_OTHERS = 2  # columns at most that are no pixels: a label and an index


def has_pictures(entry: Entry) -> bool:
    """Whether its lines are pictures; only its start is read."""
    return _columns(entry) is not None


@dataclass(frozen=True)
class _Columns:
    """Which columns of a table are pixels: all but `label` (None: all) and an `index`."""

    width: int
    header: bool
    label: int | None
    index: int | None
    separator: str
    in_words: bool = False

    @property
    def others(self) -> list[int]:
        return [column for column in (self.label, self.index) if column is not None]


def _columns(entry: Entry) -> _Columns | None:
    """How `entry` is laid out, or None when it is another kind of table; only its start is read."""
    separator = text_tables.separator_of(entry)
    rows = [cells for _, cells in islice(_cells(entry, separator), _LOOKED_AT)]
    width = len(rows[0]) if rows else 0
    if width < SMALLEST**2 or not any(side_of(width - others) for others in range(_OTHERS + 1)):
        return None  # looked at first: lines of half a million cells are no pictures, and take seconds
    header = sum(_is_number(cell) for cell in rows[0]) < min(width - 1, width // 2 + 1)
    lines = [row for row in rows[header:] if len(row) == width]
    worded = [column for column in range(width) if lines and not any(_is_number(row[column]) for row in lines)]
    numbers = [row for row in lines if sum(map(_is_number, row)) >= width - len(worded)]
    if len(worded) > 1 or 2 * len(numbers) < len(rows) - header:
        return None  # names of files among them, say
    label, index = worded[0] if worded else None, None
    if header:
        names = [name.lower() for name in rows[0]]
        index = next((n for n, name in enumerate(names) if name in _COUNTING and n != label), None)
        label = label if label is not None else _called_label(names, index)
    elif label is None and side_of(width) is None:
        label = _label_column(numbers)
    found = _Columns(width, header, label, index, separator, bool(worded))
    return found if side_of(width - len(found.others)) is not None else None


def _called_label(names: Sequence[str], index: int | None) -> int | None:
    """The column that is called a label, or else the only one that is not called like the pixels."""
    known = next((n for n, name in enumerate(names) if name in _LABEL_NAMES), None)
    unlike = [n for n, name in enumerate(names) if not name[-1:].isdigit() and n != index]
    return unlike[0] if known is None and len(unlike) == 1 else known


def _cells(entry: Entry, separator: str) -> Iterator[text_tables.Row]:
    """The cells of every line; where semicolons part them, a comma is a decimal point."""
    for number, cells in text_tables.rows(entry):
        yield number, [cell.replace(",", ".") for cell in cells] if separator == ";" else cells


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
    words: list[str] = []
    values: npt.NDArray[Any] | None = None if columns.in_words else _quick(entry, columns)
    if values is None:
        values, words = _careful(entry, columns, findings)
    if not text_tables.is_whole(entry):
        message = f"{entry.file} is cut off or damaged after {len(values):,} pictures."
        findings.append(finding("corrupt", entry.name, message))
    if not len(values):
        raise StudioError(f"{entry.path} has no line that is a picture.", "Copy or download it again.")
    labels = None
    if columns.label is not None and not columns.in_words:
        labels = classes_of(values[:, columns.label], entry, findings)
    values = np.delete(values, columns.others, axis=1)
    shape = side_of(values.shape[1])
    assert shape is not None
    return [Block(split, values.reshape(len(values), *shape), labels, np.array(words) if words else None)]


def _quick(entry: Entry, columns: _Columns) -> npt.NDArray[np.int16] | None:
    """The whole table by pyarrow, or None when some line of it is not all whole numbers."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    names = [f"c{i}" for i in range(columns.width)]
    try:
        table = arrow.read_csv(
            entry.path, arrow.ReadOptions(column_names=names, skip_rows=int(columns.header), block_size=1 << 24),
            arrow.ParseOptions(delimiter=columns.separator),
            arrow.ConvertOptions(column_types={name: pa.int16() for name in names}),
        )  # fmt: skip
    except (pa.ArrowException, OSError, ValueError):
        return None
    if any(column.null_count for column in table.columns):
        return None
    return np.stack([column.to_numpy() for column in table.columns], axis=1)


def _careful(
    entry: Entry, columns: _Columns, findings: list[Finding]
) -> tuple[npt.NDArray[np.float32], list[str]]:  # fmt: skip
    """Line by line, leaving out the ones that make no sense; fractions and labels in words are read too."""
    good: list[npt.NDArray[np.float32]] = []
    words: list[str] = []
    skipped = columns.header
    for number, row in _cells(entry, columns.separator):
        if skipped:
            skipped = False
            continue
        word = (
            row[columns.label] if columns.in_words and columns.label is not None and len(row) == columns.width else ""
        )
        try:
            if word:
                row[columns.label or 0] = "0"
            values = np.array(row, dtype=np.float64)
            if len(values) != columns.width or not (np.abs(values) < _HIGHEST).all():
                raise ValueError
            good.append(values.astype(np.float32))
            words += [word] if word else []
        except ValueError:
            if len(findings) < _NAMED:
                message = f"Line {number} of {entry.file} is not {columns.width} numbers."
                findings.append(finding("label-line", entry.name, message))
    return (np.stack(good) if good else np.empty((0, columns.width), np.float32)), words
