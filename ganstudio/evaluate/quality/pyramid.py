"""Features without any network: a Laplacian pyramid, read place by place.

A thumbnail of 8 x 8, and of every finer band how strong it is in 4 x 4 places (after Burt and Adelson 1983, and the
sliced Wasserstein distances of Karras et al. 2018, which compare patches of such bands). It sees colours, layout and
sharpness, and knows nothing of what a picture shows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from ganstudio.core.pictures import Pixels

WORDS = "no network: a Laplacian pyramid of the pixels (thumbnail 8 x 8, strength of each band in 4 x 4 places)"
_THUMB, _PLACES, _LARGEST = 8, 4, 128
_AT_ONCE = 256
Rows = npt.NDArray[np.float32]


def features(pictures: Pixels) -> Rows:
    """N x D of uint8 pictures N x C x H x W, squares of any size."""
    parts = [_rows(pictures[at : at + _AT_ONCE]) for at in range(0, len(pictures), _AT_ONCE)]
    return np.concatenate(parts)


def _rows(pictures: Pixels) -> Rows:
    x = torch.from_numpy(np.array(pictures)).float() / 255
    side = min(_LARGEST, max(2 * _THUMB, 1 << (x.shape[-1] - 1).bit_length()))
    x, told = _resized(x, side), []
    while side > _THUMB:
        side //= 2
        smaller = _resized(x, side)
        band = x - _resized(smaller, 2 * side)
        told.append(F.adaptive_avg_pool2d(band.square(), _PLACES).sqrt().flatten(1))
        x = smaller
    rows: Rows = torch.cat([x.flatten(1), *told], dim=1).numpy()
    return rows


def _resized(pictures: Tensor, side: int) -> Tensor:
    return F.interpolate(pictures, (side, side), mode="bilinear", align_corners=False, antialias=True)
