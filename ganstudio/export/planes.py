"""Pictures as planes of numbers in [0, 1], and back, in bands: the arithmetic of a translation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from PIL import Image

from ganstudio.export import tiling
from ganstudio.export.tiling import Floats, Part

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # as Pillow has it (ITU-R BT.601)
_EVEN, _EDGE = 0.06, 0.2  # by how much a change differs within 3 x 3 pixels: still even, surely an edge
_BAND = 64  # rows of the picture that are finished at once, so that memory stays small


def shown(picture: Image.Image, part: Part) -> Floats:
    """1 x C x height x width in [0, 1] of a part, beyond the picture by reflection."""
    right, bottom = (min(picture.width, part.left + part.width), min(picture.height, part.top + part.height))
    pixels = np.asarray(picture.crop((part.left, part.top, right, bottom)))
    whole = tiling.padded(pixels, part.height, part.width)
    planes = whole[None] if whole.ndim == 2 else whole.transpose(2, 0, 1)
    return planes[None].astype(np.float32) / np.float32(255)


def base(colours: Image.Image, top: int, rows: int, scale: int) -> Floats:
    """C x rows x width of the picture itself, enlarged where the result is."""
    box = (0, top // scale, colours.width, (top + rows) // scale)
    if scale == 1:
        pixels = np.asarray(colours.crop(box))
    else:  # looks beyond its box where it needs to, so that bands join
        pixels = np.asarray(colours.resize((colours.width * scale, rows), Image.Resampling.BICUBIC, box=box))
    planes = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    return planes.astype(np.float32) / np.float32(255)


def slices(bands: Iterable[tuple[int, Floats]], scale: int) -> Iterator[tuple[int, Floats]]:
    """Bands cut into lower ones: what is reckoned with them takes many times their memory."""
    for top, band in bands:
        for at in range(0, band.shape[1], _BAND * scale):
            yield top + at, band[:, at : at + _BAND * scale]


def seen(base: Floats, channels: int) -> Floats:
    """`base` in as many channels as the network gives: luma where it knows grey only."""
    if channels == 1 and len(base) == 3:
        return np.tensordot(_LUMA, base, 1)[None]
    return base


def enlarged(change: Floats, small: Floats, colours: Image.Image) -> Iterator[tuple[int, Floats]]:
    """What a network changed of `small` (both C x h x w) brought to the size of `colours`, in bands from the top.

    The picture keeps its own detail where the change is even, as with another colour of hair. Where something was drawn
    or taken away, its detail would stay as a ghost, so there the answer alone is seen, soft as it is.
    """
    redrawn, height = _redrawn(change), colours.height
    for top in range(0, height, _BAND):
        rows = min(_BAND, height - top)
        lifted, soft, share = (_enlarged(each, colours.size, top, rows) for each in (change, small, redrawn[None]))
        detail = seen(base(colours, top, rows, 1), len(change)) - soft
        yield top, lifted - share.clip(0, 1) * detail


def _enlarged(planes: Floats, size: tuple[int, int], top: int, rows: int) -> Floats:
    """Some rows of C x h x w made as large as `size`, which they may be larger than too."""
    factor, (_, high, wide) = planes.shape[1] / size[1], planes.shape
    box = (0.0, top * factor, float(wide), min(float(high), (top + rows) * factor))
    return np.stack([
        np.asarray(Image.fromarray(plane).resize((size[0], rows), Image.Resampling.BICUBIC, box=box))
        for plane in planes
    ])  # fmt: skip


def _redrawn(change: Floats) -> Floats:
    """h x w: 0 where a change is even around a pixel, 1 where it has an edge."""
    around = np.pad(change, ((0, 0), (1, 1), (1, 1)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(around, (3, 3), axis=(1, 2))
    uneven = (windows.max((3, 4)) - windows.min((3, 4))).max(0)
    return np.asarray(((uneven - _EVEN) / (_EDGE - _EVEN)).clip(0, 1), np.float32)


def as_image(planes: Floats, mode: str) -> Image.Image:
    """C x H x W in [0, 1] as a Pillow picture of mode L or RGB."""
    pixels = np.rint(planes * 255).astype(np.uint8)
    if mode == "L":
        whole = Image.fromarray(pixels[0] if len(pixels) == 1 else np.ascontiguousarray(pixels.transpose(1, 2, 0)))
        return whole.convert("L")
    return Image.fromarray(np.ascontiguousarray(np.broadcast_to(pixels, (3, *pixels.shape[1:])).transpose(1, 2, 0)))


def change_map(change: Floats, alpha: Image.Image | None, top: int) -> Image.Image:
    """White for no change, black for half the range, like the map that trainings show; what is clear is white."""
    amount = (2 * np.abs(change).mean(0)).clip(max=1)
    if alpha is not None:
        rows = alpha.crop((0, top, alpha.width, top + change.shape[1]))
        amount *= np.asarray(rows, np.float32) / np.float32(255)
    return Image.fromarray(np.rint(255 * (1 - amount)).astype(np.uint8))
