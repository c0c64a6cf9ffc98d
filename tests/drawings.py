"""Pictures with a number in them: whatever is done to a file, a test can still see which one it was.

A bar of ten cells crosses the middle of each picture: on, eight bits of its number, off. Behind it lie a gradient and
shapes that are a function of the number, so that two styles of one number share their outlines.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

COLOUR, GREY, SKETCH = "colour", "grey", "sketch"
HELD_BACK = 128  # numbers from here on belong to test and validation parts
_CELLS = 10


def drawing(number: int, size: tuple[int, int] = (32, 32), style: str = COLOUR, world: int = 0) -> Image.Image:
    """The picture of `number` (0 to 255); another `world` has other shapes for the same numbers."""
    rng = np.random.default_rng([world, number])
    image = Image.new("RGB", size, "white") if style == SKETCH else _gradient(rng, size)
    pen = ImageDraw.Draw(image)
    rng = np.random.default_rng([world, number, 1])
    for _ in range(5):
        _shape(pen, rng, size, style)
    _bar(pen, number, size, style)
    return image if style == COLOUR else image.convert("L")


def _gradient(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    start, end = rng.integers(30, 220, (2, 3))
    share = np.linspace(0, 1, size[0])[None, :, None] * np.ones((size[1], 1, 1))
    return Image.fromarray((start + (end - start) * share).astype(np.uint8))


def _shape(pen: ImageDraw.ImageDraw, rng: np.random.Generator, size: tuple[int, int], style: str) -> None:
    width, height = size
    x, y = rng.uniform(0.0, 0.7, 2)
    wide, high = rng.uniform(0.2, 0.5, 2)
    box = (x * width, y * height, min(1.0, x + wide) * width - 1, min(1.0, y + high) * height - 1)
    colour = tuple(int(value) for value in rng.integers(0, 256, 3))
    draw = pen.ellipse if rng.random() < 0.5 else pen.rectangle
    if style == SKETCH:
        draw(box, fill="white", outline="black", width=max(1, min(size) // 40))
    else:
        draw(box, fill=colour)


def _bar(pen: ImageDraw.ImageDraw, number: int, size: tuple[int, int], style: str) -> None:
    side = min(size)
    left, top = (size[0] - side) / 2, (size[1] - side) / 2
    bits = [1, *((number >> bit) & 1 for bit in range(8)), 0]
    for cell, bit in enumerate(bits):
        box = (left + cell * side / _CELLS, top + 0.43 * side, left + (cell + 1) * side / _CELLS - 1, top + 0.57 * side)
        pen.rectangle(tuple(map(round, box)), fill=(240, 240, 240) if bit else (10, 10, 10))


def number_of(pixels: npt.NDArray[np.generic]) -> int:
    """The number in C x H x W `pixels`, 0 to 255; -1 when there is none, or it is mirrored or turned."""
    grey = np.asarray(pixels, dtype=np.float64).mean(0)
    height, width = grey.shape
    rows = grey[round(0.47 * height) : max(round(0.53 * height), round(0.47 * height) + 1)]
    cells = [float(rows[:, int((cell + 0.5) * width / _CELLS)].mean()) for cell in range(_CELLS)]
    if any(90 < cell < 165 for cell in cells) or cells[0] < 128 or cells[-1] > 128:
        return -1
    return sum((cell > 128) << bit for bit, cell in enumerate(cells[1:-1]))


def numbers_of(pictures: npt.ArrayLike) -> list[int]:
    """The numbers in N x C x H x W `pictures`."""
    return [number_of(picture) for picture in np.asarray(pictures)]


def pixels_of(number: int, side: int = 28, style: str = GREY, world: int = 0) -> npt.NDArray[np.uint8]:
    """The picture as H x W (or H x W x 3) numbers."""
    return np.asarray(drawing(number, (side, side), style, world), dtype=np.uint8)
