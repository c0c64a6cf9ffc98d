"""Adversarial losses: pure functions of logits.

Goodfellow et al. 2014, Mao et al. 2017 (least squares), Lim and Ye 2017 (hinge).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ganstudio.core.errors import StudioError
from ganstudio.engine.later import F, torch

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

NON_SATURATING, SATURATING, LEAST_SQUARES, HINGE = "non_saturating", "saturating", "least_squares", "hinge"
NAMES = {
    NON_SATURATING: "Non-saturating",
    SATURATING: "Saturating (minimax)",
    LEAST_SQUARES: "Least squares (LSGAN)",
    HINGE: "Hinge",
}


def _check(name: str) -> None:
    """Refuse what would else be taken for cross-entropy. Raises StudioError."""
    if name not in NAMES:
        raise StudioError(f"There is no loss called {name!r}.", f"Choose {', '.join(NAMES)}.")


def discriminator_loss(
    name: str, real: Tensor, fake: Tensor, real_target: float = 1.0, fake_target: float = 0.0
) -> Tensor:
    """Sum of the real and the fake term; targets other than 1 and 0 smooth the labels of the entropy losses."""
    _check(name)
    if name == HINGE:
        return F.relu(1 - real).mean() + F.relu(1 + fake).mean()
    if name == LEAST_SQUARES:
        return 0.5 * (real - real_target).square().mean() + 0.5 * (fake - fake_target).square().mean()
    return cross_entropy(real, real_target) + cross_entropy(fake, fake_target)


def cross_entropy(logits: Tensor, target: float) -> Tensor:
    """Mean binary cross-entropy of logits with one target in [0, 1], stable for large logits."""
    return (F.softplus(logits) - target * logits).mean()


def generator_loss(name: str, fake: Tensor) -> Tensor:
    """What the generator minimises, given the discriminator's logits of its pictures."""
    _check(name)
    if name == HINGE:
        return -fake.mean()
    if name == LEAST_SQUARES:
        return 0.5 * (fake - 1).square().mean()
    if name == SATURATING:
        return -F.softplus(fake).mean()  # log(1 - D): vanishes when the discriminator wins
    return F.softplus(-fake).mean()


def wavering_hinge(logits: Tensor, sign: float, seed: int) -> Tensor:
    """Hinge on logits that should lie beyond `sign` * 0.8 to 1.0, drawn anew for each of them."""
    drawn = torch.rand(logits.shape, generator=torch.Generator().manual_seed(seed)).to(logits.device)
    return F.relu(0.8 + 0.2 * drawn - sign * logits).mean()


def relativistic_loss(ahead: Tensor, behind: Tensor) -> Tensor:
    """How far the logits `ahead` are from being larger than those they are paired with (Jolicoeur-Martineau 2019)."""
    return F.softplus(behind - ahead).mean()


def r1_penalty(discriminate: Callable[[Tensor], Tensor], real: Tensor) -> tuple[Tensor, Tensor]:
    """Logits of `real` and half the mean squared gradient norm there (Mescheder et al. 2018), without gamma.

    Of fakes it is called R2.
    """
    real = real.detach().requires_grad_(True)
    logits = discriminate(real)
    (gradient,) = torch.autograd.grad(logits.sum(), real, create_graph=True)
    return logits, 0.5 * gradient.square().flatten(1).sum(1).mean()


def masked_l1(ours: Tensor, theirs: Tensor, mask: Tensor) -> Tensor:
    """Mean absolute difference where `mask` N x 1 x H x W is 1; 0 when it is nowhere."""
    difference = (ours - theirs).abs().mean(1, keepdim=True) * mask
    return difference.sum() / mask.sum().clamp(min=1)


def edge_distance(ours: Tensor, theirs: Tensor) -> Tensor:
    """Mean absolute difference of the slopes (Sobel) of all channels: lines in the same places."""
    return (_slopes(ours) - _slopes(theirs)).abs().mean()


def _slopes(pictures: Tensor) -> Tensor:
    channels = pictures.shape[1]
    across = pictures.new_tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]) / 8
    kernels = torch.stack([across, across.T])[:, None].repeat(channels, 1, 1, 1)
    return F.conv2d(pictures, kernels, padding=1, groups=channels)


def total_variation(pictures: Tensor) -> Tensor:
    """Mean absolute difference between neighbours, across and down."""
    across = (pictures[..., 1:] - pictures[..., :-1]).abs().mean()
    return across + (pictures[..., 1:, :] - pictures[..., :-1, :]).abs().mean()


def slope_penalty(critic: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor, seed: int) -> tuple[Tensor, Tensor]:
    """Mean squared distance from 1 of the critic's slope at random places between `real` and `fake`, and that slope.

    Gulrajani et al. 2017 (arXiv 1704.00028), section 4; without its weight.
    """
    shape = (len(real), *(1,) * (real.dim() - 1))
    share = torch.rand(shape, generator=torch.Generator().manual_seed(seed)).to(real.device)
    between = (share * real + (1 - share) * fake).detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    slope = gradient.flatten(1).norm(dim=1)
    return (slope - 1).square().mean(), slope.detach().mean()


def clip_weights(network: Module, limit: float) -> None:
    """Cut the weights off at +-`limit` (Arjovsky et al. 2017, Algorithm 1)."""
    with torch.no_grad():
        for weight in network.parameters():
            weight.clamp_(-limit, limit)
