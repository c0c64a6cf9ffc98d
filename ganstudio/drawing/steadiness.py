"""How steady colours are from one drawing to the next of the same figure: a figure that needs no truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.drawing import tones
from ganstudio.drawing.alike import Matching

ANOTHER = 23.0  # CIE76 from which a colour counts as another one: ten times what is just seen


@dataclass(frozen=True)
class Steadiness:
    """`score` 0 to 100: 100 where every region kept its colour, 0 where all got another.

    `difference` is the mean CIE76 of regions that were found again, weighted by their area and by how sure that is;
    `found` is the share of the drawn area that they are; `worst` are regions of the next drawing, the least steady
    first.
    """

    score: float
    difference: float
    found: float
    worst: tuple[int, ...] = ()


def steadiness(match: Matching, first: npt.NDArray[np.generic], following: npt.NDArray[np.generic]) -> Steadiness:
    """Of colours N x 3 of the regions of one drawing and M x 3 of those of the next, sRGB in [0, 255].

    The paper around does not count. A score of 100 and nothing found is what two drawings without regions get.
    """
    sources = match.sources
    areas = np.where(match.following.outside, 0, match.following.areas).astype(np.float64)
    again = (sources >= 0) & (areas > 0)
    weights = np.where(again, areas * match.sure, 0)
    if not weights.any():
        return Steadiness(100.0, 0.0, 0.0)
    apart = np.zeros(len(areas))
    apart[again] = tones.difference(first[sources[again]], following[again])
    lost = np.minimum(apart / ANOTHER, 1)
    worst = sorted(np.flatnonzero(again & (lost > 0.1)).tolist(), key=lambda each: -lost[each] * weights[each])
    return Steadiness(
        100 * (1 - float(np.average(lost, weights=weights))), float(np.average(apart, weights=weights)),
        float(areas[again].sum() / areas.sum()), tuple(worst),
    )  # fmt: skip
