"""Pictures brought into a drawing: cleaned scans and lines of photographs as ink, others as they are below it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from ganstudio.core.pictures import Pixels
from ganstudio.data.decoding import images
from ganstudio.data.decoding.ink import is_empty
from ganstudio.data.lines.lineparams import LineParams
from ganstudio.drawing import scans
from ganstudio.drawing.drawing import Drawing, asset_name
from ganstudio.drawing.line_art import line_art, on_light_paper
from ganstudio.drawing.marks import LINE, PICTURE, Cleared, Placed
from ganstudio.drawing.scans import CleanParams

SCAN, PHOTO, INK, BELOW = "scan", "photo", "ink", "below"
WAYS = {
    SCAN: ("Clean up a scan", "A drawing on paper: evens the light, leaves out dirt, keeps the ink."),
    PHOTO: ("Lines of a photo", "A coloured picture: draws its outlines."),
    INK: ("Ink as it is", "A clean line drawing: dark is ink, white or transparent is paper."),
    BELOW: ("Below, to trace", "Puts the picture below your lines; the model does not see it."),
}
_SHEET = (256, 2048)  # px, the longer side of a sheet made for a picture


@dataclass(frozen=True)
class ReadRequest:
    """How a picture is to be taken over; `fresh`: on a drawing of its own, not as a layer of the one that is there."""

    way: str = SCAN
    fresh: bool = False
    clean: CleanParams = field(default_factory=CleanParams)
    lines: LineParams = field(default_factory=LineParams)


def prepared(image: Image.Image, request: ReadRequest) -> Image.Image:
    """The picture RGBA as it will be placed: black ink on nothing, or itself."""
    if request.way == BELOW:
        return image.convert("RGBA")
    alpha = _ink(image, request)
    ink = Image.new("RGBA", image.size, (0, 0, 0, 0))
    ink.putalpha(Image.fromarray(alpha))
    return ink


def _ink(image: Image.Image, request: ReadRequest) -> Pixels:
    """H x W, 0 paper to 255 ink."""
    if request.way == SCAN:
        return np.asarray(scans.cleaned(on_light_paper(image)[0], request.clean), np.uint8)
    if request.way == PHOTO:
        from ganstudio.data.lines import lineart

        flat = images.flattened(image).convert("RGB")
        pixels = np.ascontiguousarray(np.asarray(flat).transpose(2, 0, 1)[None])
        return np.asarray(255 - lineart.sketches(pixels, request.lines, 0)[0, 0], np.uint8)
    return line_art(image).ink


def notice(image: Image.Image, made: Image.Image, request: ReadRequest) -> str:
    """What a person should know before `image` is taken over as `made`; "" for nothing."""
    frames = int(image.info.get(scans.FRAMES, 1))
    said = [f"The file has {frames:,} pages or frames; this is the first."] if frames > 1 else []
    if request.way != BELOW and is_empty(np.asarray(made.getchannel("A"))):
        said.append("No lines are found in this picture: the sheet would stay empty.")
    elif request.way in (SCAN, INK):
        said.append((on_light_paper if request.way == SCAN else line_art)(image)[1])
    return " ".join(filter(None, said))


def guessed(image: Image.Image) -> str:
    """The way that suits a picture: transparent ones are ink, grey ones scans, colourful ones photographs."""
    small = image.convert("RGBA").resize((64, 64))
    pixels = np.asarray(small, np.int16)
    if (pixels[..., 3] < 128).mean() > 0.2:
        return INK
    colourful = (pixels[..., :3].max(-1) - pixels[..., :3].min(-1)) > 60
    if colourful.mean() > 0.15:
        return PHOTO
    light = pixels[..., :3].mean(-1)
    clean = ((light > 250) | (light < 40)).mean() > 0.9
    return INK if clean else SCAN


def sheet_for(size: tuple[int, int]) -> tuple[int, int]:
    """Width and height of a sheet for a picture of `size`."""
    longest = max(size)
    scale = min(1.0, _SHEET[1] / longest) if longest >= _SHEET[0] else _SHEET[0] / longest
    width, height = (max(1, round(side * scale)) for side in size)
    return width, height


@dataclass(frozen=True)
class Asset:
    """A picture as a file that a drawing can keep under `name`; `size` is width and height in px."""

    name: str
    data: bytes
    size: tuple[int, int]


def asset(picture: Image.Image) -> Asset:
    """Takes a second for a large picture: a thread should do it."""
    out = io.BytesIO()
    picture.save(out, format="PNG", compress_level=3)
    return Asset(asset_name(out.getvalue()), out.getvalue(), picture.size)


def place(drawing: Drawing, picture: Asset, way: str) -> None:
    """Lay `picture` over the sheet as large as it fits, as one step; an earlier picture below gives way."""
    drawing.keep(picture.data)
    scale = min(drawing.width / picture.size[0], drawing.height / picture.size[1])
    width, height = picture.size[0] * scale, picture.size[1] * scale
    layer = PICTURE if way == BELOW else LINE
    placed = Placed(layer, picture.name, (drawing.width - width) / 2, (drawing.height - height) / 2, width, height)
    drawing.do(*([Cleared(PICTURE)] if way == BELOW else []), placed)


def load(path: Path) -> Image.Image:
    """The picture in `path`, bounded. Raises StudioError naming the file."""
    return scans.loaded(path)
