"""Noise in, uint8 pictures out."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from ganstudio.core.outputs import Output, Picture
from ganstudio.core.pictures import Pixels
from ganstudio.core.priors import draw_prior


class TorchRandom:
    """`core.randomness.Random` with torch, on the device of its generator."""

    def __init__(self, generator: torch.Generator) -> None:
        self.generator = generator

    def normal(self, count: int, size: int) -> Any:
        return torch.randn(count, size, generator=self.generator, device=self.generator.device)

    def uniform(self, *shape: int) -> Any:
        return torch.rand(*shape, generator=self.generator, device=self.generator.device)

    def integers(self, below: int, count: int) -> Any:
        return torch.randint(below, (count,), generator=self.generator, device=self.generator.device)

    def one_hot(self, numbers: Any, classes: int) -> Any:
        return torch.nn.functional.one_hot(numbers, classes).float()

    def counted(self, count: int) -> Any:
        return torch.arange(count, device=self.generator.device)


def draw_latents(count: int, size: int, prior: str, rng: torch.Generator) -> Tensor:
    """count x size numbers from a prior by its name, on the generator's device. Raises StudioError."""
    latents: Tensor = draw_prior(prior, count, size, TorchRandom(rng))
    return latents


def to_pixels(pictures: Tensor, value_range: tuple[float, float]) -> Pixels:
    """N x C x H x W pictures in `value_range` to uint8, rounded and clipped."""
    low, high = value_range
    scaled = (pictures.detach().float() - low) * (255.0 / (high - low))
    pixels: Pixels = scaled.round().clamp(0, 255).to(torch.uint8).cpu().numpy()
    return np.ascontiguousarray(pixels)


def looked_at(values: Tensor, gives: Output) -> Pixels:
    """What a network returned as pictures N x C x H x W."""
    if isinstance(gives, Picture):
        return to_pixels(values, gives.value_range)
    return gives.pixels(gives.portable(values.detach().float()).cpu().numpy())
