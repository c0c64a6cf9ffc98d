"""Every family trains, resumes, samples and exports on the card."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from ganstudio.core.events import Failed, Finished, Sampled, Started, Stepped, Warned
from ganstudio.core.runs import Run
from ganstudio.engine import checkpoints, devices
from ganstudio.engine.registry import family
from ganstudio.engine.session import Session
from ganstudio.export.onnx_session import opened
from ganstudio.export.to_onnx import Portable, declared_family, export_run, trained_generator
from ganstudio.export.verify import TOLERANCE, example_inputs
from tests.gpu.runs import Studio, every_family, history_of
from tests.synthetic import losses_of, session_of

pytestmark = pytest.mark.gpu


def session_preset(key: str) -> str:
    """The preset that a newcomer meets first."""
    return family(key).presets[0].key


def state_of(session: Session) -> dict[str, Tensor]:
    """All weights, on the processor."""
    modules = {
        **session.networks,
        **{f"average {name}": average.module for name, average in session.averages.items()},
    }
    return {
        f"{name}.{key}": value.cpu() for name, module in modules.items() for key, value in module.state_dict().items()
    }


def differing(session: Session, other: Session) -> dict[str, float]:
    """Largest difference of each weight that is not the same in both."""
    ours, theirs = state_of(session), state_of(other)
    assert ours.keys() == theirs.keys()
    return {
        name: float((ours[name].float() - theirs[name].float()).abs().max())
        for name in ours
        if not torch.equal(ours[name], theirs[name])
    }


def losses_by_step(run: Run, name: str) -> dict[int, float]:
    """Of the steps at which that loss was computed."""
    curve = history_of(run).curves[name]
    return {int(step): value for step, value in zip(curve.steps, curve.values, strict=True) if not np.isnan(value)}


@every_family
def test_that_a_run_trains_on_the_card(key: str, studio: Studio) -> None:
    run = studio.run(key)
    events = studio.train(run)
    assert isinstance(events[-1], Finished), events[-1]
    assert (events[-1].step, events[-1].reason) == (4, "budget")
    started = next(event for event in events if isinstance(event, Started))
    assert (started.device, started.precision) == (devices.choose(studio.device).name, "fp32")
    numbers = [v for event in events if isinstance(event, Stepped) for values in event.values.values() for v in values]
    assert numbers
    assert all(number is None or math.isfinite(number) for number in numbers)
    assert not any(isinstance(event, Warned | Failed) for event in events)


@every_family
def test_that_a_finished_run_of_the_card_goes_on_as_an_unbroken_one(key: str, studio: Studio) -> None:
    whole, parts = studio.run(key, steps=6), studio.run(key, steps=3)
    studio.train(whole)
    studio.train(parts)
    again = studio.train(parts)
    assert [event for event in again if isinstance(event, Warned | Failed)] == []
    assert next(event for event in again if isinstance(event, Started)).resumed
    for phase in declared_family(whole).phases():
        expected, got = (losses_by_step(run, f"{phase.name}.total") for run in (whole, parts))
        assert list(expected) == [step + 1 for step in range(6) if phase.runs_at(step)]
        assert expected == got, phase.name


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@every_family
def test_that_resuming_on_the_card_continues_the_same_losses(
    key: str, precision: str, device: str, tmp_path: Path
) -> None:
    preset = session_preset(key)
    unbroken = session_of(key, preset, 3, precision, device)
    expected = losses_of(unbroken, 10)
    first = session_of(key, preset, 3, precision, device)
    told = losses_of(first, 5)
    saved = checkpoints.save(tmp_path, first, 12.5)
    torch.rand(7, device=device)  # whatever happens in between
    second = session_of(key, preset, 3, precision, device)
    assert checkpoints.load(saved, second) == 12.5
    assert differing(first, second) == {}
    assert told + losses_of(second, 5) == expected
    assert differing(unbroken, second) == {}


@every_family
def test_that_looking_does_not_change_a_run_of_the_card(key: str, device: str) -> None:
    unseen = session_of(key, session_preset(key), device=device)
    expected = losses_of(unseen, 3)
    seen = session_of(key, session_preset(key), device=device)
    told = []
    for _ in range(3):
        seen.sample()
        told += losses_of(seen, 1)
    assert told == expected
    assert differing(unseen, seen) == {}


@every_family
def test_that_grids_of_the_card_are_the_same_each_time_and_kept_as_files(key: str, studio: Studio) -> None:
    session = session_of(key, session_preset(key), device=studio.device)
    first, again = session.sample(), session.sample()
    for kind, sheet in first.sheets.items():
        assert sheet.std() > 0
        assert np.array_equal(sheet, again.sheets[kind])
    run = studio.run(key, steps=2)
    grids = [event for event in studio.train(run) if isinstance(event, Sampled)]
    steps = [grid.step for grid in grids]  # the clock may look once more, where a first step takes a second
    assert (steps[0], steps[-1]) == (0, 2)
    assert steps == sorted(steps)
    assert all((run.samples / name).is_file() for grid in grids for name in grid.files.values())


@every_family
def test_that_the_processor_goes_on_where_the_card_left_off_and_back(key: str, device: str, tmp_path: Path) -> None:
    there, here, back = (session_of(key, session_preset(key), 3, device=name) for name in (device, "cpu", device))
    losses_of(there, 3)
    checkpoints.load(checkpoints.save(tmp_path, there, 1.0), here)
    assert differing(there, here) == {}
    assert all(math.isfinite(value) for told in losses_of(here, 2) for value in told.values())
    checkpoints.load(checkpoints.save(tmp_path, here, 2.0), back)
    assert differing(here, back) == {}
    assert all(math.isfinite(value) for told in losses_of(back, 2) for value in told.values())
    assert (back.step_count, back.pictures_seen) == (7, 7 * back.family.batch)


@every_family
def test_that_a_file_exported_from_a_run_of_the_card_draws_what_the_card_draws(
    key: str, studio: Studio, tmp_path: Path
) -> None:
    run = studio.run(key, steps=3)
    assert isinstance(studio.train(run)[-1], Finished)
    exported = export_run(run, tmp_path / "model.onnx")
    assert exported.verification.max_abs_diff <= TOLERANCE
    devices.prepare(devices.choose(studio.device, "fp32", 1))
    network, generator, _ = trained_generator(run)
    inputs = example_inputs(generator, 3, 7)
    with torch.no_grad():
        portable = Portable(network, generator).eval().to(studio.device)
        expected = portable(*(each.to(studio.device) for each in inputs)).cpu().numpy()
    feeds = {control.name: each.numpy() for control, each in zip(generator.controls, inputs, strict=True)}
    (drawn,) = opened(exported.path, 1).run([generator.gives.name], feeds)
    assert generator.gives.difference(drawn, expected).max() <= TOLERANCE
