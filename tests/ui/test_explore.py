"""Explore in the real window: a click on a picture of the sheet opens that very picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from ganstudio.core.controls import Attributes, Scalar
from ganstudio.engine import registry
from ganstudio.export import library
from ganstudio.export.to_onnx import export_run
from ganstudio.studio.playing import Request, inputs_of
from ganstudio.ui.cells import cell_place
from ganstudio.ui.explore.editors import AttributesEditor, CategoryEditor, CodeEditor, ScalarEditor, editors_of
from ganstudio.ui.explore.panel import ExplorePanel
from ganstudio.ui.explore.words import LOOKED, LOOKING
from ganstudio.ui.gallery.card import Card
from tests.contract.families import OURS
from tests.contract.made import in_memory
from tests.models import exported
from tests.ui.window import SLOW, Window, shown_pixels

pytestmark = pytest.mark.usefixtures("at_rest")

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
    explore.controls.seed.set_value(5)
    explore.controls.variety.set_value(0.8)
    explore.controls.sliders[1].set_value(1.5)
    explore.draw()
    qtbot.wait(50)
    qtbot.waitUntil(lambda: not explore._settle.isActive() and not explore._generation._busy, timeout=SLOW)
    before, columns = cell_of(explore, cell), explore.view.sheets[0].grid[1]
    names = explore.view.sheets[0].names
    now = click(explore, qtbot, cell)
    assert explore.stage.console.isChecked()
    assert explore.controls.classes.chips[str(cell // columns)].isChecked()  # a row was a class
    assert names
    # Batches of another size round otherwise.
    assert np.abs(now.astype(int) - before.astype(int)).max() <= 2
    assert "of this seed" in explore.controls.which.text()


def test_that_the_sheet_of_one_class_opens_too(explore: ExplorePanel, qtbot: QtBot) -> None:
    explore.controls.classes.chips["2"].click()
    qtbot.waitUntil(lambda: explore.view.sheets[0].grid == (8, 12), timeout=SLOW)
    before = cell_of(explore, 40)
    now = click(explore, qtbot, 40)
    assert np.abs(now.astype(int) - before.astype(int)).max() <= 2
    assert explore.controls.which.text() == "Picture 41 of this seed."
    explore.controls.new.click()
    qtbot.waitUntil(lambda: explore.controls.which.text() == "Picture 1 of this seed.", timeout=SLOW)


def test_that_dragging_the_sheet_opens_nothing(explore: ExplorePanel, qtbot: QtBot) -> None:
    view = explore.view
    start = view.places()[0].center().toPoint()
    before = view.places()[0].topLeft()
    qtbot.mousePress(view, LEFT, pos=start)
    for step in range(1, 5):
        qtbot.mouseMove(view, start + QPoint(15 * step, 0))
    qtbot.mouseRelease(view, LEFT, pos=start + QPoint(60, 0))
    assert explore.stage.sheet.isChecked()
    assert view.places()[0].topLeft() != before


def test_that_a_click_in_the_console_changes_nothing(explore: ExplorePanel, qtbot: QtBot) -> None:
    click(explore, qtbot, 3)
    text = explore.controls.which.text()
    qtbot.mouseClick(explore.view, LEFT, pos=explore.view.rect().center())
    assert explore.controls.which.text() == text


def test_that_who_has_no_model_plays_with_one_in_the_box(window: Window, qtbot: QtBot) -> None:
    window.go_to("explore")
    qtbot.waitUntil(lambda: bool(window.explore.view.sheets), timeout=SLOW)
    model = window.studio.generation.model
    assert model is not None
    assert model.path == library.first_of_box()
    window.explore.choice.open()
    shown = [card.accessibleDescription() for card in window.explore.models.findChildren(Card)]
    assert sum("in the box" in words for words in shown) == len(library.box())
    window.explore.models.hide()


def test_that_a_clicked_place_shows_where_it_looks(
    window: Window, qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory
) -> None:
    explore = window.explore
    explore.open(exported(tmp_path_factory, "sagan", "stable")[0])
    window.go_to("explore")
    qtbot.waitUntil(lambda: bool(explore.view.sheets), timeout=SLOW)
    explore.stage.console.click()
    qtbot.waitUntil(lambda: explore.view.sheets[0].grid == (14, 14), timeout=SLOW)
    plain = explore.view.sheets[0].image
    assert LOOKING in explore.controls.which.text()
    centre = cell_place(explore.view.sheets[0], explore.view.places()[0], 20).center().toPoint()
    qtbot.mouseClick(explore.view, LEFT, pos=centre)
    qtbot.waitUntil(lambda: explore.view.sheets[0].image.width() >= 448, timeout=SLOW)
    assert LOOKED in explore.controls.which.text()
    first = shown_pixels(explore.view.sheets[0].image)
    explore.controls.sliders[0].set_value(2.0)  # another picture, the same place
    qtbot.waitUntil(lambda: not np.array_equal(shown_pixels(explore.view.sheets[0].image), first), timeout=SLOW)
    qtbot.mouseClick(explore.view, LEFT, pos=centre)
    qtbot.waitUntil(lambda: explore.view.sheets[0].image.size() == plain.size(), timeout=SLOW)


def test_that_its_words_are_those_of_the_field_or_explained(explore: ExplorePanel) -> None:
    assert explore.controls.sliders[0]._slider.accessibleName() == "Latent 1"
    assert "random numbers" in explore.controls.sliders[0]._slider.toolTip()
    assert "truncation" in explore.controls.variety._slider.toolTip()


@pytest.fixture
def contract_families(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.families()
    for key, kind in OURS.items():
        monkeypatch.setitem(registry._families, key, kind)


def opened_model(key: str, generator: str, window: Window, qtbot: QtBot, tmp_path: Path) -> ExplorePanel:
    """A model of a family that exists in the tests only, opened in Explore."""
    path = tmp_path / f"{key}.onnx"
    export_run(in_memory(key, window.studio.store), path, generator)
    window.explore.open(path)
    window.go_to("explore")
    return window.explore


@pytest.mark.usefixtures("contract_families")
def test_that_codes_are_chosen_and_slid(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    explore = opened_model("codes", "", window, qtbot, tmp_path)
    qtbot.waitUntil(lambda: bool(explore.view.sheets), timeout=SLOW)
    category, amounts = explore.controls.editors
    assert isinstance(category, CategoryEditor)
    assert isinstance(amounts, CodeEditor)
    assert len(explore.controls.sliders) == 8  # the noise keeps its own
    drawn: list[Request] = []
    explore._generation.drawn.connect(lambda found: drawn.append(found.request))
    before = shown_pixels(explore.view.sheets[0].image)
    category.choose("2")
    amounts.sliders[1].set_value(0.5)
    qtbot.waitUntil(lambda: bool(drawn) and len(drawn[-1].held) == 2, timeout=SLOW)
    assert dict(drawn[-1].held) == {"category": (0.0, 1.0, 0.0, 0.0), "amounts": (0.0, 0.5)}
    assert not np.array_equal(before, shown_pixels(explore.view.sheets[0].image))
    inputs = inputs_of(explore._generation.model, drawn[-1])  # type: ignore[arg-type]
    assert (inputs["category"] == [0, 1, 0, 0]).all()
    category.choose("any")
    qtbot.waitUntil(lambda: "category" not in dict(drawn[-1].held), timeout=SLOW)


@pytest.mark.usefixtures("contract_families")
@pytest.mark.parametrize(("key", "grid"), [("plane", (1, 1)), ("letters", (16, 2))])
def test_that_what_is_no_picture_is_shown_too(
    key: str, grid: tuple[int, int], window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    explore = opened_model(key, "", window, qtbot, tmp_path)
    qtbot.waitUntil(lambda: bool(explore.view.sheets), timeout=SLOW)
    assert explore.view.sheets[0].grid == grid
    assert len(np.unique(shown_pixels(explore.view.sheets[0].image))) > 1


@pytest.mark.usefixtures("contract_families")
def test_that_a_model_that_changes_pictures_says_so(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    explore = opened_model("three-way", "encoder", window, qtbot, tmp_path)
    qtbot.waitUntil(lambda: "changes pictures that it is given" in window.message, timeout=SLOW)
    assert not explore.view.sheets


def test_that_attributes_of_a_group_put_each_other_out(qtbot: QtBot) -> None:
    names = ("glasses", "red hair", "blond hair")
    editor = editors_of([Attributes("attributes", names, (names[1:],))], None)[0]
    assert isinstance(editor, AttributesEditor)
    qtbot.addWidget(editor)
    assert editor.value is None
    for name in ("glasses", "red hair", "blond hair"):
        editor.chips[name].click()
    assert editor.value == (1.0, 0.0, 1.0)
    editor.open.click()
    assert editor.value is None


def test_that_a_scalar_has_a_slider_from_its_rest(qtbot: QtBot) -> None:
    editor = editors_of([Scalar("strength", 0.0, 2.0, 1.0)], None)[0]
    assert isinstance(editor, ScalarEditor)
    qtbot.addWidget(editor)
    assert editor.value == (1.0,)
    editor.slider.set_value(1.5)
    assert editor.value == (1.5,)
