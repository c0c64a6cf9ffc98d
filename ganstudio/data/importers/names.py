"""Which picture a line of a list means: by its path as far as both sides tell it, with or without an ending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from copy import copy

from ganstudio.data.files.kinds import SUFFIXES
from ganstudio.data.importers.files import Picture

_Path = tuple[str, ...]


class Names:
    """The pictures of a tree by what people call them; of several, those below the folder it is `seen_from`."""

    def __init__(self, chosen: Sequence[Picture]) -> None:
        self._home: _Path = ()
        self._files: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._paths: list[_Path] = []
        self._plain: dict[str, int] = {}  # names of files that only one picture has, and nothing else to think about
        self._names = [picture.entry.name for picture in chosen]
        for number, picture in enumerate(chosen):
            path = _parts(picture.entry.name)
            self._paths.append(path)
            self._files[path[-1]].append(number)
            self._stems[_stem(path[-1])].append(number)
            file = picture.entry.name.rpartition("/")[2]
            self._plain[file] = -1 if len(self._files[path[-1]]) > 1 else number

    def seen_from(self, folder: str) -> Names:
        """The same pictures, as a list in `folder` names them."""
        seen = copy(self)
        seen._home = _parts(folder)
        return seen

    def meant(self, cell: str) -> tuple[list[int], bool]:
        """The numbers of the pictures that `cell` can mean (one, none, or several of the same name).

        And whether its folders agree with theirs: where they do not, the name alone tells.
        """
        plain = self._plain.get(cell, -1)
        if plain >= 0 and len(self._files[self._paths[plain][-1]]) == 1:
            return [plain], True
        path = _parts(cell)
        if not path:
            return [], False
        found = self._files if _ending(path[-1]) else self._stems
        named = self._files.get(path[-1]) or found.get(_stem(path[-1]), [])
        agreeing = {number: _agreement(path[:-1], self._paths[number][:-1]) for number in named}
        best = max(agreeing.values(), default=-1)
        told = [number for number, depth in agreeing.items() if depth == best >= 0]
        if len(told) > 1:
            home = len(self._home)
            told = [number for number in told if self._paths[number][:home] == self._home] or told
        if len(told) > 1:  # names that differ in capitals
            told = [number for number in told if self._names[number].endswith(cell.strip())] or told
        return (told, True) if told else (named if len(named) == 1 else [], False)


def _agreement(said: _Path, there: _Path) -> int:
    """How many folders of one are the last of the other; -1 when they differ."""
    shared = min(len(said), len(there))
    return shared if said[len(said) - shared :] == there[len(there) - shared :] else -1


def _parts(name: str) -> _Path:
    return tuple(part for part in name.strip().replace("\\", "/").casefold().split("/") if part not in ("", "."))


def _ending(file: str) -> str:
    ending = "." + file.rpartition(".")[2]
    return ending if "." in file and ending in SUFFIXES else ""


def _stem(file: str) -> str:
    return file.removesuffix(_ending(file))
