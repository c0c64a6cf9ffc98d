"""Generators kept on the way of a run: few, small, spread over its whole length."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.core.errors import StudioError
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.engine import checkpoints, moments, registry
from ganstudio.engine.session import Session
from ganstudio.engine.steering import Steering
from ganstudio.engine.trainer import Plan, train
from ganstudio.export.run_network import RunNetwork
from tests.synthetic import session_of, small_changes


def painter(**changes: object) -> Session:
    return session_of("colouring", "small", batch=2, **changes)


def steps_of(folder: Path) -> list[int]:
    return [moment.step for moment in checkpoints.listed(folder)]


def kept_at(folder: Path, session: Session, *steps: int) -> None:
    for step in steps:
        session.step_count = step
        moments.keep(folder, session, float(step))


def learning(store: RunStore, session: Session, family: str = "colouring", preset: str = "small") -> Run:
    """The run that `session` would be the training of."""
    data = session.family.data
    values = {**registry.settings_of(registry.family(family), preset), **small_changes(family, preset)}
    run = store.create(Recipe(family, preset, DataChoice("pairs", data.size, 3), values, Budget(1, "steps")), "R", "R")
    run.update(picture=(data.channels, data.size))
    return run


def feeds_of(network: RunNetwork, side: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    hints = np.zeros((1, 4, side, side), np.float32)
    hints[:, :, 8:16, 8:16] = 1
    sketch = rng.random((1, network.controls[0].channels, side, side)).astype(np.float32)  # type: ignore[union-attr]
    return {"sketch": sketch, "hints": hints, "variation": np.zeros((1, 8), np.float32)}


def test_that_at_most_twelve_are_kept_the_first_and_the_newest_among_them(tmp_path: Path) -> None:
    session = painter()
    for count, step in enumerate(range(10, 410, 10), start=1):
        kept_at(tmp_path, session, step)
        steps = steps_of(tmp_path)
        assert len(steps) == min(count, moments.KEPT) <= 12
        assert (steps[0], steps[-1]) == (10, step)
    assert len(list(tmp_path.iterdir())) == 2 * 12, "each is a file and its note"
    ratios = [(after + 1) / (before + 1) for before, after in itertools.pairwise(steps)]
    assert max(ratios) < 2.1, "no long stretch is forgotten"
    assert sum(step <= 100 for step in steps) >= 4, "the quick changes of the beginning are kept"


def test_that_large_generators_keep_fewer_but_never_less_than_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = painter()
    kept_at(tmp_path, session, 1)
    size = checkpoints.listed(tmp_path)[0].tensors.stat().st_size
    monkeypatch.setattr(moments, "_BYTES", 5 * size + 10)
    kept_at(tmp_path, session, *range(2, 12))
    assert len(steps_of(tmp_path)) == 5
    monkeypatch.setattr(moments, "_BYTES", 10)
    kept_at(tmp_path, session, 20)
    assert len(steps_of(tmp_path)) == 3
    assert (steps_of(tmp_path)[0], steps_of(tmp_path)[-1]) == (1, 20)


def test_that_a_moment_is_the_shown_generator_alone_in_half_precision(tmp_path: Path) -> None:
    session = painter()
    session.step()
    moment = moments.keep(tmp_path, session, 3.5)
    note, tensors = checkpoints.read(moment)
    assert (note["step"], note["seconds"]) == (1, 3.5)
    assert {name.split(".")[0] for name in tensors} == {"average"}, "what is shown is the average"
    assert {name.split(".")[1] for name in tensors} == {"generator"}
    assert {tensor.dtype for tensor in tensors.values()} == {torch.float16}
    whole = checkpoints.save(tmp_path / "whole", session, 0.0)
    assert moment.tensors.stat().st_size < whole.tensors.stat().st_size / 4


def test_that_without_an_average_the_live_weights_are_kept(tmp_path: Path) -> None:
    session = painter(ema_half_life=0)
    _, tensors = checkpoints.read(moments.keep(tmp_path, session, 0.0))
    live = session.networks["generator"].state_dict()
    assert {f"network.generator.{name}" for name in live} == set(tensors)
    for name, value in live.items():
        assert torch.allclose(tensors[f"network.generator.{name}"].float(), value, atol=1e-3)


def test_that_whole_numbers_stay_whole(tmp_path: Path) -> None:
    session = session_of("pix2pix", "cs419", batch=2)
    session.step()
    _, tensors = checkpoints.read(moments.keep(tmp_path, session, 0.0))
    counts = {value.dtype for name, value in tensors.items() if name.endswith("num_batches_tracked")}
    assert counts == {torch.int64}


@pytest.mark.parametrize(("family", "preset"), [("colouring", "small"), ("pix2pix", "stable"), ("pix2pix", "cs419")])
def test_that_a_moment_draws_as_the_run_did_then(family: str, preset: str, store: RunStore) -> None:
    session = session_of(family, preset, batch=2)
    run = learning(store, session, family, preset)
    session.step()
    checkpoints.save(run.checkpoints, session, 0.0)
    then = RunNetwork(run)
    moment = moments.keep(run.moments, session, 0.0)
    for _ in range(3):
        session.step()
    checkpoints.save(run.checkpoints, session, 0.0)
    feeds = feeds_of(then, then.size)
    expected, now = then.run(feeds), RunNetwork(run).run(feeds)
    looked_back = RunNetwork(run, moment)
    assert looked_back.step == 1
    assert np.abs(looked_back.run(feeds) - expected).max() < 0.02
    assert np.abs(looked_back.run(feeds) - expected).max() < np.abs(now - expected).max()


def test_that_a_kept_file_that_has_gone_does_not_end_the_training(tmp_path: Path) -> None:
    session = painter()
    kept_at(tmp_path, session, *range(1, 13))
    checkpoints.listed(tmp_path)[5].tensors.unlink()
    kept_at(tmp_path, session, 20)
    assert steps_of(tmp_path)[-1] == 20


def test_that_a_disk_that_refuses_is_explained(tmp_path: Path) -> None:
    (tmp_path / "moments").write_text("in the way")
    with pytest.raises(StudioError, match="Could not write"):
        moments.keep(tmp_path / "moments", painter(), 0.0)


@pytest.mark.parametrize(("family", "preset"), [("colouring", "small"), ("cgan", "quick"), ("vaegan", "quick")])
def test_that_training_keeps_moments_of_every_family(family: str, preset: str, tmp_path: Path) -> None:
    session = session_of(family, preset)
    list(train(session, Plan(tmp_path / "checkpoints", total_steps=2), Steering()))
    assert steps_of(tmp_path / "checkpoints")[-1] == 2
    assert steps_of(tmp_path / "moments")[-1] == 2


def test_that_numbers_beyond_half_precision_are_kept_whole(tmp_path: Path) -> None:
    session = painter()
    weight = next(iter(session.averages["generator"].module.parameters()))
    weight.data[0] = 1e6
    kept = moments.keep(tmp_path, session, 0.0)
    _, tensors = checkpoints.read(kept)
    assert all(bool(torch.isfinite(each).all()) for each in tensors.values())
