"""Changes that are made to real pictures while a family learns from them: cut, mirrored, recoloured."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from ganstudio.engine import layers


def mirrored(pictures: tuple[Tensor, ...], seed: int) -> tuple[Tensor, ...]:
    """Half of the rows turned left to right, the same ones in each of `pictures` N x C x H x W."""
    flip = torch.rand(len(pictures[0]), generator=torch.Generator().manual_seed(seed)) < 0.5
    flip = flip.to(pictures[0].device)[:, None, None, None]
    return tuple(torch.where(flip, each.flip(3), each) for each in pictures)


def jittered(pictures: tuple[Tensor, ...], larger: int, row: int, column: int) -> tuple[Tensor, ...]:
    """Enlarged to `larger` pixels and cut back at one place (Isola et al. 2017, section 6.2)."""
    size = pictures[0].shape[2]
    if larger <= size:
        return pictures
    row, column = row % (larger - size + 1), column % (larger - size + 1)
    return tuple(
        F.interpolate(each, (larger, larger), mode="bilinear")[..., row : row + size, column : column + size]
        for each in pictures
    )


def part(pictures: tuple[Tensor, ...], side: int, row: int, column: int, window: int) -> tuple[Tensor, ...]:
    """The square of `side` pixels at a place of each, reduced to `window` pixels."""
    cut = (each[..., row : row + side, column : column + side] for each in pictures)
    return tuple(F.interpolate(each, (window, window), mode="bilinear", antialias=True) for each in cut)


def tinted(colours: Tensor, paper: Tensor, share: float, seed: int) -> Tensor:
    """Some of `colours` N x 3 x H x W in [0, 1] on paper of another colour, where `paper` N x 1 x H x W is 1."""
    rng = torch.Generator().manual_seed(seed)
    drawn = torch.rand((5, len(colours), 1, 1, 1), generator=rng).to(colours.device)
    tint = 1 - (0.1 + 0.6 * drawn[1]) * torch.cat([*drawn[2:]], dim=1)
    rim = F.max_pool2d(paper, 3, 1, 1)  # half ink, half paper
    return torch.where(drawn[0] < share, colours * (1 - rim * (1 - tint)), colours)


def recoloured(colours: Tensor, share: float, seed: int) -> Tensor:
    """Some of `colours` N x 3 x H x W in [0, 1] with their hues turned and stretched; greys stay as they are."""
    rng = torch.Generator().manual_seed(seed)
    count = len(colours)
    fate, angle, stretch = torch.rand((3, count, 1, 1, 1), generator=rng).to(colours.device)
    luma = layers.as_channels(colours, 1)
    # Chroma lies in the plane of equal luma; a rotation in I and Q turns it (ITU-R BT.601 luma).
    to_iq = colours.new_tensor([[0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
    from_iq = colours.new_tensor([[0.956, 0.621], [-0.272, -0.647], [-1.106, 1.703]])
    i, q = torch.einsum("kc,nchw->knhw", to_iq, colours)
    turn, scale = 2 * math.pi * angle[:, 0], 0.6 + 0.9 * stretch[:, 0]
    turned = torch.stack([i * turn.cos() - q * turn.sin(), i * turn.sin() + q * turn.cos()]) * scale
    changed = (luma + torch.einsum("ck,knhw->nchw", from_iq, turned)).clamp(0, 1)
    return torch.where(fate < share, changed, colours)
