"""One record of picture files, read in a worker process: pixels for the network, facts for the x-ray.

This is all that a worker imports, and all that touches a stranger's bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from ganstudio.core.pictures import Pixels
from ganstudio.core.text import readable
from ganstudio.data.decoding.images import (
    PictureError,
    check_size,
    check_sums,
    cut,
    decoding,
    flattened,
    frames_of,
    is_deep,
    is_transparent,
    opened,
    orientation,
    square,
    upright,
)
from ganstudio.data.decoding.ink import is_dark_paper
from ganstudio.data.decoding.levels import Levels, levels_between, span_of
from ganstudio.data.decoding.tiles import tiled
from ganstudio.data.files import kinds
from ganstudio.data.preparation import TILES

_LOW_SCALE = 4
_BAND = 1024  # rows
_FAINT = 31  # tone: Pillow keeps the upper 8 of 16 bits of coloured pictures, and in these there is hardly anything
_SHAPES = 0.05  # by how much the shapes of two partners may differ
_DEEP = re.compile(r"^(L|LA|I|RGB|RGBA);16[BLN]?$")  # what Pillow calls 16 bits a channel; "BGR;16" is 5 bits each
# What is known of one picture file. `code` is empty for a good one; bits of `flags` are `FLAGS`. `black` and `white`
# are the values that were taken for them in a picture of more than 8 bits, else 0.
FACTS = np.dtype([
    ("width", "i4"), ("height", "i4"), ("flags", "u2"), ("digest", "u8"), ("hash", "u8"), ("thumb", "u1", (192,)),
    ("code", "U16"), ("frames", "u4"), ("black", "f4"), ("white", "f4"),
])  # fmt: skip
FLAGS = {"alpha": 1, "16-bit": 2, "cmyk": 4, "rotated": 8, "animated": 16, "wrong-name": 32, "grey": 64, "blank": 128,
         "dark-paper": 256, "faint": 512}  # fmt: skip
Facts = npt.NDArray[np.void]


@dataclass(frozen=True)
class ReadRequest:
    """What the pixels of every record shall be: `channels` has one number per stream.

    `levels` are black and white of the whole set where it has more than 8 bits; a picture beyond them has its own.
    `inverted` turns sketches of light lines on dark paper.
    """

    size: int
    channels: tuple[int, ...]
    streams: tuple[str, ...]
    fit: str
    paper: str
    levels: Levels | None = None
    inverted: bool = False


@dataclass(frozen=True)
class Piece:
    """A part of a record as a worker needs it: where the file is, which half, and how it was when it was listed."""

    path: Path
    half: str
    bytes: int
    changed: int


class UnusableError(Exception):
    """A file that cannot be used: its code, and a sentence about it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(readable(message))
        self.code = code


def read_record(pieces: Sequence[Piece], request: ReadRequest) -> tuple[list[tuple[Pixels, ...]], Facts, str]:
    """Rows (one tuple of streams each), facts of each piece, and a sentence when it cannot be used."""
    facts = np.zeros(len(pieces), FACTS)
    images: list[Image.Image] = []
    whole: Image.Image | None = None
    current = 0
    try:
        for current, piece in enumerate(pieces):
            if current and piece.path == pieces[0].path and whole is not None:
                part = _other_half(whole, piece, facts)
            else:
                whole = _read(piece, request, facts[current : current + 1])
                part = cut(whole, piece.half)
                _describe(part, facts[current : current + 1])
            if request.streams[current] == "sketch":
                part = _on_light_paper(part, request, facts[current : current + 1])
            images.append(part)
        return _rows(images, request, pieces), facts, ""
    except UnusableError as problem:
        facts["code"][current] = problem.code
        return [], facts, str(problem)
    except MemoryError:
        facts["code"][current] = "too-large"
        return [], facts, readable(f"{pieces[current].path.name} needs more memory than there is.")


def _read(piece: Piece, request: ReadRequest, facts: Facts) -> Image.Image:
    """The whole file, upright and without transparency. Raises UnusableError."""
    _check_file(piece)
    name = piece.path.name
    try:
        with opened(piece.path) as image:
            facts["width"], facts["height"] = _half_size(image, piece.half)
            facts["flags"] = _flags(image, piece.path)
            facts["frames"] = frames_of(image)
            check_size(name, image)
            if image.format == "PNG":
                check_sums(piece.path)
            if not piece.half and request.fit != TILES:
                image.draft("RGB", (request.size, request.size))
            with decoding(name):
                image.load()
                facts["flags"] |= FLAGS["rotated"] if orientation(image) > 1 else 0
                whole = _flat(upright(image), request, facts)
    except PictureError as error:
        _check_still(piece)  # a file that somebody writes to is not damaged
        raise UnusableError(error.code, error.message) from None
    _check_still(piece)
    if facts["flags"][0] & FLAGS["16-bit"] and whole.mode == "RGB" and np.max(whole.getextrema()) <= _FAINT:
        facts["flags"] |= FLAGS["faint"]
    _check_double(piece, whole)
    turned = whole.size if facts["flags"][0] & FLAGS["rotated"] else None
    if turned and not piece.half and facts["width"][0] != facts["height"][0]:
        facts["width"], facts["height"] = _like(turned, int(facts["width"][0]), int(facts["height"][0]))
    return whole


def _flat(image: Image.Image, request: ReadRequest, facts: Facts) -> Image.Image:
    if not is_deep(image):
        return flattened(image, request.paper)
    values = np.asarray(image)
    levels = levels_for(values, request.levels)
    facts["black"], facts["white"] = levels
    return flattened(image, request.paper, levels)


def levels_for(values: npt.NDArray[Any], usual: Levels | None) -> Levels:
    """Those of the set, unless a picture goes beyond them."""
    low, high = span_of(values)
    if usual is not None and usual.black <= low and high <= usual.white:
        return usual
    return levels_between(low, high, values.dtype.kind == "f")


def _other_half(whole: Image.Image, piece: Piece, facts: Facts) -> Image.Image:
    """The second half of a file that is already decoded."""
    facts[1:] = facts[:1]
    part = cut(whole, piece.half)
    facts["flags"][1:] &= ~np.uint16(FLAGS["blank"] | FLAGS["grey"])
    _describe(part, facts[1:])
    return part


def _on_light_paper(sketch: Image.Image, request: ReadRequest, facts: Facts) -> Image.Image:
    """Turned into its negative where it is light on dark and that is wanted."""
    if not is_dark_paper(np.asarray(sketch.convert("L"))):
        return sketch
    facts["flags"] |= FLAGS["dark-paper"]
    return ImageOps.invert(sketch) if request.inverted else sketch


def _like(turned: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """The original size in the direction that `turned` has."""
    return (width, height) if (turned[0] > turned[1]) == (width > height) else (height, width)


def _half_size(image: Image.Image, half: str) -> tuple[int, int]:
    return (image.width // 2 if half else image.width), image.height


def _check_double(piece: Piece, image: Image.Image) -> None:
    """Two halves need a picture twice as wide as high: cutting any other in two makes nonsense."""
    if piece.half and abs(image.width - 2 * image.height) > _SHAPES * image.width:
        message = f"{piece.path.name} is {image.width} x {image.height} pixels, not two squares side by side."
        raise UnusableError("pair-shape", message)


def _check_file(piece: Piece) -> None:
    try:
        status = piece.path.stat()
    except OSError:
        raise UnusableError("changed", f"{piece.path.name} was there a moment ago and is gone.") from None
    if (status.st_size, status.st_mtime_ns) != (piece.bytes, piece.changed):
        raise UnusableError("changed", f"{piece.path.name} was changed while the folder was being read.")
    if status.st_size == 0:
        raise UnusableError("empty", f"{piece.path.name} is empty (0 bytes).")


def _check_still(piece: Piece) -> None:
    try:
        status = piece.path.stat()
    except OSError:
        return  # read in time
    if (status.st_size, status.st_mtime_ns) != (piece.bytes, piece.changed):
        raise UnusableError("changed", f"{piece.path.name} was changed while it was being read.")


def _flags(image: Image.Image, path: Path) -> int:
    found = {
        "alpha": is_transparent(image),
        "16-bit": is_deep(image) or _was_deep(image),
        "cmyk": image.mode in ("CMYK", "YCCK"),
        "rotated": image.format == "TIFF" and orientation(image) > 1,  # it turns itself when decoded
        "animated": frames_of(image) > 1,
        "wrong-name": _is_misnamed(image, path.suffix.lower()),
    }
    return sum(FLAGS[name] for name, holds in found.items() if holds)


def _was_deep(image: Image.Image) -> bool:
    """16 bits a channel that Pillow hands out as 8: RGB in PNG and TIFF."""
    for tile in getattr(image, "tile", []):
        raw = tile[3][0] if isinstance(tile[3], tuple) and tile[3] else tile[3]
        if isinstance(raw, str) and _DEEP.match(raw):
            return True
    return False


def _is_misnamed(image: Image.Image, suffix: str) -> bool:
    """Only an ending that claims to be of another kind; "photo.jpg_large" claims nothing."""
    return suffix in kinds.SUFFIXES and suffix not in kinds.DECODERS.get(image.format or "", (suffix,))


def _describe(image: Image.Image, facts: Facts) -> None:
    """Digest, perceptual hash (difference hash, 8 x 8) and an 8 x 8 thumbnail in colour."""
    facts["digest"] = _digest(image)
    grey = image.resize((9, 8), Image.Resampling.BOX, reducing_gap=2.0).convert("L")
    wide = np.asarray(grey, dtype=np.int16)
    bits = (wide[:, 1:] > wide[:, :-1]).ravel()
    facts["hash"] = int.from_bytes(np.packbits(bits).tobytes(), "little")
    small = image.resize((8, 8), Image.Resampling.BOX, reducing_gap=2.0).convert("RGB")
    facts["thumb"] = np.asarray(small, dtype=np.uint8).ravel()
    is_blank = (np.ptp(np.reshape(image.getextrema(), (-1, 2)), axis=1) <= 2).all()
    is_grey = image.mode == "L" or _has_no_colour(image)
    facts["flags"] |= (FLAGS["blank"] if is_blank else 0) | (FLAGS["grey"] if is_grey else 0)


def _digest(image: Image.Image) -> int:
    """Of all pixels, a band at a time: a large picture is in memory often enough."""
    digest = hashlib.blake2b(digest_size=8)
    for top in range(0, image.height, _BAND):
        digest.update(image.crop((0, top, image.width, min(image.height, top + _BAND))).tobytes())
    return int.from_bytes(digest.digest(), "little")


def _has_no_colour(image: Image.Image) -> bool:
    small = np.asarray(image.resize((32, 32), Image.Resampling.BOX, reducing_gap=2.0), dtype=np.int16)
    return bool((small.max(2) - small.min(2)).max() <= 6)


def _rows(images: Sequence[Image.Image], request: ReadRequest, pieces: Sequence[Piece]) -> list[tuple[Pixels, ...]]:
    if len(images) == 2:
        _check_shapes(images, pieces)
    sizes = [_stream_size(stream, request) for stream in request.streams]
    if request.fit != TILES:
        return [tuple(square(image, size, channels, request.fit, request.paper)
                      for image, size, channels in zip(images, sizes, request.channels, strict=True))]  # fmt: skip
    large = images[-1]
    if min(large.size) < request.size:
        raise UnusableError("too-small", f"{pieces[-1].path.name} is smaller than one tile of {request.size} pixels.")
    return tiled(images, sizes, request.channels, request.size)


def _stream_size(stream: str, request: ReadRequest) -> int:
    return request.size // _LOW_SCALE if stream == "low" else request.size


def _check_shapes(images: Sequence[Image.Image], pieces: Sequence[Piece]) -> None:
    first, second = (image.width / image.height for image in images)
    if abs(first - second) > _SHAPES * max(first, second):
        a, b = (f"{image.width} x {image.height}" for image in images)
        raise UnusableError("pair-shape", f"{pieces[0].path.name} is {a} pixels, but its partner is {b}.")
