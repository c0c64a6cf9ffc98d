"""What was said of the regions of one drawing, carried to the next of the same figure."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ganstudio.core.pictures import Pixels
from ganstudio.drawing import alike, rulings_alike
from ganstudio.drawing.adjustments import adjusted
from ganstudio.drawing.alike import Dot
from ganstudio.drawing.marks import BOUND, JOIN, LOCK, SPLIT, SPREAD, TURN, Ruling
from ganstudio.drawing.regions import Regions, divided
from ganstudio.drawing.rulings_alike import Ruled
from tests.drawing.test_alike import BLUE, COAT, EYES, GOLD, GREEN, HEAD, POCKET, RED, SIDE, figure

Places = tuple[tuple[float, float], ...]
LEFT, RIGHT = EYES
HEM: Places = ((99, 275), (130, 275), (160, 275), (190, 275), (221, 275))


def ruled(*rulings: Ruling) -> Regions:
    return divided(figure(), 4, adjustments=adjusted(rulings))


def carried(first: Regions, ink: Pixels) -> tuple[Regions, list[Ruled]]:
    match, told = rulings_alike.matched(first, ink, 4)
    return match.following, told


def test_that_regions_that_were_joined_are_joined_again() -> None:
    following, told = carried(ruled(Ruling(JOIN, (COAT, POCKET))), figure(turn=8, right=20))
    assert [each.ruling.what for each in told] == [JOIN] and told[0].is_sure
    assert following.at(*told[0].ruling.places[0]) == following.at(*told[0].ruling.places[1])
    assert following.count == divided(figure(), 4).count - 1


def test_that_a_split_divides_the_same_region_again() -> None:
    first = ruled(Ruling(SPLIT, HEM))
    assert first.at(160, 285) != first.at(*COAT)
    following, told = carried(first, figure(right=20, down=-6))
    assert [each.ruling.what for each in told] == [SPLIT]
    assert following.at(180, 279) != following.at(COAT[0] + 20, COAT[1] - 6)
    found = alike.guesses(alike.matched(first, following), [Dot((160, 287), BLUE), Dot(COAT, RED)])
    assert {following.at(*guess.place): guess.colour for guess in found} == {
        following.at(180, 279): BLUE, following.at(COAT[0] + 20, COAT[1] - 6): RED,
    }  # fmt: skip


def test_that_what_was_said_to_be_paper_is_paper_again() -> None:
    following, told = carried(ruled(Ruling(TURN, (POCKET,))), figure(turn=-10, right=8))
    assert [each.ruling.what for each in told] == [TURN]
    assert following.outside[following.at(*told[0].ruling.places[0])]
    assert following.outside.sum() == 2


def test_that_a_dot_that_ends_at_the_next_lines_does_so_again() -> None:
    def open_(**change: float) -> Pixels:
        ink = figure(**change).copy()
        right, down = round(change.get("right", 0)), round(change.get("down", 0))
        ink[228 + down : 237 + down, 160 + right : 170 + right] = 0  # the pocket opens to the coat
        return ink

    first = divided(open_(), 4, adjustments=adjusted([Ruling(BOUND, (POCKET,))]))
    assert first.at(*POCKET) != first.at(*COAT)
    match, told = rulings_alike.matched(first, open_(right=18, down=4), 4, widens=False)
    assert [each.ruling.what for each in told] == [BOUND]
    following = match.following
    assert following.at(POCKET[0] + 18, POCKET[1] + 4) != following.at(COAT[0] + 18, COAT[1] + 4)
    (dot,) = alike.guesses(match, [Dot(POCKET, GREEN)])
    assert dot.region == following.at(POCKET[0] + 18, POCKET[1] + 4)


def test_that_locks_come_as_locks_and_dots_that_spread_go_on_spreading() -> None:
    first = ruled(Ruling(LOCK, (HEAD,), GOLD), Ruling(SPREAD, (LEFT,)))
    match, told = rulings_alike.matched(first, figure(turn=12), 4)
    assert told == [], "they divide nothing"
    dots = [Dot(LEFT, BLUE), Dot(COAT, RED), Dot(HEAD, GOLD)]
    found, more = rulings_alike.colouring(match, alike.guesses(match, dots))
    assert sorted(each.ruling.what for each in more) == [LOCK, SPREAD]
    assert GOLD not in {guess.colour for guess in found} and {BLUE, RED} <= {guess.colour for guess in found}
    said = rulings_alike.with_colouring(match, more).following.adjustments
    assert [lock.colour for lock in said.locks] == [GOLD] and len(said.spread) == 1
    assert match.following.at(*said.spread[0]) in {guess.region for guess in found if guess.colour == BLUE}


def test_that_what_has_gone_is_not_ruled() -> None:
    first = ruled(Ruling(JOIN, (COAT, POCKET)), Ruling(TURN, (POCKET,)), Ruling(SPLIT, HEM))
    other = np.zeros((SIDE, SIDE), np.uint8)
    other[100:104, 40:280] = other[200:204, 40:280] = other[100:204, 40:44] = other[100:204, 276:280] = 255
    following, told = carried(first, other)
    assert all(not each.is_sure for each in told)
    assert following.count >= 2
    assert carried(first, np.zeros((40, 50), np.uint8))[1] == []


def test_that_nothing_is_carried_where_nothing_was_said() -> None:
    plain = divided(figure(), 4)
    match, told = rulings_alike.matched(plain, figure(right=9), 4)
    assert told == [] and match.following.made_by == alike.divided_alike(plain, figure(right=9), 4).following.made_by


def flagged(right: int = 0, mirrored: bool = False) -> Pixels:
    """A figure with a flag on one side."""
    image = Image.fromarray(figure())
    pen = ImageDraw.Draw(image)
    pen.line((240, 40, 240, 300), fill=255, width=4)
    pen.polygon((240, 40, 310, 60, 240, 100), outline=255, width=4)
    pen.ellipse((255, 150, 300, 200), outline=255, width=4)
    ink = np.roll(np.asarray(image), right - 20, axis=1)
    return np.ascontiguousarray(ink[:, ::-1]) if mirrored else ink


FLAG, BALL = (240.0, 70.0), (257.0, 175.0)


@pytest.mark.parametrize("right", [0, 9])
def test_that_a_figure_that_looks_the_other_way_keeps_its_colours_and_rulings(right: int) -> None:
    first = divided(flagged(), 4, adjustments=adjusted([Ruling(TURN, (BALL,)), Ruling(LOCK, (FLAG,), GREEN)]))
    match, told = rulings_alike.matched(first, flagged(right, mirrored=True), 4)
    assert match.is_mirrored
    assert [each.ruling.what for each in told] == [TURN]
    following = match.following
    assert following.at(*told[0].ruling.places[0]) == following.at(SIDE - BALL[0] - right, BALL[1])
    _, more = rulings_alike.colouring(match, alike.guesses(match, [Dot(FLAG, GREEN)]))
    assert following.at(*more[0].ruling.places[0]) == following.at(SIDE - FLAG[0] - right, FLAG[1])


def test_that_dots_of_several_colours_are_mirrored_with_their_region() -> None:
    following = divided(flagged(mirrored=True), 4)
    found = alike.carried(divided(flagged(), 4), [Dot((105, 220), RED), Dot((175, 285), BLUE)], following)
    places = {guess.colour: guess.place for guess in found}
    assert places[RED] == pytest.approx((SIDE - 105, 220), abs=8)
    assert places[BLUE] == pytest.approx((SIDE - 175, 285), abs=8)


def test_that_a_figure_that_stays_is_not_taken_for_its_mirror_image() -> None:
    for change in ({}, {"turn": 20.0}, {"right": 30.0, "down": -8.0}, {"size": 0.7}):
        assert not alike.matched(divided(figure(), 4), divided(figure(**change), 4)).is_mirrored
    assert not alike.matched(divided(flagged(), 4), divided(flagged(12), 4)).is_mirrored
