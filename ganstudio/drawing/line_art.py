"""Line art taken as it is: the ink of a picture, whether its lines are black on white, white on black or on nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps

from ganstudio.core.pictures import Pixels
from ganstudio.data import images
from ganstudio.data.images import PictureError
from ganstudio.data.ink import is_dark_paper, is_empty, is_solid

TURNED = "White lines on black were turned into black on white."


class LineArt(NamedTuple):
    """Ink H x W (0 none, 255 full), and what a person should know about it ("" for nothing)."""

    ink: Pixels
    said: str = ""


def line_art(image: Image.Image) -> LineArt:
    """The darkness of `image`; where its paper is dark, or nothing with light lines on it, the lightness."""
    if images.is_transparent(image):
        on_white, on_black = _grey(image, "white"), _grey(image, "black")
        if is_empty(255 - on_white) and not is_empty(on_black):
            return LineArt(on_black, TURNED)
        return LineArt(255 - on_white)
    grey = _grey(image, "white")
    return LineArt(grey, TURNED) if is_dark_paper(grey) else LineArt(255 - grey)


def on_light_paper(image: Image.Image) -> tuple[Image.Image, str]:
    """A scan as it is, or its negative where it shows light lines on dark paper (a blackboard, a blueprint)."""
    flat = images.flattened(image)
    return (ImageOps.invert(flat), TURNED) if is_dark_paper(np.asarray(flat.convert("L"))) else (image, "")


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
