"""What happens between pressing and letting go, one class per kind of gesture. All speak to the easel alone."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF

from ganstudio.drawing.marks import HINTS, Points, Stroke, rounded
from ganstudio.drawing.strokes import Line, Mouse, Place, curved
from ganstudio.ui.surface.clicks import fill, mirrored, reaching, remove_hint
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.tools import DAB, ERASER, FILL, HINT, PAN, PEN, PICK, REGION, TURN, UNHINT, ZOOM, Symmetry

_KEPT_EVERY = 1.5  # seconds: a crash takes no more of a stroke that never ends
_FINE = 3.0  # px of the canvas between the places of a way over regions
_MOUSE_STEADIER = 1.4  # a mouse knows whole pixels only


@dataclass(frozen=True)
class Touch:
    """Where the pen or mouse is: `at` on the canvas, `point` on the drawing. A mouse has no `pressure`."""

    at: QPointF
    point: QPointF
    pressure: float | None = None
    time: float = 0.0  # ms
    eraser: bool = False  # the other end of the pen


class Gesture:
    """Begins when it is made. `cancel` leaves everything as it was, `finish` ends it where it is."""

    def move(self, touch: Touch) -> None:
        pass

    def release(self, touch: Touch) -> None:
        pass

    def cancel(self) -> None:
        pass

    def finish(self) -> None:
        pass


class Pull(Gesture):
    """A stroke of pen, eraser or hint."""

    def __init__(self, easel: Easel, touch: Touch) -> None:
        hand = easel.hand
        self._easel, self._hand = easel, hand
        self._erase = touch.eraser or hand.tool == ERASER
        self._layer, self._size, self._colour = hand.layer, hand.size_with(touch.eraser), hand.colour
        self._drawing = easel.drawing
        self._even = hand.tool == HINT and not touch.eraser  # hints keep their width
        steadiness = hand.steadiness * (_MOUSE_STEADIER if touch.pressure is None else 1)
        self._line = Line(self._size, min(1.0, steadiness), easel.view.zoom)
        self._mouse, self._last = Mouse(), touch
        self._points: list[Points] = []
        self._kept, self._told = time.monotonic(), False
        easel.start_stroke(self._layer, self._size, self._colour, self._erase)
        self._grow(self._line.add(self._place(touch)))

    def move(self, touch: Touch) -> None:
        place = self._place(touch)
        self._last = touch
        self._grow(self._line.add(place))
        if time.monotonic() - self._kept > _KEPT_EVERY:
            self._drawing.growing(*self._marks(np.concatenate(self._points)))
            self._kept, self._told = time.monotonic(), True

    def release(self, touch: Touch) -> None:
        if touch.at != self._last.at:  # a pen reports no pressure as it leaves: the last one counts
            pressure = None if touch.pressure is None else self._last.pressure
            self.move(Touch(touch.at, touch.point, pressure, touch.time, touch.eraser))
        marks = self._marks(np.concatenate([*self._points, self._line.finish()]))
        reach = self._hand.reach if self._layer == HINTS and not self._erase else ""
        self._easel.finish_stroke([*marks, *reaching(marks, reach)])

    def cancel(self) -> None:
        self._easel.cancel_stroke()
        if self._told:
            self._drawing.growing()

    def finish(self) -> None:
        self.release(self._last)

    def _marks(self, points: Points) -> list[Stroke]:
        return [
            Stroke(self._layer, copy, self._size, self._colour, self._erase)
            for copy in mirrored(rounded(points), self._hand.symmetry)
        ]

    def _grow(self, final: Points) -> None:
        start = self._points[-1][-1:] if self._points else final[:0]
        if len(final):
            self._points.append(final)
        end = self._points[-1][-1:]
        tail = np.concatenate([end, self._line.tail()])
        symmetry = self._hand.symmetry
        piece = np.concatenate([start, final]) if len(final) else final
        self._easel.grow_stroke(mirrored(piece, symmetry), mirrored(tail, symmetry))

    def _place(self, touch: Touch) -> Place:
        return Place(touch.point.x(), touch.point.y(), self._pressure(touch))

    def _pressure(self, touch: Touch) -> float:
        if self._even:
            return 1.0
        if touch.pressure is not None:
            return curved(touch.pressure, *self._hand.pressure_curve)
        if self._erase:
            return 1.0
        moved = math.hypot(touch.at.x() - self._last.at.x(), touch.at.y() - self._last.at.y())
        return self._mouse.pressure(moved, touch.time - self._last.time)


class Dab(Gesture):
    """A dot of colour that can be moved until it is let go."""

    def __init__(self, easel: Easel, touch: Touch) -> None:
        self._easel, self._colour, self._size = easel, easel.hand.colour, easel.hand.size
        easel.start_stroke(HINTS, self._size, self._colour, False)
        self.move(touch)

    def move(self, touch: Touch) -> None:
        self._last = touch
        self._easel.grow_stroke((), self._copies(touch))

    def release(self, touch: Touch) -> None:
        marks = [Stroke(HINTS, dot, self._size, self._colour) for dot in self._copies(touch)]
        self._easel.finish_stroke([*marks, *reaching(marks, self._easel.hand.reach)])

    def cancel(self) -> None:
        self._easel.cancel_stroke()

    def finish(self) -> None:
        self.release(self._last)

    def _copies(self, touch: Touch) -> list[Points]:
        dot = np.array([[touch.point.x(), touch.point.y(), 1.0]], np.float32)
        return mirrored(rounded(dot), self._easel.hand.symmetry)


class Rule(Gesture):
    """A way over regions, and its mirrors: what becomes of it others say."""

    def __init__(self, easel: Easel, touch: Touch) -> None:
        self._easel, self._points = easel, [touch]
        self.move(touch)

    def move(self, touch: Touch) -> None:
        if (touch.at - self._points[-1].at).manhattanLength() >= _FINE:
            self._points.append(touch)
        self._easel.rule(self._ways())

    def release(self, touch: Touch) -> None:
        self.move(touch)
        ways = self._ways()
        self._easel.rule([])
        self._easel.ruled.emit([[(point.x(), point.y()) for point in way] for way in ways])

    def cancel(self) -> None:
        self._easel.rule([])

    def finish(self) -> None:
        self.cancel()

    def _ways(self) -> list[list[QPointF]]:
        points = np.array([[touch.point.x(), touch.point.y(), 1.0] for touch in self._points], np.float32)
        copies = mirrored(rounded(points), self._easel.hand.symmetry)
        return [[QPointF(x, y) for x, y in copy[:, :2].tolist()] for copy in copies]


class Pick(Gesture):
    """Takes the colour below the pen, as long as it is down."""

    def __init__(self, easel: Easel, touch: Touch, shows: Sequence[str]) -> None:
        self._easel, self._shows = easel, shows
        self.move(touch)

    def move(self, touch: Touch) -> None:
        colour = self._easel.colour_at(touch.point, self._shows)
        if colour is not None:
            self._easel.pick(colour)


class Pan(Gesture):
    def __init__(self, easel: Easel, touch: Touch) -> None:
        self._easel, self._last = easel, touch

    def move(self, touch: Touch) -> None:
        self._easel.view.pan(touch.at - self._last.at)
        self._last = touch


class Zoom(Gesture):
    """Dragging right or up comes closer, left or down goes away, about where it began; a click comes closer."""

    def __init__(self, easel: Easel, touch: Touch, middle: QPointF) -> None:
        self._easel, self._start, self._zoom = easel, touch.at, easel.view.zoom
        self._about = easel.view.middle + touch.at - middle
        self._clicked = True

    def move(self, touch: Touch) -> None:
        way = (touch.at.x() - self._start.x()) - (touch.at.y() - self._start.y())
        self._clicked = self._clicked and abs(way) < 3
        if not self._clicked:
            self._easel.view.set_zoom(self._zoom * 1.01**way, self._about)

    def release(self, touch: Touch) -> None:
        if self._clicked:
            self._easel.view.zoom_about(self._about, 1.5)


class Turn(Gesture):
    """Turns about the middle of the canvas."""

    def __init__(self, easel: Easel, touch: Touch, middle: QPointF) -> None:
        self._easel, self._middle = easel, middle
        self._start, self._angle = self._direction(touch), easel.view.angle

    def move(self, touch: Touch) -> None:
        self._easel.view.set_angle(self._angle + self._direction(touch) - self._start)

    def _direction(self, touch: Touch) -> float:
        away = touch.at - self._middle
        return math.degrees(math.atan2(away.y(), away.x()))


class Resize(Gesture):
    """Dragging right makes the brush larger; the brush stays where it was, to be seen."""

    def __init__(self, easel: Easel, touch: Touch) -> None:
        self._easel, self._start, self._size = easel, touch.at, easel.hand.size

    def move(self, touch: Touch) -> None:
        self._easel.hand.set_size(self._size + (touch.at.x() - self._start.x()) / self._easel.view.zoom)

    def cancel(self) -> None:
        self._easel.hand.set_size(self._size)


class MoveAxis(Gesture):
    """Drags a mirror axis."""

    def __init__(self, easel: Easel, upright: bool) -> None:
        self._easel, self._upright, self._before = easel, upright, easel.hand.symmetry

    def move(self, touch: Touch) -> None:
        now, size = self._easel.hand.symmetry, self._easel.drawing
        x = min(size.width, max(0, round(touch.point.x() * 2) / 2))
        y = min(size.height, max(0, round(touch.point.y() * 2) / 2))
        self._easel.hand.set_symmetry(Symmetry(x, now.y) if self._upright else Symmetry(now.x, y))

    def cancel(self) -> None:
        self._easel.hand.set_symmetry(self._before)


def begun(easel: Easel, tool: str, touch: Touch, shows: Sequence[str], middle: QPointF) -> Gesture | None:
    """The gesture that pressing with `tool` begins; None when all is done with the press."""
    if (touch.eraser and tool not in (PAN, ZOOM, TURN)) or tool in (PEN, ERASER, HINT):
        return Pull(easel, touch)
    if tool == DAB:
        return Dab(easel, touch)
    if tool == REGION:
        return Rule(easel, touch)
    if tool == PICK:
        return Pick(easel, touch, shows)
    if tool in (FILL, UNHINT):
        (fill if tool == FILL else remove_hint)(easel, touch.point)
        return None
    return Pan(easel, touch) if tool == PAN else {TURN: Turn, ZOOM: Zoom}[tool](easel, touch, middle)
