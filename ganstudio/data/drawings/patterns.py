"""Painters of what is no thing: islands, cut sheets, stripes, panels, overlapping curves."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PIL import Image

from ganstudio.core.pictures import Pixels
from ganstudio.data.drawings.sheet import Sheet, curve, moved, tones, wobbly

Rng = np.random.Generator
Plane = npt.NDArray[np.float64]


def _grid(size: int) -> tuple[Plane, Plane]:
    rows, columns = np.mgrid[:size, :size] / size
    return np.asarray(columns), np.asarray(rows)


def _noise(rng: Rng, size: int, cells: int) -> Plane:
    """Smooth hills, 0 to 1."""
    rough = Image.fromarray(rng.uniform(0, 1, (cells, cells)).astype(np.float32))
    smooth = np.asarray(rough.resize((size, size), Image.Resampling.BICUBIC), np.float64)
    return np.asarray((smooth - smooth.min()) / (smooth.max() - smooth.min() + 1e-9))


def framed(rng: Rng, picture: Pixels) -> Pixels:
    """`picture` H x W x 3 inside an outline: what is outside is paper."""
    size = len(picture)
    x, y = _grid(size)
    mask = Sheet(rng, size, 30, (1, 1))
    kind = rng.integers(3)
    if kind == 0:
        inside = np.maximum(np.abs(x - 0.5), np.abs(y - 0.5)) < rng.uniform(0.3, 0.44)
    elif kind == 1:
        power, far = rng.choice([1.0, 2.0, 3.0]), rng.uniform(0.33, 0.46)
        inside = np.abs(x - 0.5) ** power + np.abs(y - 0.5) ** power < far**power
    else:
        mask.polygon(wobbly(rng, 0.36, 4, 0.1) + 0.5, (0, 0, 0))
        inside = np.asarray(mask.image)[..., 0] == 0
    return np.where(inside[..., None], picture, 255).astype(np.uint8)


def _painted(rng: Rng, parts: npt.NDArray[np.integer], count: int) -> Pixels:
    """A tone for each number in `parts`."""
    return np.asarray(np.array(tones(rng, count), np.uint8)[parts])


def islands(rng: Rng, size: int) -> Image.Image:
    """Levels of smooth hills, like a map; the lowest is paper, or all of it lies in a frame."""
    levels = int(rng.integers(2, 6))
    hills = _noise(rng, size, int(rng.integers(4, 9)))
    parts = (hills * levels).astype(np.int64).clip(0, levels - 1)
    picture = _painted(rng, parts, levels)
    if rng.random() < 0.5:
        return Image.fromarray(framed(rng, picture))
    x, y = _grid(size)
    sunk = hills - 1.4 * (np.maximum(np.abs(x - 0.5), np.abs(y - 0.5)) - 0.3).clip(0)
    return Image.fromarray(np.where((sunk > 0.35)[..., None], picture, 255).astype(np.uint8))


def cut(rng: Rng, size: int) -> Image.Image:
    """A sheet that long bent cuts divide."""
    x, y = _grid(size)
    parts = np.zeros((size, size), np.int64)
    for number in range(int(rng.integers(2, 6))):
        angle, bend = rng.uniform(0, np.pi), rng.uniform(0, 0.12)
        along, away = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        middle = 0.5 * (np.cos(angle) - np.sin(angle)) + rng.uniform(-0.3, 0.3)
        parts += (away > middle + bend * np.sin(rng.uniform(2, 9) * along + rng.uniform(0, 6))) << number
    return Image.fromarray(framed(rng, _painted(rng, parts, 64)))


def stripes(rng: Rng, size: int) -> Image.Image:
    """Stripes or checks of two to four tones, straight or waving."""
    x, y = _grid(size)
    angle, pitch = rng.uniform(0, np.pi), rng.uniform(4, 12)
    along, away = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    bent = away + rng.uniform(0, 0.04) * np.sin(rng.uniform(4, 14) * along)
    count = int(rng.integers(2, 5))
    parts = np.floor(bent * pitch).astype(np.int64)
    if rng.random() < 0.5:
        parts = parts + np.floor(along * pitch).astype(np.int64) * int(rng.integers(1, 3))
    return Image.fromarray(framed(rng, _painted(rng, parts % count, count)))


def panels(rng: Rng, size: int) -> Image.Image:
    """Panels like a comic's, each with hills or lights in it."""
    sheet = np.full((size, size, 3), 255, np.uint8)
    top = 0.05
    while top < 0.8:
        bottom = min(0.95, top + rng.uniform(0.25, 0.5))
        edges = np.sort(np.concatenate([[0.05, 0.95], rng.uniform(0.3, 0.7, rng.integers(0, 2))]))
        for left, right in pairwise(edges):
            box = [round(each * size) for each in (top, bottom - 0.025, left, right - 0.025)]
            levels = int(rng.integers(2, 5))
            hills = _noise(rng, size, int(rng.integers(3, 6)))[box[0] : box[1], box[2] : box[3]]
            parts = (hills * levels).astype(np.int64).clip(0, levels - 1)
            sheet[box[0] : box[1], box[2] : box[3]] = _painted(rng, parts, levels)
        top = bottom
    return Image.fromarray(sheet)


def ribbons(rng: Rng, size: int) -> Image.Image:
    """Broad bands that wind over each other."""
    sheet = Sheet(rng, size, 180, (0.8, 1.0))
    for _ in range(rng.integers(2, 6)):
        knots = rng.uniform(0.12, 0.88, (int(rng.integers(3, 5)), 2))
        way, wide = curve(*[(float(x), float(y)) for x, y in knots]), rng.uniform(0.02, 0.06)
        slope = np.gradient(way, axis=0)
        across = wide * slope[:, ::-1] * (-1, 1) / (np.linalg.norm(slope, axis=1, keepdims=True) + 1e-9)
        sheet.polygon(np.concatenate([way + across, (way - across)[::-1]]))
    return sheet.image


def nested(rng: Rng, size: int) -> Image.Image:
    """Wobbly outlines in each other, with spots of light, eyes, or seeds."""
    sheet, x, y = Sheet(rng, size, 180), 0.5, 0.5
    far = 0.42
    while far > 0.07:
        sheet.polygon(moved(wobbly(rng, far, int(rng.integers(2, 8)), 0.08), x, y))
        shrunk = far * rng.uniform(0.5, 0.85)
        x, y = np.array([x, y]) + rng.uniform(-0.5, 0.5, 2) * (far - shrunk)
        far = shrunk
    for _ in range(rng.integers(0, 7)):
        (x, y), (across, down) = rng.uniform(0.3, 0.7, 2), rng.uniform(0.015, 0.06, 2)
        sheet.oval(x, y, across, down, rng.uniform(0, 180))
    return sheet.image


PAINTERS = (islands, cut, stripes, panels, ribbons, nested)
