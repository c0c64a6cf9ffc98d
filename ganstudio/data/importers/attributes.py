"""Pictures with yes/no attributes in a list beside them: CelebA as text or CSV, and tables of one's own."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import numpy.typing as npt

from ganstudio.data.collection import ATTRIBUTES, TEST, TRAIN, VALIDATION, Collection, Part
from ganstudio.data.findings import Finding, finding
from ganstudio.data.images import SUFFIXES
from ganstudio.data.importers.files import Picture, ignored, nature, others, pictures, splits_of
from ganstudio.data.preparation import Preparation
from ganstudio.data.tree import Entry, Tree

_LARGEST = 512 * 1024**2  # bytes of a list; CelebA's has 25 million
_LINE = 1 << 20  # characters
_LOOKED_AT = 20  # lines, one of which must fit
_YES = frozenset({"1", "1.0", "+1", "true", "yes"})
_NO = frozenset({"0", "0.0", "-1", "-1.0", "false", "no"})
_NAMED = 50  # findings of one kind that are named one by one
CELEBA_TITLE, CELEBA_LICENCE = "CelebA", "non-commercial research only, MMLAB at CUHK"


@dataclass
class _Table:
    """Rows of an attribute list as far as they make sense."""

    names: tuple[str, ...]
    flags: dict[str, tuple[int, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def recognise(tree: Tree, _wanted: Preparation) -> Collection | None:
    chosen = pictures(tree)
    lists = [entry for entry in others(tree) if entry.suffix in (".txt", ".csv", ".tsv")] if chosen else []
    for entry in sorted(lists, key=lambda each: ("attr" not in each.file.lower(), each.name)):
        table = None if _is_partition(entry) else _table(entry)
        if table is not None and (found := _collection(tree, chosen, table, entry, lists)) is not None:
            return found
    return None


def _is_partition(entry: Entry) -> bool:
    return "partition" in entry.file.lower()


# -- reading lists ----------------------------------------------------------------------------------------


def _table(entry: Entry) -> _Table | None:
    """The attribute list in `entry`, or None when it is another kind of text."""
    rows = _rows(entry)
    _, header = next(rows, (0, []))
    count = None
    if len(header) == 1 and header[0].isdecimal():  # CelebA: a count, then the names
        count = int(header[0][:18])
        _, names = next(rows, (0, []))
    else:
        names = [name.strip() for name in header[1:]]
    first = [numbered for _, numbered in zip(range(_LOOKED_AT), rows, strict=False)]
    if not names or not any(_fits(row, names) for _, row in first):
        return None
    table = _Table(tuple(names))
    for number, row in chain(first, rows):
        _take(table, row, number, entry)
    if count is not None and count != len(table.flags):
        message = f"{entry.file} says it has {count:,} lines, and {len(table.flags):,} make sense."
        table.findings.append(finding("label-count", entry.name, message))
    return table


def _rows(entry: Entry) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line that is not empty; text of any encoding, never more than `_LARGEST`."""
    if entry.bytes > _LARGEST:
        return
    separator = {".csv": ",", ".tsv": "\t"}.get(entry.suffix)
    try:
        with entry.path.open("r", encoding="utf-8-sig", errors="replace") as file:
            for number, line in enumerate(iter(lambda: file.readline(_LINE), ""), 1):
                cells = line.replace("\0", "").split() if separator is None else _cells(line, separator)
                if cells:
                    yield number, cells
    except OSError:
        return


def _cells(line: str, separator: str) -> list[str]:
    """The cells of one line of a table; one that cannot be taken apart is one cell."""
    try:
        return next(csv.reader([line.strip("\r\n\0").replace("\0", "")], delimiter=separator), [])
    except csv.Error:
        return [line]


def _fits(row: list[str], names: Sequence[str]) -> bool:
    """Whether `row` is a picture and its flags. One wrong cell in it is tolerated, another kind of table not."""
    if len(row) != len(names) + 1 or f".{_file(row[0]).rpartition('.')[2].lower()}" not in SUFFIXES:
        return False
    return sum(_flag(cell) is not None for cell in row[1:]) >= max(1, len(names) - 1)


def _file(cell: str) -> str:
    return cell.strip().replace("\\", "/").rpartition("/")[2]


def _flag(cell: str) -> int | None:
    text = cell.strip().lower()
    return 1 if text in _YES else 0 if text in _NO else None


def _take(table: _Table, row: list[str], number: int, entry: Entry) -> None:
    flags = tuple(_flag(cell) for cell in row[1:])
    if len(flags) != len(table.names) or None in flags:
        if len(table.findings) < _NAMED:
            message = f"Line {number} of {entry.file} is not a picture and {len(table.names)} yes/no values."
            table.findings.append(finding("label-line", entry.name, message))
        return
    table.flags[_file(row[0])] = flags  # type: ignore[assignment]


# -- putting together -------------------------------------------------------------------------------------


def _collection(
    tree: Tree, chosen: Sequence[Picture], table: _Table, entry: Entry, lists: Sequence[Entry]
) -> Collection | None:
    known = [picture for picture in chosen if picture.entry.file in table.flags]
    if not known:
        return None
    flags = np.array([table.flags[picture.entry.file] for picture in known], dtype=np.uint8)
    found = [*tree.findings, *ignored(tree), *table.findings, *_strangers(chosen, known, table, entry)]
    is_celeba = "celeba" in " ".join((tree.title, *(e.name for e in lists))).lower()
    return Collection(
        ATTRIBUTES, "pictures with a list of attributes", records=tuple((Part(p.entry),) for p in known),
        count=len(known), **nature([p.entry for p in known])._asdict(), flags=flags, attributes=table.names,
        splits=_partitions(known, lists, entry), findings=tuple(found),
        title=CELEBA_TITLE if is_celeba else tree.title, licence=CELEBA_LICENCE if is_celeba else "",
    )  # fmt: skip


def _strangers(chosen: Sequence[Picture], known: Sequence[Picture], table: _Table, entry: Entry) -> list[Finding]:
    """Pictures without a line, and lines without a picture."""
    there = {picture.entry.file for picture in chosen}
    missing = [name for name in table.flags if name not in there]
    without = [picture for picture in chosen if picture.entry.file not in table.flags]
    found = [finding("missing", name, f"{entry.file} lists {name}, which is not there.") for name in missing[:_NAMED]]
    if len(missing) > _NAMED:
        message = f"{entry.file} lists {len(missing) - _NAMED:,} more pictures that are not there."
        found.append(finding("missing", entry.name, message))
    return found + [
        finding("no-label", picture.entry.name, f"{picture.entry.file} has no line in {entry.file}.")
        for picture in without
    ]


def _partitions(known: Sequence[Picture], lists: Sequence[Entry], used: Entry) -> npt.NDArray[np.int8] | None:
    """CelebA's train/validation/test list, where there is one, else what the folders say."""
    for entry in lists:
        if entry is not used and _is_partition(entry):
            said = {_file(row[0]): row[1].strip() for _, row in _rows(entry) if len(row) == 2}
            codes = {"0": TRAIN, "1": VALIDATION, "2": TEST}
            return np.array([codes.get(said.get(p.entry.file, "0"), TRAIN) for p in known], dtype=np.int8)
    return splits_of(known)
