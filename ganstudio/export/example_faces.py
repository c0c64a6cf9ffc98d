"""Cartoon faces as a colouring network paints them: what it is recognised by in the library."""

from __future__ import annotations

import numpy as np

from ganstudio.core.controls import Network
from ganstudio.core.pictures import Pixels
from ganstudio.export.colour_params import ColourParams
from ganstudio.export.colouring import coloured

_EXAMPLES_FROM = 2_000_000  # number of the first example face: none that anything was trained on
_EXAMPLE_HINTS = 24
_DARKEST = 60


def example_faces(network: Network, count: int, seed: int = 0) -> Pixels:
    """`count` cartoon faces as `network` colours them by a few hints, N x 3 x S x S: its face in the library."""
    from ganstudio.data.faces import writing as face_sets

    size = max(64, network.size)
    drawn = face_sets.draw("pairs", _EXAMPLES_FROM + seed, count, size)
    made = [
        coloured(network, 255 - sketch[0], _sparse_hints(colour, index), ColourParams(way=2))
        for index, (sketch, colour) in enumerate(zip(drawn["sketch"], drawn["colour"], strict=True))
    ]
    return np.stack(made).transpose(0, 3, 1, 2)


def _sparse_hints(colour: Pixels, seed: int) -> Pixels:
    """Dabs of a picture's own colours, H x W x 4, at a few places of it."""
    _, height, width = colour.shape
    rng = np.random.default_rng(seed)
    hints = np.zeros((height, width, 4), np.uint8)
    rows, columns = np.mgrid[:height, :width]
    for y, x in rng.integers((height // 8, width // 8), (height * 7 // 8, width * 7 // 8), (_EXAMPLE_HINTS, 2)):
        if colour[:, y, x].max() > _DARKEST:  # ink is no colour
            within = (rows - y) ** 2 + (columns - x) ** 2 <= (width / 40) ** 2
            hints[within] = (*colour[:, y, x], 255)
    return hints
