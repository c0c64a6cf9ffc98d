"""Explore in the real window: a click on a picture of the sheet opens that very picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from ganstudio.ui.cells import cell_place
from ganstudio.ui.explore.panel import ExplorePanel
from tests.ui.window import SLOW, Window, shown_pixels

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def explore(window: Window, qtbot: QtBot, digits_model: Path) -> ExplorePanel:
    window.explore.open(digits_model)
    window.go_to("explore")
    qtbot.waitUntil(lambda: bool(window.explore.view.sheets), timeout=SLOW)
    return window.explore


def cell_of(explore: ExplorePanel, cell: int) -> np.ndarray:
    """The pixels of one picture of the sheet."""
    sheet = explore.view.sheets[0]
    rows, columns = sheet.grid
    pixels = shown_pixels(sheet.image)
    height, width = pixels.shape[0] // rows, pixels.shape[1] // columns
    row, column = divmod(cell, columns)
    return pixels[row * height : (row + 1) * height, column * width : (column + 1) * width]


def click(explore: ExplorePanel, qtbot: QtBot, cell: int) -> np.ndarray:
    """Click a picture of the sheet; what the console shows then."""
    view = explore.view
    place = cell_place(view.sheets[0], view.places()[0], cell).center().toPoint()
    qtbot.mouseClick(view, LEFT, pos=place)
    qtbot.waitUntil(lambda: view.sheets[0].grid == (1, 1), timeout=SLOW)
    return shown_pixels(view.sheets[0].image)


@pytest.mark.parametrize("cell", [0, 7, 30])
def test_that_a_click_opens_that_very_picture(explore: ExplorePanel, qtbot: QtBot, cell: int) -> None:
    explore.seed.set_value(5)
    explore.variety.set_value(0.8)
    explore.sliders[1].set_value(1.5)
    explore.draw()
    qtbot.wait(50)
    qtbot.waitUntil(lambda: not explore._settle.isActive() and not explore._generation._busy, timeout=SLOW)
    before, columns = cell_of(explore, cell), explore.view.sheets[0].grid[1]
    names = explore.view.sheets[0].names
    now = click(explore, qtbot, cell)
    assert explore.console.isChecked()
    assert explore.classes.chips[str(cell // columns)].isChecked()  # a row was a class
    assert names
    # Batches of another size round otherwise.
    assert np.abs(now.astype(int) - before.astype(int)).max() <= 2
    assert "of this seed" in explore.which.text()


def test_that_the_sheet_of_one_class_opens_too(explore: ExplorePanel, qtbot: QtBot) -> None:
    explore.classes.chips["2"].click()
    qtbot.waitUntil(lambda: explore.view.sheets[0].grid == (8, 12), timeout=SLOW)
    before = cell_of(explore, 40)
    now = click(explore, qtbot, 40)
    assert np.abs(now.astype(int) - before.astype(int)).max() <= 2
    assert explore.which.text() == "Picture 41 of this seed."
    explore.new.click()
    qtbot.waitUntil(lambda: explore.which.text() == "Picture 1 of this seed.", timeout=SLOW)


def test_that_dragging_the_sheet_opens_nothing(explore: ExplorePanel, qtbot: QtBot) -> None:
    view = explore.view
    start = view.places()[0].center().toPoint()
    before = view.places()[0].topLeft()
    qtbot.mousePress(view, LEFT, pos=start)
    for step in range(1, 5):
        qtbot.mouseMove(view, start + QPoint(15 * step, 0))
    qtbot.mouseRelease(view, LEFT, pos=start + QPoint(60, 0))
    assert explore.sheet.isChecked()
    assert view.places()[0].topLeft() != before


def test_that_a_click_in_the_console_changes_nothing(explore: ExplorePanel, qtbot: QtBot) -> None:
    click(explore, qtbot, 3)
    text = explore.which.text()
    qtbot.mouseClick(explore.view, LEFT, pos=explore.view.rect().center())
    assert explore.which.text() == text


def test_that_its_words_are_those_of_the_field_or_explained(explore: ExplorePanel) -> None:
    assert explore.sliders[0]._slider.accessibleName() == "Latent 1"
    assert "random numbers" in explore.sliders[0]._slider.toolTip()
    assert "truncation" in explore.variety._slider.toolTip()
