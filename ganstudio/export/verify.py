"""Whether an exported file draws what the network draws."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from ganstudio.core.controls import images
from ganstudio.core.errors import StudioError
from ganstudio.engine.sampling import TorchRandom
from ganstudio.export.opening import opened

if TYPE_CHECKING:
    from torch import nn

    from ganstudio.engine.family import Generator

TOLERANCE = 1e-3  # of the range 0 to 1
_BATCHES = (1, 2, 5, 16)
_SIDES = ((1, 1), (2, 1), (1, 3), (2, 2))  # of input pictures, beside each batch, in multiples
_LARGE = 64  # px: a network that needs multiples of at least this is compared in smaller batches


@dataclass(frozen=True)
class Verification:
    """Largest difference between file and network in [0, 1] units, PSNR in dB, and what was compared."""

    ort: str
    max_abs_diff: float
    psnr: float
    batches: tuple[int, ...] = _BATCHES


@torch.no_grad()
def verified(path: Path, network: nn.Module, generator: Generator) -> Verification:
    """Compare at several batch sizes and seeds. Raises StudioError when they differ visibly."""
    import onnxruntime

    session = opened(path, 1)
    worst, squares, count = 0.0, 0.0, 0
    large = any(picture.multiple >= _LARGE for picture in images(generator.controls).values())
    batches = _BATCHES[:3] if large else _BATCHES
    for seed, (batch, sides) in enumerate(zip(batches, _SIDES)):
        inputs = example_inputs(generator, batch, seed, sides)
        expected = network(*inputs).numpy()
        feeds = {c.name: value.numpy() for c, value in zip(generator.controls, inputs, strict=True)}
        (actual,) = session.run([generator.gives.name], feeds)
        if actual.shape != expected.shape:
            raise StudioError(f"The exported file gives the shape {actual.shape}, not {expected.shape}.")
        difference = generator.gives.difference(actual, expected)
        worst = max(worst, float(difference.max()))
        squares, count = squares + float(np.square(difference).sum()), count + difference.size
    if not worst <= TOLERANCE:
        raise StudioError(f"The exported file differs from the network by {worst:.4f}, so it was not kept.")
    psnr = 10 * math.log10(count / squares) if squares else 200.0
    return Verification(onnxruntime.__version__, worst, round(psnr, 1), batches)


def example_inputs(
    generator: Generator, count: int, seed: int, sides: tuple[int, int] = (1, 1)
) -> tuple[torch.Tensor, ...]:
    """Random values of every control; pictures are `sides` times the multiple they need."""
    random = TorchRandom(torch.Generator().manual_seed(seed))
    return tuple(control.drawn(count, random, sides) for control in generator.controls)
