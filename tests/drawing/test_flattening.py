"""Marks as pixels without a window: the same as in it."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.drawing import flattening
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS, LINE, Cleared, Fill, Placed, Stroke
from ganstudio.ui.surface.painting import Painter, to_pixels
from tests.drawing.sketches import png, stroke


def drawn() -> Drawing:
    drawing = Drawing(400, 300)
    drawing.do(stroke(1), stroke(2, HINTS), stroke(3))
    drawing.do(Stroke(LINE, np.array([[200, 200, 1], [230, 190, 0.5]], np.float32), 9, erase=True))
    drawing.do(Stroke(HINTS, np.array([[60, 60, 1]], np.float32), 20, (250, 10, 90)))
    return drawing


@pytest.mark.usefixtures("qapp")
def test_that_strokes_are_those_of_the_window() -> None:
    drawing = drawn()
    for layer in (LINE, HINTS):
        shown = to_pixels(Painter(drawing).render(layer, 1))
        ours = flattening.layer_of(drawing, layer)
        assert np.array_equal(ours[..., 3], shown[..., 3])
        seen = ours[..., 3] > 128
        assert seen.any() and np.abs(ours[seen].astype(int) - shown[seen]).max() <= 2


def test_that_fills_and_pictures_lie_where_they_should() -> None:
    drawing = Drawing(40, 30)
    drawing.do(Fill(HINTS, -2, 25, np.ones((20, 10), np.bool_), (1, 2, 3)))
    drawing.do(Placed(LINE, drawing.keep(png(4, 4, "black")), 10, 5, 8, 8))
    hints, ink = flattening.hints(drawing), flattening.ink(drawing)
    assert hints[26, 3].tolist() == [1, 2, 3, 255] and hints[..., 3].sum() == 5 * 8 * 255
    assert ink[5:13, 10:18].min() == 255 and ink.sum() == 64 * 255


def test_that_what_was_cleared_is_gone() -> None:
    drawing = drawn()
    drawing.do(Cleared(LINE))
    assert not flattening.ink(drawing).any() and flattening.hints(drawing).any()


def test_that_white_paint_is_no_ink() -> None:
    drawing = Drawing(20, 20)
    drawing.do(Placed(LINE, drawing.keep(png(4, 4, "white")), 0, 0, 20, 20))
    assert not flattening.ink(drawing).any()


def test_that_a_damaged_picture_is_told() -> None:
    drawing = Drawing(20, 20)
    drawing.do(Placed(LINE, drawing.keep(b"no picture"), 0, 0, 20, 20))
    with pytest.raises(StudioError, match="cannot be read"):
        flattening.ink(drawing)
