"""How much a drawing looks like what a colouring model has learned: by what the model makes of it without any hint.

On drawings of its kind a model knows what goes where; on others its colours fall elsewhere and pale. A reference is a
straight line through measured examples of both (`tests/benchmarks/likeness.py`), kept beside the model.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from ganstudio.core.pictures import Pixels

SIDE = 256  # px of the square that is looked at
LEAST_INK = 0.02  # share of the sheet: with less, nobody could say what it is going to be
_CELLS, _BINS = 8, 4  # places on a side, and steps of each colour

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Reference:
    """`learned` names what the model knows; a drawing whose `score` is below 0 looks unlike it."""

    learned: str
    weights: Floats
    bias: float

    def score(self, answer: Pixels, ink: Pixels) -> float:
        """Of a drawing `ink` H x W and what the model answered without hints, H x W x 3, both `SIDE` px."""
        return float(features(answer, ink) @ self.weights + self.bias)


def reference(model: Path) -> Reference | None:
    """What lies beside `model`; None where nothing does, or nothing that can be read."""
    try:
        kept = tomllib.loads(model.with_suffix(".likeness.toml").read_text("utf-8"))
        weights = np.asarray(kept["weights"], np.float32)
        made = Reference(str(kept["learned"]), weights, float(kept["bias"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made if weights.shape == (_LENGTH,) and np.isfinite(weights).all() else None


def fitted(ink: Pixels) -> Pixels:
    """A drawing of any shape in the middle of a square of `SIDE` px; 0 is paper."""
    side = max(ink.shape)
    square = Image.new("L", (side, side))
    square.paste(Image.fromarray(ink), ((side - ink.shape[1]) // 2, (side - ink.shape[0]) // 2))
    return np.asarray(square.resize((SIDE, SIDE), Image.Resampling.BOX))


def is_enough(ink: Pixels) -> bool:
    """Whether there is enough ink to say anything."""
    return float(ink.mean()) / 255 >= LEAST_INK


def features(answer: Pixels, ink: Pixels) -> Floats:
    """Colours and strength of colour by place, which colours there are at all, and ink by place."""
    colours = _cells(answer.astype(np.float32) / np.float32(255), 2 * _CELLS)
    strength = colours.max(-1) - colours.min(-1)
    ranges = [(0.0, 1.0)] * 3
    present = np.histogramdd(colours.reshape(-1, 3), bins=_BINS, range=ranges)[0].ravel() / (4 * _CELLS**2)
    places = (
        _cells(colours, _CELLS),
        _cells(strength, _CELLS),
        np.sqrt(_cells(ink.astype(np.float32) / np.float32(255), _CELLS)),
    )
    return np.concatenate([*(part.ravel() for part in places), 2 * np.sqrt(present)]).astype(np.float32)


def _cells(picture: Floats, count: int) -> Floats:
    """Means of `count` x `count` squares."""
    side = picture.shape[0] // count
    parts = picture.reshape(count, side, count, side, *picture.shape[2:])
    return np.asarray(parts.mean((1, 3)), np.float32)


_LENGTH = _CELLS**2 * 5 + _BINS**3
