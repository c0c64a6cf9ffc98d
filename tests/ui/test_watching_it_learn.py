"""The canvas follows a run that learns, and looks back at what it knew before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from ganstudio.core.pictures import Pixels
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places
from ganstudio.engine import checkpoints, moments, registry
from ganstudio.engine.session import Session
from ganstudio.export.colour_params import FREE
from ganstudio.studio import colour_models
from ganstudio.ui.colour.panel import ColourPanel
from tests.pen import pull
from tests.synthetic import session_of, small_changes
from tests.ui.window import SLOW, Window


def learning(store: RunStore) -> tuple[Run, Session]:
    """A run of the colouring family that has just begun, and what steps it."""
    changes = {**small_changes("colouring", "small"), "lr_g": 0.01}
    session = session_of("colouring", "small", **changes)
    data = session.family.data
    values = {**registry.settings_of(registry.family("colouring"), "small"), **changes}
    recipe = Recipe("colouring", "small", DataChoice("random", data.size, 3), values, Budget(9, "steps"))
    run = store.create(recipe, "Learning faces", "random")
    run.update(picture=(3, data.size))
    return run, session


def learn(run: Run, session: Session, steps: int) -> None:
    for _ in range(steps):
        session.step()
    moments.keep(run.moments, session, 1.0)
    checkpoints.save(run.checkpoints, session, 1.0)


def shown_by(panel: ColourPanel, qtbot: QtBot, before: Pixels | None) -> Pixels:
    """The answer on the easel once it differs from `before`."""

    def changed() -> bool:
        answer = panel.live.answer
        return answer is not None and (before is None or not np.array_equal(answer.colours, before))

    qtbot.waitUntil(changed, timeout=SLOW)
    assert panel.live.answer is not None
    return panel.live.answer.colours


def test_that_the_canvas_follows_a_run_and_looks_back(window: Window, places: Places, qtbot: QtBot) -> None:
    run, session = learning(RunStore(places.runs))
    learn(run, session, 1)
    panel, strip = window.colour, window.colour.follow_strip
    panel.follow_run(run)
    panel.colouring.set("way", FREE)  # what the weights of a moment answer, as it is
    window.go_to("colour")
    pull(panel.left, [(200, 200, 1.0), (800, 300, 1.0), (500, 800, 1.0), (200, 200, 1.0)])
    first = shown_by(panel, qtbot, None)
    assert strip.isVisible() and "Learning faces" in panel.bar.model.text()
    learn(run, session, 2)
    second = shown_by(panel, qtbot, first)
    qtbot.waitUntil(lambda: strip.slider.maximum() == 2, timeout=SLOW)
    assert strip.step.text() == "newest"
    strip.slider.setValue(0)
    back = shown_by(panel, qtbot, second)
    assert strip.step.text() == "step 1"
    assert np.abs(back.astype(int) - first).max() <= 3, "moments are kept in half precision"
    learn(run, session, 1)
    qtbot.waitUntil(lambda: strip.slider.maximum() == 3, timeout=SLOW)
    assert np.array_equal(panel.live.answer.colours, back), "who looks back is not pulled away"  # type: ignore[union-attr]
    strip.slider.setValue(3)
    assert not np.array_equal(shown_by(panel, qtbot, back), second)


def test_that_a_damaged_run_costs_only_itself(window: Window, places: Places, qtbot: QtBot) -> None:
    store = RunStore(places.runs)
    for _ in range(2):
        learn(*learning(store), 1)
    broken = store.all()[0].folder / "run.json"
    broken.write_text(broken.read_text()[:20])
    titles = [choice.title for choice in colour_models.choices(places, store)]
    assert titles.count("Learning faces") == 1
    window.go_to("colour")
    window.colour.open_models()
    assert len(window.colour.models.gallery.entries) == len(titles)
    window.colour.models.gallery.hide()


def test_that_a_run_that_is_gone_gives_way_to_another_model(window: Window, places: Places, qtbot: QtBot) -> None:
    run, session = learning(RunStore(places.runs))
    learn(run, session, 1)
    for path in run.checkpoints.iterdir():
        path.unlink()
    window.colour.follow_run(run)
    window.go_to("colour")
    qtbot.waitUntil(lambda: window.message != "", timeout=SLOW)
    assert Path(window.colour.colouring.choice.key).suffix == ".onnx"  # type: ignore[union-attr]
