"""`ganstudio colour` and `ganstudio measure` as a person types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganstudio.cli.main import main
from ganstudio.drawing import scans
from ganstudio.export import picture_files

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def model(painter_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(painter_model, tmp_path / "painter.onnx"))


@pytest.fixture
def sketch(tmp_path: Path) -> Path:
    picture = Image.new("L", (90, 70), 255)
    ImageDraw.Draw(picture).ellipse((20, 15, 70, 55), outline=0, width=3)
    picture.save(tmp_path / "face.png")
    return tmp_path / "face.png"


def said(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


def test_that_a_sketch_is_coloured_under_its_line(model: Path, sketch: Path, tmp_path: Path, capsys: Capture) -> None:
    status, out, complaint = said(capsys, "colour", model, sketch, "--out", tmp_path / "out.png")
    assert (status, complaint) == (0, "")
    assert "90 x 70 px" in out
    made = np.asarray(Image.open(tmp_path / "out.png"))
    assert made.shape == (70, 90, 3) and made[np.asarray(Image.open(sketch)) == 0].max() == 0


def test_that_hints_and_settings_reach_the_model(model: Path, sketch: Path, tmp_path: Path, capsys: Capture) -> None:
    hints = Image.new("RGBA", (90, 70))
    hints.paste((255, 0, 0, 255), (30, 25, 60, 45))
    hints.save(tmp_path / "hints.png")
    results = []
    for more in ((), ("--hints", tmp_path / "hints.png"), ("--set", "strength=0")):
        out = tmp_path / "out.png"
        assert said(capsys, "colour", model, sketch, "--out", out, *more)[0] == 0
        results.append(np.asarray(Image.open(out)).astype(int))
    plain, hinted, grey = results
    assert np.abs(hinted - plain).max() > 0
    assert np.abs(grey[..., 0] - grey[..., 2]).max() <= 1


def test_that_a_folder_is_coloured_and_a_broken_file_costs_only_itself(
    model: Path, sketch: Path, tmp_path: Path, capsys: Capture
) -> None:
    folder = tmp_path / "sketches"
    folder.mkdir()
    sketch.rename(folder / "face.png")
    (folder / "broken.png").write_text("no picture")
    status, out, complaint = said(capsys, "colour", model, folder, "--out", tmp_path / "coloured")
    assert status == 1 and "1 drawing coloured" in out
    assert "1 could not be coloured: broken.png" in out
    assert "broken.png" in complaint
    assert [path.name for path in (tmp_path / "coloured").iterdir()] == ["face.png"]


def test_that_what_macos_leaves_beside_a_file_is_no_drawing(
    model: Path, sketch: Path, tmp_path: Path, capsys: Capture
) -> None:
    folder = tmp_path / "sketches"
    folder.mkdir()
    sketch.rename(folder / "face.png")
    # AppleDouble, as Finder writes it on disks of other systems
    (folder / "._face.png").write_bytes(bytes.fromhex("0005160700020000") + b"Mac OS X        " + bytes(58))
    status, out, complaint = said(capsys, "colour", model, folder, "--out", tmp_path / "coloured")
    assert (status, complaint) == (0, "")
    assert out == f"1 drawing coloured in {tmp_path / 'coloured'}\n"


@pytest.mark.parametrize("out", ["new/", "there", "there/", "~/new/"])
def test_that_one_sketch_goes_into_a_folder(
    out: str, model: Path, sketch: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    status, _, complaint = said(capsys, "colour", model, sketch, "--out", out)
    assert (status, complaint) == (0, "")
    assert (tmp_path / out.strip("~/") / "face.png").is_file()


def test_that_home_is_meant_by_a_tilde_everywhere(
    model: Path, sketch: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    hints = Image.new("RGBA", (90, 70))
    hints.paste((255, 0, 0, 255), (30, 25, 60, 45))
    hints.save(tmp_path / "hints.png")
    paths = (f"~/{model.name}", "~/face.png", "--hints", "~/hints.png", "--out", "~/a.png", "--runs", "~/runs")
    status, _, complaint = said(capsys, "colour", *paths)
    assert (status, complaint) == (0, "")
    assert (tmp_path / "a.png").is_file()
    assert said(capsys, "data", "make-faces", "--count", 1, "--size", 64, "--kind", "pairs", "--out", "~/faces")[0] == 0
    assert said(capsys, "data", "inspect", "~/faces")[0] == 0
    assert said(capsys, "data", "add", "~/faces", "--name", "faces")[0] == 0


def test_that_a_strip_keeps_its_width(model: Path, tmp_path: Path, capsys: Capture) -> None:
    page = Image.new("L", (300, 6_000), 255)
    ImageDraw.Draw(page).ellipse((50, 4_000, 250, 4_200), outline=0, width=5)
    page.save(tmp_path / "page.png")
    status, out, complaint = said(capsys, "colour", model, tmp_path / "page.png", "--out", tmp_path / "out.png")
    assert (status, complaint) == (0, "")
    assert out.endswith("300 x 6000 px\n")
    made = np.asarray(Image.open(tmp_path / "out.png"))
    assert made.shape == (6_000, 300, 3)
    assert made[np.asarray(page) == 0].max() == 0


def test_that_a_reduced_page_is_said(
    model: Path, sketch: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "LONGEST", 45)
    monkeypatch.setattr(picture_files, "_WIDEST_STRIP", 20)
    _, out, _ = said(capsys, "colour", model, sketch, "--out", tmp_path / "out.png")
    assert out.endswith("45 x 35 px, reduced from 90 x 70\n")


def test_that_a_sketch_that_is_not_there_is_looked_for_in_a_folder_that_is_named(
    model: Path, sketch: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in (["nope.png"], [sketch, "--hints", "nope.png"]):
        status, _, complaint = said(capsys, "colour", model, *arguments, "--out", "out.png")
        assert status == 2 and f"nope.png does not exist in {tmp_path}." in complaint
    status, _, complaint = said(capsys, "colour", "nope.onnx", sketch, "--out", "out.png")
    assert status == 2 and f"no model nope.onnx in {tmp_path}" in complaint
    status, _, complaint = said(capsys, "train", "nope.toml")
    assert status == 2 and str(tmp_path / "nope.toml") in complaint


def test_that_models_in_the_box_are_listed_by_the_name_that_colours(capsys: Capture, sketch: Path) -> None:
    status, out, _ = said(capsys, "list", "models", "--json")
    rows = {row["name"]: row for row in json.loads(out)}
    assert (status, rows["cartoon-faces"]["place"]) == (0, "in the box")
    assert "cartoon-faces" in said(capsys, "list", "models")[1]


def test_that_the_sketch_is_never_overwritten(model: Path, sketch: Path, capsys: Capture) -> None:
    before = sketch.read_bytes()
    status, _, complaint = said(capsys, "colour", model, sketch, "--out", sketch)
    assert status == 2 and "the sketch itself" in complaint
    assert sketch.read_bytes() == before


@pytest.mark.parametrize(
    ("model_name", "sketch_name", "out", "words"),
    [
        ("painter.onnx", "nope.png", "out.png", "nope.png does not exist"),
        ("painter.onnx", "face.png", "out.jpg", "should end in .png"),
        ("unknown", "face.png", "out.png", "no model and no run called 'unknown'"),
        ("missing.onnx", "face.png", "out.png", "missing.onnx"),
        ("face.png", "face.png", "out.png", "no model and no run"),
    ],
)
def test_that_a_mistake_is_one_sentence(
    model_name: str, sketch_name: str, out: str, words: str, model: Path, sketch: Path, tmp_path: Path,
    capsys: Capture, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    status, _, complaint = said(capsys, "colour", model_name, sketch_name, "--out", out)
    assert status == 2 and words in complaint
    assert not (tmp_path / out).exists()


def test_that_a_model_without_a_sketch_is_refused(
    digits_model: Path, sketch: Path, tmp_path: Path, capsys: Capture
) -> None:
    status, _, complaint = said(capsys, "colour", digits_model, sketch, "--out", tmp_path / "out.png")
    assert status == 2 and "takes no sketch" in complaint


def test_that_figures_are_json(model: Path, capsys: Capture) -> None:
    status, out, _ = said(capsys, "measure", model, "--count", "2", "--size", "64", "--json")
    figures = json.loads(out)
    assert status == 0 and (figures["pictures"], figures["size"]) == (2, 64)
    assert 0 < figures["l1"] < 2 and figures["hint_difference"] > 0


# -- ways and layers -----------------------------------------------------------------------------------------


def coloured_by(capsys: Capture, model: Path, sketch: Path, out: Path, *more: object) -> np.ndarray:
    status, _, complaint = said(capsys, "colour", model, sketch, "--out", out, *more)
    assert (status, complaint) == (0, "")
    return np.asarray(Image.open(out))


def test_that_the_way_to_colour_is_chosen(model: Path, sketch: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "out.png"
    kept, flat, free = (
        coloured_by(capsys, model, sketch, out, *more) for more in ((), ("--mode", "flat"), ("--mode", "free"))
    )
    assert (kept[:5] == 255).all() and (flat[:5] == 255).all(), "the paper around the drawing"
    assert not (free[:5] == 255).all()
    assert len(np.unique(flat[30:40, 40:50].reshape(-1, 3), axis=0)) == 1
    assert np.array_equal(coloured_by(capsys, model, sketch, out, "--set", "way=2"), free)


def test_that_gaps_are_closed_as_wide_as_was_said(model: Path, tmp_path: Path, capsys: Capture) -> None:
    picture = Image.new("L", (120, 120), 255)
    ImageDraw.Draw(picture).arc((20, 20, 100, 100), 10, 350, fill=0, width=3)
    picture.save(tmp_path / "open.png")
    for gap, is_closed in ((0, False), (20, True)):
        made = coloured_by(capsys, model, tmp_path / "open.png", tmp_path / "out.png", "--mode", "flat", "--gap", gap)
        assert bool((made[60, 60] != 255).any()) is is_closed


@pytest.mark.parametrize("ending", ["ora", "psd"])
def test_that_layers_are_written_beside_the_picture(
    ending: str, model: Path, sketch: Path, tmp_path: Path, capsys: Capture
) -> None:
    if ending == "psd":
        pytest.importorskip("psd_tools")
    layers = tmp_path / f"layers.{ending}"
    coloured_by(capsys, model, sketch, tmp_path / "out.png", "--layers", layers, "--hard")
    assert layers.stat().st_size > 500
    folder = tmp_path / "sketches"
    folder.mkdir()
    sketch.rename(folder / "one.png")
    status, _, _ = said(capsys, "colour", model, folder, "--out", tmp_path / "made", "--layers", f".{ending}")
    assert status == 0
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == sorted(["one.png", f"one.{ending}"])


@pytest.mark.parametrize("layers", ["layers.tiff", "layers"])
def test_that_other_layers_are_refused_before_anything_is_written(
    layers: str, model: Path, sketch: Path, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "out.png"
    status, _, complaint = said(capsys, "colour", model, sketch, "--out", out, "--layers", tmp_path / layers)
    assert status == 2 and ".ora or .psd" in complaint
    assert not out.exists()
