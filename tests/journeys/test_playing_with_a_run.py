"""Somebody trains a generator and plays with it meanwhile: moments, earlier and averaged ones beside it, a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ganstudio.core.run_state import ACTIVE
from ganstudio.studio import run_models
from ganstudio.ui.explore.panel import ExplorePanel
from tests.ui.window import SLOW, TINY, Window, shown_pixels

pytestmark = pytest.mark.usefixtures("at_rest")


def step_of(explore: ExplorePanel) -> int:
    model = explore._generation.model
    return -1 if model is None else int(model.card["step"])


def picture(explore: ExplorePanel, sheet: int = 0) -> np.ndarray:
    return shown_pixels(explore.view.sheets[sheet].image)


def at_step(explore: ExplorePanel, qtbot: QtBot, step: int) -> np.ndarray:
    """What the run draws as it was then."""
    with qtbot.waitSignal(explore._generation.drawn, timeout=SLOW, check_params_cb=lambda _d: step_of(explore) == step):
        strip = explore.stage.follow_strip
        strip.slider.setValue(explore._following.steps.index(step))
    qtbot.waitUntil(lambda: explore._drawn is not None and step_of(explore) == step, timeout=SLOW)
    qtbot.wait(100)
    return picture(explore)


def saved_again(window: Window, qtbot: QtBot) -> None:
    """The training goes on for a little and saves."""
    training = window.studio.training
    before = training.history.step
    qtbot.waitUntil(lambda: training.history.step > before + 3, timeout=SLOW)
    assert training.run is not None
    known = run_models.newest(training.run)
    window.train.bar.save.click()
    qtbot.waitUntil(lambda: run_models.newest(training.run) != known, timeout=SLOW)  # type: ignore[arg-type]


def test_that_a_run_is_played_with_while_it_learns(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    training, explore = window.studio.training, window.explore
    training.start(TINY)
    qtbot.waitUntil(lambda: training.state == "running" and training.history.step > 3, timeout=SLOW)
    saved_again(window, qtbot)
    assert training.run is not None
    assert window.train.bar.use.text() == "Play with it"
    window.train.bar.use.click()
    assert window.workspace == "explore"
    qtbot.waitUntil(lambda: step_of(explore) > 0 and explore.shown is not None, timeout=SLOW)
    assert training.run.state().state in ACTIVE
    assert not window.studio.directions.looking  # nothing large beside a training
    explore.choose_mode(True)
    explore.controls.classes.chips["4"].click()
    explore.controls.sliders[0].set_value(1.0)
    wanted, first = explore.controls.state(), step_of(explore)

    saved_again(window, qtbot)  # the newest moment comes by itself, and the console stays as it is
    qtbot.waitUntil(lambda: step_of(explore) > first, timeout=SLOW)
    assert explore.controls.state() == wanted
    saved_again(window, qtbot)
    training.stop()
    qtbot.waitUntil(lambda: training.state not in ACTIVE and training.state != "stopping", timeout=SLOW)
    last = training.run.state().step
    qtbot.waitUntil(lambda: step_of(explore) == last and explore._following.steps[-1] == last, timeout=SLOW)

    early = earlier_beside_it(explore, qtbot, last)
    explore.save_picture(tmp_path / "early.png")  # a picture of that moment finds it again
    for each in list(explore.stage.beside.buttons):
        each.click()
    explore.open(training.run)
    qtbot.waitUntil(lambda: step_of(explore) == last, timeout=SLOW)
    explore.controls.reset()
    explore.take([tmp_path / "early.png"])
    first = explore._following.steps[0]
    qtbot.waitUntil(lambda: step_of(explore) == first and np.array_equal(picture(explore), early), timeout=SLOW)
    assert explore.controls.state() == wanted
    assert explore.stage.follow_strip.slider.value() == 0


def earlier_beside_it(explore: ExplorePanel, qtbot: QtBot, last: int) -> np.ndarray:
    """Back to the first moment, with the newest and the one that is not averaged beside it; what it draws."""
    steps = explore._following.steps
    assert len(steps) >= 3
    explore.choice.put_beside("now")
    qtbot.waitUntil(lambda: len(explore.view.sheets) == 2, timeout=SLOW)
    newest = picture(explore, 1)
    early = at_step(explore, qtbot, steps[0])
    assert not np.array_equal(early, newest)
    assert [each.title for each in explore.view.sheets] == [f"Step {steps[0]:,}", f"Step {last:,}"]
    explore.choice.put_beside("raw")
    qtbot.waitUntil(lambda: len(explore.view.sheets) == 3, timeout=SLOW)
    assert not np.array_equal(picture(explore, 2), newest)  # weights that were not averaged
    return early
