"""The palette of a drawing: one colour changed everywhere, other palettes, harmonies."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.drawing import flattening, recolouring, tones
from ganstudio.drawing.adjustments import adjusted
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS, LINE, LOCK, REGIONS, Colour, Fill, Ruling, Stroke

RED, BLUE, GREEN = (200, 30, 30), (30, 60, 200), (40, 160, 60)
any_colour = st.tuples(*[st.integers(0, 255)] * 3)


def dot(x: float, y: float, colour: Colour = RED, erase: bool = False, layer: str = HINTS, size: float = 12) -> Stroke:
    return Stroke(layer, np.array([[x, y, 1]], np.float32), size, colour, erase)


def drawn() -> Drawing:
    """Two red dots, one of them under a blue one and half erased, a green fill and a red line of ink."""
    drawing = Drawing(100, 80)
    drawing.do(dot(20, 20))
    drawing.do(dot(60, 40), dot(66, 40, BLUE))
    drawing.do(dot(54, 40, erase=True))
    drawing.do(Fill(HINTS, 5, 60, np.ones((9, 12), np.bool_), GREEN))
    drawing.do(dot(90, 10, RED, layer=LINE))
    return drawing


def test_that_one_colour_changes_everywhere_and_nothing_else_does() -> None:
    drawing = drawn()
    before, ink = flattening.hints(drawing), flattening.ink(drawing)
    made = recolouring.replaced_everywhere(drawing, {RED: (1, 200, 200)})
    drawing.do(*made)
    after = flattening.hints(drawing)
    assert np.array_equal(after[..., 3], before[..., 3]), "also under the eraser and the blue dot"
    solid = before[..., 3] == 255
    was_red = solid & (before[..., :3] == RED).all(axis=2)
    assert was_red.sum() > 50 and (after[was_red, :3] == (1, 200, 200)).all()
    was_other = solid & ((before[..., :3] == BLUE) | (before[..., :3] == GREEN)).all(axis=2)
    assert np.array_equal(after[was_other], before[was_other])
    assert np.array_equal(flattening.ink(drawing), ink)
    drawing.undo()
    assert np.array_equal(flattening.hints(drawing), before), "it is one step"


def test_that_nothing_is_done_where_nothing_changes() -> None:
    assert recolouring.replaced_everywhere(drawn(), {(9, 9, 9): RED}) == ()
    assert recolouring.replaced_everywhere(drawn(), {RED: RED}) == ()
    assert len(recolouring.replaced_everywhere(drawn(), {GREEN: RED})) == 2, "others that lie elsewhere stay"


def test_that_two_colours_may_change_places() -> None:
    drawing = drawn()
    drawing.do(*recolouring.replaced_everywhere(drawing, {RED: BLUE, BLUE: RED}))
    found = [mark.colour for mark in drawing.on(HINTS) if isinstance(mark, Stroke | Fill) and not mark.erase]
    assert (found.count(BLUE), found.count(RED), found.count(GREEN)) == (2, 1, 1)


def test_that_locks_change_too() -> None:
    drawing = Drawing(100, 80)
    drawing.do(Ruling(LOCK, ((3.0, 4.0),), RED), Ruling(LOCK, ((5.0, 6.0),), GREEN))
    drawing.do(*recolouring.replaced_everywhere(drawing, {RED: BLUE}))
    assert {lock.place: lock.colour for lock in adjusted(drawing.on(REGIONS)).locks} == {(3, 4): BLUE, (5, 6): GREEN}


@given(st.lists(any_colour, min_size=1, max_size=8), st.lists(any_colour, min_size=1, max_size=12))
def test_that_another_palette_keeps_the_order_of_lightness(used: list[Colour], palette: list[Colour]) -> None:
    made = recolouring.swapped_palette(used, palette)
    assert set(made) == set(used) and set(made.values()) <= set(palette)
    own = sorted(set(used), key=lambda each: tones.oklch(each)[0])
    lights = [tones.oklch(made[each])[0] for each in own]
    assert all(one <= other + 1e-9 for one, other in pairwise(lights))
    if len(set(palette)) >= len(set(used)):
        assert len(set(made.values())) == len(set(used)), "each has one of its own"


def test_that_a_palette_without_colours_changes_nothing() -> None:
    assert recolouring.swapped_palette([RED], []) == recolouring.swapped_palette([], [RED]) == {}


@given(any_colour)
def test_that_harmonies_are_of_one_lightness_and_can_be_shown(colour: Colour) -> None:
    light, chroma, _ = tones.oklch(colour)
    for name, colours in recolouring.harmonies(colour).items():
        assert colour in colours
        for each in colours:
            assert all(0 <= channel <= 255 for channel in each)
            if name != recolouring.MONOCHROME:
                assert tones.oklch(each)[0] == pytest.approx(light, abs=0.02)
                assert tones.oklch(each)[1] <= chroma + 0.02


def test_that_hues_lie_where_they_should() -> None:
    made = recolouring.harmonies((200, 80, 60))
    hue = tones.oklch((200, 80, 60))[2]
    turns = [(tones.oklch(each)[2] - hue) % 360 for each in made["triad"]]
    assert turns == pytest.approx([0, 120, 240], abs=4)
    assert (tones.oklch(made["complementary"][1])[2] - hue) % 360 == pytest.approx(180, abs=4)
    lights = [tones.oklch(each)[0] for each in made[recolouring.MONOCHROME]]
    assert lights == sorted(lights) and len(lights) >= 4
    assert list(recolouring.harmonies((128, 128, 128))) == [recolouring.MONOCHROME]


@given(any_colour)
def test_that_colours_come_back(colour: Colour) -> None:
    assert np.abs(np.subtract(tones.of_oklch(*tones.oklch(colour)), colour)).max() <= 1


def test_that_differences_are_those_of_cie76() -> None:
    assert tones.lab(np.array([255, 255, 255])) == pytest.approx([100, 0, 0], abs=0.02)
    assert tones.lab(np.array([255, 0, 0])) == pytest.approx([53.24, 80.09, 67.2], abs=0.05)
    assert tones.difference([0, 0, 0], [[255, 255, 255], [0, 0, 0]]) == pytest.approx([100, 0], abs=0.02)
