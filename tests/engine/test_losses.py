from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from ganstudio.engine import losses

LOG2 = math.log(2)
ZERO = torch.zeros(4, 1)


@pytest.mark.parametrize(
    ("name", "discriminator", "generator"),
    [
        ("non_saturating", 2 * LOG2, LOG2),
        ("saturating", 2 * LOG2, -LOG2),
        ("least_squares", 0.5, 0.5),
        ("hinge", 2.0, 0.0),
    ],
)
def test_that_an_undecided_discriminator_costs_the_known_value(
    name: str, discriminator: float, generator: float
) -> None:
    assert losses.discriminator_loss(name, ZERO, ZERO).item() == pytest.approx(discriminator)
    assert losses.generator_loss(name, ZERO).item() == pytest.approx(generator)


def test_that_every_name_is_a_loss_of_its_own() -> None:
    real, fake = torch.tensor([0.3, -2.0]), torch.tensor([1.5, -0.5])
    assert len({round(losses.generator_loss(name, fake).item(), 6) for name in losses.NAMES}) == 4
    for name in losses.NAMES:
        assert losses.discriminator_loss(name, real, fake).shape == ()


def test_that_hinge_and_least_squares_are_their_equations() -> None:
    real, fake = torch.tensor([0.5, 2.0]), torch.tensor([-3.0, 0.5])
    assert losses.discriminator_loss("hinge", real, fake).item() == pytest.approx((0.5 + 0) / 2 + (0 + 1.5) / 2)
    assert losses.generator_loss("hinge", fake).item() == pytest.approx(1.25)
    assert losses.discriminator_loss("least_squares", real, fake).item() == pytest.approx(
        0.5 * (0.25 + 1) / 2 + 0.5 * (9 + 0.25) / 2
    )
    assert losses.generator_loss("least_squares", fake).item() == pytest.approx(0.5 * (16 + 0.25) / 2)


@pytest.mark.parametrize(
    ("name", "slope"),
    [("saturating", lambda f: -torch.sigmoid(f)), ("non_saturating", lambda f: torch.sigmoid(f) - 1)],
)
def test_that_the_generators_gradient_is_the_known_factor(name: str, slope: object) -> None:
    logits = torch.linspace(-8, 8, 9, requires_grad=True)
    losses.generator_loss(name, logits).backward()
    assert logits.grad is not None
    torch.testing.assert_close(logits.grad * 9, slope(logits.detach()))  # type: ignore[operator]


@pytest.mark.parametrize("target", [0.0, 0.1, 0.9, 1.0])
def test_that_cross_entropy_is_that_of_the_probability(target: float) -> None:
    logits = torch.linspace(-3, 3, 7, dtype=torch.float64)
    p = torch.sigmoid(logits)
    expected = -(target * p.log() + (1 - target) * (1 - p).log()).mean()
    torch.testing.assert_close(losses.cross_entropy(logits, target), expected)


def test_that_smoothed_targets_move_the_optimum() -> None:
    real = torch.tensor([math.log(9)])  # probability 0.9
    assert losses.discriminator_loss("non_saturating", real, ZERO, 0.9).item() < losses.discriminator_loss(
        "non_saturating", real + 1, ZERO, 0.9
    ).item()  # fmt: skip
    assert losses.discriminator_loss("least_squares", torch.tensor([0.9]), torch.tensor([0.1]), 0.9, 0.1).item() == 0.0


@pytest.mark.parametrize("name", list(losses.NAMES))
def test_that_large_logits_stay_finite(name: str) -> None:
    logits = torch.tensor([-1e4, 1e4])
    assert torch.isfinite(losses.discriminator_loss(name, logits, logits))
    assert torch.isfinite(losses.generator_loss(name, logits))


def test_that_the_penalty_of_a_linear_discriminator_is_half_its_squared_norm() -> None:
    weight = torch.randn(1, 4, 4, generator=torch.Generator().manual_seed(0), requires_grad=True)

    def judge(x: Tensor) -> Tensor:
        return (x * weight).sum(dim=(1, 2, 3))[:, None]

    logits, penalty = losses.r1_penalty(judge, torch.rand(6, 1, 4, 4))
    assert logits.shape == (6, 1)
    torch.testing.assert_close(penalty, 0.5 * weight.square().sum())
    penalty.backward()
    assert weight.grad is not None
    torch.testing.assert_close(weight.grad, weight.detach())


def test_that_the_penalty_leaves_the_pictures_alone() -> None:
    real = torch.rand(2, 1, 4, 4)
    losses.r1_penalty(lambda x: x.sum(dim=(1, 2, 3)), real)
    assert not real.requires_grad
    assert real.grad is None


def test_that_the_slope_penalty_is_the_distance_of_the_slope_from_one() -> None:
    real, fake = torch.rand(6, 3), torch.rand(6, 3)
    direction = torch.tensor([0.0, 3.0, 4.0])
    penalty, slope = losses.slope_penalty(lambda x: x @ direction, real, fake, 0)
    assert float(slope) == pytest.approx(5.0)
    assert float(penalty) == pytest.approx(16.0)
    again, _ = losses.slope_penalty(lambda x: (x**2).sum(1), real, fake, 4)
    same, _ = losses.slope_penalty(lambda x: (x**2).sum(1), real, fake, 4)
    assert torch.equal(again, same)


def test_that_clipped_weights_lie_within_their_limit() -> None:
    network = torch.nn.Linear(4, 4)
    losses.clip_weights(network, 0.0625)
    assert all(float(weight.detach().abs().max()) <= 0.0625 for weight in network.parameters())
