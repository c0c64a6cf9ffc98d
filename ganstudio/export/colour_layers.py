"""A coloured drawing as layers for painting programs: flats, shading, light and lines, in OpenRaster or PSD."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from ganstudio.core import files
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.drawing import openraster
from ganstudio.drawing.openraster import MULTIPLY, NORMAL, OraLayer
from ganstudio.drawing.regions import Regions
from ganstudio.export import keeping
from ganstudio.export.colour_params import KEPT, ColourParams
from ganstudio.export.colouring import enlarged

ADD = "svg:plus"
PSD = ".psd"
ENDINGS = (openraster.SUFFIX, PSD)


def layers_of(
    colours: Pixels, ink: Pixels, params: ColourParams, hints: Pixels | None, regions: Regions | None,
    is_smooth: bool = True,
) -> list[OraLayer]:  # fmt: skip
    """From the top down; over each other they are the finished picture. `is_smooth`: flats with soft edges."""
    lines = np.zeros((*ink.shape, 4), np.uint8)
    lines[..., 3] = ink
    found = [OraLayer("Lines", lines, operation=MULTIPLY)] if params.keep_line else []
    share = params.way - KEPT
    if regions is None or share > 0:
        found.append(OraLayer("Colours", _opaque(enlarged(colours, ink.shape)), 1.0 if regions is None else share))
    if regions is not None:
        plan = keeping.planned(colours, regions, hints, params)
        found += _shaded(keeping.flats(plan, is_smooth), plan.light)
    return found


def _shaded(flats: Pixels, light: keeping.Floats) -> list[OraLayer]:
    dark = np.rint(np.minimum(light, 1) * 255).astype(np.uint8)
    bright = np.rint(flats * np.maximum(light - 1, 0)[..., None]).astype(np.uint8)
    return [
        OraLayer("Light", _opaque(bright), operation=ADD),
        OraLayer("Shading", _opaque(np.repeat(dark[..., None], 3, axis=2)), operation=MULTIPLY),
        OraLayer("Flats", _opaque(flats), operation=NORMAL),
    ]


def _opaque(pixels: Pixels) -> Pixels:
    return np.concatenate([pixels, np.full((*pixels.shape[:2], 1), 255, np.uint8)], axis=2)


def check(path: Path) -> None:
    """Raise StudioError when layers cannot be written to a file of this name."""
    if path.suffix.lower() not in ENDINGS:
        raise StudioError(f"Layers are written as {' or '.join(ENDINGS)}, not as {path.name}.", "Choose another name.")
    if path.suffix.lower() == PSD:
        try:
            import psd_tools  # noqa: F401
        except ImportError:
            raise StudioError(
                "PSD files need psd-tools, which is not installed.",
                "Write .ora, which Krita, GIMP and MyPaint open, or install it: pip install 'ganstudio[psd]'.",
            ) from None


def write(path: Path, layers: Sequence[OraLayer], merged: Pixels) -> None:
    """Write `layers`, from the top down, by the ending of `path`. Raises StudioError."""
    check(path)
    height, width = merged.shape[:2]
    if path.suffix.lower() == PSD:
        files.replace_atomically(path, lambda temporary: _write_psd(temporary, layers, merged))
    else:
        openraster.write_ora(path, width, height, layers, merged)


def _write_psd(path: Path, layers: Sequence[OraLayer], merged: Pixels) -> None:
    from psd_tools import PSDImage
    from psd_tools.constants import BlendMode

    modes = {NORMAL: BlendMode.NORMAL, MULTIPLY: BlendMode.MULTIPLY, ADD: BlendMode.LINEAR_DODGE}
    made = PSDImage.frompil(Image.fromarray(merged))
    for layer in reversed(layers):
        written = made.create_pixel_layer(Image.fromarray(layer.pixels), name=layer.name)
        written.blend_mode = modes[layer.operation]
        written.opacity = round(255 * layer.opacity)
    with path.open("wb") as stream:
        made.save(stream)
