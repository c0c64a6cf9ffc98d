"""The closed regions of a drawing: what lies between its lines, which of it is paper, and what a person changed of it.

numpy and OpenCV, no Qt and no torch. Regions reach under the ink to its middle, so no pale edge stays beside a line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ganstudio.core import interruption
from ganstudio.core.pictures import Pixels
from ganstudio.data.drawings import labels as labelling
from ganstudio.drawing import region_shapes, stroke_ends
from ganstudio.drawing.adjustments import NONE, Adjustments
from ganstudio.drawing.basins import Labels, basins
from ganstudio.drawing.marks import Place
from ganstudio.drawing.runs import Mask

NEAREST, ALONG = "nearest", "along"
WIDEST = 32  # px of the widest gap that can be closed
_LONGEST = 1400  # px of the longer side: larger sheets are divided smaller, and their lines refined
_FAINT, _STRONG = 20, 90  # ink from which a pixel is a line, in the faintest and in black drawings
_SHARE = 0.4  # of the strength of a drawing's lines
_SOFT = 180  # strength of lines up to which they are pencil
_SOLID = 0.8  # of the ink of a line, that is left between its grains
_WIDE = 1 / 32  # of the longer side: gaps up to this end the region of a dot that is bound
_FLAW = 2.0  # px that are closed even when gaps are closed along the stroke: breaks of an uneven line

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Regions:
    """`labels` H x W from 0 to `count` - 1; `outside` says which are paper around the drawing; `walls` is its ink.

    `places` count x 2 are x, y inside each region, as far from its lines as can be; `areas` their pixels. `specks`
    H x W are areas too small to be regions, from 1 on: they belong to the region around them until one gets a dot.
    """

    labels: Labels
    walls: Mask
    outside: Flags
    areas: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    specks: Labels | None = None
    made_by: tuple[float, str, Adjustments] = field(default=(0.0, NEAREST, NONE))
    _samples: dict[tuple[int, int], tuple[Labels, Mask]] = field(default_factory=dict, init=False, repr=False)

    @property
    def count(self) -> int:
        return len(self.areas)

    @property
    def adjustments(self) -> Adjustments:
        return self.made_by[2]

    @cached_property
    def boxes(self) -> npt.NDArray[np.int64]:
        """Left, top, right, bottom of each region."""
        return region_shapes.boxes(self.labels, self.places)

    def at(self, x: float, y: float) -> int | None:
        """The region under a place of the drawing."""
        column, row = math.floor(x), math.floor(y)
        inside = 0 <= row < self.labels.shape[0] and 0 <= column < self.labels.shape[1]
        return int(self.labels[row, column]) if inside else None

    def mask(self, region: int) -> tuple[int, int, Mask]:
        """Left, top and pixels of one region, as the mark of a fill holds them."""
        left, top, right, bottom = self.boxes[region].tolist()
        return left, top, self.labels[top:bottom, left:right] == region

    def sampled(self, height: int, width: int) -> tuple[Labels, Mask]:
        """Labels and walls under the middles of `height` x `width` pixels that cover the drawing; kept."""
        if (height, width) not in self._samples:
            rows, columns = (_middles(*pair) for pair in zip((height, width), self.labels.shape))
            below = np.ix_(rows, columns)
            self._samples[height, width] = self.labels[below], self.walls[below]
        return self._samples[height, width]

    @cached_property
    def mirrored(self) -> Regions:
        """The same left for right, without its specks and what was said of it."""
        labels, walls = np.ascontiguousarray(self.labels[:, ::-1]), np.ascontiguousarray(self.walls[:, ::-1])
        places = np.stack([self.labels.shape[1] - 1 - self.places[:, 0], self.places[:, 1]], axis=1)
        return Regions(labels, walls, self.outside, self.areas, places)

    @cached_property
    def check(self) -> Pixels:
        """The check view H x W x 3: a colour for each region, steady while the drawing changes; white outside."""
        return np.take(region_shapes.check_colours(self.places, self.outside), self.labels, axis=0)


def divided(ink: Pixels, gap: float = 0, closing: str = NEAREST, adjustments: Adjustments = NONE) -> Regions:
    """The regions of `ink` H x W (0 paper, 255 ink), gaps up to `gap` px closed in the way called `closing`."""
    walls = lines_of(ink)
    scale = math.ceil(max(ink.shape) / _LONGEST)
    if scale > 1:
        labels = _refined(walls, scale, gap, closing, adjustments)
    else:
        labels = _found(walls, gap, closing, adjustments)
    interruption.check()
    labels = labelling.under_lines(labels)
    labels, specks = region_shapes.without_specks(labels, walls)
    interruption.check()
    return _described(region_shapes.joined(labels, adjustments.joins), walls, specks, (gap, closing, adjustments))


def lines_of(ink: Pixels) -> Mask:
    """Which pixels are lines: darker than a share of what the drawing's own lines are, so that pencil counts too."""
    step = max(1, min(ink.shape) // 300)
    counts = np.bincount(ink[::step, ::step].ravel(), minlength=256)[_FAINT:]
    if not counts.any():
        return np.zeros(ink.shape, np.bool_)
    strength = _FAINT + int(np.searchsorted(np.cumsum(counts), 0.9 * counts.sum()))
    least = min(_STRONG, max(_FAINT, round(_SHARE * strength)))
    found = np.asarray(ink >= least, np.bool_)
    return found if strength > _SOFT else found | _without_grain(ink, least)


def _without_grain(ink: Pixels, least: int) -> Mask:
    """The lines of soft pencil with the holes that the paper's grain left in them."""
    import cv2

    return np.asarray(cv2.GaussianBlur(ink, (5, 5), 1.2) >= _SOLID * least, np.bool_)


def _found(walls: Mask, gap: float, closing: str, adjustments: Adjustments, scale: int = 1) -> Labels:
    """Labels from 1; 0 on lines."""
    import cv2

    interruption.check()
    closed = walls.astype(np.uint8)
    if closing == ALONG and gap:
        for start, end in stroke_ends.bridges(walls, gap):
            cv2.line(closed, start, end, 1, 1, cv2.LINE_8)
        gap = min(gap, _FLAW / scale)
    for way in adjustments.splits:
        points = np.asarray(way, np.float64).reshape(-1, 1, 2) / scale
        cv2.polylines(closed, [np.rint(points).astype(np.int32)], False, 1, 1, cv2.LINE_8)
    labels = basins(closed.view(np.bool_), gap)[0]
    if adjustments.bound:
        _bind(labels, closed.view(np.bool_), [(x / scale, y / scale) for x, y in adjustments.bound])
    return labels


def _bind(labels: Labels, closed: Mask, places: Sequence[Place]) -> None:
    """Cut what wide gaps end around each of `places` off its region."""
    tight = basins(closed, _WIDE * max(closed.shape))[0]
    for place in places:
        whole, part = _at(labels, place), _at(tight, place)
        if whole and part:
            labels[(labels == whole) & (tight == part)] = labels.max() + 1


def _refined(walls: Mask, scale: int, gap: float, closing: str, adjustments: Adjustments) -> Labels:
    """Found at a reduced size, then grown at the full one along the lines."""
    import cv2

    height, width = (-(-side // scale) for side in walls.shape)
    padded = np.pad(walls.view(np.uint8), ((0, height * scale - walls.shape[0]), (0, width * scale - walls.shape[1])))
    small = cv2.resize(padded * np.uint8(255), (width, height), interpolation=cv2.INTER_AREA) > 0
    coarse = _found(small, gap / scale, closing, adjustments, scale)
    full = np.repeat(np.repeat(coarse, scale, axis=0), scale, axis=1)[: walls.shape[0], : walls.shape[1]]
    return region_shapes.grown_in_paper(full, walls, 2 * scale + 2)


def updated(before: Regions, ink: Pixels, adjustments: Adjustments | None = None) -> Regions:
    """The regions of changed `ink`, divided as `before` was; only where it changed, if that pays."""
    gap, closing, kept = before.made_by
    wanted = kept if adjustments is None else adjustments
    same = ink.shape == before.labels.shape and wanted.divides_like(kept)
    before = replace(before, made_by=(gap, closing, wanted)) if same and wanted != kept else before
    if same and np.array_equal(walls := lines_of(ink), before.walls):
        return before
    touched = _changed(before, walls, gap) if same and closing == NEAREST and not wanted.bound else None
    return divided(ink, gap, closing, wanted) if touched is None else _patched(before, walls, touched)


def _changed(before: Regions, walls: Mask, gap: float) -> Flags | None:
    """The regions that a change touches; None where they make up most of the sheet, or reach its outside."""
    differs = walls != before.walls
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    more = math.ceil(gap) + 4
    around = before.labels[max(0, rows[0] - more) : rows[-1] + more, max(0, columns[0] - more) : columns[-1] + more]
    touched = np.zeros(before.count, np.bool_)
    touched[around] = True
    left, top, right, bottom = _box(before, touched)
    small = (right - left) * (bottom - top) < walls.size / 3
    return touched if small and not before.outside[touched].any() else None


def _box(before: Regions, touched: Flags) -> tuple[int, int, int, int]:
    boxes = before.boxes[touched]
    left, top = boxes[:, :2].min(axis=0).tolist()
    right, bottom = boxes[:, 2:].max(axis=0).tolist()
    return left, top, right, bottom


def _patched(before: Regions, walls: Mask, touched: Flags) -> Regions:
    """`before` with the regions that were `touched` divided anew."""
    left, top, right, bottom = _box(before, touched)
    part = np.s_[top:bottom, left:right]
    old = before.labels[part]
    own = touched[old]
    found = _found(walls[part] | ~own, before.made_by[0], NEAREST, before.adjustments.moved(-left, -top))
    fresh = np.where(found > 0, found + before.count, 0)
    labels = before.labels.copy()
    labels[part] = labelling.under_lines(np.where(own, fresh, old + 1).astype(np.int32))
    labels, specks = region_shapes.without_specks(labelling.numbered(labels), walls)
    specks = _both(before.specks, specks, part, own)
    return _described(region_shapes.joined(labels, before.adjustments.joins), walls, specks, before.made_by)


def _both(old: Labels | None, new: Labels | None, part: tuple[slice, slice], own: Flags) -> Labels | None:
    """The specks of before outside what was divided anew, and those found now."""
    if old is None:
        return new
    kept = old.copy()
    kept[part][own] = 0
    return kept if new is None else np.where(new > 0, new + int(kept.max()), kept).astype(np.int32)


def _middles(small: int, large: int) -> npt.NDArray[np.int64]:
    """Which of `large` pixels lie under the middles of `small` ones."""
    return ((np.arange(small) + 0.5) * large / small).astype(np.int64).clip(0, large - 1)


def _described(labels: Labels, walls: Mask, specks: Labels | None, made_by: tuple[float, str, Adjustments]) -> Regions:
    areas = np.bincount(labels.ravel())
    places = region_shapes.places(labels, walls, len(areas))
    outside = labelling.outside(labels, len(areas))
    for place in made_by[2].turned:
        if (region := _at(labels, place)) is not None:
            outside[region] = not outside[region]
    return Regions(labels, walls, outside, areas, places, specks, made_by)


def _at(labels: Labels, place: Place) -> int | None:
    column, row = (math.floor(each) for each in place)
    return int(labels[row, column]) if 0 <= row < len(labels) and 0 <= column < labels.shape[1] else None
