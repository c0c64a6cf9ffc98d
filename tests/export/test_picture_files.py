"""Drawings on disk as people have them, coloured one by one and by the folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.drawing.scans import CleanParams
from ganstudio.export import picture_files
from ganstudio.export.colouring import ColourParams
from ganstudio.export.picture_files import Outcome, colour_file, colour_folder, hints_of, sketches_in, write_png
from tests.painters import Painter, echo, labelled, obedient, one_colour

PLAIN = ColourParams(keep_line=False)
RED = (1.0, 0.0, 0.0)


def sketch(width: int = 60, height: int = 40) -> Image.Image:
    """A black bar across the upper part of white paper, longer on the left."""
    image = Image.new("L", (width, height), 255)
    image.paste(0, (0, 5, width // 3, 10))
    return image


def written(folder: Path, name: str, image: Image.Image | None = None, **options: object) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    (image or sketch()).save(path, **options)  # type: ignore[arg-type]
    return path


def pixels_of(path: Path) -> Pixels:
    with Image.open(path) as image:
        assert image.format == "PNG"
        return np.asarray(image)


# -- sketches of all kinds -----------------------------------------------------------------------------------


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


_SCAN = """
import re, sys
from pathlib import Path
from ganstudio.core.controls import ImageInput
from ganstudio.export.colouring import ColourParams
from ganstudio.export.picture_files import colour_file

class Echo:
    size = 64
    controls = (ImageInput("sketch", 1, "sketch", 32),)
    def run(self, feeds):
        return feeds["sketch"]

colour_file(Echo(), Path(sys.argv[1]), Path(sys.argv[2]), None, ColourParams(keep_line=False))
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process alone; ru_maxrss inherits its parent's")
def test_that_a_very_wide_scan_is_coloured_in_little_memory(tmp_path: Path) -> None:
    scan = Image.new("L", (20_000, 6_000), 230)
    scan.paste(20, (1_000, 1_000, 5_000, 1_400))
    scan.save(tmp_path / "wide.png", compress_level=1)
    del scan
    done = subprocess.run(
        [sys.executable, "-c", _SCAN, str(tmp_path / "wide.png"), str(tmp_path / "out.png")],
        capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    assert int(done.stdout) < 600, "megabytes"
    made = pixels_of(tmp_path / "out.png")
    assert made.shape[2] == 3
    assert min(made.shape[:2]) <= 2048
    assert abs(made.shape[1] / made.shape[0] - 20 / 6) < 0.01
    assert made[200 * made.shape[0] // 1000, 150 * made.shape[1] // 1000, 0] < 60
    assert made[-1, -1, 0] > 200


@pytest.mark.parametrize("size", [(800, 20_000), (20_000, 800), (1_600, 9_000)])
def test_that_a_strip_keeps_its_width_however_long_it_is(size: tuple[int, int], tmp_path: Path) -> None:
    page = Image.new("L", size, 255)
    for place in range(0, max(size), 500):
        left, top = (place, 100) if size[0] > size[1] else (100, place)
        ImageDraw.Draw(page).ellipse((left, top, left + 400, top + 400), outline=0, width=5)
    page.save(tmp_path / "page.png", compress_level=1)
    assert colour_file(Painter(echo), tmp_path / "page.png", tmp_path / "out.png", None, ColourParams())[:2] == size
    made = pixels_of(tmp_path / "out.png")
    assert made.shape == (size[1], size[0], 3)
    assert made[np.asarray(page) == 0].max() == 0


# -- hints ---------------------------------------------------------------------------------------------------


def test_that_hints_are_colours_on_nothing(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    clear.paste((200, 10, 20, 255), (10, 10, 20, 20))
    hints = hints_of(written(tmp_path, "hints.png", clear))
    assert (hints.shape, hints.dtype) == ((40, 60, 4), np.uint8)
    assert hints[15, 15].tolist() == [200, 10, 20, 255]
    assert hints[0, 0, 3] == 0


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_that_hints_that_cover_everything_are_refused(mode: str, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"full\.png has no transparent parts") as told:
        hints_of(written(tmp_path, "full.png", Image.new("RGB", (60, 40), "red").convert(mode)))
    assert "transparent" in told.value.hint


def test_that_hints_are_stretched_over_the_sketch_and_keep_their_colour(tmp_path: Path) -> None:
    hints = np.zeros((10, 15, 4), np.uint8)
    hints[:5, :5] = (250, 120, 10, 255)
    colour_file(Painter(obedient), written(tmp_path, "sketch.png"), tmp_path / "out.png", hints, PLAIN)
    made = pixels_of(tmp_path / "out.png")
    assert made.shape == (40, 60, 3)
    assert np.abs(made[:18, :18].astype(int) - (250, 120, 10)).max() <= 2
    assert (made[22:, :] == 255).all()
    rim = made.reshape(-1, 3).astype(int)
    assert all(np.abs(each - 255).max() <= 2 or np.abs(each - (250, 120, 10)).max() <= 9 for each in rim), "no dark rim"


# -- one file and many ---------------------------------------------------------------------------------------


def test_that_a_file_is_coloured_at_its_own_size_below_its_line(tmp_path: Path) -> None:
    out = tmp_path / "new" / "deep" / "out.png"
    colour_file(Painter(one_colour(*RED)), written(tmp_path, "sketch.png"), out, None, ColourParams(way=2))
    made = pixels_of(out)
    assert made.shape == (40, 60, 3)
    assert (made[6:9, 2:18] == 0).all()
    assert (made[20:, :] == (255, 0, 0)).all()


@pytest.mark.parametrize("channels", [3, 4])
def test_that_pictures_are_written_whole_or_not_at_all(
    channels: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.png"
    pixels = np.random.default_rng(0).integers(0, 256, (9, 7, channels), dtype=np.uint8)
    write_png(path, pixels)
    assert np.array_equal(pixels_of(path), pixels)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", full)
    with pytest.raises(StudioError, match=r"out\.png: no space left"):
        write_png(path, pixels[:3])
    monkeypatch.undo()
    assert np.array_equal(pixels_of(path), pixels)
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_folder_is_searched_for_pictures_by_name(tmp_path: Path) -> None:
    for name in ("b.PNG", "a.jpg", "c.tiff"):
        written(tmp_path, name, sketch().convert("RGB"))
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "folder.png").mkdir()
    assert [path.name for path in sketches_in(tmp_path)] == ["a.jpg", "b.PNG", "c.tiff"]


@pytest.mark.parametrize("kind", ["empty", "nowhere", "file"])
def test_that_a_folder_without_pictures_is_said(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "drawings"
    if kind == "empty":
        folder.mkdir()
        (folder / "notes.txt").write_text("no picture")
    elif kind == "file":
        folder.write_text("no folder")
    with pytest.raises(StudioError, match="drawings") as told:
        list(colour_folder(Painter(echo), folder, tmp_path / "out", None, PLAIN))
    assert told.value.hint


def folder_of_four(tmp_path: Path) -> Path:
    folder = tmp_path / "drawings"
    for name in ("a.png", "c.png", "d.png"):
        written(folder, name)
    (folder / "b.png").write_text("broken")
    return folder


def test_that_a_broken_file_costs_only_itself(tmp_path: Path) -> None:
    folder, out = folder_of_four(tmp_path), tmp_path / "out"
    told = list(colour_folder(Painter(one_colour(*RED)), folder, out, None, ColourParams()))
    assert [outcome.source.name for outcome in told] == ["a.png", "b.png", "c.png", "d.png"]
    assert [outcome.problem is None for outcome in told] == [True, False, True, True]
    assert told[1].problem is not None
    assert "b.png" in told[1].problem.message
    assert sorted(path.name for path in out.iterdir()) == ["a.png", "c.png", "d.png"]
    assert told[0] == Outcome(folder / "a.png", out / "a.png")
    assert pixels_of(out / "d.png").shape == (40, 60, 3)


def test_that_all_of_a_folder_get_the_same_hints(tmp_path: Path) -> None:
    folder = tmp_path / "drawings"
    written(folder, "small.png", sketch(30, 20))
    written(folder, "large.png", sketch(120, 80))
    hints = np.zeros((10, 10, 4), np.uint8)
    hints[5:, 5:] = (0, 0, 255, 255)
    list(colour_folder(Painter(obedient), folder, tmp_path / "out", hints, PLAIN))
    for name in ("small", "large"):
        made = pixels_of(tmp_path / "out" / f"{name}.png")
        assert made[-1, -1].tolist() == [0, 0, 255]
        assert made[-1, 0].tolist() == [255, 255, 255]


def test_that_two_sketches_of_one_name_both_get_a_place(tmp_path: Path) -> None:
    folder = tmp_path / "drawings"
    written(folder, "face.png", sketch(60, 40))
    written(folder, "face.jpg", sketch(30, 20))
    told = list(colour_folder(Painter(echo), folder, tmp_path / "out", None, PLAIN))
    assert [outcome.problem for outcome in told] == [None, None]
    assert sorted(pixels_of(outcome.out).shape[:2] for outcome in told) == [(20, 30), (40, 60)]


def test_that_drawings_are_never_overwritten_by_their_results(tmp_path: Path) -> None:
    folder = folder_of_four(tmp_path)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for out in (folder, folder / ".." / "drawings", Path(f"{folder}/.")):
        with pytest.raises(StudioError, match="among the drawings"):
            list(colour_folder(Painter(echo), folder, out, None, PLAIN))
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_that_a_folder_can_be_stopped_between_two_files(tmp_path: Path) -> None:
    folder, out = folder_of_four(tmp_path), tmp_path / "out"
    asked: list[int] = []
    told = list(
        colour_folder(
            Painter(echo), folder, out, None, PLAIN, cancelled=lambda: len(asked) == 2 or bool(asked.append(1))
        )
    )
    assert [outcome.source.name for outcome in told] == ["a.png", "b.png"]
    assert [path.name for path in out.iterdir()] == ["a.png"]


def test_that_a_model_without_a_sketch_is_refused_once_for_all_files(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="takes no sketch"):
        list(colour_folder(labelled(), folder_of_four(tmp_path), tmp_path / "out", None, PLAIN))


def test_that_a_place_that_cannot_be_written_is_told_for_each_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    told = list(colour_folder(Painter(echo), folder_of_four(tmp_path), tmp_path / "out", None, PLAIN))
    assert all(outcome.problem is not None for outcome in told)


def test_that_cleaning_reaches_a_whole_folder(tmp_path: Path) -> None:
    folder = tmp_path / "drawings"
    grey = Image.fromarray((np.asarray(sketch(300, 200)) * 0.6 + 60).astype(np.uint8))
    written(folder, "scan.png", grey)
    network = Painter(echo, size=200)
    list(colour_folder(network, folder, tmp_path / "out", None, PLAIN, CleanParams()))
    assert network.seen[0]["sketch"].max() == 1
    assert np.median(network.seen[0]["sketch"]) == 1


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
    if mode != "RGBA" or clean is None:
        assert found.said == "White lines on black were turned into black on white."
        assert (found.ink > 128).mean() == pytest.approx(260 * 6 / 60_000, abs=0.005)


@pytest.mark.parametrize(("shade", "words"), [(255, "shows no lines"), (250, "shows no lines"), (0, "dark all over")])
def test_that_a_sheet_without_lines_is_one_sentence(shade: int, words: str, tmp_path: Path) -> None:
    path = written(tmp_path, "blank.png", Image.new("L", (90, 60), shade))
    with pytest.raises(StudioError, match=rf"blank\.png.*{words}"):
        picture_files.sketch(path)


def test_that_pages_are_counted(tmp_path: Path) -> None:
    sketch().save(tmp_path / "pages.tif", save_all=True, append_images=[sketch(), sketch()])
    assert picture_files.sketch(tmp_path / "pages.tif").said == "Of its 3 pages or frames the first is used."


@pytest.mark.parametrize("top", [1, 1023, 4095, 65535])
def test_that_bits_and_fractions_keep_their_contrast(top: int, tmp_path: Path) -> None:
    tones = np.asarray(sketch(), np.float64) / 255 * top
    deep = Image.fromarray(tones.astype(np.float32) if top == 1 else tones.astype(np.uint16))
    check(ink_of(written(tmp_path, "deep.tif", deep)))


def test_that_a_folder_reads_every_kind_and_names_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "drawings"
    folder.mkdir()
    for name in ("a.jpe", "noending", "b.jpg_large"):
        sketch().convert("RGB").save(folder / name, "JPEG")
    (folder / "c.jxl").write_bytes(b"\xff\x0a" + bytes(30))
    (folder / "d.jpg").write_bytes(b"\0\0\0\x18ftypheic" + bytes(30))
    told = {each.source.name: each for each in colour_folder(Painter(echo), folder, tmp_path / "out", None, PLAIN)}
    assert {name for name, each in told.items() if each.problem is None} == {"a.jpe", "noending", "b.jpg_large"}
    for name, words in (("c.jxl", "JPEG XL picture; export it as PNG"), ("d.jpg", "HEIC picture; export it as JPEG")):
        problem = told[name].problem
        assert problem is not None and words in problem.message
