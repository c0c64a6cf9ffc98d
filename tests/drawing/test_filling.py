from __future__ import annotations

import numpy as np
import pytest

from ganstudio.drawing.filling import Mask, filled, reached


def box(gap: int = 0, side: int = 60, thick: int = 2) -> Mask:
    """A square of ink in a larger picture, with an opening of `gap` px in its right side."""
    ink = np.zeros((100, 100), bool)
    ink[20 : 20 + side, 20 : 20 + side] = True
    ink[20 + thick : 20 + side - thick, 20 + thick : 20 + side - thick] = False
    if gap:
        ink[50 : 50 + gap, 20 + side - thick : 20 + side] = False
    return ink


def whole(found: tuple[int, int, Mask] | None, shape: tuple[int, int] = (100, 100)) -> Mask:
    assert found is not None
    left, top, mask = found
    picture = np.zeros(shape, bool)
    picture[top : top + mask.shape[0], left : left + mask.shape[1]] = mask
    return picture


def test_that_a_fill_takes_what_ink_encloses() -> None:
    area = whole(filled(box(), 50, 50, grow=0))
    expected = np.zeros((100, 100), bool)
    expected[22:78, 22:78] = True
    assert np.array_equal(area, expected)


def test_that_a_fill_is_cut_to_its_box() -> None:
    found = filled(box(), 50, 50, grow=0)
    assert found is not None and found[:2] == (22, 22) and found[2].shape == (56, 56)


def test_that_a_fill_reaches_under_the_ink() -> None:
    area = whole(filled(box(), 50, 50, grow=1))
    assert area[50, 21] and not area[50, 20]
    assert area[50, 78] and not area[50, 79]


def test_that_a_fill_outside_stays_outside() -> None:
    area = whole(filled(box(), 5, 5, grow=0))
    assert area.sum() == 100 * 100 - 60 * 60


def test_that_a_fill_leaks_where_gaps_are_not_closed() -> None:
    assert whole(filled(box(gap=4), 50, 40, gap=0))[5, 5]


@pytest.mark.parametrize("gap", [1, 2, 4, 5])
def test_that_gaps_up_to_the_tolerance_hold(gap: int) -> None:
    area = whole(filled(box(gap=gap), 50, 40, gap=6, grow=0))
    assert not area[:, 82:].any()
    assert area[22:78, 22:76].all(), "corners and edges are filled as without a gap"


def test_that_a_gap_wider_than_the_tolerance_leaks() -> None:
    assert whole(filled(box(gap=14), 50, 40, gap=6))[5, 5]


def test_that_narrow_corners_are_filled_to_their_tips() -> None:
    rows, columns = np.mgrid[0:100, 0:100]
    ink = np.abs(rows - 50) >= (columns - 10) * 0.2  # a wedge whose tip lies at the left
    ink[:, 90:] = True
    area = whole(filled(ink, 80, 50, gap=8, grow=0))
    assert np.array_equal(area, ~ink)


def test_that_the_outside_of_a_gap_holds_too() -> None:
    area = whole(filled(box(gap=4), 5, 5, gap=6, grow=0))
    assert not area[30:70, 30:70].any()


def test_that_a_place_narrower_than_the_tolerance_is_filled_all_the_same() -> None:
    ink = np.zeros((40, 40), bool)
    ink[10], ink[14] = True, True
    area = whole(filled(ink, 20, 12, gap=10, grow=0), (40, 40))
    assert np.array_equal(np.flatnonzero(area.any(axis=1)), [11, 12, 13]) and area[12].all()


@pytest.mark.parametrize("place", [(20, 50), (-1, 50), (50, 100), (100, 3)])
def test_that_ink_and_places_beside_the_picture_are_not_filled(place: tuple[int, int]) -> None:
    assert filled(box(), *place) is None


def test_that_a_picture_without_ink_is_filled_whole() -> None:
    found = filled(np.zeros((30, 50), bool), 3, 3, gap=6)
    assert found is not None and found[2].shape == (30, 50) and found[2].all()


def test_that_areas_that_touch_at_corners_only_are_not_connected() -> None:
    free = np.array([[1, 0], [0, 1]], bool)
    seeds = np.array([[1, 0], [0, 0]], bool)
    assert reached(free, seeds).tolist() == [[True, False], [False, False]]


def test_that_everything_connected_is_reached_and_nothing_else() -> None:
    free = np.random.default_rng(3).random((60, 70)) > 0.42
    seeds = np.zeros_like(free)
    seeds[30, 30:40] = True
    slow = seeds & free
    while True:
        wider = slow.copy()
        wider[1:] |= slow[:-1]
        wider[:-1] |= slow[1:]
        wider[:, 1:] |= slow[:, :-1]
        wider[:, :-1] |= slow[:, 1:]
        wider &= free
        if np.array_equal(wider, slow):
            break
        slow = wider
    assert np.array_equal(reached(free, seeds), slow)


def test_that_nothing_is_reached_where_nothing_is_free() -> None:
    assert not reached(np.zeros((5, 7), bool), np.ones((5, 7), bool)).any()
    assert not reached(np.ones((5, 7), bool), np.zeros((5, 7), bool)).any()


def test_that_a_narrow_place_still_has_its_small_gaps_closed() -> None:
    ink = np.zeros((40, 40), bool)
    ink[10], ink[14] = True, True
    ink[10, 30:32] = False
    area = whole(filled(ink, 20, 12, gap=10, grow=0), (40, 40))
    assert not area[:9].any() and area[12].all()
