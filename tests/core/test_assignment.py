"""The assignment problem, against every way there is."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from ganstudio.core.assignment import assigned


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (3, 3), (4, 6), (6, 4), (5, 5)])
@pytest.mark.parametrize("seed", range(6))
def test_that_no_other_way_is_worth_more(rows: int, columns: int, seed: int) -> None:
    worth = np.random.default_rng(seed).integers(0, 9, (rows, columns)).astype(float)
    pairs = assigned(worth.tolist())
    assert len(pairs) == min(rows, columns)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    tall = worth if rows <= columns else worth.T
    best = max(sum(tall[row, column] for row, column in enumerate(way))
               for way in permutations(range(tall.shape[1]), tall.shape[0]))  # fmt: skip
    assert sum(worth[row, column] for row, column in pairs) == best


def test_that_many_categories_and_classes_take_no_time() -> None:
    worth = np.random.default_rng(0).random((20, 47))
    assert len(assigned(worth.tolist())) == 20
