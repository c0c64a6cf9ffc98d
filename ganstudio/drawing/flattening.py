"""A drawing's own lines and dots as pixels, without a window: for the command line, and drawings not open."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.drawing import brush
from ganstudio.drawing.brush import Area
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS, LINE, Fill, Mark, Placed, Stroke


def ink(drawing: Drawing) -> Pixels:
    """How much ink lies on each pixel, H x W: 0 none, 255 full; white paint is none."""
    layer = layer_of(drawing, LINE)
    darkness = 255 - layer[..., :3].astype(np.uint16) @ np.array([77, 150, 29], np.uint16) // 256
    return (layer[..., 3] * darkness // 255).astype(np.uint8)


def hints(drawing: Drawing) -> Pixels:
    """Its dots, strokes and fills of colour, H x W x 4 straight RGBA."""
    return layer_of(drawing, HINTS)


def layer_of(drawing: Drawing, name: str) -> Pixels:
    """One layer of marks as H x W x 4 straight RGBA. Raises StudioError for a picture in it that cannot be read."""
    premultiplied = np.zeros((drawing.height, drawing.width, 4), np.uint8)  # B, G, R, A, as brushes paint
    for mark in drawing.on(name):
        _paint(premultiplied, mark, drawing)
    alpha = premultiplied[..., 3:].astype(np.uint16)
    straight = np.minimum(premultiplied[..., 2::-1].astype(np.uint16) * 255 // np.maximum(alpha, 1), 255)
    return np.concatenate([straight, alpha], axis=2).astype(np.uint8)


def _paint(picture: Pixels, mark: Mark, drawing: Drawing) -> None:
    whole = Area(0, 0, drawing.width, drawing.height)
    mask = np.zeros(picture.shape[:2], np.uint8)
    if isinstance(mark, Stroke):
        area = brush.cover(mask, brush.path(mark.points, mark.size), whole)
        if area:
            brush.blend(picture, mask, area, mark.colour, mark.erase)
    elif isinstance(mark, Fill):
        height, width = mark.mask.shape
        area = Area(mark.left, mark.top, mark.left + width, mark.top + height).within(whole)
        if area:
            rows, columns = (slice(part.start - corner, part.stop - corner) for part, corner in
                             ((area.rows, mark.top), (area.columns, mark.left)))  # fmt: skip
            mask[area.rows, area.columns] = mark.mask[rows, columns] * np.uint8(255)
            brush.blend(picture, mask, area, mark.colour, mark.erase)
    elif isinstance(mark, Placed):
        _place(picture, mark, drawing.assets[mark.asset])


def _place(picture: Pixels, mark: Placed, data: bytes) -> None:
    """Lay a picture over what is there."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            image = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise StudioError("A picture in this drawing cannot be read.", "The file is damaged.") from error
    size = max(1, round(mark.width)), max(1, round(mark.height))
    sheet = Image.new("RGBA", picture.shape[1::-1])
    sheet.paste(image.resize(size, Image.Resampling.BILINEAR), (round(mark.left), round(mark.top)))
    over = np.asarray(sheet.convert("RGBa"), np.uint16)
    picture[:] = over[..., [2, 1, 0, 3]] + (picture * (255 - over[..., 3:]) + 127) // 255
