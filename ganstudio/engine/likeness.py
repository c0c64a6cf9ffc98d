"""How alike two pictures are: mean difference, and structure at one scale or several (Wang et al. 2003, 2004)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)  # of the scales, the finest first
_RADIUS, _DEVIATION = 5, 1.5
_SMALLEST = 2 * _RADIUS + 1  # pixels a side: the window itself
_RANGE = 2.0  # of pictures in [-1, 1]
_FLOOR = 1e-3  # of a likeness before its root is taken: that of 0 has no slope


def difference(ours: Tensor, theirs: Tensor) -> Tensor:
    """L1 and what multi-scale SSIM lacks of 1: 0 for equal pictures. Stands in for a comparison of trained features."""
    return (ours - theirs).abs().mean() + 1 - multi_scale_ssim(ours, theirs)


def multi_scale_ssim(ours: Tensor, theirs: Tensor) -> Tensor:
    """Mean over pictures of the product over as many of five scales as the window fits into; 1 for equal ones."""
    scales = sum(min(ours.shape[-2:]) >> number >= _SMALLEST for number in range(len(_WEIGHTS)))
    weights = [weight / sum(_WEIGHTS[:scales]) for weight in _WEIGHTS[:scales]]
    found = ours.new_ones(len(ours))
    for number, weight in enumerate(weights):
        structure, whole = _compared(ours, theirs)
        last = number == scales - 1
        found = found * (whole if last else structure).flatten(1).mean(1).clamp(min=_FLOOR) ** weight
        ours, theirs = F.avg_pool2d(ours, 2), F.avg_pool2d(theirs, 2)
    return found.mean()


def ssim(ours: Tensor, theirs: Tensor, span: float) -> Tensor:
    """Of each picture, where `span` is the range of its values; 1 for equal ones (Wang et al. 2004).

    Beyond the edges they are mirrored, as in torchmetrics, whose import would hold up the first sheet of a run.
    """
    # As channels of one picture: convolutions of a single channel take a processor ten times as long.
    a, b = (F.pad(each.flatten(0, 1)[None], [_RADIUS] * 4, mode="reflect") for each in (ours, theirs))
    _, whole = _compared(a, b, span)
    return whole.reshape(len(ours), -1).mean(1)


def _compared(a: Tensor, b: Tensor, span: float = _RANGE) -> tuple[Tensor, Tensor]:
    """At each place, how alike contrast and structure are, and that times how alike the brightness is."""
    mean_a, mean_b, squares_a, squares_b, products = _blurred(torch.cat([a, b, a * a, b * b, a * b])).chunk(5)
    c1, c2 = (0.01 * span) ** 2, (0.03 * span) ** 2
    variances = squares_a - mean_a**2 + squares_b - mean_b**2
    structure = (2 * (products - mean_a * mean_b) + c2) / (variances + c2)
    return structure, structure * (2 * mean_a * mean_b + c1) / (mean_a**2 + mean_b**2 + c1)


def _blurred(x: Tensor) -> Tensor:
    """With a Gaussian window, where it fits."""
    channels = x.shape[1]
    places = torch.arange(-_RADIUS, _RADIUS + 1, device=x.device, dtype=x.dtype)
    line = torch.softmax(-(places**2) / (2 * _DEVIATION**2), 0)
    across = F.conv2d(x, line.expand(channels, 1, 1, -1), groups=channels)
    return F.conv2d(across, line[:, None].expand(channels, 1, -1, 1), groups=channels)
