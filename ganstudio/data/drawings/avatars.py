"""Flat pictures of DiceBear styles whose licences let anybody train on them."""

from __future__ import annotations

import io
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from ganstudio.data.drawings.patterns import framed

if TYPE_CHECKING:
    from dicebear import Style

# All CC0 1.0 or CC BY 4.0, as their definitions say. None of them is one that `evaluate.kinds` measures on.
WHOLE = (
    "cameo", "gaze", "moods", "open-peeps", "slice", "shadows", "voxel-art", "voxel-bot", "pixel-art", "big-smile",
    "micah", "personas", "dylan", "toon-head", "croodles", "notionists", "shape-grid",
)  # fmt: skip
SHEETS = ("blobs", "landscape", "patchwork", "loops", "triangles", "weave", "waves", "fun-emoji")  # they fill the sheet
STYLES = (*WHOLE, *SHEETS)
UNCOLOURED = ("open-peeps", "croodles", "notionists")  # black on white: their areas get tones
CREDITS = {
    "big-smile": "Ashley Seo", "micah": "Micah Lanier", "personas": "Draftbit", "dylan": "Natalia Spivak",
    "toon-head": "Johan Melin", "croodles": "vijay verma", "fun-emoji": "Davis Uche",
}  # of the CC BY 4.0 ones  # fmt: skip


def avatar(style: str, rng: np.random.Generator, size: int) -> Image.Image:
    """Picture of a style that `rng` decides, size x size, without soft edges."""
    svg = drawn(style, f"drawing {rng.integers(1 << 30)}", size)
    return Image.fromarray(framed(rng, np.asarray(svg))) if style in SHEETS else svg


def drawn(style: str, seed: str, size: int) -> Image.Image:
    """The picture of `seed` in a DiceBear style, on white."""
    import resvg_py
    from dicebear import Avatar

    data = resvg_py.svg_to_bytes(
        svg_string=str(Avatar(_style(style), {"seed": seed})), width=size, height=size, background="#fff",
        skip_system_fonts=True, shape_rendering="crisp_edges",
    )  # fmt: skip
    return Image.open(io.BytesIO(data)).convert("RGB")


@cache
def _style(name: str) -> Style:
    from dicebear import Style

    return Style(json.loads(files("dicebear_styles").joinpath(f"{name}.json").read_text("utf-8")))
