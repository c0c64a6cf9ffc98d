from __future__ import annotations

import math

import numpy as np
import pytest

from ganstudio.drawing import brush
from ganstudio.drawing.brush import Area

ALL = Area(0, 0, 200, 160)


def mask_of(*ways: brush.Floats, within: Area = ALL) -> brush.Bytes:
    mask = np.zeros((160, 200), np.uint8)
    for way in ways:
        brush.cover(mask, way, within)
    return mask


def way(points: list[tuple[float, float, float]]) -> brush.Floats:
    return np.array(points, np.float32)


def bow(count: int = 90) -> brush.Floats:
    t = np.linspace(0, 1, count)
    return np.stack([30 + 140 * t, 80 + 50 * np.sin(6 * t), 2 + 6 * np.sin(3 * t) ** 2], axis=1).astype(np.float32)


@pytest.mark.parametrize("radius", [0.2, 0.5, 1.3, 4.0, 30.0])
def test_that_a_dot_has_the_area_of_its_circle(radius: float) -> None:
    covered = mask_of(way([(80.3, 70.6, radius)])).sum() / 255
    expected = math.pi * radius**2 if radius >= 0.5 else 2 * radius  # thinner than a pixel: paler
    assert covered == pytest.approx(expected, rel=0.12 if radius >= 1 else 0.7)


@pytest.mark.parametrize("width", [0.4, 1.0, 2.0, 7.0])
@pytest.mark.parametrize("slope", [0.0, 0.3, 1.0])
def test_that_a_line_has_its_width_at_every_slope(width: float, slope: float) -> None:
    mask = mask_of(way([(20, 20, width / 2), (180, 20 + 100 * slope, width / 2)]))
    across = mask[:, 60:140].sum() / 255 / 80 * math.cos(math.atan(100 / 160 * slope))
    assert across == pytest.approx(width, rel=0.06)


def test_that_the_edge_is_smooth() -> None:
    mask = mask_of(way([(80.0, 70.0, 20.0)]))
    row = mask[70, 90:110].astype(int)
    assert (np.diff(row) <= 0).all() and ((row > 0) & (row < 255)).sum() in (1, 2)


def test_that_a_line_of_even_width_has_no_beads() -> None:
    mask = mask_of(way([(20 + x, 80, 5.3) for x in range(0, 160, 3)]))
    columns = mask[:, 30:170].sum(axis=0, dtype=int)
    assert np.ptp(columns) <= 3


def test_that_crossing_itself_makes_a_stroke_no_darker() -> None:
    down, up = way([(20, 20, 0.3), (100, 100, 0.3)]), way([(20, 100, 0.3), (100, 20, 0.3)])
    crossed = mask_of(np.concatenate([down, up]))
    assert crossed[60, 60] == max(mask_of(down)[60, 60], mask_of(up)[60, 60])
    assert crossed.max() < 255


def test_that_pieces_painted_one_by_one_are_the_stroke() -> None:
    whole = mask_of(bow())
    bits = mask_of(*(bow()[start : start + 2] for start in range(89)))
    assert np.abs(whole.astype(int) - bits).max() <= 12  # points that are left out move the edge by less than 0.05 px
    assert mask_of(*[bow()[:1]], bow()).tobytes() == mask_of(bow()).tobytes()


@pytest.mark.parametrize("part", [Area(0, 0, 90, 160), Area(61, 33, 127, 99), Area(190, 150, 200, 160)])
def test_that_a_part_painted_alone_is_the_part_of_the_whole(part: Area) -> None:
    whole, alone = mask_of(bow()), mask_of(bow(), within=part)
    assert np.array_equal(whole[part.rows, part.columns], alone[part.rows, part.columns])
    alone[part.rows, part.columns] = 0
    assert not alone.any()


def test_that_bounds_hold_everything_that_is_touched() -> None:
    mask = mask_of(bow())
    rows, columns = np.nonzero(mask)
    found = brush.bounds(bow())
    assert found.left <= columns.min() and columns.max() < found.right
    assert found.top <= rows.min() and rows.max() < found.bottom


def test_that_strokes_beside_the_picture_touch_nothing() -> None:
    mask = np.zeros((160, 200), np.uint8)
    assert not brush.cover(mask, way([(-90, -90, 5), (-20, 400, 5)]), ALL)
    assert brush.bounds(way([(1e30, -1e30, 5)])) == brush.bounds(way([(1e30, -1e30, 5)]))
    assert not mask.any()


def test_that_a_stroke_reaches_in_from_outside() -> None:
    assert mask_of(way([(-500, 80, 5), (700, 80, 5)]))[80].min() == 255


def test_that_a_line_never_vanishes_nor_grows_with_no_pressure() -> None:
    made = brush.path(np.array([[1, 1, 0.0], [2, 2, 1.0], [3, 3, -5.0]], np.float32), 10)
    assert made[:, 2].tolist() == pytest.approx([brush.THINNEST / 2, 5.0, brush.THINNEST / 2])


def test_that_colour_is_laid_on_as_strongly_as_the_mask_says() -> None:
    picture, mask = np.zeros((2, 2, 4), np.uint8), np.array([[0, 51], [128, 255]], np.uint8)
    brush.blend(picture, mask, Area(0, 0, 2, 2), (250, 100, 0), False)
    assert picture[0, 0].tolist() == [0, 0, 0, 0]
    assert picture[0, 1].tolist() == [0, 20, 50, 51]
    assert picture[1, 1].tolist() == [0, 100, 250, 255]
    brush.blend(picture, mask, Area(0, 0, 2, 2), (0, 0, 0), True)
    assert picture[1, 1].tolist() == [0, 0, 0, 0]
    assert picture[1, 0, 3] in (63, 64)


def test_that_a_ground_of_its_own_is_where_colour_goes_on() -> None:
    picture, ground = np.full((1, 2, 4), 9, np.uint8), np.full((1, 2, 4), 100, np.uint8)
    brush.blend(picture, np.array([[0, 255]], np.uint8), Area(0, 0, 2, 1), (1, 2, 3), False, onto=ground)
    assert picture.tolist() == [[[100] * 4, [3, 2, 1, 255]]]


def test_how_areas_are_joined_and_cut() -> None:
    one, other, nothing = Area(0, 0, 4, 4), Area(2, 2, 9, 3), Area(5, 5, 5, 9)
    assert one.joined(other) == Area(0, 0, 9, 4) and one.within(other) == Area(2, 2, 4, 3)
    assert not nothing and nothing.joined(one) == one and one.joined(nothing) == one
    assert one.meets(other) and not one.meets(Area(4, 0, 6, 6))
    assert other.grown(1) == Area(1, 1, 10, 4)


def test_that_a_line_that_tapers_is_the_hull_of_its_discs() -> None:
    """Made of few pieces or of many, its edge is the same: no scallops."""
    ends = np.array([(40, 80, 20), (120, 80, 3)], np.float32)
    share = np.linspace(0, 1, 900, dtype=np.float32)[:, None]
    discs = mask_of(*((ends[0] * (1 - each) + ends[1] * each)[None] for each in share))
    for pieces in (1, 4, 15):
        share = np.linspace(0, 1, pieces + 1, dtype=np.float32)[:, None]
        assert np.abs(mask_of(ends[0] * (1 - share) + ends[1] * share).astype(int) - discs).max() <= 6
