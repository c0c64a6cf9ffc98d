"""R3GAN's networks begin as nothing, resample as they say, and both penalties move the discriminator."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from ganstudio.engine import losses, r3nets
from ganstudio.engine.iteration import RunningIteration
from tests.synthetic import losses_of, session_of


def gradient_of(network: nn.Module, total: Tensor) -> Tensor:
    network.zero_grad()
    total.backward()
    return torch.cat([(torch.zeros_like(p) if p.grad is None else p.grad).flatten() for p in network.parameters()])


def test_that_a_new_block_changes_nothing_and_an_old_one_does() -> None:
    block, x = r3nets.Block(16, 4, 8), torch.randn(2, 16, 5, 5)
    assert torch.equal(block(x), x)
    nn.init.normal_(block.narrow.weight)  # type: ignore[union-attr, arg-type]
    assert not torch.allclose(block(x), x)


def test_that_more_blocks_have_smaller_weights() -> None:
    torch.manual_seed(0)
    for depth in (1, 16):
        weight = r3nets.Block(256, 16, depth).widen.weight
        expected = math.sqrt(2 / 1.04) / math.sqrt(256) * depth**-0.25
        assert weight.std().item() == pytest.approx(expected, rel=0.02)  # type: ignore[operator]


def test_that_blocks_look_within_groups_only() -> None:
    block = r3nets.Block(8, 4, 1)
    x = torch.zeros(1, 16, 3, 3)
    x[0, 0, 1, 1] = 1.0
    answer = block.look(x) - block.look(torch.zeros_like(x))
    assert answer.abs().sum((0, 2, 3)).nonzero().flatten().tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("width", [1, 3])
def test_that_pictures_are_doubled_and_halved_with_a_binomial_filter(width: int) -> None:
    ramp = torch.arange(8.0).expand(1, width, 8, 8)
    doubled = r3nets.Resampled(width, width, True)(ramp)
    assert doubled.shape == (1, width, 16, 16)
    assert torch.equal(doubled[0, 0, 4, :15], torch.arange(15.0) / 2)  # the last column has zeros beside it
    halved = r3nets.Resampled(width, width, False)(ramp)
    assert halved.shape == (1, width, 4, 4)
    assert torch.equal(halved[0, 0, 2, 1:], torch.tensor([2.0, 4.0, 6.0]))
    checks = ((torch.arange(8)[:, None] + torch.arange(8)) % 2 * 2.0 - 1).expand(1, 1, 8, 8)
    smoothed = r3nets.Resampled(1, 1, False)(checks)[..., 1:, 1:]
    assert torch.equal(smoothed, torch.zeros_like(smoothed))  # the finest pattern is gone


def test_that_a_mixed_width_needs_a_map_and_an_equal_one_none() -> None:
    assert not list(r3nets.Resampled(8, 8, True).parameters())
    assert [p.shape for p in r3nets.Resampled(8, 6, False).parameters()] == [(6, 8, 1, 1)]


def test_that_the_summary_is_a_depth_wise_convolution() -> None:
    layer, x = r3nets.Summary(6, 4), torch.randn(3, 6, 4, 4)
    expected = nn.functional.conv2d(x, layer.weight[:, None], groups=6).flatten(1)
    assert torch.allclose(layer(x), expected, atol=1e-5)


def test_that_published_widths_are_those_of_the_paper() -> None:
    plan = r3nets.published(256, 768, True, 16, 2)
    assert plan.widths == (768, 768, 768, 768, 384, 192, 96)
    assert plan.groups == (96, 96, 96, 96, 48, 24, 12)
    assert r3nets.published(64, 1536, False, 32, 2).groups == (96,) * 5
    assert plan.depth == 14


def test_that_pictures_have_no_bounds_while_learning_and_are_cut_off_at_rest() -> None:
    network = r3nets.Maker(r3nets.Plan((8,), (1,), 1), 4, 1, 0)
    z = 50 * torch.randn(16, 4)
    assert network(z).abs().max() > 1.5
    assert network.eval()(z).abs().max() == 1.0


def test_that_pairs_are_judged_by_their_difference_alone() -> None:
    real, fake = torch.tensor([1.0, -2.0]), torch.tensor([0.5, 3.0])
    expected = (math.log1p(math.exp(-0.5)) + math.log1p(math.exp(5))) / 2
    assert losses.relativistic_loss(real, fake).item() == pytest.approx(expected)
    assert losses.relativistic_loss(real + 100, fake + 100).item() == pytest.approx(expected)
    assert losses.relativistic_loss(real, real).item() == pytest.approx(math.log(2))


@pytest.mark.parametrize("name", ["r1", "r2"])
def test_that_each_penalty_reaches_the_discriminator(name: str) -> None:
    """What the penalty adds to the gradient is that of the penalty itself, for real pictures and for fakes."""
    session = session_of("r3gan", "quick", penalty=3.0)
    losses_of(session, 2)
    iteration = RunningIteration(session)
    iteration.shared = session.family.forward(iteration)
    network = session.networks["discriminator"].requires_grad_(True)
    told = session.family.discriminator_losses(iteration)  # type: ignore[attr-defined]
    alone = gradient_of(network, told[name])
    assert alone.norm() > 0
    given = {"r1": iteration.real, "r2": iteration.shared["fake"].detach()}[name]
    x = given.requires_grad_(True)
    (slope,) = torch.autograd.grad(network(x, iteration.labels).sum(), x, create_graph=True)
    assert torch.allclose(alone, gradient_of(network, 0.5 * slope.square().sum((1, 2, 3)).mean()), atol=1e-6)
    told = session.family.discriminator_losses(iteration)  # type: ignore[attr-defined]
    rest = gradient_of(network, told["total"] - 3.0 * told[name])
    told = session.family.discriminator_losses(iteration)  # type: ignore[attr-defined]
    assert torch.allclose(gradient_of(network, told["total"]), rest + 3.0 * alone, atol=1e-5)


def test_that_everything_calms_down_together() -> None:
    session = session_of("r3gan", "quick", horizon=80, lr=2e-3, beta2=0.9)
    for _ in range(12):
        session.step()
    for name in ("generator", "discriminator"):
        group = session.optimisers[name].param_groups[0]
        assert group["lr"] == pytest.approx(5e-4)
        assert group["betas"] == (0.0, pytest.approx(0.99))
