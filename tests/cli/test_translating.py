"""`ganstudio translate` as a person types it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.cli.main import main
from ganstudio.core.runs import Run
from tests.models import exported
from tests.translators import INVERTED, TOLD, attributes, tiny

Capture = pytest.CaptureFixture[str]
HAIR = ("black hair", "blond hair")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return tiny(tmp_path / "inverted.onnx", INVERTED)


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Adds a quarter of red, green and blue for smile, black hair and blond hair."""
    return tiny(tmp_path / "told.onnx", TOLD, attributes=attributes(("smile", *HAIR), [HAIR]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "pictures"
    made.mkdir()
    for name in ("a.png", "b.png"):
        Image.new("RGB", (30, 20), (100, 100, 100)).save(made / name)
    return made


def said(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    out, complaint = capsys.readouterr()
    return status, out, complaint


def colour(path: Path) -> tuple[int, ...]:
    with Image.open(path) as made:
        return tuple(np.asarray(made.convert("RGB"))[5, 5].tolist())


def test_that_files_and_folders_are_translated(model: Path, folder: Path, tmp_path: Path, capsys: Capture) -> None:
    Image.new("L", (9, 9), 10).save(tmp_path / "c.jpg")
    out = tmp_path / "out"
    status, words, complaint = said(capsys, "translate", model, folder, tmp_path / "c.jpg", "--out", out)
    assert (status, complaint) == (0, "")
    assert words == f"3 pictures translated in {out} (dark to light)\n"
    assert sorted(path.name for path in out.iterdir()) == ["a.png", "b.png", "c.png"]
    assert colour(out / "a.png") == (155, 155, 155)


@pytest.mark.parametrize(("options", "made"), [
    (["--strength", "0.2"], (111, 111, 111)), (["--tile", "64"], (155, 155, 155)), (["--detail", "2"], (155, 155, 155)),
])  # fmt: skip
def test_that_options_reach_the_work(
    options: list[str], made: tuple[int, ...], model: Path, folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert said(capsys, "translate", model, folder, "--out", tmp_path / "out", *options)[0] == 0
    assert colour(tmp_path / "out" / "a.png") == made


@pytest.mark.parametrize("ending", ["webp", "jpg"])
def test_that_other_formats_are_written_and_existing_files_skipped(
    ending: str, model: Path, folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    command = ("translate", model, folder, "--out", tmp_path / "out", "--format", ending, "--skip-existing")
    assert said(capsys, *command)[0] == 0
    (tmp_path / "out" / f"a.{ending}").unlink()
    status, words, _ = said(capsys, *command)
    assert status == 0 and words.startswith("1 picture translated") and "1 picture skipped: there already" in words


def test_that_quality_decides_how_large_files_are(model: Path, tmp_path: Path, capsys: Capture) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (48, 48, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    for quality in ("20", "95"):
        options = ("--out", tmp_path / quality, "--format", "jpg", "--quality", quality)
        assert said(capsys, "translate", model, tmp_path / "noise.png", *options)[0] == 0
    small, large = ((tmp_path / quality / "noise.jpg").stat().st_size for quality in ("20", "95"))
    assert small < large / 2


@pytest.mark.parametrize(("settings", "made"), [
    (["smile=on"], (164, 100, 100)), (["smile=off"], (36, 100, 100)), (["hair=blond"], (100, 100, 164)),
    (["blond hair=on"], (100, 100, 164)), (["Black_Hair=yes", "smile=on"], (164, 164, 100)), ([], (100, 100, 100)),
])  # fmt: skip
def test_that_attributes_are_set_by_name_or_by_group(
    settings: list[str], made: tuple[int, ...], told: Path, folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    options = [part for setting in settings for part in ("--set", setting)]
    status, _, complaint = said(capsys, "translate", told, folder, "--out", tmp_path / "out", *options)
    assert (status, complaint) == (0, "")
    assert np.abs(np.subtract(colour(tmp_path / "out" / "a.png"), made)).max() <= 1


@pytest.mark.parametrize(("options", "words"), [
    (["--set", "beard=on"], "smile, black hair, blond hair"), (["--set", "hair=green"], "black hair, blond hair"),
    (["--set", "black hair=off"], "something else comes in its place"), (["--set", "smile"], "has no value"),
    (["--set", "hair=blond", "--set", "hair=black"], "exclude each other"), (["--strength", "9"], "strength"),
    (["--direction", "back"], "there (dark to light)"),
])  # fmt: skip
def test_that_a_mistake_is_said_before_any_work(
    options: list[str], words: str, told: Path, folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    status, _, complaint = said(capsys, "translate", told, folder, "--out", tmp_path / "out", *options)
    assert status == 2 and words in complaint
    assert not (tmp_path / "out").exists()


def test_that_a_broken_file_costs_only_itself(model: Path, folder: Path, tmp_path: Path, capsys: Capture) -> None:
    (folder / "broken.png").write_text("no picture")
    status, words, complaint = said(capsys, "translate", model, folder, "--out", tmp_path / "out")
    assert status == 1 and "2 pictures translated" in words
    assert "1 could not be translated: broken.png" in words and "broken.png is not a picture" in complaint
    status, _, complaint = said(capsys, "translate", model, folder / "broken.png", "--out", tmp_path / "out")
    assert status == 2 and "No picture could be translated" in complaint


def test_that_models_are_found_by_name(model: Path, folder: Path, home: Path, tmp_path: Path, capsys: Capture) -> None:
    (home / "models").mkdir(parents=True)
    shutil.copy(model, home / "models" / "mine.onnx")
    for name in ("mine", "Tiny"):
        assert said(capsys, "translate", name, folder, "--out", tmp_path / name)[0] == 0
    status, _, complaint = said(capsys, "translate", "cartoon-faces", folder, "--out", tmp_path / "out")
    assert status == 2 and "does not change pictures" in complaint
    status, _, complaint = said(capsys, "translate", "unknown", folder, "--out", tmp_path / "out")
    assert status == 2 and "no model and no run called 'unknown'" in complaint


@pytest.fixture
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return exported(tmp_path_factory, "cyclegan", "quick")[1]


def test_that_a_run_translates_in_the_direction_that_is_named(
    run: Run, folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    command = ("translate", run.id, folder, "--runs", run.folder.parent, "--out", tmp_path / "out")
    status, _, complaint = said(capsys, *command)
    assert status == 2 and "can translate in 2 directions" in complaint
    assert "there (class 0 to class 1); back (class 1 to class 0)" in complaint
    status, _, complaint = said(capsys, *command, "--direction", "sideways")
    assert status == 2 and "no direction 'sideways'" in complaint
    for direction in ("there", "Class 1 to class 0"):
        status, words, complaint = said(capsys, *command, "--direction", direction)
        assert (status, complaint) == (0, "") and "to class" in words
    made = np.asarray(Image.open(tmp_path / "out" / "a.png"))
    assert made.shape == (20, 30, 3) and np.ptp(made) > 0
