"""What a person changed of the regions of a drawing, as data that a drawing keeps, undoes, and finds again later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ganstudio.core.errors import StudioError

Place = tuple[float, float]  # x, y in px of the drawing, inside a region
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Lock:
    """The region at `place` stays `colour`, whatever dots and the network say."""

    place: Place
    colour: Colour


@dataclass(frozen=True)
class Adjustments:
    """Regions joined (pairs of places), split (strokes that are no ink) and locked; `turned` from paper or to paper.

    Regions are named by a place inside them, so that they are found again after the drawing has changed.
    """

    joins: tuple[tuple[Place, Place], ...] = ()
    splits: tuple[tuple[Place, ...], ...] = ()
    locks: tuple[Lock, ...] = ()
    turned: tuple[Place, ...] = ()

    def joined(self, one: Place, other: Place) -> Adjustments:
        return replace(self, joins=(*self.joins, (one, other)))

    def split(self, way: tuple[Place, ...]) -> Adjustments:
        return replace(self, splits=(*self.splits, way))

    def locked(self, place: Place, colour: Colour) -> Adjustments:
        return replace(self, locks=(*self.locks, Lock(place, colour)))

    def turn(self, place: Place) -> Adjustments:
        return replace(self, turned=(*self.turned, place))

    def without_locks(self, places: tuple[Place, ...]) -> Adjustments:
        """The locks at these `places` taken away."""
        return replace(self, locks=tuple(lock for lock in self.locks if lock.place not in places))

    def moved(self, right: float, down: float) -> Adjustments:
        """The same for a part of the drawing that begins elsewhere."""

        def at(place: Place) -> Place:
            return place[0] + right, place[1] + down

        return Adjustments(
            tuple((at(one), at(other)) for one, other in self.joins),
            tuple(tuple(map(at, way)) for way in self.splits),
            tuple(Lock(at(lock.place), lock.colour) for lock in self.locks),
            tuple(map(at, self.turned)),
        )

    def scaled(self, factor: float) -> Adjustments:
        """The same for a picture of the drawing at another size."""

        def at(place: Place) -> Place:
            return place[0] * factor, place[1] * factor

        return Adjustments(
            tuple((at(one), at(other)) for one, other in self.joins),
            tuple(tuple(map(at, way)) for way in self.splits),
            tuple(Lock(at(lock.place), lock.colour) for lock in self.locks),
            tuple(map(at, self.turned)),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "joins": [[list(one), list(other)] for one, other in self.joins],
            "splits": [[list(place) for place in way] for way in self.splits],
            "locks": [{"place": list(lock.place), "colour": list(lock.colour)} for lock in self.locks],
            "turned": [list(place) for place in self.turned],
        }


NONE = Adjustments()


def from_json(value: Mapping[str, Any]) -> Adjustments:
    """What was written as `value`. Raises StudioError when it is not that."""
    try:
        return Adjustments(
            tuple((_place(one), _place(other)) for one, other in value.get("joins", [])),
            tuple(tuple(map(_place, way)) for way in value.get("splits", [])),
            tuple(Lock(_place(each["place"]), _colour(each["colour"])) for each in value.get("locks", [])),
            tuple(map(_place, value.get("turned", []))),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StudioError("The regions of this drawing cannot be read.", "The file is damaged.") from error


def _place(value: Any) -> Place:
    x, y = (float(each) for each in value)
    if not (abs(x) < 1e6 and abs(y) < 1e6):
        raise ValueError("no place")
    return x, y


def _colour(value: Any) -> Colour:
    red, green, blue = (min(255, max(0, int(each))) for each in value)
    return red, green, blue
