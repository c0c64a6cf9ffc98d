"""A GAN of points can be seen whole, stepped by hand, slowed down and taken back, and stays what it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio import launch
from ganstudio.core.events import Event, Glanced, Paused, Started, Stepped, Warned
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places, Preferences
from ganstudio.engine import checkpoints, glances
from ganstudio.engine.session import Session
from ganstudio.engine.steering import Back, ByHand, Steering
from ganstudio.engine.worker import Lane, Worker
from ganstudio.launch.resolving import Resolved

SMALL = {"width": 16, "width_d": 16, "batch": 32}


def resolved(
    places: Places, preset: str = "stable", data: str = "ring", steps: int = 8, **settings: object
) -> Resolved:
    recipe = Recipe("points", preset, DataChoice(data), {**SMALL, **settings}, Budget(steps, "steps"), 1, "cpu", "fp32")  # type: ignore[dict-item]
    return launch.named(recipe, places)


def session_of(places: Places, preset: str = "stable", data: str = "ring", **settings: object) -> Session:
    from ganstudio.engine import devices

    found = resolved(places, preset, data, **settings)
    return launch.session_of(found, launch.pictures_of(found, places), devices.choose("cpu", "fp32", 1))


def begun(places: Places, store: RunStore, **settings: object) -> tuple[Run, Iterator[Event], Steering]:
    found = resolved(places, steps=1000, **settings)
    run, control = launch.create_run(found, store), Steering()
    return run, launch.training(run, places, Preferences(threads=1), None, found)(control), control


def test_that_a_glance_shows_what_the_networks_do(places: Places) -> None:
    session = session_of(places)
    arrays = glances.glanced(session).arrays
    assert arrays["made"].shape == arrays["averaged"].shape == (glances.LOOKED, 2)
    assert arrays["belief"].min() >= 0 and arrays["belief"].max() <= 1
    assert arrays["arrows"].shape[1] == 4
    edge = glances.edge_of(session)
    corner = torch.tensor([[-edge, edge]])  # the first row lies at the top
    expected = torch.sigmoid(session.networks["discriminator"](corner)).item()
    assert arrays["belief"][0, 0] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("preset", ["figure-1", "map"])
def test_that_the_way_from_noise_to_points_is_shown_where_it_can_be(places: Places, preset: str) -> None:
    arrays = glances.glanced(session_of(places, preset, "normal" if preset == "figure-1" else "moons")).arrays
    assert ("threads" in arrays) == (preset == "figure-1")
    assert ("mesh" in arrays) == (preset == "map")


def test_that_arrows_lead_to_where_the_generators_loss_is_smaller(places: Places) -> None:
    session = session_of(places)
    for _ in range(20):
        session.step()
    arrows = torch.from_numpy(glances.glanced(session).arrays["arrows"])
    critic = session.networks["discriminator"]
    ways = arrows[:, 2:] / arrows[:, 2:].norm(dim=1, keepdim=True).clamp(min=1e-9)
    assert (critic(arrows[:, :2] + 0.01 * ways) > critic(arrows[:, :2])).float().mean() > 0.9


def test_that_looking_changes_nothing(places: Places) -> None:
    plain, watched = session_of(places, batch_norm=True), session_of(places, batch_norm=True)
    for _ in range(4):
        ours, theirs = plain.step(), watched.step()
        glances.glanced(watched)
        assert {name: value.item() for name, value in ours.items()} == {k: v.item() for k, v in theirs.items()}


def test_that_a_step_of_one_network_moves_no_other(places: Places) -> None:
    session = session_of(places)
    before = {name: [w.detach().clone() for w in net.parameters()] for name, net in session.networks.items()}
    phases = [phase for phase, _ in session.stepping(only=("discriminator",))]
    moved = {name: any(not torch.equal(a, b) for a, b in zip(before[name], net.parameters(), strict=True))
             for name, net in session.networks.items()}  # fmt: skip
    assert phases == ["discriminator"]
    assert moved == {"discriminator": True, "generator": False}


def until(events: Iterator[Event], kind: type[Event], most: int = 500) -> Event:
    for _ in range(most):
        event = next(events)
        if isinstance(event, kind):
            return event
    raise AssertionError(f"no {kind.__name__} came")


def test_that_steps_can_be_made_by_hand_and_are_said_to_be(places: Places, store: RunStore) -> None:
    _, events, control = begun(places, store)
    until(events, Started)
    control.pause()
    step = until(events, Paused).step  # type: ignore[union-attr]
    control.do(ByHand(("generator",)))
    glance = until(events, Glanced)
    assert (glance.step, glance.phase) == (step + 1, "generator")  # type: ignore[union-attr]
    assert "by hand" in until(events, Warned).message  # type: ignore[union-attr]
    told = until(events, Stepped)
    assert set(told.values) == {"generator.total"}  # type: ignore[union-attr]
    control.do(ByHand(("generator",)))
    again = [next(events) for _ in range(8)]
    assert not [event for event in again if isinstance(event, Warned)]  # it is said once
    control.stop()
    list(events)


def test_that_going_back_makes_what_came_after_void(places: Places, store: RunStore) -> None:
    run, events, control = begun(places, store)
    until(events, Started)
    control.save_now()
    until(events, Stepped)
    control.pause()
    step = until(events, Paused).step  # type: ignore[union-attr]
    control.do(ByHand())
    control.do(Back())
    again = until(events, Started)
    assert again.step == step  # type: ignore[union-attr]
    control.do(Back())
    assert until(events, Started).step < step  # type: ignore[union-attr]
    assert max(each.step for each in checkpoints.listed(run.checkpoints)) < step
    control.stop()
    list(events)


def test_that_slow_motion_shows_each_networks_turn(places: Places, store: RunStore) -> None:
    _, events, control = begun(places, store)
    control.pace = 0.001
    until(events, Started)
    seen = [event.phase for event in (next(events) for _ in range(8)) if isinstance(event, Glanced)]
    assert seen[:4] == ["discriminator", "generator"] * 2
    control.stop()
    list(events)


def test_that_trainings_in_one_thread_are_those_that_each_would_be_alone(places: Places, store: RunStore) -> None:
    def trained(preset: str, others: tuple[str, ...] = ()) -> list[Run]:
        parts = []
        for each in (preset, *others):
            found = resolved(places, each)
            run = launch.create_run(found, store)
            parts.append((run, launch.training(run, places, Preferences(threads=1), None, found, alone=False)))
        worker = Worker(*parts[0], True, [Lane(*part, True) for part in parts[1:]])
        worker.start()
        assert worker.join(60)
        return [run for run, _ in parts]

    def weights(run: Run) -> dict[str, np.ndarray]:
        _, tensors = checkpoints.read(checkpoints.listed(run.checkpoints)[-1])
        return {name: value.numpy() for name, value in tensors.items() if name.startswith("network.")}

    together = trained("stable", ("minimax", "r3"))
    assert [run.state().state for run in together] == ["finished"] * 3
    for run, alone in zip(together, [trained(preset)[0] for preset in ("stable", "minimax", "r3")], strict=True):
        ours, theirs = weights(run), weights(alone)
        assert all(np.array_equal(ours[name], theirs[name]) for name in theirs)


def test_that_one_of_several_may_fail_alone(places: Places, store: RunStore, tmp_path: Path) -> None:
    def broken(_control: Steering) -> Iterator[Event]:
        raise ValueError("on purpose")
        yield

    found = resolved(places)
    good, bad = launch.create_run(found, store), launch.create_run(found, store)
    lane = Lane(bad, broken, False)
    worker = Worker(good, launch.training(good, places, Preferences(threads=1), None, found), True, [lane])
    worker.start()
    assert worker.join(60)
    assert good.state().state == "finished"
    assert "on purpose" in bad.state().message
