"""Noise in, uint8 pictures out."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ganstudio.core.pictures import Pixels


def draw_latents(count: int, size: int, prior: str, chance: torch.Generator) -> Tensor:
    """count x size numbers from N(0, 1) ("normal") or from [-1, 1] ("uniform"), on the generator's device."""
    if prior == "uniform":
        return torch.rand(count, size, generator=chance, device=chance.device).mul_(2).sub_(1)
    return torch.randn(count, size, generator=chance, device=chance.device)


def to_pixels(pictures: Tensor, value_range: tuple[float, float]) -> Pixels:
    """N x C x H x W pictures in `value_range` to uint8, rounded and clipped."""
    low, high = value_range
    scaled = (pictures.detach().float() - low) * (255.0 / (high - low))
    pixels: Pixels = scaled.round().clamp(0, 255).to(torch.uint8).cpu().numpy()
    return np.ascontiguousarray(pixels)
