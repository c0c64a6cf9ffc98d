"""Regions in the hand: joined, split, locked, made paper, and what a dot among them means."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from ganstudio.drawing.marks import BOUND, HINTS, JOIN, LINE, LOCK, REGIONS, SPLIT, SPREAD, TURN, Fill, Ruling, Stroke
from ganstudio.ui.colour.panel import ColourPanel
from tests.painters import Painter, one_colour
from tests.pen import pull, tap
from tests.ui.colouring import BLUE, RED, colour_with, dab, settled
from tests.ui.window import Window

pytestmark = pytest.mark.usefixtures("at_rest")

LEFT, RIGHT, GROUND = (350, 512), (674, 512), (60, 60)  # the two halves of a box, and what lies around it
PAPER = (255, 255, 255)


def boxes(panel: ColourPanel, gap: float = 0) -> None:
    """A box in two halves, the line between them open for `gap` px in its middle."""
    ways = [[(200, 300), (824, 300), (824, 724), (200, 724), (200, 300)]]
    ways += [[(512, 300), (512, 512 - gap / 2 - 4)], [(512, 512 + gap / 2 + 4), (512, 724)]]
    panel.easel.drawing.do(*(
        Stroke(LINE, np.array([(x, y, 1.0) for x, y in way], np.float32), 8.0) for way in ways
    ))  # fmt: skip


def seen(panel: ColourPanel, qtbot: QtBot, place: tuple[float, float]) -> tuple[int, ...]:
    shown = settled(panel, qtbot)
    scale = shown.shape[1] / panel.easel.drawing.width
    return tuple(shown[int(place[1] * scale), int(place[0] * scale)].tolist())


def rule(panel: ColourPanel, qtbot: QtBot, what: str, *way: tuple[float, float]) -> None:
    settled(panel, qtbot)
    panel.toolbox.tools["region"].click()
    panel.inspector.verbs.chips.chips[what].click()
    pull(panel.left, [(x, y, 1.0) for x, y in way])


@pytest.fixture
def halves(panel: ColourPanel) -> ColourPanel:
    boxes(panel)
    panel.colouring.set("way", 0.0)
    dab(panel, RED, *LEFT)
    return panel


def test_that_regions_are_joined_by_dragging_and_apart_again_by_undo(halves: ColourPanel, qtbot: QtBot) -> None:
    assert seen(halves, qtbot, LEFT) == RED and seen(halves, qtbot, RIGHT) != RED
    rule(halves, qtbot, JOIN, LEFT, (500, 500), RIGHT)
    assert seen(halves, qtbot, RIGHT) == RED
    halves.easel.undo()
    assert seen(halves, qtbot, RIGHT) != RED
    halves.easel.redo()
    assert seen(halves, qtbot, RIGHT) == RED


def test_that_a_way_within_one_region_says_what_to_do(halves: ColourPanel, qtbot: QtBot) -> None:
    told: list[tuple[str, ...]] = []
    halves.told.connect(lambda *words: told.append(words))
    steps = len(halves.easel.drawing.done)
    rule(halves, qtbot, JOIN, LEFT, (360, 520))
    assert len(halves.easel.drawing.done) == steps
    assert "Drag from one region into another." in told[-1]


def test_that_a_stroke_that_is_no_ink_splits(halves: ColourPanel, qtbot: QtBot) -> None:
    ink = halves.easel.painter.pixels(LINE).copy()
    rule(halves, qtbot, SPLIT, (195, 600), (350, 600), (515, 600))
    assert seen(halves, qtbot, (350, 680)) != RED and seen(halves, qtbot, LEFT) == RED
    assert np.array_equal(ink, halves.easel.painter.pixels(LINE))
    halves.easel.undo()
    assert seen(halves, qtbot, (350, 680)) == RED


def test_that_a_locked_region_keeps_its_colour(halves: ColourPanel, qtbot: QtBot) -> None:
    rule(halves, qtbot, LOCK, LEFT)
    (lock,) = halves.easel.drawing.on(REGIONS)
    assert isinstance(lock, Ruling) and lock.colour == RED
    dab(halves, BLUE, *LEFT)
    dab(halves, BLUE, *RIGHT)
    assert seen(halves, qtbot, RIGHT) == BLUE and seen(halves, qtbot, (220, 700)) == RED
    rule(halves, qtbot, LOCK, LEFT)
    assert halves.easel.drawing.on(REGIONS) == []
    assert seen(halves, qtbot, LEFT) != RED


def test_that_paper_becomes_drawing_and_drawing_paper(window: Window, qtbot: QtBot) -> None:
    panel = colour_with(window, Painter(one_colour(0.1, 0.1, 0.9)), qtbot)
    boxes(panel)
    panel.colouring.set("way", 0.0)
    plain = seen(panel, qtbot, LEFT)
    assert plain != PAPER and seen(panel, qtbot, GROUND) == PAPER
    rule(panel, qtbot, TURN, LEFT)
    assert seen(panel, qtbot, LEFT) == PAPER
    rule(panel, qtbot, TURN, LEFT)
    assert seen(panel, qtbot, LEFT) == plain
    rule(panel, qtbot, TURN, GROUND)
    assert seen(panel, qtbot, GROUND) != PAPER


def test_that_regions_are_seen_while_they_are_worked_on(halves: ColourPanel, qtbot: QtBot) -> None:
    settled(halves, qtbot)
    halves.toolbox.tools["region"].click()
    assert halves.live.shows_regions
    halves.inspector.verbs.chips.chips[LOCK].click()
    assert not halves.live.shows_regions, "what is locked are colours"
    halves.inspector.verbs.chips.chips[JOIN].click()
    halves.toolbox.tools["pen"].click()
    assert not halves.live.shows_regions


def test_that_everything_said_of_regions_can_be_forgotten(halves: ColourPanel, qtbot: QtBot) -> None:
    rule(halves, qtbot, JOIN, LEFT, RIGHT)
    rule(halves, qtbot, SPLIT, (195, 600), (515, 600))
    halves.inspector.verbs.forget.click()
    assert halves.easel.drawing.on(REGIONS) == [] and not halves.inspector.verbs.forget.isEnabled()
    assert len(halves.easel.drawing.on(LINE)) == 3, "ink stays"
    halves.easel.undo()
    assert len(halves.easel.drawing.on(REGIONS)) == 2


def test_that_a_dot_may_mean_its_likes_and_goes_with_what_it_meant(panel: ColourPanel, qtbot: QtBot) -> None:
    boxes(panel)
    panel.colouring.set("way", 0.0)
    panel.toolbox.tools["dab"].click()
    panel.inspector.reach.chips.chips[SPREAD].click()
    dab(panel, RED, *LEFT)
    assert seen(panel, qtbot, LEFT) == seen(panel, qtbot, RIGHT) == RED
    panel.toolbox.tools["unhint"].click()
    tap(panel.left, *LEFT)
    assert panel.easel.drawing.on(HINTS) == panel.easel.drawing.on(REGIONS) == []
    panel.easel.undo()
    assert len(panel.easel.drawing.on(REGIONS)) == 1


def test_that_a_dot_may_end_at_lines_whose_gaps_are_wide(panel: ColourPanel, qtbot: QtBot) -> None:
    boxes(panel, 20)
    panel.colouring.set("way", 0.0)
    dab(panel, RED, *LEFT)
    assert seen(panel, qtbot, RIGHT) == RED
    panel.easel.undo()
    panel.inspector.reach.chips.chips[BOUND].click()
    dab(panel, RED, *LEFT)
    assert seen(panel, qtbot, LEFT) == RED and seen(panel, qtbot, RIGHT) != RED


@pytest.mark.parametrize("gap", [0, 3, 20])
def test_that_fills_and_dots_mean_the_same_region(panel: ColourPanel, qtbot: QtBot, gap: float) -> None:
    boxes(panel, gap)
    panel.colouring.set("way", 0.0)
    rule(panel, qtbot, SPLIT, (195, 600), (515, 600))
    dab(panel, RED, *LEFT)
    by_dot = settled(panel, qtbot).copy()
    panel.easel.undo()
    panel.easel.hand.set_tool("fill")
    tap(panel.left, *LEFT)
    (fill,) = panel.easel.drawing.on(HINTS)
    assert isinstance(fill, Fill)
    by_fill = settled(panel, qtbot)
    assert (np.abs(by_dot.astype(int) - by_fill).max(axis=2) > 40).mean() < 0.004
    whole = panel.easel.regions()
    assert whole is not None and fill.mask.sum() == whole.areas[whole.at(*LEFT)]
