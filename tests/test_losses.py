"""The table of losses is made of runs like all others, and says its ranges; the Lab's rows of acceptance."""

from __future__ import annotations

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places, Preferences
from ganstudio.launch import create_run, losses, named, restored, training
from ganstudio.launch.losses import Told


def test_that_every_setting_is_trained_with_every_seed(places: Places, store: RunStore) -> None:
    told = list(losses.table(places, ("stable", "minimax"), seeds=2, steps=2))
    assert [(each.preset, each.seed) for each in told] == [
        ("stable", 0), ("stable", 1), ("minimax", 0), ("minimax", 1)
    ]  # fmt: skip
    assert told[0].figures["distance"] != told[1].figures["distance"]
    assert store.listed() == []  # they leave nothing behind


def test_that_a_setting_gives_the_same_figures_again(places: Places) -> None:
    first, again = (next(losses.table(places, ("r3",), seeds=1, steps=3)) for _ in range(2))
    assert first == again


def test_that_it_ends_when_it_is_told_to(places: Places) -> None:
    assert not list(losses.table(places, ("stable",), seeds=2, steps=2, cancelled=lambda: True))


def test_that_a_preset_that_does_not_exist_is_named(places: Places) -> None:
    with pytest.raises(StudioError, match="nothing"):
        next(losses.table(places, ("nothing",), seeds=1, steps=1))


def test_that_a_row_has_mean_and_range() -> None:
    told = [Told("r3", seed, {"modes": value, "near": 0.5}) for seed, value in enumerate((6, 8, 7))]
    assert losses.summed_up(told) == [
        {"preset": "r3", "seeds": 3, "modes": 7.0, "modes_range": [6, 8], "near": 0.5, "near_range": [0.5, 0.5]}
    ]


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_that_d_comes_to_its_optimum_on_a_line(places: Places, store: RunStore) -> None:
    """`gan-families.md` 3.13: k = 5, 1,000 steps."""
    from ganstudio.engine.steering import Steering
    from ganstudio.evaluate import point_runs

    resolved = named(Recipe("points", "figure-1", DataChoice("normal"), {}, Budget(1000, "steps"), 0, "cpu"), places)
    run = create_run(resolved, store)
    list(training(run, places, Preferences(threads=1), None, resolved)(Steering()))
    figures = point_runs.measured(*restored(run, places), "normal")
    assert figures["d_error"] <= 0.06
    assert abs(figures["mean"] - 1) <= 0.1 and abs(figures["deviation"] - 0.5) <= 0.1
    assert 0.45 <= figures["belief"] <= 0.55


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("preset", ["stable", "r3", "hinge-spectral", "wasserstein"])
def test_that_what_is_held_keeps_seven_heaps_on_average(places: Places, preset: str) -> None:
    figures = next(losses.table(places, (preset,), seeds=1)).figures
    assert figures["ema_modes"] >= 7


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_that_the_saturating_loss_keeps_half_of_the_heaps_at_most(places: Places) -> None:
    assert next(losses.table(places, ("minimax",), seeds=1)).figures["modes"] <= 4
