from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.data.decoding.images import PictureError, load_picture, resized
from ganstudio.data.findings import RULES

RED, WHITE = (255, 0, 0), (255, 255, 255)


def noise(size: int = 64) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (size, size, 3), dtype=np.uint8))


def corner(path: Path, channels: int = 3) -> tuple[int, ...]:
    """The colour at the top left of a picture loaded at its own size of 16."""
    return tuple(int(value) for value in load_picture(path, 16, channels)[:, 1, 1])


def test_that_a_picture_becomes_a_square_of_the_wanted_size(tmp_path: Path) -> None:
    noise().resize((100, 40)).save(tmp_path / "wide.png")
    for size, channels in ((28, 1), (32, 3), (128, 3)):
        pixels = load_picture(tmp_path / "wide.png", size, channels)
        assert (pixels.shape, pixels.dtype) == ((channels, size, size), np.uint8)


def test_that_the_centre_is_taken(tmp_path: Path) -> None:
    image = Image.new("RGB", (96, 32), WHITE)
    image.paste(RED, (32, 0, 64, 32))
    image.save(tmp_path / "flag.png")
    assert np.array_equal(load_picture(tmp_path / "flag.png", 32, 3)[:, 16, 16], RED)
    assert np.array_equal(load_picture(tmp_path / "flag.png", 32, 3)[:, 16, 1], RED)


def test_that_a_picture_of_the_right_size_is_left_as_it_is(tmp_path: Path) -> None:
    noise(32).save(tmp_path / "a.png")
    assert np.array_equal(load_picture(tmp_path / "a.png", 32, 3), np.asarray(noise(32)).transpose(2, 0, 1))


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "bmp", "tif", "webp", "ppm"])
def test_that_a_cut_off_file_is_named(tmp_path: Path, ending: str) -> None:
    noise().save(tmp_path / f"whole.{ending}")
    data = (tmp_path / f"whole.{ending}").read_bytes()
    path = tmp_path / f"cut.{ending}"
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(StudioError, match=rf"cut\.{ending} "):
        load_picture(path, 32, 3)


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "bmp", "tif", "webp", "ppm"])
def test_that_no_damage_leads_to_anything_but_a_picture_or_a_studio_error(tmp_path: Path, ending: str) -> None:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    kind = {"jpg": "JPEG", "tif": "TIFF"}.get(ending, ending.upper())
    noise(24).save(buffer, kind, **({"exif": exif} if ending in ("jpg", "webp", "png") else {}))
    data, rng = buffer.getvalue(), np.random.default_rng(1)
    path = tmp_path / f"hurt.{ending}"
    for attempt in range(200):
        hurt = bytearray(data)
        for position in rng.integers(0, min(len(data), 200 if attempt % 2 else len(data)), 4):
            hurt[position] = int(rng.integers(0, 256))
        path.write_bytes(hurt[: len(hurt) - int(rng.integers(0, len(hurt))) * (attempt % 3 == 0)])
        try:
            assert load_picture(path, 28, 3).shape == (3, 28, 28)
        except StudioError as error:
            assert path.name in error.message


def test_that_text_called_png_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.png").write_text("Dear picture, ...")
    (tmp_path / "empty.png").write_bytes(b"")
    for name in ("letter.png", "empty.png"):
        with pytest.raises(StudioError, match=f"{name} is not a picture"):
            load_picture(tmp_path / name, 28, 1)


def test_that_a_missing_file_is_named_and_a_scan_has_a_rule_for_it(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"gone\.png does not exist") as told:
        load_picture(tmp_path / "gone.png", 8, 3)
    assert told.value.code in RULES


def test_that_a_one_pixel_picture_is_refused(tmp_path: Path) -> None:
    Image.new("RGB", (1, 1)).save(tmp_path / "dot.png")
    with pytest.raises(StudioError, match=r"dot\.png is only 1 x 1 pixels"):
        load_picture(tmp_path / "dot.png", 28, 1)


def test_that_a_decompression_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )
    (tmp_path / "bomb.png").write_bytes(data)
    with pytest.raises(StudioError, match=r"bomb\.png"):
        load_picture(tmp_path / "bomb.png", 28, 3)


def test_that_cmyk_becomes_rgb(tmp_path: Path) -> None:
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(tmp_path / "print.jpg", quality=100)
    red, green, blue = corner(tmp_path / "print.jpg")
    assert red > 200
    assert max(green, blue) < 60


def test_that_sixteen_bits_become_eight(tmp_path: Path) -> None:
    values = np.full((16, 16), 0x8000, dtype=np.uint16)
    values[0, 0], values[0, 1] = 0, 0xFFFF
    Image.fromarray(values).save(tmp_path / "deep.png")
    pixels = load_picture(tmp_path / "deep.png", 16, 1)[0]
    assert [pixels[0, 0], pixels[0, 1]] == [0, 255]
    assert abs(int(pixels[8, 8]) - 128) <= 1


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_that_transparency_lies_on_white(tmp_path: Path, mode: str) -> None:
    image = Image.new(mode, (16, 16))  # black, and nothing of it is seen
    image.paste((255, 0, 0, 255) if mode == "RGBA" else (7, 255), (8, 0, 16, 16))
    image.save(tmp_path / "glass.png")
    assert corner(tmp_path / "glass.png") == WHITE
    assert tuple(load_picture(tmp_path / "glass.png", 16, 3)[:, 1, 14]) == (RED if mode == "RGBA" else (7, 7, 7))
    assert corner(tmp_path / "glass.png", 1) == (255,)


def test_that_a_palette_with_a_transparent_colour_lies_on_white(tmp_path: Path) -> None:
    image = Image.new("P", (16, 16), 0)
    image.putpalette([0, 0, 0, *RED])
    image.paste(1, (8, 0, 16, 16))
    for name in ("palette.png", "palette.gif"):
        image.save(tmp_path / name, transparency=0)
        assert corner(tmp_path / name) == WHITE
        assert tuple(load_picture(tmp_path / name, 16, 3)[:, 1, 14]) == RED


def test_that_black_on_white_bits_are_read(tmp_path: Path) -> None:
    Image.new("1", (16, 16), 1).save(tmp_path / "bits.png")
    assert corner(tmp_path / "bits.png", 1) == (255,)


@pytest.mark.parametrize(("orientation", "bright"), [(1, (0, 0)), (2, (0, 1)), (3, (1, 1)), (6, (0, 1)), (8, (1, 0))])
def test_that_a_camera_held_sideways_is_turned_back(tmp_path: Path, orientation: int, bright: tuple[int, int]) -> None:
    image = Image.new("L", (64, 64), 0)
    image.paste(255, (0, 0, 32, 32))  # top left
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(tmp_path / "photo.jpg", exif=exif)
    quarters = load_picture(tmp_path / "photo.jpg", 64, 1)[0].reshape(2, 32, 2, 32).mean(axis=(1, 3))
    assert np.unravel_index(quarters.argmax(), (2, 2)) == bright


def test_that_pictures_in_memory_are_resized_alike() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (3, 1, 28, 28), dtype=np.uint8)
    assert resized(pictures, 28, 1) is pictures
    for size, channels in ((32, 1), (64, 3)):
        other = resized(pictures, size, channels)
        assert (other.shape, other.dtype) == ((3, channels, size, size), np.uint8)
    colours = resized(pictures, 28, 3)
    assert all(np.array_equal(colours[:, channel], pictures[:, 0]) for channel in range(3))
    assert np.abs(resized(colours, 28, 1).astype(int) - pictures).max() <= 1
