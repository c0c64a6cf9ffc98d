"""What a person said of the regions of one drawing, carried to the next of the same figure: joins, splits, locks, ...

Regions of both drawings are compared as their lines alone divide them, so that it is known which is meant. What divides
is carried first, then the drawings are compared as they were ruled; it is kept only where that loses nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels
from ganstudio.drawing import aligning, alike
from ganstudio.drawing.adjustments import NONE, Adjustments, adjusted
from ganstudio.drawing.alike import SURE, Guess, Matching
from ganstudio.drawing.marks import BOUND, JOIN, LOCK, SPLIT, SPREAD, TURN, Place, Ruling
from ganstudio.drawing.regions import NEAREST, Regions, divided

_LEAST = 0.4  # chance of a region from which what was said of it is carried
_LOST = 0.02  # of the first drawing, that may be found less because of what was carried
_REACH = 0.06  # of the longer side: so far a split goes on to meet a line


@dataclass(frozen=True)
class Ruled:
    """`ruling` in px of the next drawing, and how sure it is, in [0, 1]."""

    ruling: Ruling
    sure: float

    @property
    def is_sure(self) -> bool:
        return self.sure >= SURE

    def scaled(self, factor: float) -> Ruling:
        """It in a drawing `factor` times as large."""
        return replace(self.ruling, places=tuple((x * factor, y * factor) for x, y in self.ruling.places))


def matched(
    first: Regions, ink: Pixels, gap: float = 4, closing: str = NEAREST, widens: bool = True
) -> tuple[Matching, list[Ruled]]:
    """`ink` H x W divided so that the regions of `first` are found again, and what was carried that divides it.

    `widens`: wider gaps than `gap` are closed where regions would else be lost.
    """
    plain = _compared(first, ink, gap, closing, widens)
    if first.adjustments.divides_like(NONE):
        return plain, []
    bare = _bare(first)
    by_lines = alike.matched(bare, plain.following)
    told = list(_dividing(by_lines, first.adjustments))
    if not told:
        return plain, []
    ruled = adjusted(each.ruling for each in told)
    found = alike.matched(first, divided(ink, plain.following.made_by[0], closing, ruled))
    return (found, told) if found.kept > plain.kept - _LOST else (plain, [])


def _compared(first: Regions, ink: Pixels, gap: float, closing: str, widens: bool) -> Matching:
    if widens:
        return alike.divided_alike(first, ink, gap, closing)
    return alike.matched(first, divided(ink, gap, closing))


def _bare(regions: Regions) -> Regions:
    """The regions of a drawing as its lines alone divide it."""
    gap, closing, _ = regions.made_by
    return divided(np.where(regions.walls, np.uint8(255), np.uint8(0)), gap, closing)


def _dividing(match: Matching, said: Adjustments) -> Iterator[Ruled]:
    """What `said` of the first drawing that divides the next, or says what is paper."""
    for one, other in said.joins:
        pair = [_found(match, place) for place in (one, other)]
        if pair[0] and pair[1] and pair[0][0] != pair[1][0]:
            places = tuple(_inside(match, each[0]) for each in pair if each)
            yield Ruled(Ruling(JOIN, places), min(each[1] for each in pair if each))
    for way in said.splits:
        if found := _found(match, way[len(way) // 2]):
            yield Ruled(Ruling(SPLIT, _laid(match, way, found[0])), found[1])
    for place in said.turned:
        if found := _found(match, place):
            yield Ruled(Ruling(TURN, (_inside(match, found[0]),)), found[1])
    for place in said.bound:
        if found := _found(match, place):
            there = _moved(match, [place], found[0])[0]
            if match.following.at(*there) == found[0]:
                yield Ruled(Ruling(BOUND, (there,)), found[1])


def colouring(match: Matching, guesses: Sequence[Guess]) -> tuple[list[Guess], list[Ruled]]:
    """Guesses that stay dots, and what else was said of the regions that they come from: locks, and dots that spread.

    A lock that is not sure comes as a dot.
    """
    said = match.first.adjustments
    locked = {match.first.at(*lock.place) for lock in said.locks}
    spread = {match.first.at(*place) for place in said.spread}
    dots, told, seen = [], [], set[int]()
    for guess in guesses:
        if guess.source in locked and guess.is_sure:
            told.append(Ruled(Ruling(LOCK, (guess.place,), guess.colour), guess.sure))
            continue
        dots.append(guess)
        if guess.source in spread and guess.source not in seen:  # the surest comes first
            seen.add(guess.source)
            told.append(Ruled(Ruling(SPREAD, (guess.place,)), guess.sure))
    return dots, told


def with_colouring(match: Matching, told: Iterable[Ruled]) -> Matching:
    """The same match, what only colours said of the regions of the next drawing."""
    more = adjusted(each.ruling for each in told)
    gap, closing, kept = match.following.made_by
    said = replace(kept, locks=more.locks, spread=more.spread)
    return replace(match, following=replace(match.following, made_by=(gap, closing, said)))


# -- where it lies ----------------------------------------------------------------------------------------------------


def _found(match: Matching, place: Place) -> tuple[int, float] | None:
    """The region of the next drawing that is the one at `place`, and how sure that is."""
    region = match.first.at(*place)
    if region is None or not len(match.chances):
        return None
    chances = match.chances[:, region]
    best = int(chances.argmax())
    return (best, float(chances[best])) if chances[best] >= _LEAST else None


def _inside(match: Matching, region: int) -> Place:
    x, y = match.following.places[region].tolist()
    return x + 0.5, y + 0.5


def _moved(match: Matching, places: Sequence[Place], region: int) -> list[Place]:
    """Places of the first drawing in the next, moved as `region` there was."""
    source = int(match.chances[region, :-1].argmax())
    drift = _middle(match.following, region) - aligning.moved(match.way, _middle(match.first, source)[None])[0]
    made = aligning.moved(match.way, np.array(places, np.float64)) + drift
    return [(float(x), float(y)) for x, y in made]


def _middle(regions: Regions, region: int) -> npt.NDArray[np.float64]:
    left, top, mask = regions.mask(region)
    rows, columns = np.nonzero(mask)
    return np.array([left + columns.mean() + 0.5, top + rows.mean() + 0.5])


def _laid(match: Matching, way: Sequence[Place], region: int) -> tuple[Place, ...]:
    """A split in the next drawing; its ends go on as far as the next line where they would stop before it."""
    made = _moved(match, way, region)
    if len(made) < 2:
        return tuple(made)
    step = max(1, len(made) // 8)
    return (
        *_gone_on(match.following, made[step], made[0]),
        *made[1:-1],
        *reversed(_gone_on(match.following, made[-1 - step], made[-1])),
    )


def _gone_on(regions: Regions, before: Place, end: Place) -> list[Place]:
    """The end of a way that comes from `before`, and before that where the line lies that it would meet."""
    across, down = end[0] - before[0], end[1] - before[1]
    long = math.hypot(across, down)
    for step in range(math.ceil(_REACH * max(regions.labels.shape)) if long else 0):
        x, y = end[0] + step * across / long, end[1] + step * down / long
        if regions.at(x, y) is None:
            break
        if regions.walls[int(y), int(x)]:
            return [(x, y), end]
    return [end]
