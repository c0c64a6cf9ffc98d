"""Where a fill would run out, on drawings with gaps at known places."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ganstudio.drawing import templates
from ganstudio.drawing.filling import Mask, filled, reached
from ganstudio.drawing.leaks import floods, leak

LARGEST = 64


def ring(gap: float, side: int = 1024, turn: float = 0.0, thick: float = 6.0, radius: float = 0.3) -> Mask:
    """A circle of ink with an opening of `gap` px at `turn` radians."""
    rows, columns = np.mgrid[:side, :side] + 0.5 - side / 2
    away = np.hypot(rows, columns)
    ink = np.abs(away - radius * side) < thick / 2
    along, off = columns * math.cos(turn) + rows * math.sin(turn), rows * math.cos(turn) - columns * math.sin(turn)
    return ink & ~((along > 0) & (np.abs(off) < gap / 2))


@pytest.mark.parametrize("side", [300, 1024, 1500])
@pytest.mark.parametrize("turn", [0.0, 0.7, 2.0, 4.4])
@pytest.mark.parametrize("gap", [9, 20, 40])
def test_that_a_gap_is_found_where_it_is(gap: int, turn: float, side: int) -> None:
    ink, middle = ring(gap, side, turn), side // 2
    found = leak(ink, middle, middle, 6, LARGEST)
    assert found is not None
    expected = middle + 0.3 * side * math.cos(turn), middle + 0.3 * side * math.sin(turn)
    assert math.dist((found.x, found.y), expected) < 8
    assert found.width == pytest.approx(gap, abs=max(8, side / 128))
    kept = filled(ink, middle, middle, found.gap)
    assert kept is not None and not floods(kept, ink.shape)


def test_that_a_click_beside_the_line_finds_it_too() -> None:
    ink = ring(30)
    found = leak(ink, 512, 512 - 300, 6, LARGEST)
    assert found is not None and math.dist((found.x, found.y), (512 + 307, 512)) < 8


def test_that_the_narrowest_place_of_the_way_out_is_meant() -> None:
    ink = ring(40, radius=0.45) | ring(14, turn=math.pi, radius=0.2)
    found = leak(ink, 512, 512, 6, LARGEST)
    assert found is not None and math.dist((found.x, found.y), (512 - 205, 512)) < 8


@pytest.mark.parametrize("ink", [ring(0), ring(20), np.zeros((200, 300), bool)], ids=["closed", "open", "empty"])
def test_that_the_ground_may_be_filled(ink: Mask) -> None:
    assert leak(ink, 5, 5, 6, LARGEST) is None


def test_that_a_closed_area_has_no_leak_nor_has_ink() -> None:
    assert leak(ring(0), 512, 512, 6, LARGEST) is None
    assert leak(ring(20), 512 - 307, 512, 6, LARGEST) is None


def test_that_a_bay_of_the_ground_is_no_area_with_a_gap() -> None:
    ink = np.zeros((600, 600), bool)
    ink[200:206, 200:400] = ink[200:300, 200:206] = ink[200:300, 394:400] = True  # open below, 190 px wide
    ink[294:300, 200:270] = ink[294:300, 330:400] = True  # and narrowed to 60 px
    assert leak(ink, 300, 250, 6, LARGEST) is None


def test_that_nobody_is_asked_on_the_ground_of_any_template() -> None:
    rng, asked = np.random.default_rng(0), []
    for template in templates.ALL:
        ink = np.asarray(templates.picture(template.key, 640).getchannel("A")) >= 100
        rim = np.zeros_like(ink)
        rim[[0, -1]] = rim[:, [0, -1]] = True
        rows, columns = np.nonzero(reached(~ink, rim))
        for at in rng.integers(0, len(rows), 8):
            if leak(ink, int(columns[at]), int(rows[at]), 6, LARGEST) is not None:
                asked.append((template.key, columns[at], rows[at]))
    assert asked == []
