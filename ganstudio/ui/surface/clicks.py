"""What a single click does: fill an area, take a hint away."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF

from ganstudio.drawing import brush
from ganstudio.drawing.filling import Mask, filled
from ganstudio.drawing.leaks import Leak, floods, leak
from ganstudio.drawing.marks import BOUND, HINTS, LINE, SPREAD, Fill, Mark, Points, Removed, Ruling, Stroke
from ganstudio.drawing.regions import WIDEST, Regions
from ganstudio.drawing.underlay import under_edges
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.tools import WIDEST_GAP, Symmetry

MORE = 2  # px by which regions want gaps closed further than fills that find their own area
_NEAR = 4.0  # px of the canvas by which a click may miss a hint


@dataclass(frozen=True)
class Flood:
    """A fill that was not done because it would run out: where the person clicked, and through what."""

    point: QPointF
    leak: Leak


def fill(easel: Easel, point: QPointF, anyway: bool = False) -> bool:
    """Fill what ink encloses around `point` of the drawing; False on ink and beside the paper.

    One that would run out on the sheet through a gap is not done but told (`Easel.flooded`), unless `anyway`.
    """
    hand, line = easel.hand, easel.painter.pixels(LINE)
    ink = ink_of(line)
    regions = easel.regions() if hand.layer == HINTS else None
    gap, widest = (hand.gap, WIDEST_GAP) if regions is None else (math.ceil(regions.made_by[0]), WIDEST - MORE)
    marks: list[Fill] = []
    for across, down in _copies(point, hand.symmetry):
        x, y = math.floor(across), math.floor(down)
        found = filled(ink, x, y, gap) if regions is None else _of_region(regions, ink, x, y)
        if found is None:
            continue
        if not anyway and floods(found, ink.shape) and (hole := leak(ink, x, y, gap, widest)):
            easel.flooded.emit(Flood(point, hole))
            return False
        area = under_edges(found, line[..., 3]) if regions is None else found
        marks.append(Fill(hand.layer, *area, hand.colour))
    if marks:
        easel.drawing.do(*marks)
    return bool(marks)


def _of_region(regions: Regions, ink: Mask, x: int, y: int) -> tuple[int, int, Mask] | None:
    """The region that dots at `x`, `y` mean too; None on ink and beside the paper."""
    region = regions.at(x, y)
    return None if region is None or ink[y, x] else regions.mask(region)


def reaching(marks: Sequence[Stroke], reach: str) -> list[Ruling]:
    """What says how far each of the dots or strokes `marks` reaches, where it is not just its region."""
    middles = (mark.points[len(mark.points) // 2] for mark in marks)
    return [Ruling(reach, ((float(x), float(y)),)) for x, y, _ in middles] if reach else []


def ink_of(line: brush.Bytes) -> Mask:
    """Where a line layer stops colour: opaque enough, and not white, which is paper drawn over ink."""
    ink: Mask = (line[..., 3] >= 100) & ((line[..., 0] < 240) | (line[..., 1] < 240) | (line[..., 2] < 240))
    return ink


def remove_hint(easel: Easel, point: QPointF) -> bool:
    """Take the topmost hint at `point` of the drawing away, as a step; False where none is."""
    number = hint_at(easel, point)
    if number is not None:
        marks = dict(easel.drawing.numbered())
        gone = [each for each, mark in marks.items() if _reaches_for(mark, marks[number])]
        easel.drawing.do(Removed(number), *map(Removed, gone))
    return number is not None


def _reaches_for(mark: Mark, hint: Mark) -> bool:
    """Whether `mark` says how far `hint` reaches."""
    if not isinstance(mark, Ruling) or not isinstance(hint, Stroke):
        return False
    return mark.what in (SPREAD, BOUND) and mark in reaching([hint], mark.what)


def hint_at(easel: Easel, point: QPointF) -> int | None:
    """The number of the topmost hint at `point`."""
    reach = max(1, math.ceil(_NEAR / easel.view.zoom))
    for number, mark in reversed(easel.drawing.numbered()):
        if isinstance(mark, Stroke) and mark.layer == HINTS and _covers(mark, point, reach):
            return None if mark.erase else number
        if isinstance(mark, Fill) and mark.layer == HINTS and _contains(mark, point):
            return None if mark.erase else number
    return None


def mirrored(points: Points, symmetry: Symmetry) -> list[Points]:
    """`points` and their reflections."""
    made = []
    for across, down in symmetry.copies():
        copy = points.copy()
        if across and symmetry.x is not None:
            copy[:, 0] = 2 * symmetry.x - copy[:, 0]
        if down and symmetry.y is not None:
            copy[:, 1] = 2 * symmetry.y - copy[:, 1]
        made.append(copy)
    return made


def _copies(point: QPointF, symmetry: Symmetry) -> list[tuple[float, float]]:
    here = np.array([[point.x(), point.y(), 1.0]], np.float32)
    return [(float(copy[0, 0]), float(copy[0, 1])) for copy in mirrored(here, symmetry)]


def _covers(mark: Stroke, point: QPointF, reach: int) -> bool:
    reach = 0 if mark.erase else reach
    side = 2 * reach + 1
    way = brush.path(mark.points, mark.size)
    way[:, 0] -= math.floor(point.x()) - reach
    way[:, 1] -= math.floor(point.y()) - reach
    mask = np.zeros((side, side), np.uint8)
    brush.cover(mask, way, brush.Area(0, 0, side, side))
    return bool(mask.max() > 127)


def _contains(mark: Fill, point: QPointF) -> bool:
    x, y = math.floor(point.x()) - mark.left, math.floor(point.y()) - mark.top
    height, width = mark.mask.shape
    return 0 <= x < width and 0 <= y < height and bool(mark.mask[y, x])
