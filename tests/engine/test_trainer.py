from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from ganstudio.core.errors import StudioError
from ganstudio.core.events import (
    Continued,
    Event,
    Finished,
    Measured,
    Paused,
    Sampled,
    Saved,
    Started,
    Stepped,
)
from ganstudio.core.history import History
from ganstudio.engine import checkpoints
from ganstudio.engine.family import Iteration, Losses, Phase
from ganstudio.engine.session import Session
from ganstudio.engine.steering import Steering
from ganstudio.engine.trainer import Plan, train
from tests.synthetic import losses_of, session_of


class Clock:
    """Every look at it takes a hundredth of a second."""

    def __init__(self) -> None:
        self.ticks = itertools.count()

    def __call__(self) -> float:
        return next(self.ticks) / 100


def told(session: Session, folder: Path, steps: int, control: Steering | None = None) -> list[Event]:
    return list(train(session, Plan(folder, total_steps=steps), control or Steering(), clock=Clock()))


def breaking(session: Session, step: int) -> None:
    """From `step` on the generator's loss is infinite."""

    def broken(phase: Phase) -> Phase:
        def loss(iteration: Iteration) -> Losses:
            losses = dict(phase.loss(iteration))
            return {**losses, "total": losses["total"] * (torch.inf if iteration.step >= step else 1.0)}

        return dataclasses.replace(phase, loss=loss) if phase.name == "generator" else phase

    session.phases = tuple(broken(phase) for phase in session.phases)


def test_that_training_tells_its_whole_story(tmp_path: Path) -> None:
    events = told(session_of(), tmp_path, 60)
    assert isinstance(events[0], Started)
    assert isinstance(events[1], Sampled)
    assert [type(event) for event in events[-4:]] == [Stepped, Sampled, Saved, Finished]
    assert any(isinstance(event, Measured) for event in events)
    history = History()
    for event in events:
        history.apply(event)
    assert list(history.curves["generator.total"].steps) == list(range(1, 61))
    assert (history.state, history.step) == ("finished", 60)


def test_that_the_losses_told_are_those_of_the_steps(tmp_path: Path) -> None:
    expected = [losses["generator.total"] for losses in losses_of(session_of(), 30)]
    events = told(session_of(), tmp_path, 30)
    values = [v for event in events if isinstance(event, Stepped) for v in event.values["generator.total"]]
    assert values == pytest.approx(expected, abs=0)


def test_that_a_budget_in_seconds_ends_the_run(tmp_path: Path) -> None:
    *_, last = train(session_of(), Plan(tmp_path, total_seconds=1.0), Steering(), clock=Clock())
    assert isinstance(last, Finished)
    assert last.reason == "budget"
    assert 1.0 <= last.seconds < 2.0


def test_that_a_run_is_saved_every_so_often(tmp_path: Path) -> None:
    events = train(session_of(), Plan(tmp_path, total_seconds=4.0, save_every=1.0), Steering(), clock=Clock())
    assert len([event for event in events if isinstance(event, Saved)]) >= 3


def test_that_infinite_losses_are_explained_and_the_last_checkpoint_is_intact(tmp_path: Path) -> None:
    session = session_of()
    losses_of(session, 2)
    kept = checkpoints.save(tmp_path, session, 0.0)
    breaking(session, 5)
    with pytest.raises(StudioError, match="losses became infinite before step"):
        told(session, tmp_path, 100)
    assert checkpoints.newest_intact(tmp_path) == (kept, [])


def test_that_the_network_that_broke_first_is_blamed(tmp_path: Path) -> None:
    session = session_of()
    breaking(session, 3)
    with pytest.raises(StudioError, match="The generator's losses became infinite"):
        told(session, tmp_path, 20)


def test_that_a_far_too_large_step_size_is_explained(tmp_path: Path) -> None:
    session = session_of("cgan", "team24", loss="least_squares", optimiser="sgd", lr_g=1.0, lr_d=1.0, momentum=0.99)
    with pytest.raises(StudioError, match="Lower the learning rate"):
        told(session, tmp_path, 600)


def test_that_broken_networks_are_never_saved(tmp_path: Path) -> None:
    session = session_of()
    breaking(session, 3)
    with pytest.raises(StudioError, match="infinite"):
        list(train(session, Plan(tmp_path, total_steps=9, save_every=0.0), Steering(), clock=Clock()))
    newest, _ = checkpoints.newest_intact(tmp_path)
    assert newest is not None
    _, tensors = checkpoints.read(newest)
    assert [name for name, tensor in tensors.items() if not torch.isfinite(tensor.float()).all()] == []


def pausing(session: Session, folder: Path, control: Steering, then: str) -> Iterator[Event]:
    for event in train(session, Plan(folder, total_steps=40), control, clock=Clock()):
        if isinstance(event, Stepped) and event.last < 40 and session.step_count < 20:
            control.pause()
        if isinstance(event, Paused):
            control.go_on() if then == "go on" else control.stop()
        yield event


def test_that_a_pause_saves_and_goes_on_as_if_nothing_had_happened(tmp_path: Path) -> None:
    unbroken = told(session_of(), tmp_path / "a", 40)
    events = list(pausing(session_of(), tmp_path / "b", Steering(), "go on"))
    kinds = [type(event) for event in events]
    assert kinds[kinds.index(Paused) - 1] is Saved
    assert kinds[kinds.index(Paused) + 1] is Continued
    assert losses_told(events) == losses_told(unbroken)


def losses_told(events: list[Event]) -> list[float | None]:
    return [value for event in events if isinstance(event, Stepped) for value in event.values["discriminator.total"]]


def test_that_a_paused_run_can_be_stopped(tmp_path: Path) -> None:
    events = list(pausing(session_of(), tmp_path, Steering(), "stop"))
    assert isinstance(events[-1], Finished)
    assert events[-1].reason == "stopped"
    assert not any(isinstance(event, Continued) for event in events)


def test_that_a_sample_and_a_save_come_when_asked_for(tmp_path: Path) -> None:
    control = Steering()
    control.sample_now()
    control.save_now()
    events = told(session_of(), tmp_path, 3, control)
    kinds = [type(event) for event in events]
    assert kinds.count(Sampled) == 3
    assert kinds.count(Saved) == 2
    assert [event.step for event in events if isinstance(event, Saved)] == [1, 3]


def test_that_a_resumed_run_counts_its_seconds_on(tmp_path: Path) -> None:
    session = session_of()
    losses_of(session, 5)
    first, *_, last = train(session, Plan(tmp_path, total_steps=8), Steering(), 100.0, resumed=True, clock=Clock())
    assert isinstance(first, Started)
    assert isinstance(last, Finished)
    assert (first.step, first.seconds, first.resumed) == (5, 100.0, True)
    assert (last.step, last.seconds > 100.0) == (8, True)
