from __future__ import annotations

import pytest

from ganstudio.engine.family import Optimiser, Phase
from ganstudio.engine.looking import next_sample


def test_that_a_newcomer_sees_pictures_within_seconds() -> None:
    moments, now = [], 0.0
    while now < 20:
        now = next_sample(now)
        moments.append(now)
    assert moments[:6] == [1.0, 2.0, 4.0, 8.0, 12.0, 16.0]


@pytest.mark.parametrize("seconds", [0.0, 0.9, 3.0, 17.0, 100.0, 1e4, 1e6])
def test_that_the_next_look_is_later_and_never_far(seconds: float) -> None:
    assert seconds < next_sample(seconds) <= seconds + 30.0


def test_that_a_costly_look_comes_less_often() -> None:
    assert next_sample(100.0, cost=0.25) == 125.0
    assert next_sample(100.0, cost=2.0) == 130.0  # half a minute is as long as anybody waits at first …
    assert next_sample(100.0, cost=10.0) == 200.0  # … unless looking is really slow
    assert next_sample(600.0, cost=2.0) == 750.0
    assert next_sample(3600.0, cost=2.0) == 3800.0
    assert next_sample(3.0, cost=2.0) == 4.0  # but a newcomer is not kept waiting


def test_that_a_phase_runs_when_it_says() -> None:
    phase = Phase("p", (), lambda _: {}, Optimiser("adam", 1.0), every=3, first_step=2, last_step=9)
    assert [step for step in range(12) if phase.runs_at(step)] == [2, 5, 8]
