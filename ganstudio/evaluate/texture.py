"""A lattice that a network leaves in even areas: what repeats every few pixels."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

_REPEATS = 4  # tiles on each side of an area that is looked at
_EVEN = 2 / 255  # colours within this are one
_WHITE = 250 / 255


def lattice(made: Tensor, target: Tensor, period: int = 4) -> float:
    """Amplitude of what repeats every `period` px in `made` - `target`, N x 3 x H x W in [0, 1], in levels of 255.

    Looked at are squares of four periods in which `target` is even, and not white, where colours are cut off. Each is
    folded to the mean of its tiles, less the mean around each pixel, so that a slope counts for nothing; the root mean
    square of those. 0: no square is even.
    """
    side = period * _REPEATS
    apart = made - target
    reach = period // 2
    waves = (apart - F.avg_pool2d(apart, 2 * reach + 1, 1, reach, count_include_pad=False)) * 255
    squares, even = _squares(waves, side), _squares(target, side)
    lowest, highest = even.amin((2, 3)), even.amax((2, 3))
    chosen = squares[((highest - lowest).amax(1) < _EVEN) & (lowest.amin(1) < _WHITE)]
    if not len(chosen):
        return 0.0
    tiles = chosen.reshape(len(chosen), -1, _REPEATS, period, _REPEATS, period).mean((2, 4))
    return float((tiles - tiles.mean((2, 3), keepdim=True)).square().mean().sqrt())


def _squares(pictures: Tensor, side: int) -> Tensor:
    """All whole squares of `side` px that lie side by side, K x C x side x side."""
    count, channels, height, width = pictures.shape
    down, across = height // side, width // side
    whole = pictures[..., : down * side, : across * side]
    parts: Tensor = whole.reshape(count, channels, down, side, across, side).permute(0, 2, 4, 1, 3, 5)
    return parts.flatten(0, 2)
