"""Strength, variation and detail of a colouring."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.core.controls import ImageInput
from ganstudio.core.pictures import Pixels
from ganstudio.export.colouring import ColourParams, coloured
from tests.export.sketches import paper, scribble
from tests.painters import (
    CODE,
    Painter,
    by_code,
    echo,
    one_colour,
)


@pytest.mark.parametrize(
    ("strength", "expected"),
    [(0.0, (124, 124, 124)), (1.0, (204, 102, 26)), (2.0, (255, 80, 0)), (0.5, (164, 113, 75))],
)
def test_that_strength_goes_from_grey_over_the_colour_to_bolder(strength: float, expected: tuple[int, ...]) -> None:
    network = Painter(one_colour(0.8, 0.4, 0.1))
    made = coloured(network, paper(32, 32), None, ColourParams(keep_line=False, strength=strength))
    assert np.abs(made[0, 0].astype(int) - expected).max() <= 1


def test_that_variations_are_numbers_and_zero_is_the_middle() -> None:
    network = Painter(by_code)

    def made(variation: int) -> Pixels:
        return coloured(network, paper(40, 40), None, ColourParams(keep_line=False, variation=variation))

    assert (made(0) == 128).all()
    assert not network.seen[0]["variation"].any()
    assert np.array_equal(made(7), made(7))
    assert not np.array_equal(made(7), made(8))
    assert not np.array_equal(made(7), made(0))
    assert network.seen[-1]["variation"].shape == (1, CODE.size)


def test_that_all_tiles_of_a_drawing_are_of_one_variation() -> None:
    network = Painter(by_code, size=4096)
    made = coloured(network, paper(100, 2500), None, ColourParams(keep_line=False, variation=5))
    assert len(network.seen) == 3
    assert (made == made[0, 0]).all()


def test_that_more_detail_is_a_larger_picture_to_the_network() -> None:
    network = Painter(echo)
    for detail in (0.5, 1.0, 4.0):
        coloured(network, paper(500, 500), None, ColourParams(keep_line=False, detail=detail))
    assert [feeds["sketch"].shape[2:] for feeds in network.seen] == [(32, 32), (64, 64), (256, 256)]


def test_that_a_network_of_one_size_is_shown_a_drawing_in_parts_of_that_size() -> None:
    network = Painter(echo, (ImageInput("sketch", 1, "sketch", 64, largest=64),), size=256)
    made = coloured(network, scribble(200, 130), None, ColourParams(keep_line=False))
    assert {feeds["sketch"].shape for feeds in network.seen} == {(1, 1, 64, 64)}
    assert np.abs(made[..., 0].astype(int) - (255 - scribble(200, 130))).max() <= 1
