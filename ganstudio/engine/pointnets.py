"""Small dense networks of points and their losses: all that fits on a page of a paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ganstudio.engine import losses
from ganstudio.engine.later import attention, nn
from ganstudio.engine.points_params import RELATIVISTIC, SPECTRAL, TANH, WASSERSTEIN, PointsParams

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module


def generator(p: PointsParams, dimensions: int) -> Module:
    """N x latent random numbers to N x dimensions coordinates, without bounds."""
    parts: list[Module] = []
    before = p.latent
    for _ in range(p.depth):
        parts.append(nn.Linear(before, p.width))
        if p.batch_norm:
            parts.append(nn.BatchNorm1d(p.width))
        parts.append(nn.Tanh() if p.activation == TANH else nn.ReLU())
        before = p.width
    return nn.Sequential(*parts, nn.Linear(before, dimensions))


def discriminator(p: PointsParams, dimensions: int) -> Module:
    """N x dimensions coordinates to N x 1, the logit of being real."""
    parts: list[Module] = []
    before = dimensions
    for _ in range(p.depth_d):
        parts += [nn.Linear(before, p.width_d), nn.LeakyReLU(0.2)]
        before = p.width_d
    network = nn.Sequential(*parts, nn.Linear(before, 1))
    return attention.normalised(network) if p.hold == SPECTRAL else network


def judged(loss: str, real: Tensor, fake: Tensor, real_target: float) -> Tensor:
    """What D's logits of a real and a generated batch cost it."""
    if loss == RELATIVISTIC:
        return losses.relativistic_loss(real, fake)
    if loss == WASSERSTEIN:
        return fake.mean() - real.mean()
    return losses.discriminator_loss(loss, real, fake, real_target)


def missed(loss: str, real: Callable[[], Tensor], fake: Tensor) -> Tensor:
    """What D's logits of generated points cost G; `real` answers those of real ones where a loss compares."""
    if loss == RELATIVISTIC:
        return losses.relativistic_loss(fake, real())
    if loss == WASSERSTEIN:
        return -fake.mean()
    return losses.generator_loss(loss, fake)
