"""`ganstudio colour` and `ganstudio measure` as a person types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganstudio.cli.main import main
from ganstudio.core.runs import RunStore
from ganstudio.export import to_onnx
from tests.export.test_to_onnx import trained

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
    assert status == 0 and "1 drawings coloured" in out
    assert "broken.png" in complaint
    assert [path.name for path in (tmp_path / "coloured").iterdir()] == ["face.png"]


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
    store: RunStore, sketch: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "digits.onnx"
    to_onnx.export_run(trained(store, "cgan", "quick"), path)
    status, _, complaint = said(capsys, "colour", path, sketch, "--out", tmp_path / "out.png")
    assert status == 2 and "takes no sketch" in complaint


def test_that_figures_are_json(model: Path, capsys: Capture) -> None:
    status, out, _ = said(capsys, "measure", model, "--count", "2", "--size", "64")
    figures = json.loads(out)
    assert status == 0 and (figures["pictures"], figures["size"]) == (2, 64)
    assert 0 < figures["l1"] < 2 and figures["hint_difference"] > 0
