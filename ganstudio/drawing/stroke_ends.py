"""Open ends of strokes, and where they would go on to, which closes gaps along the stroke. numpy and OpenCV, no Qt."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from ganstudio.drawing.runs import Mask

_LOOKED_AT = 640  # px of the longer side: larger drawings are searched smaller
_THICKEST = 20  # rounds of thinning: thicker ink is an area, not a line
_BACK = 14  # px that are followed back to see where a stroke was going
_TURNS = (0.0, 0.25, -0.25, 0.5, -0.5)  # radians off the tangent, the straightest first
_MOST = 600  # ends at most: more are hatching

Place = tuple[int, int]
Bridge = tuple[Place, Place]
Bytes = npt.NDArray[np.uint8]
_AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))  # rows and columns, in a circle


def bridges(walls: Mask, gap: float) -> list[Bridge]:
    """From each open end along its tangent to the ink it meets within `gap` px, as (x, y) pairs; others are dropped."""
    import cv2

    scale = max(1, math.ceil(max(walls.shape) / _LOOKED_AT))
    small = _reduced(walls, scale)
    thin = thinned(small)
    depth = cv2.distanceTransform(np.pad(small, 1).view(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
    found = []
    for row, column in _ends(thin)[:_MOST]:
        back = _followed(thin, row, column, float(depth[row, column]))
        if back is not None and (met := _met(small, (row, column), back, gap / scale)) is not None:
            ends = ((column, row), (met[1], met[0]))
            found.append(tuple((x * scale + scale // 2, y * scale + scale // 2) for x, y in ends))
    return found  # type: ignore[return-value]


def _reduced(walls: Mask, scale: int) -> Mask:
    if scale == 1:
        return walls
    height, width = (-(-side // scale) * scale for side in walls.shape)
    padded = np.pad(walls, ((0, height - walls.shape[0]), (0, width - walls.shape[1])))
    return np.asarray(padded.reshape(height // scale, scale, width // scale, scale).any(axis=(1, 3)), np.bool_)


def thinned(ink: Mask) -> Mask:
    """Lines one pixel wide in the middle of those of `ink` (Zhang and Suen), worked out on the pixels of ink alone."""
    padded = np.pad(ink, 1).astype(np.uint8)
    flat, row = padded.reshape(-1), padded.shape[1]
    left = np.flatnonzero(flat)
    for _ in range(_THICKEST):
        before = len(left)
        for table in _tables():
            gone = table[_codes(flat, left, row)]
            flat[left[gone]] = 0
            left = left[~gone]
        if len(left) == before:
            break
    return padded[1:-1, 1:-1].astype(np.bool_)


def _codes(flat: Bytes, pixels: npt.NDArray[np.int64], row: int) -> Bytes:
    """The eight neighbours of each pixel as bits."""
    codes = np.zeros(len(pixels), np.uint8)
    for bit, (down, right) in enumerate(_AROUND):
        codes |= flat[pixels + down * row + right] << bit
    return codes


@cache
def _tables() -> tuple[Mask, Mask]:
    """Which neighbourhoods lose their middle in either half of a round."""
    made = np.zeros((2, 256), np.bool_)
    for code in range(256):
        near = [code >> bit & 1 for bit in range(8)]
        turns = sum(not near[bit] and near[(bit + 1) % 8] for bit in range(8))
        if 2 <= sum(near) <= 6 and turns == 1:
            north, east, south, west = near[0::2]
            made[0, code] = not (north and east and south) and not (east and south and west)
            made[1, code] = not (north and east and west) and not (north and south and west)
    return made[0], made[1]


def _ends(thin: Mask) -> list[Place]:
    """Rows and columns of pixels with neighbours on one side only."""
    padded = np.pad(thin, 1).astype(np.uint8)
    pixels = np.flatnonzero(padded)
    codes = _codes(padded.reshape(-1), pixels, padded.shape[1])
    rows, columns = np.divmod(pixels[_single()[codes]], padded.shape[1])
    return list(zip((rows - 1).tolist(), (columns - 1).tolist()))


@cache
def _single() -> Mask:
    table = np.zeros(256, np.bool_)
    for code in range(1, 256):
        near = [code >> bit & 1 for bit in range(8)]
        turns = sum(not near[bit] and near[(bit + 1) % 8] for bit in range(8))
        table[code] = turns == 1 and sum(near) <= 2
    return table


def _followed(thin: Mask, row: int, column: int, thick: float) -> Place | None:
    """A pixel some way back along the stroke that ends here; None for a spur, which is no stroke."""
    before, here, steps = {(row, column)}, (row, column), 0
    while steps < _BACK:
        steps += 1
        around = [
            (here[0] + down, here[1] + right)
            for down, right in _AROUND
            if 0 <= here[0] + down < thin.shape[0] and 0 <= here[1] + right < thin.shape[1]
            and thin[here[0] + down, here[1] + right] and (here[0] + down, here[1] + right) not in before
        ]  # fmt: skip
        if not around or len(around) > 2:
            break
        here = around[0]
        before.update(around)
    far_enough = steps > max(3.0, 1.5 * thick)
    return here if far_enough else None


def _met(walls: Mask, end: Place, back: Place, gap: float) -> Place | None:
    """The first ink beyond paper in the direction of the stroke, or a little beside it."""
    way = math.atan2(end[0] - back[0], end[1] - back[1])
    best: tuple[float, Place] | None = None
    for turn in _TURNS:
        found = _along(walls, end, way + turn, gap)
        if found is not None and (best is None or found[0] * (1 + abs(turn)) < best[0]):
            best = found[0] * (1 + abs(turn)), found[1]
    return None if best is None else best[1]


def _along(walls: Mask, end: Place, way: float, gap: float) -> tuple[float, Place] | None:
    """How much paper lies before the next ink, and where that is."""
    height, width = walls.shape
    left = 0
    for step in range(1, math.ceil(gap) + 2 * _THICKEST):
        row, column = round(end[0] + step * math.sin(way)), round(end[1] + step * math.cos(way))
        if not (0 <= row < height and 0 <= column < width) or (left and step - left > gap):
            return None
        if not walls[row, column]:
            left = left or step
        elif left:
            return float(step - left), (row, column)
    return None
