"""Line art to start from: cartoon faces by fixed seeds, and own drawings that can be placed as editable strokes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.data.faces import faces
from ganstudio.drawing import brush, sketched
from ganstudio.drawing.marks import INK, LINE, Colour, Stroke, rounded

FACES, DRAWINGS = "Cartoon faces", "Simple drawings"
LARGEST = 8192  # px on a side
_OWN = "Drawn for GAN Studio, CC0 1.0"


@dataclass(frozen=True)
class Template:
    """`editable`: it comes as strokes. `credit` belongs where the picture is shown or passed on."""

    key: str
    title: str
    group: str
    editable: bool
    credit: str = _OWN


_FACES = (
    ("lorelei", "2", "Short hair"),
    ("lorelei", "8", "Bun"),
    ("lorelei", "22", "Fringe"),
    ("lorelei", "26", "Beard"),
    ("adventurer", "3", "Grin"),
    ("adventurer", "19", "Ponytail"),
    ("adventurer", "21", "Flower in the hair"),
    ("adventurer", "25", "Spikes"),
)  # style, seed, title
ALL = (
    *(Template(f"{style}-{seed}", title, FACES, False, faces.LICENCES[style]) for style, seed, title in _FACES),
    *(Template(key, title, DRAWINGS, True) for key, (title, _) in sketched.DRAWN.items()),
)


def find(key: str) -> Template:
    """The template called `key`. Raises StudioError when there is none."""
    if found := next((template for template in ALL if template.key == key), None):
        return found
    raise StudioError(f"There is no template {key!r}.", f"There are: {', '.join(each.key for each in ALL)}.")


def picture(key: str, size: int, colour: Colour = INK) -> Image.Image:
    """The ink of a template as RGBA, `size` x `size` pixels: `colour` all over, its alpha is the ink."""
    if not 1 <= size <= LARGEST:
        raise StudioError(f"Templates cannot be drawn at {size} pixels.", f"Choose 1 to {LARGEST} pixels.")
    alpha = _drawn(key, size) if find(key).editable else _face(key, size)
    image = Image.new("RGBA", (size, size), (*colour, 0))
    image.putalpha(alpha)
    return image


def strokes(
    key: str, size: float, left: float = 0.0, top: float = 0.0, colour: Colour = INK, layer: str = LINE
) -> list[Stroke]:
    """An editable template as strokes in a square of `size` pixels of the drawing; none for a face."""
    if not find(key).editable:
        return []
    scale = size / 100
    grow, move = np.array((scale, scale, 1), np.float32), np.array((left, top, 0), np.float32)
    return [
        Stroke(layer, rounded(points * grow + move), width * scale, colour) for width, points in sketched.curves(key)
    ]


def _drawn(key: str, size: int) -> Image.Image:
    mask = np.zeros((size, size), np.uint8)
    for stroke in strokes(key, size):
        brush.cover(mask, brush.path(stroke.points, stroke.size), brush.Area(0, 0, size, size))
    return Image.fromarray(mask)


def _face(key: str, size: int) -> Image.Image:
    style, _, seed = key.rpartition("-")
    side = min(max(size, faces.SMALLEST), faces.LARGEST)
    alpha = Image.fromarray(255 - faces.lines(faces.face(style, seed), side)[0])
    return alpha if side == size else alpha.resize((size, size), Image.Resampling.BICUBIC)
