"""A joint set from two folders of files to a model in use, as a person types it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.cli.main import main
from ganstudio.core.controls import Attributes, first_of
from ganstudio.core.runs import Run
from ganstudio.export.onnx_session import Model
from ganstudio.export.translation import Translator, Wishes
from tests.synthetic import write_pictures

Capture = pytest.CaptureFixture[str]


def said(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """People with glasses or without, of some of whom nobody knows, and others with hats or without."""
    for seed, name in enumerate(("people", "others")):
        write_pictures(tmp_path / "set" / name, 8, seed, size=32)
    people = "".join(f"{n:03}.png,{float(n % 2)},{'' if n > 5 else float(n > 2)}\n" for n in range(8))
    (tmp_path / "set" / "people" / "attributes.csv").write_text("file,glasses,smile\n" + people)
    others = "".join(f"{n:03}.png,{n % 2},{int(n > 3)}\n" for n in range(8))
    (tmp_path / "set" / "others" / "attributes.csv").write_text("file,hat,smile\n" + others)
    return tmp_path / "set"


@pytest.mark.parametrize("preset", ["quick", "paper"])
def test_that_a_joint_set_is_trained_on_resumed_and_used(
    preset: str, folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    small = ["--set", "batch=4", "--set", "width=8", "--set", "blocks=1", "--device", "cpu", "--precision", "fp32"]
    status, out, complaint = said(
        capsys, "train", "--data", folder, "--family", "stargan", "--preset", preset, "--size", 64, *small,
        "--steps", 3, "--runs", tmp_path / "runs",
    )  # fmt: skip
    assert status == 0, complaint
    run = Run(Path(out.splitlines()[-1]))
    assert run.state().about["joint"] is True
    status, _, complaint = said(capsys, "resume", run.folder, "--steps", 2, "--runs", tmp_path / "runs")
    assert status == 0, complaint
    assert run.state().step == 5
    status, _, complaint = said(capsys, "export", run.folder, "--out", tmp_path / "model.onnx")
    assert status == 0, complaint
    model = Model(tmp_path / "model.onnx")
    asked = first_of(Attributes, model.controls)
    assert asked is not None
    assert asked.signed
    assert set(asked.names) == {"glasses", "smile", "hat"}
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 256, (50, 70, 3), dtype=np.uint8))
    for wanted in ({}, {"hat": True}, {"hat": False, "glasses": True}):
        assert Translator(model).translate(picture, Wishes(wanted)).picture.size == (70, 50)


def test_that_a_look_at_a_joint_set_says_what_is_open(folder: Path, capsys: Capture) -> None:
    status, out, complaint = said(capsys, "data", "inspect", folder)
    assert status == 0, complaint
    assert ("others/attributes.csv and people/attributes.csv leave hat, smile and glasses open for 16 pictures: StarGAN"
            in " ".join(out.split()))  # fmt: skip
