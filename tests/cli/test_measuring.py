"""`ganstudio measure RUN` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ganstudio.cli.main import main
from tests.synthetic import write_pictures

TINY = ["--preset", "quick", "--size", "28", "--channels", "1", "--set", "batch=4", "--steps", "1", "--device", "cpu"]


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


@pytest.fixture
def kinds(tmp_path: Path) -> Path:
    for seed, name in enumerate(("cats", "dogs")):
        write_pictures(tmp_path / "kinds" / name, 12, seed=100 * seed)
    return tmp_path / "kinds"


def test_that_a_run_is_measured_as_a_table_and_as_json(kinds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = said(capsys, "train", "--family", "acgan", "--data", kinds, *TINY)[1].splitlines()[-1]
    status, out, complaint = said(capsys, "measure", Path(run).name, "--count", "20", "--json")
    assert (status, complaint) == (0, "")
    figures = json.loads(out)
    assert figures["protocol"] == "samples-1"
    assert figures["samples"] == 20
    assert 0 <= figures["conditional_accuracy"] <= 1
    status, table, _ = said(capsys, "measure", Path(run).name, "--count", "20")
    assert status == 0
    assert f"conditional accuracy          {figures['conditional_accuracy']}" in table


def test_that_pictures_without_classes_say_what_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pictures(tmp_path / "pics", 12)
    run = said(capsys, "train", "--family", "dcgan", "--data", tmp_path / "pics", *TINY)[1].splitlines()[-1]
    status, out, complaint = said(capsys, "measure", Path(run).name, "--count", "20")
    assert status == 0
    assert "frechet" not in out
    assert "no classes" in complaint


def test_that_too_few_pictures_to_judge_by_leave_what_the_family_tells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed, name in enumerate(("cats", "dogs")):
        write_pictures(tmp_path / "few" / name, 6, seed=100 * seed)
    run = said(capsys, "train", "--family", "acgan", "--data", tmp_path / "few", *TINY)[1].splitlines()[-1]
    status, out, complaint = said(capsys, "measure", Path(run).name, "--count", "20", "--json")
    assert status == 0
    assert "has 12 pictures, and a judge learns from 20 or more" in complaint
    assert {"auxiliary_accuracy_real", "auxiliary_accuracy_generated"} <= set(json.loads(out))


def test_that_a_model_in_the_box_has_its_figures_on_its_card(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, complaint = said(capsys, "measure", "digits")
    assert status == 2
    assert complaint.startswith("ganstudio: digits is an exported model")


def test_that_nobody_of_that_name_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, complaint = said(capsys, "measure", "nothing")
    assert status != 0
    assert complaint.startswith("ganstudio: There is no model and no run called 'nothing'.")
