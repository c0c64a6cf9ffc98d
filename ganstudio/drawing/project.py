"""A drawing as one file, `.gansketch`: a zip of its marks, the pictures laid into it, and copies for other programs.

`mimetype`; `drawing.json` (format, program, size, layers, settings, how many marks each step has); `marks.jsonl` (a
mark per line, the undone ones last, so that a million are read one by one); `pictures/<asset>`; extras such as
`thumbnail.png`, which are never read back into the drawing.
"""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

import ganstudio
from ganstudio.core import files
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.text import readable
from ganstudio.drawing import drawing as drawings
from ganstudio.drawing import marks
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import Mark

SUFFIX = ".gansketch"
FORMAT = 2  # 2: with rulings of regions; a drawing without them is written as 1, which older programs open
MIMETYPE = b"application/x-gansketch"
_DRAWING, _MARKS, _PICTURES = "drawing.json", "marks.jsonl", "pictures/"
_EXTRA = re.compile(r"[a-z][a-z0-9-]{0,40}\.(png|jpg)")
_ASSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}")

# More than any drawing needs, less than any computer has: what lies above is damage or a zip bomb.
_LIMITS = {"mimetype": 100, _DRAWING: 64 << 20, _MARKS: 2_000_000_000}
_LARGEST_PICTURE, _LARGEST_PICTURES = 256 << 20, 1 << 30  # bytes, of one and of all
_LARGEST_LINE = 32 << 20  # bytes of one mark: the worst area takes 11 MB
_LARGEST_AREA = 2_000_000_000  # pixels of all filled areas together, a byte each in memory
_MOST_FILES = 10_000
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, KeyError, TypeError, AttributeError,
    IndexError, OverflowError, RuntimeError, NotImplementedError, RecursionError, MemoryError,
)  # fmt: skip


def save(path: Path, drawing: Drawing, extras: Mapping[str, bytes] | None = None) -> None:
    """Write `drawing` and the files `extras` (such as thumbnail.png) to `path`: all or nothing.

    Raises StudioError, also for what could not be opened again.
    """
    extras = extras or {}
    _check_size(drawing, [*drawing.assets.values(), *extras.values()])
    if wrong := [name for name in extras if not _EXTRA.fullmatch(name)]:
        raise ValueError(f"not a name for an extra: {wrong[0]}")

    def write(temporary: Path) -> None:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            _write(archive, drawing, extras)

    files.replace_atomically(path, write)


def _check_size(drawing: Drawing, pictures: Sequence[bytes]) -> None:
    steps = (*drawing.done, *drawing.undone)
    area = sum(mark.mask.size for step in steps for mark in step if isinstance(mark, marks.Fill))
    sizes = [len(data) for data in pictures]
    if area > _LARGEST_AREA or max(sizes, default=0) > _LARGEST_PICTURE or sum(sizes) > _LARGEST_PICTURES:
        raise StudioError(
            "The filled areas and pictures of this drawing, undone ones included, are more than a file can hold.",
            "Export it as a picture, and go on with that on a new sheet.",
        )


def open_project(path: Path) -> Drawing:
    """The drawing in `path`, undone steps included. Raises StudioError naming the file and what to do."""
    with _reading(path) as archive:
        return _read(archive, _header(archive))


def extra(path: Path, name: str) -> bytes | None:
    """The extra file `name` of a project, such as its thumbnail; None when it has none. Raises StudioError."""
    with _reading(path) as archive:
        if name not in archive.namelist():
            return None
        return _content(archive, name, _LARGEST_PICTURE)


def line(value: Any) -> bytes:
    """`value` as one line of JSON without its end; numbers of numpy are numbers."""
    return json.dumps(value, separators=(",", ":"), default=_number).encode("ascii")


def _number(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{value!r} cannot be kept in a drawing")


# -- writing ------------------------------------------------------------------------------------------------


def _write(archive: zipfile.ZipFile, drawing: Drawing, extras: Mapping[str, bytes]) -> None:
    archive.writestr(_entry("mimetype", zipfile.ZIP_STORED), MIMETYPE)
    archive.writestr(_entry(_DRAWING), line(_described(drawing)))
    with archive.open(_MARKS, "w") as file:  # by its name: an entry would forget the level of compression
        for step in (*drawing.done, *drawing.undone):
            for mark in step:
                file.write(line(marks.to_json(mark)) + b"\n")
    for name, data in drawing.assets.items():
        archive.writestr(_entry(_PICTURES + name, zipfile.ZIP_STORED), data)
    for name, data in extras.items():
        archive.writestr(_entry(name, zipfile.ZIP_STORED), data)


def _described(drawing: Drawing) -> dict[str, Any]:
    return {
        "format": FORMAT if any(_is_of_regions(mark) for mark in _every(drawing)) else 1,
        "program": ganstudio.__version__,
        "width": drawing.width,
        "height": drawing.height,
        "layers": {name: vars(layer) for name, layer in drawing.layers.items()},
        "settings": drawing.settings,
        "assets": sorted(drawing.assets),
        "done": [len(step) for step in drawing.done],
        "undone": [len(step) for step in drawing.undone],
    }


def _every(drawing: Drawing) -> Iterator[Mark]:
    return (mark for step in (*drawing.done, *drawing.undone) for mark in step)


def _is_of_regions(mark: Mark) -> bool:
    return not isinstance(mark, marks.Removed) and mark.layer == marks.REGIONS


def _entry(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # with the oldest date there is: equal drawings are equal files
    entry.compress_type = compression
    entry.external_attr = 0o644 << 16
    return entry


# -- reading ------------------------------------------------------------------------------------------------


@contextmanager
def _reading(path: Path) -> Iterator[zipfile.ZipFile]:
    """`path` as an archive whose entries have sane names and sizes; all that can go wrong names the file."""
    name = readable(path.name)
    hint = "Choose another copy of it; what was drawn lately may be under Not saved drawings…"
    with explaining(path, "open"):
        file = path.open("rb")
    with file:
        if not zipfile.is_zipfile(file):
            raise StudioError(f"{name} is not a drawing of GAN Studio, or only a part of one.", hint)
        try:
            with zipfile.ZipFile(file) as archive:
                _check(archive)
                yield archive
        except StudioError as error:
            raise StudioError(f"{name} cannot be opened: {_lowered(error.message)}", error.hint or hint) from error
        except OSError as error:  # a disk that fails, or a place in the archive that does not exist
            raise StudioError(f"{name} is damaged.", hint) from error
        except _DAMAGE as error:
            raise StudioError(f"{name} is damaged.", hint) from error


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _check(archive: zipfile.ZipFile) -> None:
    """Look at names and sizes before anything is unpacked."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > _MOST_FILES or len(names) < len(entries):
        raise zipfile.BadZipFile
    for entry in entries:
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile
        if entry.file_size > _LIMITS.get(entry.filename, _LARGEST_PICTURE):
            raise StudioError("It would unpack to more than a drawing can hold.", "The file is damaged or a trap.")
    if sum(entry.file_size for entry in entries if entry.filename not in _LIMITS) > _LARGEST_PICTURES:
        raise StudioError("It would unpack to more than a drawing can hold.", "The file is damaged or a trap.")
    if "mimetype" not in names or _content(archive, "mimetype", 100) != MIMETYPE:
        raise StudioError("It is another kind of file.", f"Drawings of GAN Studio end in {SUFFIX}.")


def _content(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """An entry, checked against its checksum, never more than `limit` bytes whatever it claims."""
    with archive.open(name) as file:
        data = file.read(limit + 1)
        if len(data) > limit or file.read(1):
            raise zipfile.BadZipFile
        return data


def _header(archive: zipfile.ZipFile) -> dict[str, Any]:
    header = json.loads(_content(archive, _DRAWING, _LIMITS[_DRAWING]))
    if _whole(header["format"]) > FORMAT:
        raise StudioError(
            f"It was made by GAN Studio {readable(str(header.get('program', '?'))[:40])}, "
            f"which is newer than this one ({ganstudio.__version__}).",
            "Update GAN Studio.",
        )
    for name in ("width", "height"):
        _whole(header[name])
    if not all(isinstance(header[name], dict) for name in ("layers", "settings")):
        raise TypeError("not a header")
    if sum(_whole(count) for part in ("done", "undone") for count in header[part]) < 0:
        raise ValueError("not a header")
    return dict(header)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("not a number of things")
    return value


def _read(archive: zipfile.ZipFile, header: Mapping[str, Any]) -> Drawing:
    assets = {str(name): _picture(archive, str(name)) for name in header["assets"]}
    with archive.open(_MARKS) as raw, io.BufferedReader(cast(io.RawIOBase, raw), 1 << 18) as file:
        lines = _lines(file, int(header["width"]) * int(header["height"]))
        # Both parts are read while the drawing is made of them, first what is done.
        parts = {part: ([next(lines) for _ in range(count)] for count in header[part]) for part in ("done", "undone")}
        drawing = drawings.from_json({**header, **parts}, assets)
        if file.readline(2):
            raise ValueError("more marks than steps")
    return drawing


def _lines(file: IO[bytes], largest: int) -> Iterator[dict[str, Any]]:
    """The marks one by one; areas that no drawing can hold stop it before they are unpacked."""
    area = 0
    while text := file.readline(_LARGEST_LINE):
        mark = json.loads(text)
        if mark["kind"] == "fill":
            size = _whole(mark["height"]) * _whole(mark["width"])
            area += size
            if size > largest or area > _LARGEST_AREA:
                raise ValueError("an impossible area")
        yield mark
    raise EOFError


def _picture(archive: zipfile.ZipFile, name: str) -> bytes:
    if not _ASSET.fullmatch(name) or _PICTURES + name not in archive.namelist():
        raise StudioError("A picture that was laid into the drawing is missing in it.", "The file is damaged.")
    return _content(archive, _PICTURES + name, _LARGEST_PICTURE)


def read_mark(value: Mapping[str, Any]) -> Mark:
    """`value` as a mark; what is no mark at all raises StudioError like one that is damaged."""
    try:
        return marks.from_json(value)
    except _DAMAGE as error:
        raise StudioError("A mark of this drawing cannot be read.", "The file is damaged.") from error
