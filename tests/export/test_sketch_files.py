"""Sketches on disk as people have them: each is read as ink on paper, or said to be none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.drawing.scans import CleanParams
from ganstudio.export import picture_files
from tests.export.sketches import sketch, written

# -- kinds of files ------------------------------------------------------------------------------------------


def check(ink: Pixels, slack: int = 0) -> None:
    assert (ink.shape, ink.dtype) == ((40, 60), np.uint8)
    assert ink[6:9, 2:18].min() >= 255 - slack
    assert ink[12:, :].max() <= slack
    assert ink[:, 23:].max() <= slack


def ink_of(path: Path, clean: CleanParams | None = None) -> Pixels:
    return picture_files.sketch(path, clean).ink


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "I;16", "I", "F"])
def test_that_sketches_of_every_mode_are_ink_on_paper(mode: str, tmp_path: Path) -> None:
    image = sketch()
    if mode == "I;16":
        image = Image.fromarray(np.asarray(sketch(), np.uint16) * 257)
    elif mode == "F":
        image = Image.fromarray(np.asarray(sketch(), np.float32) * 257)
    else:
        image = image.convert("RGB").convert(mode) if mode == "CMYK" else image.convert(mode)
        image = Image.fromarray(np.asarray(sketch(), np.int32) * 257) if mode == "I" else image
    check(ink_of(written(tmp_path, "sketch.tif", image)))


def test_that_a_jpeg_of_a_printer_is_read_as_it_looks(tmp_path: Path) -> None:
    path = written(tmp_path, "sketch.jpg", sketch().convert("RGB").convert("CMYK"), quality=95)
    check(ink_of(path), slack=40)


def test_that_a_deep_png_is_read(tmp_path: Path) -> None:
    check(ink_of(written(tmp_path, "deep.png", Image.fromarray(np.asarray(sketch(), np.uint16) * 257))))


@pytest.mark.parametrize("top", [1, 1023, 4095, 65535])
def test_that_bits_and_fractions_keep_their_contrast(top: int, tmp_path: Path) -> None:
    tones = np.asarray(sketch(), np.float64) / 255 * top
    deep = Image.fromarray(tones.astype(np.float32) if top == 1 else tones.astype(np.uint16))
    check(ink_of(written(tmp_path, "deep.tif", deep)))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_that_what_is_transparent_is_paper(mode: str, tmp_path: Path) -> None:
    clear = Image.new("RGBA", (60, 40), (0, 0, 0, 0))  # black, but nobody sees it
    clear.paste((0, 0, 0, 255), (0, 5, 20, 10))
    check(ink_of(written(tmp_path, "clear.png", clear.convert(mode))))


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_that_a_photo_is_turned_as_the_camera_was_held(orientation: int, tmp_path: Path) -> None:
    undone = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    turn = undone[orientation]
    stored = sketch().transpose(turn) if turn is not None else sketch()
    exif = Image.Exif()
    exif[0x0112] = orientation
    check(ink_of(written(tmp_path, "photo.jpg", stored, exif=exif.tobytes(), quality=95)), slack=40)


def test_that_pages_are_counted(tmp_path: Path) -> None:
    sketch().save(tmp_path / "pages.tif", save_all=True, append_images=[sketch(), sketch()])
    assert picture_files.sketch(tmp_path / "pages.tif").said == "Of its 3 pages or frames the first is used."


# -- paper and lines -----------------------------------------------------------------------------------------


def test_that_a_scan_is_cleaned_when_asked_for(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    paper = np.asarray(sketch(300, 200), np.float32) * 0.6 + 60 + rng.normal(0, 4, (200, 300))
    paper *= np.linspace(0.8, 1, 300)  # a shadow on the left
    path = written(tmp_path, "scan.png", Image.fromarray(paper.clip(0, 255).astype(np.uint8)))
    plain, clean = ink_of(path), ink_of(path, CleanParams())
    assert np.median(plain) > 20
    assert np.median(clean) == 0
    assert (clean[20:, 120:] == 0).mean() > 0.99
    assert clean[6:9, 10:90].mean() > 200


@pytest.mark.parametrize(("mode", "paper", "ink"), [
    ("L", 0, 255), ("RGB", (20, 30, 60), (230, 230, 240)), ("RGBA", (0, 0, 0, 0), (255, 255, 255, 255)),
])  # fmt: skip
@pytest.mark.parametrize("clean", [None, CleanParams()])
def test_that_light_lines_on_dark_paper_are_turned_and_said(
    mode: str, paper: object, ink: object, clean: CleanParams | None, tmp_path: Path
) -> None:
    picture = Image.new(mode, (300, 200), paper)  # type: ignore[arg-type]
    picture.paste(ink, (20, 50, 280, 56))  # type: ignore[arg-type]
    path = written(tmp_path, "night.png", picture)
    found = picture_files.sketch(path, clean)
    assert found.said == "White lines on black were turned into black on white."
    assert (found.ink > 128).mean() == pytest.approx(260 * 6 / 60_000, abs=0.005)


@pytest.mark.parametrize(("shade", "words"), [(255, "shows no lines"), (250, "shows no lines"), (0, "dark all over")])
def test_that_a_sheet_without_lines_is_one_sentence(shade: int, words: str, tmp_path: Path) -> None:
    path = written(tmp_path, "blank.png", Image.new("L", (90, 60), shade))
    with pytest.raises(StudioError, match=rf"blank\.png.*{words}"):
        picture_files.sketch(path)


# -- no picture ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["text.png", "empty.png", "cut.png", "cut.jpg", "nowhere.png"])
def test_that_what_is_no_picture_is_said_with_its_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name == "text.png":
        path.write_text("Dear diary, today I drew a picture.")
    elif name == "empty.png":
        path.write_bytes(b"")
    elif name != "nowhere.png":
        noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 90), dtype=np.uint8))
        whole = written(tmp_path, "whole" + path.suffix, noise).read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StudioError, match=name) as told:
        ink_of(path)
    assert told.value.hint
