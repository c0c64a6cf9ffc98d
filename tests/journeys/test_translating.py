"""From two kinds of pictures to a folder of changed ones through the real window: train, export both, translate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from ganstudio.data.faces import faces, writing
from tests.journeys.test_first_run import settled, steps
from tests.ui.window import SLOW, Open, Window


def choose_glasses(window: Window, qtbot: QtBot) -> None:
    inspector, draft = window.train.inspector, window.studio.draft
    inspector.architecture.click()
    inspector.galleries[0].entries["cyclegan"].click()
    inspector.pictures.click()
    inspector.galleries[1].entries["cartoon-glasses"].click()
    assert (draft.recipe.family, draft.recipe.preset, draft.recipe.data.source) == (
        "cyclegan", "quick", "cartoon-glasses",
    )  # fmt: skip
    qtbot.waitUntil(window.train.bar.start.isEnabled, timeout=SLOW)


def watch_it_learn(window: Window, qtbot: QtBot) -> None:
    """Both ways are there to look at, each with what it is given, makes, and brings back."""
    bar, stage = window.train.bar, window.train.stage
    bar.start.click()
    settled(window, qtbot, "running")
    qtbot.waitUntil(lambda: steps(window) > 3 and len(stage.view.sheets) > 0, timeout=SLOW)
    ways = ("without glasses to with glasses", "with glasses to without glasses")
    assert [sheet.title for sheet in stage.view.sheets] == [f"{way} · ema" for way in ways]
    assert {sheet.heads for sheet in stage.view.sheets} == {("Picture", "Changed", "Change", "Back again")}
    bar.stop.click()
    settled(window, qtbot, "stopped")


def export_both(window: Window, qtbot: QtBot) -> list[Path]:
    run = window.studio.training.run
    assert run is not None
    window.go_to("library")
    window.library.export(run, window.studio.places.models / "mine.onnx")
    qtbot.waitUntil(lambda: "Exported mine.onnx" in window.message or "cannot" in window.message, timeout=300_000)
    made = sorted(window.studio.places.models.glob("*.onnx"))
    assert len(made) == 2
    return made


def faces_in(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    for index in range(count):
        pixels = faces.colour(writing.member("glasses", writing.UNSEEN_FROM + 2 * index), 96)
        Image.fromarray(np.moveaxis(pixels, 0, 2)).save(folder / f"face {index}.png")
    return sorted(folder.iterdir())


def translate_folder(window: Window, qtbot: QtBot, model: Path, folder: Path, out: Path) -> None:
    window.take(model)
    panel = window.translate
    assert window.workspace == "translate"
    qtbot.waitUntil(lambda: panel.translating.ready is not None, timeout=SLOW)
    assert len(panel.inspector.ways.chips) == 2
    dialog = panel.open_batch()
    dialog.set_source(folder)
    dialog.set_out(out)
    dialog.run()
    qtbot.waitUntil(lambda: dialog.words.text() == "Changed 3 pictures.", timeout=SLOW)
    dialog.reject()


@pytest.mark.timeout(300)
def test_that_a_folder_is_translated_by_what_was_trained_in_the_window(
    open_window: Open, qtbot: QtBot, few_faces: int, tmp_path: Path
) -> None:
    window = open_window()
    choose_glasses(window, qtbot)
    watch_it_learn(window, qtbot)
    models = export_both(window, qtbot)
    given = faces_in(tmp_path / "faces", 3)
    translate_folder(window, qtbot, models[0], tmp_path / "faces", tmp_path / "out")
    made = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in made] == [path.name for path in given]
    for path in made:
        with Image.open(path) as image:
            assert image.size == (96, 96)
