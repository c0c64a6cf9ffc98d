"""The colours of a drawing in the window: looked at, changed everywhere, swapped for another palette."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ganstudio.drawing.palettes import Palette, Swatch
from ganstudio.ui.colour.panel import ColourPanel
from tests.ui.colouring import BLUE, RED, dab
from tests.ui.test_colouring_regions import LEFT, RIGHT, boxes, seen
from tests.ui.window import SLOW

pytestmark = pytest.mark.usefixtures("at_rest")
GREEN, DARK, LIGHT = (20, 160, 40), (30, 20, 60), (250, 220, 120)


@pytest.fixture
def coloured(panel: ColourPanel, qtbot: QtBot) -> ColourPanel:
    boxes(panel)
    panel.colouring.set("way", 0.0)
    dab(panel, RED, *LEFT)
    dab(panel, BLUE, *RIGHT)
    colours_are(panel, qtbot, {RED, BLUE})
    return panel


def colours_are(panel: ColourPanel, qtbot: QtBot, wanted: set[tuple[int, int, int]]) -> None:
    used = panel.inspector.used
    qtbot.waitUntil(lambda: {group.colour for group in used.groups} == wanted, timeout=SLOW)
    assert len(used.swatches) == len(wanted) and not used.isHidden()


def test_that_a_colour_changes_everywhere_and_back_by_one_undo(coloured: ColourPanel, qtbot: QtBot) -> None:
    used = coloured.inspector.used
    coloured.inspector.take_colour(GREEN)
    red = next(group for group in used.groups if group.colour == RED)
    (action,) = [each for each in used.menu(red).actions() if "everywhere" in each.text()]
    action.trigger()
    assert seen(coloured, qtbot, LEFT) == GREEN and seen(coloured, qtbot, RIGHT) == BLUE
    colours_are(coloured, qtbot, {GREEN, BLUE})
    coloured.easel.undo()
    assert seen(coloured, qtbot, LEFT) == RED


def test_that_a_colour_can_be_taken(coloured: ColourPanel) -> None:
    used = coloured.inspector.used
    blue = next(group for group in used.groups if group.colour == BLUE)
    used.menu(blue).actions()[0].trigger()
    assert coloured.easel.hand.hint_colour == BLUE


def test_that_another_palette_takes_the_place_of_all_colours(coloured: ColourPanel, qtbot: QtBot) -> None:
    coloured.inspector._palettes.choose(Palette("Two", (Swatch(LIGHT), Swatch(DARK))))
    coloured.inspector.used.swap.click()
    colours_are(coloured, qtbot, {LIGHT, DARK})
    assert seen(coloured, qtbot, RIGHT) == DARK, "blue is darker than red"
    coloured.easel.undo()
    colours_are(coloured, qtbot, {RED, BLUE})


def test_that_colours_that_came_a_moment_ago_are_swapped_too(coloured: ColourPanel, qtbot: QtBot) -> None:
    dab(coloured, GREEN, *LEFT)
    seen(coloured, qtbot, LEFT)
    coloured.inspector._palettes.choose(Palette("Two", (Swatch(LIGHT), Swatch(DARK))))
    coloured.inspector.used.swap.click()  # before the colours beside the canvas were found again
    colours_are(coloured, qtbot, {LIGHT, DARK})


def test_that_harmonies_of_the_colour_in_the_hand_are_palettes(coloured: ColourPanel) -> None:
    coloured.inspector.take_colour(RED)
    menu = next(each for each in coloured.inspector.palette_menu.menu().actions() if each.menu() is not None)
    harmonies = {action.text(): action for action in menu.menu().actions()}  # type: ignore[attr-defined]
    harmonies["Triad"].trigger()
    shown = coloured.inspector.palette_view
    assert len(coloured.inspector._palettes.current.colours) == 3
    assert RED in coloured.inspector._palettes.current.colours and shown.isVisible()
