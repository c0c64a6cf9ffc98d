"""How steady colours are, told without knowing the right ones."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.drawing import alike
from ganstudio.drawing.alike import Matching
from ganstudio.drawing.regions import divided
from ganstudio.drawing.steadiness import steadiness
from tests.drawing.test_alike import COAT, figure


@pytest.fixture(scope="module")
def match() -> Matching:
    return alike.matched(divided(figure(), 4), divided(figure(turn=8, right=5), 4))


def tones(match: Matching) -> tuple[np.ndarray, np.ndarray]:
    """A colour for each region, those of the next drawing by where they come from."""
    first = np.random.default_rng(0).integers(0, 256, (match.first.count, 3)).astype(np.float32)
    return first, first[np.maximum(match.sources, 0)]


def test_that_colours_that_stay_are_steady(match: Matching) -> None:
    found = steadiness(match, *tones(match))
    assert found.score > 98 and found.difference < 1 and found.found > 0.95
    assert found.worst == ()


def test_that_a_region_that_changes_costs_its_share(match: Matching) -> None:
    first, following = tones(match)
    coat = match.following.at(COAT[0] + 5, COAT[1])
    following[coat] = 255 - following[coat]
    found = steadiness(match, first, following)
    areas = match.following.areas * ~match.following.outside
    assert found.score == pytest.approx(100 * (1 - areas[coat] / areas.sum()), abs=3)
    assert found.worst == (coat,)


def test_that_a_slight_change_costs_little_and_paper_nothing(match: Matching) -> None:
    first, following = tones(match)
    following[match.following.outside] = 17
    slight = steadiness(match, first, np.clip(following + 3, 0, 255))
    assert 80 < slight.score < 98 and 0.2 < slight.difference < 4


def test_that_all_new_colours_score_nothing(match: Matching) -> None:
    first, following = tones(match)
    assert steadiness(match, np.full_like(first, 250), np.full_like(following, 5)).score == pytest.approx(0)


def test_that_empty_sheets_have_nothing_in_common() -> None:
    empty = divided(np.zeros((30, 30), np.uint8))
    found = steadiness(alike.matched(empty, empty), np.zeros((1, 3)), np.zeros((1, 3)))
    assert (found.score, found.found) == (100, 0)
