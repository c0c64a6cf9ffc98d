"""What is drawn of a curve: points that can be drawn, a calm version of them, and its present value."""

from __future__ import annotations

import math

import numpy as np

from ganstudio.core.history import Curve, Floats

_SMOOTHING = 60  # points to each side, at most
_BINS = 600


def binned(steps: Floats, values: Floats) -> tuple[Floats, Floats]:
    """At most a few thousand averages of neighbours: more cannot be seen, and would be slow to smooth."""
    width = len(values) // _BINS
    if width < 2:
        return steps, values
    whole = len(values) // width * width
    return steps[:whole].reshape(-1, width).mean(axis=1), values[:whole].reshape(-1, width).mean(axis=1)


def smoothed(steps: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Weighted average over neighbours on both sides: calm, and not late."""
    reach = max(4, min(len(values) // 12, _SMOOTHING))
    kernel = np.hanning(2 * reach + 1)
    weights = np.convolve(np.ones(len(values)), kernel, mode="same")
    return steps, np.convolve(values, kernel, mode="same") / np.maximum(weights, 1e-9)


def drawable(curve: Curve | None, log: bool) -> tuple[Floats, Floats]:
    """A loss that was not computed in a step, or is not positive on a log scale, cannot be drawn."""
    if curve is None or not len(curve):
        return np.empty(0), np.empty(0)
    keep = np.isfinite(curve.values)
    if log:
        keep &= curve.values > 0
    return curve.steps[keep], curve.values[keep]


def recent(curve: Curve) -> float:
    """Its value now, over a few steps; nan where there is none."""
    values = curve.values[-20:]
    values = values[np.isfinite(values)]
    return float(values.mean()) if len(values) else math.nan
