"""Directions of a latent space as values: how they are written, walked along, and learned from examples."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.controls import Latent
from ganstudio.core.errors import StudioError
from ganstudio.core.priors import SPHERE, UNIFORM

Floats = npt.NDArray[np.float32]
WEIGHTS, FEATURES, PICTURES, EXAMPLES, ANSWERS = "weights", "features", "pictures", "examples", "answers"
HOW = {
    WEIGHTS: "weights of the first layer (SeFa, Shen and Zhou 2021)",
    FEATURES: "principal components behind the first layer (GANSpace, Härkönen et al. 2020)",
    PICTURES: "principal components of pictures (after GANSpace)",
    EXAMPLES: "examples with and without",
    ANSWERS: "answers of a judge",
}
_TINY = 1e-12


@dataclass(frozen=True)
class Direction:
    """A direction of the latent input `latent`: a `vector` of length 1, along which the prior spreads by `sigma`.

    `effect` is the mean change of a pixel per sigma, as a share of black to white; `purity` (0 to 1) is explained in
    `measuring`; `how` is a key of `HOW`, `layer` the tensor or operator that it was found at, `name` a person's word.
    """

    vector: tuple[float, ...]
    sigma: float
    effect: float
    purity: float
    how: str
    layer: str = ""
    latent: str = "z"
    name: str = ""

    @property
    def score(self) -> float:
        """What directions are ranked by: much and purely."""
        return self.effect * self.purity

    def to_json(self) -> dict[str, Any]:
        return {**dataclasses.asdict(self), "vector": [float(each) for each in self.vector]}


def from_json(value: Mapping[str, Any]) -> Direction:
    """The direction that `to_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    vector = tuple(float(each) for each in value["vector"])
    sigma, effect, purity = (float(value[name]) for name in ("sigma", "effect", "purity"))
    if not vector or not np.isfinite([*vector, sigma, effect, purity]).all():
        raise ValueError("numbers of a direction are not finite")
    layer, latent, name = (str(value.get(key, usual)) for key, usual in (("layer", ""), ("latent", "z"), ("name", "")))
    return Direction(vector, sigma, effect, purity, str(value["how"]), layer, latent, name)


def moved(latents: Floats, direction: Direction, sigmas: float | Sequence[float], control: Latent) -> Floats:
    """N x L latents `sigmas` (one number, or one for each row) along a direction, where the prior still reaches."""
    steps = np.broadcast_to(np.asarray(sigmas, np.float64), len(latents))[:, None] * direction.sigma
    return within(latents + steps * np.asarray(direction.vector), control)


def within(latents: npt.NDArray[Any], control: Latent) -> Floats:
    """N x L numbers brought back to where the prior of `control` has any: cut off at its bounds, or onto its sphere."""
    if control.prior == UNIFORM:
        latents = latents.clip(-1.0, 1.0)
    if control.prior == SPHERE:
        lengths = np.sqrt((latents**2).sum(1, keepdims=True)) + _TINY
        latents = latents * np.sqrt(control.size) / lengths
    return np.asarray(latents, np.float32)


def unit(vector: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """`vector` of length 1, its largest number positive, so that a direction found twice is written once."""
    values = np.asarray(vector, np.float64)
    length = np.sqrt((values**2).sum()) or 1.0
    return np.asarray(values / (-length if values[np.abs(values).argmax()] < 0 else length))


def from_examples(present: Floats, absent: Floats) -> npt.NDArray[np.float64]:
    """The way from latents without something (M x L) to latents with it (N x L), of length 1 and pointing there.

    Fisher's discriminant, the linear classifier by least squares, its covariance drawn towards that of the prior by
    L / (N + M): of a few examples that is the difference of their means. Raises StudioError where nothing differs.
    """
    if not len(present) or not len(absent):
        raise StudioError("A direction from examples needs pictures with it and without it.", "Choose some of each.")
    apart = present.mean(0, dtype=np.float64) - absent.mean(0, dtype=np.float64)
    if not np.sqrt((apart**2).sum()) > 1e-6:
        raise StudioError("The pictures with it and without it are the same.", "Choose others.")
    rest = np.concatenate([each - each.mean(0, dtype=np.float64) for each in (present, absent)])
    count, size = rest.shape
    covariance = rest.T @ rest / max(1, count - 2)
    believed = 1.0 / (1.0 + size / count)
    answer = np.linalg.solve(believed * covariance + (1.0 - believed) * np.eye(size), apart)
    return np.asarray(answer / np.sqrt((answer**2).sum()))


def from_answers(latents: Floats, answers: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """A direction of length 1 for each of A answers of a judge (N x A, say probabilities): A x L by least squares.

    Rows of answers that do not follow from latents are zeros.
    """
    centred = latents - latents.mean(0, dtype=np.float64)
    told = np.asarray(answers, np.float64) - np.mean(answers, axis=0, dtype=np.float64)
    ridge = 1e-3 * len(latents) * np.eye(latents.shape[1])
    slopes = np.linalg.solve(centred.T @ centred + ridge, centred.T @ told).T
    lengths = np.sqrt((slopes**2).sum(1, keepdims=True))
    return np.asarray(np.where(lengths > _TINY, slopes / (lengths + _TINY), 0.0))
