"""Colours by region: grouped, and changed wherever they are."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganstudio.core.pictures import Pixels
from ganstudio.drawing.alike import Dot
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS, Stroke
from ganstudio.drawing.regions import Regions, divided
from ganstudio.export import carrying, region_palette
from ganstudio.export.colouring import ColourParams, under_ink

RED, BLUE, GREEN, WHITE = (200, 30, 30), (30, 60, 200), (40, 160, 60), (255, 255, 255)
BOXES = ((20, 20, 60, 60), (70, 20, 110, 60), (20, 70, 110, 110))  # two small ones, and a large one below


@pytest.fixture
def drawn() -> tuple[Regions, Pixels]:
    """Three boxes: red, a slightly other red, blue."""
    ink, picture = Image.new("L", (128, 128)), Image.new("RGB", (128, 128), WHITE)
    for box, colour in zip(BOXES, (RED, (203, 32, 28), BLUE), strict=True):
        ImageDraw.Draw(ink).rectangle(box, outline=255, width=2)
        ImageDraw.Draw(picture).rectangle(box, fill=colour)
    return divided(np.asarray(ink), 2), np.asarray(picture)


def coloured(regions: Regions, picture: Pixels) -> tuple[Regions, carrying.shading.Floats]:
    return regions, carrying.colours_of(picture, regions)


def test_that_regions_of_about_one_colour_are_one_group(drawn: tuple[Regions, Pixels]) -> None:
    found = region_palette.groups(*coloured(*drawn))
    assert [group.colour for group in found] == [BLUE, RED]
    assert [len(group.regions) for group in found] == [1, 2]
    assert sum(group.share for group in found) == pytest.approx(1)


def test_that_a_colour_changes_in_dotted_and_in_other_regions(drawn: tuple[Regions, Pixels]) -> None:
    regions, picture = drawn
    drawing = Drawing(256, 256)
    drawing.do(Stroke(HINTS, np.array([[80, 80, 1]], np.float32), 10, RED))
    dots = [Dot((40, 40), RED)]
    blue, red = region_palette.groups(*coloured(regions, picture))
    drawing.do(*region_palette.changed(drawing, regions, 2, dots, {red: GREEN}))
    assert {mark.colour for mark in drawing.on(HINTS) if isinstance(mark, Stroke)} == {GREEN}
    places = sorted(regions.at(*(mark.points[0, :2] / 2)) for mark in drawing.on(HINTS) if isinstance(mark, Stroke))
    assert places == sorted(red.regions)
    assert region_palette.changed(drawing, regions, 2, dots, {blue: BLUE}) == ()
    drawing.undo()
    assert len(drawing.on(HINTS)) == 1


def test_that_the_change_is_what_is_seen(drawn: tuple[Regions, Pixels]) -> None:
    regions, picture = drawn
    drawing = Drawing(128, 128)
    blue, red = region_palette.groups(*coloured(regions, picture))
    drawing.do(*region_palette.changed(drawing, regions, 1, (), {red: GREEN, blue: RED}))
    hints = np.zeros((128, 128, 4), np.uint8)
    for mark in drawing.on(HINTS):
        assert isinstance(mark, Stroke)
        x, y = mark.points[0, :2].astype(int)
        hints[y - 1 : y + 2, x - 1 : x + 2] = (*mark.colour, 255)
    seen = under_ink(picture, np.where(regions.walls, 255, 0).astype(np.uint8), ColourParams(way=0), hints, regions)
    assert [tuple(seen[y, x]) for x, y in ((40, 30), (90, 30), (60, 100))] == [GREEN, GREEN, RED]
