"""Drawings of kinds that no colouring model has seen, with the true colour of every region: things, shapes, patterns.

Pictures of DiceBear styles with free licences and generated ones are reduced to flat regions; lines are drawn where two
of them meet, thin or thick. What lies around the drawing is paper.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from ganstudio.core.pictures import Pixels
from ganstudio.data.drawings import avatars
from ganstudio.data.drawings import labels as labelling

# CC0 1.0, or MIT (icons) and CC BY 4.0 (big-ears by The Visual Team, miniavs by Webpixels): see dicebear_styles.
STYLES = ("sprouts", "critters", "stack", "cutouts", "thumbs", "clay", "planets", "squircles", "big-ears", "miniavs")
_SCALE = 2  # drawn twice as large and reduced, so that lines have soft edges


@dataclass(frozen=True, eq=False)
class Truth:
    """`sketch` S x S (255 paper), `colour` 3 x S x S with its lines, `labels` S x S from 0 on, `outside` by label."""

    sketch: Pixels
    colour: Pixels
    labels: labelling.Labels
    outside: npt.NDArray[np.bool_]


def kinds() -> dict[str, Callable[[np.random.Generator, int], Image.Image]]:
    """A painter of flat pictures for every kind, by name."""
    made: dict[str, Callable[[np.random.Generator, int], Image.Image]] = {
        "shapes": _shapes, "mosaic": _mosaic, "rings": _rings, "house": _house,
    }  # fmt: skip
    for style in STYLES:
        made[style] = lambda rng, size, style=style: _avatar(style, rng, size)  # type: ignore[misc]
    return made


def drawn(count: int, size: int, first: int = 0) -> list[Truth]:
    """`count` drawings whose kinds take turns, from number `first` on."""
    painters = list(kinds().values())
    return [drawing(painters[index % len(painters)], index, size) for index in range(first, first + count)]


def drawing(paint: Callable[[np.random.Generator, int], Image.Image], number: int, size: int) -> Truth:
    """Drawing `number` of one kind."""
    rng = np.random.default_rng(number)
    picture = np.asarray(paint(rng, _SCALE * size).convert("RGB"))
    labels = labelling.regions_of(picture)
    outside = labelling.outside(labels, int(labels.max()) + 1)
    width = _SCALE * size / 256 * rng.uniform(1.2, 3.5)
    ink = np.asarray(Image.fromarray(labelling.ink_between(labels, width)).resize((size, size), Image.Resampling.BOX))
    flat = np.where(outside[:, None], 255, labelling.median_colours(picture, labels)).astype(np.uint8)
    small = np.ascontiguousarray(labels[::_SCALE, ::_SCALE])
    colour = (flat[small] * ((255 - ink[..., None]) / 255)).round().astype(np.uint8)
    return Truth(255 - ink, colour.transpose(2, 0, 1), small, outside)


def of_pair(sketch: Pixels, colour: Pixels) -> Truth:
    """A drawing whose colours are known: `sketch` 1 x S x S, `colour` 3 x S x S. Its ground is the outside."""
    labels = labelling.regions_of(colour.transpose(1, 2, 0))
    return Truth(sketch[0], colour, labels, labelling.outside(labels, int(labels.max()) + 1))


def _avatar(style: str, rng: np.random.Generator, size: int) -> Image.Image:
    return avatars.drawn(style, f"kind {rng.integers(1 << 30)}", size)


def _tone(rng: np.random.Generator) -> tuple[int, int, int]:
    red, green, blue = (int(each) for each in rng.integers(60, 236, 3))
    return red, green, blue


def _shapes(rng: np.random.Generator, size: int) -> Image.Image:
    """Ellipses, polygons and blobs over each other."""
    sheet = Image.new("RGB", (size, size), "white")
    pen = ImageDraw.Draw(sheet)
    for _ in range(rng.integers(3, 9)):
        x, y = rng.uniform(0.25, 0.75, 2) * size
        ways = np.linspace(0, math.tau, int(rng.choice([3, 4, 5, 6, 60])), endpoint=False) + rng.uniform(0, 6)
        far = size * rng.uniform(0.08, 0.23) * (1 + 0.2 * np.sin(rng.integers(2, 5) * ways))
        pen.polygon([(x + f * math.cos(way), y + f * math.sin(way)) for f, way in zip(far, ways)], fill=_tone(rng))
    return sheet


def _mosaic(rng: np.random.Generator, size: int) -> Image.Image:
    """Cells around random places, in a round frame."""
    count = int(rng.integers(8, 26))
    places = rng.uniform(0.1, 0.9, (count, 2)) * size
    rows, columns = np.mgrid[:size, :size]
    far = (rows[..., None] - places[:, 0]) ** 2 + (columns[..., None] - places[:, 1]) ** 2
    picture = np.array([_tone(rng) for _ in range(count)], np.uint8)[far.argmin(axis=2)]
    picture[np.hypot(rows - size / 2, columns - size / 2) > 0.44 * size] = 255
    return Image.fromarray(picture)


def _rings(rng: np.random.Generator, size: int) -> Image.Image:
    """Rings in rings, cut into sectors."""
    sheet = Image.new("RGB", (size, size), "white")
    pen = ImageDraw.Draw(sheet)
    for far in np.sort(rng.uniform(0.08, 0.46, int(rng.integers(3, 6))))[::-1] * size:
        box, start = [size / 2 - far, size / 2 - far, size / 2 + far, size / 2 + far], rng.uniform(0, 360)
        sectors = int(rng.integers(1, 6))
        for sector in range(sectors):
            pen.pieslice(box, start + sector * 360 / sectors, start + (sector + 1) * 360 / sectors, fill=_tone(rng))
    return sheet


def _house(rng: np.random.Generator, size: int) -> Image.Image:
    """A house with windows, a tree and a sun."""
    sheet = Image.new("RGB", (size, size), "white")
    pen = ImageDraw.Draw(sheet)
    left, top, right, floor = (float(each) * size for each in rng.uniform((0.1, 0.4, 0.5, 0.8), (0.2, 0.5, 0.65, 0.9)))
    pen.rectangle((left, top, right, floor), fill=_tone(rng))
    pen.polygon([(left - 0.04 * size, top), (right + 0.04 * size, top), ((left + right) / 2, top - 0.2 * size)],
                fill=_tone(rng))  # fmt: skip
    wide = right - left
    pen.rectangle((left + 0.4 * wide, floor - 0.22 * size, left + 0.65 * wide, floor), fill=_tone(rng))
    for x in (0.08, 0.7):
        pen.rectangle(
            (left + x * wide, top + 0.05 * size, left + (x + 0.22) * wide, top + 0.14 * size), fill=_tone(rng)
        )
    trunk = size * rng.uniform(0.78, 0.84)
    pen.rectangle((trunk - 0.02 * size, floor - 0.2 * size, trunk + 0.03 * size, floor), fill=_tone(rng))
    pen.ellipse((trunk - 0.1 * size, floor - 0.42 * size, trunk + 0.11 * size, floor - 0.18 * size), fill=_tone(rng))
    pen.ellipse((0.76 * size, 0.06 * size, 0.9 * size, 0.2 * size), fill=_tone(rng))
    return sheet
