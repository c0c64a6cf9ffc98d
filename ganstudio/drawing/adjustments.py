"""What a person changed of the regions of a drawing, read from its marks and moved to the size that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ganstudio.drawing.marks import BOUND, JOIN, LOCK, SPLIT, SPREAD, TURN, Colour, Mark, Place, Ruling


@dataclass(frozen=True)
class Lock:
    """The region at `place` stays `colour`, whatever dots and the network say."""

    place: Place
    colour: Colour


@dataclass(frozen=True)
class Adjustments:
    """Regions joined (pairs of places), split (strokes that are no ink) and locked; `turned` from paper or to paper.

    `spread`: dots there also mean regions like their own. `bound`: those there end at the next lines, gaps or not.
    Regions are named by a place inside them, so that they are found again after the drawing has changed.
    """

    joins: tuple[tuple[Place, Place], ...] = ()
    splits: tuple[tuple[Place, ...], ...] = ()
    locks: tuple[Lock, ...] = ()
    turned: tuple[Place, ...] = ()
    spread: tuple[Place, ...] = ()
    bound: tuple[Place, ...] = ()

    def divides_like(self, other: Adjustments) -> bool:
        """Whether the same regions follow from both, whatever their colours."""
        return replace(self, locks=(), spread=()) == replace(other, locks=(), spread=())

    def moved(self, right: float, down: float) -> Adjustments:
        """The same for a part of the drawing that begins elsewhere."""
        return self._placed(lambda place: (place[0] + right, place[1] + down))

    def scaled(self, factor: float) -> Adjustments:
        """The same for a picture of the drawing at another size."""
        return self._placed(lambda place: (place[0] * factor, place[1] * factor))

    def _placed(self, at: Callable[[Place], Place]) -> Adjustments:
        return Adjustments(
            tuple((at(one), at(other)) for one, other in self.joins),
            tuple(tuple(map(at, way)) for way in self.splits),
            tuple(Lock(at(lock.place), lock.colour) for lock in self.locks),
            tuple(map(at, self.turned)),
            tuple(map(at, self.spread)),
            tuple(map(at, self.bound)),
        )


NONE = Adjustments()


def adjusted(marks: Iterable[Mark]) -> Adjustments:
    """What the rulings among `marks` come to."""
    told = [mark for mark in marks if isinstance(mark, Ruling)]

    def of(what: str) -> list[Ruling]:
        return [mark for mark in told if mark.what == what]

    return Adjustments(
        tuple((mark.places[0], mark.places[1]) for mark in of(JOIN)),
        tuple(mark.places for mark in of(SPLIT)),
        tuple(Lock(mark.places[0], mark.colour) for mark in of(LOCK)),
        *(tuple(place for mark in of(what) for place in mark.places) for what in (TURN, SPREAD, BOUND)),
    )
