"""What people really drop on a window: damaged, empty, tiny, foreign and full."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from ganstudio.core import recipe as recipes
from ganstudio.core.recipe import Budget
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places
from ganstudio.studio.training import Training
from ganstudio.ui.workspace import ResumeRun, ShowRun
from tests.synthetic import write_pictures
from tests.ui.window import SLOW, TINY, Window

pytestmark = pytest.mark.usefixtures("at_rest")


def says(window: Window, qtbot: QtBot, *words: str) -> None:
    qtbot.waitUntil(lambda: all(word in window.message for word in words), timeout=SLOW)


def damage(folder: Path) -> dict[str, str]:
    """Bad files in `folder`, with what is said of each."""
    (folder / "notes.png").write_text("these are notes")
    whole = (folder / "000.png").read_bytes()
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])
    Image.new("RGB", (1, 1)).save(folder / "dot.png")
    return {"notes.png": "is not a picture", "cut.png": "damaged or cut off", "dot.png": "only 1 x 1 pixels"}


@pytest.mark.parametrize("bad", ["notes.png", "cut.png", "dot.png"])
def test_that_a_bad_picture_among_good_ones_is_named_and_left_out(
    bad: str, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    write_pictures(folder, 40)
    words = damage(folder)
    for name in words.keys() - {bad}:
        (folder / name).unlink()
    window.take(folder)
    qtbot.waitUntil(lambda: words[bad] in window.data.xray.text, timeout=SLOW)
    assert bad in window.data.xray.text
    window.data.stage.train.click()
    draft, training = window.studio.draft, window.studio.training
    assert draft.recipe.family == "dcgan"
    for problem in draft.problems():
        if problem.serious:
            draft.mend(problem)
    draft.set("batch", 4)
    draft.set_budget(2, "steps")
    window.train.bar.start.click()
    qtbot.waitUntil(lambda: training.state in ("finished", "failed"), timeout=SLOW)
    assert training.state == "finished", training.history.message


def test_that_an_empty_folder_changes_nothing(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    before = window.studio.draft.recipe
    (tmp_path / "empty").mkdir()
    window.take(tmp_path / "empty")
    says(window, qtbot, "empty holds no pictures", "choose another one")
    assert window.studio.draft.recipe == before


def test_that_a_folder_of_nothing_but_damage_is_refused(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    for index in range(3):
        (tmp_path / "bad" / f"{index}.png").write_text("no picture")
    window.take(tmp_path / "bad")
    says(window, qtbot, "No picture in", "0.png")
    assert all(data.title != "bad" for data in window.studio.pictures.sets)


def test_that_a_recipe_with_an_unknown_setting_changes_nothing(window: Window, tmp_path: Path) -> None:
    before = window.studio.draft.recipe
    path = tmp_path / "recipe.toml"
    path.write_text(recipes.to_toml(TINY.changed(settings={"lr_gg": 0.1})))
    window.take(path)
    assert "no setting called 'lr_gg'" in window.message
    assert "Did you mean 'lr_g'" in window.message
    assert window.studio.draft.recipe == before


def test_that_a_recipe_that_is_none_is_refused(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    for text, words in (
        ("= 3", "not valid TOML"),
        ("family = 'cgan'", "has no 'data' entry"),
        ("\0", "not valid TOML"),
    ):
        path.write_text(text)
        window.take(path)
        assert words in window.message


def test_that_a_model_that_is_none_is_refused(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "garbage.onnx"
    path.write_bytes(b"garbage" * 50)
    window.take(path)
    says(window, qtbot, "garbage.onnx is not an ONNX model")
    assert "Opening" not in window.explore.view._empty
    assert not window.explore.save.isEnabled()


def test_that_a_run_in_use_by_another_program_is_refused(
    window: Window, qtbot: QtBot, places: Places, store: RunStore
) -> None:
    command = [sys.executable, "-m", "ganstudio", "train", "--data", "mnist", "--family", "cgan", "--preset", "quick",
               "--device", "cpu", "--minutes", "30"]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ}) as process:
        try:
            qtbot.waitUntil(lambda: any(run.state().state == "running" for run in store.all()), timeout=SLOW)
            (run,) = store.all()
            window.ask(ResumeRun(run))
            assert f"The run {run.id} is open in another program." in window.message
            assert window.studio.training.state == "none"
            window.ask(ShowRun(run))
            assert window.studio.training.state == "running"
            assert "in another program" in window._status._state.text()
            assert not window.train.bar.stop.isEnabled()
        finally:
            process.terminate()
    qtbot.waitUntil(lambda: window.studio.training.state == "stopped", timeout=SLOW)


def finished(window: Window, qtbot: QtBot, steps: int) -> Run:
    training = window.studio.training
    training.start(TINY.changed(budget=Budget(steps, "steps")))
    qtbot.waitUntil(lambda: training.state in ("finished", "failed"), timeout=SLOW)
    assert training.run is not None
    return training.run


def test_that_a_flipped_byte_in_a_checkpoint_is_said(window: Window, qtbot: QtBot) -> None:
    run = finished(window, qtbot, 2)
    training = window.studio.training
    training.go_on(more_steps=2)
    qtbot.waitUntil(lambda: training.state == "finished" and training.history.step == 4, timeout=SLOW)
    newest = sorted(run.checkpoints.glob("*.safetensors"))[-1]
    data = bytearray(newest.read_bytes())
    data[-100] ^= 1
    newest.write_bytes(data)
    training.go_on(more_steps=1)
    qtbot.waitUntil(lambda: training.state in ("finished", "failed") and not training.is_mine, timeout=SLOW)
    assert training.state == "finished"
    assert training.history.step == 3  # from the checkpoint before it
    says(window, qtbot, newest.name)


def test_that_a_run_on_screen_may_be_thrown_away(window: Window, qtbot: QtBot) -> None:
    run = finished(window, qtbot, 2)
    run.folder.rename(run.folder.with_name("gone"))
    window.studio.library.refresh()
    window.train.stage.raw.click()
    window.train.stage.slider.setValue(0)
    window.go_to("library")
    assert window.library.current is None or window.library.current.key == "gone"


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], check=False, capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_that_a_full_disk_ends_a_run_with_words(
    full_disk: Path, app: object, places: Places, settings: object, qtbot: QtBot
) -> None:
    training = Training(RunStore(full_disk / "runs"), places, settings)  # type: ignore[arg-type]
    (full_disk / "ballast").write_bytes(b"\0" * 2_600_000)
    training.start(TINY.changed(budget=Budget(50, "steps")))
    qtbot.waitUntil(lambda: training.state in ("failed", "finished"), timeout=SLOW)
    assert training.state == "failed"
    assert "no space left" in training.history.message.lower() or "disk is full" in training.history.message.lower()
    assert "Free some" in training.history.hint
    training.shut_down()
