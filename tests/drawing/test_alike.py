"""Regions found again in the next drawing of a figure, and the dots that come with them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganstudio.core.pictures import Pixels
from ganstudio.drawing import aligning, alike, matching
from ganstudio.drawing.alike import Dot, Guess
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS
from ganstudio.drawing.regions import Regions, divided

SIDE = 320
RED, BLUE, GREEN, GOLD = (200, 30, 30), (30, 60, 200), (40, 160, 60), (220, 180, 40)
# Places of a figure, in px of a sheet that is not moved: its head, its eyes, its coat and its pocket.
HEAD, EYES, COAT, POCKET = (160, 135), ((135, 85), (186, 85)), (130, 220), (180, 230)


def figure(turn: float = 0, size: float = 1.0, right: float = 0, down: float = 0, more: str = "") -> Pixels:
    """A head with two eyes on a coat with a pocket; `more` of "hat", "strand", "gap"."""
    scale = 3
    image = Image.new("L", (SIDE * scale, SIDE * scale))
    pen = ImageDraw.Draw(image)

    def at(*numbers: float) -> list[float]:
        return [number * scale for number in numbers]

    width = 4 * scale
    pen.polygon(at(100, 300, 120, 160, 200, 160, 220, 300), fill=0, outline=255, width=width)
    pen.rectangle(at(165, 215, 200, 250), outline=255, width=width)
    pen.ellipse(at(105, 40, 215, 170), fill=0, outline=255, width=width)
    for x, y in EYES:
        pen.ellipse(at(x - 19, y - 16, x + 19, y + 16), outline=255, width=width)
    if more == "hat":
        pen.polygon(at(110, 62, 160, 8, 210, 62), fill=0, outline=255, width=width)
    if more == "strand":
        pen.line(at(108, 262, 216, 268), fill=255, width=width)
    if more == "gap":
        pen.rectangle(at(150, 160, 170, 180), fill=0)
    moved = image.rotate(turn, Image.Resampling.BILINEAR).resize((SIDE, SIDE), Image.Resampling.BOX)
    way = (1 / size, 0, SIDE / 2 * (1 - 1 / size) - right, 0, 1 / size, SIDE / 2 * (1 - 1 / size) - down)
    return np.asarray(moved.transform((SIDE, SIDE), Image.Transform.AFFINE, way, Image.Resampling.BILINEAR))


DOTS = [Dot(HEAD, GOLD), *(Dot(eye, BLUE) for eye in EYES), Dot(COAT, RED), Dot(POCKET, GREEN)]


@pytest.fixture(scope="module")
def first() -> Regions:
    return divided(figure(), 4)


def colours(found: list[Guess], regions: Regions) -> dict[tuple[int, int, int], int]:
    """How many regions get each colour; each guess lies in its own region."""
    assert all(regions.at(*guess.place) == guess.region for guess in found)
    named = [guess.colour for guess in found]
    return {colour: named.count(colour) for colour in named}


@pytest.mark.parametrize(
    "change", [{}, {"right": 30, "down": -8}, {"turn": 20}, {"size": 0.7}, {"turn": -15, "size": 0.8, "right": 20}]
)
def test_that_a_figure_keeps_its_colours_wherever_it_goes(first: Regions, change: dict[str, float]) -> None:
    following = divided(figure(**change), 4)
    found = alike.carried(first, DOTS, following)
    assert colours(found, following) == {GOLD: 1, BLUE: 2, RED: 1, GREEN: 1}
    assert all(guess.is_sure and guess.room > 2 for guess in found)
    largest = max((guess for guess in found), key=lambda guess: following.areas[guess.region])
    assert largest.colour in (RED, GOLD)


def test_that_sheets_may_have_other_sizes(first: Regions) -> None:
    large = np.asarray(Image.fromarray(figure()).resize((2 * SIDE, 2 * SIDE), Image.Resampling.BICUBIC))
    following = divided(np.pad(large, ((0, 0), (0, 200))), 6)
    assert colours(alike.carried(first, DOTS, following), following) == {GOLD: 1, BLUE: 2, RED: 1, GREEN: 1}


def test_that_what_had_no_dot_is_not_guessed(first: Regions) -> None:
    following = divided(figure(right=12), 4)
    found = alike.carried(first, [Dot(POCKET, GREEN)], following)
    assert colours(found, following) == {GREEN: 1}
    assert following.at(POCKET[0] + 12, POCKET[1]) == found[0].region
    assert alike.carried(first, [], following) == []
    assert alike.carried(first, [Dot((-5, 9999), GREEN)], following) == []


def test_that_both_parts_of_a_region_get_its_colour(first: Regions) -> None:
    following = divided(figure(right=6, more="strand"), 4)
    assert colours(alike.carried(first, DOTS, following), following)[RED] == 2


def test_that_something_new_is_not_sure(first: Regions) -> None:
    following = divided(figure(right=6, more="hat"), 4)
    match = alike.matched(first, following)
    hat = following.at(166, 40)
    assert hat is not None and match.sure[hat] < 0.95
    others = [guess for guess in alike.guesses(match, DOTS) if guess.region != hat]
    assert colours(others, following) == {GOLD: 1, BLUE: 2, RED: 1, GREEN: 1}


def test_that_paper_around_is_nothing_inside(first: Regions) -> None:
    following = divided(figure(turn=10, more="gap"), 4)
    chances = alike.matched(first, following).chances
    crossed = following.outside[:, None] != first.outside[None]
    assert chances[:, :-1][crossed].max() == 0
    assert chances.sum(axis=1) == pytest.approx(1)


def test_that_open_lines_are_closed_as_the_first_drawing_says(first: Regions) -> None:
    open_ = figure(right=10).copy()
    open_[255:267, 100:240] = 0
    open_[215:227, 210:214] = 0
    lost = alike.carried(first, DOTS, divided(open_, 4))
    assert RED not in {guess.colour for guess in lost}
    match = alike.divided_alike(first, open_, 4)
    assert match.following.made_by[0] > 4 and match.kept > 0.9
    found = colours(alike.guesses(match, DOTS), match.following)
    assert set(found) == {GOLD, BLUE, RED, GREEN} and found[BLUE] == 2 and found[RED] == found[GREEN] == 1
    whole = alike.divided_alike(first, figure(right=10), 4)
    assert whole.following.made_by[0] == 4, "nothing is closed without need"


def test_that_a_coloured_ground_is_carried_too(first: Regions) -> None:
    following = divided(figure(right=15), 4)
    found = alike.carried(first, [Dot((5, 5), GREEN)], following)
    assert [following.outside[guess.region] for guess in found] == [True]


def test_that_dots_of_several_colours_keep_their_places_in_a_region(first: Regions) -> None:
    following = divided(figure(right=25), 4)
    found = alike.carried(first, [Dot((125, 220), RED), Dot((150, 285), BLUE)], following)
    assert {guess.region for guess in found} == {following.at(155, 200)}
    places = {guess.colour: guess.place for guess in found}
    assert places[RED] == pytest.approx((150, 220), abs=8)
    assert places[BLUE] == pytest.approx((175, 285), abs=8)


def test_that_guesses_are_dots_of_one_step(first: Regions) -> None:
    following = divided(figure(), 4)
    drawing = Drawing(SIDE, SIDE)
    marks = alike.marks_of(alike.carried(first, DOTS, following), 24)
    drawing.do(*marks)
    assert len(drawing.on(HINTS)) == len(DOTS) and all(2 <= mark.size <= 24 for mark in marks)
    assert min(mark.size for mark in marks) < 24, "an eye has less room"
    drawing.undo()
    assert drawing.on(HINTS) == []


def test_that_a_sequence_remembers_its_first_drawing(first: Regions) -> None:
    match = alike.matched(first, divided(figure(turn=15), 4))
    last = divided(figure(turn=32, right=10), 4)
    match = alike.continued(match, alike.matched(first, last))
    assert match.first is first and match.following is last
    assert match.chances.sum(axis=1) == pytest.approx(1)
    assert colours(alike.guesses(match, DOTS), last) == {GOLD: 1, BLUE: 2, RED: 1, GREEN: 1}


def test_that_alignment_finds_the_way(first: Regions) -> None:
    way, _ = aligning.aligned(first, divided(figure(turn=-18, right=20, down=-10), 4))
    turn = np.radians(18)
    centre, place = np.array([SIDE / 2, SIDE / 2]), np.array([[160.0, 60.0]])
    off = place[0] - centre
    wanted = (
        centre + np.array([20, -10]) + np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ off
    )
    assert aligning.moved(way, place)[0] == pytest.approx(wanted, abs=5)


@pytest.mark.parametrize("shape", [(40, 60), (1, 1), (300, 7)])
def test_that_sheets_without_lines_are_borne(first: Regions, shape: tuple[int, int]) -> None:
    empty, full = divided(np.zeros(shape, np.uint8), 4), divided(np.full(shape, 255, np.uint8), 4)
    for one, other in ((first, empty), (empty, first), (empty, full), (full, first), (first, full)):
        assert len(alike.matched(one, other).chances) == other.count
        alike.carried(one, [Dot((0, 0), RED), *DOTS], other)


def test_that_very_many_regions_are_borne(monkeypatch: pytest.MonkeyPatch, first: Regions) -> None:
    monkeypatch.setattr(matching, "MOST", 4)
    following = divided(figure(right=9), 4)
    found = alike.carried(first, DOTS, following)
    assert set(colours(found, following)) >= {RED, GOLD}, "the largest are still found"
