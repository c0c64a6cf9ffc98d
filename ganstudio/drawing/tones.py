"""Colours as numbers that follow the eye: CIE L*a*b*, OKLab and its lightness, chroma and hue. numpy alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ganstudio.drawing.marks import Colour

Numbers = npt.NDArray[np.float64]

# OKLab (Ottosson 2020), and sRGB to XYZ under D65 (IEC 61966-2-1).
_TO_LMS = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])  # fmt: skip
_TO_LAB = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])  # fmt: skip
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.9505, 1.0, 1.089])
_HALVINGS = 20
_SLACK = 1e-4  # by which light may leave the gamut through rounding


def oklab(colours: npt.NDArray[np.uint8] | Numbers) -> Numbers:
    """sRGB ... x 3 in [0, 255] as OKLab: distances there are what the eye sees."""
    return np.asarray(np.cbrt(_linear(colours) @ _TO_LMS.T) @ _TO_LAB.T)


def lab(colours: npt.NDArray[np.uint8] | Numbers) -> Numbers:
    """sRGB ... x 3 in [0, 255] as CIE L* in 0 to 100, a*, b*."""
    parts = _linear(colours) @ _TO_XYZ.T / _WHITE
    bent = np.where(parts > 0.008856, np.cbrt(parts), 7.787 * parts + 16 / 116)
    x, y, z = np.moveaxis(bent, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def difference(one: npt.ArrayLike, other: npt.ArrayLike) -> Numbers:
    """How different colours ... x 3 in [0, 255] look (CIE76): about 2 is seen side by side, 20 is another colour."""
    apart = lab(np.asarray(one, np.float64)) - lab(np.asarray(other, np.float64))
    return np.asarray(np.linalg.norm(apart, axis=-1))


def oklch(colour: Colour) -> tuple[float, float, float]:
    """Lightness in [0, 1], chroma, and hue in degrees."""
    light, a, b = oklab(np.array(colour, np.float64)).tolist()
    return light, float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)


def of_oklch(light: float, chroma: float, hue: float) -> Colour:
    """The colour of that lightness and hue, with as much of the chroma as a screen can show."""
    low, high = 0.0, 1.0
    if _is_shown(_light(light, chroma, hue)):
        low = 1.0
    else:
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if _is_shown(_light(light, middle * chroma, hue)) else (low, middle)
    linear = _light(light, low * chroma, hue).clip(0, 1)
    values = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = np.rint(values * 255).astype(int).tolist()
    return red, green, blue


def _light(light: float, chroma: float, hue: float) -> Numbers:
    """Linear red, green and blue; outside of [0, 1] where no screen shows it."""
    turn = np.radians(hue)
    place = np.array([light, chroma * np.cos(turn), chroma * np.sin(turn)])
    return np.asarray(np.linalg.solve(_TO_LMS, np.linalg.solve(_TO_LAB, place) ** 3))


def _is_shown(linear: Numbers) -> bool:
    return bool(linear.min() >= -_SLACK and linear.max() <= 1 + _SLACK)


def _linear(colours: npt.NDArray[np.uint8] | Numbers) -> Numbers:
    values = np.asarray(colours, np.float64) / 255
    return np.asarray(np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4))
