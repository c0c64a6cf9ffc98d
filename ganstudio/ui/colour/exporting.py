"""The drawing as finished pictures: at its own size, from the marks, layers apart or together."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from ganstudio.core.pictures import Pixels
from ganstudio.drawing import openraster
from ganstudio.drawing.drawing import PAPER, RESULT, Drawing
from ganstudio.drawing.marks import HINTS, LINE, PICTURE
from ganstudio.drawing.openraster import OraLayer
from ganstudio.ui.colour.painting import Painter, to_pixels

_THUMBNAIL = 256
_TITLES = {PAPER: "Paper", PICTURE: "Picture", RESULT: "Result", LINE: "Line", HINTS: "Colour dots"}


def ink_of(layer: Pixels) -> Pixels:
    """How much ink an H x W x 4 line layer puts on each pixel, H x W: white paint is none."""
    darkness = 255 - layer[..., :3].astype(np.uint16) @ np.array([77, 150, 29], np.uint16) // 256
    return (layer[..., 3] * darkness // 255).astype(np.uint8)


def layers(painter: Painter, colours: Pixels | None) -> dict[str, Pixels]:
    """Every layer H x W x 4 straight RGBA at the drawing's size, from below; `colours` is the result at any size."""
    drawing = painter.drawing
    shape = (drawing.height, drawing.width, 4)
    found = {PAPER: np.full(shape, 255, np.uint8), PICTURE: painter.pixels(PICTURE).copy()}
    if colours is not None:
        found[RESULT] = _opaque(colours, (drawing.width, drawing.height))
    return {**found, LINE: painter.pixels(LINE).copy(), HINTS: painter.pixels(HINTS).copy()}


def _opaque(colours: Pixels, size: tuple[int, int]) -> Pixels:
    image = Image.fromarray(colours).resize(size, Image.Resampling.BICUBIC).convert("RGBA")
    return np.asarray(image).copy()


def merged(drawing: Drawing, parts: dict[str, Pixels], names: tuple[str, ...]) -> Pixels:
    """The layers `names` over each other as they are seen, H x W x 4."""
    whole = Image.new("RGBA", (drawing.width, drawing.height))
    for name in names:
        layer = drawing.layers[name]
        if name not in parts or not layer.visible:
            continue
        part = parts[name]
        if layer.opacity < 1:
            part = part.copy()
            part[..., 3] = np.rint(part[..., 3] * layer.opacity)
        whole.alpha_composite(Image.fromarray(part, "RGBA"))
    return np.asarray(whole).copy()


def png(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format="PNG")
    return out.getvalue()


def thumbnail(pixels: Pixels) -> bytes:
    image = Image.fromarray(pixels)
    image.thumbnail((_THUMBNAIL, _THUMBNAIL))
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()


def doubled(painter: Painter, colours: Pixels | None, names: tuple[str, ...], scale: int = 2) -> Pixels:
    """The merged layers `scale` times as large, H x W x 4; lines and hints are drawn anew from their marks."""
    drawing = painter.drawing
    width, height = scale * drawing.width, scale * drawing.height
    whole = Image.new("RGBA", (width, height))
    for name in names:
        layer = drawing.layers[name]
        if not layer.visible or (name == RESULT and colours is None):
            continue
        part = _enlarged(painter, colours, name, scale, (width, height))
        if layer.opacity < 1:
            part.putalpha(part.getchannel("A").point(lambda value: round(value * layer.opacity)))  # noqa: B023
        whole.alpha_composite(part)
    return np.asarray(whole).copy()


def _enlarged(painter: Painter, colours: Pixels | None, name: str, scale: int, size: tuple[int, int]) -> Image.Image:
    if name == PAPER:
        return Image.new("RGBA", size, "white")
    if name == RESULT:
        assert colours is not None
        return Image.fromarray(_opaque(colours, size), "RGBA")
    return Image.fromarray(to_pixels(painter.render(name, scale)), "RGBA")


def write_ora(path: Path, drawing: Drawing, parts: dict[str, Pixels], names: tuple[str, ...]) -> None:
    """OpenRaster: every layer with its opacity; those not among `names` are there, but hidden."""
    layers = [
        OraLayer(
            _TITLES[name], parts[name], drawing.layers[name].opacity, drawing.layers[name].visible and name in names
        )
        for name in reversed(parts)
    ]
    openraster.write_ora(path, drawing.width, drawing.height, layers, merged(drawing, parts, names))
