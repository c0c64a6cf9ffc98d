"""Line drawings made for GAN Studio, as curves in a square of 100 x 100; their areas are closed, to be filled."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from ganstudio.drawing.marks import Points

BOLD, PLAIN, FINE = 1.05, 0.8, 0.5  # widths
Curve = tuple[float, Points]  # width, and N x 3: x, y, pressure
Knots = Sequence[tuple[float, float]]

_STEP = 0.25
_LIGHTEST = 0.5  # pressure where a line begins and ends


def smooth(knots: Knots, width: float = BOLD, closed: bool = False) -> Curve:
    """A curve through all `knots` (Catmull-Rom); lines that end thin out there."""
    corners = np.array(knots, np.float64)
    if closed:
        padded = np.concatenate([corners[-1:], corners, corners[:2]])
    else:
        padded = np.concatenate([2 * corners[:1] - corners[1:2], corners, 2 * corners[-1:] - corners[-2:-1]])
    places = np.concatenate([_bend(padded[at : at + 4]) for at in range(len(padded) - 3)] + [padded[-2:-1]])
    way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
    end = np.minimum(way, way[-1] - way) / max(1e-6, min(8.0, way[-1] / 2))
    pressure = np.full(len(places), 0.9) if closed else _LIGHTEST + (1 - _LIGHTEST) * np.sqrt(np.clip(end, 0, 1))
    return width, np.column_stack([places, pressure]).astype(np.float32)


def _bend(four: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The places between the two middle ones of four knots."""
    before, start, end, after = four
    count = max(2, math.ceil(float(np.hypot(*(end - start))) / _STEP))
    at = (np.arange(count) / count)[:, None]
    linear, square, cube = end - before, 2 * before - 5 * start + 4 * end - after, 3 * (start - end) + after - before
    return np.asarray(start + (linear * at + square * at**2 + cube * at**3) / 2)


def straight(*knots: tuple[float, float], width: float = BOLD) -> list[Curve]:
    """A line from corner to corner."""
    return [smooth(pair, width) for pair in itertools.pairwise(knots)]


def ellipse(x: float, y: float, across: float, down: float, width: float = PLAIN) -> Curve:
    turns = np.arange(16) * (math.tau / 16)
    return smooth([(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns], width, closed=True)


def mirrored(curves: Sequence[Curve]) -> list[Curve]:
    """`curves` and what a mirror in the middle makes of them."""
    return [*curves, *((width, points * (-1, 1, 1) + (100, 0, 0)) for width, points in curves)]


def _cat() -> list[Curve]:
    half = [
        smooth([(21, 44), (17.5, 28), (19, 9)]),
        smooth([(19, 9), (31, 15), (41, 25.5)]),
        smooth([(24.5, 34), (23, 26), (22.5, 17)], FINE),
        smooth([(22.5, 17), (29, 20.5), (35.5, 26.5)], FINE),
        ellipse(35, 53, 6.5, 8),
        ellipse(35.5, 53.5, 2.4, 6),
        smooth([(50, 70), (49.4, 74.5), (45, 77.5), (40, 75.5)], PLAIN),
        smooth([(30, 70), (19, 67.5), (5, 67)], FINE),
        smooth([(30, 74), (19, 75), (6, 79)], FINE),
        smooth([(43.5, 25.5), (44, 31), (46, 36)], FINE),
        smooth([(50, 70), (47, 68), (45.6, 65.4), (50, 64.4)], PLAIN),
    ]
    cheeks = [(21, 44), (15.5, 56), (19, 71), (32, 83.5), (50, 87), (68, 83.5), (81, 71), (84.5, 56), (79, 44)]
    return [
        *mirrored(half), smooth(cheeks), smooth([(41, 25.5), (50, 24), (59, 25.5)]), smooth([(50, 24), (50, 38)], FINE)
    ]  # fmt: skip


def _flower() -> list[Curve]:
    middle = (50.0, 36.0)
    petal = [(9, -26), (19, -28), (28, -17), (30.5, 0), (28, 17), (19, 28), (9, 26)]
    petals = [
        smooth([_polar(middle, radius, angle + 90 + 60 * number) for radius, angle in petal]) for number in range(6)
    ]
    veins = [smooth([_polar(middle, 13, 90 + 60 * n), _polar(middle, 21, 90 + 60 * n)], FINE) for n in range(6)]
    seeds = [ellipse(*_polar(middle, 4.5, 72 * number), 0.8, 0.8, FINE) for number in range(5)]
    return [
        *petals, *veins, *seeds, ellipse(*middle, 9.2, 9.2, BOLD),
        smooth([(48.4, 66), (49, 80), (47, 98)]), smooth([(51.6, 66), (52.4, 80), (50.6, 98)]),
        smooth([(47, 98), (50.6, 98)]),
        smooth([(48.4, 90), (36, 89), (26, 83), (19, 74)]), smooth([(19, 74), (31, 73), (42, 78), (48.8, 85)]),
        smooth([(46, 86), (35, 81), (25, 77)], FINE),
        smooth([(52, 84), (60, 75), (70, 70), (81, 70)]), smooth([(81, 70), (75, 79), (65, 86), (51.8, 89)]),
        smooth([(55, 84), (65, 78), (75, 73)], FINE),
    ]  # fmt: skip


def _polar(middle: tuple[float, float], radius: float, angle: float) -> tuple[float, float]:
    turn = math.radians(angle)
    return middle[0] + radius * math.cos(turn), middle[1] + radius * math.sin(turn)


def _fish() -> list[Curve]:
    scales = [(46, 40), (46, 48), (55, 37), (55, 47), (55, 57), (63, 43), (63, 53), (70, 48)]
    return [
        smooth([(8, 51), (20, 35), (41, 27), (63, 34), (78, 46)]),
        smooth([(8, 51), (20, 65), (41, 72), (63, 66), (78, 54)]),
        smooth([(78, 46), (86, 36), (95, 30)]), smooth([(95, 30), (89.5, 50), (95, 70)]),
        smooth([(95, 70), (86, 64), (78, 54)]), smooth([(78, 46), (76.5, 50), (78, 54)], PLAIN),
        smooth([(83, 46), (90, 40)], FINE), smooth([(84, 50), (89, 50)], FINE), smooth([(83, 54), (90, 60)], FINE),
        smooth([(30, 30), (36.5, 40), (37, 56), (30, 69)], PLAIN),
        smooth([(34, 28), (40, 17), (54, 14), (66, 19)]), smooth([(66, 19), (62.5, 26), (64, 34.5)]),
        smooth([(42, 27), (46, 19)], FINE), smooth([(51, 28), (56, 19)], FINE),
        smooth([(44, 71.8), (47, 80), (56, 84)]), smooth([(56, 84), (56.5, 76), (60, 67.5)]),
        smooth([(41, 55), (49, 54), (53, 60), (51, 67), (45, 63)], PLAIN, closed=True),
        ellipse(21, 45, 4.2, 4.2), ellipse(20.4, 45.2, 1.7, 1.7),
        smooth([(9.5, 53), (14, 56), (19, 55)], PLAIN),
        *(smooth([(x, y - 4), (x + 3.4, y), (x, y + 4)], FINE) for x, y in scales),
        ellipse(7, 30, 2.6, 2.6, FINE), ellipse(12, 20, 1.8, 1.8, FINE), ellipse(8, 12, 1.2, 1.2, FINE),
    ]  # fmt: skip


def _house() -> list[Curve]:
    half = [
        *straight((50, 14), (10, 48), width=BOLD), *straight((20, 48), (20, 88)),
        *straight((25, 57), (37, 57), (37, 70), (25, 70), (25, 57), width=PLAIN),
        *straight((31, 57), (31, 70), width=FINE), *straight((25, 63.5), (37, 63.5), width=FINE),
        *straight((23.5, 72), (38.5, 72), width=PLAIN),
        smooth([(45, 88), (42, 93), (34, 99)], PLAIN),
    ]  # fmt: skip
    return [
        *mirrored(half), *straight((10, 48), (90, 48)), *straight((3, 88), (97, 88)),
        *straight((68, 29), (68, 13), width=PLAIN), *straight((77, 13), (77, 37), width=PLAIN),
        *straight((66, 13), (79, 13), (79, 9.5), (66, 9.5), (66, 13), width=PLAIN),
        smooth([(43, 88), (43, 70), (45, 64.5), (50, 62), (55, 64.5), (57, 70), (57, 88)], PLAIN),
        ellipse(54, 76, 0.9, 0.9, FINE), ellipse(50, 34, 5.5, 5.5),
        *straight((44.5, 34), (55.5, 34), width=FINE), *straight((50, 28.5), (50, 39.5), width=FINE),
        smooth([(72, 8), (69.5, 5), (72, 2), (76, 3), (75.5, 6), (73, 5.5)], FINE),
        smooth([(6, 88), (7, 82), (9.5, 88)], FINE), smooth([(9.5, 88), (12, 81), (14, 88)], FINE),
        smooth([(86, 88), (88, 82), (90, 88)], FINE), smooth([(90, 88), (92.5, 81), (94, 88)], FINE),
    ]  # fmt: skip


def _head() -> list[Curve]:
    half = [
        smooth([(22.4, 47), (18.2, 46.5), (17.6, 53), (20.5, 61), (25.5, 63)], PLAIN),
        smooth([(27, 53), (31, 48.6), (37, 47.6), (43.5, 51.5)], BOLD),
        smooth([(29.5, 59.5), (34, 61.4), (40, 60.6)], FINE),
        smooth([(31.9, 49), (31.7, 55), (35.6, 60.9), (39.5, 55), (39.2, 48.6)], PLAIN),
        smooth([(27, 43), (34, 39.6), (43.5, 41.5)], PLAIN),
        smooth([(37, 80.5), (37.6, 90), (33, 95), (16, 99)], PLAIN),
    ]
    jaw = [(22.6, 43), (24, 57), (31, 73), (43, 84.6), (50, 87), (57, 84.6), (69, 73), (76, 57), (77.4, 43)]
    return [
        *mirrored(half), smooth(jaw), ellipse(50, 36, 28, 28, FINE),
        smooth([(22.6, 43), (23, 26), (34, 12), (50, 8), (66, 12), (77, 26), (77.4, 43)], BOLD),
        *straight((50, 3), (50, 92), width=FINE), *straight((15, 54.5), (85, 54.5), width=FINE),
        *straight((30, 68), (70, 68), width=FINE), smooth([(49.4, 63), (48.4, 67.4), (50.6, 68.2)], PLAIN),
        smooth([(44, 75.4), (50, 76.6), (56, 75.4)], PLAIN), smooth([(48, 79.6), (50, 80), (52, 79.6)], FINE),
    ]  # fmt: skip


def _mushroom() -> list[Curve]:
    return [
        smooth([(12, 52), (17, 32), (32, 17), (50, 12), (68, 17), (83, 32), (88, 52)]),
        smooth([(12, 52), (20, 57), (34, 60), (50, 61), (66, 60), (80, 57), (88, 52)]),
        smooth([(37, 60.4), (39, 74), (33, 91)]), smooth([(63, 60.4), (61, 74), (67, 91)]),
        smooth([(33, 91), (41, 94.5), (50, 95.5), (59, 94.5), (67, 91)]),
        smooth([(38.9, 68), (44, 73), (50, 70.5), (56, 73), (61.1, 68)], PLAIN),
        ellipse(49, 29, 9, 7.5), ellipse(28, 42, 6, 7), ellipse(72, 41, 6.5, 7), ellipse(51, 50, 5, 4),
        *(smooth([(x, 61), (x * 0.9 + 5, 66)], FINE) for x in (42, 46.5, 51, 55.5)),
        smooth([(46, 80), (45.5, 87)], FINE), smooth([(55, 78), (56, 88)], FINE),
        smooth([(22, 95), (20, 86), (15, 79)], PLAIN), smooth([(22, 95), (25, 87), (24, 77)], PLAIN),
        smooth([(78, 95), (77, 86), (80, 77)], PLAIN), smooth([(78, 95), (82, 87), (88, 82)], PLAIN),
        smooth([(8, 95), (30, 96.5), (33, 91)], FINE), smooth([(67, 91), (70, 96.5), (92, 95)], FINE),
    ]  # fmt: skip


DRAWN: dict[str, tuple[str, Callable[[], list[Curve]]]] = {
    "cat": ("Cat", _cat),
    "flower": ("Flower", _flower),
    "fish": ("Fish", _fish),
    "house": ("House", _house),
    "mushroom": ("Mushroom", _mushroom),
    "head": ("Manga head guide", _head),
}


@cache
def curves(key: str) -> tuple[Curve, ...]:
    """The curves of one of DRAWN."""
    return tuple(DRAWN[key][1]())
