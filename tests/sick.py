"""A folder with everything that can be wrong with pictures, one file for each, among healthy ones."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from tests.drawings import GREY, drawing

SIZE = (64, 64)
GOOD_CATS, GOOD_DOGS = range(60), range(100, 105)
LARGE = (128, 128)


def sick_folder(folder: Path) -> dict[str, set[str]]:
    """Write it, and tell which files each code of the x-ray must name; the whole set is ""."""
    for number in GOOD_CATS:
        _save(drawing(number, SIZE), folder / "cats" / f"{number:03}.png")
    for number in GOOD_DOGS:
        _save(drawing(number, SIZE if number % 5 else LARGE), folder / "dogs" / f"{number:03}.png")
    expected: dict[str, set[str]] = {"unbalanced": {""}, "mixed-sizes": {""}, "mixed-shapes": {""}}
    for name, (code, make) in DEFECTS.items():
        path = folder / "cats" / name
        make(path)
        shown = os.fsencode(name).decode("utf-8", "replace").replace("\n", "�")
        expected.setdefault(code, set()).add(f"cats/{shown}")
    (folder / "birds").mkdir()
    (folder / "cats" / "again").symlink_to(folder)
    deep = folder / "cats" / "/".join(f"{level}" for level in range(30))
    deep.mkdir(parents=True)
    expected["empty-class"] = {"birds"}
    expected["16-bit"].add("cats/hardly deep.png")
    expected["odd-name"].add("cats/nothing�.png")
    expected["link-loop"].add("cats/again")
    expected["too-deep"] = {"cats/" + "/".join(f"{level}" for level in range(23))}
    return expected


def _save(image: Image.Image, path: Path, **options: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **options)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png(side: int = 30_000) -> bytes:
    """A few bytes that claim to be `side` x `side` pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _cut(path: Path) -> None:
    _save(drawing(200, (256, 256)), path, quality=95)
    path.write_bytes(path.read_bytes()[:2000])


def _wrong_inside(path: Path, mended: bool = False) -> None:
    """A byte of the pixels is wrong; `mended`: and the checksum agrees with it."""
    _save(drawing(201, SIZE), path)
    data = bytearray(path.read_bytes())
    start = data.index(b"IDAT")
    data[start + 20] ^= 0xFF
    if mended:
        end = start + 4 + int.from_bytes(data[start - 4 : start], "big")
        data[end : end + 4] = struct.pack(">I", zlib.crc32(data[start:end]))
    path.write_bytes(data)


def _wrong_sum(path: Path) -> None:
    """Only the checksum is wrong: somebody meddled with it, or the disk did."""
    _save(drawing(217, SIZE), path)
    data = bytearray(path.read_bytes())
    start = data.index(b"IDAT")
    data[start + 4 + int.from_bytes(data[start - 4 : start], "big")] ^= 0xFF
    path.write_bytes(data)


def _deep(path: Path) -> None:
    grey = drawing(202, SIZE, GREY)
    _save(grey.convert("I").point(lambda value: value * 257).convert("I;16"), path)


def _hardly_16_bits(path: Path) -> None:
    """Twelve bits of colour in the 16 of a PNG, as some cameras' programs write it."""
    pixels = np.asarray(drawing(218, SIZE), np.uint16) * 16
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", *SIZE, 16, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def _transparent(path: Path) -> None:
    image = drawing(203, SIZE).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(SIZE))
    _save(image, path)


def _turned(path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    _save(drawing(204, SIZE).transpose(Image.Transpose.ROTATE_90), path, exif=exif, quality=95)


def _moving(path: Path) -> None:
    frames = [drawing(205 + index, SIZE).quantize(64) for index in range(3)]
    _save(frames[0], path, save_all=True, append_images=frames[1:])


def _nested(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")


def _brighter(path: Path) -> None:
    _save(drawing(8, SIZE).point(lambda value: min(255, value + 8)), path, quality=85)


# Name of the file: the code that must name it, and how to make it.
DEFECTS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "empty.png": ("empty", lambda path: path.write_bytes(b"")),
    "letter.png": ("not-a-picture", lambda path: path.write_text("Dear reader,")),
    "cut off.jpg": ("corrupt", _cut),
    "wrong inside.png": ("corrupt", _wrong_inside),
    "wrong all through.png": ("corrupt", lambda path: _wrong_inside(path, mended=True)),
    "wrong sum.png": ("corrupt", _wrong_sum),
    "stump.png": ("corrupt", lambda path: path.write_bytes(huge_png()[:20])),
    "bomb.png": ("too-large", lambda path: path.write_bytes(huge_png())),
    "tiny.png": ("too-small", lambda path: _save(drawing(210).resize((6, 6)), path)),
    "really a png.jpg": ("wrong-name", lambda path: _save(drawing(211, SIZE), path, format="PNG")),
    "hardly deep.png": ("faint", _hardly_16_bits),
    "ghost.png": ("alpha", _transparent),
    "deep.png": ("16-bit", _deep),
    "print.jpg": ("cmyk", lambda path: _save(drawing(212, SIZE).convert("CMYK"), path, quality=95)),
    "turned.jpg": ("rotated", _turned),
    "moving.gif": ("animated", _moving),
    "copy of 007.png": ("duplicate", lambda path: _save(drawing(7, SIZE), path)),
    "saved again 008.jpg": ("near-duplicate", _brighter),
    "white.png": ("blank", lambda path: _save(Image.new("RGB", SIZE, (250, 240, 230)), path)),
    "ribbon.png": ("narrow", lambda path: _save(drawing(213, (400, 64)), path)),
    "deep sea.png": ("mixed-colours", lambda path: _save(drawing(214, SIZE, GREY), path)),
    "gone.png": ("link-loop", lambda path: path.symlink_to("nowhere.png")),
    "self.png": ("link-loop", lambda path: path.symlink_to("self.png")),
    "pipe.png": ("special-file", os.mkfifo),
    "two\nlines.png": ("odd-name", lambda path: _save(drawing(215, SIZE), path)),
    os.fsdecode(b"caf\xe9.png"): ("odd-name", lambda path: _save(drawing(216, SIZE), path)),
    os.fsdecode(b"nothing\xff.png"): ("empty", lambda path: path.write_bytes(b"")),
    "phone.heic": ("unsupported", lambda path: path.write_bytes(b"\0\0\0\x18ftypheic")),
    "layers.psd": ("unsupported", lambda path: path.write_bytes(b"8BPS")),
    "more.zip": ("nested-archive", _nested),
}
