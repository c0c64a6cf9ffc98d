"""What pictures look like at a glance: line art or not, and whether two show the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels
from ganstudio.data.collection import Record, pieces_of
from ganstudio.data.decoding.reading import ReadRequest
from ganstudio.data.decoding.workers import read_all
from ganstudio.data.preparation import STRETCH

_SIDE = 48
_ASIDE = (_SIDE // 4, _SIDE // 2, 3 * _SIDE // 4)
_ALONE = 0.25  # correlation of outlines that says "the same scene" by itself
_ABOVE_CHANCE = 0.1  # and by how much it must exceed that of strangers
Shown = tuple[Pixels, Pixels]
Maps = npt.NDArray[np.float32]


def shown(couples: Sequence[Record]) -> list[Shown]:
    """Small copies of both parts of each couple that can be read; workers decode them, as they may be hostile."""
    request = ReadRequest(_SIDE, (3, 3), ("first", "second"), STRETCH, "white")
    with closing(read_all([pieces_of(couple) for couple in couples], request, lambda: False)) as chunks:
        return [couple for chunk in chunks for couple in zip(*chunk.rows, strict=True)]


def are_partners(couples: Sequence[Shown], margin: float = _ABOVE_CHANCE) -> bool:
    """Whether the two parts of each couple show the same outlines in the same places.

    Chance is what parts of different couples have in common, and what is left when one part is moved aside: the halves
    of a landscape share their horizon, and go on sharing it.
    """
    maps = [(_edges(first), _edges(second)) for first, second in couples]
    if not maps:
        return False
    own = float(np.mean([_correlation(a, b) for a, b in maps]))
    moved = float(np.mean([max(_correlation(a, np.roll(b, by, 1)) for by in _ASIDE) for a, b in maps]))
    if len(maps) < 3:
        return own > max(_ALONE, moved + margin)
    others = [_correlation(maps[i][0], maps[i - 1][1]) for i in range(len(maps))]
    return own > max(moved, float(np.mean(others))) + margin


def second_is_sketch(couples: Sequence[Shown]) -> bool:
    """Whether the second parts look more like line art than the first; the second too when neither does."""
    first, second = (sum(inkiness(couple[side]) for couple in couples) for side in (0, 1))
    return second >= first


def inkiness(picture: Pixels) -> float:
    """How much 3 x S x S `picture` is like line art, 0 to 2: paper everywhere, white or black, and no colour."""
    values = picture.astype(np.float32) / 255
    saturation = float((values.max(0) - values.min(0)).mean())
    paper = max(float((values.min(0) > 0.86).mean()), float((values.max(0) < 0.14).mean()))
    return paper + (1 - min(1.0, 4 * saturation))


def _edges(picture: Pixels) -> Maps:
    """Strength of edges, blurred so that a line and the edge beside it meet."""
    grey = picture.astype(np.float32).mean(0)
    across, down = np.gradient(grey)
    strength = np.hypot(across, down)
    for axis in (0, 1):
        strength = (np.roll(strength, 1, axis) + strength + np.roll(strength, -1, axis)) / 3
    return np.asarray(strength - strength.mean(), dtype=np.float32)


def _correlation(a: Maps, b: Maps) -> float:
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / scale if scale > 1e-6 else 0.0
