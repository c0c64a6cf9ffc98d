"""The life of every preset: what an iteration does, what resuming and looking leave as it was, what is shown."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ganstudio.core.controls import Label
from ganstudio.core.outputs import Picture
from ganstudio.engine.registry import family
from tests.contract.every import PRESETS, registered, shown_size, sides_of
from tests.contract.lives import LOOKED, OTHER_SEED, SAVED, Life, check_resuming, differing, state_of
from tests.synthetic import example_inputs, losses_of

__all__ = ["registered"]


@pytest.fixture(scope="module", params=PRESETS, ids=["-".join(pair) for pair in PRESETS])
def life(request: pytest.FixtureRequest, registered: None, tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Every preset, with what its tests share: they are run one preset after the other."""
    return Life(*request.param, tmp_path_factory.mktemp("life"))


def weights(network: nn.Module) -> list[Tensor]:
    return [parameter.detach().clone() for parameter in network.parameters()]


def same(before: list[Tensor], after: list[Tensor]) -> list[bool]:
    return [torch.equal(a, b) for a, b in zip(before, after, strict=True)]


# -- what one iteration does ---------------------------------------------------------------------------------


def test_that_one_iteration_gives_finite_losses(life: Life) -> None:
    unbroken = life.unbroken
    told = unbroken.told[0]
    assert {f"{phase.name}.total" for phase in unbroken.session.phases if phase.runs_at(0)} <= set(told)
    assert all(math.isfinite(value) for value in told.values())
    assert unbroken.counts == (1, unbroken.session.family.batch)


def test_that_every_parameter_gets_a_gradient_from_some_phase(life: Life) -> None:
    assert life.begun.reached == life.begun.parameters


def test_that_a_phase_changes_only_its_own_networks(life: Life) -> None:
    session = life.born()
    for phase in session.phases:
        session.phases = (phase,)
        session.step_count = phase.first_step
        before = {name: weights(network) for name, network in session.networks.items()}
        losses_of(session, 2)  # what is behind a layer that begins as 0 moves from the second on
        for name, network in session.networks.items():
            equal = same(before[name], weights(network))
            if name in session.family.starts_as and name not in phase.trains:
                continue  # it follows another until a phase of its own begins
            if name in phase.trains:
                assert sum(equal) <= len(equal) // 2, f"{name} hardly changed"
            else:
                assert all(equal), f"{phase.name} changed {name}"


# -- the same again ------------------------------------------------------------------------------------------


def test_that_the_same_seed_gives_the_same_losses(life: Life) -> None:
    other = losses_of(life.born(OTHER_SEED), 1)
    assert life.begun.told == life.unbroken.told[:SAVED]
    assert other != life.unbroken.told[:1]


def test_that_resuming_continues_the_same_losses(life: Life) -> None:
    check_resuming(life)


def test_that_looking_does_not_change_the_run(life: Life) -> None:
    assert life.seen.told == life.unbroken.told[:LOOKED]
    assert differing(life.unbroken.looked, state_of(life.seen.session)) == []


# -- what is shown -------------------------------------------------------------------------------------------


def test_that_every_generator_takes_its_controls_and_gives_its_shape(life: Life) -> None:
    session = life.unbroken.session
    preset = family(life.key).preset(life.preset)
    data = session.family.data
    for generator in session.family.generators():
        network = session.networks[generator.network].eval()
        assert all(control.classes == data.classes for control in generator.controls if isinstance(control, Label))
        for count in (1, 2, 5):
            given = example_inputs(generator, count, shown_size(session.family, generator))
            with torch.no_grad():
                answer = network(*given)
            assert tuple(generator.gives.portable(answer).shape) == generator.gives.shape(
                count, sides_of(generator, given)
            )
            assert torch.isfinite(answer).all()
            if isinstance(generator.gives, Picture) and not preset.faithful:
                low, high = generator.gives.value_range
                assert low <= answer.min().item() <= answer.max().item() <= high


def test_that_sampled_grids_are_the_same_each_time(life: Life) -> None:
    session, first, again = life.seen.session, life.seen.first, life.seen.again
    kinds = ("ema", "raw") if session.averages else ("raw",)
    shown = [each for each in session.family.generators() if each.is_shown]
    names = [kind if each == shown[0] else f"{each.name}.{kind}" for each in shown for kind in kinds]
    assert list(first.sheets) == names
    for kind, sheet in first.sheets.items():
        rows, columns = first.shape_of(kind)
        assert sheet.shape[0] % rows == sheet.shape[1] % columns == 0
        assert sheet.shape[2] in (1, session.family.data.channels)
        assert len(np.unique(sheet)) > 1
        assert (sheet == again.sheets[kind]).all()
