"""Figures of carried colours, of ways whose worth is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from ganstudio.core.pictures import Pixels
from ganstudio.drawing.alike import Dot, Guess
from ganstudio.drawing.regions import Regions, divided
from ganstudio.evaluate import alike, puppets, sequences
from ganstudio.evaluate.sequences import Couple

SIZE = 192


@pytest.fixture(scope="module")
def couples() -> list[Couple]:
    return list(sequences.couples(2, SIZE))


def test_that_there_are_couples_of_every_kind(couples: list[Couple]) -> None:
    assert len(couples) == 2 * len(sequences.KINDS)
    for couple in couples:
        for truth in (couple.first, couple.following):
            assert truth.sketch.shape == truth.labels.shape == (SIZE, SIZE)
            assert truth.colour.shape == (3, SIZE, SIZE) and truth.sketch.min() < 60
        assert not np.array_equal(couple.first.sketch, couple.following.sketch), couple.kind
    again = next(sequences.couples(1, SIZE))
    assert np.array_equal(again.following.colour, couples[0].following.colour)


def test_that_parts_of_a_puppet_have_colours_of_their_own() -> None:
    figure = puppets.puppet(3)
    truth = puppets.drawn(figure, puppets.pose(3, 0), SIZE)
    held = {tuple(colour) for colour in truth.colour.transpose(1, 2, 0)[truth.sketch == 255].tolist()}
    assert held <= {*figure.palette.values(), (255, 255, 255)} and len(held) >= 7
    assert truth.outside.sum() == 1


def test_that_carrying_beats_the_base_lines(couples: list[Couple]) -> None:
    told = {name: alike.measured(couples, way)["all"] for name, way in
            {"place": alike.same_place, "nearest": alike.nearest}.items()}  # fmt: skip
    carried = alike.measured(couples)
    assert carried["all"]["regions"] > max(each["regions"] for each in told.values()) + 0.02
    assert (
        carried["all"]["drawn"] > told["nearest"]["drawn"] + 0.02
        and carried["all"]["pixels"] > 0.93
        and carried["all"]["right_if_sure"] > 0.97
    )
    assert set(carried) == {*sequences.KINDS, "all"}


def test_that_the_truth_is_right_and_nothing_is_wrong(couples: list[Couple]) -> None:
    truths = iter(alike.known(couple.following) for couple in couples)

    def right(first: Regions, dots: Sequence[Dot], ink: Pixels) -> tuple[Regions, list[Guess]]:
        truth = next(truths)
        own = ((truth.regions.at(*dot.place) or 0, dot) for dot in truth.dots)
        return truth.regions, [Guess(region, dot.place, dot.colour, 1.0, 0, 5.0) for region, dot in own]

    told = alike.measured(couples, right)["all"]
    assert told["regions"] == told["pixels"] == told["right_if_sure"] == 1 and told["drawn"] > 0.7
    nothing = alike.measured(couples, lambda first, dots, ink: (divided(ink), []))["all"]
    assert nothing["regions"] == nothing["sure"] == nothing["drawn"] == 0 and nothing["noticed"] == 1
