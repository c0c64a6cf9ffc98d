"""How near pictures are to the ones that they should be: PSNR, SSIM and MS-SSIM by torchmetrics.

On [0, 1], all channels, no border left out; Gaussian window of 11, sigma 1.5, K 0.01 and 0.03 as torchmetrics has
them. MS-SSIM halves the picture four times, so smaller ones than 176 pixels have none.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor
from torchmetrics.functional.image import (
    multiscale_structural_similarity_index_measure,
    peak_signal_noise_ratio,
    structural_similarity_index_measure,
)

from ganstudio.core.pictures import Pixels

WORDS = "PSNR, SSIM, MS-SSIM on [0, 1], all channels, no border; means over pictures"
BEST = 100.0  # dB: equal pictures have infinitely many, which no file can hold
SMALLEST_MS = 176


def compared(couples: Iterable[tuple[Pixels, Pixels]]) -> dict[str, float]:
    """Means over couples of uint8 pictures C x H x W, ours and what it should be, both of one size."""
    told: dict[str, list[float]] = {}
    for ours, theirs in couples:
        for name, value in of_two(_unit(ours), _unit(theirs)).items():
            told.setdefault(name, []).append(value)
    return {name: round(float(np.mean(values)), 4) for name, values in told.items()}


def of_two(ours: Tensor, theirs: Tensor) -> dict[str, float]:
    """Figures of N x C x H x W pictures in [0, 1]."""
    with torch.no_grad():
        psnr = float(peak_signal_noise_ratio(ours, theirs, data_range=1.0, dim=(1, 2, 3)))
        found = {"psnr": min(BEST, psnr)}
        if min(ours.shape[-2:]) >= 11:
            found["ssim"] = float(structural_similarity_index_measure(ours, theirs, data_range=1.0))  # type: ignore[arg-type]
        if is_large(ours):
            found["ms_ssim"] = ms_ssim(ours, theirs)
    return found


def is_large(pictures: Tensor) -> bool:
    """Whether they can be halved four times."""
    return min(pictures.shape[-2:]) >= SMALLEST_MS


def ms_ssim(ours: Tensor, theirs: Tensor) -> float:
    return float(multiscale_structural_similarity_index_measure(ours, theirs, data_range=1.0))


def _unit(picture: Pixels) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture)).float()[None] / 255
