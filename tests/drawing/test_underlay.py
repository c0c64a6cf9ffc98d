"""Fills below the soft edges of lines."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.drawing.underlay import under_edges


def across(*tones: int) -> np.ndarray:
    """Ink that is the same in every row."""
    return np.tile(np.array(tones, np.uint8), (12, 1))


def filled_from_left(alpha: np.ndarray, columns: int) -> list[int]:
    """The columns that a fill of the first `columns` has in the end."""
    left, _top, mask = under_edges((0, 0, np.ones((len(alpha), columns), bool)), alpha)
    return [left + column for column in np.flatnonzero(mask.all(axis=0))]


def test_that_a_fill_goes_under_the_soft_edge_up_to_opaque_ink() -> None:
    line = across(0, 0, 0, 40, 120, 210, 255, 255, 255, 210, 120, 40, 0, 0)
    assert filled_from_left(line, 4) == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("ridge", [(160,), (160, 160), (120, 180, 120)])
def test_that_a_fill_never_comes_out_on_the_other_side_of_a_thin_line(ridge: tuple[int, ...]) -> None:
    line = across(0, 0, 0, *ridge, 0, 0, 0)
    assert max(filled_from_left(line, 3)) <= 2 + (len(ridge) + 1) // 2


def test_that_a_fill_stays_on_the_sheet_and_within_reach() -> None:
    left, top, mask = under_edges((0, 0, np.ones((12, 14), bool)), np.zeros((12, 14), np.uint8))
    assert (left, top, mask.shape, mask.all()) == (0, 0, (12, 14), True)
    ramp = np.tile(np.linspace(0, 240, 40).astype(np.uint8), (12, 1))
    assert 8 < len(filled_from_left(ramp, 8)) <= 8 + 12, "a long soft ramp is no line"


def test_that_a_speck_of_paper_between_lines_is_filled_and_an_area_is_not() -> None:
    ink = np.full((40, 40), 255, np.uint8)
    ink[5:25, 5:20] = 0
    ink[10:12, 22:25] = 0  # 2 x 3 px, 2 px from the fill
    ink[18:24, 22:30] = 0  # as near, but an area of its own
    left, top, mask = under_edges((5, 5, np.ones((20, 15), bool)), ink)
    whole = np.zeros((40, 40), bool)
    whole[top : top + mask.shape[0], left : left + mask.shape[1]] = mask
    assert whole[10:12, 22:25].all() and not whole[19:23, 23:29].any()
