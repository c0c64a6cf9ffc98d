"""Everything that lies below the chosen files and folders: walked once, safely, before any importer looks."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.garbage import uncollected
from ganstudio.core.text import readable
from ganstudio.data.findings import Finding, finding

_DEPTH = 24
_MOST = 5_000_000  # files
_JUNK = frozenset({"__macosx", "thumbs.db", "desktop.ini", "@eadir", "$recycle.bin"})


class Entry(NamedTuple):
    """A file: `name` is its place in the collection ("cats/1.png"), `path` where it really is.

    There may be millions, so what follows from them is worked out with strings, and when it is wanted.
    """

    name: str
    place: str
    bytes: int = 0
    changed: int = 0  # ns

    @property
    def path(self) -> Path:
        return Path(self.place)

    @property
    def suffix(self) -> str:
        """The ending in small letters, ".png"; "" when there is none."""
        return self.name[self._dot() :].lower()

    @property
    def stem(self) -> str:
        return self.name[self.name.rfind("/") + 1 : self._dot()]

    def _dot(self) -> int:
        dot = self.name.rfind(".")
        return dot if self.name.rfind("/") + 1 < dot < len(self.name) - 1 else len(self.name)

    @property
    def file(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The folders it is in, "" at the top."""
        return self.name.rpartition("/")[0]


@dataclass(frozen=True, eq=False)
class Tree:
    """All files in the order of their names, and what was odd on the way."""

    title: str
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...] = ()
    folders: tuple[str, ...] = field(default=())  # names of every folder, the empty ones too
    apart: bool = False  # two folders were chosen, not one that contains both

    def fingerprint(self) -> str:
        """Changes when a file is added, removed, renamed or written again."""
        digest = hashlib.sha256()
        for entry in self.entries:
            digest.update(repr((entry.name, entry.bytes, entry.changed)).encode("utf-8", "surrogateescape"))
        return digest.hexdigest()[:20]

    def below(self, folder: str) -> list[Entry]:
        """Every file in `folder` and below it."""
        return [entry for entry in self.entries if entry.name.startswith(f"{folder}/")] if folder else [*self.entries]


@uncollected()
def walk(origins: Sequence[Path], names: Sequence[str] = ()) -> Tree:
    """The files in `origins`: one folder, or several files and folders. Raises StudioError when one is not there.

    Several folders are told apart by their names, or by `names`, of which equal ones are one folder.
    """
    walker = _Walker()
    single = len(origins) == 1
    for number, origin in enumerate(origins):
        with explaining(origin, "read"):
            status = origin.stat()
        if stat.S_ISDIR(status.st_mode):
            with explaining(origin, "read"):
                os.scandir(origin).close()
            name = names[number] if names else _unlike(walker, readable(origin.name))
            walker.top(origin, "" if single else name)
        else:
            walker.file(str(origin), origin.name, readable(origin.name), status)
    entries = tuple(sorted(walker.entries, key=lambda entry: entry.name))
    title = readable(origins[0].name if single else origins[0].parent.name) or str(origins[0])
    apart = len(origins) == 2 and all(origin.is_dir() for origin in origins)
    return Tree(title, entries, tuple(walker.findings), tuple(sorted(walker.folders)), apart)


class _Walker:
    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.findings: list[Finding] = []
        self.folders: list[str] = []
        self._linked: set[tuple[int, int]] = set()

    def top(self, folder: Path, name: str) -> None:
        """Everything in one of the chosen folders."""
        if name and name not in self.folders:
            self.folders.append(name)
        self.folder(folder, f"{name}/" if name else "", _DEPTH, ())

    def folder(self, folder: Path, prefix: str, depth: int, above: tuple[tuple[int, int], ...]) -> None:
        try:
            status = folder.stat()
            within = list(os.scandir(folder))
        except OSError:
            self._note("unreadable-folder", prefix, f"The folder {prefix[:-1]} cannot be read.")
            return
        here = (status.st_dev, status.st_ino)
        if here in above:
            self._note("link-loop", prefix, f"The folder {prefix[:-1]} is a link to a folder that contains it.")
            return
        if not depth:
            self._note("too-deep", prefix, f"The folder {prefix[:-1]} lies more than {_DEPTH} folders deep.")
            return
        for each in within:
            self._one(each, prefix, depth, (*above, here))

    def _one(self, each: os.DirEntry[str], prefix: str, depth: int, above: tuple[tuple[int, int], ...]) -> None:
        if each.name.startswith(".") or each.name.lower() in _JUNK:
            return
        name = prefix + readable(each.name)
        try:
            status = each.stat()  # follows links: one to itself, or to nothing, fails here
        except OSError:
            self._unknown(each, name)
            return
        if not stat.S_ISDIR(status.st_mode):
            self.file(each.path, each.name, name, status)
        elif not each.is_symlink() or self._is_new((status.st_dev, status.st_ino)):
            self.folders.append(name)
            self.folder(Path(each.path), f"{name}/", depth - 1, above)

    def _is_new(self, target: tuple[int, int]) -> bool:
        """Whether no link led to this folder before: links to links multiply, so each is followed once."""
        if target in self._linked:
            return False
        self._linked.add(target)
        return True

    def _unknown(self, each: os.DirEntry[str], name: str) -> None:
        if each.is_symlink():
            self._note("link-loop", name, f"{name} is a link to itself or to something that is gone.")
        else:
            self._note("unreadable", name, f"{name} cannot be looked at.")

    def file(self, place: str, called: str, name: str, status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode):
            self._note("special-file", name, f"{name} is a pipe, a socket or a device, not a picture.")
            return
        if len(self.entries) >= _MOST:
            raise StudioError(f"There are more than {_MOST:,} files.", "Choose a folder with fewer.")
        if readable(called) != called:
            self._note("odd-name", name, f"The name of {name} has characters that other programs cannot show.")
        self.entries.append(Entry(name, place, status.st_size, status.st_mtime_ns))

    def _note(self, code: str, file: str, message: str) -> None:
        self.findings.append(finding(code, file.rstrip("/"), message))


def _unlike(walker: _Walker, name: str) -> str:
    """`name`, or with a number after it when another chosen folder has the same one."""
    taken = set(walker.folders)
    return next(each for each in (name, *(f"{name} {n}" for n in range(2, 1000))) if each not in taken)
