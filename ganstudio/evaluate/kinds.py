"""Drawings of kinds that no colouring model has seen, with the true colour of every region: things, shapes, patterns.

Pictures of DiceBear styles with free licences and generated ones are reduced to flat regions; lines are drawn where two
of them meet, thin or thick. What lies around the drawing is paper.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from ganstudio.core.pictures import Pixels
from ganstudio.drawing import region_shapes
from ganstudio.drawing.basins import Labels

# CC0 1.0, or MIT (icons) and CC BY 4.0 (big-ears by The Visual Team, miniavs by Webpixels): see dicebear_styles.
STYLES = ("sprouts", "critters", "stack", "cutouts", "thumbs", "clay", "planets", "squircles", "big-ears", "miniavs")
_STEP = 24  # colours nearer than this are one
_DARK = 40
_SCALE = 2  # drawn twice as large and reduced, so that lines have soft edges
_INK = 128


@dataclass(frozen=True, eq=False)
class Truth:
    """`sketch` S x S (255 paper), `colour` 3 x S x S with its lines, `labels` S x S from 0 on, `outside` by label."""

    sketch: Pixels
    colour: Pixels
    labels: Labels
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
    labels = regions_of(picture)
    outside = region_shapes.outside(labels, int(labels.max()) + 1)
    width = _SCALE * size / 256 * rng.uniform(1.2, 3.5)
    ink = np.asarray(Image.fromarray(_lines(labels, width)).resize((size, size), Image.Resampling.BOX))
    flat = np.where(outside[:, None], 255, _colours(picture, labels)).astype(np.uint8)
    small = np.ascontiguousarray(labels[::_SCALE, ::_SCALE])
    colour = (flat[small] * ((255 - ink[..., None]) / 255)).round().astype(np.uint8)
    return Truth(255 - ink, colour.transpose(2, 0, 1), small, outside)


def of_pair(sketch: Pixels, colour: Pixels) -> Truth:
    """A drawing whose colours are known: `sketch` 1 x S x S, `colour` 3 x S x S. Its ground is the outside."""
    labels = regions_of(colour.transpose(1, 2, 0))
    return Truth(sketch[0], colour, labels, region_shapes.outside(labels, int(labels.max()) + 1))


def regions_of(picture: Pixels) -> Labels:
    """Connected areas of about one colour, those of soft edges and lines given to what is near."""
    import cv2

    rough = np.rint(picture / _STEP).astype(np.int32) @ np.array([1, 16, 256], np.int32)
    found, count = np.zeros(rough.shape, np.int32), 0
    for each in np.unique(rough):
        number, parts = cv2.connectedComponents((rough == each).view(np.uint8), connectivity=4, ltype=cv2.CV_32S)
        np.copyto(found, parts + count, where=parts > 0)
        count += number - 1
    areas = np.bincount(found.ravel())
    small = (areas < max(12, 4e-4 * found.size))[found]
    found[small | (picture.max(axis=2) < _DARK)] = 0
    return region_shapes.numbered(region_shapes.under_lines(found))


def _lines(labels: Labels, width: float) -> Pixels:
    """Ink where regions meet, `width` px thick."""
    import cv2

    apart = np.ones(labels.shape, np.uint8)
    apart[:, 1:] &= labels[:, 1:] == labels[:, :-1]
    apart[1:] &= labels[1:] == labels[:-1]
    if apart.all():
        return np.zeros(labels.shape, np.uint8)
    far = cv2.distanceTransform(apart, cv2.DIST_L2, 5)
    return np.asarray((width / 2 + 0.5 - far).clip(0, 1) * 255, np.uint8)


def _colours(picture: Pixels, labels: Labels) -> npt.NDArray[np.float64]:
    """The median colour of each region, never as dark as ink."""
    order = np.argsort(labels.ravel(), kind="stable")
    pixels = picture.reshape(-1, 3)[order]
    ends = np.cumsum(np.bincount(labels.ravel()))
    parts = np.split(pixels, ends[:-1])
    return np.asarray(np.maximum([np.median(part, axis=0) for part in parts], _DARK), np.float64)


# -- painters ---------------------------------------------------------------------------------------------------------


def _avatar(style: str, rng: np.random.Generator, size: int) -> Image.Image:
    import resvg_py
    from dicebear import Avatar, Style

    made = Style(json.loads(files("dicebear_styles").joinpath(f"{style}.json").read_text("utf-8")))
    svg = str(Avatar(made, {"seed": f"kind {rng.integers(1 << 30)}"}))
    data = resvg_py.svg_to_bytes(
        svg_string=svg, width=size, height=size, background="#fff", skip_system_fonts=True,
        shape_rendering="crisp_edges",
    )  # fmt: skip
    return Image.open(io.BytesIO(data))


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
