"""Pairs of line drawing and colours: faces, avatars of many styles, things and patterns, by number.

What is around a drawing is paper, which is white to the last bit, and nothing else is: so a training can tell the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from ganstudio.core.pictures import Pixels
from ganstudio.data.drawings import avatars, labels, patterns, things
from ganstudio.data.drawings.sheet import curve, tones
from ganstudio.data.faces import faces

CREDIT = (
    faces.CREDIT + " Other drawings from the DiceBear styles "
    + ", ".join(f"{style.title()} by {author}" for style, author in avatars.CREDITS.items())
    + " (all CC BY 4.0) and " + ", ".join(each.title() for each in avatars.STYLES if each not in avatars.CREDITS)
    + " (CC0 1.0); reduced to flat areas, some recoloured. Things and patterns by this project."
)  # fmt: skip
_TURNS, _FACES = 10, 4  # four faces, three avatars, three of things and patterns
_SCALE = 2  # drawn twice as large and reduced, so that lines have soft edges
_WHITEST = 247  # of what is not paper
_SHADED, _RECOLOURED, _STROKED, _GAPPY = 0.4, 0.25, 0.35, 0.3
_PAINTERS: tuple[Callable[[np.random.Generator, int], Image.Image], ...] = (*things.PAINTERS, *patterns.PAINTERS)
_WHITES = {"paper": "#ffffff", "sclera": "#f7f7f7", "teeth": "#f7f7f7"}
Floats = npt.NDArray[np.float64]


def is_face(index: int) -> bool:
    """Whether drawing number `index` is one of the faces."""
    return index % _TURNS < _FACES


def pair(index: int, size: int) -> tuple[Pixels, Pixels]:
    """Drawing number `index`: its line 1 x S x S and its colours 3 x S x S, uint8, for S = `size`."""
    turn, round_ = index % _TURNS, index // _TURNS
    if is_face(index):
        return _face(index, size)
    rng = np.random.default_rng((20, index))
    if turn < _FACES + 3:
        style = avatars.STYLES[(3 * round_ + turn - _FACES) % len(avatars.STYLES)]
        picture = avatars.avatar(style, rng, _SCALE * size)
        bare = style in avatars.UNCOLOURED
    else:
        picture, bare = _PAINTERS[(3 * round_ + turn - _FACES - 3) % len(_PAINTERS)](rng, _SCALE * size), False
    return coloured(np.asarray(picture), rng, size, bare)


def _face(index: int, size: int) -> tuple[Pixels, Pixels]:
    """A face of the inked ones, on white paper."""
    face = faces.face(faces.STYLES[index % len(faces.STYLES)], f"drawing {index}")
    return faces.pair(replace(face, palette={**face.palette, **_WHITES}), size)


def coloured(picture: Pixels, rng: np.random.Generator, size: int, bare: bool = False) -> tuple[Pixels, Pixels]:
    """The pair of a flat picture 2S x 2S x 3, lines as thick and colours as `rng` decides; `bare` ones get tones."""
    found = labels.regions_of(picture)
    outside = labels.outside(found, int(found.max()) + 1)
    colours = labels.median_colours(picture, found)
    if bare or rng.random() < _RECOLOURED:
        colours = _retoned(colours, rng, bare)
    small = np.ascontiguousarray(found[::_SCALE, ::_SCALE])
    painted = colours[small]
    if rng.random() < _SHADED:
        painted = painted * _shade(small, rng)[..., None]
    painted = np.where(outside[small][..., None], 255, painted.clip(labels.DARK, _WHITEST))
    ink = _reduced(labels.ink_between(found, _SCALE * size / 256 * rng.uniform(1.2, 4)), size)
    if rng.random() < _STROKED:
        ink = np.maximum(ink, _strokes(outside[small], rng))
    colour = (painted * ((255 - ink[..., None]) / 255)).round().astype(np.uint8)
    if rng.random() < _GAPPY:
        ink = _with_gaps(ink, rng)
    return (255 - ink)[None], np.ascontiguousarray(colour.transpose(2, 0, 1))


def _reduced(ink: Pixels, size: int) -> Pixels:
    return np.asarray(Image.fromarray(ink).resize((size, size), Image.Resampling.BOX))


def _retoned(colours: Floats, rng: np.random.Generator, each_own: bool) -> Floats:
    """Other tones: what was of one colour stays so, unless each region gets its own."""
    if each_own:
        return np.array(tones(rng, len(colours)), np.float64)
    _, same = np.unique(np.rint(colours / 8), axis=0, return_inverse=True)
    return np.array(tones(rng, int(same.max()) + 1), np.float64)[same.ravel()]


def _shade(regions: labels.Labels, rng: np.random.Generator) -> Floats:
    """How light each pixel is, about 1: every region falls off away from one light, softly or in one step."""
    rows, columns = np.mgrid[: len(regions), : len(regions)]
    flat = regions.ravel()
    area = np.bincount(flat)
    angle = rng.uniform(0, 2 * np.pi)
    along = columns * np.cos(angle) + rows * np.sin(angle)
    middle = np.bincount(flat, along.ravel()) / np.maximum(area, 1)
    spread = np.sqrt(np.bincount(flat, (along.ravel() - middle[flat]) ** 2) / np.maximum(area, 1)) + 1
    away = ((along - middle[regions]) / spread[regions]).clip(-2, 2)
    if rng.random() < 0.3:  # as comics shade: one step
        return np.where(away > rng.uniform(0.3, 1), rng.uniform(0.7, 0.85), 1.0)
    return np.asarray(1 - rng.uniform(0.05, 0.16) * away)


def _strokes(outside: npt.NDArray[np.bool_], rng: np.random.Generator) -> Pixels:
    """Folds, hairs and hatching: ink that lies inside regions and parts nothing."""
    size = len(outside)
    sheet = Image.new("L", (_SCALE * size, _SCALE * size))
    pen, wide = ImageDraw.Draw(sheet), max(1, round(_SCALE * size / 256 * rng.uniform(1, 3)))
    for _ in range(rng.integers(2, 14)):
        start, way = rng.uniform(0.1, 0.9, 2), rng.normal(0, 0.06, 2)
        bent = curve(*[(float(x), float(y)) for x, y in start + np.outer((0, 1, 2), way) + rng.normal(0, 0.01, (3, 2))])
        for shift in range(int(rng.choice([1, 1, 1, 5]))):
            moved = (bent + shift * 0.022 * np.array([-way[1], way[0]]) / (np.hypot(*way) + 1e-6)) * _SCALE * size
            pen.line([(float(x), float(y)) for x, y in moved], fill=255, width=wide)
    return np.where(outside, 0, _reduced(np.asarray(sheet), size)).astype(np.uint8)


def _with_gaps(ink: Pixels, rng: np.random.Generator) -> Pixels:
    """Lines with small openings."""
    sheet = Image.fromarray(ink)
    pen, at = ImageDraw.Draw(sheet), np.argwhere(ink > 128)
    for row, column in at[rng.integers(0, len(at), rng.integers(2, 12))] if len(at) else ():
        far = len(ink) / 256 * rng.uniform(1.5, 4.5)
        pen.ellipse((column - far, row - far, column + far, row + far), fill=0)
    return np.asarray(sheet)
