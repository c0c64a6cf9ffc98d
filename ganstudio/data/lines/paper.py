"""What pencil, paper and scanner do to clean lines, and the small filters that line drawing is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor

if TYPE_CHECKING:
    from ganstudio.data.lines.lineparams import LineParams

_CELL = 48  # a gap is this small a part of the picture's side
_BINS = 64  # tones that Otsu's threshold is chosen from
_LIGHTS = 4  # the light on the paper changes about this often across it


def aged(lines: Tensor, many: Sequence[LineParams], generator: torch.Generator) -> Tensor:
    """`lines` N x 1 x H x W in [0, 1], each worn as its settings say; the shape and range stay."""
    lines = _thickened(lines, column(lines, [params.thickness for params in many]))
    lines = _with_gaps(lines, column(lines, [params.gaps / 100 for params in many]), generator)
    lines = _binarised(lines, column(lines, [params.binarise for params in many]))
    if any(params.blur for params in many):
        lines = blurred(lines, [params.blur for params in many])
    contrast = column(lines, [params.contrast for params in many])
    lines = lines * contrast + (1 - contrast)
    lines = _shaded(lines, column(lines, [params.shading for params in many]), generator)
    return _noisy(lines, column(lines, [params.noise for params in many]), generator).clamp(0, 1)


def column(like: Tensor, values: Sequence[float]) -> Tensor:
    """One number per picture as N x 1 x 1 x 1, of the kind of `like`."""
    return torch.tensor([float(value) for value in values], dtype=like.dtype, device=like.device).view(-1, 1, 1, 1)


def neighbours(pictures: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The pixels to the left, to the right, above and below of each; the border repeats."""
    padded = F.pad(pictures, (1, 1, 1, 1), mode="replicate")
    inner = padded[..., 1:-1, :], padded[..., 1:-1]
    return inner[0][..., :-2], inner[0][..., 2:], inner[1][..., :-2, :], inner[1][..., 2:, :]


def blurred(pictures: Tensor, sigmas: Sequence[float]) -> Tensor:
    """Gaussian blur of each picture by its own sigma in pixels; 0 leaves it. The border repeats."""
    radius = max(1, math.ceil(3 * max(sigmas)))
    sigma = column(pictures, sigmas).clamp(min=1e-3)
    weights = [torch.exp(-0.5 * (offset / sigma) ** 2) for offset in range(radius + 1)]
    total = weights[0] + 2 * sum(weights[1:])
    for dimension, border in ((3, (radius, radius, 0, 0)), (2, (0, 0, radius, radius))):
        padded, length = F.pad(pictures, border, mode="replicate"), pictures.shape[dimension]
        pictures = padded.narrow(dimension, radius, length) * (weights[0] / total)
        for offset in range(1, radius + 1):
            # Both sides are added to each other first: a mirrored picture then gives the same bits.
            sides = padded.narrow(dimension, radius - offset, length) + padded.narrow(
                dimension, radius + offset, length
            )
            pictures = pictures + sides * (weights[offset] / total)
    return pictures


def lightest(pictures: Tensor) -> Tensor:
    """The largest value of each 3 x 3 square; slices, since pooling is several times slower on a processor."""
    for dimension, border in ((3, (1, 1, 0, 0)), (2, (0, 0, 1, 1))):
        padded, length = F.pad(pictures, border), pictures.shape[dimension]
        sides = torch.maximum(padded.narrow(dimension, 0, length), padded.narrow(dimension, 2, length))
        pictures = torch.maximum(pictures, sides)
    return pictures


def _thickened(lines: Tensor, amount: Tensor) -> Tensor:
    if not amount.any():
        return lines
    darker, lighter = 1 - lightest(1 - lines), lightest(lines)
    # A line of one or two pixels would vanish: what cannot be grown back from the thin lines is kept.
    regrown = 1 - lightest(1 - lighter)
    thin = torch.minimum(lighter, 1 - (regrown - lines))
    return torch.lerp(lines, torch.where(amount > 0, darker, thin), amount.abs())


def _with_gaps(lines: Tensor, share: Tensor, generator: torch.Generator) -> Tensor:
    """Rubs out square patches that cover `share` of the picture, and so about that share of its strokes."""
    if not share.any():
        return lines
    height, width = lines.shape[2:]
    cell = max(2, round(min(height, width) / _CELL))
    grid = (math.ceil(height / cell), math.ceil(width / cell))
    fate = _random(lines, grid, generator).repeat_interleave(cell, 2).repeat_interleave(cell, 3)
    return torch.where(fate[..., :height, :width] < share, 1.0, lines)


def _binarised(lines: Tensor, wanted: Tensor) -> Tensor:
    if not wanted.any():
        return lines
    return torch.where(wanted > 0, (lines > _otsu(lines)).to(lines.dtype), lines)


def _otsu(lines: Tensor) -> Tensor:
    """The tone of each picture that parts it best in two (Otsu 1979), N x 1 x 1 x 1."""
    count = len(lines)
    bins = (lines.flatten(1) * (_BINS - 1)).round().long()
    rows = torch.arange(count, device=lines.device).view(-1, 1) * _BINS
    histogram = torch.bincount((bins + rows).flatten(), minlength=count * _BINS).view(count, _BINS).to(lines.dtype)
    share = histogram / histogram.sum(1, keepdim=True)
    tones = torch.arange(_BINS, device=lines.device) / (_BINS - 1)
    below, mass = share.cumsum(1), (share * tones).cumsum(1)
    parted = (mass[:, -1:] * below - mass).square() / (below * (1 - below)).clamp(min=1e-6)
    return ((parted.argmax(1) + 0.5) / (_BINS - 1)).view(-1, 1, 1, 1)


def _shaded(lines: Tensor, depth: Tensor, generator: torch.Generator) -> Tensor:
    if not depth.any():
        return lines
    shadow = _random(lines, (_LIGHTS, _LIGHTS), generator)
    shadow = F.interpolate(shadow, lines.shape[2:], mode="bicubic", align_corners=False).clamp(0, 1)
    return lines * (1 - depth * shadow)


def _noisy(lines: Tensor, sigma: Tensor, generator: torch.Generator) -> Tensor:
    if not sigma.any():
        return lines
    grain = torch.randn(lines.shape, generator=generator, device=generator.device)
    return lines + sigma * grain.to(lines)


def _random(like: Tensor, grid: tuple[int, int], generator: torch.Generator) -> Tensor:
    """Even random numbers in [0, 1), N x 1 x grid, drawn where the generator lives."""
    return torch.rand((len(like), 1, *grid), generator=generator, device=generator.device).to(like)
