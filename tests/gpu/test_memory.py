"""A card that is too small ends a run with one sentence, loses nothing and is given back."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch

from ganstudio import launch
from ganstudio.core.events import Failed, Finished, Measured, Stepped
from ganstudio.core.garbage import uncollected
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run
from ganstudio.engine import checkpoints, devices
from ganstudio.engine.estimate import Estimate, memory_problem
from tests.gpu.runs import Studio, history_of

pytestmark = pytest.mark.gpu
MEGABYTE = 1024**2


@pytest.fixture
def small_card(card: torch.device) -> Iterator[float]:
    """Lets this process have that share of the card when it is asked to: as good as a small one.

    What earlier tests of the process still hold comes on top; what other processes take counts nowhere here.
    """
    total = torch.cuda.get_device_properties(card).total_memory
    yield (held(card) + 700 * MEGABYTE) / total
    torch.cuda.set_per_process_memory_fraction(1.0, card)


def held(card: torch.device) -> int:
    """Bytes that this process alone holds of the card, when what nobody refers to any more is gone."""
    gc.collect()
    torch.cuda.empty_cache()
    return torch.cuda.memory_reserved(card)


def large_run(studio: Studio) -> Run:
    """Batches of 1024 colour pictures of 64 px in the networks of a paper: gigabytes."""
    data = DataChoice("fashion-mnist", 64, 3)
    recipe = Recipe("dcgan", "radford", data, {"batch": 1024}, Budget(2, "steps"), device=studio.device)
    return launch.create_run(launch.named(recipe.changed(precision="fp32"), studio.places), studio.store)


def test_that_running_out_of_memory_is_one_sentence_and_loses_nothing(
    card: torch.device, small_card: float, studio: Studio
) -> None:
    run = large_run(studio)
    assert isinstance(studio.train(run)[-1], Finished)
    kept = checkpoints.listed(run.checkpoints)
    torch.cuda.set_per_process_memory_fraction(small_card, card)
    *_, last = studio.train(run)
    assert isinstance(last, Failed)
    assert last.message == "The device has run out of memory."
    assert last.hint.startswith("Choose a smaller batch")
    assert last.step == 2
    assert (run.state().state, run.state().message) == ("failed", last.message)
    assert not run.is_held()
    assert checkpoints.listed(run.checkpoints) == kept
    assert checkpoints.newest_intact(run.checkpoints) == (kept[-1], [])
    torch.cuda.set_per_process_memory_fraction(1.0, card)
    *_, last = studio.train(run)
    assert isinstance(last, Finished), last
    assert last.step == 4


def test_that_the_same_run_fits_with_the_smaller_batch_that_was_advised(
    card: torch.device, small_card: float, studio: Studio
) -> None:
    torch.cuda.set_per_process_memory_fraction(small_card, card)
    run = large_run(studio)
    *_, last = studio.train(run)
    assert isinstance(last, Failed), last
    recipe = run.recipe()
    smaller = recipe.changed(settings={**recipe.settings, "batch": 16})
    *_, last = studio.train(launch.create_run(launch.named(smaller, studio.places), studio.store))
    assert isinstance(last, Finished), last


@pytest.mark.parametrize("ending", ["finished", "failed"])
def test_that_a_run_that_has_ended_gives_the_card_back(
    ending: str, card: torch.device, small_card: float, studio: Studio
) -> None:
    before = held(card)
    if ending == "failed":
        torch.cuda.set_per_process_memory_fraction(small_card, card)
    with uncollected():  # as in the window, whose garbage collector does not run in the thread of a training
        *_, last = studio.train(large_run(studio))
    assert isinstance(last, Finished if ending == "finished" else Failed), last
    left = torch.cuda.memory_reserved(card) - before
    assert left < 200 * MEGABYTE, f"{left / MEGABYTE:.0f} MB are kept"


def test_that_a_run_tells_how_much_of_the_card_it_takes(card: torch.device, studio: Studio) -> None:
    run = studio.run("dcgan", steps=600)
    events = studio.train(run)
    told = [event.values["memory"] for event in events if isinstance(event, Measured)]
    assert any(isinstance(event, Stepped) for event in events)
    assert told, f"nothing was measured in {history_of(run).step} steps"
    assert all(0 < memory < torch.cuda.get_device_properties(card).total_memory for memory in told)


def test_that_a_run_too_large_for_its_device_is_foreseen(card: torch.device, monkeypatch: pytest.MonkeyPatch) -> None:
    free = devices.memory_free(str(card))
    assert 0 < free <= torch.cuda.get_device_properties(card).total_memory
    assert devices.memory_free("cpu") != free
    modest = Estimate({}, 600 * MEGABYTE, 0.1)
    assert memory_problem(modest, 64, str(card)) == []
    monkeypatch.setattr(devices, "memory_free", lambda device: free)  # others take and give back in the meantime
    (problem,) = memory_problem(replace(modest, memory=2 * free), 64, str(card))
    assert problem.changes == {"settings": {"batch": 32}}
