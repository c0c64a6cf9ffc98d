"""From the shaky places of a hand to a line: steadying, pressure, and a smooth curve with even points. numpy, no Qt.

Everything works by the way travelled, never by the clock, so a line does not depend on how often the pen reports.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ganstudio.drawing.marks import Points

LONGEST_PULL = 48.0  # screen px by which the line may trail behind the pen at full steadiness
PRESSURE_WAY = 5.0  # screen px over which pressure is evened out
_CLOSEST, _FINE = 0.8, 2.5  # px of the drawing between the points of a line


class Place(NamedTuple):
    """x, y in pixels of the drawing, pressure in [0, 1]."""

    x: float
    y: float
    pressure: float


def spacing(size: float) -> float:
    """px between the points of a line: fine enough that bends stay round at 4-fold zoom, coarser for thick brushes."""
    return max(_CLOSEST, min(size / 6, max(_FINE, size / 16)))


def curved(pressure: float, gamma: float, least: float) -> float:
    """The share of the brush's width at `pressure`: `least` at a touch; a gamma below 1 makes a light hand stronger."""
    return least + (1 - least) * math.pow(min(1.0, max(0.0, pressure)), gamma)


@dataclass
class Mouse:
    """Pressure for a mouse, which has none: the faster, the thinner, within narrow bounds.

    A line of constant width looks mechanical; one that thins out to nothing is hard to steer and leaves gaps where
    lines meet. So a quick line keeps `least` of its width, and nothing changes abruptly.
    """

    least: float = 0.62
    fast: float = 2.2  # screen px per ms
    _now: float = 0.82

    def pressure(self, moved: float, elapsed: float) -> float:
        """The pressure after `moved` screen px in `elapsed` ms."""
        if elapsed > 0:
            wanted = 1 - (1 - self.least) * min(1.0, moved / elapsed / self.fast)
            self._now += (wanted - self._now) * (1 - math.exp(-moved / 28))
        return self._now


class Steady:
    """Follows the pen on a soft leash: the line trails by up to `strength` squared * LONGEST_PULL screen px.

    There are two leashes in a row, each half as long: one alone would let the shaking through as small kinks.
    `zoom` is screen px per px of the drawing: steadiness is for the hand, so it counts on the screen.
    """

    def __init__(self, strength: float, zoom: float = 1.0) -> None:
        self._leash = strength * strength * LONGEST_PULL / zoom / 2
        self._even = PRESSURE_WAY / zoom / 2
        self._pen: Place | None = None
        self._between = self._at = Place(0, 0, 0)

    def add(self, place: Place) -> Place:
        """Where the line is once the pen is at `place`."""
        if self._pen is None:
            self._pen = self._between = self._at = place
            return place
        before, moved = self._pen, math.hypot(place.x - self._pen.x, place.y - self._pen.y)
        bits = min(32, max(1, math.ceil(4 * moved / self._leash))) if self._leash else 1
        for bit in range(1, bits + 1):  # a far jump is walked, as if the pen had reported on the way
            self._pen = _towards(before, place, bit / bits, bit / bits)
            self._follow(moved / bits)
        self._pen = place
        return self._at

    def catch_up(self) -> list[Place]:
        """The rest of the way: a line ends where the pen left."""
        if self._pen is None:
            return []
        way: list[Place] = []
        step = self._leash / 2
        while step and math.hypot(self._pen.x - self._at.x, self._pen.y - self._at.y) > step / 4:
            self._follow(step)
            way.append(self._at)
        return [*way, Place(self._pen.x, self._pen.y, self._at.pressure)]

    def _follow(self, moved: float) -> None:
        """Come after the pen, which has moved so many px."""
        assert self._pen is not None
        share, pressed = _share(moved, self._leash), _share(moved, self._even)
        self._between = _towards(self._between, self._pen, share, pressed)
        self._at = _towards(self._at, self._between, share, pressed)


class Curve:
    """A smooth curve through places as they come (centripetal Catmull-Rom), as even points.

    `add` returns the points that are final from now on; `tail` is the newest bit, which the next place may still bend.
    """

    def __init__(self, step: float, apart: float) -> None:
        """`step` px between points; places nearer than `apart` px to the last one do not bend the curve."""
        self._step, self._apart = step, apart
        self._knots: list[Place] = []

    def add(self, place: Place) -> Points:
        knots = self._knots
        if knots and math.hypot(place.x - knots[-1].x, place.y - knots[-1].y) < self._apart:
            return _NONE
        knots.append(place)
        if len(knots) == 1:
            return np.array([place], np.float32)
        if len(knots) == 2:
            return _NONE
        before = knots[-4] if len(knots) > 3 else _beyond(knots[-3], knots[-2])
        final = self._bend(before, knots[-3], knots[-2], place)
        del knots[:-3]
        return final

    def tail(self, end: Place) -> Points:
        """From the last final point to `end`, where the line is now; without the point it starts from."""
        knots = self._knots
        if not knots:
            return _NONE
        if len(knots) == 1:
            return self._straight(knots[0], end)
        before = knots[-3] if len(knots) > 2 else _beyond(knots[-2], knots[-1])
        last, previous = knots[-1], knots[-2]
        if math.hypot(end.x - last.x, end.y - last.y) < self._apart / 4:
            return self._bend(before, previous, end, _beyond(end, previous))
        return np.concatenate([self._bend(before, previous, last, end), self._straight(last, end)])

    def _straight(self, start: Place, end: Place) -> Points:
        if start == end:
            return _NONE
        count = max(1, math.ceil(math.hypot(end.x - start.x, end.y - start.y) / self._step))
        share = (np.arange(1, count + 1) / count)[:, None]
        return (np.array(start) * (1 - share) + np.array(end) * share).astype(np.float32)

    def _bend(self, before: Place, start: Place, end: Place, after: Place) -> Points:
        """The piece from `start` (left out) to `end`."""
        chord = math.hypot(end.x - start.x, end.y - start.y)
        if chord < 1e-6:
            return np.array([end], np.float32)
        count = max(1, math.ceil(chord / self._step))
        t = np.arange(1, count + 1) / count
        first, second, third = (_knot(*pair) for pair in ((before, start), (start, end), (end, after)))
        a, b, c, d = (np.array(each) for each in (before, start, end, after))
        leave = second * ((b - a) / first - (c - a) / (first + second) + (c - b) / second)
        arrive = second * ((c - b) / second - (d - b) / (second + third) + (d - c) / third)
        s = t[:, None]
        made = b + leave * s + (3 * (c - b) - 2 * leave - arrive) * s**2 + (2 * (b - c) + leave + arrive) * s**3
        low, high = sorted((start.pressure, end.pressure))
        made[:, 2] = np.clip(made[:, 2], low, high)  # the width swings over no end of the piece
        bent: Points = made.astype(np.float32)
        return bent


class Line:
    """One pull of the pen: raw places in, final points out, and the bit that still follows the pen."""

    def __init__(self, size: float, steadiness: float, zoom: float = 1.0) -> None:
        self._steady = Steady(steadiness, zoom)
        self._curve = Curve(spacing(size), max(spacing(size), 1.6 / zoom))
        self._end: Place | None = None

    def add(self, place: Place) -> Points:
        """Points that are final from now on."""
        self._end = self._steady.add(place)
        return self._curve.add(self._end)

    def tail(self) -> Points:
        return self._curve.tail(self._end) if self._end else _NONE

    def finish(self) -> Points:
        """The last points, up to where the pen left."""
        final = []
        for place in self._steady.catch_up():
            self._end = place
            final.append(self._curve.add(place))
        return np.concatenate([*final, self.tail()]) if self._end else _NONE


def _towards(start: Place, end: Place, share: float, pressed: float) -> Place:
    """From `start` a `share` of the way to `end`; the pressure has a share of its own."""
    return Place(
        start.x + (end.x - start.x) * share,
        start.y + (end.y - start.y) * share,
        start.pressure + (end.pressure - start.pressure) * pressed,
    )


def _share(moved: float, leash: float) -> float:
    return 1.0 if leash <= 0 else 1 - math.exp(-moved / leash)


def _knot(start: Place, end: Place) -> float:
    """Centripetal: the root of the distance keeps curves free of loops."""
    return max(1e-3, math.sqrt(math.hypot(end.x - start.x, end.y - start.y)))


def _beyond(start: Place, end: Place) -> Place:
    """`end` mirrored at `start`: where the curve would have come from, or gone to."""
    return Place(2 * start.x - end.x, 2 * start.y - end.y, start.pressure)


_NONE: Points = np.empty((0, 3), np.float32)
