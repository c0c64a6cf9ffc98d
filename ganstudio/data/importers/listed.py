"""Pictures with a list beside them: yes/no attributes as CelebA has them, or classes, in tables of any kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ganstudio.core.sets import ATTRIBUTES, LABELLED
from ganstudio.data.collection import Collection, Part
from ganstudio.data.files.tree import Entry, Tree
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers import joining, lists, text_tables
from ganstudio.data.importers.files import Picture, ignored, nature, others, pictures, splits_of
from ganstudio.data.importers.joining import OPEN, Table
from ganstudio.data.importers.lists import CLASSES, PARTS, YES_NO, Listing, flag, is_open, listing, part
from ganstudio.data.importers.names import Names
from ganstudio.data.preparation import Preparation

CELEBA_TITLE, CELEBA_LICENCE = "CelebA", "non-commercial research only, MMLAB at CUHK"
_NAMED = 50  # columns or files that are named in one sentence
_MOST_LISTS = 100
_NEITHER = -2  # a cell that says neither yes nor no, and does not leave it open
_Reading = tuple[str, Listing]  # ATTRIBUTES or LABELLED, and the list that says so


def recognise(tree: Tree, wanted: Preparation) -> Collection | None:
    """Attributes where a list has several of them, else classes, as `wanted.read_as` says or as it fits best."""
    chosen = pictures(tree)
    tables = _tables(tree, chosen)
    if not chosen or not tables:
        return None
    names = Names(chosen)
    called = _called(tables)
    read = {entry: listing(entry, names, called[entry]) for entry in sorted(tables, key=_urgency)}
    found = [(kind, each) for each in read.values() if each and not _is_partition(each.entry)
             for kind in _readings(each)]  # fmt: skip
    kinds = {"attributes": (ATTRIBUTES,), "labelled": (LABELLED,), "auto": (ATTRIBUTES, LABELLED)}[wanted.read_as]
    best = next((each for each in found if each[0] in kinds), None)
    if best is None:
        return None
    used = [best[1]]
    if best[0] == ATTRIBUTES:
        used = joining.joined(best[1], [each for kind, each in found if kind == ATTRIBUTES], chosen)
    made = _attributes(tree, chosen, used) if best[0] == ATTRIBUTES else _labelled(tree, chosen, best[1])
    splits = _splits(chosen, used, [each for each in read.values() if each])
    kept = sorted(number for each in used for number in each.said)
    without = joining.without_line(chosen, used)
    findings = (*tree.findings, *ignored(tree), *made.findings, *without, *_beside(used, found))
    return replace(made, splits=splits if splits is None else splits[kept], findings=findings)


def unread(tree: Tree) -> list[Finding]:
    """Tables that lie beside pictures and say nothing that is understood: for sets that are read in another way."""
    chosen = pictures(tree)
    tables = [entry for entry in _tables(tree, chosen) if not _is_partition(entry)]
    names = Names(chosen if tables else ())
    found = []
    for entry in tables:
        read = listing(entry, names)
        if read is not None:
            found.append(finding("list-unread", entry.name, f"{read.called} {_why(read)}"))
    return found


def _tables(tree: Tree, chosen: Sequence[Picture]) -> list[Entry]:
    """Files that may be lists; a text with the name of a picture is about that one alone."""
    alone = {picture.entry.stem for picture in chosen}
    found = [entry for entry in others(tree)
             if text_tables.endings_of(entry.name) in lists.SUFFIXES and entry.stem not in alone]  # fmt: skip
    return found[:_MOST_LISTS]


def _called(tables: Sequence[Entry]) -> dict[Entry, str]:
    """What to call lists in a sentence: by their files, or their paths where several have one name."""
    files = Counter(entry.file for entry in tables)
    return {entry: entry.file if files[entry.file] == 1 else entry.name for entry in tables}


def _why(read: Listing) -> str:
    if _readings(read):
        return "says something of these pictures, and they are read in another way."
    return "names pictures, but none of its columns holds classes or yes/no values for most of them."


def _urgency(entry: Entry) -> tuple[bool, str]:
    return "attr" not in entry.file.lower(), entry.name


def _is_partition(entry: Entry) -> bool:
    return "partition" in entry.file.lower()


def _readings(read: Listing) -> list[str]:
    """How a list can be used, the best first."""
    column = read.class_column()
    flags = [each for each in read.of_kind(YES_NO) if each != column]
    classes = [LABELLED] if column is not None else []
    attributes = [ATTRIBUTES] if flags else []
    return [*attributes, *classes] if len(flags) > 1 or not classes else [*classes, *attributes]


# -- attributes -------------------------------------------------------------------------------------------


def _attributes(tree: Tree, chosen: Sequence[Picture], used: Sequence[Listing]) -> Collection:
    said = joining.union([_table(read) for read in used])
    known = None if (said.values != OPEN).all() else (said.values != OPEN).astype(np.uint8)
    layout = "pictures with a list of attributes" if len(used) == 1 else "pictures with lists of attributes"
    made = _collection(tree, chosen, used, ATTRIBUTES, layout)
    findings = [*(each for read in used for each in read.findings), *joining.left_open(used, said)]
    return replace(
        made, flags=(said.values == 1).astype(np.uint8), known=known, attributes=said.names, findings=tuple(findings)
    )


def _table(read: Listing) -> Table:
    """What one list says yes or no to, without lines that say anything else."""
    class_column = read.class_column() if len(read.of_kind(YES_NO)) > 1 else None
    columns = [each for each in read.of_kind(YES_NO) if each != class_column] or read.of_kind(YES_NO)
    found = np.stack([_flags(read.cells(column)) for column in columns], axis=1)
    pictures_ = np.fromiter(read.said, np.int64, len(read.said))
    good = (found != _NEITHER).all(axis=1)
    for picture in pictures_[~good].tolist():
        line = f"Line {read.lines[picture]} of {read.called}"
        message = f"{line} is not a picture and {len(columns)} yes/no values."
        read.findings.append(finding("label-line", read.entry.name, message))
        del read.said[picture]
    read.findings += _other_columns(read, columns)
    return Table(tuple(read.columns[column] for column in columns), pictures_[good], found[good])


def _flags(cells: Sequence[str]) -> npt.NDArray[np.int8]:
    """1 for yes, 0 for no, OPEN, or _NEITHER."""
    known = {cell: flag(cell) for cell in set(cells)}
    other = {cell: OPEN if is_open(cell) else _NEITHER for cell in known}
    table = {cell: other[cell] if value is None else value for cell, value in known.items()}
    return np.fromiter(map(table.__getitem__, cells), np.int8, len(cells))


# -- classes ----------------------------------------------------------------------------------------------


def _labelled(tree: Tree, chosen: Sequence[Picture], read: Listing) -> Collection:
    column = read.class_column()
    assert column is not None  # such a list is not read as classes
    said = dict(zip(read.said, read.cells(column)))
    values = [said[picture] for picture in sorted(said)]
    classes = _in_order(set(values))
    index = {name: number for number, name in enumerate(classes)}
    made = _collection(tree, chosen, [read], LABELLED, "pictures with a list of classes")
    return replace(
        made, labels=np.array([index[value] for value in values], dtype=np.int64), classes=classes,
        findings=(*read.findings, *_other_columns(read, [column])),
    )  # fmt: skip


def _in_order(values: set[str]) -> tuple[str, ...]:
    """Numbers by their size, words by the alphabet."""
    if all(value.removeprefix("-").isdecimal() for value in values):
        return tuple(sorted(values, key=int))
    return tuple(sorted(values))


# -- both -------------------------------------------------------------------------------------------------


def _collection(tree: Tree, chosen: Sequence[Picture], used: Sequence[Listing], kind: str, layout: str) -> Collection:
    known = [chosen[number] for number in sorted(number for read in used for number in read.said)]
    is_celeba = ["celeba" in f"{tree.title} {read.entry.name}".lower() for read in used]
    return Collection(
        kind, layout, records=tuple((Part(picture.entry),) for picture in known), count=len(known),
        **nature([picture.entry for picture in known])._asdict(), title=CELEBA_TITLE if all(is_celeba) else tree.title,
        licence=CELEBA_LICENCE if any(is_celeba) else "",
    )  # fmt: skip


def _other_columns(read: Listing, used: Sequence[int]) -> list[Finding]:
    """Columns that could be used, and are not."""
    unused = [name for number, name in enumerate(read.columns)
              if number not in used and read.kinds[number] in (CLASSES, YES_NO)]  # fmt: skip
    if not unused:
        return []
    names = ", ".join(unused[:_NAMED])
    used_names = ", ".join(read.columns[number] for number in used[:_NAMED])
    return [finding("list-beside", read.entry.name, f"{read.called}: {used_names} is used, {names} is not.")]


def _beside(used: Sequence[Listing], found: Sequence[_Reading]) -> list[Finding]:
    """Other lists of these pictures."""
    entries = {read.entry for read in used}
    others_ = dict.fromkeys(each.called for _, each in found if each.entry not in entries)
    return [finding("list-beside", name, f"{name} says something of these pictures too, and is not used.")
            for name in others_]  # fmt: skip


def _splits(
    chosen: Sequence[Picture], used: Sequence[Listing], every: Sequence[Listing]
) -> npt.NDArray[np.int8] | None:  # fmt: skip
    """Columns or lists of their own that say train, validation or test, else what the folders say."""
    for sources in (used, [each for each in every if _is_partition(each.entry)]):
        columns = [(read, column) for read in sources
                   for column in (read.of_kind(PARTS) or ([0] if _is_partition(read.entry) else []))[:1]]  # fmt: skip
        if columns:  # of two that speak of one picture the first counts
            said = {number: cells[column] for read, column in columns[::-1] for number, cells in read.said.items()}
            return np.array([part(said.get(number, "")) for number in range(len(chosen))], dtype=np.int8)
    return splits_of(chosen)
