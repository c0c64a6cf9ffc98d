"""Pictures of the kind that a model was trained on, for who has none at hand."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ganstudio.core.pictures import Pixels
from ganstudio.core.sets import ATTRIBUTES, DOMAINS, PAIRS
from ganstudio.data.faces import generated
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.dataset import DataSet
from ganstudio.export.onnx_session import Model
from ganstudio.export.translation import Translator, Wishes

COUNT = 8
_DRAWN = (ATTRIBUTES, DOMAINS, PAIRS)


def set_of(name: str) -> DataSet | None:
    """The set in the box that is called so, where its pictures are drawn when they are wanted."""
    every = [data for data in catalogue.built_in() if data.kind in _DRAWN]
    return next((data for data in every if name in (data.key, data.title)), None)


def drawn(data: DataSet, size: int) -> list[tuple[str, Image.Image]]:
    """Some pictures of `data`, with names."""
    return [(f"face {number}", _image(each)) for number, each in enumerate(generated.few(data, COUNT, size), 1)]


def changed(model: Model, count: int) -> Pixels:
    """Faces, each beside what `model` makes of it, `count` pictures in all: its face in the library."""
    translator = Translator(model)
    data = set_of(_set_name(model)) or next(each for each in catalogue.built_in() if each.kind == DOMAINS)
    pictures = [picture for _name, picture in drawn(data, model.size)]
    made: list[Image.Image] = []
    for number in range(count // 2):
        picture, names = pictures[number % len(pictures)], translator.attributes
        wishes = Wishes({names[number % len(names)]: True} if names else {})
        made += [picture, translator.translate(picture, wishes).picture]
    side = (model.size * translator.scale,) * 2
    return np.stack([np.asarray(each.convert("RGB").resize(side)) for each in made]).transpose(0, 3, 1, 2)


def _set_name(model: Model) -> str:
    return str(model.card.get("dataset", {}).get("name", ""))


def _image(pixels: Pixels) -> Image.Image:
    return Image.fromarray(pixels.transpose(1, 2, 0)) if len(pixels) == 3 else Image.fromarray(pixels[0])
