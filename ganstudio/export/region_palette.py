"""The colours of a drawing by its regions: which there are, and marks that change one everywhere, dotted or not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ganstudio.drawing import recolouring
from ganstudio.drawing.alike import Dot
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS, Colour, Mark, Stroke
from ganstudio.drawing.regions import Regions
from ganstudio.drawing.tones import difference
from ganstudio.export import carrying
from ganstudio.export.keeping import Floats

_SAME = 9.0  # CIE76: regions whose colours differ less have one colour
_DOT = 0.5  # of a region's side: a new dot in it is no larger


@dataclass(frozen=True)
class Group:
    """Regions of one `colour`, and their `share` of all that is coloured, in [0, 1]."""

    colour: Colour
    share: float
    regions: tuple[int, ...]


def groups(regions: Regions, tones: Floats) -> list[Group]:
    """The colours of a drawing's regions, `tones` N x 3 in [0, 255], the largest first; white paper counts nothing."""
    colours = np.rint(tones).clip(0, 255).astype(int)
    blank = regions.outside & (colours.min(axis=1) >= carrying.PAPER)
    left = sorted(np.flatnonzero(~blank).tolist(), key=lambda region: -int(regions.areas[region]))
    total, made = float(regions.areas[left].sum()) or 1.0, []
    while left:
        near = difference(colours[left[0]], colours[left]) < _SAME
        own = [region for region, is_near in zip(left, near.tolist(), strict=True) if is_near]
        red, green, blue = colours[left[0]].tolist()
        made.append(Group((red, green, blue), float(regions.areas[own].sum()) / total, tuple(own)))
        left = [region for region in left if region not in own]
    return sorted(made, key=lambda group: -group.share)


def changed(
    drawing: Drawing, regions: Regions, scale: float, dots: Sequence[Dot], wanted: Mapping[Group, Colour]
) -> tuple[Mark, ...]:
    """The marks of one step that gives the regions of each group in `wanted` its new colour.

    `scale` px of the drawing are one of `regions`. Dots change their colour; regions without any get one.
    """
    told: dict[int, list[Colour]] = {}
    for dot in dots:
        told.setdefault(regions.at(*dot.place) or 0, []).append(dot.colour)
    changes: dict[Colour, Colour] = {}
    fresh: list[Mark] = []
    for group, colour in wanted.items():
        for region in group.regions:
            changes |= dict.fromkeys(told.get(region, ()), colour)
            if region not in told and colour != group.colour:
                fresh.append(_dot(regions, region, scale, colour))
    return (*recolouring.replaced_everywhere(drawing, changes), *fresh)


def _dot(regions: Regions, region: int, scale: float, colour: Colour) -> Stroke:
    x, y = (regions.places[region] + 0.5) * scale
    most = carrying.DOT * max(regions.labels.shape)
    size = max(1.5, min(most, _DOT * math.sqrt(int(regions.areas[region])))) * scale
    return Stroke(HINTS, np.array([[x, y, 1.0]], np.float32), size, colour)
