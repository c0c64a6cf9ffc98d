from __future__ import annotations

import pytest
import torch
from torch import nn

from ganstudio.engine.averages import Average


def network() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))


def test_that_an_average_begins_as_a_frozen_copy() -> None:
    live = network()
    average = Average(live, network(), 100)
    assert all(torch.equal(a, b) for a, b in zip(average.module.parameters(), live.parameters(), strict=True))
    assert not any(parameter.requires_grad for parameter in average.module.parameters())
    assert not average.module.training
    assert live.training


@pytest.mark.parametrize(
    ("pictures", "half_life"),
    [(1_000_000, 640.0), (3200, 160.0)],  # the second is capped at 5 % of the pictures seen
)
def test_that_an_update_is_the_formula(pictures: int, half_life: float) -> None:
    live = network()
    average = Average(live, network(), 640)
    before = average.module[0].weight.clone()  # type: ignore[index]
    with torch.no_grad():
        live[0].weight.add_(1.0)  # type: ignore[index]
    average.update(64, pictures)
    share = 0.5 ** (64 / half_life)
    expected = share * before + (1 - share) * live[0].weight  # type: ignore[index]
    torch.testing.assert_close(average.module[0].weight, expected)  # type: ignore[index]


def test_that_after_a_half_life_half_is_left() -> None:
    live = network()
    average = Average(live, network(), 100)
    with torch.no_grad():
        average.module[0].bias.fill_(1.0)  # type: ignore[index]
        live[0].bias.fill_(0.0)  # type: ignore[index]
    for _ in range(10):
        average.update(10, 10_000)
    torch.testing.assert_close(average.module[0].bias, torch.full((2,), 0.5))  # type: ignore[index]


def test_that_buffers_follow() -> None:
    live = network()
    average = Average(live, network(), 100)
    live(torch.randn(8, 3) + 5)
    average.update(50, 10_000)
    share = 0.5**0.5
    norm, other = live[1], average.module[1]  # type: ignore[index]
    torch.testing.assert_close(other.running_var, share * torch.ones(2) + (1 - share) * norm.running_var)
    assert other.num_batches_tracked.item() == norm.num_batches_tracked.item() == 1


def test_that_an_average_works_on_the_live_tensors_even_after_loading() -> None:
    live = network()
    average = Average(live, network(), 100)
    live.load_state_dict(network().state_dict())
    average.module.load_state_dict(live.state_dict())
    with torch.no_grad():
        live[0].bias.add_(1.0)  # type: ignore[index]
    average.update(100, 10_000)
    torch.testing.assert_close(average.module[0].bias, live[0].bias - 0.5)  # type: ignore[index]
