"""Pictures turned, stretched and moved by matrices, in a way that can be differentiated twice.

torch's own sampler cannot, and R1 needs the slope at pictures that are changed before they are judged. Sampling is
linear in the picture, so the derivative of spreading a gradient over it is sampling again.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.autograd.function import once_differentiable

ZEROS, BORDER, REFLECTION = 0, 1, 2  # what lies beyond the edge, by torch's numbers
_PADDINGS = ("zeros", "border", "reflection")


def warped(pictures: Tensor, matrices: Tensor, beyond: int = REFLECTION) -> Tensor:
    """N x C x H x W, where N x 2 x 3 `matrices` say from which place, in [-1, 1], each place is taken."""
    with torch.autocast(pictures.device.type, enabled=False):  # half precision misses by a pixel
        grid = F.affine_grid(matrices.float(), list(pictures.shape), align_corners=False)
    return sampled(pictures.float(), grid, beyond)


def sampled(pictures: Tensor, grid: Tensor, beyond: int = REFLECTION) -> Tensor:
    """`pictures` at the places N x H x W x 2 of `grid`, bilinear; no gradient reaches the grid."""
    found: Tensor = _Sampled.apply(pictures, grid, beyond)
    return found


class _Sampled(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, pictures: Tensor, grid: Tensor, beyond: int) -> Tensor:
        ctx.save_for_backward(grid)
        ctx.shape, ctx.beyond = pictures.shape, beyond
        return F.grid_sample(pictures, grid, padding_mode=_PADDINGS[beyond], align_corners=False)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        (grid,) = ctx.saved_tensors
        spread: Tensor = _Spread.apply(gradients[0], grid, ctx.shape, ctx.beyond)
        return spread, None, None


class _Spread(torch.autograd.Function):
    """The transpose of sampling."""

    @staticmethod
    def forward(ctx: Any, gradient: Tensor, grid: Tensor, shape: torch.Size, beyond: int) -> Tensor:
        ctx.save_for_backward(grid)
        ctx.beyond = beyond
        empty = gradient.new_zeros(()).expand(shape)  # only its shape is read
        backward = torch.ops.aten.grid_sampler_2d_backward
        spread: Tensor = backward(gradient, empty.contiguous(), grid, 0, beyond, False, (True, False))[0]
        return spread

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None, None]:
        (grid,) = ctx.saved_tensors
        padding = _PADDINGS[ctx.beyond]
        return F.grid_sample(gradients[0], grid, padding_mode=padding, align_corners=False), None, None, None
