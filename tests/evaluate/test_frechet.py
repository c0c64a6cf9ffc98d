from __future__ import annotations

import numpy as np
import pytest

from ganstudio.evaluate.frechet import Floats, frechet_distance, gaussian_distance


def cloud(count: int, width: int, seed: int = 0) -> Floats:
    """Points whose mean is exactly 0 and whose covariance is exactly I."""
    points = np.random.default_rng(seed).normal(size=(count, width))
    points -= points.mean(0)
    root = np.linalg.cholesky(np.linalg.inv(np.cov(points, rowvar=False)))
    exact: Floats = points @ root
    return exact


@pytest.mark.parametrize("spread", [0.5, 1.0, 3.0])
def test_that_two_round_clouds_have_the_distance_of_the_closed_form(spread: float) -> None:
    width, mean = 6, np.array([1.0, -2.0, 0.0, 0.5, 0.0, 3.0])
    expected = np.square(mean).sum() + width * (1 - spread) ** 2
    assert frechet_distance(cloud(500, width), mean + spread * cloud(400, width, 1)) == pytest.approx(expected)
    identity = np.eye(width)
    assert gaussian_distance(np.zeros(width), identity, mean, spread**2 * identity) == pytest.approx(expected)


def test_that_a_cloud_is_no_distance_from_itself_even_where_it_is_flat() -> None:
    points = np.random.default_rng(0).normal(size=(300, 8)) @ np.random.default_rng(1).normal(size=(8, 8))
    points[:, 3] = 0.0  # a feature that never speaks
    assert frechet_distance(points, points) == pytest.approx(0.0, abs=1e-6)


def test_that_the_order_does_not_matter_and_noise_takes_further_away() -> None:
    points, rng = cloud(400, 5), np.random.default_rng(2)
    near, far = points + rng.normal(size=(400, 5)), points + 3 * rng.normal(size=(400, 5))
    assert frechet_distance(points, near) == pytest.approx(frechet_distance(near, points))
    assert frechet_distance(points, near) < frechet_distance(points, far)


@pytest.mark.parametrize("shapes", [((5, 3), (5, 4)), ((1, 3), (5, 3)), ((5,), (5,))])
def test_that_features_which_cannot_be_compared_are_refused(shapes: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ValueError, match="N x d and M x d"):
        frechet_distance(np.zeros(shapes[0]), np.zeros(shapes[1]))
