"""Cartoon faces that a seed decides: in colour, as line drawing, and with the truth about each.

The two styles are Lorelei and Adventurer by Lisa Wischofsky, put together by DiceBear. Every attribute exists in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b

import numpy as np

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.data.faces import drawing as faces_drawing

STYLES = ("lorelei", "adventurer")
SMALLEST, LARGEST = 16, 1024  # pixels on a side
LICENCES = {
    "lorelei": "Lorelei by Lisa Wischofsky, CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/)",
    "adventurer": "Adventurer by Lisa Wischofsky, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
}
CREDIT = (
    "Cartoon faces put together with DiceBear from Lorelei (CC0 1.0) and Adventurer (CC BY 4.0), both by Lisa "
    "Wischofsky; colours, outlines and beards were changed."
)

_DARKER = [round(255 * (grey / 255) ** 1.5) for grey in range(256)]  # lines thinner than a pixel stay lines

# Shades of each hair colour. Black stays light enough for the ink on it to be seen.
HAIR = {
    "black_hair": ("#3d3a45", "#40383a", "#363c48"),
    "brown_hair": ("#7a4a2a", "#8f5f3a", "#633c24"),
    "blond_hair": ("#f0cf6a", "#e6bd58", "#f6e2a2"),
    "red_hair": ("#b83a20", "#cf5a2c", "#a32c2a"),
    "blue_hair": ("#4f7fd8", "#6bb4e6", "#4660b8"),
    "pink_hair": ("#f08cb8", "#e2669e", "#f6b0cc"),
}
ATTRIBUTES = (*HAIR, "glasses", "smile", "freckles", "beard", "long_hair")
_SHARES = {"glasses": 0.5, "smile": 0.5, "freckles": 0.4, "beard": 0.3, "long_hair": 0.5}

_SKINS = ("#fbe2d2", "#f6cfae", "#eab78c", "#d39a6b", "#b07549", "#8f5d39", "#764b31")
_PAPERS = (
    "#ffffff", "#ffffff", "#dce9f8", "#fbe3e8", "#e3f3e2", "#fdf3d3", "#ebe3f7", "#d9f1f1", "#fde8d6", "#eceff2",
)  # fmt: skip
_PAINTS = {
    "paper": _PAPERS,
    "skin": _SKINS,
    "eyes": ("#1d1a20", "#22304f", "#274534", "#4a2b19", "#3d2a52"),
    "mouth": ("#14100e", "#3c1013", "#5a161a"),
    "glasses": ("#1b1b22", "#26335c", "#5e2230", "#4c3423", "#1f4d49"),
    "earrings": ("#c9962a", "#7d8791", "#b8325a", "#2b7a8c"),
}
_ALWAYS = {"ink": "#14100e", "sclera": "#ffffff", "teeth": "#ffffff", "throat": "#8f2e45", "tongue": "#ea869e"}


def _variants(numbers: str, prefix: str = "variant") -> tuple[str, ...]:
    return tuple(f"{prefix}{number:>02}" for number in numbers.split())


_LORELEI_HAIR = (
    _variants("02 03 04 05 06 07 08 09 11 12 22 25 26 28 36 38 39 43 44 46 47"),
    _variants("10 13 15 16 17 18 19 20 21 23 24 30 31 32 33 35 37 42 48"),
)
_ADVENTURER_HAIR = (
    (*_variants("01 02 03 04 05 06 07 08 09 10 11 13 14 15 16 17 18", "short"), *_variants("10 13 23 25", "long")),
    _variants("01 04 05 07 08 12 14 17 18 19 22 24 26", "long"),
)
# Attribute: the component that it decides, and its variants without and with it; none: the component is not worn.
# Left out are those that reach over the edge, that nobody could call long or short, or smiling or not.
_WARDROBES: dict[str, dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    "lorelei": {
        "glasses": ("glasses", (), _variants("01 02 03 04 05")),
        "smile": ("mouth", _variants("01 04 05 06 07 09", "sad"), _variants("01 02 03 05 06 07 09 16", "happy")),
        "freckles": ("freckles", (), _variants("01")),
        "beard": ("beard", (), _variants("01 02")),
        "long_hair": ("hair", *_LORELEI_HAIR),
    },
    "adventurer": {
        "glasses": ("glasses", (), _variants("01 02 04 05")),
        "smile": ("mouth", _variants("03 04 09 10 11 14 15 18"), _variants("01 02 22 23 25 26 27 28 30")),
        "freckles": ("freckles", (), _variants("01")),
        "beard": ("beard", (), _variants("01 02")),
        "long_hair": ("hair", *_ADVENTURER_HAIR),
    },
}
# Everything else that a face wears; an empty name: nothing.
_OTHERS: dict[str, dict[str, tuple[str, ...]]] = {
    "lorelei": {
        "head": _variants("01 02 03 04"),
        "eyes": _variants("01 02 03 04 05 06 07 08 10 11 12 14 15 16 17 18 19 20 21 22 23 24"),
        "eyebrows": _variants("01 02 03 05 07 09 10 11 12 13"),
        "nose": _variants("01 02 03 04 05 06"),
        "earrings": ("", "", *_variants("01 02 03")),
        "hairAccessories": ("",) * 9 + ("flowers",),
    },
    "adventurer": {
        "head": ("default",),
        "eyes": _variants("01 02 03 04 05 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26"),
        "eyebrows": _variants("02 04 06 07 08 09 10 11 12 13 14"),
        "earrings": ("", "", "", *_variants("01 02 03 04 05 06")),
    },
}


@dataclass(frozen=True)
class Face:
    """One face: `parts` (component to variant) decide its lines, `palette` (role to #rrggbb) its colours."""

    style: str
    seed: str
    parts: Mapping[str, str] = field(hash=False)
    palette: Mapping[str, str] = field(hash=False)


def face(style: str, seed: int | str) -> Face:
    """The face of `seed`; that of the other style has the same attributes and colours. StudioError: no such style."""
    if style not in STYLES:
        raise StudioError(f"There is no style {style!r}.", f"Choose one of {', '.join(STYLES)}.")
    seed = str(seed)
    parts = {component: _choice(seed, component, offer) for component, offer in _OTHERS[style].items()}
    palette = _ALWAYS | {role: _choice(seed, role, offer) for role, offer in _PAINTS.items()}
    palette["freckles"] = _freckled(palette["skin"])
    palette["hair"] = _shade(seed, _choice(seed, "hair colour", tuple(HAIR)))
    drawn = Face(style, seed, parts, palette)
    for attribute, share in _SHARES.items():
        drawn = _worn(drawn, attribute, _rng(seed, attribute) < share)
    return drawn


def attributes(face: Face) -> dict[str, bool]:
    """The truth about `face`, in the order of ATTRIBUTES; of the hair colours exactly one is true."""
    truth = {colour: face.palette["hair"] in shades for colour, shades in HAIR.items()}
    for attribute in _SHARES:
        component, _, variants = _WARDROBES[face.style][attribute]
        truth[attribute] = face.parts.get(component) in variants
    return truth


def changed(face: Face, attribute: str, value: bool) -> Face:
    """`face` with one attribute set, all else as it was; setting it back gives the same face.

    Setting a hair colour clears the others; clearing it gives another one that the seed decides. Raises StudioError
    when there is no such attribute.
    """
    if attribute not in ATTRIBUTES:
        raise StudioError(f"There is no attribute {attribute!r}.", f"Choose one of {', '.join(ATTRIBUTES)}.")
    if attributes(face)[attribute] == value:
        return face
    if attribute in _SHARES:
        return _worn(face, attribute, value)
    others = tuple(colour for colour in HAIR if colour != attribute)
    colour = attribute if value else _choice(face.seed, f"not {attribute}", others)
    return replace(face, palette={**face.palette, "hair": _shade(face.seed, colour)})


def colour(face: Face, size: int) -> Pixels:
    """`face` in colour, 3 x size x size, 0 to 255. Raises StudioError unless 16 <= size <= 1024."""
    return _colour(face, _svg(face), checked_size(size))


def lines(face: Face, size: int) -> Pixels:
    """`face` as black ink on white paper, 1 x size x size, 0 to 255. Raises StudioError unless 16 <= size <= 1024."""
    return _lines(_svg(face), checked_size(size))


def pair(face: Face, size: int) -> tuple[Pixels, Pixels]:
    """`lines` and `colour` of one face, in less time than one after the other."""
    svg = _svg(face)
    return _lines(svg, checked_size(size)), _colour(face, svg, size)


def checked_size(size: int) -> int:
    if not SMALLEST <= size <= LARGEST:
        raise StudioError(f"Faces cannot be drawn at {size} pixels.", f"Choose {SMALLEST} to {LARGEST} pixels.")
    return size


def _svg(face: Face) -> str:
    return faces_drawing.drawing(face.style, face.parts)


def _colour(face: Face, svg: str, size: int) -> Pixels:
    picture = faces_drawing.raster(faces_drawing.painted(svg, face.palette), size, face.palette["paper"])
    return np.ascontiguousarray(np.asarray(picture, dtype=np.uint8).transpose(2, 0, 1))


def _lines(svg: str, size: int) -> Pixels:
    picture = faces_drawing.raster(faces_drawing.inked(svg), size, "#ffffff").getchannel(0)
    return np.asarray(picture.point(_DARKER), dtype=np.uint8)[None].copy()


def _worn(face: Face, attribute: str, value: bool) -> Face:
    component, without, with_it = _WARDROBES[face.style][attribute]
    parts = {name: variant for name, variant in face.parts.items() if name != component}
    if offer := with_it if value else without:
        parts[component] = _choice(face.seed, f"{attribute} {value}", offer)
    return replace(face, parts=parts)


def _shade(seed: str, colour: str) -> str:
    return _choice(seed, "shade", HAIR[colour])


def _freckled(paint: str) -> str:
    return "#" + "".join(f"{int(paint[at : at + 2], 16) // 2:02x}" for at in (1, 3, 5))


def _choice(seed: str, what: str, offer: tuple[str, ...]) -> str:
    return offer[int(_rng(seed, what) * len(offer))]


def _rng(seed: str, what: str) -> float:
    """A number in [0, 1) that only this seed and this question have: a new question leaves old answers alone."""
    return int.from_bytes(blake2b(f"{seed}/{what}".encode(), digest_size=6).digest(), "big") / 2**48
