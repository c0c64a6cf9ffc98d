"""Hints and coloured pictures as dots that can be carried, and guesses as hints."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.drawing import alike
from ganstudio.drawing.adjustments import Lock
from ganstudio.drawing.regions import Regions, divided
from ganstudio.export import carrying, dabs
from tests.drawing.test_alike import BLUE, COAT, DOTS, EYES, GOLD, GREEN, HEAD, POCKET, RED, figure


@pytest.fixture(scope="module")
def regions() -> Regions:
    return divided(figure(), 4)


def test_that_hints_become_dots_and_guesses_hints_of_the_same(regions: Regions) -> None:
    found = alike.guesses(alike.matched(regions, regions), DOTS)
    hints = carrying.hints_of(found, regions.labels.shape)
    back = carrying.dots_of(hints, regions)
    assert {(regions.at(*dot.place), dot.colour) for dot in back} == {(each.region, each.colour) for each in found}
    assert all(len(dab.regions) == 1 for dab in dabs.found(hints, regions))


def test_that_a_stroke_is_a_dot_for_each_region_it_means(regions: Regions) -> None:
    hints = np.zeros((*regions.labels.shape, 4), np.uint8)
    hints[225:233, 120:200] = (*RED, 255)
    dots = carrying.dots_of(hints, regions)
    assert {regions.at(*dot.place) for dot in dots} == {regions.at(*COAT), regions.at(*POCKET)}


def test_that_locks_come_last_and_alone(regions: Regions) -> None:
    hints = carrying.hints_of(alike.guesses(alike.matched(regions, regions), DOTS), regions.labels.shape)
    dots = carrying.dots_of(hints, regions, [Lock(COAT, GREEN)])
    assert [dot.colour for dot in dots if regions.at(*dot.place) == regions.at(*COAT)] == [GREEN]
    assert carrying.dots_of(None, regions) == []


@pytest.mark.parametrize("scale", [1, 2])
def test_that_a_coloured_picture_tells_every_region(regions: Regions, scale: int) -> None:
    colours = np.full((regions.count, 3), 255, np.uint8)
    for place, colour in ((HEAD, GOLD), *((eye, BLUE) for eye in EYES), (COAT, RED), (POCKET, GREEN)):
        colours[regions.at(*place)] = colour
    picture = colours[regions.labels]
    picture[regions.walls] = 0
    dots = carrying.dots_of_picture(np.kron(picture, np.ones((scale, scale, 1), np.uint8)), regions)
    assert {(regions.at(*dot.place), dot.colour) for dot in dots} == {
        (regions.at(*dot.place), dot.colour) for dot in DOTS
    }, "white paper tells nothing"


def test_that_the_steadiness_of_pictures_is_that_of_their_regions(regions: Regions) -> None:
    match = alike.matched(regions, regions)
    picture = np.random.default_rng(2).integers(60, 255, (regions.count, 3)).astype(np.uint8)[regions.labels]
    assert carrying.steadiness_of(match, picture, picture).score > 97
    assert carrying.steadiness_of(match, picture, 255 - picture).score < 60
