"""Colours under the lines of an answer, and the colour of a region: fast, and to the bit what the plain way gives."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.drawing.regions import divided
from ganstudio.export.shading import Seen
from ganstudio.export.spreading import without_lines
from tests.drawing.test_regions import drawn

Floats = np.ndarray


def plainly(answer: Floats, line: Floats) -> Floats:
    """Ring by ring over the whole picture: a pixel of a line is the mean of what is known around it."""
    known = (line > 0.65).astype(np.float32)
    colours = answer * known
    for _ in range(24):
        cover = sums(known)
        reached = (known == 0) & (cover > 0)
        filled = np.stack([sums(plane) for plane in colours]) / np.maximum(cover, 1e-6)
        colours = np.where(reached, filled, colours)
        known = np.where(reached, np.float32(1), known)
    return np.where(known > 0, colours, answer).astype(np.float32)


def sums(plane: Floats) -> Floats:
    padded = np.pad(plane, 1)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.97, 1.0])
def test_that_colours_meet_under_lines_as_ring_by_ring(share: float) -> None:
    rng = np.random.default_rng(4)
    answer = rng.random((3, 37, 52), np.float32)
    line = np.where(rng.random((37, 52)) < share, np.float32(0.1), np.float32(0.9))
    line[10:30, 20:24] = 0
    assert np.array_equal(without_lines(answer, line), plainly(answer, line))


def test_that_a_region_has_the_median_colour_of_its_paper() -> None:
    regions = divided(drawn(), 4)
    picture = np.random.default_rng(5).integers(0, 256, (70, 90, 3)).astype(np.uint8)
    seen = Seen(picture, regions)
    for region in range(regions.count):
        own = picture[(seen.labels == region) & seen.clear]
        assert len(own)
        assert np.array_equal(seen.medians[region], np.sort(own, axis=0)[len(own) // 2])
