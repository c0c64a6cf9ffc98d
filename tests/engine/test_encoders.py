"""VAE-GAN's three losses: each network follows its own, and nothing of the others'."""

from __future__ import annotations

import pytest
import torch

from ganstudio.engine import encoders
from tests.synthetic import losses_of, session_of


def after_a_step(network: str, **changes: float) -> list[torch.Tensor]:
    session = session_of("vaegan", "quick", **changes)
    losses_of(session, 1)
    return [weight.detach().clone() for weight in session.networks[network].parameters()]


@pytest.mark.parametrize(("network", "setting", "values", "moves"), [
    ("encoder", "gamma", (0.0, 5.0), False),  # what the generator makes of realism is nothing to the encoder
    ("discriminator", "gamma", (0.0, 5.0), False),
    ("discriminator", "strength", (10.0, 500.0), False),
    ("encoder", "strength", (10.0, 500.0), True),
    ("generator", "gamma", (0.0, 5.0), True),
])  # fmt: skip
def test_that_losses_reach_their_own_networks_only(
    network: str, setting: str, values: tuple[float, float], moves: bool
) -> None:
    first, other = (after_a_step(network, **{setting: value}) for value in values)
    assert all(torch.equal(a, b) for a, b in zip(first, other, strict=True)) is not moves


def test_that_the_encoder_gets_nothing_from_realism_and_the_discriminator_nothing_from_likeness() -> None:
    session = session_of("vaegan", "quick", r1=0.0)
    reached: dict[str, set[str]] = {}
    for phase in session.phases:
        weights = {id(each) for each in session.weights_of(phase)}
        for name, network in session.networks.items():
            if weights & {id(each) for each in network.parameters()}:
                reached.setdefault(phase.name, set()).add(name)
    assert reached == {name: {name} for name in ("encoder", "generator", "discriminator")}


def test_that_a_code_like_noise_costs_nothing_and_others_what_they_tell() -> None:
    zeros = torch.zeros(3, 4)
    assert encoders.nats(zeros, zeros).item() == 0
    assert encoders.nats(zeros + 2, zeros).item() == pytest.approx(4 * 2**2 / 2)


@pytest.mark.parametrize(("real", "drawn", "learn"), [
    (0.0, 0.0, (1.0, 1.0)),  # in balance
    (5.0, 0.0, (1.0, 0.0)),  # the discriminator is ahead
    (-2.0, 0.0, (0.0, 1.0)),  # it is behind
    (5.0, 5.0, (1.0, 1.0)),  # both would wait
])  # fmt: skip
def test_that_who_is_far_ahead_waits(real: float, drawn: float, learn: tuple[float, float]) -> None:
    generator, discriminator = encoders.balanced(torch.full((4, 1), real), torch.full((4, 1), drawn))
    assert (generator.item(), discriminator.item()) == learn


def test_that_a_running_variance_is_restored_exactly() -> None:
    first, second = encoders.RunningVariance(), encoders.RunningVariance()
    batches = torch.randn(6, 8, 3)
    for batch in batches[:3]:
        first.updated(batch)
    second.load_state_dict(first.state_dict())
    assert [first.updated(each).item() for each in batches] == [second.updated(each).item() for each in batches]
    assert first.updated(3 * torch.randn(4000, 3)).item() > 1.0
