"""Squares cut out of large pictures at their own resolution, and the same regions of their partners."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from ganstudio.core.pictures import Pixels
from ganstudio.data.decoding.images import square
from ganstudio.data.preparation import MOST_TILES


def tiled(
    images: Sequence[Image.Image], sizes: Sequence[int], channels: Sequence[int], side: int
) -> list[tuple[Pixels, ...]]:
    """Tiles of `side` pixels of the last image, which is the largest, and of the others; at the size of each."""
    large = images[-1]
    columns, rows = large.width // side, large.height // side
    left, top = (large.width - columns * side) // 2, (large.height - rows * side) // 2
    made = []
    for number in range(min(MOST_TILES, rows * columns)):
        x, y = left + number % columns * side, top + number // columns * side
        box = (x / large.width, y / large.height, (x + side) / large.width, (y + side) / large.height)
        made.append(tuple(_region(*each, box) for each in zip(images, sizes, channels, strict=True)))
    return made


def _region(image: Image.Image, size: int, channels: int, box: tuple[float, float, float, float]) -> Pixels:
    whole = (round(box[0] * image.width), round(box[1] * image.height),
             round(box[2] * image.width), round(box[3] * image.height))  # fmt: skip
    return square(image.crop(whole), size, channels)
