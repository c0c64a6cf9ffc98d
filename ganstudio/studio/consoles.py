"""What a person has kept of a model in Explore: bookmarks, and the names, order and absence of directions.

One JSON file for each model, by the content of its file, so that it is found again when the model has moved.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ganstudio.core import files
from ganstudio.core.errors import StudioError, explaining
from ganstudio.export.latent import directions, notes
from ganstudio.export.latent.directions import Direction
from ganstudio.export.latent.notes import Origin

FORMAT = 1
FOLDER = "consoles"


@dataclass(frozen=True, eq=False)
class Bookmark:
    """A picture that is kept: its `name`, and what it is drawn from."""

    name: str
    origin: Origin


@dataclass(frozen=True)
class Console:
    """What is kept of one model: `directions` in a person's order, `hidden` those of them that are not shown."""

    directions: tuple[Direction, ...] = ()
    hidden: frozenset[tuple[float, ...]] = frozenset()
    bookmarks: tuple[Bookmark, ...] = ()

    @property
    def shown(self) -> tuple[Direction, ...]:
        return tuple(each for each in self.directions if each.vector not in self.hidden)

    def with_found(self, found: Sequence[Direction]) -> Console:
        """Directions that were found and are not here yet come last."""
        known = {each.vector for each in self.directions}
        return replace(self, directions=(*self.directions, *(each for each in found if each.vector not in known)))

    def renamed(self, old: Direction, name: str) -> Console:
        new = replace(old, name=name.strip())
        return replace(self, directions=tuple(new if each == old else each for each in self.directions))

    def moved(self, one: Direction, by: int) -> Console:
        """The direction `by` places later among those that are shown."""
        order, shown = list(self.directions), self.shown
        at = shown.index(one) + by
        if 0 <= at < len(shown):
            here, there = order.index(one), order.index(shown[at])
            order.insert(there, order.pop(here))
        return replace(self, directions=tuple(order))

    def hiding(self, one: Direction) -> Console:
        return replace(self, hidden=self.hidden | {one.vector})

    def showing_all(self) -> Console:
        return replace(self, hidden=frozenset())


@dataclass
class Consoles:
    """The consoles below `folder`, by the digests of their models."""

    folder: Path
    _read: dict[str, Console] = field(default_factory=dict)

    def of(self, mark: str) -> Console:
        """What is kept of a model. Raises StudioError for a file that is damaged; it stays as it is."""
        if mark not in self._read:
            path = self.place(mark)
            self._read[mark] = read(path) if path.is_file() else Console()
        return self._read[mark]

    def put(self, mark: str, console: Console) -> None:
        """Keep it, in the file too. Raises StudioError where that cannot be written, or lost what is damaged."""
        if mark not in self._read and self.place(mark).is_file():
            read(self.place(mark))
        self._read[mark] = console
        self.folder.mkdir(parents=True, exist_ok=True)
        write(self.place(mark), console, mark)

    def place(self, mark: str) -> Path:
        return self.folder / f"{mark[:24]}.json"


def write(path: Path, console: Console, mark: str) -> None:
    """Bookmarks and directions of the model `mark` as JSON. Raises StudioError."""
    with explaining(path, "write"):
        files.write_json(path, {
            "format": FORMAT, "model": mark,
            "directions": [{**each.to_json(), "hidden": each.vector in console.hidden} for each in console.directions],
            "bookmarks": [{"name": each.name, "drawn": notes.to_text(each.origin)} for each in console.bookmarks],
        })  # fmt: skip


def read(path: Path) -> Console:
    """What `write` wrote. Raises StudioError."""
    with explaining(path, "read"):
        text = path.read_bytes()
    try:
        value = json.loads(text)
        if int(value["format"]) > FORMAT:
            raise StudioError(f"{path.name} was written by a newer GAN Studio.", "Update the program.")
        kept = [(directions.from_json(each), bool(each.get("hidden"))) for each in value["directions"]]
        return Console(
            tuple(each for each, _ in kept), frozenset(each.vector for each, hidden in kept if hidden),
            tuple(_bookmark(each) for each in value["bookmarks"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StudioError(f"The bookmarks in {path.name} are damaged.",
                          "Nothing was changed: move the file away, and new ones are begun.") from None  # fmt: skip


def _bookmark(value: Mapping[str, Any]) -> Bookmark:
    return Bookmark(str(value["name"]), notes.from_text(value["drawn"]))
