"""How one drawing lies over another of the same figure: moved, turned, larger or smaller, by its lines alone."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt

from ganstudio.drawing.regions import Regions

Affine = npt.NDArray[np.float64]  # 2 x 3, from px of the first drawing to px of the next
Plane = npt.NDArray[np.float32]

_SIDE = 128  # px of the longer side at which lines are compared
_SOFT = 2.5  # px by which they are blurred there, so that lines that nearly meet count
_TURNS = range(-40, 41, 8)  # degrees that are tried
_SIZES = (0.88, 1.0, 1.14)  # beside the size that areas say
_STILL = 0.02  # by how much better another place has to fit than the very same
_REFINED = 3  # of the best guesses
_STEPS = 40


def mirrored(first: Regions, following: Regions) -> tuple[Affine, float]:
    """The same for a figure that looks the other way: mirrored left for right."""
    found, fit = aligned(first.mirrored, following)
    way = np.column_stack([-found[:, 0], found[:, 1], found[:, 2] + found[:, 0] * first.labels.shape[1]])
    return way, fit


def aligned(first: Regions, following: Regions) -> tuple[Affine, float]:
    """The change of place that lays the lines of `first` best over those of `following`, and how well they meet.

    That is up to 1.
    """
    one, other = _lines(first), _lines(following)
    own, its = _scale(first), _scale(following)
    stay = _still(first, following, own, its)
    if not one.any() or not other.any():
        return _full(stay, own, its), 1.0
    tried = [stay, *_guesses(_figure(first, one.shape), _figure(following, other.shape), one, other)]
    fits = [_fit(one, other, way) + (_STILL if way is stay else 0) for way in tried]
    best = sorted(range(len(tried)), key=lambda each: -fits[each])[:_REFINED]
    refined = [(tried[each], fits[each]) for each in best]
    refined += [(way, _fit(one, other, way)) for way in (_refined(one, other, tried[each]) for each in best)]
    way, fit = max(refined, key=lambda each: each[1])
    return _full(way, own, its), fit


def moved(way: Affine, places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Places N x 2 of the first drawing in the next one."""
    return np.asarray(places @ way[:, :2].T + way[:, 2])


def _scale(regions: Regions) -> float:
    return float(min(1.0, _SIDE / max(regions.labels.shape)))


def _lines(regions: Regions) -> Plane:
    """Lines at a reduced size, softly."""
    return _soft(_reduced(regions.walls.astype(np.float32), _scale(regions)))


def _reduced(plane: Plane, scale: float) -> Plane:
    import cv2

    height, width = (max(1, round(side * scale)) for side in plane.shape)
    return np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA), np.float32)


def _soft(plane: Plane) -> Plane:
    """Blurred, so that the thickness of lines counts less than where they are."""
    import cv2

    strong = np.minimum(plane * 3, 1)
    return np.asarray(cv2.GaussianBlur(strong, (0, 0), _SOFT), np.float32)


def _figure(regions: Regions, shape: tuple[int, ...]) -> Plane:
    """How much of every pixel is drawn on: 0 for the paper around; everything where there is none."""
    inside = ~regions.outside[regions.labels] | regions.walls
    return _reduced(inside.astype(np.float32), _scale(regions))


def _still(first: Regions, following: Regions, own: float, its: float) -> Affine:
    """Sheet on sheet."""
    (height, width), (down, across) = first.labels.shape, following.labels.shape
    return np.array([[across * its / (width * own), 0, 0], [0, down * its / (height * own), 0]], np.float64)


def _guesses(figure: Plane, onto: Plane, one: Plane, other: Plane) -> list[Affine]:
    """Box on box of the ink, and middle on middle of the figures, turned and of several sizes."""
    found = [_box_on_box(one, other)]
    middle, area = _middle(figure)
    there, wanted = _middle(onto)
    for degrees, size in itertools.product(_TURNS, _SIZES):
        turn, by = math.radians(degrees), size * math.sqrt(wanted / area)
        linear = by * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
        found.append(np.column_stack([linear, there - linear @ middle]))
    return found


def _middle(figure: Plane) -> tuple[npt.NDArray[np.float64], float]:
    rows, columns = np.indices(figure.shape, np.float64)
    area = float(figure.sum()) or 1.0
    return np.array([(columns * figure).sum(), (rows * figure).sum()]) / area, area


def _box_on_box(one: Plane, other: Plane) -> Affine:
    (left, top, right, bottom), (to_left, to_top, to_right, to_bottom) = _ink_box(one), _ink_box(other)
    by = math.sqrt((to_right - to_left) * (to_bottom - to_top) / ((right - left) * (bottom - top)))
    centre, there = (left + right, top + bottom), (to_left + to_right, to_top + to_bottom)
    return np.array([[by, 0, (there[0] - by * centre[0]) / 2], [0, by, (there[1] - by * centre[1]) / 2]], np.float64)


def _ink_box(lines: Plane) -> tuple[int, int, int, int]:
    drawn = lines > 0.1 * lines.max()
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _fit(one: Plane, other: Plane, way: Affine) -> float:
    """How well lines meet, up to 1: the correlation of both pictures."""
    import cv2

    laid = np.asarray(cv2.warpAffine(one, way, other.shape[::-1], flags=cv2.INTER_LINEAR), np.float32)
    a, b = laid - laid.mean(), other - other.mean()
    size = math.sqrt(float((a * a).sum()) * float((b * b).sum()))
    return float((a * b).sum()) / size if size else 0.0


def _refined(one: Plane, other: Plane, way: Affine) -> Affine:
    """The same a little changed, sheared too, so that lines meet better (ECC, Evangelidis and Psarakis 2008)."""
    import cv2

    back = cv2.invertAffineTransform(way).astype(np.float32)
    everywhere = np.full(other.shape, 255, np.uint8)
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _STEPS, 1e-4)
    try:
        _, found = cv2.findTransformECC(other, one, back, cv2.MOTION_AFFINE, stop, everywhere, 1)
    except cv2.error:  # the two have too little in common
        return way
    size = abs(float(np.linalg.det(found[:, :2]))) / max(1e-9, abs(float(np.linalg.det(back[:, :2]))))
    return np.asarray(cv2.invertAffineTransform(found), np.float64) if 0.6 < size < 1.7 else way


def _full(way: Affine, own: float, its: float) -> Affine:
    """The same in px of the drawings themselves."""
    made = way.copy()
    made[:, :2] *= own / its
    made[:, 2] /= its
    return made
