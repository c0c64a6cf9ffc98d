"""Areas of paper between walls of ink, small openings closed: a trapped ball, from distances and connected parts.

An opening is a gap when it is no wider than was asked for *and* narrower than what lies on both sides of it, so neither
corridors nor tapering corners fall apart. Areas are found from the widest depth down: at each depth, the parts that
are deeper continue one area, begin one, or hold several, which are one area, or two with a gap between them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ganstudio.data.drawings.labels import Labels as Labels
from ganstudio.data.drawings.labels import mapped, runs_of
from ganstudio.drawing.runs import Mask

Depths = npt.NDArray[np.float32]

_FALL = 0.7  # from one depth that is looked at to the next
_STEEP = 0.55  # for balls of many px, whose depths are many
_NARROW = 0.55  # beside the depth of an area: an opening that is wider is none
_ROOMY = 2.2  # times the ball: deeper than this, all areas are equally sure


@dataclass
class _Area:
    """One area while it is found: a pixel of it, how deep it is, and whether its pixels are written down."""

    x: int
    y: int
    depth: float
    label: int
    fixed: bool = False


@dataclass
class _State:
    areas: list[_Area] = field(default_factory=list)
    born: int = 0


def basins(walls: Mask, gap: float) -> tuple[Labels, Depths]:
    """Labels 1 to n of the areas of paper, 0 on `walls`, and how far each pixel is from the walls.

    Openings up to `gap` px wide hold. A few pixels in corners may stay 0.
    """
    import cv2

    paper = (~walls).astype(np.uint8)
    if walls.any():
        depth: Depths = cv2.distanceTransform(paper, cv2.DIST_L2, 5).astype(np.float32, copy=False)
    else:
        depth = np.full(walls.shape, 1e6, np.float32)
    labels = np.zeros(walls.shape, np.int32)
    state, before = _State(), None
    radius = gap / 2
    for level in _levels(radius):
        mask = paper if level == 0 else (depth > level).view(np.uint8)
        # Paper meets across corners nowhere; deep parts may, since balls of that size have passed there.
        count, found = cv2.connectedComponents(mask, connectivity=8 if level else 4, ltype=cv2.CV_32S)
        parts: Labels = np.asarray(found, np.int32)
        _descend(state, parts, count, before, labels, level, radius)
        before = parts
    return _flooded(state, labels, before), depth


def _levels(radius: float) -> list[float]:
    """Depths to look at, from twice the ball down to 0."""
    if radius < 1:
        return [0.0]
    fall = _FALL if radius <= 6 else _STEEP
    levels = [radius * _ROOMY, radius]
    while levels[-1] * fall > 1.2:
        levels.append(levels[-1] * fall)
    return [*levels, 1.0, 0.0]


def _descend(
    state: _State, parts: Labels, count: int, before: Labels | None, labels: Labels, level: float, radius: float
) -> None:
    """What the parts deeper than `level` do to the areas known so far."""
    held: dict[int, list[_Area]] = {}
    for area in state.areas:
        held.setdefault(int(parts[area.y, area.x]), []).append(area)
    apart = [area for several in held.values() if len(several) > 1 for area in _met(state, several, level, radius)]
    _write(apart, before, labels)
    for x, y in _places(parts, np.isin(np.arange(count), [0, *held], invert=True)):
        state.born += 1
        state.areas.append(_Area(x, y, _met_at(level, radius), state.born))
    if level:
        _spread(state, labels, parts, count)


def _places(parts: Labels, wanted: Mask) -> list[tuple[int, int]]:
    """A pixel of each of the parts that are `wanted`."""
    if not wanted.any():
        return []
    begins = runs_of(parts)[::-1]  # what comes first of a part begins a run
    first = np.full(len(wanted), -1, np.int64)
    first[parts.ravel()[begins]] = begins
    first[~wanted] = -1
    rows, columns = np.divmod(first[first >= 0], parts.shape[1])
    return list(zip(columns.tolist(), rows.tolist()))


def _met_at(level: float, radius: float) -> float:
    """The depth that an area found below one level has at most: that of the level before."""
    levels = _levels(radius)
    index = levels.index(level)
    return 1e6 if index == 0 else levels[index - 1]


def _met(state: _State, several: list[_Area], level: float, radius: float) -> list[_Area]:
    """Areas that hang together above `level` become one; those that stay apart, since there is a gap between them."""
    several.sort(key=lambda area: -area.depth)
    kept = several[:1]
    for area in several[1:]:
        if not area.fixed and (level >= radius or _met_at(level, radius) >= _NARROW * area.depth):
            state.areas.remove(area)
        else:
            kept.append(area)
    return kept if len(kept) > 1 else []


def _write(areas: list[_Area], parts: Labels | None, labels: Labels) -> None:
    """Put down what each of these areas held at the level before, where it was alone."""
    fresh = [area for area in areas if not area.fixed]
    if not fresh or parts is None:
        return
    table = np.zeros(int(parts.max()) + 1, np.int32)
    for area in fresh:
        table[parts[area.y, area.x]] = area.label
        area.fixed = True
    found = mapped(table, parts)
    np.copyto(labels, found, where=found > 0)


def _spread(state: _State, labels: Labels, parts: Labels, count: int) -> None:
    """Let areas that are written down grow through the parts they are in, by distance where several are in one."""
    import cv2

    shared = np.zeros(count, np.bool_)
    for area in state.areas:
        shared[parts[area.y, area.x]] |= area.fixed
    if not shared.any():
        return
    wall = state.born + 1
    markers = np.where(mapped(shared, parts), labels, np.int32(wall))
    if (markers == 0).any():
        cv2.watershed(np.zeros((*labels.shape, 3), np.uint8), markers)
        np.copyto(labels, markers, where=(labels == 0) & (markers > 0) & (markers != wall))


def _flooded(state: _State, labels: Labels, parts: Labels | None) -> Labels:
    """All areas in full: one that is alone in its part of the paper takes it, several share it by distance."""
    assert parts is not None
    count = int(parts.max()) + 1
    table = np.zeros(count, np.int32)
    for area in state.areas:
        if not area.fixed:
            table[parts[area.y, area.x]] = area.label
    _spread(state, labels, parts, count)
    made = mapped(table, parts)
    np.copyto(made, labels, where=labels > 0)
    return made
