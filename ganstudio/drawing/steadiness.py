"""How steady colours are from one drawing to the next of the same figure: a figure that needs no truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.drawing import tones
from ganstudio.drawing.alike import Matching

ANOTHER = 23.0  # CIE76 from which a colour counts as another one: ten times what is just seen
_SEEN = 0.1  # of that, below which a region is steady


@dataclass(frozen=True)
class Steadiness:
    """`score` 0 to 100: 100 where every region surely kept its colour, 0 where all got another.

    `difference` is the CIE76 to be expected between a region and the one that it was, weighted by area; `found` the
    share of the drawn area that was there before. `worst` are regions of the next drawing, those that cost most first.
    """

    score: float
    difference: float
    found: float
    worst: tuple[int, ...] = ()


def steadiness(match: Matching, first: npt.NDArray[np.generic], following: npt.NDArray[np.generic]) -> Steadiness:
    """Of colours N x 3 of the regions of one drawing and M x 3 of those of the next, sRGB in [0, 255].

    Every region is compared with all that it may have been, by how likely each is: where that is not sure, colours that
    differ count in part. The paper around does not. Two drawings without a region in common get 100 and `found` 0.
    """
    areas = np.where(match.following.outside, 0, match.following.areas).astype(np.float64)
    chances = match.chances[:, :-1] * areas[:, None]
    again = chances.sum(axis=1)
    if again.sum() <= 0:
        return Steadiness(100.0, 0.0, 0.0)
    apart = tones.difference(following[:, None], first[None])
    lost = (chances * np.minimum(apart / ANOTHER, 1)).sum(axis=1)
    worst = [region for region in np.argsort(-lost, kind="stable").tolist() if lost[region] > _SEEN * again[region]]
    return Steadiness(
        100 * float(1 - lost.sum() / again.sum()), float((chances * apart).sum() / again.sum()),
        float(again.sum() / areas.sum()), tuple(worst),
    )  # fmt: skip
