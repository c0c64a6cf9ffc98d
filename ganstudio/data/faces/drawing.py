"""Cartoon faces as vector drawings, and those as pixels: one drawing, painted in colours or as ink on paper."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:
    from dicebear import Style

# Roles of paint that stay black in a line drawing; everything else turns into paper.
INKED = frozenset({"ink", "eyes", "mouth", "glasses", "earrings", "freckles"})
_SAME_ROLE = {
    "outline": "ink",
    "eyebrows": "ink",
    "nose": "ink",
    "hairAccessories": "ink",
    "white": "sclera",
    "#7A624E": "freckles",
}
_PAINT = re.compile(r'(fill|stroke)="([^"]+)"')

# Left, top and side of what is shown, in a style's own units: all hair on offer fits in, and heads are about as large.
_FRAMES = {"lorelei": (-6, 14, 968), "adventurer": (-52, -70, 830)}
# Shapes of a role get a line of a role and a width. Lorelei leaves hair without outline; the rest would be lost when
# the picture is small.
_LINES = {
    "lorelei": {"hair": ("ink", 8), "mouth": ("mouth", 3), "freckles": ("freckles", 12)},
    "adventurer": {"ink": ("ink", 4), "glasses": ("glasses", 3), "freckles": ("freckles", 12)},
}
_BEARD = "matrix(-0.85 0 0 0.85 551 416)"  # mirrors Lorelei's beard onto the chin of Adventurer
_SMALL = 96  # up to here a drawing is made twice as large and shrunk: thin lines come out even


def drawing(style: str, parts: Mapping[str, str]) -> str:
    """The SVG of a face that wears `parts` (component to variant), with the name of a role wherever paint goes."""
    from dicebear import Avatar  # late: it takes a fifth of a second

    options: dict[str, Any] = {"seed": style}
    for component in _definition(style)["components"]:
        variant = parts.get(component)
        options[f"{component}Probability"] = 100 if variant else 0
        if variant:
            options[f"{component}Variant"] = [variant]
    left, top, side = _FRAMES[style]
    svg = str(Avatar(_style(style), options))
    svg = re.sub(r'viewBox="[^"]*"', f'viewBox="{left} {top} {side} {side}"', svg, count=1)
    return re.sub(r' clip-path="[^"]*"', "", svg)  # it clips to the style's own frame, and takes half of the time


def painted(svg: str, palette: Mapping[str, str]) -> str:
    """The drawing in the colours of `palette` (role to #rrggbb)."""
    return _repainted(svg, lambda paint: paint if paint.startswith("#") else palette[paint])


def inked(svg: str) -> str:
    """The drawing as black lines on white: it has no palette, so none can show."""
    return _repainted(svg, lambda paint: "#000000" if paint in INKED else "#ffffff")


def _repainted(svg: str, chosen: Callable[[str], str]) -> str:
    def replaced(found: re.Match[str]) -> str:
        return found[0] if found[2] == "none" else f'{found[1]}="{chosen(found[2])}"'

    return _PAINT.sub(replaced, svg)


def raster(svg: str, size: int, paper: str) -> Image.Image:
    """The drawing on `paper` as an RGB picture of size x size."""
    import resvg_py

    scale = 2 if size <= _SMALL else 1
    side = size * scale
    data = resvg_py.svg_to_bytes(svg_string=svg, width=side, height=side, background=paper, skip_system_fonts=True)
    with Image.open(io.BytesIO(data)) as image:
        picture = image.convert("RGB")
    return picture.reduce(scale) if scale > 1 else picture


@cache
def _style(name: str) -> Style:
    from dicebear import Style

    return Style(_definition(name))


@cache
def _definition(name: str) -> dict[str, Any]:
    """DiceBear's definition, redrawn so that every outline is closed and every part can be chosen by itself."""
    definition = _published(name, _LINES[name])
    components, canvas = definition["components"], definition["canvas"]["elements"]
    if name == "lorelei":
        components["beard"] = _beard(definition)
        components["mouth"]["scale"] = {"min": 1.15, "max": 1.15}  # else a smile is lost at 64 pixels
        for head in components["head"]["variants"].values():
            head["elements"] = _with_neck(_beard_below_nose(head["elements"]))
    else:
        components["beard"] = _beard(_published("lorelei", {"hair": ("ink", 9)}))
        details = components.pop("details")  # one of four; blush has no line and a moustache no colour
        components["freckles"] = {**details, "variants": {"variant01": details["variants"]["freckles"]}}
        where = next(element for element in canvas if element["name"] == "details")
        canvas.remove(where)
        beard = {"type": "component", "name": "beard", "attributes": {"transform": _BEARD}}
        canvas[1:1] = [{**where, "name": "freckles"}, beard]  # on the head, below all else
    return definition


def _published(name: str, lines: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    from importlib.resources import files

    text = files("dicebear_styles").joinpath(f"{name}.json").read_text("utf-8")
    definition: dict[str, Any] = _by_role(json.loads(text), lines)
    return definition


def _by_role(node: Any, lines: Mapping[str, tuple[str, int]]) -> Any:
    """A definition with roles instead of paint, and `lines` around the shapes of their roles."""
    if isinstance(node, list):
        return [_by_role(entry, lines) for entry in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "color":
        return _SAME_ROLE.get(node["name"], node["name"])
    redrawn = {key: _by_role(value, lines) for key, value in node.items()}
    if isinstance(fill := redrawn.get("fill"), str):
        role = redrawn["fill"] = _SAME_ROLE.get(fill, fill)
        if role in lines:
            redrawn |= _line(*lines[role])
    return redrawn


def _line(role: str, width: int) -> dict[str, str]:
    return {"stroke": role, "stroke-width": str(width), "stroke-linejoin": "round"}


def _beard(lorelei: dict[str, Any]) -> dict[str, Any]:
    """The beards without the pale mouth that Lorelei lays over them: the mouth is drawn later instead."""
    beard: dict[str, Any] = lorelei["components"]["beard"]
    for variant in beard["variants"].values():
        del variant["elements"][1:]
    return beard


def _beard_below_nose(elements: list[Any]) -> list[Any]:
    beard = next(element for element in elements if element.get("name") == "beard")
    rest = [element for element in elements if element is not beard]
    nose = next(index for index, element in enumerate(rest) if element.get("name") == "nose")
    return [*rest[:nose], beard, *rest[nose:]]


def _with_neck(elements: list[Any]) -> list[Any]:
    """Lorelei's heads with a line below the neck: the skin's own, under everything, so that it shows only there."""
    skin = next(element["attributes"] for element in elements if element.get("attributes", {}).get("fill") == "skin")
    edge = {"type": "element", "name": "path", "attributes": {"d": skin["d"], **_line("ink", 20)}}
    return [edge, *elements]
