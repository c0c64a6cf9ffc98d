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
    assert "judge accuracy" not in out
    assert "early score" in out
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


def test_that_a_run_has_measures_of_any_samples_and_a_table_of_its_discriminator(
    kinds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = ["--prepare", "validation=30%"]
    run = said(capsys, "train", "--family", "cgan", "--data", kinds, *TINY, *held)[1].splitlines()[-1]
    figures = json.loads(said(capsys, "measure", Path(run).name, "--count", "20", "--json")[1])
    assert {"early_score", "early_score_low", "early_score_of_real", "frechet_distance", "precision"} <= set(figures)
    assert "FID" not in json.dumps(figures)
    table = figures["discriminator_confusion"]
    assert table["held_out"]["real"] + table["held_out"]["fake"] == pytest.approx(1)
    out = said(capsys, "measure", Path(run).name, "--count", "20")[1]
    assert "D calls held out real" in out
    assert "D calls samples fake" in out


def test_that_a_model_that_draws_is_measured_against_a_set(
    digits_model: Path, kinds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, complaint = said(capsys, "measure", digits_model)
    assert status == 2
    assert "--against SET" in complaint
    status, out, complaint = said(capsys, "measure", digits_model, "--against", kinds, "--count", "20", "--json")
    assert (status, complaint) == (0, "")
    figures = json.loads(out)
    assert figures["samples"] == 20
    assert "20 samples, 20 real" in figures["quality_protocol"]
    assert figures["frechet_distance"] > 0


def test_that_a_model_in_the_box_that_takes_pictures_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, complaint = said(capsys, "measure", "vaegan-faces-encoder", "--against", "mnist")
    assert status == 2
    assert complaint.startswith("ganstudio: vaegan-faces-encoder takes pictures")


def test_that_a_folder_is_measured_and_what_is_no_picture_is_one_sentence(
    kinds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pictures(tmp_path / "mine", 12, seed=7)
    (tmp_path / "mine" / "broken.png").write_bytes(b"no picture")
    status, out, complaint = said(capsys, "measure", tmp_path / "mine", "--against", kinds, "--json")
    assert status == 0
    assert complaint.count("1 file left out") == 1
    figures = json.loads(out)
    assert figures["pictures"] == 12
    assert figures["size"] == 16
    assert "psnr" not in figures  # other names below cats and dogs


def test_that_files_of_the_same_name_are_compared_one_by_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("made", "wanted"):
        write_pictures(tmp_path / name, 12, seed=3)
    status, out, _ = said(capsys, "measure", tmp_path / "made", "--against", tmp_path / "wanted", "--json")
    figures = json.loads(out)
    assert status == 0
    assert figures["with_target"] == 12
    assert figures["ssim"] == pytest.approx(1, abs=1e-3)
    assert figures["frechet_distance"] == pytest.approx(0, abs=1e-3)


def test_that_a_folder_alone_says_what_is_missing(kinds: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, complaint = said(capsys, "measure", kinds)
    assert status == 2
    assert "--against SET" in complaint


def test_that_fid_without_its_file_is_one_sentence_with_the_remedy(
    kinds: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GANSTUDIO_INCEPTION", "/nowhere/pt_inception-2015-12-05-6726825d.pth")
    status, _, complaint = said(capsys, "measure", kinds, "--against", kinds, "--features", "inception")
    assert status == 2
    assert complaint.startswith("ganstudio: There is no file /nowhere/")
    assert "GANSTUDIO_INCEPTION" in complaint


def test_that_nobody_of_that_name_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, complaint = said(capsys, "measure", "nothing")
    assert status != 0
    assert complaint.startswith("ganstudio: There is no model and no run called 'nothing'.")
