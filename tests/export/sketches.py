"""Sketches and hints to colour."""

from __future__ import annotations

import numpy as np

from ganstudio.core.pictures import Pixels
from ganstudio.export.colouring import ColourParams

PLAIN = ColourParams(keep_line=False)


def paper(height: int, width: int) -> Pixels:
    return np.zeros((height, width), np.uint8)


def scribble(height: int, width: int, seed: int = 0) -> Pixels:
    """Ink of soft random tones."""
    return np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)


def no_hints(height: int, width: int) -> Pixels:
    return np.zeros((height, width, 4), np.uint8)
