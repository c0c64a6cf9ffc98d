"""`ganstudio colour --like` as a person types it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.cli.main import main
from ganstudio.drawing import project
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS, JOIN, LINE, LOCK, Placed, Ruling, Stroke
from tests.drawing.sketches import png
from tests.drawing.test_alike import COAT, POCKET, RED, SIDE, figure
from tests.drawing.test_rulings_alike import FLAG, flagged

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def model(painter_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(painter_model, tmp_path / "painter.onnx"))


@pytest.fixture
def frames(tmp_path: Path) -> list[Path]:
    """Four sketches of a figure that moves; the folder holds nothing else."""
    (tmp_path / "walk").mkdir()
    paths = [tmp_path / "walk" / f"frame-{number}.png" for number in (1, 2, 9, 10)]
    for step, path in enumerate(paths):
        Image.fromarray(255 - figure(turn=5 * step, right=8 * step)).save(path)
    return paths


@pytest.fixture
def dots(tmp_path: Path) -> Path:
    """A red dot in the coat of the first."""
    hints = np.zeros((SIDE, SIDE, 4), np.uint8)
    x, y = COAT
    hints[y - 6 : y + 7, x - 6 : x + 7] = (*RED, 255)
    Image.fromarray(hints).save(tmp_path / "dots.png")
    return tmp_path / "dots.png"


def said(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


def red(path: Path) -> np.ndarray:
    return (np.abs(np.asarray(Image.open(path)).astype(int) - RED).max(axis=2) < 12).nonzero()


def test_that_frames_get_the_colours_of_the_first(
    model: Path, frames: list[Path], dots: Path, tmp_path: Path, capsys: Capture
) -> None:
    like = ("--like", frames[0], "--like-colours", dots)
    status, out, complaint = said(
        capsys, "colour", model, *frames[1:], *like, "--mode", "flat", "--out", tmp_path / "out"
    )
    assert (status, complaint) == (0, "")
    assert out.count("steadiness") == 3 and "1 guess, all sure" in out
    for step, frame in enumerate(frames[1:], 1):
        rows, columns = red(tmp_path / "out" / frame.name)
        assert 8_000 < len(rows) < 18_000, "the coat, and nothing else"
        assert rows.mean() > 190 and abs(columns.mean() - 160 - 8 * step) < 45


def test_that_a_folder_is_a_sequence_and_json_tells_of_it(
    model: Path, frames: list[Path], dots: Path, tmp_path: Path, capsys: Capture
) -> None:
    (frames[0].parent / "frame-3.png").write_text("no picture")
    like = ("--like", frames[0], "--like-colours", dots)
    status, out, complaint = said(capsys, "colour", model, frames[0].parent, *like, "--out", tmp_path / "out", "--json")
    assert status == 1 and "frame-3.png" in complaint
    told = json.loads(out)
    assert [Path(each["source"]).name for each in told] == [f"frame-{each}.png" for each in (1, 2, 3, 9, 10)]
    assert told[2]["out"] is None and "frame-3.png" in told[2]["problem"]
    good = [each for each in told if each["problem"] is None]
    assert all(each["guesses"] == 1 and 0 <= each["steadiness"] <= 100 and each["found"] > 0.8 for each in good)


def test_that_a_coloured_picture_is_enough(model: Path, frames: list[Path], tmp_path: Path, capsys: Capture) -> None:
    coloured = np.asarray(Image.open(frames[0]).convert("RGB")).copy()
    coloured[190:, 110:160][coloured[190:, 110:160].min(axis=2) > 200] = RED
    coloured[170:, 100:220][coloured[170:, 100:220].min(axis=2) > 200] = RED
    Image.fromarray(coloured).save(tmp_path / "coloured.png")
    like = ("--like", frames[0], "--like-colours", tmp_path / "coloured.png")
    assert said(capsys, "colour", model, frames[1], *like, "--mode", "flat", "--out", tmp_path / "out.png")[0] == 0
    assert len(red(tmp_path / "out.png")[0]) > 8_000


def test_that_a_project_brings_its_dots(model: Path, frames: list[Path], tmp_path: Path, capsys: Capture) -> None:
    drawing = Drawing(SIDE, SIDE)
    drawing.do(Placed(LINE, drawing.keep(frames[0].read_bytes()), 0, 0, SIDE, SIDE))
    drawing.do(Stroke(HINTS, np.array([[*COAT, 1]], np.float32), 14, RED))
    project.save(tmp_path / "first.gansketch", drawing)
    status, out, _ = said(
        capsys, "colour", model, frames[1], "--like", tmp_path / "first.gansketch", "--mode", "flat",
        "--out", tmp_path / "out.png",
    )  # fmt: skip
    assert status == 0 and "1 guess" in out
    assert len(red(tmp_path / "out.png")[0]) > 8_000


def test_that_locked_regions_of_a_project_are_carried_too(
    model: Path, frames: list[Path], tmp_path: Path, capsys: Capture
) -> None:
    drawing = Drawing(SIDE, SIDE)
    drawing.do(Placed(LINE, drawing.keep(frames[0].read_bytes()), 0, 0, SIDE, SIDE))
    drawing.do(Ruling(LOCK, (COAT,), RED))
    project.save(tmp_path / "first.gansketch", drawing)
    like = ("--like", tmp_path / "first.gansketch")
    assert said(capsys, "colour", model, frames[2], *like, "--out", tmp_path / "out.png")[0] == 0
    assert len(red(tmp_path / "out.png")[0]) > 8_000


def test_that_what_was_said_of_regions_is_carried_too(
    model: Path, frames: list[Path], tmp_path: Path, capsys: Capture
) -> None:
    drawing = Drawing(SIDE, SIDE)
    drawing.do(Placed(LINE, drawing.keep(frames[0].read_bytes()), 0, 0, SIDE, SIDE))
    drawing.do(Stroke(HINTS, np.array([[*COAT, 1]], np.float32), 14, RED), Ruling(JOIN, (COAT, POCKET)))
    project.save(tmp_path / "first.gansketch", drawing)
    like = ("--like", tmp_path / "first.gansketch", "--mode", "flat")
    status, out, _ = said(capsys, "colour", model, *frames[1:3], *like, "--out", tmp_path / "out")
    assert status == 0 and out.count("1 guess, 1 ruling of regions, all sure") == 2
    rows, columns = red(tmp_path / "out" / frames[1].name)
    x, y = round(POCKET[0] + 8), POCKET[1]
    assert (np.hypot(rows - y, columns - x) < 8).sum() > 100, "the pocket is a part of the coat"


def test_that_a_figure_that_looks_the_other_way_says_so(
    model: Path, frames: list[Path], tmp_path: Path, capsys: Capture
) -> None:
    Image.fromarray(255 - flagged()).save(tmp_path / "first.png")
    Image.fromarray(255 - flagged(mirrored=True)).save(tmp_path / "second.png")
    hints = np.zeros((SIDE, SIDE, 4), np.uint8)
    x, y = (round(each) for each in FLAG)
    hints[y - 6 : y + 7, x - 6 : x + 7] = (*RED, 255)
    Image.fromarray(hints).save(tmp_path / "flag.png")
    like = ("--like", tmp_path / "first.png", "--like-colours", tmp_path / "flag.png", "--mode", "flat")
    status, out, _ = said(capsys, "colour", model, tmp_path / "second.png", *like, "--out", tmp_path / "out.png")
    assert status == 0 and out.rstrip().endswith("mirrored")
    rows, columns = red(tmp_path / "out.png")
    assert len(rows) > 400 and abs(columns.mean() - (SIDE - x)) < 30
    status, out, _ = said(
        capsys, "colour", model, tmp_path / "second.png", *like, "--json", "--out", tmp_path / "two.png"
    )
    (told,) = json.loads(out)
    assert told["mirrored"] is True and told["rulings"] == 0


def test_that_what_does_not_fit_is_one_sentence(
    model: Path, frames: list[Path], dots: Path, tmp_path: Path, capsys: Capture
) -> None:
    first, second, out = frames[0], frames[1], tmp_path / "out.png"
    empty = Drawing(SIDE, SIDE)
    empty.do(Placed(LINE, empty.keep(first.read_bytes()), 0, 0, SIDE, SIDE))
    project.save(tmp_path / "bare.gansketch", empty)
    (tmp_path / "broken.gansketch").write_text("no drawing")
    (tmp_path / "wide.png").write_bytes(png(90, 30))
    both = ("--like", first, "--like-colours", dots)
    for words, wanted in (
        ((second, "--like", first), "where are its colours?"),
        ((second, "--like", tmp_path / "bare.gansketch"), "bare.gansketch has no colours to go by"),
        ((second, "--like", tmp_path / "broken.gansketch"), "broken.gansketch is not a drawing"),
        ((second, "--like", tmp_path / "gone.png", "--like-colours", dots), "gone.png does not exist"),
        ((second, "--like", first, "--like-colours", tmp_path / "wide.png"), "wide.png is 90 x 30 pixels"),
        ((second, *both, "--hints", dots), "Leave one of them out"),
        ((second, "--like-colours", dots), "Add --like"),
        ((second, "--json"), "Add --like"),
        ((first, second), "Several drawings"),
        ((first, second, *both), "cannot become one file"),
    ):
        status, _, complaint = said(capsys, "colour", model, *words, "--out", out)
        assert status == 2 and wanted in complaint, words
        assert not out.exists()
    status, _, complaint = said(capsys, "colour", model, first, second, *both, "--out", first.parent)
    assert status == 2 and "written over" in complaint and first.exists()
