"""The latent of a given picture: what a generator must be fed to draw something like it.

Gauss-Newton steps with Levenberg's damping on the difference of pixels, the Jacobian by differences of the generator
itself, so any ONNX file will do: L + 1 pictures a step for L latent numbers, some by chance where there are many.
Numbers are drawn towards the prior, as far from which a generator draws noise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Cancelled, Progress, Stopped
from ganstudio.core.params import param
from ganstudio.core.player import Player
from ganstudio.export.latent import measuring
from ganstudio.export.latent.directions import Floats, within
from ganstudio.export.latent.measuring import Scene

_AT_ONCE = 64  # pictures between two questions whether to stop
_STEP = 0.05  # of a difference
_DAMPING = (1e-1, 0.4, 4.0, 1e4)  # at first, after a good step, after a bad one, and where it gives up


@dataclass(frozen=True)
class InvertingParams:
    """How thoroughly a picture is looked for."""

    starts: int = param(256, "Starts", "Random pictures, the likest of which is where it begins.", low=1, high=4096)
    steps: int = param(20, "Steps", "Improvements at most.", low=1, high=500)
    numbers: int = param(256, "Numbers", "Latent numbers that are tried in one step.", low=1, high=4096)
    prior: float = param(
        0.001, "Prior", "How much numbers are drawn to where the generator has learned.", low=0, high=1
    )
    seed: int = param(0, "Seed", "Of the starts.", low=0)


@dataclass(frozen=True)
class Inverted:
    """The best so far: inputs of one picture, the picture C x H x W in 0 to 1, its mean absolute error."""

    inputs: Mapping[str, npt.NDArray[Any]]
    picture: Floats
    error: float


def inverted(
    model: Player, target: Floats, asked: InvertingParams | None = None, start: Floats | None = None,
    progress: Progress = lambda done, total: None, better: Callable[[Inverted], object] = lambda found: None,
    cancelled: Cancelled = lambda: False,
) -> Inverted:  # fmt: skip
    """What draws something like `target` C x H x W in 0 to 1, from random starts and from `start` (L), if one is given.

    `better` hears of every improvement. Raises StudioError for a model without a latent space or a picture of another
    shape, and Stopped once `cancelled` says so.
    """
    asked = asked or InvertingParams()
    search = _Search(model, target, asked, cancelled)
    search.begin(start)
    better(search.best())
    damping, rng = _DAMPING[0], np.random.default_rng(asked.seed)
    for step in range(asked.steps):
        if damping > _DAMPING[3]:
            break
        improved = search.improve(damping, rng)
        damping *= _DAMPING[1] if improved else _DAMPING[2]
        if improved:
            better(search.best())
        progress(step + 1, asked.steps)
    return search.best()


class _Search:
    def __init__(self, model: Player, target: Floats, asked: InvertingParams, cancelled: Cancelled) -> None:
        self._model, self._asked, self._cancelled = model, asked, cancelled
        self._control = measuring.latent_of(model)
        self._target = np.asarray(target, np.float32)[None]

    def begin(self, start: Floats | None) -> None:
        """The likest of many pictures, classes and attributes among them."""
        scene = measuring.scene(self._model, self._asked.starts, max(1, self._asked.starts // 8), self._asked.seed)
        if start is not None:
            one = scene.rows(slice(0, 1))
            scene = Scene(scene.control, np.concatenate([np.asarray(start, np.float32)[None], scene.latents]),
                          {n: np.concatenate([one.others[n], v]) for n, v in scene.others.items()})  # fmt: skip
        pictures = self._drawn(scene)
        if pictures.shape[1:] != self._target.shape[1:]:
            sizes = (f"{width} x {height} px with {channels} channels"
                     for channels, height, width in (self._target.shape[1:], pictures.shape[1:]))  # fmt: skip
            raise StudioError(f"The picture has {next(sizes)}, where {next(sizes)} are drawn.", "Fit it first.")
        best = int(((pictures - self._target) ** 2).mean((1, 2, 3)).argmin())
        self._scene, self._picture = scene.rows(slice(best, best + 1)), pictures[best : best + 1]

    def improve(self, damping: float, rng: np.random.Generator) -> bool:
        """One step; whether it made the picture likelier."""
        z = self._scene.latents.astype(np.float64)
        size = z.shape[1]
        tried = rng.permutation(size)[: self._asked.numbers]
        moved = np.repeat(z, len(tried), axis=0)
        moved[np.arange(len(tried)), tried] += _STEP
        slopes = (self._drawn(self._at(moved)) - self._picture).reshape(len(tried), -1).astype(np.float64) / _STEP
        left = (self._target - self._picture).reshape(-1).astype(np.float64)
        # The prior's share is per number what an error of all pixels would be.
        pull = self._asked.prior * left.size / size
        square = slopes @ slopes.T
        scale = damping * float(np.trace(square)) / len(tried) + pull + 1e-9
        step = np.linalg.solve(square + scale * np.eye(len(tried)), slopes @ left - pull * z[0, tried])
        there = z.copy()
        there[0, tried] += step
        scene = self._at(within(there, self._control))
        picture = self._drawn(scene)
        if not self._loss(scene, picture) < self._loss(self._scene, self._picture):
            return False
        self._scene, self._picture = scene, picture
        return True

    def best(self) -> Inverted:
        error = float(np.abs(self._picture - self._target).mean())
        return Inverted(self._scene.inputs(), self._picture[0], error)

    def _loss(self, scene: Scene, picture: Floats) -> float:
        pull = self._asked.prior / scene.latents.shape[1]
        return float(((picture - self._target) ** 2).mean() + pull * (scene.latents**2).sum())

    def _at(self, latents: npt.NDArray[Any]) -> Scene:
        others = {name: np.repeat(values, len(latents), axis=0) for name, values in self._scene.others.items()}
        return Scene(self._control, np.asarray(latents, np.float32), others)

    def _drawn(self, scene: Scene) -> Floats:
        parts = []
        for at in range(0, len(scene.latents), _AT_ONCE):
            if self._cancelled():
                raise Stopped
            parts.append(self._model.run(scene.rows(slice(at, at + _AT_ONCE)).inputs()))
        return np.concatenate(parts)
