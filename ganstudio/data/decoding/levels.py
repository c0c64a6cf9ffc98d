"""What counts as black and as white in numbers of any kind: bits, fractions, measurements."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels

# White in files of 8, 10, 12, 14 and 16 bits, and in fractions.
_WHITES = (1.0, 255.0, 1023.0, 4095.0, 16383.0, 65535.0)
_PER_CENT = 100.0
_ROUNDED = 1.01  # by how much fractions may overshoot after somebody's arithmetic
_FAR = 8  # a white that is this many times the highest value is not meant
_INDEX = 16  # bytes up to this are no tones of 0 to 255 but counts, or masks
_BAND = 1 << 24  # values that are converted at a time


class Levels(NamedTuple):
    """The values of black and white."""

    black: float
    white: float

    @property
    def words(self) -> str:
        """ "12 bits a channel", or "values from 0 to 1"."""
        if self.black == 0 and self.white in _WHITES[2:]:
            return f"{round(self.white + 1).bit_length() - 1} bits a channel"
        return f"values from {self.black:.4g} to {self.white:.4g}"


BYTES = Levels(0.0, 255.0)


def levels_of(values: npt.NDArray[Any]) -> Levels:
    """Found from the lowest and highest of `values`; what is not finite does not count."""
    low, high = span_of(values)
    if values.dtype == np.uint8 and high > _INDEX:
        return BYTES
    return levels_between(low, high, values.dtype.kind == "f")


def span_of(values: npt.NDArray[Any]) -> tuple[float, float]:
    """Lowest and highest finite value, 0 and 0 when there are none."""
    if values.dtype.kind == "f":
        finite = np.isfinite(values)
        values = values if finite.all() else values[finite]
    return (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)


def levels_between(low: float, high: float, fractions: bool) -> Levels:
    """Black and white for values from `low` to `high`; the usual scales are preferred to these very values."""
    if low < 0:
        if fractions and low >= -_ROUNDED and high <= _ROUNDED:
            return Levels(-1.0, 1.0)
        return Levels(low, high if high > low else low + 1)
    scales = sorted((*_WHITES, _PER_CENT)) if fractions else _WHITES
    white = next((white for white in scales if high <= white * (_ROUNDED if white == 1 else 1)), high)
    return Levels(0.0, high if 0 < high < white / _FAR else white)


def to_bytes(values: npt.NDArray[Any], levels: Levels) -> Pixels:
    """`values` as 0 to 255; beyond black and white is cut off, what is not a number is black."""
    if values.dtype == np.uint8 and levels == BYTES:
        return values
    flat, out = values.reshape(-1), np.empty(values.size, np.uint8)
    scale = np.float32(255 / (levels.white - levels.black))
    for start in range(0, flat.size, _BAND):
        part = flat[start : start + _BAND].astype(np.float32)
        np.nan_to_num(part, copy=False, nan=levels.black, posinf=levels.white, neginf=levels.black)
        part -= np.float32(levels.black)
        part *= scale
        out[start : start + _BAND] = np.clip(part, 0, 255, out=part).round()
    return out.reshape(values.shape)
