"""The picture files of a tree, with the folders that mean something taken apart from those that only wrap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ganstudio.data.collection import TEST, TRAIN, VALIDATION
from ganstudio.data.findings import Finding, finding
from ganstudio.data.images import FOREIGN, SUFFIXES, header
from ganstudio.data.tree import Entry, Tree

SPLITS = {
    "train": TRAIN, "training": TRAIN, "trn": TRAIN, "val": VALIDATION, "valid": VALIDATION,
    "validation": VALIDATION, "dev": VALIDATION, "test": TEST, "testing": TEST,
}  # fmt: skip
_SIDED = re.compile(r"^(train|val|valid|test)[_-]?([ab])$", re.IGNORECASE)
_Path = tuple[str, ...]
_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".7z", ".rar")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file, the part of the set it belongs to, and the folders inside that part ("A", "cats", ...)."""

    entry: Entry
    split: int
    folders: tuple[str, ...]
    depth: int = 0  # of the first of `folders` in the whole path

    @property
    def above(self) -> str:
        """The folder that the first of `folders` is in."""
        return "/".join(self.entry.folder.split("/")[: self.depth])

    @property
    def top(self) -> str:
        return self.folders[0] if self.folders else ""

    @property
    def key(self) -> tuple[int, tuple[str, ...], str]:
        """Equal for two files that are partners in different top folders."""
        return self.split, self.folders[1:], self.entry.stem


class Nature(NamedTuple):
    """`channels` is 1 when all are grey, else 3; `size` the shorter side in pixels when all have the same, else 0."""

    channels: int
    size: int


def pictures(tree: Tree) -> list[Picture]:
    """Every picture file of `tree`."""
    entries = [entry for entry in tree.entries if entry.suffix in SUFFIXES]
    split_paths = [tuple(entry.folder.split("/")) if entry.folder else () for entry in entries]
    wrapped = _common(split_paths)
    within = _within(set(split_paths))
    return [_placed(entry, parts, wrapped, within) for entry, parts in zip(entries, split_paths, strict=True)]


def _common(paths: Sequence[_Path]) -> int:
    """How many leading folders all paths share: they wrap the set and mean nothing."""
    if not paths:
        return 0
    first, last = min(paths), max(paths)
    shared = 0
    for a, b in zip(first, last, strict=False):
        if a != b or _SIDED.match(a):
            break
        shared += 1
    return shared


def _within(paths: Iterable[_Path]) -> dict[_Path, set[str]]:
    """The names of the folders in each folder, as far as there are pictures below."""
    found: dict[_Path, set[str]] = {}
    for path in paths:
        for depth, part in enumerate(path):
            found.setdefault(path[:depth], set()).add(part.lower())
    return found


def _placed(entry: Entry, parts: _Path, wrapped: int, within: Mapping[_Path, set[str]]) -> Picture:
    split, kept, first = TRAIN, list[str](), len(parts)
    for depth, part in enumerate(parts):
        sided = _SIDED.match(part)
        if sided:
            split = SPLITS[sided[1].lower()]
            kept.append(sided[2].upper())
            first = min(first, depth)
        elif part.lower() in SPLITS and _are_splits(within[parts[:depth]]):
            split = SPLITS[part.lower()]
        elif depth >= wrapped:
            kept.append(part)
            first = min(first, depth)
    return Picture(entry, split, tuple(kept), first)


def _are_splits(names: Set[str]) -> bool:
    """Whether train and the like mean parts of a set: beside bus and ship it is a train."""
    return len(names & SPLITS.keys()) > 1 or names <= SPLITS.keys()


def is_sided(tree: Tree) -> bool:
    """Whether folders are called trainA, trainB and the like."""
    return any(_SIDED.match(folder.rpartition("/")[2]) for folder in tree.folders)


def splits_of(chosen: Sequence[Picture]) -> npt.NDArray[np.int8] | None:
    """The split of each, or None when there is only one."""
    splits = np.array([picture.split for picture in chosen], dtype=np.int8)
    return splits if len(splits) and (splits != splits[0]).any() else None


def by_top(chosen: Sequence[Picture]) -> dict[str, list[Picture]]:
    groups: dict[str, list[Picture]] = {}
    for picture in chosen:
        groups.setdefault(picture.top, []).append(picture)
    return groups


def ignored(tree: Tree) -> list[Finding]:
    """What lies among the pictures and is not read: foreign formats, archives."""
    found = []
    for entry in tree.entries:
        if entry.suffix in FOREIGN:
            found.append(finding("unsupported", entry.name, f"{entry.file} is a {entry.suffix[1:].upper()} file."))
        elif entry.file.lower().endswith(_ARCHIVES):
            found.append(finding("nested-archive", entry.name, f"{entry.file} is an archive inside the collection."))
    return found


def nature(chosen: Sequence[Entry]) -> Nature:
    """What a sample of the files has in common; only headers are read."""
    sample = chosen[:: max(1, len(chosen) // 24)][:24]
    headers = [found for entry in sample if (found := header(entry.path)) is not None]
    modes = {found.mode for found in headers}
    sides = {min(found.size) for found in headers}
    grey = bool(modes) and modes <= {"1", "L", "I", "F", "I;16", "I;16B", "I;16L"}
    return Nature(1 if grey else 3, sides.pop() if len(sides) == 1 else 0)
