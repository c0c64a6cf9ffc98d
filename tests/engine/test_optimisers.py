"""Optimisers and schedules are what their names say; what does not exist is refused by name."""

from __future__ import annotations

import math

import pytest
import torch

from ganstudio.core.errors import StudioError
from ganstudio.engine import muon, optimisers
from ganstudio.engine.losses import discriminator_loss, generator_loss
from ganstudio.engine.optimisers import ADAM, ADAMW, MUON, NORM, RMSPROP, SGD, VALUE, Optimiser, built, clip, follow
from ganstudio.engine.schedules import CONSTANT, COSINE, STEPS, Schedule, at, falling

THEIRS = {ADAM: torch.optim.Adam, ADAMW: torch.optim.AdamW, RMSPROP: torch.optim.RMSprop, SGD: torch.optim.SGD}


def weight(value: float = 1.0) -> torch.nn.Parameter:
    return torch.nn.Parameter(torch.tensor([value, -value]))


@pytest.mark.parametrize("kind", list(THEIRS))
def test_that_an_optimiser_steps_like_torchs(kind: str) -> None:
    ours, theirs = weight(), weight()
    declared = Optimiser(kind, 0.1, (0.8, 0.9), momentum=0.3, weight_decay=0.01)
    betas = {"betas": (0.8, 0.9)} if kind in (ADAM, ADAMW) else {"momentum": 0.3}
    pairs = [
        (ours, built(declared, [ours], False)),
        (theirs, THEIRS[kind]([theirs], lr=0.1, weight_decay=0.01, **betas)),
    ]
    for _ in range(4):
        for parameter, optimiser in pairs:
            parameter.grad = parameter.detach() ** 2 + 0.5
            optimiser.step()
    assert torch.equal(ours, theirs)


def test_that_what_is_scheduled_follows_and_the_rest_stays() -> None:
    declared = Optimiser(ADAM, Schedule(0.1, 0.0, over=100), (0.5, Schedule(0.9, 0.99, over=10, unit=STEPS)))
    optimiser = built(declared, [weight()], False)
    follow(optimiser, declared, step=5, pictures=50)
    (group,) = optimiser.param_groups
    assert group["lr"] == pytest.approx(0.05)
    assert group["betas"] == pytest.approx((0.5, 0.945))
    assert declared.changes
    assert not Optimiser(SGD, 0.1).changes


@pytest.mark.parametrize(("by", "expected"), [(NORM, (0.6, 0.8)), (VALUE, (1.0, 1.0))])
def test_that_gradients_are_held_back(by: str, expected: tuple[float, float]) -> None:
    parameter = weight()
    parameter.grad = torch.tensor([3.0, 4.0])
    clip(Optimiser(SGD, 0.1, clip=1.0, clip_by=by), [parameter])
    assert parameter.grad.tolist() == pytest.approx(expected, rel=1e-4)


def test_that_a_schedule_holds_then_falls_and_stays() -> None:
    line = Schedule(1.0, 0.0, over=100, hold=50)
    assert [line.at(0, pictures) for pictures in (0, 50, 100, 150, 900)] == [1.0, 1.0, 0.5, 0.0, 0.0]
    cosine = Schedule(2.0, 1.0, over=8, kind=COSINE, unit=STEPS)
    assert [cosine.at(step, 0) for step in (0, 4, 8, 99)] == pytest.approx([2.0, 1.5, 1.0, 1.0])
    assert cosine.at(2, 0) == pytest.approx(1.5 + math.cos(math.pi / 4) / 2)
    assert Schedule(3.0, 0.0, over=9, kind=CONSTANT).at(5, 5) == 3.0
    assert (at(0.25, 9, 9), falling(0.1, 0), at(falling(0.1, 10), 0, 10)) == (0.25, 0.1, pytest.approx(0.01))


def test_that_what_does_not_exist_is_refused_by_name() -> None:
    for wrong, sentence in (
        (lambda: Optimiser("adamm", 0.1), "no optimiser called 'adamm'"),
        (lambda: Optimiser(ADAM, 0.1, clip=1.0, clip_by="length"), "clipped by norm or value, not by 'length'"),
        (lambda: Schedule(1.0, kind="stairs"), "no schedule called 'stairs'"),
        (lambda: Schedule(1.0, unit="hours"), "counts pictures or steps, not 'hours'"),
        (lambda: discriminator_loss("hinged", torch.zeros(1), torch.zeros(1)), "no loss called 'hinged'"),
        (lambda: generator_loss("wasserstine", torch.zeros(1)), "no loss called 'wasserstine'"),
    ):
        with pytest.raises(StudioError, match=sentence) as refused:
            wrong()
        assert sentence.split("'")[0].startswith(("no ", "clipped", "counts"))
        assert refused.value.hint or "counts" in sentence or "clipped" in sentence
    assert {*THEIRS, MUON} == set(optimisers._BUILD)


@pytest.mark.parametrize("shape", [(24, 200), (200, 24), (32, 32)])
def test_that_a_step_of_muon_goes_as_far_in_every_direction(shape: tuple[int, int]) -> None:
    found = torch.linalg.svdvals(muon.orthogonal(torch.randn(shape, generator=torch.Generator().manual_seed(0))))
    assert 0.5 < float(found.min()) <= float(found.max()) < 1.3


def test_that_muon_makes_no_step_where_there_is_no_gradient() -> None:
    assert not muon.orthogonal(torch.zeros(20, 30)).any()


def test_that_a_network_that_waits_stays_where_it_is() -> None:
    torch.manual_seed(0)
    weights = [torch.nn.Parameter(torch.randn(20, 30)) for _ in range(2)]
    optimiser = built(Optimiser(MUON, 0.01), weights, False)
    for slope in (1.0, 0.0):
        before = weights[0].detach().clone()
        for weight in weights:
            weight.grad = torch.randn(20, 30) * slope
        optimiser.step()
        assert torch.equal(weights[0], before) == (slope == 0)


def test_that_muon_turns_what_is_a_matrix_and_leaves_the_rest_to_adam() -> None:
    """Kernels are flattened; biases, thin layers and the last one are Adam's."""
    torch.manual_seed(0)
    shapes = [(16, 3, 3, 3), (16,), (16, 16, 3, 3), (2, 16), (16, 2), (40, 16)]
    ours, theirs = ([torch.nn.Parameter(torch.randn(shape)) for shape in shapes] for _ in range(2))
    for own, other in zip(ours, theirs, strict=True):
        other.data.copy_(own.data)
        own.grad, other.grad = own.detach() ** 2, own.detach() ** 2
    before = [own.detach().clone() for own in ours]
    built(Optimiser(MUON, 0.01, (0.0, 0.999)), ours, False).step()
    torch.optim.Adam(theirs, lr=0.01, betas=(0.0, 0.999)).step()
    assert [torch.equal(own, other) for own, other in zip(ours, theirs, strict=True)] == [
        False, True, False, True, True, True,
    ]  # fmt: skip
    step = (ours[2] - before[2]).flatten(1) / 0.2  # twenty times the rate
    assert torch.allclose(step, -muon.orthogonal((before[2] ** 2).flatten(1)), atol=1e-5)
