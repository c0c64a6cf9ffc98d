"""Picture files that are damaged, or that claim more than they hold: read or named, soon and in little memory."""

from __future__ import annotations

import io
import struct
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ganstudio.data.decoding.images import load_picture
from tests.data.surviving import (
    PATIENCE,
    growing_by_less_than,
    nothing_takes_much,
    quiet_libraries,
    read_picture,
    survives,
)
from tests.drawings import drawing
from tests.mutants import mutants
from tests.sick import chunk, huge_png

__all__ = ["nothing_takes_much", "quiet_libraries"]

EXIF = Image.Exif()
EXIF[0x0112], EXIF[0x010E] = 6, "words"
PICTURES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "png": ("RGB", "png", {}), "png exif": ("RGB", "png", {"exif": EXIF}), "png palette": ("P", "png", {}),
    "png alpha": ("RGBA", "png", {}), "png 16": ("I;16", "png", {}), "png 1": ("1", "png", {}),
    "jpeg": ("RGB", "jpg", {"exif": EXIF}), "jpeg progressive": ("RGB", "jpg", {"progressive": True}),
    "jpeg cmyk": ("CMYK", "jpg", {}), "gif": ("P", "gif", {}), "webp": ("RGB", "webp", {"exif": EXIF}),
    "webp lossless": ("RGBA", "webp", {"lossless": True}), "tiff": ("RGB", "tif", {"exif": EXIF}),
    "tiff lzw": ("RGB", "tif", {"compression": "tiff_lzw"}), "tiff jpeg": ("RGB", "tif", {"compression": "jpeg"}),
    "tiff deflate": ("RGB", "tif", {"compression": "tiff_deflate"}), "tiff 16": ("I;16", "tif", {}),
    "tiff float": ("F", "tif", {}), "tiff cmyk": ("CMYK", "tif", {}), "bmp": ("RGB", "bmp", {}),
    "bmp palette": ("P", "bmp", {}), "ppm": ("RGB", "ppm", {}), "tga": ("RGB", "tga", {"compression": "tga_rle"}),
    "avif": ("RGB", "avif", {}), "jp2": ("RGB", "jp2", {}),
}  # fmt: skip


def picture_file(folder: Path, kind: str) -> Path:
    mode, ending, options = PICTURES[kind]
    image = drawing(5, (40, 32))
    path = folder / f"picture.{ending}"
    (image.convert("L").convert(mode) if mode in ("I;16", "F", "1") else image.convert(mode)).save(path, **options)
    return path


@pytest.mark.parametrize("kind", PICTURES)
def test_that_damaged_pictures_are_read_or_named(tmp_path: Path, kind: str) -> None:
    path = picture_file(tmp_path, kind)
    codes = set()
    for data in mutants(path.read_bytes(), 220):
        path.write_bytes(data)
        start = time.process_time()
        codes.add(read_picture(path))
        assert time.process_time() - start < PATIENCE
    assert {"corrupt", "not-a-picture"} <= codes or kind == "tga"


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "tiff", "bmp"])
def test_that_a_quick_look_survives_damage_too(tmp_path: Path, kind: str) -> None:
    path = picture_file(tmp_path, kind)
    for data in mutants(path.read_bytes(), 80, seed=2):
        path.write_bytes(data)
        survives(lambda: load_picture(path, 24, 3))


def declares(kind: str, width: int, height: int) -> bytes:
    """A small file that says it is a picture of that size."""
    small = io.BytesIO()
    drawing(1, (16, 16)).save(small, {"tif": "TIFF", "jpg": "JPEG"}.get(kind, kind.upper()))
    data = bytearray(small.getvalue())
    if kind == "png":
        return huge_png(width)
    if kind == "gif":
        data[6:10] = struct.pack("<HH", min(width, 65535), min(height, 65535))
        place = data.index(b",\0\0\0\0")
        data[place + 5 : place + 9] = struct.pack("<HH", min(width, 65535), min(height, 65535))
    if kind == "bmp":
        data[18:26] = struct.pack("<ii", width, height)
    if kind == "jpg":
        place = data.index(b"\xff\xc0")
        data[place + 5 : place + 9] = struct.pack(">HH", min(height, 65500), min(width, 65500))
    return bytes(data)


@pytest.mark.parametrize("side", [13_000, 20_000, 30_000, 60_000])
@pytest.mark.parametrize("kind", ["png", "gif", "bmp", "jpg"])
def test_that_declared_sizes_are_not_believed(tmp_path: Path, kind: str, side: int) -> None:
    path = tmp_path / f"bomb.{kind}"
    path.write_bytes(declares(kind, side, side))
    start = time.process_time()
    assert read_picture(path) in ("too-large", "corrupt") or side == 13_000
    assert time.process_time() - start < 2 * PATIENCE


def test_that_a_png_of_nothing_but_text_stays_small(tmp_path: Path) -> None:
    import zlib

    bomb = zlib.compress(bytes(64 << 20))
    data = huge_png(16)
    text = chunk(b"zTXt", b"Comment\0\0" + bomb) + chunk(b"iCCP", b"profile\0\0" + bomb)
    (tmp_path / "a.png").write_bytes(data[:33] + text * 8 + data[33:])
    with growing_by_less_than(50):
        assert read_picture(tmp_path / "a.png") == ""  # they are left out, never unpacked
