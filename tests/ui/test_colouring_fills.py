"""Fills on the screen: no paper between colour and line, nothing where nothing is filled."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from ganstudio.core.pictures import Pixels
from ganstudio.drawing.marks import HINTS, MARKED, Fill
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.surface.painting import to_pixels
from tests.pen import pull, tap
from tests.ui.window import SLOW

pytestmark = pytest.mark.usefixtures("at_rest")

DARK = (40, 30, 90)


def sharp(panel: ColourPanel, qtbot: QtBot) -> Pixels:
    """What the left canvas shows when its lines are sharp."""
    panel.easel.hover(None)
    panel.left.grab()
    qtbot.waitUntil(lambda: all(panel.easel._sharps[panel.left].image(name) for name in MARKED), timeout=SLOW)
    return to_pixels(panel.left.grab().toImage())[..., :3]


def filled_ring(panel: ColourPanel, size: float, radius: float = 200.0) -> None:
    panel.easel.hand.set_size(size)
    panel.easel.hand.set_steadiness(0)
    ways = np.linspace(0, 6.3, 120)
    pull(panel.left, [(512 + radius * math.cos(way), 512 + radius * math.sin(way), 1.0) for way in ways])
    panel.easel.hand.set_colour(DARK)
    panel.easel.hand.set_tool("fill")
    tap(panel.left, 512, 512)


def along(seen: Pixels, panel: ColourPanel, way: float, start: float, end: float) -> Pixels:
    """The pixels of the screen from `start` to `end` px of the drawing away from the middle, one after the other."""
    place = panel.left.place()
    steps = np.linspace(start, end, 400)
    points = [place.map(QPointF(512 + step * math.cos(way), 512 + step * math.sin(way))).toPoint() for step in steps]
    return np.array([seen[point.y(), point.x()] for point in points])


@pytest.mark.parametrize("zoom", [0.35, 0.8, 1.0, 3.0])
@pytest.mark.parametrize("size", [2.0, 6.0, 20.0])
def test_that_no_paper_shows_between_a_fill_and_its_line(
    size: float, zoom: float, panel: ColourPanel, qtbot: QtBot
) -> None:
    filled_ring(panel, size, radius=60.0)
    panel.easel.view.set_zoom(zoom, panel.easel.view.to_canvas(QPointF(512, 512)))
    seen = sharp(panel, qtbot).astype(int)
    for way in np.linspace(0, 2 * math.pi, 48, endpoint=False):
        tones = along(seen, panel, way, 30.0, 60.0).max(axis=1)
        assert tones[: int(tones.argmin()) + 1].max() <= max(DARK) + 8, "lighter than both fill and ink: paper"


@pytest.mark.parametrize("zoom", [0.2, 0.35, 0.5])
def test_that_no_veil_lies_over_the_rectangle_around_a_fill(zoom: float, panel: ColourPanel, qtbot: QtBot) -> None:
    filled_ring(panel, 6.0)
    panel.easel.view.set_zoom(zoom)
    seen = sharp(panel, qtbot)
    place = panel.left.place()
    for x, y in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        corner = place.map(QPointF(512 + 185 * x, 512 + 185 * y)).toPoint()
        assert seen[corner.y(), corner.x()].tolist() == [255, 255, 255], "in the corner nothing is filled"


def test_that_a_fill_does_not_show_on_the_other_side_of_a_thin_line(panel: ColourPanel, qtbot: QtBot) -> None:
    filled_ring(panel, 2.0)
    panel.easel.view.set_zoom(3.0, panel.easel.view.to_canvas(QPointF(512 + 200, 512)))
    seen = sharp(panel, qtbot).astype(int)
    for way in np.linspace(-0.15, 0.15, 9):
        outside = along(seen, panel, way, 202.5, 206)
        assert outside.min() > 225


def test_that_fills_of_neighbours_meet_below_their_line(panel: ColourPanel, qtbot: QtBot) -> None:
    panel.easel.hand.set_size(3)
    pull(panel.left, [(100, 512, 1.0), (924, 512, 1.0)])
    pull(panel.left, [(100, 300, 1.0), (924, 300, 1.0), (924, 700, 1.0), (100, 700, 1.0), (100, 300, 1.0)])
    panel.easel.hand.set_colour(DARK)
    panel.easel.hand.set_tool("fill")
    tap(panel.left, 500, 400)
    tap(panel.left, 500, 600)
    assert [type(step[0]) for step in panel.easel.drawing.done[-2:]] == [Fill, Fill]
    seen = sharp(panel, qtbot).astype(int)
    place = panel.left.place()
    top, bottom = (round(place.map(QPointF(500, y)).y()) for y in (450, 580))
    column = seen[top:bottom, round(place.map(QPointF(500, 512)).x())]
    assert column.max() <= max(DARK) + 8
    assert panel.easel.drawing.on(HINTS)
