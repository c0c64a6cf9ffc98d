"""Figures under single pictures, from the log of a run to the grid of Train."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ganstudio import launch
from ganstudio.core.events import Sampled, Started
from ganstudio.core.pictures import write_png
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run
from tests.ui.window import Window

pytestmark = pytest.mark.usefixtures("at_rest")

ENLARGED = Recipe("srgan", "quick", DataChoice("photographs", 128, 3), budget=Budget(5, "minutes"))
TITLES = {"ema": "sharp: small, SRGAN", "other.ema": "faithful: SRResNet, original", "raw": "", "other.raw": ""}
TOLD = ("", "28.1 · 0.83")


def made(window: Window, captions: dict[str, tuple[str, ...]]) -> Run:
    """A run with a sheet of two pictures for each of two generators."""
    run = launch.create_run(launch.named(ENLARGED, window.studio.places), window.studio.store)
    run.hold()
    run.append(Started(0, 100, 0.0, None, 10, "CPU", "fp32", 1))
    files = {kind: f"step-00000000-{kind}.png" for kind in TITLES}
    for name in files.values():
        write_png(run.samples / name, np.full((128, 256, 3), 200, np.uint8))
    shapes = dict.fromkeys(TITLES, (1, 2))
    run.append(Sampled(0, 0.0, 1, 2, files, {}, shapes, TITLES, captions))
    run.release()
    return run


def test_that_each_sheet_has_its_own_figures_and_the_line_above_says_what_they_are(
    window: Window, qtbot: QtBot
) -> None:
    window.studio.training.open(made(window, {"ema": TOLD, "raw": TOLD, "other.ema": ("27.0 · 0.80", "")}))
    stage = window.train.stage
    qtbot.waitUntil(lambda: len(stage.view.sheets) == 2)
    assert [sheet.captions for sheet in stage.view.sheets] == [TOLD, ("27.0 · 0.80", "")]
    assert "PSNR in dB and SSIM" in stage.caption.text()


def test_that_a_run_of_before_opens_without_figures(window: Window, qtbot: QtBot) -> None:
    window.studio.training.open(made(window, {}))
    stage = window.train.stage
    qtbot.waitUntil(lambda: len(stage.view.sheets) == 2)
    assert [sheet.captions for sheet in stage.view.sheets] == [(), ()]
    assert stage.caption.text() == "step 0"
