"""Scans: loaded whatever they are, and turned into the ink that was drawn."""

from __future__ import annotations

import io
import struct
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from ganstudio.core import params
from ganstudio.core.errors import StudioError
from ganstudio.drawing import scans, specks
from ganstudio.drawing.scans import ALL, BLUE, CleanParams, cleaned, loaded
from tests.drawing.papers import HEAVY, LIGHT, PENCIL, USUAL, Wear, agreement, drawn, scanned

# -- cleaning -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wear", [LIGHT, USUAL, HEAVY, PENCIL], ids=["light", "usual", "heavy", "pencil"])
@pytest.mark.parametrize("seed", [0, 3, 10])
def test_the_ink_that_was_drawn_is_found(wear: Wear, seed: int) -> None:
    true = drawn(seed)
    found = cleaned(scanned(true, wear, seed))
    precision, recall = agreement(found, true)
    assert precision > 0.995 and recall > 0.995
    assert np.abs(found.astype(int) - true).mean() < 2
    far = np.asarray(Image.fromarray(true).filter(ImageFilter.MaxFilter(9))) == 0
    assert (found[far] > 0).mean() < 0.0005, "specks vanish"


def test_clean_line_art_stays_as_it_is() -> None:
    true = drawn(2)
    found = cleaned(Image.fromarray(255 - true))
    assert np.abs(found.astype(int) - true).mean() < 0.8
    transparent = Image.new("RGBA", (1024, 1024), (0, 0, 0, 0))
    transparent.putalpha(Image.fromarray(true))
    assert (cleaned(transparent) == found).all()


def test_blank_sheets_have_no_ink() -> None:
    nothing = np.zeros((512, 512), np.uint8)
    for wear in (LIGHT, USUAL, PENCIL):
        assert (cleaned(scanned(nothing, wear)) > 0).mean() < 0.001
    for image in (Image.new("L", (1, 1), 99), Image.new("RGB", (40, 7), "black"), Image.new("1", (30, 900), 1)):
        assert not cleaned(image).any() and cleaned(image).shape == (image.height, image.width)


@pytest.mark.parametrize("seed", [1, 2])
def test_coloured_pencil_can_be_left_out(seed: int) -> None:
    ink, sketch = drawn(seed), np.roll(drawn(seed + 1), 60, axis=1)
    paper = np.asarray(scanned(np.zeros_like(ink), USUAL), np.float32)
    strength = np.asarray(Image.fromarray(sketch).filter(ImageFilter.GaussianBlur(1)), np.float32)[..., None] / 255
    for colour, wanted in (((110, 150, 235), BLUE), ((110, 150, 235), ALL), ((230, 110, 100), ALL)):
        pencil = paper * (1 - 0.8 * strength * (1 - np.array(colour) / 255))
        picture = Image.fromarray((pencil * (1 - 0.85 * ink[..., None] / 255)).astype(np.uint8))
        precision, recall = agreement(cleaned(picture, CleanParams(coloured=wanted)), ink)
        assert precision > 0.98 and recall > 0.99
        assert agreement(cleaned(picture, CleanParams(darkness=0.8)), ink)[0] < 0.8, "it is there otherwise"


def test_settings_do_what_they_say() -> None:
    picture = scanned(drawn(3, 512), USUAL)
    usual = cleaned(picture).astype(int)

    def ink(**settings: float) -> float:
        return float(cleaned(picture, CleanParams(**settings)).mean())  # type: ignore[arg-type]

    assert ink(darkness=0.1) < usual.mean() < ink(darkness=0.9)
    assert ink(thickness=-1) < usual.mean() < ink(thickness=0.5) < ink(thickness=2) < ink(thickness=3)
    assert ink(specks=0) > usual.mean()
    hard = cleaned(picture, CleanParams(softness=0))
    assert ((hard > 0) & (hard < 255)).mean() < ((usual > 0) & (usual < 255)).mean()
    thinnest = cleaned(picture, CleanParams(thickness=-3))
    assert agreement(usual.astype(np.uint8), thinnest, 3)[1] > 0.98, "lines stay where they were"
    assert agreement(thinnest, usual.astype(np.uint8), 5)[1] > 0.95, "and none is lost"


def test_settings_are_parameters() -> None:
    assert len(params.specs(CleanParams)) == 6 and not params.problems(CleanParams())
    assert params.problems(CleanParams(darkness=2.0))
    assert params.from_mapping(CleanParams, params.to_mapping(CleanParams(thickness=1.5))).thickness == 1.5


def _slowly_labelled(alpha: np.ndarray, smallest: int) -> np.ndarray:
    kept, seen = np.zeros_like(alpha), np.zeros(alpha.shape, bool)
    for start in np.argwhere(alpha >= 24):
        spot, waiting = [], [tuple(start)]
        while waiting:
            y, x = waiting.pop()
            if 0 <= y < alpha.shape[0] and 0 <= x < alpha.shape[1] and alpha[y, x] >= 24 and not seen[y, x]:
                seen[y, x] = True
                spot.append((y, x))
                waiting += [(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
        if len(spot) >= smallest:
            for place in spot:
                kept[place] = alpha[place]
    return kept


@pytest.mark.parametrize("seed", range(12))
def test_specks_against_a_slow_search(seed: int) -> None:
    random = np.random.default_rng(seed)
    alpha = np.where(random.random((23, 31)) < random.uniform(0.1, 0.6), 255, 0).astype(np.uint8)
    assert (specks.removed(alpha, 6) == _slowly_labelled(alpha, 6)).all()
    assert (specks.removed(alpha, 0) == alpha).all()


def test_specks_take_well_below_a_second() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (2000, 2000)).astype(np.uint8)
    noise[noise < 140] = 0
    began = time.process_time()  # a busy machine may take longer by the clock
    specks.removed(noise, 90)
    assert time.process_time() - began < 2.0


# -- loading ------------------------------------------------------------------------------------------------


def _coloured(width: int = 60, height: int = 40) -> Image.Image:
    picture = np.zeros((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2] = (200, 30, 30)
    picture[height // 2 :] = (240, 240, 250)
    return Image.fromarray(picture)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
@pytest.mark.parametrize("factor", [1, 5])
def test_every_mode(tmp_path: Path, mode: str, factor: int) -> None:
    ending = "tif" if mode == "CMYK" else "png"
    path = tmp_path / f"picture.{ending}"
    image = _coloured(60 * factor, 40 * factor)
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
    else:
        image = image.convert(mode)
    image.save(path)
    found = loaded(path, longest=60)
    assert found.size == (60, 40)
    assert found.mode == ("RGBA" if mode in ("LA", "RGBA") else "RGB" if mode in ("P", "RGB", "CMYK") else "L")
    wanted, got = np.asarray(_coloured().convert("L"), int), np.asarray(found.convert("L"), int)
    assert np.abs(wanted - got).mean() < (60 if mode == "1" else 14)


def test_transparency_is_kept(tmp_path: Path) -> None:
    picture = Image.new("P", (400, 400), 0)
    picture.putpalette([255, 0, 0, 0, 0, 0])
    picture.paste(1, (100, 100, 300, 300))
    picture.save(tmp_path / "a.png", transparency=0)
    for longest in (400, 50):
        found = loaded(tmp_path / "a.png", longest)
        assert found.mode == "RGBA" and found.getpixel((0, 0))[3] == 0  # type: ignore[index]
        assert found.getpixel((longest // 2, longest // 2)) == (0, 0, 0, 255)
        assert not cleaned(found)[0, 0]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "png", "tif"])
def test_photos_stand_upright(tmp_path: Path, orientation: int, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    exif = Image.Exif()
    exif[0x0112] = orientation
    _coloured(120, 80).save(path, exif=exif)
    for longest in (120, 30):
        found = loaded(path, longest).convert("RGB")
        assert found.size == ((longest, longest * 2 // 3) if orientation < 5 else (longest * 2 // 3, longest))
        corners = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
        right, low = corners[orientation]
        place = (found.width - 4 if right else 3, found.height - 4 if low else 3)
        red, green, _ = found.getpixel(place)  # type: ignore[misc]
        assert red > 150 and green < 90


def test_a_very_wide_scan(tmp_path: Path) -> None:
    path = tmp_path / "wide.jpg"
    Image.linear_gradient("L").resize((20_000, 1000)).save(path, quality=60)
    assert loaded(path).size == (4096, 205)
    path = tmp_path / "wide.png"
    Image.new("1", (20_000, 9_500), 1).save(path)  # more pixels than Pillow allows by itself
    found = loaded(path)
    assert found.size == (4096, 1946) and found.getextrema() == (255, 255)


def _png_of(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_png_of(60_000, 60_000), "too many"), (_png_of(2_000_000, 2), "too many"), (_png_of(500, 500), "damaged"),
        (b"hello", "not a picture"), (b"", "not a picture"), (b"\xff\xd8\xff\xe0", "picture"),
    ],
)  # fmt: skip
def test_what_cannot_be_loaded(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "odd.png"
    path.write_bytes(content)
    with pytest.raises(StudioError, match=words) as caught:
        loaded(path)
    assert "odd.png" in caught.value.message and caught.value.hint
    with pytest.raises(StudioError):
        loaded(tmp_path / "missing.png")


def test_any_cut_picture_is_an_answer(tmp_path: Path) -> None:
    for kind in ("PNG", "JPEG", "TIFF", "WEBP"):
        stream = io.BytesIO()
        _coloured(300, 200).save(stream, kind)
        whole = stream.getvalue()
        for length in range(0, len(whole), max(1, len(whole) // 40)):
            (tmp_path / "cut").write_bytes(whole[:length])
            try:
                assert loaded(tmp_path / "cut").size == (300, 200)  # only what ends the file is missing
            except StudioError as error:
                assert "cut" in error.message


def test_pillows_own_limit_is_left_as_it_was(tmp_path: Path) -> None:
    before = Image.MAX_IMAGE_PIXELS
    _coloured().save(tmp_path / "a.png")
    loaded(tmp_path / "a.png")
    assert before == Image.MAX_IMAGE_PIXELS
    assert scans.LONGEST == 4096
