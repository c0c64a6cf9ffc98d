"""Several lists of attributes that speak of different pictures, as one: what a list does not say is open.

Joint sets are what StarGAN is trained on with a mask vector (Choi et al. 2018, arXiv 1711.09020, section 3.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ganstudio.core.text import counted
from ganstudio.data.files.tree import Entry
from ganstudio.data.findings import Finding, finding
from ganstudio.data.importers.files import Picture
from ganstudio.data.importers.lists import Listing

OPEN = -1  # neither yes nor no: nobody has said
_NAMED = 3  # lists and attributes that are named in a sentence


class Table(NamedTuple):
    """Of N `pictures` (by number), `values` int8 N x A of the attributes `names`: 1, 0 or OPEN."""

    names: tuple[str, ...]
    pictures: npt.NDArray[np.int64]
    values: npt.NDArray[np.int8]


def union(tables: Sequence[Table]) -> Table:
    """All rows in the order of the pictures; columns of one name are one."""
    names = tuple(dict.fromkeys(name for table in tables for name in table.names)) if tables[1:] else tables[0].names
    every = np.concatenate([table.pictures for table in tables])
    order = np.argsort(every)
    values = np.concatenate([_widened(table, names) for table in tables])
    return Table(names, every[order], values[order])


def _widened(table: Table, names: tuple[str, ...]) -> npt.NDArray[np.int8]:
    if table.names == names:
        return table.values
    values = np.full((len(table.values), len(names)), OPEN, np.int8)
    for column, name in enumerate(table.names):
        values[:, names.index(name)] = table.values[:, column]
    return values


# -- which lists ------------------------------------------------------------------------------------------


def joined(first: Listing, others: Sequence[Listing], chosen: Sequence[Picture]) -> list[Listing]:
    """`first` and those of `others` that speak of other pictures. Columns without names are no columns of one name."""
    candidates = [first, *(each for each in others if each is not first and each.headed)] if first.headed else [first]
    guests = {read.entry: _guests(read, chosen) for read in candidates}
    used = candidates[:1]
    for read in candidates[1:]:
        if all(_are_apart(read, each, guests) for each in used):
            used.append(read)
    for read in used if used[1:] else ():
        _send_home(read, guests[read.entry], [each for each in used if each is not read], chosen)
    return used


def _guests(read: Listing, chosen: Sequence[Picture]) -> set[int]:
    """The pictures outside the folder of a list that lies among most of its own.

    A line for a file that is missing there can mean one of the same name in another folder.
    """
    outside = {number for number in read.said if not _holds(read, chosen[number])}
    return outside if 2 * len(outside) < len(read.said) else set()


def _are_apart(a: Listing, b: Listing, guests: Mapping[Entry, set[int]]) -> bool:
    """Whether two lists speak of different pictures, guests aside."""
    return a.said.keys() & b.said.keys() <= guests[a.entry] ^ guests[b.entry]


def _send_home(read: Listing, guests: set[int], others: Sequence[Listing], chosen: Sequence[Picture]) -> None:
    """Pictures in the folders of other lists, or that these name, are theirs."""
    for number in sorted(guests):
        if any(number in each.said or (each.entry.folder and _holds(each, chosen[number])) for each in others):
            del read.said[number]
            file = chosen[number].entry.file
            read.findings.append(finding("missing", file, f"{read.called} lists {file}, which is not there."))


def _holds(read: Listing, picture: Picture) -> bool:
    """Whether a picture lies in the folder of a list, or below."""
    folder = read.entry.folder
    return not folder or picture.entry.name.startswith(f"{folder}/")


# -- what is said about it --------------------------------------------------------------------------------


def left_open(used: Sequence[Listing], said: Table) -> list[Finding]:
    """Of how many pictures something is open."""
    missing = said.values == OPEN
    count = int(missing.any(axis=1).sum())
    if not count:
        return []
    names = _some([name for name, is_open in zip(said.names, missing.any(axis=0), strict=True) if is_open])
    lists = _some([read.called for read in used])
    message = (f"{lists} {'leave' if used[1:] else 'leaves'} {names} open for {counted(count, 'picture')}: "
               "StarGAN learns from what is known, other families take it as no.")  # fmt: skip
    return [finding("left-open", "" if used[1:] else used[0].entry.name, message)]


def without_line(chosen: Sequence[Picture], used: Sequence[Listing]) -> list[Finding]:
    """Pictures that none of the lists says anything of that is used."""
    said = set[int]().union(*(read.said.keys() for read in used))
    found = []
    for number, picture in enumerate(chosen):
        if number not in said:
            near = [read.called for read in used if _holds(read, picture)] or [each.called for each in used]
            lists = " or ".join(near) if len(near) <= _NAMED else f"any of {len(near)} lists"
            message = f"{picture.entry.file} has no line in {lists} that is used."
            found.append(finding("no-label", picture.entry.name, message))
    return found


def _some(names: Sequence[str]) -> str:
    """Names as people list them; of many the first few and how many more."""
    if len(names) > _NAMED + 1:
        names = [*names[:_NAMED], f"{len(names) - _NAMED} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
