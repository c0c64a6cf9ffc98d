"""The pictures that are open to be changed: files, folders and what was pasted, with small copies to choose from."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QObject, Signal

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.text import readable
from ganstudio.data.decoding import images
from ganstudio.data.files import kinds
from ganstudio.export import translating_files

MOST = 2000  # pictures that are open at once
THUMB = 112  # px of a small copy
_KEPT = 4  # large pictures that stay decoded
_NUMBERS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class OpenPicture:
    """One of them; `held` is one that lies in no file. `place`: its folders below the opened one."""

    key: int
    name: str
    path: Path | None = None
    held: Image.Image | None = field(default=None, repr=False, compare=False)
    place: str = ""

    def load(self) -> Image.Image:
        """Decoded, and otherwise as it lies there. Raises StudioError naming the file."""
        if self.held is not None:
            return self.held
        assert self.path is not None
        return translating_files.read(self.path)

    @property
    def stem(self) -> str:
        return f"{self.place}/{Path(self.name).stem}" if self.place else Path(self.name).stem


def upright(picture: Image.Image) -> Image.Image:
    """As it is seen: turned, in RGB, or RGBA where it is transparent; of more than 8 bits the upper ones."""
    turned = images.upright(picture)
    if images.is_transparent(turned):
        return turned.convert("RGBA")
    return images.flattened(turned).convert("RGB")


class OpenPictures(QObject):
    """`changed`: others are open; `chosen`: another one is looked at; `seen` (key): a small copy is there.

    Small copies are made in a thread; their signals arrive in the window's.
    """

    changed = Signal()
    chosen = Signal()
    seen = Signal(int)
    told = Signal(str)  # a sentence about what was left out
    _made = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[OpenPicture] = []
        self.current: OpenPicture | None = None
        self.thumbs: dict[int, Image.Image] = {}
        self.problems: dict[int, StudioError] = {}
        self._next = 0
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="translating-thumbs")
        self._over = False
        self._made.connect(self._take)

    def __len__(self) -> int:
        return len(self.pictures)

    def add(self, paths: Sequence[Path]) -> None:
        """Open files, and whatever pictures lie below folders; the first new one comes to the front."""
        self.take(found_in(paths))

    def take(self, every: Sequence[tuple[Path, str]]) -> None:
        """The same for what `found_in` has found: looking through large folders takes a while."""
        known = {each.path for each in self.pictures}
        found = [each for each in every if each[0] not in known]
        room = MOST - len(self.pictures)
        self._put([self._entry(path.name, path=path, place=place) for path, place in found[:room]])
        if len(found) > room:
            self.told.emit(f"The first {MOST:,} pictures are open; a whole folder can be changed without opening it.")

    def hold(self, pictures: Iterable[tuple[str, Image.Image]]) -> None:
        """Open pictures that lie in no file, under their names."""
        self._put([self._entry(name, held=picture) for name, picture in pictures])

    def _entry(self, name: str, path: Path | None = None, held: Image.Image | None = None,
               place: str = "") -> OpenPicture:  # fmt: skip
        self._next += 1
        return OpenPicture(self._next, readable(name), path, held, place)

    def _put(self, new: list[OpenPicture]) -> None:
        if not new:
            return
        self.pictures += new
        for each in new:
            self._pool.submit(self._shrink, each)
        self.changed.emit()
        self.choose(new[0].key)

    def choose(self, key: int) -> None:
        found = next((each for each in self.pictures if each.key == key), None)
        if found is not self.current:
            self.current = found
            self.chosen.emit()

    def step(self, by: int) -> None:
        """The next one, or the one before."""
        if self.current is not None:
            at = self.pictures.index(self.current) + by
            self.choose(self.pictures[at % len(self.pictures)].key)

    def close(self, key: int) -> None:
        """It is not looked at any more; files stay where they are."""
        at = next((index for index, each in enumerate(self.pictures) if each.key == key), None)
        if at is None:
            return
        gone = self.pictures.pop(at)
        self.thumbs.pop(key, None)
        self.problems.pop(key, None)
        self.changed.emit()
        if gone is self.current:
            near = self.pictures[min(at, len(self.pictures) - 1)].key if self.pictures else -1
            self.choose(near)

    def clear(self) -> None:
        self.pictures, self.thumbs, self.problems = [], {}, {}
        self.changed.emit()
        self.choose(-1)

    # -- small copies ------------------------------------------------------------------------------------

    def _shrink(self, picture: OpenPicture) -> None:
        if self._over:
            return
        try:
            made: object = small(picture)
        except StudioError as error:
            made = error
        except Exception as error:  # one that cannot be shown costs itself alone
            made = StudioError(f"{picture.name} cannot be shown: {error}.")
        if not self._over:
            self._made.emit(picture.key, made)

    def _take(self, key: int, made: object) -> None:
        if all(each.key != key for each in self.pictures):
            return
        if isinstance(made, StudioError):
            self.problems[key] = made
        elif isinstance(made, Image.Image):
            self.thumbs[key] = made
        self.seen.emit(key)

    def shut_down(self) -> None:
        self._over = True
        self._pool.shutdown(wait=True, cancel_futures=True)


def small(picture: OpenPicture) -> Image.Image:
    """A small copy of the whole picture. Raises StudioError."""
    if picture.path is None:
        whole = picture.load()
    else:
        with images.opened(picture.path, largest=images.LARGEST) as image:
            image.draft("RGB", (THUMB, THUMB))  # lets the JPEG decoder shrink while it reads
            with images.decoding(picture.name):
                image.load()
                whole = image.copy()
    seen = upright(whole)
    seen.thumbnail((THUMB, THUMB))
    return seen


def found_in(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Files as they were given, and the pictures below folders in the order that people count in, with their place."""
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            found += [(each, _place(each, path)) for each in pictures_below(path)]
        else:
            found.append((path, ""))
    return found


def pictures_below(folder: Path) -> list[Path]:
    """Hidden files and folders stay out. Raises StudioError for a folder that cannot be read."""
    with explaining(folder, "open"):
        list(folder.iterdir())
    every = (path for path in folder.rglob("*") if path.is_file() and kinds.is_picture(path))
    seen = [path for path in every if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    return sorted(seen, key=lambda path: _natural(str(path.relative_to(folder))))


def _place(path: Path, folder: Path) -> str:
    place = path.relative_to(folder).parent.as_posix()
    return "" if place == "." else place


def _natural(text: str) -> list[tuple[int, str]]:
    """frame2 comes before frame10."""
    return [(int(part), "") if part.isdigit() else (-1, part.casefold()) for part in _NUMBERS.split(text)]


class Decoded:
    """The last few pictures at full size, for the thread that works on them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Image.Image, Image.Image]] = OrderedDict()

    def of(self, picture: OpenPicture, seen: Callable[[Image.Image], Image.Image] = upright
           ) -> tuple[Image.Image, Image.Image]:  # fmt: skip
        """As it lies there, and as it is seen. Raises StudioError."""
        if picture.key not in self._kept:
            whole = picture.load()
            with images.decoding(picture.name):
                self._kept[picture.key] = whole, seen(whole)
        self._kept.move_to_end(picture.key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[picture.key]
