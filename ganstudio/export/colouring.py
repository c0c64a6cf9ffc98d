"""Colours drawings of any size with a model that takes sketches: scaling, padding, tiles, and the line kept on top.

numpy and Pillow around any `Network`: an exported model, or a checkpoint that is still in torch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from ganstudio.core.controls import ImageInput, Latent, Network, images, latents
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.drawing.adjustments import NONE, Adjustments
from ganstudio.drawing.regions import Regions, divided
from ganstudio.export import dabs, keeping
from ganstudio.export.colour_params import FREE, KEPT, WAYS
from ganstudio.export.colour_params import ColourParams as ColourParams
from ganstudio.export.spreading import without_lines

TILE = 1024  # px: larger working pictures are coloured in parts
OVERLAP = 64  # px that neighbouring parts share and are blended over
_HINTED = 0.25  # share of a reduced pixel that must be covered for it to be a hint
_FAINTEST = 0.05  # share that is enough for a dab which stands alone
_BAND = 512  # rows that are finished at once, so that memory stays small

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Shown:
    """What a network is given: `line` h x w in [0, 1], 0 is ink, and `hints` 4 x h x w, the last 1 where one is."""

    line: Floats
    hints: Floats

    @property
    def picture(self) -> Pixels:
        """The two as a person would see them, h x w x 3."""
        return _pixels(np.where(self.hints[3:] > 0, self.hints[:3], self.line[None]).transpose(1, 2, 0))


def shown(network: Network, ink: Pixels, hints: Pixels | None, params: ColourParams) -> Shown:
    """A drawing as `network` gets it: `ink` H x W (0 paper, 255 ink), `hints` H x W x 4 straight RGBA or None."""
    working = working_size(network, ink.shape[:2], params.detail)
    line = _reduced(255 - ink, working)
    given = _reduced_hints(hints if "hints" in images(network.controls) else None, working)
    return Shown(line, given)


def with_locks(drawing: Shown, regions: Regions) -> Shown:
    """The same, with the colours of locked regions given all over, so that what lies beside them fits."""
    return Shown(drawing.line, dabs.with_locks(drawing.hints, regions))


def answered(network: Network, drawing: Shown, params: ColourParams) -> Pixels:
    """What `network` makes of it, h x w x 3: with lines of its own, or colours only to lay below the drawn ones.

    Raises StudioError when the network takes no sketch.
    """
    answer = _answer(network, sketch_of(network), drawing.line, drawing.hints, params)
    colours = without_lines(answer, drawing.line) if params.keep_line else answer
    return _pixels(_strengthened(colours, params.strength).transpose(1, 2, 0))


def coloured(
    network: Network, ink: Pixels, hints: Pixels | None, params: ColourParams, adjustments: Adjustments = NONE
) -> Pixels:
    """The finished picture H x W x 3 at the size of the drawing."""
    regions, drawing = regions_of(ink, params, adjustments), shown(network, ink, hints, params)
    colours = answered(network, drawing if regions is None else with_locks(drawing, regions), params)
    return finished(colours, ink, params, hints, regions)


def in_each_way(network: Network, ink: Pixels, hints: Pixels | None, gap: int) -> dict[str, Pixels]:
    """The finished picture flat, kept in and free."""
    wanted = {name: ColourParams(way=way, gap=gap) for name, way in WAYS.items()}
    colours = answered(network, shown(network, ink, hints, ColourParams()), ColourParams())
    regions = divided(ink, gap)
    return {
        name: finished(colours, ink, params, hints, regions if params.way < FREE else None)
        for name, params in wanted.items()
    }


def regions_of(ink: Pixels, params: ColourParams, adjustments: Adjustments = NONE) -> Regions | None:
    """The regions that colours are to be kept in; None when they are free, or the lines are the network's own."""
    return divided(ink, params.gap, params.closing, adjustments) if params.keeps_in else None


def finished(
    colours: Pixels, ink: Pixels, params: ColourParams, hints: Pixels | None = None, regions: Regions | None = None
) -> Pixels:
    """Colours at any size under the lines of `ink` H x W, kept in `regions` if there are any: H x W x 3.

    `hints` H x W x 4, what regions are told.
    """
    full = under_ink(colours, ink, params, hints, regions)
    for top in range(0, len(ink) if params.keep_line else 0, _BAND):
        band = slice(top, top + _BAND)
        left = 255 - ink[band, :, None].astype(np.uint16)
        full[band] = (full[band] * left + 127) // 255
    return full


def under_ink(
    colours: Pixels, ink: Pixels, params: ColourParams, hints: Pixels | None = None, regions: Regions | None = None
) -> Pixels:
    """The same without the lines on top, H x W x 3."""
    if regions is None:
        return enlarged(colours, ink.shape)
    return painted(keeping.planned(colours, regions, hints, params), colours, params)


def painted(plan: keeping.Plan, colours: Pixels, params: ColourParams) -> Pixels:
    """A plan with as much of the free `colours` as `params` want, H x W x 3."""
    made = keeping.kept(plan)
    if params.way <= KEPT:
        return made
    free, share = enlarged(colours, made.shape), params.way - KEPT
    for top in range(0, len(made), _BAND):
        band = slice(top, top + _BAND)
        made[band] = np.rint(made[band] + share * (free[band].astype(np.float32) - made[band]))
    return made


def enlarged(colours: Pixels, shape: tuple[int, ...]) -> Pixels:
    """Colours at the size of the drawing, as the network left them."""
    return np.array(Image.fromarray(colours).resize((shape[1], shape[0]), Image.Resampling.BICUBIC))


def sketch_of(network: Network) -> ImageInput:
    """Where the sketch goes. Raises StudioError for networks that take none."""
    inputs = images(network.controls)
    if "sketch" not in inputs:
        raise StudioError(
            "This model does not colour drawings: it takes no sketch.", "Choose one of the kind “Colouring by hints”."
        )
    return inputs["sketch"]


def working_size(network: Network, shape: tuple[int, int], detail: float) -> tuple[int, int]:
    """Height and width at which a drawing of `shape` is shown to the network; never larger than the drawing."""
    shorter = min(shape)
    scale = min(1.0, network.size * detail / shorter)
    height, width = (max(1, round(side * scale)) for side in shape)
    return height, width


# -- in ---------------------------------------------------------------------------------------------------


def _reduced(plane: Pixels, working: tuple[int, int]) -> Floats:
    """An H x W or H x W x 4 plane of uint8 as [0, 1] at the working size."""
    import cv2

    return np.asarray(cv2.resize(plane, working[::-1], interpolation=cv2.INTER_AREA), np.float32) / np.float32(255)


def _reduced_hints(hints: Pixels | None, working: tuple[int, int]) -> Floats:
    """4 x h x w: colours where enough of a pixel is covered, and 1 there."""
    import cv2

    made = np.zeros((4, *working), np.float32)
    if hints is None or not hints[..., 3].any():
        return made
    # Premultiplied, so that colours do not darken at edges.
    planes = _reduced(np.asarray(cv2.cvtColor(hints, cv2.COLOR_RGBA2mRGBA), np.uint8), working)
    rows, columns = np.nonzero(_counted(planes[..., 3]))
    dabs_of = planes[rows, columns]
    made[:3, rows, columns] = (dabs_of[:, :3] / dabs_of[:, 3:]).clip(0, 1).T
    made[3, rows, columns] = 1
    return made


def _counted(cover: Floats) -> Floats:
    """1 where a pixel is a hint: covered enough, or the most covered one of a dab that fell between pixels."""
    enough = cover >= _HINTED
    alone = (cover >= _FAINTEST) & (cover >= _highest(cover)) & (_highest(enough.astype(np.float32)) == 0)
    return np.asarray(enough | alone, np.float32)


def _highest(plane: Floats) -> Floats:
    """Maxima of 3 x 3 squares."""
    padded = np.pad(plane, 1)
    rows = np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:])
    return np.asarray(np.maximum(np.maximum(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:]), np.float32)


# -- through the network ----------------------------------------------------------------------------------


def _answer(network: Network, sketch: ImageInput, line: Floats, given: Floats, params: ColourParams) -> Floats:
    """3 x h x w in [0, 1], in one piece or in overlapping tiles."""
    height, width = line.shape
    tile = sketch.largest or TILE
    rows, columns = _starts(height, tile), _starts(width, tile)
    if len(rows) == len(columns) == 1:
        return _piece(network, sketch, line, given, params)
    total, weights = np.zeros((3, height, width), np.float32), np.zeros((height, width), np.float32)
    for top in rows:
        for left in columns:
            part = np.s_[top : top + tile, left : left + tile]
            answer = _piece(network, sketch, line[part], given[:, part[0], part[1]], params)
            weight = np.multiply.outer(*(_ramp(side, _overlap(tile)) for side in answer.shape[1:]))
            total[:, part[0], part[1]] += answer * weight
            weights[part] += weight
    return np.asarray(total / weights, np.float32)


def _overlap(tile: int) -> int:
    """Pixels that neighbouring tiles share."""
    return min(OVERLAP, tile // 4)


def _starts(side: int, tile: int) -> list[int]:
    """Where tiles begin along a side."""
    if side <= tile:
        return [0]
    shared = _overlap(tile)
    count = -(-(side - shared) // (tile - shared))
    return [round(index * (side - tile) / (count - 1)) for index in range(count)]


def _ramp(side: int, shared: int) -> Floats:
    """Weights that fall towards both ends of a tile, never to nothing."""
    distance = np.minimum(np.arange(side), np.arange(side)[::-1]).astype(np.float32)
    return np.asarray(((distance + 1) / max(shared, 1)).clip(max=1), np.float32)


def _piece(network: Network, sketch: ImageInput, line: Floats, given: Floats, params: ColourParams) -> Floats:
    """One pass, padded by reflection to the multiple that the network needs."""
    height, width = line.shape
    below, right = (-height % sketch.multiple, -width % sketch.multiple)
    line = _padded(line, below, right)
    given = np.pad(given, ((0, 0), (0, below), (0, right)))
    feeds = {control.name: control.zeros(1) for control in network.controls}
    feeds |= {code.name: code_of(code, params.variation) for code in latents(network.controls)}
    for role, control in images(network.controls).items():
        planes = given if role == "hints" else np.repeat(line[None], control.channels, 0)
        feeds[control.name] = planes[None].astype(np.float32)
    answer = network.run(feeds)[0, :, :height, :width]
    return np.broadcast_to(answer, (3, height, width)).astype(np.float32)


def _padded(line: Floats, below: int, right: int) -> Floats:
    for axis, more in ((0, below), (1, right)):
        while more:  # reflection reaches only as far as the picture is long
            step = min(more, line.shape[axis])
            line = np.pad(line, [(0, step) if each == axis else (0, 0) for each in (0, 1)], mode="symmetric")
            more -= step
    return line


def code_of(control: Latent, variation: int) -> Floats:
    """1 x size numbers: the middle for 0, else drawn for this `variation`."""
    if not variation:
        return np.zeros((1, control.size), np.float32)
    return np.random.default_rng(variation).standard_normal((1, control.size)).astype(np.float32)


# -- out --------------------------------------------------------------------------------------------------


def _strengthened(colours: Floats, strength: float) -> Floats:
    luma = np.tensordot(np.array([0.299, 0.587, 0.114], np.float32), colours, 1)
    return np.asarray((luma + strength * (colours - luma)).clip(0, 1), np.float32)


def _pixels(picture: Floats) -> Pixels:
    pixels: Pixels = np.rint(picture * 255).clip(0, 255).astype(np.uint8)
    return pixels
