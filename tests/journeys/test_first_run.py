"""The first hour of a newcomer, through the real window: train, come back, export, explore."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from ganstudio.core.history import History
from tests.ui.window import SLOW, Open, Window, close, shown_pixels


def settled(window: Window, qtbot: QtBot, state: str) -> None:
    def reached() -> bool:
        if window.studio.training.state == "failed":
            pytest.fail(f"the training failed: {window.studio.training.history.message}")
        return window.studio.training.state == state

    qtbot.waitUntil(reached, timeout=SLOW)


def samples(window: Window) -> int:
    return len(window.studio.training.history.samples)


def steps(window: Window) -> int:
    return window.studio.training.history.step


def curves_of(history: History) -> dict[str, object]:
    return {
        name: pytest.approx(np.stack([c.steps, np.nan_to_num(c.values, nan=-1.0)]), rel=1e-4, abs=1e-4)
        for name, c in history.curves.items()
    }


def values_of(history: History) -> dict[str, np.ndarray]:
    return {name: np.stack([c.steps, np.nan_to_num(c.values, nan=-1.0)]) for name, c in history.curves.items()}


def choose(window: Window, qtbot: QtBot) -> None:
    """Look around in the galleries, and come back to what was offered."""
    inspector, draft = window.train.inspector, window.studio.draft
    families, sets = inspector.galleries
    inspector.architecture.click()
    assert families.isVisible()
    assert families.entries["cgan"].isChecked()
    families.entries["dcgan"].click()
    assert not families.isVisible()
    assert draft.recipe.family == "dcgan"
    inspector.architecture.click()
    families.entries["cgan"].click()
    inspector.presets.chips["stable"].click()
    assert draft.recipe.preset == "stable"
    inspector.presets.chips["quick"].click()
    assert draft.recipe.preset == "quick"
    inspector.pictures.click()
    assert set(sets.entries) >= {"fashion-mnist", "mnist"}
    sets.entries["mnist"].click()
    assert draft.recipe.data.source == "mnist"
    inspector.pictures.click()
    sets.entries["fashion-mnist"].click()
    draft.set_budget(100_000, "steps")
    qtbot.waitUntil(lambda: "Ready." in inspector.verdict.text, timeout=SLOW)


def train_for_a_while(window: Window, qtbot: QtBot) -> None:
    """Start, look, pause, go on, ask for pictures and a save, stop."""
    bar, stage, training = window.train.bar, window.train.stage, window.studio.training
    bar.start.click()
    settled(window, qtbot, "running")
    qtbot.waitUntil(lambda: bool(stage.view.sheets) and stage.view.sheets[0].title == "EMA", timeout=SLOW)
    assert stage.view.sheets[0].names[0] == "T-shirt"
    qtbot.waitUntil(lambda: steps(window) > 3, timeout=SLOW)
    bar.pause.click()
    settled(window, qtbot, "paused")
    here = steps(window)
    qtbot.wait(300)
    assert steps(window) == here
    bar.resume.click()
    settled(window, qtbot, "running")
    qtbot.waitUntil(lambda: steps(window) > here, timeout=SLOW)
    before = samples(window)
    bar.sample.click()
    qtbot.waitUntil(lambda: samples(window) > before, timeout=SLOW)
    saved = training.history.last_saved
    bar.save.click()
    qtbot.waitUntil(lambda: training.history.last_saved != saved, timeout=SLOW)
    bar.stop.click()
    settled(window, qtbot, "stopped")


def look_back(window: Window) -> None:
    """The time slider goes from the last pictures to the first."""
    stage = window.train.stage
    assert stage.slider.isEnabled()
    last = shown_pixels(stage.view.sheets[0].image)
    stage.slider.setValue(0)
    assert stage.moment.text() == "step 0"
    assert not np.array_equal(shown_pixels(stage.view.sheets[0].image), last)
    stage.slider.setValue(stage.slider.maximum())
    assert stage.moment.text() == "now"
    assert np.array_equal(shown_pixels(stage.view.sheets[0].image), last)
    stage.real.click()
    assert [sheet.title for sheet in stage.view.sheets] == ["EMA", "Real"]


def come_back(window: Window, qtbot: QtBot, before: History) -> None:
    """A new session shows what the last one left, and goes on from there."""
    training = window.studio.training
    qtbot.waitUntil(lambda: training.run is not None, timeout=SLOW)
    assert training.state == "stopped"
    assert values_of(training.history) == curves_of(before)
    assert [s.step for s in training.history.samples] == [s.step for s in before.samples]
    window.train.bar.resume.click()
    settled(window, qtbot, "running")
    qtbot.waitUntil(lambda: steps(window) > before.step, timeout=SLOW)
    window.train.bar.stop.click()
    settled(window, qtbot, "stopped")
    for curve in ("generator.total", "discriminator.total"):
        assert training.history.curves[curve].steps.tolist() == list(range(1, steps(window) + 1))


def take_away(window: Window, qtbot: QtBot) -> Path:
    """Export what the Library shows, and find it among the models."""
    library = window.library
    window.go_to("library")
    assert library.current is not None
    assert library.current.state == "stopped"
    run = window.studio.training.run
    assert run is not None
    path = window.studio.places.models / "clothes.onnx"
    library.export(run, path)
    qtbot.waitUntil(lambda: "Exported clothes.onnx" in window.message or "cannot" in window.message, timeout=120_000)
    assert "Exported clothes.onnx" in window.message
    library.kinds.chips["models"].click()
    assert [item.title for item in library.model.items] == ["clothes"]
    qtbot.waitUntil(lambda: library.model.items[0].picture is not None, timeout=SLOW)
    return path


def play(window: Window, qtbot: QtBot, path: Path, saved: Path) -> None:
    """Seed, class and slider each change the picture; what is shown can be saved."""
    explore = window.explore
    window.library.list.doubleClicked.emit(window.library.model.index(0))
    assert window.workspace == "explore"
    qtbot.waitUntil(lambda: bool(explore.view.sheets), timeout=SLOW)
    seen = [shown_pixels(explore.view.sheets[0].image)]

    def changed() -> bool:
        now = shown_pixels(explore.view.sheets[0].image)
        return now.shape != seen[-1].shape or not np.array_equal(now, seen[-1])

    for act in (
        explore.controls.new.click, explore.controls.classes.chips["3"].click, explore.stage.console.click,
        lambda: explore.controls.sliders[0].set_value(2.5),
    ):  # fmt: skip
        act()
        qtbot.waitUntil(changed, timeout=SLOW)
        seen.append(shown_pixels(explore.view.sheets[0].image))
    explore.save_picture(saved)
    with Image.open(saved) as image:
        assert (image.format, image.size) == ("PNG", (28, 28))
        assert np.array_equal(np.asarray(image.convert("L")), seen[-1])


@pytest.mark.timeout(300)
def test_that_a_newcomer_gets_from_the_first_start_to_a_picture_of_their_own(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    assert window.studio.draft.recipe.family == "cgan"
    assert window.studio.draft.recipe.preset == "quick"
    choose(window, qtbot)
    train_for_a_while(window, qtbot)
    look_back(window)
    before = window.studio.training.history
    close(window)

    window = open_window()
    come_back(window, qtbot, before)
    path = take_away(window, qtbot)
    play(window, qtbot, path, tmp_path / "mine.png")
    close(window)

    window = open_window()  # the model of last time is there again
    qtbot.waitUntil(lambda: bool(window.explore.view.sheets), timeout=SLOW)


def test_that_closing_the_window_saves_a_running_training(open_window: Open, qtbot: QtBot) -> None:
    window = open_window()
    window.train.bar.start.click()
    settled(window, qtbot, "running")
    qtbot.waitUntil(lambda: steps(window) > 3, timeout=SLOW)
    run = window.studio.training.run
    close(window)
    assert run is not None
    assert run.state().state == "stopped"
    assert not run.is_held()
    window = open_window()
    assert window.studio.training.state == "stopped"
    assert window.studio.training.history.last_saved == window.studio.training.history.step > 3
