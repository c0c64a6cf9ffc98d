from __future__ import annotations

import math

import numpy as np
import pytest

from ganstudio.core.events import (
    Continued,
    Failed,
    Finished,
    Measured,
    Paused,
    Sampled,
    Saved,
    Started,
    Stepped,
    Warned,
)
from ganstudio.core.history import Curve, History, thinned


def started(step: int = 0, total: int | None = 100) -> Started:
    return Started(step, total, float(step), None, 10, "CPU", "fp32", 1, resumed=step > 0)


def stepped(first: int, last: int) -> Stepped:
    return Stepped(first, last, float(last), 5.0, {"g": tuple(float(step) for step in range(first, last + 1))})


def sampled(step: int) -> Sampled:
    return Sampled(step, float(step), 1, 1, {"raw": f"{step}.png"})


def told(*events: object) -> History:
    history = History()
    for event in events:
        history.apply(event)  # type: ignore[arg-type]
    return history


def test_that_blocks_of_losses_become_one_curve() -> None:
    history = told(started(), *(stepped(first, first + 499) for first in range(1, 5001, 500)))
    curve = history.curves["g"]
    assert len(curve) == 5000
    assert np.array_equal(curve.steps, np.arange(1, 5001))
    assert np.array_equal(curve.values, np.arange(1, 5001))
    assert (history.step, history.seconds, history.pictures_per_second) == (5000, 5000.0, 5.0)


def test_that_a_step_without_a_loss_is_a_gap() -> None:
    history = told(started(), Stepped(1, 2, 0.1, 1.0, {"g": (1.0, None)}))
    assert math.isnan(history.curves["g"].values[1])


def test_that_a_curve_is_read_at_the_last_point_before() -> None:
    curve = Curve()
    curve.extend([2, 4], [20, 40])
    assert [curve.at(2), curve.at(3.9), curve.at(99)] == [20, 20, 40]
    assert math.isnan(curve.at(1))


def test_that_starting_at_an_earlier_step_drops_what_came_later() -> None:
    history = told(
        started(), stepped(1, 50), Measured(50, {"g.gradient norm": 2.0}), sampled(20), sampled(50),
        Saved(20, "a"), Saved(50, "b"), Warned(10, "Early."), Warned(50, "Late."), started(20),
    )  # fmt: skip
    assert list(history.curves["g"].steps) == list(range(1, 21))
    assert len(history.curves["g.gradient norm"]) == 0
    assert [sample.step for sample in history.samples] == [20]
    assert (history.step, history.seconds, history.state) == (20, 20.0, "running")
    assert [warning.message for warning in history.warnings] == ["Early."]
    assert history.last_saved in (20, None)


def test_that_steps_come_again_after_a_restart_without_doubling() -> None:
    history = told(started(), stepped(1, 50), started(20), stepped(21, 50))
    assert np.array_equal(history.curves["g"].steps, np.arange(1, 51))


def test_that_the_state_follows_the_events() -> None:
    history = History()
    states = [history.state]
    for event in (
        started(),
        Paused(1),
        Continued(1),
        Finished(2, 1.0, "stopped"),
        started(2),
        Finished(9, 1.0, "budget"),
    ):
        history.apply(event)  # type: ignore[arg-type]
        states.append(history.state)
    assert states == ["created", "running", "paused", "running", "stopped", "running", "finished"]


def test_that_a_failure_is_told_until_the_next_start() -> None:
    history = told(started(), Failed(3, "It broke.", "Mend it.", "Traceback"))
    assert (history.state, history.message, history.hint, history.details) == (
        "failed",
        "It broke.",
        "Mend it.",
        "Traceback",
    )
    history.apply(started(3))
    assert (history.message, history.hint, history.details) == ("", "", "")


def test_that_memory_is_a_number_and_norms_are_curves() -> None:
    history = told(started(), Measured(1, {"memory": 1024.0, "g.gradient norm": 0.5}))
    assert history.memory == 1024.0
    assert "memory" not in history.curves
    assert history.curves["g.gradient norm"].at(1) == 0.5


def test_that_progress_and_time_left_follow_the_budget() -> None:
    by_steps = told(started(total=100), stepped(1, 25))
    assert (by_steps.progress, by_steps.seconds_left, by_steps.epoch) == (0.25, 75.0, 2.5)
    by_time = told(Started(0, None, 0.0, 200.0, 10, "CPU", "fp32", 1), stepped(1, 50))
    assert (by_time.progress, by_time.seconds_left) == (0.25, 150.0)
    assert told(started()).seconds_left is None


def test_that_the_newest_sample_not_after_a_step_is_found() -> None:
    history = told(started(), sampled(0), sampled(10), sampled(20))
    assert [history.sample_at(step).step for step in (-1, 0, 15, 99)] == [0, 0, 10, 20]  # type: ignore[union-attr]
    assert History().sample_at(3) is None


def test_that_a_sample_of_the_same_step_replaces_the_former() -> None:
    assert len(told(started(), sampled(10), sampled(10)).samples) == 1


@pytest.mark.parametrize("limit", [2, 3, 10, 40])
def test_that_thinning_keeps_first_and_last_and_the_limit(limit: int) -> None:
    kept: list[Sampled] = []
    for step in range(0, 500, 5):
        kept = thinned([*kept, sampled(step)], limit)
    steps = [sample.step for sample in kept]
    assert len(steps) == limit
    assert (steps[0], steps[-1]) == (0, 495)
    assert steps == sorted(set(steps))


def test_that_few_samples_are_not_thinned() -> None:
    samples = [sampled(step) for step in range(3)]
    assert thinned(samples, 3) == samples
