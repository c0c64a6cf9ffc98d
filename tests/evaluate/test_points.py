"""What is said about points: heaps, distance, and on a line how near D is to the best that it could be."""

from __future__ import annotations

import numpy as np
import pytest

from ganstudio.data.lab.points import distribution_of
from ganstudio.evaluate import points
from ganstudio.studio.figure_one import FigureOne

RING, BELL = distribution_of("ring"), distribution_of("normal")


def test_that_real_points_find_every_heap() -> None:
    real = RING.points(2500, 0)
    assert points.modes_found(real, RING) == 8
    assert points.share_near(real, RING) == pytest.approx(0.989, abs=0.01)  # of a normal plane within 3 deviations


def test_that_a_heap_counts_from_five_of_2500_points_on() -> None:
    one = np.tile([[2.0, 0.0]], (2495, 1))
    assert points.modes_found(np.concatenate([one, np.tile([[-2.0, 0.0]], (4, 1))]), RING) == 1
    assert points.modes_found(np.concatenate([one, np.tile([[-2.0, 0.0]], (5, 1))]), RING) == 2


def test_that_the_distance_of_shifted_points_is_the_shift() -> None:
    made = BELL.points(20_000, 0)
    assert points.distance(made, made) == 0
    assert points.distance(made + 0.5, made) == pytest.approx(0.5, abs=1e-5)
    assert points.distance(BELL.points(2500, 1), BELL.points(2500, 2)) < 0.05


def test_that_the_estimated_density_is_the_true_one() -> None:
    best = points.optimum(BELL.points(2500, 0), BELL, BELL.edge, 241)
    assert np.abs(best.made - best.data).max() < 0.12
    assert best.made.sum() * (best.places[1] - best.places[0]) == pytest.approx(1.0, abs=0.02)


def test_that_the_optimum_is_one_half_where_both_are_alike() -> None:
    best = points.optimum(BELL.points(20_000, 0), BELL, BELL.edge, 241)
    assert (np.abs(best.best - 0.5) * best.weights).sum() < 0.03


def test_that_a_discriminator_at_its_optimum_has_no_error() -> None:
    made = BELL.points(2500, 0) - 1.5
    best = points.optimum(made, BELL, BELL.edge, 241).best
    assert points.line_figures(best, made, BELL, BELL.edge)["d_error"] == 0
    assert points.line_figures(1 - best, made, BELL, BELL.edge)["d_error"] > 0.5
    assert points.line_figures(best, made, BELL, BELL.edge)["total_variation"] > 0.8


def figures(apart: float, error: float, belief: float) -> dict[str, float]:
    return {"total_variation": apart, "d_error": error, "belief": belief}


def test_that_the_four_moments_come_in_their_order() -> None:
    one = FigureOne()
    course = [(0.9, 0.4, 0.4), (0.85, 0.05, 0.6), (0.5, 0.1, 0.55), (0.1, 0.2, 0.5), (0.1, 0.05, 0.5)]
    assert [one.look(step, figures(*each)) for step, each in enumerate(course)] == ["a", "b", "c", "", "d"]
    assert one.came == {"a": 0, "b": 1, "c": 2, "d": 4}


def test_that_a_generator_that_stays_where_it_is_brings_no_third_moment() -> None:
    one = FigureOne()
    assert [one.look(step, figures(0.9, 0.02, 0.6)) for step in range(5)] == ["a", "b", "", "", ""]
