"""Tools and signs of the Colour workspace."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ganstudio.drawing.marks import HINTS, LINE, Fill, Stroke
from ganstudio.ui.colour import exporting
from ganstudio.ui.colour.panel import ColourPanel
from tests.painters import Painter
from tests.pen import pull, tap
from tests.ui.colouring import BLUE, RED, dab, middle, settled
from tests.ui.window import SLOW

pytestmark = pytest.mark.usefixtures("at_rest")


def test_that_a_fill_can_be_ink(panel: ColourPanel) -> None:
    pull(panel.left, [(200, 200, 1), (600, 200, 1), (600, 600, 1), (200, 600, 1), (200, 200, 1)])
    panel.toolbox.tools["fill"].click()
    assert panel.inspector.gap.isHidden() and panel.inspector.brush_size.isHidden(), "the gaps are those of regions"
    tap(panel.left, 400, 400)
    panel.inspector.ink_fill.click()
    assert not panel.inspector.gap.isHidden()
    tap(panel.left, 400, 400)
    kinds = [(type(step[0]), getattr(step[0], "layer", "")) for step in panel.easel.drawing.done]
    assert kinds == [(Stroke, LINE), (Fill, HINTS), (Fill, LINE)]


def test_that_the_ruler_goes_through_its_axes(panel: ColourPanel) -> None:
    copies = []
    for _ in range(4):
        panel.toolbox.symmetry.click()
        copies.append(panel.easel.hand.symmetry.copies())
    assert [len(each) for each in copies] == [2, 2, 4, 1]
    panel.toolbox.symmetry.click()
    panel.desk.new(400, 300)
    assert panel.easel.hand.symmetry.x == 200, "it moves to the middle of the next sheet"


def test_that_dots_on_the_result_are_seen_while_they_are_made(panel: ColourPanel) -> None:
    assert HINTS not in panel.right.shows
    panel.easel.hand.set_tool("dab")
    seen: list[tuple[str, ...]] = []
    panel.easel.live_changed.connect(lambda: seen.append(panel.right.shows))
    tap(panel.right, 500, 500)
    assert seen and HINTS in seen[-1] and HINTS not in panel.right.shows


def test_that_a_busy_model_shows_a_quiet_sign(panel: ColourPanel, network: Painter, qtbot: QtBot) -> None:
    network.gate = threading.Event()
    dab(panel, RED)
    qtbot.waitUntil(lambda: "working" in panel._state.text(), timeout=SLOW)
    network.gate.set()
    qtbot.waitUntil(lambda: "live" in panel._state.text(), timeout=SLOW)


def test_that_colouring_can_be_switched_off_and_on(
    panel: ColourPanel, network: Painter, qtbot: QtBot, tmp_path: Path
) -> None:
    dab(panel, RED)
    settled(panel, qtbot)
    panel.inspector.live.click()
    asked = len(network.seen)
    dab(panel, BLUE)
    qtbot.wait(200)
    assert len(network.seen) == asked and "off" in panel._state.text()
    panel.desk.export(tmp_path / "off.png", exporting.export_colours)
    qtbot.waitUntil((tmp_path / "off.png").exists, timeout=SLOW)
    panel.inspector.live.click()
    qtbot.waitUntil(lambda: middle(settled(panel, qtbot)) == list(BLUE), timeout=SLOW)


def test_that_the_size_and_zoom_are_in_sight(panel: ColourPanel) -> None:
    panel.easel.view.set_zoom(2.0)
    panel.easel.view.set_angle(15)
    assert panel._view.text() == "1024 × 1024 · 200 % · 15°"
