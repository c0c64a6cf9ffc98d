"""Models that other programs have changed: what works goes on working, and what does not is one sentence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganstudio.cli.main import main
from tests.models import REFUSED, REFUSED_PAINTERS, WORKING, WORKING_PAINTERS

Capture = pytest.CaptureFixture[str]


def said(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


def is_a_sentence(complaint: str, words: str) -> bool:
    first, *rest = complaint.splitlines()
    return first.startswith("ganstudio: ") and ".onnx" in first and words in first and len(rest) == 1


@pytest.fixture
def digits(digits_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(digits_model, tmp_path / "digits.onnx"))


@pytest.fixture
def painter(painter_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(painter_model, tmp_path / "painter.onnx"))


@pytest.fixture
def sketch(tmp_path: Path) -> Path:
    picture = Image.new("L", (64, 64), 255)
    ImageDraw.Draw(picture).ellipse((10, 15, 50, 55), outline=0, width=3)
    picture.save(tmp_path / "face.png")
    return tmp_path / "face.png"


@pytest.mark.parametrize("change", WORKING)
def test_that_a_changed_generator_draws_as_before(change: str, digits: Path, tmp_path: Path, capsys: Capture) -> None:
    make, words = WORKING[change]
    assert said(capsys, "sample", digits, "--out", tmp_path / "before.png", "--count", 7)[0] == 0
    make(digits)
    status, out, complaint = said(capsys, "sample", digits, "--out", tmp_path / "after.png", "--count", 7)
    assert (status, complaint) == (0, "")
    assert words in out
    before, after = (np.asarray(Image.open(tmp_path / f"{name}.png"), int) for name in ("before", "after"))
    assert np.abs(before - after).max() <= 2


@pytest.mark.parametrize("change", REFUSED)
def test_that_a_broken_generator_is_a_sentence(change: str, digits: Path, tmp_path: Path, capsys: Capture) -> None:
    make, words = REFUSED[change]
    make(digits)
    status, out, complaint = said(capsys, "sample", digits, "--out", tmp_path / "out.png")
    assert (status, out) == (2, "")
    assert is_a_sentence(complaint, words)
    assert not (tmp_path / "out.png").exists()


@pytest.mark.parametrize("change", WORKING_PAINTERS)
def test_that_a_changed_painter_colours_as_before(
    change: str, painter: Path, sketch: Path, tmp_path: Path, capsys: Capture
) -> None:
    make, _ = WORKING_PAINTERS[change]
    assert said(capsys, "colour", painter, sketch, "--out", tmp_path / "before.png")[0] == 0
    make(painter)
    status, _, complaint = said(capsys, "colour", painter, sketch, "--out", tmp_path / "after.png")
    assert (status, complaint) == (0, "")
    before, after = (np.asarray(Image.open(tmp_path / f"{name}.png"), int) for name in ("before", "after"))
    assert np.abs(before - after).max() <= 3
    status, out, complaint = said(capsys, "measure", painter, "--count", "2", "--json")
    assert (status, complaint) == (0, "")
    assert np.isfinite(json.loads(out)["l1"])


@pytest.mark.parametrize("change", REFUSED_PAINTERS)
@pytest.mark.parametrize("command", ["colour", "measure"])
def test_that_a_broken_painter_is_a_sentence(
    change: str, command: str, painter: Path, sketch: Path, tmp_path: Path, capsys: Capture
) -> None:
    make, words = REFUSED_PAINTERS[change]
    make(painter)
    arguments = (sketch, "--out", tmp_path / "out.png") if command == "colour" else ("--count", "2")
    status, out, complaint = said(capsys, command, painter, *arguments)
    assert (status, out) == (2, "")
    assert is_a_sentence(complaint, words)
    assert not (tmp_path / "out.png").exists()
