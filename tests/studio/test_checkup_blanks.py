"""Blank places in the sheet of real pictures do not pass for variety."""

from __future__ import annotations

import numpy as np

from ganstudio.core.pictures import blank_cells, tile
from ganstudio.evaluate.doctor import small, variety
from ganstudio.studio.checkup import _filled
from tests.synthetic import picture_set


def test_that_blank_places_are_found() -> None:
    data = picture_set(20, classes=4)
    assert blank_cells(tile(data.by_class(4, 8), 4, 8), 4, 8) == {
        row * 8 + column for row in range(4) for column in range(5, 8)
    }
    assert blank_cells(tile(data.by_class(4, 5), 4, 5), 4, 5) == frozenset()
    assert blank_cells(np.zeros((10, 10, 1), np.uint8), 3, 3) == frozenset()


def test_that_they_are_no_variety() -> None:
    data = picture_set(20, classes=4)
    sheet = tile(data.by_class(4, 8), 4, 8)
    whole = variety(small(tile(data.by_class(4, 5), 4, 5), 4, 5), 4)
    filled = _filled(small(sheet, 4, 8), blank_cells(sheet, 4, 8), 4)
    assert abs(variety(filled, 4) / whole - 1) < 0.1
    assert variety(small(sheet, 4, 8), 4) > 1.5 * whole
