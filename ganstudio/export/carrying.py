"""Colours of one drawing for the next: dots out of hints or a coloured picture, and hints out of guesses.

numpy and OpenCV; no Qt, no torch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ganstudio.core.pictures import Pixels
from ganstudio.drawing import alike, brush
from ganstudio.drawing.adjustments import Lock
from ganstudio.drawing.alike import Dot, Guess, Matching
from ganstudio.drawing.regions import Regions
from ganstudio.drawing.steadiness import Steadiness, steadiness
from ganstudio.export import dabs, shading

DOT = 1 / 60  # of the longer side: the largest diameter of a carried dot
PAPER = 244  # the least channel from which the ground of a coloured picture is paper


def dots_of(hints: Pixels | None, regions: Regions, locks: Sequence[Lock] = ()) -> list[Dot]:
    """What hints H x W x 4 and locks tell regions, a dot for each region that one means, locks last."""
    made = []
    for dab in dabs.found(hints, regions):
        colour = _colour(dab.colour)
        rows, columns = np.divmod(dab.pixels, regions.labels.shape[1])
        labels = regions.labels[rows, columns]
        for region in dab.regions or [None]:
            own = np.ones(len(rows), np.bool_) if region is None else labels == region
            if own.any():
                made.append(Dot(_middle(rows[own], columns[own]), colour))
    held = {regions.at(*lock.place) for lock in locks}
    kept = [dot for dot in made if regions.at(*dot.place) not in held]
    return kept + [Dot(lock.place, lock.colour) for lock in locks]


def _middle(rows: dabs.Ints, columns: dabs.Ints) -> tuple[float, float]:
    """The pixel of a mark that is nearest to its middle."""
    best = int(np.hypot(rows - rows.mean(), columns - columns.mean()).argmin())
    return float(columns[best]) + 0.5, float(rows[best]) + 0.5


def dots_of_picture(picture: Pixels, regions: Regions) -> list[Dot]:
    """The colour that each region has in a picture h x w x 3 of the drawing, in its middle; white paper none."""
    colours = colours_of(picture, regions)
    paper = regions.outside & (colours.min(axis=1) >= PAPER)
    return [
        Dot((float(x) + 0.5, float(y) + 0.5), _colour(colours[region]))
        for region, (x, y) in enumerate(regions.places.tolist())
        if not paper[region]
    ]


def colours_of(picture: Pixels, regions: Regions) -> shading.Floats:
    """The median colour N x 3 of each region off its lines; `picture` h x w x 3 at any size."""
    return shading.Seen(picture, regions).medians


def _colour(values: shading.Floats) -> tuple[int, int, int]:
    red, green, blue = np.rint(values).clip(0, 255).astype(int).tolist()
    return red, green, blue


def hints_of(found: Iterable[Guess], shape: tuple[int, ...]) -> Pixels:
    """Guesses as hints H x W x 4 for a drawing of `shape`: round dots, the surest on top."""
    height, width = shape[:2]
    made = np.zeros((height, width, 4), np.uint8)
    whole = brush.Area(0, 0, width, height)
    for guess in sorted(found, key=lambda each: each.sure):
        mask = np.zeros((height, width), np.uint8)
        for stroke in alike.marks_of([guess], DOT * max(height, width)):
            area = brush.cover(mask, brush.path(stroke.points, stroke.size), whole)
            part, cover = made[area.rows, area.columns], mask[area.rows, area.columns]
            more = cover > part[..., 3]
            part[more, :3] = guess.colour
            part[more, 3] = cover[more]
    return made


def steadiness_of(match: Matching, first: Pixels, following: Pixels) -> Steadiness:
    """How steady colours are from one coloured picture to the next, each at any size."""
    return steadiness(match, colours_of(first, match.first), colours_of(following, match.following))
