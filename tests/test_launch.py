from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ganstudio import launch
from ganstudio.core import cores
from ganstudio.core.errors import StudioError
from ganstudio.core.events import Event, Finished, Saved, Started, Warned
from ganstudio.core.history import History
from ganstudio.core.pictures import blank_cells, grid_shape, read_png
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places, Preferences
from ganstudio.engine.steering import Steering
from tests.synthetic import write_pictures

PREFERENCES = Preferences(threads=1)
DIGITS = Recipe(
    "cgan",
    "quick",
    DataChoice("mnist"),
    {"batch": 8},
    Budget(100_000, "steps"),
    seed=4,
    device="cpu",
    precision="fp32",
)


def pictures_recipe(folder: Path, steps: int = 3) -> Recipe:
    return Recipe(
        "dcgan", "quick", DataChoice(str(folder), 28, 1), {"batch": 4}, Budget(steps, "steps"), device="cpu",
        precision="fp32",
    )  # fmt: skip


def trained(
    run: Run, places: Places, more_steps: int | None = None, preferences: Preferences = PREFERENCES
) -> list[Event]:
    """What a worker would tell, without its thread."""
    from ganstudio.engine.worker import Recorder

    def events() -> Iterator[Event]:
        recorder = Recorder(run)
        for event in launch.training(run, places, preferences, more_steps)(Steering()):
            yield recorder.record(event)

    run.hold()
    try:
        return list(events())
    finally:
        run.release()


def history_of(run: Run) -> History:
    history = History()
    for event, _ in run.events():
        history.apply(event)
    return history


# -- a recipe is completed and checked ------------------------------------------------------------------


def test_that_a_new_run_has_every_blank_filled(store: RunStore, places: Places) -> None:
    recipe = launch.create_run(launch.named(Recipe("cgan", "", DataChoice("mnist")), places), store).recipe()
    assert (recipe.preset, recipe.data) == ("stable", DataChoice("mnist", 28, 1))
    assert recipe.settings["latent"] == 64
    assert recipe.settings["momentum"] == 0.5
    state = store.all()[0].state()
    assert (state.classes, state.picture) == (tuple("0123456789"), (1, 28))
    assert set(state.versions) == {"ganstudio", "python", "torch"}


@pytest.mark.parametrize(
    ("sizes", "wanted", "best"),
    [
        ((28, 32, 64), 28, 28),
        ((32, 64), 28, 32),
        ((28, 32, 64, 128), 0, 64),
        ((28,), 0, 28),
        ((28, 32), 500, 32),
    ],
)
def test_that_the_size_that_loses_least_is_chosen(sizes: tuple[int, ...], wanted: int, best: int) -> None:
    assert launch.best_size(sizes, wanted) == best


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (DIGITS.changed(settings={"lr_gg": 1e-3}), "Did you mean 'lr_g'"),
        (DIGITS.changed(settings={"k": 99}), "Steps per iteration must be at most 20"),
        (DIGITS.changed(family="cgna"), "no family called 'cgna'"),
        (DIGITS.changed(preset="slow"), "no preset 'slow'"),
        (DIGITS.changed(data=DataChoice("minst")), "no data set called 'minst'"),
        (DIGITS.changed(data=DataChoice("mnist", 17)), "cannot make pictures of 17 pixels"),
        (DIGITS.changed(data=DataChoice("mnist", 28, 2)), "1 .grey. or 3 .colour. channels"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_that_a_recipe_that_cannot_work_makes_no_run(
    recipe: Recipe, words: str, store: RunStore, places: Places
) -> None:
    with pytest.raises(StudioError, match=words):
        launch.create_run(launch.named(recipe, places), store)
    assert store.all() == []


def test_that_pictures_without_classes_do_not_fit_a_conditional_family(
    tmp_path: Path, store: RunStore, places: Places
) -> None:
    write_pictures(tmp_path / "plain", 8)
    with pytest.raises(StudioError, match="needs pictures with classes"):
        launch.create_run(launch.named(Recipe("cgan", "", DataChoice(str(tmp_path / "plain"))), places), store)


def test_that_a_preset_gets_the_size_it_was_made_for(store: RunStore, places: Places) -> None:
    recipe = launch.create_run(launch.named(Recipe("dcgan", "team24", DataChoice("mnist")), places), store).recipe()
    assert recipe.data.size == 32


# -- a run goes on --------------------------------------------------------------------------------------


def test_that_a_run_on_own_pictures_trains_and_shows_the_real_ones(
    tmp_path: Path, store: RunStore, places: Places
) -> None:
    write_pictures(tmp_path / "mine", 9)
    run = launch.create_run(launch.named(pictures_recipe(tmp_path / "mine"), places), store)
    events = trained(run, places)
    assert isinstance(events[-1], Finished)
    assert events[-1].step == 3
    assert (run.samples / "real.png").is_file()


def test_that_the_real_sheet_shows_each_picture_once(tmp_path: Path, store: RunStore, places: Places) -> None:
    write_pictures(tmp_path / "mine", 9)
    run = launch.create_run(launch.named(pictures_recipe(tmp_path / "mine"), places), store)
    trained(run, places)
    rows, columns = grid_shape(0)
    assert len(blank_cells(read_png(run.samples / "real.png"), rows, columns)) == rows * columns - 9


def test_that_files_left_out_are_said_when_a_run_begins_and_not_again(
    tmp_path: Path, store: RunStore, places: Places
) -> None:
    write_pictures(tmp_path / "mine", 9)
    (tmp_path / "mine" / "letter.png").write_text("Dear reader,")
    run = launch.create_run(launch.named(pictures_recipe(tmp_path / "mine"), places), store)
    said = [[event.message for event in trained(run, places) if isinstance(event, Warned)] for _ in range(2)]
    assert len(said[0]) == 1
    assert "letter.png" in said[0][0]
    assert said[1] == []


def test_that_a_run_with_an_unusable_class_still_trains(tmp_path: Path, store: RunStore, places: Places) -> None:
    for name in ("a", "b", "c"):
        write_pictures(tmp_path / "mine" / name, 6)
    for path in (tmp_path / "mine" / "b").iterdir():
        path.write_text("damaged")
    recipe = pictures_recipe(tmp_path / "mine").changed(family="cgan")
    assert isinstance(trained(launch.create_run(launch.named(recipe, places), store), places)[-1], Finished)


def test_that_a_finished_run_goes_on_as_an_unbroken_one(store: RunStore, places: Places) -> None:
    whole = launch.create_run(launch.named(DIGITS.changed(budget=Budget(8, "steps")), places), store)
    trained(whole, places)
    parts = launch.create_run(launch.named(DIGITS.changed(budget=Budget(4, "steps")), places), store)
    trained(parts, places)
    again = trained(parts, places)  # the same amount again
    assert isinstance(again[0], Started)
    assert (again[0].step, again[0].resumed) == (4, True)
    assert not any(isinstance(event, Warned) for event in again)
    same_curves(history_of(whole), history_of(parts), 8)


def test_that_more_steps_replace_the_budget(store: RunStore, places: Places) -> None:
    run = launch.create_run(launch.named(DIGITS.changed(budget=Budget(2, "steps")), places), store)
    trained(run, places)
    last = trained(run, places, more_steps=3)[-1]
    assert isinstance(last, Finished)
    assert (last.step, last.reason) == (5, "budget")


def test_that_changed_pictures_are_refused(tmp_path: Path, store: RunStore, places: Places) -> None:
    write_pictures(tmp_path / "mine", 9)
    run = launch.create_run(launch.named(pictures_recipe(tmp_path / "mine"), places), store)
    trained(run, places)
    write_pictures(tmp_path / "mine", 10, seed=1)
    with pytest.raises(StudioError, match="have changed since this run began"):
        trained(run, places)


def test_that_a_damaged_checkpoint_costs_only_the_steps_since_the_one_before(store: RunStore, places: Places) -> None:
    run = launch.create_run(launch.named(DIGITS.changed(budget=Budget(2, "steps")), places), store)
    trained(run, places)
    trained(run, places)
    newest = sorted(run.checkpoints.glob("*.safetensors"))[-1]
    newest.write_bytes(newest.read_bytes()[:-1])
    events = trained(run, places)
    warned = [event for event in events if isinstance(event, Warned)]
    assert newest.name in warned[0].message
    assert next(event for event in events if isinstance(event, Started)).step == 2
    assert history_of(run).warnings[0].message == warned[0].message


def test_that_a_run_whose_checkpoints_are_all_damaged_does_not_start_over(store: RunStore, places: Places) -> None:
    run = launch.create_run(launch.named(DIGITS.changed(budget=Budget(2, "steps")), places), store)
    trained(run, places)
    for path in run.checkpoints.glob("*.safetensors"):
        path.write_bytes(b"")
    with pytest.raises(StudioError, match="No checkpoint of this run can be read"):
        trained(run, places)


KILLED = """
import sys
from ganstudio import launch
from ganstudio.core import recipe, settings
from ganstudio.core.events import Saved, Stepped
from ganstudio.core.runs import RunStore
from ganstudio.engine.worker import Worker

places = settings.places()
run = launch.create_run(launch.named(recipe.from_toml(sys.stdin.read()), places), RunStore(places.runs))
worker = Worker(run, launch.training(run, places, settings.Preferences(threads=1)))
worker.start()
while True:
    event = worker.events.get()
    if isinstance(event, Stepped):
        worker.control.save_now()
    if isinstance(event, Saved):
        print("saved", flush=True)
"""


def test_that_a_killed_run_goes_on_from_its_last_checkpoint(store: RunStore, places: Places) -> None:
    from ganstudio.core import recipe as recipes

    command = [sys.executable, "-c", KILLED]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(recipes.to_toml(DIGITS))
        process.stdin.close()
        assert process.stdout.readline() == "saved\n"
        process.send_signal(signal.SIGKILL)
    (run,) = store.all()
    assert run.state().state == "interrupted"
    saved = max(event.step for event, _ in run.events() if isinstance(event, Saved))
    events = trained(run, places, more_steps=10)
    started = next(event for event in events if isinstance(event, Started))
    assert started.step >= saved > 0
    assert not any(isinstance(event, Warned) for event in events)

    steps = started.step + 10
    unbroken = launch.create_run(launch.named(DIGITS.changed(budget=Budget(steps, "steps")), places), store)
    trained(unbroken, places)
    same_curves(history_of(unbroken), history_of(run), steps)


def same_curves(expected: History, history: History, steps: int) -> None:
    for name in ("generator.total", "discriminator.total", "discriminator.D(x)", "discriminator.D(G(z))"):
        curve = history.curves[name]
        assert np.array_equal(curve.steps, np.arange(1, steps + 1)), name
        assert np.array_equal(curve.values, expected.curves[name].values), name


# -- threads ---------------------------------------------------------------------------------------------


def test_that_a_run_goes_on_with_the_threads_that_it_began_with(
    tmp_path: Path, store: RunStore, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pictures(tmp_path / "pictures", 8)
    run = launch.create_run(launch.named(pictures_recipe(tmp_path / "pictures"), places), store)
    monkeypatch.setattr(cores, "usable", lambda: 4)
    monkeypatch.setattr(cores, "idle", lambda: 2)
    told = trained(run, places, preferences=Preferences())
    monkeypatch.setattr(cores, "idle", lambda: 4)  # others have ended meanwhile
    told += trained(run, places, 1, Preferences())
    assert [event.threads for event in told if isinstance(event, Started)] == [2, 2]
    assert not [event for event in told if isinstance(event, Warned)]
    assert run.state().threads == 2


def test_that_a_smaller_machine_says_that_a_run_does_not_go_on_exactly(
    tmp_path: Path, store: RunStore, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pictures(tmp_path / "pictures", 8)
    run = launch.create_run(launch.named(pictures_recipe(tmp_path / "pictures"), places), store)
    trained(run, places, preferences=Preferences(threads=2))
    monkeypatch.setattr(cores, "usable", lambda: 1)
    told = trained(run, places, 1, Preferences())
    assert ["threads 2 → 1" in event.message for event in told if isinstance(event, Warned)] == [True]
