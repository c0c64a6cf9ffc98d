"""Directions as pictures: a row for each, several seeds beside each other, each at -2 to 2 sigma."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ganstudio.core.pictures import Pixels
from ganstudio.core.randomness import repeated
from ganstudio.export.latent import measuring
from ganstudio.export.latent.directions import Direction, moved
from ganstudio.export.latent.measuring import Scene
from ganstudio.export.onnx_session import Model

SIGMAS = (-2.0, -1.0, 0.0, 1.0, 2.0)
SEEDS = 3


def shown(model: Model, base: Scene, direction: Direction, sigmas: Sequence[float] = SIGMAS) -> Pixels:
    """Every picture of `base` at every of `sigmas`: (N * sigmas) x C x H x W, picture by picture."""
    times = len(sigmas)
    latents = np.repeat(base.latents, times, axis=0)
    others = {name: np.repeat(values, times, axis=0) for name, values in base.others.items()}
    along = repeated(np.asarray(sigmas, np.float32), len(base.latents))
    return model.generate({**others, base.control.name: moved(latents, direction, along, base.control)})


def of_seeds(model: Model, count: int = SEEDS, seed: int = 0) -> Scene:
    """`count` pictures of a seed, as `ganstudio sample` draws them. Raises StudioError where there is no latent."""
    from ganstudio.core.randomness import NumpyRandom

    control = measuring.latent_of(model)
    values = {each.name: np.asarray(each.arranged(1, count, False, NumpyRandom(seed))) for each in model.controls}
    return Scene(control, values.pop(control.name), values)


def sheet(
    model: Model, found: Sequence[Direction], seeds: int = SEEDS, sigmas: Sequence[float] = SIGMAS, seed: int = 0
) -> Pixels:
    """H x W x C: directions below each other, the best above. Raises StudioError as `of_seeds` does."""
    base = of_seeds(model, seeds, seed)
    rows = np.stack([shown(model, base, each, sigmas) for each in found])
    directions, columns, channels, height, width = rows.shape
    laid = rows.transpose(0, 3, 1, 4, 2).reshape(directions * height, columns, width, channels)
    # A narrow gap between seeds: without it nobody sees where the next one begins.
    gap = max(2, width // 16)
    parts = np.split(laid.reshape(directions * height, columns * width, channels), seeds, axis=1)
    white = np.full((directions * height, gap, channels), 255, np.uint8)
    joined = [each for part in parts for each in (part, white)][:-1]
    return np.ascontiguousarray(np.concatenate(joined, axis=1))
