"""Where the axes of a drawing have numbers, and how these are written."""

from __future__ import annotations

import math


def places(low: float, high: float, most: int) -> list[float]:
    """Round numbers between `low` and `high`, at most about `most` of them."""
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low]
    rough = span / max(1, most)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def written(value: float) -> str:
    """A number as short as it can be read: thousands as k."""
    if abs(value) >= 1_000:
        return f"{value / 1_000:g}k"
    return "0" if abs(value) < 1e-12 else f"{value:.4g}"
