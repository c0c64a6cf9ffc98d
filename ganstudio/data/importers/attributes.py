"""Pictures with yes/no attributes in a list beside them: CelebA as text or CSV, and tables of one's own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ganstudio.data.collection import ATTRIBUTES, TEST, TRAIN, VALIDATION, Collection, Part
from ganstudio.data.findings import Finding, finding
from ganstudio.data.images import SUFFIXES
from ganstudio.data.importers.files import Picture, ignored, nature, pictures, splits_of
from ganstudio.data.preparation import Preparation
from ganstudio.data.tree import Entry, Tree

_LARGEST = 512 * 1024**2  # bytes of a list; CelebA's has 25 million
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
    lists = [entry for entry in tree.entries if entry.suffix in (".txt", ".csv", ".tsv")] if chosen else []
    files = {picture.entry.file for picture in chosen}
    for entry in sorted(lists, key=lambda each: ("attr" not in each.file.lower(), each.name)):
        table = _table(entry, files)
        if table is not None:
            return _collection(tree, chosen, table, entry, lists)
    return None


# -- reading lists ----------------------------------------------------------------------------------------


def _table(entry: Entry, files: set[str]) -> _Table | None:
    """The attribute list in `entry`, or None when it is another kind of text."""
    rows = _rows(entry)
    header = next(rows, None)
    if header is None:
        return None
    count = None
    if len(header) == 1 and header[0].isdigit():  # CelebA's text form: a count, then the names
        count, header = int(header[0]), next(rows, None)
        if header is None:
            return None
        names = tuple(header)
    else:
        names = tuple(header[1:])
    first = next(rows, None)
    if first is None or not names or not _fits(first, names, files):
        return None
    table = _Table(names)
    for number, row in enumerate(_chained(first, rows), 2 if count is None else 3):
        _take(table, row, number, entry)
    if count is not None and count != len(table.flags):
        message = f"{entry.file} says it has {count:,} lines, and {len(table.flags):,} make sense."
        table.findings.append(finding("label-count", entry.name, message))
    return table


def _chained(first: list[str], rows: Iterable[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from rows


def _rows(entry: Entry) -> Iterator[list[str]]:
    """Cells of each line that is not empty; text of any encoding, never more than `_LARGEST`."""
    if entry.bytes > _LARGEST:
        return
    separator = {".csv": ",", ".tsv": "\t"}.get(entry.suffix)
    try:
        with entry.path.open("r", encoding="utf-8-sig", errors="replace", newline="") as file:
            lines = (line.replace("\0", "") for line in file)
            if separator is None:
                yield from (cells for line in lines if (cells := line.split()))
            else:
                yield from (row for row in csv.reader(lines, delimiter=separator) if row)
    except (OSError, csv.Error):
        return


def _fits(row: list[str], names: Sequence[str], files: set[str]) -> bool:
    """Whether `row` is a picture and its flags. One wrong cell in it is tolerated, another kind of table not."""
    if len(row) != len(names) + 1 or _file(row[0]).rpartition(".")[2].lower() not in {s[1:] for s in SUFFIXES}:
        return False
    good = sum(_flag(cell) is not None for cell in row[1:])
    return good >= max(1, len(names) - 1) and (bool(good) or _file(row[0]) in files)


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
    tree: Tree, chosen: list[Picture], table: _Table, entry: Entry, lists: Sequence[Entry]
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


def _strangers(chosen: list[Picture], known: list[Picture], table: _Table, entry: Entry) -> list[Finding]:
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


def _partitions(known: list[Picture], lists: Sequence[Entry], used: Entry) -> npt.NDArray[np.int8] | None:
    """CelebA's train/validation/test list, where there is one, else what the folders say."""
    for entry in lists:
        if entry is not used and "partition" in entry.file.lower():
            said = {_file(row[0]): row[1].strip() for row in _rows(entry) if len(row) == 2}
            codes = {"0": TRAIN, "1": VALIDATION, "2": TEST}
            return np.array([codes.get(said.get(p.entry.file, "0"), TRAIN) for p in known], dtype=np.int8)
    return splits_of(known)
