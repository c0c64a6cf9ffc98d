"""Palettes: built in, a person's own as GIMP files in a folder, and brought from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ganstudio.core import files, resources
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.text import readable
from ganstudio.drawing.marks import Colour

SUFFIX = ".gpl"
TEXTS = (".txt", ".hex")  # plain lists, one #rrggbb per line
_LARGEST_FILE = 1 << 20  # bytes
_MOST = 4096  # colours
_LONGEST_NAME = 60
_SEPARATORS = re.compile(r"[\s,;|-]+")
_MARKED = re.compile(r"#([0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_BARE = re.compile(r"[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?")
_NUMBERS = re.compile(r"\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*(.*)")
_NOTE = re.compile(r"[^\w-]+")


@dataclass(frozen=True)
class Swatch:
    colour: Colour
    name: str = ""


@dataclass(frozen=True)
class Palette:
    name: str
    swatches: tuple[Swatch, ...]

    @property
    def colours(self) -> tuple[Colour, ...]:
        return tuple(swatch.colour for swatch in self.swatches)


def built_in() -> list[Palette]:
    """The palettes that come with the program, by name."""
    return _all(resources.path("palettes"))


def own(folder: Path) -> list[Palette]:
    """The palettes in `folder`, by name; what cannot be read is passed over."""
    return _all(folder)


def free_name(wanted: str, folder: Path) -> str:
    """`wanted`, or with a number where a palette is called that already, built in or in `folder`."""
    taken = {palette.name.casefold() for palette in (*built_in(), *own(folder))}
    cut = _clean(wanted)[: _LONGEST_NAME - 10].rstrip() or "Palette"
    names = (cut, *(f"{cut} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.casefold() not in taken)


def save(folder: Path, palette: Palette) -> Palette:
    """Keep `palette` in `folder`, in place of one of the same name; returned as kept. Raises StudioError."""
    palette = replace(palette, name=_checked(palette.name))
    write(_file_of(folder, palette.name) or _free(folder, palette.name), palette)
    return palette


def rename(folder: Path, name: str, new: str) -> Palette:
    """Call the palette `name` in `folder` by a `new` name. Raises StudioError when that is taken."""
    new = _checked(new)
    file = _known(folder, name)
    if _file_of(folder, new) not in (None, file):
        raise StudioError(f"There is already a palette called {new!r}.", "Choose another name.")
    palette = replace(read(file), name=new)
    write(file, palette)
    return palette


def delete(folder: Path, name: str) -> None:
    """Delete the palette `name` from `folder`. Raises StudioError when there is none."""
    file = _known(folder, name)
    with explaining(file, "delete"):
        file.unlink()


# -- one file -----------------------------------------------------------------------------------------------


def read(path: Path) -> Palette:
    """The palette in a .gpl file or a plain list of hex colours. Raises StudioError naming the file."""
    with explaining(path, "open"), path.open("rb") as file:
        data = file.read(_LARGEST_FILE + 1)
    name = readable(path.name)
    if len(data) > _LARGEST_FILE:
        raise StudioError(f"{name} is too large for a palette.", "Choose a .gpl file or a text with hex colours.")
    lines = _text(data).splitlines()
    is_gimp = bool(lines) and lines[0].strip().lower().startswith("gimp palette")
    swatches = tuple(_gimp(lines) if is_gimp else _hex(lines))
    if not swatches:
        raise StudioError(f"{name} has no colours in it.", "Choose a .gpl file or a text with colours like #ff8800.")
    if len(swatches) > _MOST:
        raise StudioError(f"{name} has {len(swatches):,} colours.", f"A palette can have up to {_MOST:,}.")
    title = next((line[5:] for line in lines[:5] if is_gimp and line.lower().startswith("name:")), "")
    return Palette(_clean(title) or _clean(readable(path.stem)) or "Palette", swatches)


def write(path: Path, palette: Palette) -> None:
    """Write `palette` as .gpl, or as a list of hex colours where the ending says so. Raises StudioError."""
    if path.suffix.lower() in TEXTS:
        lines = [f"#{_code(swatch.colour)} {_clean(swatch.name)}".rstrip() for swatch in palette.swatches]
    else:
        lines = ["GIMP Palette", f"Name: {_clean(palette.name)}", "Columns: 8", "#"]
        for swatch in palette.swatches:
            red, green, blue = swatch.colour
            lines.append(f"{red:3d} {green:3d} {blue:3d}\t{_clean(swatch.name) or 'Untitled'}")
    files.write_text(path, "\n".join(lines) + "\n")


def _text(data: bytes) -> str:
    """Whatever program wrote it: with a mark of its order, as UTF-8, or as of old."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _gimp(lines: list[str]) -> Iterable[Swatch]:
    """The lines that begin with three numbers; some programs write a fourth, the opacity."""
    deep = any(line.lower().replace(" ", "").startswith("channels:rgba") for line in lines[:8])
    for line in lines[1:]:
        if found := _NUMBERS.match(line):
            red, green, blue = (min(255, int(number[:9])) for number in found.groups()[:3])
            name = re.sub(r"^\d+\s*", "", found[4]) if deep else found[4]
            yield Swatch((red, green, blue), "" if name.strip() == "Untitled" else _clean(name))


def _hex(lines: list[str]) -> Iterable[Swatch]:
    """#rrggbb, #rgb or rrggbb, many on a line or one with its name."""
    for line in lines:
        if codes := list(_MARKED.finditer(line)):
            name = _clean(line[codes[0].end() :].strip(" ,;|\t-")) if len(codes) == 1 else ""
            yield from (Swatch(_colour(code[1][:6]), name) for code in codes)
            continue
        words = [word for word in _SEPARATORS.split(line) if word]
        count = next((at for at, word in enumerate(words) if not _BARE.fullmatch(word)), len(words))
        name = _clean(" ".join(words[1:])) if count == 1 else ""
        yield from (Swatch(_colour(word[-6:]), name) for word in words[:count])  # eight: the opacity comes first


def _colour(code: str) -> Colour:
    if len(code) == 3:
        code = "".join(2 * digit for digit in code)
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def _code(colour: Colour) -> str:
    return "".join(f"{channel:02x}" for channel in colour)


def _clean(name: str) -> str:
    return readable(" ".join(name.split()))[:_LONGEST_NAME]


# -- a folder -----------------------------------------------------------------------------------------------


def _all(folder: Path) -> list[Palette]:
    return sorted((palette for _, palette in _files(folder)), key=lambda palette: palette.name.casefold())


def _files(folder: Path) -> Iterable[tuple[Path, Palette]]:
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            yield path, read(path)
        except StudioError:
            continue


def _file_of(folder: Path, name: str) -> Path | None:
    """The file of the palette that a person would call `name`: case makes no difference."""
    return next((path for path, found in _files(folder) if found.name.casefold() == name.casefold()), None)


def _known(folder: Path, name: str) -> Path:
    if (file := _file_of(folder, name)) is None:
        raise StudioError(f"There is no palette called {name!r}.", "It may have been renamed or deleted.")
    return file


def _free(folder: Path, name: str) -> Path:
    stem = _NOTE.sub("-", name.casefold()).strip("-")[:40] or "palette"
    path, number = folder / f"{stem}{SUFFIX}", 2
    while path.exists():
        path, number = folder / f"{stem}-{number}{SUFFIX}", number + 1
    return path


def _checked(name: str) -> str:
    if not (name := _clean(name)):
        raise StudioError("A palette needs a name.", "Type at least one letter.")
    return name
