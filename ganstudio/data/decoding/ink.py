"""Line art at a glance: whether there is ink at all, and whether it is light on dark."""

from __future__ import annotations

import numpy as np

from ganstudio.core.pictures import Pixels

_DARK, _LIGHT = 96, 160  # tones of paper that is dark, and of lines that are light
_MOST_LINES = 0.45  # share of a drawing that its lines cover at most
_LEAST_LINES = 0.001
_INKED = 24  # ink that shows
_SAMPLE = 1024  # px a side that are looked at


def is_dark_paper(grey: Pixels) -> bool:
    """Whether H x W tones are light lines on dark paper."""
    sample = _sample(grey)
    light = float((sample > _LIGHT).mean())
    return float(np.median(sample)) < _DARK and _LEAST_LINES < light < _MOST_LINES


def is_empty(ink: Pixels) -> bool:
    """Whether H x W ink (0 none, 255 full) is a sheet that nobody drew on."""
    return bool(ink.max(initial=0) < _INKED)


def is_solid(ink: Pixels) -> bool:
    """Whether ink covers everything, as a black sheet does."""
    return bool(ink.min(initial=255) > 255 - _INKED)


def _sample(plane: Pixels) -> Pixels:
    return plane[:: max(1, plane.shape[0] // _SAMPLE), :: max(1, plane.shape[1] // _SAMPLE)]
