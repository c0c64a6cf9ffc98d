from __future__ import annotations

import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio import launch
from ganstudio.core.errors import StudioError
from ganstudio.core.events import Warned
from ganstudio.core.recipe import Budget, DataChoice
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places, Settings
from ganstudio.studio.training import Training, as_command
from tests.synthetic import declared_family, write_pictures
from tests.ui.window import SLOW, TINY


@pytest.fixture
def training(app: QApplication, store: RunStore, places: Places, settings: Settings) -> Iterator[Training]:
    made = Training(store, places, settings)
    yield made
    made.shut_down()


def reach(qtbot: QtBot, training: Training, state: str) -> None:
    def reached() -> bool:
        if training.state == "failed" != state:
            pytest.fail(training.history.message)
        return training.state == state

    qtbot.waitUntil(reached, timeout=SLOW)


def running(training: Training, qtbot: QtBot) -> Run:
    training.start(TINY)
    assert training.state == "loading"
    reach(qtbot, training, "running")
    qtbot.waitUntil(lambda: training.history.step > 2, timeout=SLOW)
    assert training.run is not None
    return training.run


def test_that_it_starts_pauses_goes_on_and_stops(training: Training, qtbot: QtBot) -> None:
    told: list[str] = []
    training.state_changed.connect(lambda: told.append(training.state))
    run = running(training, qtbot)
    training.pause()
    reach(qtbot, training, "paused")
    assert run.state().state == "paused"
    here = training.history.step
    training.go_on()
    reach(qtbot, training, "running")
    qtbot.waitUntil(lambda: training.history.step > here, timeout=SLOW)
    training.stop()
    assert training.state == "stopping"
    reach(qtbot, training, "stopped")
    assert told == ["loading", "running", "paused", "running", "stopping", "stopped"]
    assert not training.is_mine
    assert training.history.last_saved == training.history.step


def test_that_a_paused_training_can_be_stopped(training: Training, qtbot: QtBot) -> None:
    running(training, qtbot)
    training.pause()
    reach(qtbot, training, "paused")
    training.stop()
    reach(qtbot, training, "stopped")


def test_that_stop_answers_while_it_is_loading(training: Training, qtbot: QtBot) -> None:
    training.start(TINY)
    training.stop()
    reach(qtbot, training, "stopped")
    assert training.history.step == 0


def test_that_it_trains_one_run_at_a_time(training: Training, qtbot: QtBot, store: RunStore) -> None:
    run = running(training, qtbot)
    for verb in (lambda: training.start(TINY), lambda: training.go_on(run), training.close_run):
        with pytest.raises(StudioError, match="A training is running in this window"):
            verb()
    assert [found.id for found in store.all()] == [run.id]
    assert training.state == "running"


def test_that_an_ended_run_is_shown_and_goes_on(training: Training, qtbot: QtBot, store: RunStore) -> None:
    run = running(training, qtbot)
    training.stop()
    reach(qtbot, training, "stopped")
    step = training.history.step
    training.close_run()
    assert (training.state, training.run) == ("none", None)
    training.open(Run(run.folder))
    assert (training.state, training.history.step) == ("stopped", step)
    training.go_on(more_steps=5)
    reach(qtbot, training, "finished")
    assert training.history.step == step + 5


def test_that_pictures_and_saves_come_when_asked(training: Training, qtbot: QtBot) -> None:
    running(training, qtbot)
    with qtbot.waitSignal(training.sampled, timeout=SLOW) as told:
        training.sample_now()
    assert training.sheet(told.args[0], "ema") is not None
    training.save_now()
    qtbot.waitUntil(lambda: training.history.last_saved is not None, timeout=SLOW)


def test_that_without_a_run_there_is_nothing_to_continue(training: Training) -> None:
    with pytest.raises(StudioError, match="no run to continue"):
        training.go_on()


def test_that_an_estimate_beside_it_does_not_disturb_a_training(training: Training, qtbot: QtBot) -> None:
    """The figures of the next run are counted in another thread of the same process."""
    from ganstudio.engine.estimate import estimated

    run = running(training, qtbot)
    enough = threading.Event()

    def estimate() -> None:
        while not enough.is_set():
            estimated(declared_family("cgan", "quick"))

    beside = threading.Thread(target=estimate)
    beside.start()
    step = training.history.step
    try:
        qtbot.waitUntil(lambda: training.state == "failed" or training.history.step > step + 30, timeout=SLOW)
    finally:
        enough.set()
        beside.join()
    assert training.state == "running", training.history.message
    assert run.state().message == ""


def elsewhere(places: Places, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "ganstudio", "train", "--data", "mnist", "--family", "cgan", "--preset", "quick",
               "--set", "batch=8", "--device", "cpu", "--precision", "fp32", "--runs", str(places.runs),
               *more]  # fmt: skip
    return subprocess.Popen(
        command, env={**os.environ}, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def opened_elsewhere(training: Training, store: RunStore, qtbot: QtBot) -> Run:
    """The run that another program has begun, shown here."""
    qtbot.waitUntil(lambda: any(run.state().state == "running" for run in store.all()), timeout=SLOW)
    (run,) = store.all()
    training.open(run)
    assert training.state == "running"
    assert not training.is_mine
    return run


def test_that_a_run_of_another_program_is_watched(
    training: Training, store: RunStore, places: Places, qtbot: QtBot
) -> None:
    with elsewhere(places, "--steps", "150") as process:
        run = opened_elsewhere(training, store, qtbot)
        seen = training.history.step
        qtbot.waitUntil(lambda: training.history.step > seen, timeout=SLOW)
        with pytest.raises(StudioError, match="is open in another program"):
            training.go_on(Run(run.folder))
        reach(qtbot, training, "finished")
    assert process.returncode == 0
    curve = training.history.curves["generator.total"]
    assert curve.steps.tolist() == list(range(1, 151))


def test_that_a_watched_run_whose_program_is_killed_is_interrupted(
    training: Training, store: RunStore, places: Places, qtbot: QtBot
) -> None:
    with elsewhere(places, "--minutes", "30") as process:
        opened_elsewhere(training, store, qtbot)
        process.kill()
        process.wait()
        qtbot.waitUntil(lambda: training.state == "interrupted", timeout=10_000)


def test_that_a_run_can_be_started_again_by_its_command(
    training: Training, qtbot: QtBot, store: RunStore, places: Places
) -> None:
    from ganstudio.cli.main import main

    recipe = TINY.changed(settings={"batch": 8}, seed=3)
    training.start(recipe)
    training.stop()
    reach(qtbot, training, "stopped")
    assert training.run is not None
    mine = training.run.recipe()
    program, *arguments = shlex.split(as_command(mine, places.runs / "again"))
    assert program == "ganstudio"
    arguments[arguments.index("--steps") + 1] = "1"
    assert main(arguments) == 0
    (again,) = RunStore(places.runs / "again").all()
    assert again.recipe().changed(budget=mine.budget) == mine


@pytest.mark.parametrize("choice", [
    {"preparation": {"flip": True}}, {"lines": {"method": "xdog"}}, {"source": os.fsdecode(b"/pics \xff")},
])  # fmt: skip
def test_that_what_options_cannot_say_is_told_by_the_recipe(choice: dict[str, Any], places: Places) -> None:
    recipe = TINY.changed(data=replace(TINY.data, **choice), preset="quick")
    file = places.runs / "it's one" / "recipe.toml"
    words = shlex.split(as_command(recipe, file.parent.parent, file))
    assert words == ["ganstudio", "train", str(file), "--runs", str(places.runs)]


def test_that_a_budget_is_told_to_the_last_step(places: Places) -> None:
    words = shlex.split(as_command(TINY.changed(preset="quick", budget=Budget(1_234_567, "steps")), places.runs))
    assert words[words.index("--steps") + 1] == "1234567"


def test_that_a_run_refused_before_its_first_step_is_said_and_leaves_nothing(
    training: Training, qtbot: QtBot, store: RunStore
) -> None:
    training.start(TINY.changed(device="cuda:99"))
    qtbot.waitUntil(lambda: training.state == "failed" and not training.is_mine, timeout=SLOW)
    assert "cuda:99" in training.history.message
    assert store.all() == []
    with pytest.raises(StudioError, match="nothing to go on with"):
        training.go_on()
    assert store.all() == []
    training.start(TINY)
    training.stop()
    reach(qtbot, training, "stopped")
    assert len(store.all()) == 1


def test_that_files_left_out_are_said_once_of_the_same_pictures(
    training: Training, store: RunStore, places: Places, tmp_path: Path
) -> None:
    told: list[str] = []
    training.told.connect(lambda message, _hint, _tone: told.append(message))
    write_pictures(tmp_path / "mine", 9)
    recipe = TINY.changed(family="dcgan", data=DataChoice(str(tmp_path / "mine")))
    for _ in range(2):
        training.run = launch.create_run(launch.named(recipe, places), store)
        training._warn(Warned(0, "1 file left out: a.png is empty.", launch.OTHERS_ARE_USED))
        training._warn(Warned(0, "Something else.", "Nothing to do."))
    assert told == ["1 file left out: a.png is empty.", "Something else.", "Something else."]
    training._warn(Warned(0, "2 files left out: a.png is empty, and 1 more.", launch.OTHERS_ARE_USED))
    assert len(told) == 4
