"""The picture files of a tree, with the folders that mean something taken apart from those that only wrap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ganstudio.data.collection import TEST, TRAIN, VALIDATION
from ganstudio.data.decoding.images import header
from ganstudio.data.files import kinds
from ganstudio.data.files.tree import Entry, Tree
from ganstudio.data.findings import Finding, finding

SPLITS = {
    "train": TRAIN, "training": TRAIN, "trn": TRAIN, "val": VALIDATION, "valid": VALIDATION,
    "validation": VALIDATION, "dev": VALIDATION, "test": TEST, "testing": TEST,
}  # fmt: skip
_SIDED = re.compile(r"^(train|val|valid|test)[_-]?([ab])$", re.IGNORECASE)
_Path = tuple[str, ...]
_ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar", ".parquet")
_TEXTS = frozenset({".txt", ".csv", ".tsv", ".json", ".jsonl", ".md", ".html", ".htm", ".xml", ".yaml", ".npz", ".npy"})


class Picture(NamedTuple):
    """A picture file, the part of the set it belongs to, and the folders inside that part ("A", "cats", ...)."""

    entry: Entry
    split: int
    folders: tuple[str, ...]
    depth: int = 0  # of the first of `folders` in the whole path

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


@lru_cache(maxsize=1)  # every importer asks for those of the same tree
def pictures(tree: Tree) -> Sequence[Picture]:
    """Every picture file of `tree`."""
    entries, _ = _sorted_out(tree)
    folders = [entry.folder for entry in entries]
    paths = {folder: tuple(folder.split("/")) if folder else () for folder in dict.fromkeys(folders)}
    wrapped, within = _common([*paths.values()]), _within(paths.values())
    places = {folder: _placed(path, wrapped, within) for folder, path in paths.items()}
    return [Picture(entry, *places[folder]) for entry, folder in zip(entries, folders, strict=True)]


def others(tree: Tree) -> Sequence[Entry]:
    """Every file that is no picture file."""
    return _sorted_out(tree)[1]


@lru_cache(maxsize=1)
def _sorted_out(tree: Tree) -> tuple[Sequence[Entry], Sequence[Entry]]:
    found: tuple[list[Entry], list[Entry]] = [], []
    for entry in tree.entries:
        found[not _is_picture(entry)].append(entry)
    return found


def _is_picture(entry: Entry) -> bool:
    """By its ending; a file with another ending, or none, by how it begins."""
    if entry.suffix in kinds.SUFFIXES:
        return True
    if entry.suffix in _TEXTS:
        return False
    kind = kinds.of_file(entry.place, entry.suffix)
    return kind is not None and kind.is_read


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


def _placed(parts: _Path, wrapped: int, within: Mapping[_Path, set[str]]) -> tuple[int, _Path, int]:
    """The split, the folders that mean something, and the depth of the first of them, of all pictures in a folder."""
    split, kept, first = TRAIN, list[str](), len(parts)
    for depth, part in enumerate(parts):
        sided = _SIDED.match(part)
        if sided:
            split = SPLITS[sided[1].lower()]
        elif part.lower() in SPLITS and _are_splits(within[parts[:depth]]):
            split = SPLITS[part.lower()]
            continue
        elif depth < wrapped:
            continue
        kept.append(sided[2].upper() if sided else part)
        first = min(first, depth)
    return split, tuple(kept), first


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


@lru_cache(maxsize=1)
def by_top(tree: Tree) -> dict[str, list[Picture]]:
    """The picture files by the first of their folders that means something, "" for none."""
    groups: dict[str, list[Picture]] = {}
    for picture in pictures(tree):
        groups.setdefault(picture.top, []).append(picture)
    return groups


def ignored(tree: Tree) -> list[Finding]:
    """What lies among the pictures and is not read: foreign formats, archives."""
    found = []
    unpacked = {folder.lower() for folder in tree.folders}
    for entry in others(tree):
        kind = None if entry.suffix in _TEXTS else kinds.of_file(entry.place, entry.suffix)
        if kind is not None:
            found.append(finding("unsupported", entry.name, kinds.sentence(entry.file, kind)))
            continue
        ending = next((each for each in _ARCHIVES if entry.name.lower().endswith(each)), "")
        # Beside a folder of the same name it is what that was unpacked from.
        if ending and entry.name[: -len(ending)].lower() not in unpacked:
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
