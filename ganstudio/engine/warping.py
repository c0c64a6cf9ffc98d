"""Pictures turned, stretched and moved by matrices, in a way that can be differentiated twice.

torch's own sampler cannot, and R1 needs the slope at pictures that are changed before they are judged. Sampling is
linear in the picture, so the derivative of spreading a gradient over it is sampling again.

On CUDA torch's own way back adds to pixels in whatever order its threads arrive (`use_deterministic_algorithms` lists
`grid_sample` among what has no other way), so no two runs would have the same losses: there we add in a fixed order.
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
        return (spread_in_order if gradient.is_cuda else spread)(gradient, grid, shape, beyond)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None, None]:
        (grid,) = ctx.saved_tensors
        padding = _PADDINGS[ctx.beyond]
        return F.grid_sample(gradients[0], grid, padding_mode=padding, align_corners=False), None, None, None


def spread(gradient: Tensor, grid: Tensor, shape: torch.Size, beyond: int) -> Tensor:
    """`gradient` N x C x H x W back at the places that `grid` took it from, of pictures of `shape`.

    A processor gives each picture to one thread, so its numbers are the same every time.
    """
    empty = gradient.new_zeros(()).expand(shape)  # only its shape is read
    backward = torch.ops.aten.grid_sampler_2d_backward
    found: Tensor = backward(gradient, empty.contiguous(), grid, 0, beyond, False, (True, False))[0]
    return found


def spread_in_order(gradient: Tensor, grid: Tensor, shape: torch.Size, beyond: int) -> Tensor:
    """The same but for rounding, and on CUDA too with the same bits every time."""
    count, channels, height, width = shape
    rows, columns = _neighbours(grid[..., 1], height, beyond), _neighbours(grid[..., 0], width, beyond)
    first = torch.arange(count, device=grid.device)[:, None, None] * (height * width)
    corners = [(first + y * width + x, down * right) for y, down in rows for x, right in columns]
    places = torch.stack([place for place, _ in corners]).flatten()
    moved = gradient.permute(0, 2, 3, 1)
    values = torch.stack([share[..., None] * moved for _, share in corners]).flatten(0, -2)
    found = gradient.new_zeros(count * height * width, channels)
    # On CUDA this sorts by place and then adds one by one. Unsafe: it does not wait for the device to look for places
    # outside, which there are none of.
    torch.ops.aten._index_put_impl_(found, [places], values, True, True)
    return found.view(count, height, width, channels).permute(0, 3, 1, 2).contiguous()


def _neighbours(places: Tensor, size: int, beyond: int) -> list[tuple[Tensor, Tensor]]:
    """The two pixels of a side of `size` that `places` in [-1, 1] lie between, and the share of each, as torch does."""
    at = ((places + 1) * size - 1) / 2
    if beyond == REFLECTION:
        from_edge = (at + 0.5).abs()
        rest = from_edge % size
        at = torch.where((from_edge / size).floor() % 2 == 0, rest, size - rest) - 0.5
    if beyond != ZEROS:
        at = at.clamp(0, size - 1)
    low = at.floor()
    pairs = ((low, 1 - (at - low)), (low + 1, at - low))
    return [
        (pixel.long().clamp(0, size - 1), share * ((pixel >= 0) & (pixel < size))) for pixel, share in pairs
    ]  # fmt: skip
