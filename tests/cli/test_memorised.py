"""`ganstudio memorised` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ganstudio.core.pictures import read_png
from tests.cli.test_measuring import TINY, said
from tests.synthetic import write_pictures


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    write_pictures(tmp_path / "pics", 160, size=28)
    return tmp_path / "pics"


def test_that_a_run_is_compared_with_its_own_set(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = said(capsys, "train", "--family", "dcgan", "--data", pictures, *TINY, "--prepare", "validation=30%")[1]
    name = Path(run.splitlines()[-1]).name
    status, out, complaint = said(capsys, "memorised", name, "--count", "40", "--json")
    assert (status, complaint) == (0, "")
    told = json.loads(out)
    assert told["samples"] == 40
    assert 20 <= told["held_out"] < 80
    assert told["nearer_low"] <= told["nearer"] <= told["nearer_high"]
    assert len(told["pictures"]) == 40
    assert len(told["pictures"][0]["nearest"]) == 5
    status, out, _ = said(capsys, "memorised", name, "--count", "12", "--out", tmp_path / "sheet.png")
    assert status == 0
    assert "Compared with" in out
    assert "12 pictures with those nearest in" in out
    assert read_png(tmp_path / "sheet.png").shape == (12 * 28, 6 * 28 + 4, 1)


def test_that_an_exported_model_knows_its_run(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    run = said(capsys, "train", "--family", "dcgan", "--data", pictures, *TINY)[1].splitlines()[-1]
    model = tmp_path / "mine.onnx"
    assert said(capsys, "export", Path(run).name, "--out", model)[0] == 0
    status, out, _ = said(capsys, "memorised", model, "--count", "3", "--json")
    assert status == 0
    told = json.loads(out)
    assert told["against"] == "pics"
    assert told["nearer"] is None
    assert "A share takes 10 pictures" in told["words"]
    assert told["note"] == ""
    write_pictures(pictures, 170, seed=5, size=28)
    assert "the set has changed" in json.loads(said(capsys, "memorised", model, "--count", "3", "--json")[1])["note"]


def test_that_nothing_is_asked_of_a_model_that_knows_no_pictures(
    digits_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, complaint = said(capsys, "memorised", digits_model, "--count", "2")
    assert (status, out) == (2, "")
    assert "--against SET" in complaint
    status, out, complaint = said(capsys, "memorised", digits_model, "--count", "2", "--against", "mnist")
    assert (status, complaint) == (0, "")
    assert "10,000 training pictures" in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["photo-x2"], "draws no pictures of its own"),
        (["nobody"], "no run called"),
        (["digits", "--against", "nowhere"], "no data set called"),
        (["digits", "--out", "sheet.gif"], "should end in .png"),
    ],
)
def test_that_what_cannot_be_is_one_sentence(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    status, _, complaint = said(capsys, "memorised", *words)
    assert status == 2
    assert sentence in complaint
    assert "Traceback" not in complaint


def test_that_ctrl_c_ends_it_quietly(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ganstudio.launch.memorised.checked", interrupted)
    assert said(capsys, "memorised", "digits") == (130, "", "")


def test_that_other_features_can_be_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ganstudio.evaluate.quality import extractors

    monkeypatch.setattr(extractors, "chosen", lambda *_arguments: extractors.of_pyramid())
    status, out, _ = said(capsys, "memorised", "digits", "--count", "2", "--features", "lite0", "--json")
    assert status == 0
    told = json.loads(out)
    assert "Laplacian pyramid" in told["protocol"]
    assert np.isfinite(told["pictures"][0]["distance"])
