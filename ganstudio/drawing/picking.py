"""A palette from a picture: the colours that make it up, and the few that stand out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.data.decoding import images
from ganstudio.drawing.marks import Colour
from ganstudio.drawing.palettes import Palette, Swatch
from ganstudio.drawing.tones import oklab

Numbers = npt.NDArray[np.float64]

_SIDE = 384  # px that are looked at
_FLAT = 24  # steps of 255 to the neighbours: more is an edge, whose mixed colours nobody chose
_EDGE_WEIGHT = 0.1
_MOST_BINS = 1500
_NEAR = 0.045  # OKLab: one colour to the eye, on a picture
_APART = 0.06  # what two colours of a palette must differ by
_DARK = 0.4  # lightness below which differences fade
_FAR = 0.3  # from here on more difference makes a colour no more interesting
_SMALLEST_SHARE = 0.0015  # of the picture; less is noise
_GREY = 0.035  # chroma below which a colour has no hue


def from_picture(image: Image.Image, count: int = 12, name: str = "From a picture") -> Palette:
    """Up to `count` distinct colours of `image` (any mode and size). Raises StudioError when all is transparent."""
    colours, weights = _bins(*_pixels(image))
    places = oklab(colours)
    distances = _distances(places)
    chosen = _chosen(distances, weights, count)
    near = (distances[chosen] < _NEAR) * weights
    picked = np.rint(near @ colours / near.sum(1, keepdims=True)).astype(np.uint8)
    return Palette(name, tuple(Swatch(_plain(colour)) for colour in _ordered(picked)))


def _distances(places: Numbers) -> Numbers:
    """N x N. Among the darkest colours less is seen than OKLab says: nobody wants three blacks."""
    distances = np.sqrt(((places[:, None] - places[None]) ** 2).sum(-1))
    light = (places[:, None, 0] + places[None, :, 0]) / 2
    return np.asarray(distances * np.clip(light / _DARK, 0.5, 1))


def _plain(colour: npt.NDArray[np.uint8]) -> Colour:
    red, green, blue = colour.tolist()
    return red, green, blue


def _pixels(image: Image.Image) -> tuple[npt.NDArray[np.uint8], Numbers]:
    """Colours N x 3 of what can be seen, and how much each pixel counts."""
    small = image.copy()
    if max(small.size) > _SIDE:
        scale = _SIDE / max(small.size)  # without mixing colours
        small = small.resize((max(1, int(small.width * scale)), max(1, int(small.height * scale))), 0)
    seen = np.ones((small.height, small.width), bool)
    if images.is_transparent(small):
        seen = np.asarray(small.convert("RGBA"))[..., 3] >= 128
        small = small.convert("RGBA").convert("RGB")
    pixels = np.asarray(images.flattened(small).convert("RGB"))
    if not seen.any():
        raise StudioError("This picture is transparent all over.", "Choose one with colours in it.")
    flat = np.ones(seen.shape, bool)
    for axis in (0, 1):
        step = np.abs(np.diff(pixels.astype(np.int16), axis=axis)).max(-1) > _FLAT
        flat &= ~np.pad(step, [(0, 1) if each == axis else (0, 0) for each in (0, 1)])
        flat &= ~np.pad(step, [(1, 0) if each == axis else (0, 0) for each in (0, 1)])
    return pixels[seen], np.where(flat, 1.0, _EDGE_WEIGHT)[seen]


def _bins(pixels: npt.NDArray[np.uint8], weights: Numbers) -> tuple[Numbers, Numbers]:
    """Mean colours and weights of the fullest of 32 x 32 x 32 boxes."""
    codes = (pixels >> 3).astype(np.int64) @ (1024, 32, 1)
    _, where = np.unique(codes, return_inverse=True)
    total = np.bincount(where, weights)
    means = np.stack([np.bincount(where, weights * pixels[:, channel]) for channel in range(3)], 1) / total[:, None]
    fullest = np.argsort(-total, kind="stable")[:_MOST_BINS]
    return means[fullest], total[fullest] / total.sum()


def _chosen(distances: Numbers, weights: Numbers, count: int) -> list[int]:
    """One after the other the colour that is most present and least like those before it."""
    mass = (distances < _NEAR) @ weights
    nearest = np.full(len(weights), _FAR)
    chosen: list[int] = []
    while len(chosen) < count:
        score = np.sqrt(mass) * np.minimum(nearest, _FAR)
        score[(nearest < _APART) | ((mass < _SMALLEST_SHARE) & bool(chosen))] = -1
        # In the middle of a colour rather than at its rim: the fullest box of those about as good.
        best = int(score.argmax())
        if score[best] < 0:
            break
        best = int(np.where((distances[best] < _NEAR) & (score >= 0), weights, -1).argmax())
        chosen.append(best)
        nearest = np.minimum(nearest, distances[best])
    return chosen


def _ordered(colours: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Greys from dark to light, then the hues around the circle, each from dark to light."""
    light, green_red, blue_yellow = oklab(colours).T
    hue = (np.degrees(np.arctan2(blue_yellow, green_red)) - 5) % 360
    group = np.where(np.hypot(green_red, blue_yellow) < _GREY, -1, hue // 30)
    return colours[np.lexsort((light, group))]
