"""`ganstudio sample`: sheets, ways, sweeps, directions and films, and a sentence for what does not go together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.cli.main import main
from ganstudio.core.pictures import read_png
from ganstudio.export.latent import notes
from ganstudio.export.onnx_session import Model
from tests.generators import CLASSES, SIDE, three_things, write_generator

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_generator(tmp_path / "model.onnx", three_things(), classes=CLASSES)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return write_generator(tmp_path / "plain.onnx", three_things())


def said(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


def cells(path: Path) -> np.ndarray:
    """The pictures of a sheet without gaps: rows x columns x S x S."""
    sheet = read_png(path)[:, :, 0]
    rows, columns = (side // SIDE for side in sheet.shape)
    return sheet.reshape(rows, SIDE, columns, SIDE).transpose(0, 2, 1, 3)


def sheet_of(capsys: Capture, tmp_path: Path, model: Path, *arguments: object) -> np.ndarray:
    status, _, complaint = said(capsys, "sample", model, "--out", tmp_path / "sheet.png", *arguments)
    assert (status, complaint) == (0, "")
    return cells(tmp_path / "sheet.png")


def test_that_a_grid_has_its_rows_and_columns(model: Path, tmp_path: Path, capsys: Capture) -> None:
    grid = sheet_of(capsys, tmp_path, model, "--grid", "2x5")
    assert grid.shape[:2] == (2, 5)
    plain = sheet_of(capsys, tmp_path, model, "--count", 10)
    np.testing.assert_array_equal(grid.reshape(-1, SIDE, SIDE), plain.reshape(-1, SIDE, SIDE)[:10])


def test_that_a_way_passes_the_pictures_of_its_seeds(plain: Path, tmp_path: Path, capsys: Capture) -> None:
    way = sheet_of(capsys, tmp_path, plain, "--interpolate", "4,5,6", "--loop", "--frames", 6)
    assert way.shape[:2] == (3, 6)
    for row, seed in enumerate((4, 5, 6)):
        (only,) = sheet_of(capsys, tmp_path, plain, "--seed", seed, "--count", 1)[0]
        np.testing.assert_array_equal(way[row, 0], only)
    assert sheet_of(capsys, tmp_path, plain, "--interpolate", "4,5", "--grid", "2x4").shape[:2] == (2, 4)


def test_that_a_sweep_is_each_picture_as_each_class(model: Path, tmp_path: Path, capsys: Capture) -> None:
    sweep = sheet_of(capsys, tmp_path, model, "--class-sweep", "--count", 2).astype(int)
    assert sweep.shape[:2] == (2, len(CLASSES))
    assert (np.diff(sweep.mean(axis=(2, 3)), axis=1) < 0).all()  # each class is darker than the one before


def test_that_directions_have_a_row_each(plain: Path, tmp_path: Path, capsys: Capture) -> None:
    status, _, complaint = said(capsys, "sample", plain, "--directions", 2, "--out", tmp_path / "a.png")
    assert (status, complaint) == (0, "")
    assert read_png(tmp_path / "a.png").shape == (2 * SIDE, 15 * SIDE + 2 * 2, 1)


def test_that_truncation_draws_pictures_together(plain: Path, tmp_path: Path, capsys: Capture) -> None:
    near, far = (
        sheet_of(capsys, tmp_path, plain, "--count", 16, "--truncation", amount).reshape(16, -1).std(0).mean()
        for amount in (0.2, 1.0)
    )
    assert near < 0.4 * far


@pytest.mark.parametrize(("ending", "arguments"), [
    ("png", ("--count", 4)), ("png", ("--interpolate", "1,2")), ("png", ("--directions", 2)),
    ("png", ("--class-sweep", "--truncation", 0.5)), ("webp", ("--count", 4)), ("webp", ("--class-sweep",)),
])  # fmt: skip
def test_that_a_sheet_says_what_it_was_drawn_from(
    arguments: tuple[object, ...], ending: str, model: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / f"sheet.{ending}"
    assert said(capsys, "sample", model, "--out", out, *arguments)[0] == 0
    origin = notes.restored(out)
    rows, columns = origin.settings["rows"], origin.settings["columns"]
    pictures = notes.drawn_again(origin, Model(model))
    sheet = np.asarray(Image.open(out).convert("L"))
    gap = 2 if arguments[0] == "--directions" else 0
    for number, picture in enumerate(pictures):
        row, column = divmod(number, columns)
        left = column * SIDE + gap * (column // 5)
        np.testing.assert_array_equal(sheet[row * SIDE : (row + 1) * SIDE, left : left + SIDE], picture[0])
    assert len(pictures) <= rows * columns


@pytest.mark.parametrize("name", ["film.webm", "film.webp", "film.gif", "film.apng", "folder"])
@pytest.mark.parametrize("arguments", [("--interpolate", "1,2", "--loop"), ("--directions", 2)])
def test_that_what_moves_can_be_a_film(
    name: str, arguments: tuple[object, ...], model: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    given = ["sample", model, "--out", tmp_path / name, "--frames", 3, *arguments]
    assert main([str(each) for each in given]) == 0
    out, complaint = capfd.readouterr()  # what other libraries print, too
    assert complaint == ""
    assert out.startswith(f"{6 if arguments[0] == '--interpolate' else 3} frames in ")
    assert (tmp_path / name).exists()


@pytest.mark.parametrize(("arguments", "words"), [
    (["--loop"], "goes back to the first seed"),
    (["--interpolate", "1,2", "--class-sweep"], "are different sheets"),
    (["--directions", "2", "--class-sweep"], "are different sheets"),
    (["--interpolate", "1"], "are no two to 64 seeds"),
    (["--interpolate", "1,x"], "are no two to 64 seeds"),
    (["--interpolate", "1,2", "--seed", "3"], "says already which seeds"),
    (["--interpolate", "1,2", "--grid", "2x2", "--frames", "3"], "lie on the way"),
    (["--grid", "4"], "is no grid"),
    (["--grid", "0x4"], "is no grid"),
    (["--grid", "4000x4000"], "is no grid"),
    (["--grid", "2x2", "--count", "4"], "says already how many"),
    (["--grid", "2x2", "--class-sweep"], "rows of its own"),
    (["--class-sweep", "--label", "cat"], "none to choose"),
    (["--frames", "3"], "--frames is for"),
    (["--truncation", "3"], "truncation"),
    (["--interpolate", "1,2", "--label", "cow"], "no class 'cow'"),
])  # fmt: skip
def test_that_what_does_not_go_together_is_a_sentence(
    arguments: list[str], words: str, model: Path, tmp_path: Path, capsys: Capture
) -> None:
    status, out, complaint = said(capsys, "sample", model, "--out", tmp_path / "a.png", *arguments)
    assert (status, out) == (2, "")
    assert words in complaint
    assert len(complaint.splitlines()) == 2
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize(("name", "arguments", "words"), [
    ("a.webm", [], "nothing moves"),
    ("a.webm", ["--class-sweep"], "no film"),
    ("a.webm", ["--interpolate", "1,2", "--grid", "2x2"], "a film shows what moves"),
    ("a.jpg", ["--interpolate", "1,2"], "should end in .png"),
    ("a.txt", ["--interpolate", "1,2"], "lines of text"),
])  # fmt: skip
def test_that_an_ending_that_does_not_fit_is_a_sentence(
    name: str, arguments: list[str], words: str, model: Path, tmp_path: Path, capsys: Capture
) -> None:
    status, out, complaint = said(capsys, "sample", model, "--out", tmp_path / name, *arguments)
    assert (status, out) == (2, "")
    assert words in complaint


def test_that_a_generator_without_classes_has_no_sweep(plain: Path, tmp_path: Path, capsys: Capture) -> None:
    assert "no classes" in said(capsys, "sample", plain, "--class-sweep", "--out", tmp_path / "a.png")[2]
