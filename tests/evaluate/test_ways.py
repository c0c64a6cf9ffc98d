"""Figures of the three ways, of painters whose worth is known."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.core.pictures import Pixels
from ganstudio.evaluate import kinds, ways
from ganstudio.evaluate.kinds import Truth
from tests.painters import Painter, echo

SIZE = 96
NETWORK = Painter(echo)


@pytest.fixture(scope="module")
def drawings() -> list[Truth]:
    return kinds.drawn(4, SIZE)  # the generated kinds: shapes, mosaic, rings, house


def test_that_drawings_of_other_kinds_know_their_regions(drawings: list[Truth]) -> None:
    for truth in drawings:
        assert truth.sketch.shape == truth.labels.shape == (SIZE, SIZE)
        assert truth.colour.shape == (3, SIZE, SIZE)
        assert truth.labels.max() + 1 <= len(truth.outside)
        paper = truth.sketch > 250
        assert (truth.colour[:, truth.outside[truth.labels] & paper] == 255).all()
        assert paper.mean() > 0.5 and (truth.sketch < 100).any()


def test_that_kinds_take_turns_and_are_the_same_each_time(drawings: list[Truth]) -> None:
    assert np.array_equal(drawings[2].colour, kinds.drawn(1, SIZE, 2)[0].colour)
    assert len(kinds.kinds()) >= 10


def test_that_the_truth_has_no_leaks_and_the_wrong_regions_have(drawings: list[Truth]) -> None:
    truths = iter(drawings)

    def paint(ink: Pixels, hints: Pixels | None, gap: int) -> dict[str, Pixels]:
        truth = next(truths)
        right = truth.colour.transpose(1, 2, 0)
        return {"right": right, "moved": np.roll(right, SIZE // 6, 1), "white": np.full_like(right, 255)}

    told = ways.measured(NETWORK, drawings, paint)
    assert told["right_leak"] == told["right_background_l1"] == told["right_l1"] == 0
    assert told["right_hint_difference"] == pytest.approx(0, abs=0.01)
    assert told["moved_leak"] > 0.1 and told["moved_background_l1"] > 0.05
    assert told["white_background_l1"] == 0 and told["white_leak"] > 0.2, "the paper's colour came in"
    assert told["right_edge_f1"] > 0.9


def test_that_every_dotted_region_has_its_own_colour(drawings: list[Truth]) -> None:
    for truth in drawings:
        dotted, hints = ways._dots(truth, 255 - truth.sketch)
        assert 1 <= len(dotted) <= 10
        for region in dotted:
            own = hints[(truth.labels == region) & (hints[..., 3] > 0)]
            assert len(own) and len(np.unique(own[:, :3], axis=0)) == 1
