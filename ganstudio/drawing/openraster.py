"""Drawings with their layers for other painting programs: OpenRaster, which Krita, GIMP and MyPaint open."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
from PIL import Image

from ganstudio.core import files

SUFFIX = ".ora"
VERSION = "0.0.5"
NORMAL, MULTIPLY = "svg:src-over", "svg:multiply"
_OPERATIONS = frozenset(
    "svg:" + name
    for name in (
        "src-over", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light",
        "soft-light", "difference", "color", "luminosity", "hue", "saturation", "plus", "dst-in", "dst-out",
        "src-atop", "dst-atop",
    )
)  # fmt: skip
_THUMBNAIL = 256  # px, the largest that the format allows

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class OraLayer:
    """`pixels` H x W x 4, RGBA with colours as they are (not premultiplied), as large as the picture."""

    name: str
    pixels: Bytes
    opacity: float = 1.0
    visible: bool = True
    operation: str = NORMAL


def write_ora(path: Path, width: int, height: int, layers: Sequence[OraLayer], merged: Bytes) -> None:
    """Write `layers`, from the top down, and `merged` (H x W x 3 or 4), what they look like together.

    Raises StudioError when `path` cannot be written, ValueError for pixels that do not fit.
    """
    for layer in layers:
        _check(layer.pixels, (height, width), (4,))
        if layer.operation not in _OPERATIONS:
            raise ValueError(f"OpenRaster has no {layer.operation}")
    _check(merged, (height, width), (3, 4))

    def write(temporary: Path) -> None:
        # PNG is compressed already, and the type has to come first and plain.
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
            for name, data in _parts(width, height, layers, merged):
                archive.writestr(zipfile.ZipInfo(name), data)

    files.replace_atomically(path, write)


def _check(pixels: Bytes, shape: tuple[int, int], channels: tuple[int, ...]) -> None:
    if pixels.dtype != np.uint8 or pixels.shape[:2] != shape or pixels.ndim != 3 or pixels.shape[2] not in channels:
        raise ValueError(f"a layer of {pixels.shape} {pixels.dtype} in a picture of {shape}")


def _parts(width: int, height: int, layers: Sequence[OraLayer], merged: Bytes) -> Iterable[tuple[str, bytes]]:
    image = ElementTree.Element("image", version=VERSION, w=str(width), h=str(height))
    stack = ElementTree.SubElement(image, "stack")
    pictures: list[tuple[str, bytes]] = []
    for number, layer in enumerate(layers):
        left, top, pixels = _cropped(layer.pixels)
        source = f"data/layer{number:03d}.png"
        pictures.append((source, _png(Image.fromarray(pixels))))
        ElementTree.SubElement(stack, "layer", {
            "name": "".join(letter if letter.isprintable() else " " for letter in layer.name),
            "src": source, "x": str(left), "y": str(top), "opacity": f"{min(1.0, max(0.0, layer.opacity)):.4f}",
            "visibility": "visible" if layer.visible else "hidden", "composite-op": layer.operation,
        })  # fmt: skip
    whole = Image.fromarray(merged)
    small = whole.copy()
    small.thumbnail((_THUMBNAIL, _THUMBNAIL), Image.Resampling.LANCZOS)
    yield "mimetype", b"image/openraster"
    yield "stack.xml", ElementTree.tostring(image, encoding="UTF-8", xml_declaration=True)
    yield from pictures
    yield "mergedimage.png", _png(whole)
    yield "Thumbnails/thumbnail.png", _png(small)


def _cropped(pixels: Bytes) -> tuple[int, int, Bytes]:
    """What can be seen of a layer and where; a pixel of nothing when it is empty."""
    seen = pixels[..., 3] > 0
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not rows.size:
        return 0, 0, pixels[:1, :1]
    top, left = int(rows[0]), int(columns[0])
    return left, top, np.ascontiguousarray(pixels[top : rows[-1] + 1, left : columns[-1] + 1])


def _png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=4)
    return stream.getvalue()
