"""Colours while the pen moves: asked as often as they are answered, and at rest what an export of that size gives."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from pytestqt.qtbot import QtBot

from ganstudio.core.pictures import Pixels
from ganstudio.drawing.marks import HINTS, LINE, Fill, Stroke
from ganstudio.export.colour_params import FLAT, KEPT
from ganstudio.export.colouring import regions_of, under_ink
from ganstudio.studio.keeping import Keeper
from ganstudio.ui.colour.exporting import ink_at, ink_of
from ganstudio.ui.colour.panel import ColourPanel
from tests.painters import Painter
from tests.pen import send
from tests.ui.colouring import BLUE, RED, dab, middle, settled
from tests.ui.window import SLOW

pytestmark = pytest.mark.usefixtures("at_rest")
PRESS, MOVE, RELEASE = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease


def exported(panel: ColourPanel) -> Pixels:
    """The drawing divided and coloured from nothing at the size that is looked at."""
    answer = panel.live.answer
    assert answer is not None and answer.request.sheet is not None
    sheet, params = answer.request.sheet, answer.request.params
    params = replace(params, gap=round(params.gap / sheet.scale))
    hints = panel.easel.painter.scaled(HINTS, sheet.ink.shape[1], sheet.ink.shape[0])
    return under_ink(answer.raw, sheet.ink, params, hints, regions_of(sheet.ink, params, sheet.adjustments))


def ring(panel: ColourPanel, share: float = 0.3) -> Stroke:
    side = panel.easel.drawing.width
    ways = np.linspace(0, 2 * np.pi, 40)
    points = np.stack([0.5 + share * np.cos(ways), 0.5 + share * np.sin(ways), ways * 0 + 1 / side], axis=1) * side
    return Stroke(LINE, points.astype(np.float32), side / 60)


@pytest.mark.parametrize("way", [FLAT, KEPT])
def test_that_at_rest_the_colours_are_those_of_an_export_of_that_size(
    panel: ColourPanel, qtbot: QtBot, way: float
) -> None:
    panel.colouring.set("way", way)
    seen = []
    for step in (
        lambda: panel.easel.drawing.do(ring(panel)),
        lambda: dab(panel, RED),
        lambda: dab(panel, BLUE, 60, 60),
    ):
        step()
        seen.append(settled(panel, qtbot).copy())
        assert np.array_equal(seen[-1], exported(panel))
    panel.easel.undo()
    assert np.array_equal(settled(panel, qtbot), seen[-2])
    panel.easel.redo()
    assert np.array_equal(settled(panel, qtbot), seen[-1])


def test_that_a_growing_stroke_is_asked_about_as_often_as_it_is_answered(
    panel: ColourPanel, network: Painter, qtbot: QtBot
) -> None:
    dab(panel, RED)
    settled(panel, qtbot)
    network.gate, asked = threading.Event(), panel.colouring.shown
    panel.easel.hand.set_tool("pen")
    send(panel.left, PRESS, 300, 300, 0.6)
    for step in range(12):
        send(panel.left, MOVE, 300 + 9 * step, 320, 0.6)
        qtbot.wait(25)
    assert panel.colouring.shown <= asked + 2, "one is answered, so nothing more is asked"
    assert not panel.live.is_settled
    asked = panel.colouring.shown
    network.gate.set()
    qtbot.waitUntil(lambda: panel.colouring.shown > asked, timeout=SLOW)  # while the pen rests on the sheet
    send(panel.left, RELEASE, 420, 320, 0.0)
    settled(panel, qtbot)
    assert panel.live.answer is not None and panel.live.answer.request.sheet is not None
    sheet = panel.live.answer.request.sheet
    assert np.array_equal(sheet.ink, ink_at(panel.easel.painter, sheet.ink.shape[1], sheet.ink.shape[0]))


def test_that_finer_colours_give_way_to_a_stroke_that_begins(
    panel: ColourPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dab(panel, RED)
    settled(panel, qtbot)
    let, divided = threading.Event(), Keeper._divided

    def slowly(keeper: Keeper, *of: Any) -> Any:
        assert of[-1] or let.wait(SLOW / 1000), "finer ones take long"
        return divided(keeper, *of)

    monkeypatch.setattr(Keeper, "_divided", slowly)
    dab(panel, BLUE)
    qtbot.waitUntil(lambda: panel.live.answer is not None and not panel.live.answer.kept.is_last, timeout=SLOW)
    assert middle(panel.live.answer.colours) == list(BLUE) and not panel.live.is_settled  # type: ignore[union-attr]
    asked = panel.colouring.shown
    panel.easel.hand.set_tool("pen")
    send(panel.left, PRESS, 300, 300, 0.6)
    send(panel.left, MOVE, 330, 320, 0.6)
    qtbot.waitUntil(lambda: panel.colouring.shown > asked, timeout=SLOW)
    let.set()
    send(panel.left, RELEASE, 420, 320, 0.0)
    assert middle(settled(panel, qtbot)) == list(BLUE)


def test_that_the_end_of_a_stroke_waits_for_no_answer_to_be_asked_about(
    panel: ColourPanel, network: Painter, qtbot: QtBot
) -> None:
    dab(panel, RED)
    assert middle(settled(panel, qtbot)) == list(RED)
    network.gate, asked = threading.Event(), panel.colouring.shown
    dab(panel, BLUE)
    qtbot.waitUntil(lambda: panel.colouring.shown > asked, timeout=SLOW)
    dab(panel, RED)
    qtbot.waitUntil(lambda: panel.colouring.shown > asked + 1, timeout=SLOW)
    network.gate.set()
    assert middle(settled(panel, qtbot)) == list(RED)


def test_that_ink_is_the_same_whether_it_is_black_or_has_a_colour(panel: ColourPanel) -> None:
    painter = panel.easel.painter
    panel.easel.drawing.do(ring(panel))
    for colour in ((0, 0, 0), (250, 60, 10), (255, 255, 255)):
        panel.easel.drawing.do(Fill(LINE, 100, 150, np.ones((40, 70), np.bool_), colour))
        for size in ((300, 200), (painter.drawing.width, painter.drawing.height)):
            assert np.array_equal(ink_at(painter, *size), ink_of(painter.scaled(LINE, *size)))
