"""Hints as the network sees them, however small, large or half erased they are."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.core.pictures import Pixels
from ganstudio.export.colouring import shown
from tests.export.sketches import PLAIN, no_hints, paper
from tests.painters import (
    Painter,
    obedient,
)


def dab(side: int, x: float, y: float, diameter: float, colour: tuple[int, int, int]) -> Pixels:
    """An antialiased dab on nothing, as a brush leaves it."""
    rows, columns = np.mgrid[:side, :side] + 0.5
    cover = np.clip(diameter / 2 + 0.5 - np.hypot(columns - x, rows - y), 0, 1)
    hints = no_hints(side, side)
    hints[..., :3] = np.where(cover[..., None] > 0, colour, 0)
    hints[..., 3] = np.rint(cover * 255)
    return hints


def test_that_reduced_hints_keep_their_colour_up_to_their_edges() -> None:
    colour = (200, 40, 90)
    seen = shown(Painter(obedient), paper(512, 512), dab(512, 250.3, 201.7, 90, colour), PLAIN)
    mask = seen.hints[3] > 0
    assert set(np.unique(seen.hints[3])) == {0.0, 1.0}
    assert 80 < mask.sum() < 160, "90 px of 512 are 11 of 64"
    assert np.abs(seen.hints[:3, mask] * 255 - np.array(colour)[:, None]).max() < 3
    assert not seen.hints[:3, ~mask].any()


def test_that_colours_of_neighbouring_hints_are_mixed_by_their_share() -> None:
    hints = no_hints(256, 256)
    hints[:, :130] = (255, 0, 0, 255)
    hints[:, 130:] = (0, 0, 255, 255)
    seen = shown(Painter(obedient), paper(256, 256), hints, PLAIN)
    assert seen.hints[:3, 5, 32].tolist() == pytest.approx([0.5, 0, 0.5], abs=0.01)
    assert (seen.hints[3] == 1).all()


@pytest.mark.parametrize("diameter", [3, 4, 6])
@pytest.mark.parametrize("side", [256, 384])
def test_that_small_hints_survive_wherever_they_fall(side: int, diameter: int) -> None:
    colour = (20, 180, 240)
    for x in np.arange(100, 106, 0.75):
        for y in np.arange(60, 66, 0.75):
            seen = shown(Painter(obedient), paper(side, side), dab(side, x, y, diameter, colour), PLAIN)
            rows, columns = np.nonzero(seen.hints[3])
            assert 1 <= len(rows) <= 9, (x, y)
            assert abs(columns.mean() + 0.5 - x * 64 / side) < 1
            assert abs(rows.mean() + 0.5 - y * 64 / side) < 1
            assert np.abs(seen.hints[:3, rows, columns] * 255 - np.array(colour)[:, None]).max() < 20


def test_that_the_rest_of_an_erased_hint_is_no_hint() -> None:
    hints = no_hints(256, 256)
    hints[100:120, 100:120] = (255, 0, 0, 8)
    assert not shown(Painter(obedient), paper(256, 256), hints, PLAIN).hints.any()


def test_that_the_edge_of_a_large_hint_does_not_grow() -> None:
    """Only a dab that stands alone counts although it covers little."""
    hints = no_hints(256, 256)
    hints[:, :129] = (255, 0, 0, 255)  # a quarter of the next pixel, less by a hair
    hints[:, 128, 3] = 250
    seen = shown(Painter(obedient), paper(256, 256), hints, PLAIN)
    assert seen.hints[3].sum(1).tolist() == [32] * 64


def test_that_what_the_network_sees_can_be_looked_at() -> None:
    ink, hints = paper(64, 64), no_hints(64, 64)
    ink[5, 5] = 255
    hints[40:50, 40:50] = (10, 200, 30, 255)
    seen = shown(Painter(obedient), ink, hints, PLAIN).picture
    assert (seen.shape, seen.dtype) == ((64, 64, 3), np.uint8)
    assert seen[5, 5].tolist() == [0, 0, 0]
    assert seen[45, 45].tolist() == [10, 200, 30]
    assert seen[20, 20].tolist() == [255, 255, 255]
