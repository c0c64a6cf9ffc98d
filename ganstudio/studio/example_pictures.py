"""Pictures of the kind that a model was trained on, for who has none at hand."""

from __future__ import annotations

from PIL import Image

from ganstudio.core.pictures import Pixels
from ganstudio.core.sets import ATTRIBUTES, DOMAINS, PAIRS
from ganstudio.data.faces import generated
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.dataset import DataSet

COUNT = 8
_DRAWN = (ATTRIBUTES, DOMAINS, PAIRS)


def set_of(name: str) -> DataSet | None:
    """The set in the box that is called so, where its pictures are drawn when they are wanted."""
    every = [data for data in catalogue.built_in() if data.kind in _DRAWN]
    return next((data for data in every if name in (data.key, data.title)), None)


def drawn(data: DataSet, size: int) -> list[tuple[str, Image.Image]]:
    """Some pictures of `data`, with names."""
    return [(f"face {number}", _image(each)) for number, each in enumerate(generated.few(data, COUNT, size), 1)]


def _image(pixels: Pixels) -> Image.Image:
    return Image.fromarray(pixels.transpose(1, 2, 0)) if len(pixels) == 3 else Image.fromarray(pixels[0])
