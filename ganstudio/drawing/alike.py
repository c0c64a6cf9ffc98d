"""The next drawing of a figure coloured like the one before: its regions found again, its dots carried over.

Everything is a guess with a number that says how sure it is; a person looks at those that are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels
from ganstudio.drawing import aligning, likeness, matching
from ganstudio.drawing.adjustments import NONE, Adjustments
from ganstudio.drawing.marks import HINTS, Colour, Place, Stroke
from ganstudio.drawing.regions import NEAREST, WIDEST, Regions, divided

SURE = 0.8  # guesses below want to be looked at
_LEAST = 0.15  # less is no guess at all
_ROOM = 0.7  # of the way to the nearest line, that a dot reaches
_SMALLEST = 1.5  # px, the radius of a dot
_SPECK = 0.02  # of the longer side: so near lies a speck that is the same
_SPECK_SURE = 0.5
_WHOLE = 0.97  # of a drawing, found again: wider gaps need not be tried
_BETTER = 0.03  # by which they have to be
_MEETS = 0.95  # from here on lines meet so well that the figure is not looked for mirrored
_TURNED = 0.25  # by how much more has to be explained by a figure that looks the other way


@dataclass(frozen=True)
class Dot:
    """A colour that the region at `place` is told."""

    place: Place
    colour: Colour


@dataclass(frozen=True)
class Guess:
    """`colour` for `region` of the next drawing, because it seems to be region `source` of the first.

    `place` is x, y inside it, `room` the px from there to the nearest line, `sure` in [0, 1].
    """

    region: int
    place: Place
    colour: Colour
    sure: float
    source: int
    room: float

    @property
    def is_sure(self) -> bool:
        return self.sure >= SURE

    @property
    def dot(self) -> Dot:
        return Dot(self.place, self.colour)


@dataclass(frozen=True, eq=False)
class Matching:
    """What is known of two drawings: `chances` M x (N + 1) that a region of `following` is one of `first`, or none.

    `way` is the change of place that lays the first on the next, 2 x 3, `fit` how well lines meet so, up to 1.
    """

    first: Regions
    following: Regions
    chances: npt.NDArray[np.float64]
    way: aligning.Affine
    fit: float = 0.0

    @property
    def is_mirrored(self) -> bool:
        """Whether the figure looks the other way in the next drawing."""
        return bool(np.linalg.det(self.way[:, :2]) < 0)

    @property
    def worth(self) -> float:
        """How much of both drawings is explained, and twice how well their lines meet, up to 4."""
        areas = np.where(self.following.outside, 0, self.following.areas)
        found = self.chances[:, :-1].max(axis=1, initial=0)
        return 2 * self.fit + self.kept + float((areas * found).sum() / max(1, areas.sum()))

    @cached_property
    def sources(self) -> npt.NDArray[np.int64]:
        """The most likely region of the first for each of the next; -1 where none is likelier than each."""
        best = self.chances.argmax(axis=1)
        return np.where(best == self.first.count, -1, best)

    @cached_property
    def kept(self) -> float:
        """The share of what the first drawing has drawn that is found again, in [0, 1]."""
        areas = np.where(self.first.outside, 0, self.first.areas)
        most = self.chances[:, :-1].max(axis=0)
        return float((areas * most).sum() / areas.sum()) if areas.any() else 1.0

    @cached_property
    def sure(self) -> npt.NDArray[np.float64]:
        """How likely that is."""
        return np.asarray(self.chances.max(axis=1))


def matched(first: Regions, following: Regions) -> Matching:
    """The regions of one drawing found again in the next of the same figure, at any sizes; no network is asked.

    The figure may look the other way there, where that explains clearly more: many are nearly symmetrical.
    """
    straight = _laid(first, following, *aligning.aligned(first, following))
    if straight.fit >= _MEETS:
        return straight
    mirrored = _laid(first, following, *aligning.mirrored(first, following))
    return mirrored if mirrored.worth > straight.worth + _TURNED else straight


def _laid(first: Regions, following: Regions, way: aligning.Affine, fit: float) -> Matching:
    return Matching(first, following, matching.chances(*likeness.looks(first, following, way)), way, fit)


def divided_alike(
    first: Regions, ink: Pixels, gap: float = 4, closing: str = NEAREST, adjustments: Adjustments = NONE
) -> Matching:
    """`ink` H x W divided so that the regions of `first` are found again in it, and matched.

    Where lines are open and regions run together, wider gaps than `gap` are closed, as wide as it takes; what it took
    is the first of `following.made_by`.
    """
    best = matched(first, divided(ink, gap, closing, adjustments))
    most, wider = best.kept, 2 * max(gap, 2)
    while most < _WHOLE and wider <= WIDEST:
        found = matched(first, divided(ink, wider, closing, adjustments))
        if found.kept > most + _BETTER:
            best, most = found, found.kept
        wider *= 2
    return best


def continued(before: Matching, direct: Matching) -> Matching:
    """`direct`, the first drawing of a sequence matched with another, corrected by way of the one in between.

    Both ways together are right more often than either; new things stay unsure, unlike where dots are handed on.
    """
    step = matched(before.following, direct.following)
    known = step.chances[:, :-1] @ before.chances
    known[:, -1] += step.chances[:, -1]
    return replace(direct, chances=(direct.chances + known) / 2)


def carried(first: Regions, dots: Sequence[Dot], following: Regions) -> list[Guess]:
    """The dots of `first` for the regions of `following`, the surest first; none where its region had no dot."""
    return guesses(matched(first, following), dots)


def guesses(match: Matching, dots: Sequence[Dot]) -> list[Guess]:
    """The same for drawings that have been compared already: after a dot was changed, this alone is done again."""
    told, specks = _by_region(match.first, dots)
    if not told and not specks:
        return []
    paints = {region: frozenset(dot.colour for dot in own) for region, own in told.items()}
    kinds = list(dict.fromkeys(paints.values()))
    column = np.array([kinds.index(paints[each]) if each in paints else -1 for each in range(match.first.count)])
    # Regions of one colour stand for each other: two eyes may be confused. Column -1 is "no dot".
    sums = match.chances[:, :-1] @ np.eye(len(kinds) + 1)[column]
    made = []
    for region, row in enumerate(sums):
        kind = int(row[:-1].argmax()) if kinds else -1
        if kind >= 0 and row[kind] >= max(_LEAST, row[-1]):
            source = int(np.where(column == kind, match.chances[region, :-1], -1).argmax())
            made += _placed(match, region, source, told[source], float(row[kind]))
    made += _specks(match, specks)
    return sorted(made, key=lambda guess: -guess.sure)


def _by_region(regions: Regions, dots: Iterable[Dot]) -> tuple[dict[int, list[Dot]], list[Dot]]:
    """Dots by the region that they lie in, and those that mean a speck."""
    told: dict[int, list[Dot]] = {}
    small = []
    for dot in dots:
        region = regions.at(*dot.place)
        if region is None:
            continue
        if regions.specks is not None and regions.specks[int(dot.place[1]), int(dot.place[0])]:
            small.append(dot)
        else:
            told.setdefault(region, []).append(dot)
    return told, small


def _placed(match: Matching, region: int, source: int, dots: Sequence[Dot], sure: float) -> list[Guess]:
    """One guess in the middle of the region; of several colours, one for each where it lay in the box of its region."""
    following = match.following
    depth, left, top = _depth(following, region)
    if len({dot.colour for dot in dots}) == 1:
        x, y = following.places[region].tolist()
        room = float(depth[y - top, x - left])
        return [Guess(region, (x + 0.5, y + 0.5), dots[0].colour, sure, source, room)]
    low, high = match.first.boxes[source][:2], match.first.boxes[source][2:]
    made = []
    for dot in dots:
        share = (np.array(dot.place) - low) / (high - low)
        if match.is_mirrored:
            share[0] = 1 - share[0]
        x, y = (share * depth.shape[::-1]).clip(0, np.array(depth.shape[::-1]) - 1).astype(int).tolist()
        row, column = _inside(depth, y, x)
        place = (left + column + 0.5, top + row + 0.5)
        made.append(Guess(region, place, dot.colour, sure, source, float(depth[row, column])))
    return made


def _depth(regions: Regions, region: int) -> tuple[npt.NDArray[np.float32], int, int]:
    """How far every pixel of the region's box is from its border and lines, and where the box begins."""
    import cv2

    left, top, mask = regions.mask(region)
    own = mask & ~regions.walls[top : top + mask.shape[0], left : left + mask.shape[1]]
    paper = own if own.any() else mask
    depth = cv2.distanceTransform(np.pad(paper, 1).view(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    return np.asarray(depth, np.float32), left, top


def _inside(depth: npt.NDArray[np.float32], row: int, column: int) -> tuple[int, int]:
    """A place that lies well inside, near one that may not."""
    rows, columns = np.indices(depth.shape)
    far = np.hypot(rows - row, columns - column)
    wanted = min(4.0, float(depth.max()))
    found = np.where(depth >= wanted, far, np.inf).argmin()
    return int(found // depth.shape[1]), int(found % depth.shape[1])


def _specks(match: Matching, dots: Sequence[Dot]) -> list[Guess]:
    """Dots of what is too small to be a region: where a speck lies at the same place."""
    specks = match.following.specks
    if specks is None or not dots:
        return []
    rows, columns = np.nonzero(specks)
    reach = _SPECK * max(specks.shape)
    made = []
    for dot in dots:
        x, y = aligning.moved(match.way, np.array([dot.place]))[0]
        far = np.hypot(columns + 0.5 - x, rows + 0.5 - y)
        if len(far) and far.min() <= reach:
            own = specks == specks[rows[far.argmin()], columns[far.argmin()]]
            inside = np.argwhere(own)
            row, column = inside[np.abs(inside - inside.mean(axis=0)).sum(axis=1).argmin()].tolist()
            source = match.first.at(*dot.place)
            region = int(match.following.labels[row, column])
            made.append(Guess(region, (column + 0.5, row + 0.5), dot.colour, _SPECK_SURE, source or 0, _SMALLEST))
    return made


def marks_of(found: Iterable[Guess], size: float) -> tuple[Stroke, ...]:
    """Dots of colour for one step of a drawing, up to `size` px wide, smaller where there is less room."""
    return tuple(
        Stroke(HINTS, np.array([(*guess.place, 1.0)], np.float32), round(2 * radius(guess, size / 2), 2), guess.colour)
        for guess in found
    )


def radius(guess: Guess, most: float) -> float:
    """How large a dot may be, so that it means its region alone."""
    return max(_SMALLEST, min(most, _ROOM * guess.room))
