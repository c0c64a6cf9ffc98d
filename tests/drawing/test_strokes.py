from __future__ import annotations

import math

import numpy as np
import pytest

from ganstudio.drawing.marks import Points
from ganstudio.drawing.strokes import LONGEST_PULL, Line, Mouse, Place, Steady, curved, spacing


def circle(count: int = 60, radius: float = 100.0, shake: float = 0.0) -> list[Place]:
    rng = np.random.default_rng(0)
    places = []
    for turn in np.linspace(0, 5, count):
        wide = radius + shake * rng.standard_normal()
        places.append(Place(200 + wide * math.cos(turn), 200 + wide * math.sin(turn), 0.5))
    return places


def drawn(places: list[Place], steadiness: float = 0.0, size: float = 8.0, zoom: float = 1.0) -> Points:
    line = Line(size, steadiness, zoom)
    return np.concatenate([*(line.add(place) for place in places), line.finish()])


def off_the_circle(points: Points) -> float:
    """The mean distance from the circle of `circle`, in px."""
    return float(np.abs(np.hypot(points[:, 0] - 200, points[:, 1] - 200) - 100).mean())


@pytest.mark.parametrize("steadiness", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 60])
def test_that_a_line_begins_and_ends_where_the_pen_did(steadiness: float, count: int) -> None:
    places = circle(count)
    points = drawn(places, steadiness)
    assert np.allclose(points[0, :2], places[0][:2], atol=1e-3)
    assert np.allclose(points[-1, :2], places[-1][:2], atol=1e-3)


def test_that_a_line_without_steadying_goes_through_the_places_of_the_pen() -> None:
    points = drawn(circle(30))
    for place in circle(30):
        assert np.hypot(points[:, 0] - place.x, points[:, 1] - place.y).min() < 0.05


def test_that_the_curve_between_far_places_is_round() -> None:
    points = drawn(circle(20))  # 26 px apart: chords would be 0.9 px off; the ends know one neighbour only
    assert np.abs(np.hypot(points[:, 0] - 200, points[:, 1] - 200) - 100)[25:-25].max() < 0.15


@pytest.mark.parametrize("size", [1.0, 8.0, 60.0])
def test_that_points_lie_evenly_and_close_enough_for_the_brush(size: float) -> None:
    points = drawn(circle(200), size=size)
    steps = np.hypot(*np.diff(points[:, :2], axis=0).T)
    assert steps[:-1].min() > 0.3 * spacing(size)
    assert steps.max() < 1.2 * spacing(size)


def test_that_steadying_takes_a_shaking_out() -> None:
    shaky = circle(150, shake=1.5)
    off = [off_the_circle(drawn(shaky, strength)[20:-20]) for strength in (0.0, 0.3, 0.5)]
    assert off[1] < 0.8 * off[0]
    assert np.diff(np.diff(drawn(shaky, 0.8)[:, 0])).std() < 0.4 * np.diff(np.diff(drawn(shaky, 0.0)[:, 0])).std()


def test_that_a_line_trails_by_its_leash_and_no_more() -> None:
    steady = Steady(1.0)
    for x in range(400):
        at = steady.add(Place(float(x), 0.0, 1.0))
    assert 399 - at.x == pytest.approx(LONGEST_PULL, rel=0.05)


def test_that_a_line_does_not_depend_on_how_often_the_pen_reports() -> None:
    ends = []
    for step in (1, 5):
        steady = Steady(0.8)
        for x in range(0, 101, step):
            at = steady.add(Place(float(x), 0.0, 1.0))
        ends.append(at.x)
    assert ends[0] == pytest.approx(ends[1], abs=2.0)


def test_that_steadying_counts_on_the_screen() -> None:
    far, near = Steady(1.0, zoom=1.0), Steady(1.0, zoom=4.0)
    for x in range(400):
        a, b = far.add(Place(float(x), 0, 1)), near.add(Place(float(x), 0, 1))
    assert 399 - b.x == pytest.approx((399 - a.x) / 4, rel=0.1)


def test_that_final_points_and_the_tail_together_are_the_line() -> None:
    """What was final stays so: it is painted once."""
    line, final = Line(8.0, 0.3), []
    for place in circle(40):
        final.append(line.add(place))
        tail = line.tail()
        assert len(tail) or sum(map(len, final)) == 1
    whole = drawn(circle(40), 0.3)
    before = np.concatenate(final)
    assert np.array_equal(whole[: len(before)], before)


def test_that_the_tail_reaches_the_steadied_place_of_the_pen() -> None:
    line = Line(8.0, 0.0)
    for place in circle(40):
        line.add(place)
        tail = line.tail()
        if len(tail):
            assert np.allclose(tail[-1, :2], place[:2], atol=1e-3)


def test_that_a_click_is_one_point() -> None:
    line = Line(8.0, 0.5)
    points = np.concatenate([line.add(Place(3, 4, 0.5)), line.finish()])
    assert len(np.unique(points, axis=0)) == 1


def test_that_a_line_without_places_has_no_points() -> None:
    line = Line(8.0, 0.5)
    assert not len(line.tail()) and not len(line.finish())


def test_that_places_that_repeat_do_no_harm() -> None:
    points = drawn([Place(5, 5, 0.5)] * 20 + [Place(50, 5, 0.5)] * 20)
    assert np.isfinite(points).all()
    assert np.allclose(points[-1], (50, 5, 0.5), atol=1e-3)


def test_that_pressure_has_no_steps() -> None:
    places = [Place(float(x), 0.0, 0.2 if x < 100 else 1.0) for x in range(0, 200, 2)]
    pressures = drawn(places)[:, 2]
    assert np.abs(np.diff(pressures)).max() < 0.35
    assert pressures.min() == pytest.approx(0.2, abs=0.02) and pressures.max() == pytest.approx(1.0, abs=0.02)


def test_that_pressure_goes_through_the_curve() -> None:
    assert curved(0.0, 0.7, 0.1) == pytest.approx(0.1)
    assert curved(1.0, 0.7, 0.1) == 1.0
    assert curved(0.5, 0.5, 0.0) > curved(0.5, 1.0, 0.0) > curved(0.5, 2.0, 0.0)
    assert curved(7.0, 1.0, 0.0) == 1.0 and curved(-1.0, 1.0, 0.2) == 0.2


def test_that_a_fast_mouse_draws_thinner_but_never_thin() -> None:
    def after(speed: float) -> float:
        mouse = Mouse()
        for _ in range(60):
            pressure = mouse.pressure(8 * speed, 8)
        return pressure

    assert after(0.1) > after(1.0) > after(5.0) >= Mouse().least
    assert after(0.1) > 0.95


def test_that_a_mouse_changes_width_gently() -> None:
    mouse = Mouse()
    slow = [mouse.pressure(1, 8) for _ in range(40)]
    assert abs(mouse.pressure(6, 1) - slow[-1]) < 0.1


def test_that_a_mouse_whose_clock_stands_still_keeps_its_width() -> None:
    mouse = Mouse()
    assert mouse.pressure(30, 0) == mouse.pressure(0, 0)


def test_that_a_sharp_turn_makes_no_loop() -> None:
    points = drawn([Place(*at, 0.5) for at in ((0, 0), (100, 0), (103, 3), (100, 100))], size=1.0)
    assert points[:, 0].max() < 105.5 and points[:, 1].min() > -2.5
