"""Ways through a latent space: they begin and end where they should, and stay where the prior has pictures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganstudio.core.controls import Attributes, Label, Latent, Scalar
from ganstudio.core.errors import StudioError
from ganstudio.core.randomness import NumpyRandom
from ganstudio.export.latent import paths

NORMAL = Latent("z", 64)
UNIFORM = Latent("z", 64, "uniform")


def drawn(count: int, control: Latent = NORMAL, seed: int = 0) -> np.ndarray:
    return np.asarray(control.drawn(count, NumpyRandom(seed)))


@pytest.mark.parametrize("way", [paths.straight, paths.spherical])
def test_that_a_way_begins_and_ends_exactly_where_it_should(way: object) -> None:
    one, other = drawn(2)
    points = way(one, other, np.linspace(0, 1, 7))  # type: ignore[operator]
    np.testing.assert_array_equal(points[[0, -1]], [one, other])
    assert points.dtype == np.float32


def test_that_an_arc_stays_as_long_as_its_ends_and_a_line_does_not() -> None:
    one, other = drawn(2)
    lengths = [
        np.sqrt((way(one, other, np.linspace(0, 1, 9)) ** 2).sum(1)) for way in (paths.spherical, paths.straight)
    ]
    ends = sorted(lengths[0][[0, -1]])
    assert ends[0] - 1e-3 <= lengths[0].min() <= lengths[0].max() <= ends[1] + 1e-3
    assert lengths[1].min() < 0.85 * ends[0]


@given(st.floats(0, 1), st.sampled_from([1.0, -1.0, 0.0, 2.5, 1e-20]))
def test_that_points_on_one_ray_are_joined_all_the_same(share: float, factor: float) -> None:
    (one,) = drawn(1)
    assert np.isfinite(paths.spherical(one, one * factor, np.array([share]))).all()


@pytest.mark.parametrize("easing", paths.EASINGS)
@pytest.mark.parametrize("loop", [False, True])
def test_that_every_point_is_passed_once(easing: str, loop: bool) -> None:
    points = drawn(3)
    at = paths.moments(3, 8, loop, paths.EASINGS[easing])
    assert len(at) == (24 if loop else 17)
    assert (np.diff(at) > 0).all()
    way = paths.through(points, at, NORMAL)
    np.testing.assert_array_equal(way[[0, 8, 16]], points)
    assert len(np.unique(way, axis=0)) == len(way)
    step = np.sqrt((np.diff(way, axis=0) ** 2).sum(1))
    if loop and easing == "steady":
        home = np.sqrt(((way[0] - way[-1]) ** 2).sum())
        assert home < 1.5 * step.max()


def test_that_one_point_is_a_way_of_one_frame() -> None:
    assert paths.moments(1, 8, False).tolist() == [0.0]


def test_that_classes_change_half_way_and_attributes_blend() -> None:
    at = np.array([0.0, 0.4, 0.6, 1.0, 1.6])
    assert paths.through(np.array([3, 5]), at, Label("class_id", tuple("abcdefgh"))).tolist() == [3, 3, 5, 5, 3]
    hair = Attributes("attributes", ("black", "red"), (("black", "red"),))
    blended = paths.through(np.eye(2, dtype=np.float32), at, hair)
    np.testing.assert_allclose(blended[1], [0.6, 0.4], rtol=1e-6)
    hair.checked(blended, "the model")  # nobody has two colours of hair
    numbers = paths.through(np.array([[0.0], [1.0]], np.float32), at, Scalar("age", 0, 1))
    np.testing.assert_allclose(numbers[:4, 0], at[:4], rtol=1e-6)


@pytest.mark.parametrize("corners", [3, 4])
def test_that_a_plane_has_its_corners_where_they_were_given(corners: int) -> None:
    points = drawn(corners)
    grid = paths.plane(points, 5, 6, NORMAL).reshape(5, 6, 64)
    given_corners = [grid[0, 0], grid[0, -1], grid[-1, 0], grid[-1, -1]][:corners]
    np.testing.assert_array_equal(given_corners, points)
    if corners == 3:
        np.testing.assert_allclose(grid[-1, -1], points[1] + points[2] - points[0], rtol=1e-5)
    assert paths.plane(points, 1, 1, NORMAL).shape == (1, 64)


def test_that_a_plane_of_two_corners_is_a_sentence() -> None:
    with pytest.raises(StudioError, match="three or four"):
        paths.plane(drawn(2), 3, 3, NORMAL)


def test_that_arithmetic_is_of_averages_and_within_the_prior() -> None:
    plus, minus, base = (drawn(3, UNIFORM, seed) for seed in range(3))
    answer = paths.analogy(plus, minus, base, UNIFORM)
    np.testing.assert_allclose(answer, (plus.mean(0) - minus.mean(0) + base.mean(0)).clip(-1, 1), atol=1e-6)
    near = paths.around(answer, 9, UNIFORM)
    np.testing.assert_array_equal(near[0], answer)
    assert np.abs(near - answer).max() <= 0.25
    with pytest.raises(StudioError, match="at least one picture"):
        paths.analogy(plus, minus[:0], base, UNIFORM)


def test_that_truncation_scales_where_there_is_a_middle() -> None:
    noise = drawn(4)
    np.testing.assert_allclose(paths.truncated(noise, NORMAL, 0.5), noise / 2)
    assert np.abs(paths.truncated(drawn(4, UNIFORM), UNIFORM, 2.0)).max() == 1
    for prior in ("sphere", "categorical"):
        with pytest.raises(StudioError, match="cannot be truncated"):
            paths.truncated(noise, Latent("z", 64, prior), 0.5)
