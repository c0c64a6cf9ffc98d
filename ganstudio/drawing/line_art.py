"""Line art taken as it is: the ink of a picture, whether its lines are black on white, white on black or on nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps

from ganstudio.core.pictures import Pixels
from ganstudio.data.decoding import images
from ganstudio.data.decoding.images import PictureError
from ganstudio.data.decoding.ink import is_dark_paper, is_empty, is_solid

TURNED = "White lines on black were turned into black on white."


class LineArt(NamedTuple):
    """Ink H x W (0 none, 255 full), and what a person should know about it ("" for nothing)."""

    ink: Pixels
    said: str = ""


def line_art(image: Image.Image) -> LineArt:
    """The darkness of `image`; where its paper is dark, or nothing with light lines on it, the lightness."""
    light = _light_on_nothing(image)
    if light is not None:
        return LineArt(light, TURNED)
    grey = _grey(image, "white")
    if images.is_transparent(image):
        return LineArt(255 - grey)
    return LineArt(grey, TURNED) if is_dark_paper(grey) else LineArt(255 - grey)


def on_light_paper(image: Image.Image) -> tuple[Image.Image, str]:
    """A scan as it is, or its negative where it shows light lines on dark paper (a blackboard, a blueprint)."""
    light = _light_on_nothing(image)
    if light is not None:
        return Image.fromarray(255 - light), TURNED
    flat = images.flattened(image)
    return (ImageOps.invert(flat), TURNED) if is_dark_paper(np.asarray(flat.convert("L"))) else (image, "")


def _light_on_nothing(image: Image.Image) -> Pixels | None:
    """How light the lines are where a picture has nothing else, which on white would be an empty sheet."""
    if not images.is_transparent(image) or not is_empty(255 - _grey(image, "white")):
        return None
    light = _grey(image, "black")
    return None if is_empty(light) else light


def check_drawn(ink: Pixels, name: str) -> None:
    """Raise PictureError for a sheet with nothing on it, or with nothing but ink."""
    if is_empty(ink):
        raise PictureError("blank", f"{name} shows no lines: the sheet is empty.", "Choose a drawing with dark lines.")
    if is_solid(ink):
        raise PictureError(
            "blank", f"{name} is dark all over: no lines can be told.", "Choose a drawing on light paper."
        )


def _grey(image: Image.Image, paper: str) -> Pixels:
    return np.array(images.flattened(image, paper).convert("L"))
