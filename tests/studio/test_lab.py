"""The Lab trains small runs beside each other, and its lessons say only what can be seen."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places, Settings
from ganstudio.studio.lab import Lab
from ganstudio.studio.lessons import Check, Lesson, lessons

pytestmark = pytest.mark.usefixtures("qapp")
SMALL = {"width": 16, "width_d": 16, "batch": 32}


@pytest.fixture
def lab(store: RunStore, places: Places) -> Iterator[Lab]:
    made = Lab(store, places, Settings(places.settings))
    made.is_watched = True
    yield made
    made.shut_down()


def seen_until(lab: Lab, holds: object, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come"
        lab._figures_at = 0.0  # figures at every look: a test has no time for less
        lab.tick()
        time.sleep(0.005)


def ended(lab: Lab) -> None:
    seen_until(lab, lambda: lab.state == "ended")


def test_that_settings_are_trained_beside_each_other_on_one_seed(lab: Lab, store: RunStore) -> None:
    lab.set_up("ring", [("stable", dict(SMALL)), ("minimax", dict(SMALL))], seed=3, steps=12)
    lab.start()
    ended(lab)
    runs = [side.run for side in lab.sides]
    assert [run.recipe().preset for run in runs if run] == ["stable", "minimax"]
    assert {run.recipe().seed for run in runs if run} == {3}
    assert [state.state for _, state in store.listed()] == ["finished", "finished"]  # type: ignore[union-attr]
    assert all(side.figures["ema_distance"] > 0 for side in lab.sides)


def test_that_it_stands_still_steps_by_hand_and_goes_on(lab: Lab) -> None:
    lab.set_up("ring", [("stable", dict(SMALL))], steps=100_000)
    side = lab.sides[0]
    lab.start()
    seen_until(lab, lambda: side.glance is not None)
    lab.pause()
    seen_until(lab, lambda: side.history.state == "paused")
    at = side.history.step
    lab.step("discriminator")
    seen_until(lab, lambda: side.glance is not None and side.glance.phase == "discriminator")
    lab.step()
    seen_until(lab, lambda: side.history.step == at + 2)
    lab.go_on()
    seen_until(lab, lambda: side.history.step > at + 2)


def test_that_going_back_forgets_what_came_after(lab: Lab) -> None:
    lab.set_up("ring", [("stable", dict(SMALL))], steps=100_000)
    side = lab.sides[0]
    lab.start()
    seen_until(lab, lambda: side.history.step > 5)
    lab.back()
    seen_until(lab, lambda: side.history.state == "paused" and side.history.step == 0)
    lab.step()
    seen_until(lab, lambda: side.glance is not None and side.glance.step == 1)
    assert all(step <= 1 for step, _ in side.track)


def test_that_a_step_before_the_start_begins_standing(lab: Lab) -> None:
    lab.set_up("ring", [("stable", dict(SMALL))], steps=1000)
    lab.step("generator")
    seen_until(lab, lambda: lab.sides[0].glance is not None and lab.sides[0].glance.phase == "generator")
    assert lab.state == "paused"


def test_that_four_is_the_most(lab: Lab) -> None:
    for _ in range(3):
        lab.add_side()
    with pytest.raises(StudioError, match="Four"):
        lab.add_side()
    lab.remove_side(0)
    assert [side.name for side in lab.sides] == ["A", "B", "C"]


def test_that_a_side_says_what_it_differs_by(lab: Lab) -> None:
    lab.choose_preset(0, "r3")
    lab.set(0, "lr_d", 0.004)
    assert lab.title(0).startswith("Relativistic, R1 and R2 · ")
    lab.set(0, "lr_d", 0.001)
    assert lab.title(0) == "Relativistic, R1 and R2"


def test_that_another_kind_of_distribution_brings_its_own_setting(lab: Lab) -> None:
    lab.choose("normal")
    assert lab.sides[0].recipe.preset == "figure-1"
    lab.choose("two-bells")
    assert lab.sides[0].recipe.preset == "figure-1"
    lab.choose("moons")
    assert lab.sides[0].recipe.preset == "stable"


# -- lessons ----------------------------------------------------------------------------------------------


def test_that_lessons_come_in_their_order() -> None:
    assert [lesson.order for lesson in lessons()] == list(range(1, len(lessons()) + 1))


@pytest.mark.parametrize("lesson", lessons(), ids=lambda each: each.key)
def test_that_a_lesson_sets_everything_up(lesson: Lesson, lab: Lab) -> None:
    assert lesson.data or lesson.trains
    if lesson.data:
        lab.set_up(lesson.data, [(preset, dict(settings)) for preset, settings in lesson.sides], steps=lesson.steps)
        assert len(lab.sides) == len(lesson.sides)
    for check in lesson.checks:
        assert not check.came(lab.sides)  # nothing has come before it has run
        assert check.after < lesson.steps


def test_that_a_check_compares_figures_of_sides(lab: Lab) -> None:
    lab.set_up("ring", [("stable", dict(SMALL)), ("minimax", dict(SMALL))], steps=6)
    lab.start()
    ended(lab)
    first, second = lab.sides
    first.figures["modes"], second.figures["modes"] = 3, 8
    assert Check("A.modes < B.modes", "").came(lab.sides)
    assert Check("A.modes <= 0.5 * B.modes", "").came(lab.sides)
    assert not Check("A.modes >= 4", "").came(lab.sides)
    assert not Check("A.modes < B.modes", "", after=7).came(lab.sides)
    assert not Check("A.nothing < 4", "").came(lab.sides)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("lesson", [each for each in lessons() if each.data], ids=lambda each: each.key)
def test_that_what_a_lesson_promises_comes(lesson: Lesson, lab: Lab) -> None:
    lab.set_up(lesson.data, [(preset, dict(settings)) for preset, settings in lesson.sides], lesson.seed, lesson.steps)
    lab.start()
    waiting = set(lesson.checks)

    def all_came() -> bool:
        waiting.difference_update([check for check in waiting if check.came(lab.sides)])
        return not waiting or lab.state == "ended"

    seen_until(lab, all_came, 1500)
    assert not waiting, [(check.that, [side.figures for side in lab.sides]) for check in waiting]
