"""Lines of text on the command line: trained on, sampled, measured, and refused where they are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ganstudio.cli.main import main

TINY = ["--family", "text", "--set", "batch=8", "--set", "width=8", "--set", "reader_width=8", "--steps", "2",
        "--device", "cpu"]  # fmt: skip


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


@pytest.fixture
def names(tmp_path: Path) -> Path:
    path = tmp_path / "names.txt"
    path.write_text("\n".join(f"name {number}" for number in range(300)))
    return path


def test_that_a_file_of_text_is_learned_sampled_and_measured(
    names: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = said(capsys, "train", "--data", names, *TINY)
    assert status == 0
    run = Path(out.splitlines()[-1]).name
    for name in ("a.txt", "b.txt", "sheet.png"):
        status, out, _ = said(capsys, "sample", run, "--out", tmp_path / name, "--count", "7")
        assert (status, out.split(" in ")[0]) == (0, "7 pictures" if name.endswith("png") else "7 lines")
    lines = (tmp_path / "a.txt").read_text().splitlines()
    assert (tmp_path / "a.txt").read_text() == (tmp_path / "b.txt").read_text()
    assert len(lines) == 7
    assert max(map(len, lines)) <= 8
    figures = json.loads(said(capsys, "measure", run, "--count", "50", "--json")[1])
    assert (figures["protocol"], figures["samples"]) == ("text-1", 50)
    assert {"unique", "copied", "novel", "nll_heldout", "real_trigrams", "unigram_real_trigrams"} <= figures.keys()
    assert "grammatical" not in figures


def test_that_pictures_are_not_written_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, complaint = said(capsys, "sample", "digits", "--out", tmp_path / "digits.txt", "--count", "2")
    assert status == 2
    assert "should end in .png" in complaint
    assert not (tmp_path / "digits.txt").exists()


def test_that_text_is_inspected_and_is_no_set_of_pictures(names: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "300 different lines" in said(capsys, "data", "inspect", names)[1]
    assert json.loads(said(capsys, "data", "inspect", "expressions", "--json")[1])["kind"] == "text"
    status, _, complaint = said(capsys, "data", "add", names, "--name", "mine")
    assert status == 2
    assert "text is learned in Train" in complaint


def test_that_text_is_no_food_for_families_of_pictures(names: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, complaint = said(capsys, "train", "--family", "dcgan", "--data", names, "--steps", "1")
    assert status == 2
    assert "pictures" in complaint
