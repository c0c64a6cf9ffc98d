"""Directions of a generator found without being shown anything: by its weights, its features and its pictures.

    weights of the first layer -> eigenvectors ------------------\\
    latents -> features, pictures -> PCA -> back to latents -----> candidates -> measured -> ranked, alike ones dropped
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.controls import Latent
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Cancelled, Progress, Stopped
from ganstudio.core.params import param
from ganstudio.core.player import Player
from ganstudio.core.randomness import NumpyRandom
from ganstudio.export.latent import directions, measuring
from ganstudio.export.latent.directions import FEATURES, PICTURES, WEIGHTS, Direction, Floats
from ganstudio.export.latent.graph import FirstLayer, first_layer
from ganstudio.export.latent.measuring import Measured, Scene
from ganstudio.export.onnx_session import Model

_AT_ONCE = 64  # pictures between two questions whether to stop
_MOST_NUMBERS = 768  # of features; more are mixed by chance, which keeps distances (Johnson and Lindenstrauss 1984)
_MOST_MIXED = 32_768  # of very large features every so many numbers
_ALIKE = 0.9
_NOTHING = 1e-4  # change of a pixel per sigma that nobody sees: a fortieth of a step of 8 bits
_CONTRADICTORY = 0.05  # purity of what changes every picture in another way: nothing to name
_PER_NUMBER = 8  # samples per latent number, at least, for the way back to be worth something
_MOST_SAMPLES = 4_096
_SPREAD = 4_096  # latents that the spread along a direction is taken from

Vectors = npt.NDArray[np.float64]


@dataclass(frozen=True)
class FindingParams:
    """How thoroughly directions are looked for."""

    count: int = param(12, "Directions", "How many to keep; the best first.", low=1, high=64)
    samples: int = param(768, "Samples", "Pictures that principal components are taken from.", low=16, high=4096)
    probes: int = param(8, "Probes", "Pictures that each direction is tried out on.", low=2, high=64)
    draws: int = param(4, "Draws", "Classes and the like that are held while noise moves.", low=1, high=16)
    seed: int = param(0, "Seed", "Of the noise.", low=0)


def found(
    model: Player, asked: FindingParams | None = None, progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> list[Direction]:  # fmt: skip
    """The directions of a generator, those that change most and most purely first; may be fewer than asked for.

    Raises StudioError for a model without a latent space, and Stopped once `cancelled` says so.
    """
    asked = asked or FindingParams()
    work = _Work(model, asked, progress, cancelled)
    kept = ranked(work.measured(work.candidates()), asked.count)
    again = work.measured([each.direction for each in kept])  # what was freed has been estimated till now
    seen = [each.direction for each in again if _is_seen(each)]
    return sorted(seen, key=lambda each: -each.score)


def described(
    model: Player, vector: npt.NDArray[Any], how: str, name: str = "", asked: FindingParams | None = None
) -> Direction:  # fmt: skip
    """A direction that somebody else found (L, of any length), with its spread, effect and purity.

    Raises StudioError as `found` does.
    """
    asked, control = asked or FindingParams(), measuring.latent_of(model)
    along = np.asarray(vector, np.float64) / (np.sqrt(np.sum(np.square(vector))) or 1.0)
    sigma = float((_spread(control, asked) @ along).std())
    plain = Direction(tuple(along.tolist()), sigma, 0.0, 0.0, how, "", control.name, name)
    return measuring.measured(model, _base(model, asked), plain).direction


def ranked(candidates: Sequence[Measured], count: int) -> list[Measured]:
    """The `count` best by effect times purity, each freed of what better ones do, doubles dropped."""
    left = [each for each in candidates if _is_seen(each)]
    kept: list[Measured] = []
    while left and len(kept) < count:
        best = max(left, key=lambda each: each.direction.score)
        kept.append(best)
        others = [each for each in left if each is not best and not measuring.are_alike(each, best, _ALIKE)]
        left = [each for each in (measuring.freed(other, best) for other in others) if _is_new(each, kept)]
    return kept


def _is_new(each: Measured, kept: Sequence[Measured]) -> bool:
    return _is_seen(each) and not any(measuring.are_alike(each, other, _ALIKE) for other in kept)


def _is_seen(each: Measured) -> bool:
    return each.direction.effect > _NOTHING and each.direction.purity > _CONTRADICTORY


def by_weights(weights: npt.NDArray[Any], count: int) -> Vectors:
    """The latent directions that a layer (L x F) stretches most: count x L, as SeFa has it (Shen and Zhou 2021)."""
    _, vectors = np.linalg.eigh(weights @ weights.T)
    return np.asarray(vectors[:, ::-1][:, :count].T)


def by_components(latents: Floats, features: Floats, count: int) -> Vectors:
    """Principal components of N x F centred features brought back to latents: count x L, of any length.

    As GANSpace does for generators without a mapping network (Härkönen et al. 2020, section 2.2), but components are
    regressed on latents, not latents on components: the same in the limit, and exact for linear layers before it.
    """
    rows = features.astype(np.float64)
    values, vectors = np.linalg.eigh(rows.T @ rows / len(rows))
    used = [place for place in np.argsort(-values)[:count] if values[place] > 1e-12]
    coordinates = rows @ vectors[:, used]
    around = latents - latents.mean(0, dtype=np.float64)
    ridge = 1e-2 * len(latents) * np.eye(latents.shape[1])
    return np.asarray(np.linalg.solve(around.T @ around + ridge, around.T @ coordinates).T)


class _Work:
    """One search: counts what is done, and asks whether to go on."""

    def __init__(self, model: Player, asked: FindingParams, progress: Progress, cancelled: Cancelled) -> None:
        self._model, self._asked, self._progress, self._cancelled = model, asked, progress, cancelled
        self._control = measuring.latent_of(model)
        self._layer = _first_layer(model, self._control)
        wanted = max(asked.samples, _PER_NUMBER * self._control.size)
        self._scene = measuring.scene(model, min(wanted, _MOST_SAMPLES), asked.draws, asked.seed)
        self._spread = _spread(self._control, asked)
        self._each = min(self._control.size, 2 * asked.count)  # candidates of each kind
        self._done, self._total = 0, len(self._scene.latents) + 2 * asked.probes * (3 * self._each + asked.count)

    def candidates(self) -> list[Direction]:
        """Directions of all kinds, of which none is another one."""
        kept: list[Direction] = []
        for how, place, vectors in self._proposed():
            for vector in map(directions.unit, vectors):
                if all(abs(np.dot(vector, each.vector)) <= _ALIKE for each in kept):
                    kept.append(self._direction(vector, how, place))
        self._total = self._done + 2 * self._asked.probes * (len(kept) + min(len(kept), self._asked.count))
        return kept

    def measured(self, candidates: Sequence[Direction]) -> list[Measured]:
        base = _base(self._model, self._asked)
        tried = []
        for each in candidates:
            tried.append(measuring.measured(self._model, base, each))
            self._advance(2 * len(base.latents))
        return tried

    def _proposed(self) -> Iterator[tuple[str, str, Vectors]]:
        layer = self._layer
        if layer is not None and layer.weights is not None:
            yield WEIGHTS, layer.operator, by_weights(layer.weights, self._each)
        features, pictures = self._looked(layer)
        if features is not None and layer is not None:
            yield FEATURES, layer.tensor, by_components(self._scene.latents, features, self._each)
        yield PICTURES, "", by_components(self._scene.latents, pictures, self._each)

    def _looked(self, layer: FirstLayer | None) -> tuple[Floats | None, Floats]:
        """Features (where a tensor can be looked at) and pictures of all samples, reduced and centred."""
        tapped = _tapped(self._model, layer, self._scene) if layer is not None and layer.tensor else None
        mixing: dict[int, Floats] = {}
        features, pictures = [], []
        for at in range(0, len(self._scene.latents), _AT_ONCE):
            part = self._scene.rows(slice(at, at + _AT_ONCE))
            if tapped is not None:
                shown, inside = tapped.looked(part.inputs())
                features.append(_mixed(inside, mixing))
            else:
                shown = self._model.run(part.inputs())
            pictures.append(measuring.reduced(shown))
            self._advance(len(part.latents))
        return self._centred(features) if features else None, self._centred([_mixed(p, mixing) for p in pictures])

    def _centred(self, parts: Sequence[Floats]) -> Floats:
        """Around the mean of those that share all but their latents: what classes look like is no direction."""
        rows = np.concatenate(parts)
        each = len(rows) // self._asked.draws
        return np.concatenate([part - part.mean(0) for part in np.split(rows, range(each, len(rows), each))])

    def _direction(self, vector: Vectors, how: str, place: str) -> Direction:
        sigma = float((self._spread @ vector).std())
        return Direction(tuple(vector.tolist()), sigma, 0.0, 0.0, how, place, self._control.name)

    def _advance(self, pictures: int) -> None:
        self._done += pictures
        self._progress(min(self._done, self._total), self._total)
        if self._cancelled():
            raise Stopped


def _first_layer(model: Player, control: Latent) -> FirstLayer | None:
    """Only files show theirs."""
    return first_layer(model.path, model.port(control.name), control.size) if isinstance(model, Model) else None


def _tapped(model: Player, layer: FirstLayer, base: Scene) -> Model | None:
    """The same model with a view behind its first layer; None where that cannot be looked at, picture by picture."""
    try:
        tapped = Model(model.path, tap=layer.tensor)
        _, inside = tapped.looked(base.rows(slice(0, 2)).inputs())
    except StudioError:
        return None
    return tapped if len(inside) == 2 else None


def _spread(control: Latent, asked: FindingParams) -> Floats:
    """Other latents than those that directions are fitted to, along which these spread more than they should."""
    return np.asarray(control.drawn(_SPREAD, NumpyRandom(asked.seed + 2)))


def _base(model: Player, asked: FindingParams) -> Scene:
    """The pictures that directions are tried out on."""
    return measuring.scene(model, asked.probes, min(asked.draws, asked.probes // 2 or 1), asked.seed + 1)


def _mixed(rows: npt.NDArray[Any], mixing: dict[int, Floats]) -> Floats:
    """N rows of at most 768 numbers: longer ones are projected, all of one length by the same matrix."""
    flat = np.asarray(rows, np.float32).reshape(len(rows), -1)
    flat = flat[:, :: -(-flat.shape[1] // _MOST_MIXED)]
    length = flat.shape[1]
    if length <= _MOST_NUMBERS:
        return flat
    if length not in mixing:
        drawn = np.random.default_rng(0).standard_normal((length, _MOST_NUMBERS), np.float32)
        mixing[length] = drawn / np.float32(np.sqrt(_MOST_NUMBERS))
    return np.asarray(flat @ mixing[length])
