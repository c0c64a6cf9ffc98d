"""Answers that are no pictures, made visible: points as a cloud, numbers as bars, lines of text as writing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core import resources
from ganstudio.core.pictures import Pixels

Array = npt.NDArray[Any]
_SIDE = 28  # px of a small picture
_CLOUD = 112  # px of a cloud of points
EDGE = 1.25  # of the reach of points: what is looked at
_LETTER = (10, 18)  # px, room for each letter


def scattered(points: Array, reach: float = 1.0) -> Pixels:
    """N x D coordinates as one cloud: 1 x 1 x S x S, brighter where more of them lie. D = 1 is a histogram.

    What lies beyond `reach` by more than a quarter is not seen.
    """
    edge = EDGE * reach
    across = np.asarray(points[:, 0], np.float64)
    if points.shape[1] == 1:
        counts, _ = np.histogram(across, _CLOUD, (-edge, edge))
        heights = np.rint(counts / max(1, counts.max()) * _CLOUD)
        filled = np.arange(_CLOUD)[::-1, None] < heights[None, :]
        return np.asarray(255 * filled, np.uint8)[None, None]
    bounds = [[-edge, edge]] * 2
    counts, _, _ = np.histogram2d(-np.asarray(points[:, 1], np.float64), across, _CLOUD, bounds)
    return np.asarray(np.rint(255 * np.minimum(1.0, 0.35 * counts)), np.uint8)[None, None]


def bars(numbers: Array) -> Pixels:
    """N x S numbers as N x 1 x H x W: a bar for each, up from the middle or down, largest at the edge."""
    shown = np.repeat(numbers, -(-_SIDE // numbers.shape[1]), axis=1)[:, :: max(1, numbers.shape[1] // _SIDE)]
    reach = max(1e-6, float(np.abs(numbers).max(initial=0.0)))
    heights = np.rint(shown / reach * (_SIDE // 2))[:, None, :]
    rows = (_SIDE // 2 - np.arange(_SIDE))[None, :, None]
    filled = ((rows > 0) & (rows <= heights)) | ((rows <= 0) & (rows > heights))
    return np.asarray(255 * filled, np.uint8)[:, None]


def written(lines: Sequence[str], length: int) -> Pixels:
    """Each line as one picture N x 1 x H x W, black on white, letter under letter, room for `length` of them."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(str(resources.path("fonts", "Inter-Medium.otf")), _LETTER[1] - 4)
    width, height = _LETTER[0] * length + 8, _LETTER[1] + 2
    made = np.empty((len(lines), 1, height, width), np.uint8)
    for index, line in enumerate(lines):
        paper = Image.new("L", (width, height), 255)
        pen = ImageDraw.Draw(paper)
        for place, letter in enumerate(line[:length]):
            pen.text((4 + _LETTER[0] * (place + 0.5), height - 6), letter, fill=0, font=font, anchor="ms")
        made[index, 0] = np.asarray(paper)
    return made
