"""The drawing as files: finished pictures, layers apart or together, and its project."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.drawing import openraster, project
from ganstudio.drawing.adjustments import Adjustments, adjusted
from ganstudio.drawing.drawing import PAPER, RESULT, Drawing
from ganstudio.drawing.marks import HINTS, LINE, PICTURE, REGIONS
from ganstudio.drawing.openraster import OraLayer
from ganstudio.export import colour_layers
from ganstudio.export.colour_params import KEPT
from ganstudio.export.colouring import ColourParams, finished, regions_of, under_ink
from ganstudio.export.picture_files import write_png
from ganstudio.ui.surface.painting import Painter, to_pixels
from ganstudio.ui.surface.raster import pixels_of, reduced

_THUMBNAIL = 256
_COLOUR = np.uint32(0x00FFFFFF)  # of a pixel as Qt has it
_TITLES = {PAPER: "Background", PICTURE: "Picture", RESULT: "Result", LINE: "Line", HINTS: "Colour dots"}


def ink_at(painter: Painter, width: int, height: int) -> Pixels:
    """The same of the line layer of `painter` at another size: at the speed of the pen where all is black."""
    image = reduced(painter.image(LINE), width, height)
    pixels = pixels_of(image)
    if not (pixels.view(np.uint32) & _COLOUR).any():
        return np.ascontiguousarray(pixels[..., 3])
    return ink_of(to_pixels(image))


def ink_of(layer: Pixels) -> Pixels:
    """How much ink an H x W x 4 line layer puts on each pixel, H x W: white paint is none."""
    if not layer[..., :3].any():  # black ink, as nearly all is
        return np.ascontiguousarray(layer[..., 3])
    darkness = 255 - layer[..., :3].astype(np.uint16) @ np.array([77, 150, 29], np.uint16) // 256
    return (layer[..., 3] * darkness // 255).astype(np.uint8)


@dataclass(frozen=True)
class Taken:
    """The drawing as it is at one moment, for a thread: the pen goes on meanwhile.

    `drawing` is a copy of `source`, `answer` what the network made of it at its own size, `names` the layers that are
    seen, `params` how the result is made of the answer.
    """

    drawing: Drawing
    answer: Pixels | None
    names: tuple[str, ...]
    source: Drawing
    params: ColourParams | None = None  # None: as it is

    @cached_property
    def painter(self) -> Painter:
        return Painter(self.drawing)

    @cached_property
    def colours(self) -> Pixels | None:
        """The result, kept in the lines of the drawing at its own size, or free at that of the network."""
        return self.colours_at(1)

    def colours_at(self, scale: int) -> Pixels | None:
        """The same for a drawing `scale` times as large."""
        if self.answer is None or self.params is None or not self.params.keeps_in:
            return self.answer
        ink = ink_of(to_pixels(self.painter.render(LINE, scale)))
        hints = to_pixels(self.painter.render(HINTS, scale))
        params = replace(self.params, gap=self.params.gap * scale)
        return under_ink(self.answer, ink, params, hints, regions_of(ink, params, self.adjustments.scaled(scale)))

    @property
    def adjustments(self) -> Adjustments:
        return adjusted(self.drawing.on(REGIONS))

    @cached_property
    def parts(self) -> dict[str, Pixels]:
        return layers(self.painter, self.colours)


def export_picture(path: Path, taken: Taken) -> None:
    """What is seen: colours, and the lines over them. Raises StudioError, as all of these do."""
    write_png(path, merged(taken.drawing, taken.parts, taken.names))


def export_large(path: Path, taken: Taken) -> None:
    """The same at twice the size, its lines drawn anew."""
    write_png(path, doubled(taken.painter, taken.colours_at(2), taken.names))


def export_colours(path: Path, taken: Taken) -> None:
    if taken.answer is None:
        raise StudioError("There are no colours yet.", "Draw something and choose a model.")
    write_png(path, merged(taken.drawing, taken.parts, (PAPER, RESULT)))


def export_layers(folder: Path, taken: Taken, stem: str) -> None:
    """Each layer as a PNG of its own in `folder`."""
    for name, pixels in taken.parts.items():
        write_png(folder / f"{stem}-{name}.png", pixels)


def export_ora(path: Path, taken: Taken) -> None:
    """OpenRaster: every layer with its opacity; those that are not seen are there, but hidden."""
    drawing, parts = taken.drawing, taken.parts
    kept = [(name, drawing.layers[name]) for name in reversed(parts)]
    stack = [
        OraLayer(
            _TITLES[name],
            parts[name],
            layer.opacity,
            layer.visible and name in taken.names,
            openraster.MULTIPLY if name == LINE else openraster.NORMAL,
        )
        for name, layer in kept
    ]
    openraster.write_ora(path, drawing.width, drawing.height, stack, merged(drawing, parts, taken.names))


def export_hard_flats(path: Path, taken: Taken) -> None:
    """The same with flats whose edges are not softened: a region is picked by one click."""
    export_flats(path, taken, is_smooth=False)


def export_flats(path: Path, taken: Taken, is_smooth: bool = True) -> None:
    """Flats, shading, light and lines as layers of their own, by the ending of `path`: OpenRaster or PSD."""
    if taken.answer is None:
        raise StudioError("There are no colours yet.", "Draw something and choose a model.")
    colour_layers.check(path)
    ink, hints = ink_of(to_pixels(taken.painter.render(LINE, 1))), to_pixels(taken.painter.render(HINTS, 1))
    params = replace(taken.params or ColourParams(), keep_line=True)
    params = replace(params, way=min(params.way, KEPT))  # what is free has no flats
    regions = regions_of(ink, params, taken.adjustments)
    made = colour_layers.layers_of(taken.answer, ink, params, hints, regions, is_smooth)
    colour_layers.write(path, made, finished(taken.answer, ink, params, hints, regions))


def export_project(path: Path, taken: Taken) -> None:
    """The project, with pictures of it for other programs."""
    extras = {f"{name}.png": png(taken.parts[name]) for name in (LINE, HINTS, RESULT) if name in taken.parts}
    extras["thumbnail.png"] = thumbnail(merged(taken.drawing, taken.parts, taken.names))
    project.save(path, taken.drawing, extras)


def layers(painter: Painter, colours: Pixels | None) -> dict[str, Pixels]:
    """Every layer H x W x 4 straight RGBA at the drawing's size, from below; `colours` is the result at any size."""
    drawing = painter.drawing
    shape = (drawing.height, drawing.width, 4)
    found = {PAPER: np.full(shape, 255, np.uint8), PICTURE: painter.pixels(PICTURE)}
    if colours is not None:
        found[RESULT] = _opaque(colours, (drawing.width, drawing.height))
    return {**found, HINTS: painter.pixels(HINTS), LINE: painter.pixels(LINE)}


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
