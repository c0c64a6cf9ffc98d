"""Every command as a person types it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ganstudio import __version__
from ganstudio.cli.main import main
from ganstudio.core.events import Saved
from ganstudio.core.pictures import read_png
from ganstudio.core.runs import Run

Capture = pytest.CaptureFixture[str]
TINY = ["train", "--data", "mnist", "--family", "cgan", "--preset", "quick", "--set", "batch=8", "--device", "cpu",
        "--precision", "fp32"]  # fmt: skip


def said(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    out, complaint = capsys.readouterr()
    return status, out, complaint


@pytest.fixture
def trained(capsys: Capture) -> Run:
    status, out, _ = said(capsys, *TINY, "--steps", "6")
    assert status == 0
    return Run(Path(out.splitlines()[-1]))


@pytest.mark.parametrize(("what", "key", "some"), [
    ("families", "key", {"cgan", "dcgan", "vanilla"}), ("data", "key", {"mnist", "fashion-mnist"}),
    ("runs", "id", set()), ("models", "name", set()),
])  # fmt: skip
def test_that_a_list_is_json_when_asked(what: str, key: str, some: set[str], capsys: Capture) -> None:
    status, out, complaint = said(capsys, "list", what, "--json")
    assert (status, complaint) == (0, "")
    assert {row[key] for row in json.loads(out)} >= some


def test_that_it_says_its_version(capsys: Capture) -> None:
    assert said(capsys, "--version") == (0, f"GAN Studio {__version__}\n", "")


def test_that_pictures_are_made_ready_as_the_command_says(capsys: Capture) -> None:
    status, out, _ = said(capsys, *TINY, "--steps", "2", "--prepare", "validation=10%", "--prepare", "flip=yes")
    assert status == 0
    run = Run(Path(out.splitlines()[-1]))
    assert run.recipe().data.preparation == {"validation": 0.1, "flip": True}
    assert 8900 < int(run.state().about["count"]) < 9100


@pytest.mark.parametrize(("arguments", "words"), [
    (["train", "--family", "cgna"], "no family called 'cgna'"),
    (["train", "--preset", "slow"], "no preset 'slow'"),
    (["train", "--set", "lr_gg=1"], "no setting called 'lr_gg'"),
    (["train", "--set", "batch=many"], "Batch"),
    (["train", "--set", "batch"], "has no value"),
    (["train", "--prepare", "wings=1"], "no setting called 'wings'"),
    (["train", "--data", "cartoon-faces", "--family", "stargan", "--prepare", "attributes=wings"], "attribute 'wings'"),
    (["train", "--data", "minst"], "no data set called 'minst'"),
    (["train", "--data", "/nowhere/at/all"], "is not a folder"),
    (["train", "--size", "17"], "17 pixels"),
    (["train", "--steps", "0"], "cannot last 0"),
    (["train", "--steps", "5", "--epochs", "1"], "steps, epochs or minutes"),
    (["train", "--device", "quantum"], "quantum"),
    (["train", "nothing.toml"], "nothing.toml"),
    (["resume", "nothing"], "no run called 'nothing'"),
    (["export", "nothing", "--out", "a.onnx"], "no run called 'nothing'"),
    (["sample", "nothing", "--out", "a.png"], "no run called 'nothing'"),
    (["sample", "nothing.onnx", "--out", "a.png"], "no model nothing.onnx"),
    (["sample", "nothing", "--out", "a.jpg"], "end in .png"),
    (["train", "--no-such-option"], "No such option"),
    (["dance"], "No such command"),
])  # fmt: skip
def test_that_a_mistake_is_one_sentence(arguments: list[str], words: str, capsys: Capture) -> None:
    status, out, complaint = said(capsys, *arguments)
    first, *rest = complaint.splitlines()
    assert status == 2
    assert first.startswith("ganstudio: ")
    assert words in first
    assert len(rest) <= 1  # the hint
    assert "Traceback" not in out + complaint


def test_that_training_ends_with_the_folder_of_its_run(trained: Run) -> None:
    assert trained.state().state == "finished"
    assert trained.state().step == 6


def test_that_a_run_goes_on_for_more_steps(trained: Run, capsys: Capture) -> None:
    status, out, _ = said(capsys, "resume", trained.id, "--steps", "4")
    assert status == 0
    assert out.splitlines()[-1] == str(trained.folder)
    assert (trained.state().state, trained.state().step) == ("finished", 10)
    _, out, _ = said(capsys, "list", "runs", "--json")
    assert [(row["id"], row["step"]) for row in json.loads(out)] == [(trained.id, 10)]


def test_that_a_run_and_its_model_draw_the_same(trained: Run, tmp_path: Path, capsys: Capture) -> None:
    model = tmp_path / "digits.onnx"
    status, out, _ = said(capsys, "export", trained.id, "--out", str(model))
    assert (status, str(model) in out) == (0, True)
    for source, name in ((trained.id, "run"), (str(model), "model"), (str(model), "again")):
        for label in ("7", None):
            picture = tmp_path / f"{name}-{label}.png"
            extra = ["--label", label] if label else []
            assert said(capsys, "sample", source, "--out", str(picture), "--seed", "3", "--count", "10", *extra)[0] == 0
    for label in ("7", None):
        run, of_model, again = (tmp_path / f"{name}-{label}.png" for name in ("run", "model", "again"))
        np.testing.assert_array_equal(read_png(run), read_png(of_model))  # what they say of their origin differs
        assert of_model.read_bytes() == again.read_bytes()
    assert (read_png(tmp_path / "run-7.png") != read_png(tmp_path / "run-None.png")).any()


def test_that_a_run_draws_ways_but_has_no_directions(trained: Run, tmp_path: Path, capsys: Capture) -> None:
    way = str(tmp_path / "way.png")
    status, out, _ = said(capsys, "sample", trained.id, "--interpolate", "1,2", "--label", "3", "--out", way)
    assert (status, out) == (0, f"9 pictures in {way}\n")
    status, _, complaint = said(capsys, "sample", trained.id, "--directions", "2", "--out", way)
    assert (status, "exported models" in complaint) == (2, True)


def test_that_an_unknown_class_is_answered_with_those_there_are(trained: Run, tmp_path: Path, capsys: Capture) -> None:
    status, _, complaint = said(capsys, "sample", trained.id, "--out", str(tmp_path / "a.png"), "--label", "cat")
    assert status == 2
    assert "no class 'cat'" in complaint
    assert "0, 1, 2, 3, 4, 5, 6, 7, 8, 9" in complaint
    assert not (tmp_path / "a.png").exists()


def test_that_an_export_wants_its_ending(trained: Run, tmp_path: Path, capsys: Capture) -> None:
    status, _, complaint = said(capsys, "export", trained.id, "--out", str(tmp_path / "digits.pt"))
    assert status == 2
    assert "digits.pt should end in .onnx" in complaint


def test_that_a_check_names_what_computes(capsys: Capture) -> None:
    status, out, _ = said(capsys, "check")
    assert status == 0
    for words in ("GAN Studio", "torch", "device cpu", "onnxruntime computes on", "resources"):
        assert words in out


@contextmanager
def a_long_training(home: Path, *before: str, **more: Any) -> Iterator[subprocess.Popen[str]]:
    """A process that trains until it is told to stop; none is left behind, whatever becomes of the test."""
    command = [*before, sys.executable, "-m", "ganstudio", *TINY, "--minutes", "30"]
    surroundings = {**os.environ, "GANSTUDIO_HOME": str(home)}
    with subprocess.Popen(command, env=surroundings, text=True, **more) as process:
        try:
            while not list((home / "runs").glob("*/samples/step-00000000-*.png")):
                assert process.poll() is None
                time.sleep(0.05)
            yield process
        finally:
            process.kill()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_that_ctrl_c_and_its_like_save_and_say_how_to_go_on(name: str, home: Path, terminal: None) -> None:
    with a_long_training(home, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.send_signal(signal.Signals[name])
        out, complaint = process.communicate(timeout=60)
    run = is_saved(home)
    assert process.returncode == 0, complaint  # a stop that was asked for is no failure
    assert out.splitlines()[-1] == str(run.folder)
    assert f"Go on with: ganstudio resume {run.id}" in out
    assert "Traceback" not in complaint


@pytest.mark.timeout(120)
def test_that_a_terminal_that_is_closed_costs_nothing(home: Path, terminal: None) -> None:
    import fcntl
    import pty
    import termios

    outside, inside = pty.openpty()
    streams = {"stdin": inside, "stdout": inside, "stderr": inside}
    with a_long_training(
        home, **streams, start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    ) as process:
        os.close(inside)
        os.close(outside)  # the kernel hangs up, and whatever is written from now on fails
        process.wait(60)
    is_saved(home)


@pytest.mark.timeout(120)
def test_that_nohup_keeps_its_word(home: Path) -> None:
    nowhere = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    with a_long_training(home, "nohup", **nowhere) as process:
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.terminate()
        assert process.wait(60) == 0
    is_saved(home)


def is_saved(home: Path) -> Run:
    (folder,) = (home / "runs").iterdir()
    run = Run(folder)
    assert run.state().state == "stopped"
    saved = [event for event, _ in run.events() if isinstance(event, Saved)]
    assert (run.checkpoints / saved[-1].file).is_file()
    return run
