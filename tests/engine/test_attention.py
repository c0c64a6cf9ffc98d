"""Self-attention and spectral norm do what the paper says, while training, averaged and rebuilt."""

from __future__ import annotations

from functools import cache

import pytest
import torch
from torch import nn

from ganstudio.engine import attention
from ganstudio.engine.session import Session
from tests.synthetic import losses_of, session_of


def test_that_attention_starts_unused_and_its_rows_add_up_to_one() -> None:
    layer = attention.SelfAttention(16)
    x = torch.randn(2, 16, 8, 8)
    assert torch.equal(layer(x), x)
    rows = layer.rows(x)
    assert rows.shape == (2, 64, 16)
    assert torch.allclose(rows.sum(-1), torch.ones(2, 64), atol=1e-6)


def test_that_a_place_far_away_is_seen() -> None:
    layer = attention.SelfAttention(16)
    nn.init.ones_(layer.gamma)
    x = torch.randn(1, 16, 8, 8, requires_grad=True)
    (slope,) = torch.autograd.grad(layer(x)[0, :, 0, 0].sum(), x)
    assert slope[0, :, 7, 7].abs().sum() + slope[0, :, 6, 6].abs().sum() > 0


@cache
def trained(preset: str) -> tuple[Session, list[dict[str, float]]]:
    """A hundred steps, of batches so small that they take two seconds, or five of the paper's networks."""
    session = session_of("sagan", preset, batch=4 if preset == "quick" else 2, ema_half_life=500)
    return session, losses_of(session, 100)


@pytest.mark.parametrize("preset", ["quick", "paper-32"])
def test_that_every_weight_stretches_by_one_at_most(preset: str) -> None:
    session, _ = trained(preset)
    for network in (*session.networks.values(), session.averages["generator"].module):
        values = attention.singular_values(network.eval())
        assert len(values) >= 7
        assert all(abs(value - 1) < 0.05 for value in values), values


def test_that_both_networks_begin_to_use_their_attention() -> None:
    _, told = trained("quick")
    for name in ("generator", "discriminator"):
        used = [abs(each[f"{name}.gamma"]) for each in told]
        assert used[0] == 0
        assert max(used) > 0.01  # its sign means nothing, and it may cross 0 again


def test_that_labels_change_the_scale_of_their_own_features() -> None:
    norm = attention.ClassNorm(4, 3)
    x = torch.randn(6, 4, 2, 2)
    labels = torch.tensor([0, 1, 2, 0, 1, 2])
    before = norm(x, labels)
    with torch.no_grad():
        norm.scales[1] = 2.0  # type: ignore[index]
    changed = (norm(x, labels) != before).flatten(1).any(1)
    assert changed.tolist() == [False, True, False, False, True, False]
