"""What a direction does to pictures: how much, how purely, and whether two of them do the same.

- effect: the mean absolute change of a pixel per sigma, of changes d_i = (G(z_i + sigma v) - G(z_i - sigma v)) / 2.
- purity: the geometric mean of agreement and concentration. Agreement is the mean cosine between the changes of two
  pictures: a direction is worth a name when it does the same to all of them, as the reconstructor of Voynov and Babenko
  (2020) has to recognise a direction from its change. Concentration is 1 less the share of places that carry the change
  (participation ratio of its energy), so what moves everything a little counts less than what moves one thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.controls import Control, Latent
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Picture
from ganstudio.core.player import Player
from ganstudio.core.randomness import NumpyRandom, repeated
from ganstudio.export.latent.directions import Direction, Floats, moved

_SIDE = 16  # px to which changes are reduced before they are compared: a shift by a pixel is the same change
_TINY = 1e-12


@dataclass(frozen=True)
class Scene:
    """N x L latents of `control` with all else that a generator takes, row by row."""

    control: Latent
    latents: Floats
    others: Mapping[str, npt.NDArray[Any]]

    def inputs(self, latents: Floats | None = None) -> dict[str, npt.NDArray[Any]]:
        """Everything by the names of the controls, with other latents where some are given."""
        return {**self.others, self.control.name: self.latents if latents is None else latents}

    def holding(self, name: str, values: npt.NDArray[Any]) -> Scene:
        """The same with other values of the control called `name`."""
        return Scene(self.control, self.latents, {**self.others, name: values})

    def rows(self, places: slice) -> Scene:
        others = {name: values[places] for name, values in self.others.items()}
        return Scene(self.control, self.latents[places], others)


@dataclass(frozen=True)
class Measured:
    """`change` is what one direction does to the pictures of a scene, per sigma and reduced: N x C x places."""

    direction: Direction
    change: Floats


def latent_of(model: Player) -> Latent:
    """The latent input whose directions are looked for. Raises StudioError for a model that has no such thing."""
    if not isinstance(model.gives, Picture):
        raise StudioError(f"{model.name} gives no pictures, so there is nothing to see along its directions.",
                          "Directions are for generators of pictures.")  # fmt: skip
    if model.images or model.noise is None:
        what = "changes pictures that it is given" if model.images else "takes no latent numbers that could be moved"
        raise StudioError(f"{model.name} {what}, so it has no latent space.", "Choose a generator that takes noise.")
    return model.noise


def scene(model: Player, count: int, draws: int, seed: int) -> Scene:
    """`count` latents in mirrored couples, z and -z, beside `draws` values of everything else, each held for a while.

    Mirrored, because what does not change its sign with z then cancels out of every regression.
    """
    control = latent_of(model)
    each = max(1, -(-count // (2 * draws)))
    half = np.asarray(control.drawn(each * draws, NumpyRandom(seed)))
    couples = [np.concatenate([part, -part]) for part in np.split(half, draws)]
    others = {other.name: _held(other, draws, 2 * each, seed) for other in model.controls if other != control}
    return Scene(control, np.concatenate(couples), others)


def _held(control: Control, draws: int, times: int, seed: int) -> npt.NDArray[Any]:
    """`draws` values, each `times` times: classes in turn, the rest by chance."""
    values = np.asarray(control.arranged(1, draws, False, NumpyRandom(seed + 1)))
    return np.repeat(values, times, axis=0)


def measured(model: Player, base: Scene, direction: Direction) -> Measured:
    """`direction` with its effect and purity over the pictures of `base`. Raises StudioError as `Player.run` does."""
    count = len(base.latents)
    there, back = (moved(base.latents, direction, sign, base.control) for sign in (1.0, -1.0))
    both = Scene(base.control, np.concatenate([there, back]), {n: repeated(v, 2) for n, v in base.others.items()})
    pictures = model.run(both.inputs())
    changes = (pictures[:count] - pictures[count:]) / 2
    change = reduced(changes)
    found = replace(direction, effect=float(np.abs(changes).mean()), purity=purity(change))
    return Measured(found, change)


def purity(change: Floats) -> float:
    """0 to 1, as explained above, of N x C x places."""
    return float(np.sqrt(_agreement(change.reshape(len(change), -1)) * _concentration(change)))


def are_alike(one: Measured, other: Measured, limit: float) -> bool:
    """Whether two directions point the same way, or change the same pictures the same way, up to the sign."""
    vectors = np.dot(one.direction.vector, other.direction.vector)
    lengths = np.sqrt((one.change**2).sum() * (other.change**2).sum()) + _TINY
    return bool(abs(vectors) > limit or abs((one.change * other.change).sum()) / lengths > limit)


def freed(one: Measured, other: Measured) -> Measured:
    """`one` without what `other` does: their changes become perpendicular, as if pictures followed latents linearly.

    Its effect and purity are estimates then. Mixtures of two good directions else come as a third and a fourth.
    """
    share = float((one.change * other.change).sum() / ((other.change**2).sum() + _TINY))
    steps = [each.direction.sigma * np.asarray(each.direction.vector) for each in (one, other)]
    left = steps[0] - share * steps[1]
    length = float(np.sqrt((left**2).sum())) + _TINY
    turn = 1.0 if left[np.abs(left).argmax()] >= 0 else -1.0
    change = np.asarray((one.change - share * other.change) * (turn * one.direction.sigma / length), np.float32)
    effect = one.direction.effect * float(np.abs(change).mean() / (np.abs(one.change).mean() + _TINY))
    vector = tuple((turn * left / length).tolist())
    return Measured(replace(one.direction, vector=vector, effect=effect, purity=purity(change)), change)


def reduced(pictures: npt.NDArray[Any]) -> Floats:
    """N x C x H x W as the means of at most 16 x 16 blocks: N x C x blocks."""
    count, channels, height, width = pictures.shape
    rows, columns = (-(-side // _SIDE) for side in (height, width))
    padded = np.pad(pictures, ((0, 0), (0, 0), (0, -height % rows), (0, -width % columns)), mode="edge")
    blocks = padded.reshape(count, channels, -(-height // rows), rows, -(-width // columns), columns)
    return np.asarray(blocks.mean(axis=(3, 5)).reshape(count, channels, -1), np.float32)


def _agreement(change: Floats) -> float:
    """The mean cosine between changes of two different pictures, 0 where they contradict each other."""
    count = len(change)
    if count < 2:
        return 1.0
    units = change / (np.sqrt((change**2).sum(1, keepdims=True)) + _TINY)
    pairs = (float((units.sum(0) ** 2).sum()) - float((units**2).sum())) / (count * (count - 1))
    return max(0.0, pairs)


def _concentration(change: Floats) -> float:
    """1 less the share of places that carry the change: near 1 for one place, 0 for all alike."""
    energy = (change.astype(np.float64) ** 2).mean(axis=(0, 1))
    return float(1.0 - energy.sum() ** 2 / (len(energy) * (energy**2).sum() + _TINY))
