"""Sketches and hints to colour, in memory and on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from ganstudio.core.pictures import Pixels
from ganstudio.export.colouring import ColourParams

PLAIN = ColourParams(keep_line=False)
RED = (1.0, 0.0, 0.0)  # as a network answers


def paper(height: int, width: int) -> Pixels:
    return np.zeros((height, width), np.uint8)


def scribble(height: int, width: int, seed: int = 0) -> Pixels:
    """Ink of soft random tones."""
    return np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)


def no_hints(height: int, width: int) -> Pixels:
    return np.zeros((height, width, 4), np.uint8)


def sketch(width: int = 60, height: int = 40) -> Image.Image:
    """A black bar across the upper part of white paper, longer on the left."""
    image = Image.new("L", (width, height), 255)
    image.paste(0, (0, 5, width // 3, 10))
    return image


def written(folder: Path, name: str, image: Image.Image | None = None, **options: object) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    (image or sketch()).save(path, **options)  # type: ignore[arg-type]
    return path


def pixels_of(path: Path) -> Pixels:
    with Image.open(path) as image:
        assert image.format == "PNG"
        return np.asarray(image)
