"""Someone draws a figure with a gap in its line, colours it region by region, and colours the next frame alike."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ganstudio.core import resources
from ganstudio.drawing.marks import HINTS, JOIN, LINE, LOCK, REGIONS, SPLIT
from ganstudio.drawing.palettes import Palette, Swatch
from ganstudio.ui.colour import exporting
from ganstudio.ui.colour.panel import ColourPanel
from tests.journeys.test_colouring import answered, arc, colour_at
from tests.pen import pull, tap
from tests.ui.window import SLOW, Window

pytestmark = pytest.mark.usefixtures("at_rest")

RED, GOLD, TEAL, NIGHT = (205, 60, 60), (230, 190, 70), (40, 150, 150), (30, 26, 66)
HEAD, COAT, POCKET, GROUND = (512, 330), (430, 720), (600, 760), (80, 80)  # places of the figure


def draw_a_figure(panel: ColourPanel, right: float = 0) -> None:
    """A head, open for about 14 px at its left, on a coat with a pocket."""

    def moved(points):  # type: ignore[no-untyped-def]
        return [(x + right, y, press) for x, y, press in points]

    panel.easel.hand.set_tool("pen")
    panel.easel.hand.set_size(9)
    panel.easel.hand.set_steadiness(0)
    pull(panel.left, moved(arc(512, 330, 150, 170, 183.5, 536.5, 90)))
    for way in (
        [(420, 520), (340, 900), (700, 900), (610, 520), (420, 520)],
        [(550, 700), (650, 700), (650, 820), (550, 820), (550, 700)],
    ):
        points = np.array(way, float)
        full = np.concatenate([np.linspace(a, b, 12) for a, b in pairwise(points)])
        pull(panel.left, moved([(float(x), float(y), 0.8) for x, y in full]))


def dot(panel: ColourPanel, colour: tuple[int, int, int], place: tuple[float, float]) -> None:
    panel.inspector.take_colour(colour)
    QTest.keyClick(panel.left, Qt.Key.Key_H)
    tap(panel.left, *place)


def undo(panel: ColourPanel) -> None:
    QTest.keyClick(panel.left, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def near(colours: np.ndarray, place: tuple[float, float], wanted: tuple[int, int, int]) -> bool:
    return bool(np.abs(colour_at(colours, *place) - wanted).max() <= 12)


@pytest.mark.parametrize("model", [path.stem for path in resources.models()])
def test_that_a_figure_is_coloured_by_regions_and_its_next_frame_alike(
    panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path, model: str
) -> None:
    panel.colouring.open_model(next(path for path in resources.models() if path.stem == model))
    qtbot.waitUntil(lambda: not panel.colouring.loading, timeout=SLOW)
    draw_a_figure(panel)
    colour_it(panel, qtbot)
    lock_and_undo(panel, qtbot)
    split_join_and_undo(panel, qtbot)
    swap_palettes_and_undo(panel, window, qtbot)
    colour_the_next_frame_alike(panel, qtbot, tmp_path)


def colour_it(panel: ColourPanel, qtbot: QtBot) -> None:
    panel.inspector.ways.chips["flat"].click()
    dot(panel, GOLD, HEAD)
    assert near(answered(panel, qtbot), GROUND, GOLD), "the head is open, and its colour runs out"
    panel.colouring.set("gap", 20)
    assert near(answered(panel, qtbot), HEAD, GOLD) and near(answered(panel, qtbot), GROUND, (255, 255, 255))
    dot(panel, RED, COAT)
    dot(panel, TEAL, POCKET)
    plain = answered(panel, qtbot)
    assert near(plain, COAT, RED) and near(plain, POCKET, TEAL)


def lock_and_undo(panel: ColourPanel, qtbot: QtBot) -> None:
    QTest.keyClick(panel.left, Qt.Key.Key_G)
    panel.inspector.verbs.chips.chips[LOCK].click()
    tap(panel.left, *POCKET)
    dot(panel, NIGHT, POCKET)
    assert near(answered(panel, qtbot), POCKET, TEAL), "it is locked"
    undo(panel)
    undo(panel)
    assert panel.easel.drawing.on(REGIONS) == []


def split_join_and_undo(panel: ColourPanel, qtbot: QtBot) -> None:
    plain = answered(panel, qtbot)
    QTest.keyClick(panel.left, Qt.Key.Key_G)
    panel.inspector.verbs.chips.chips[SPLIT].click()
    pull(panel.left, [(350, 860, 1), (500, 860, 1), (720, 860, 1)])
    assert not near(answered(panel, qtbot), (450, 885), RED)
    panel.inspector.verbs.chips.chips[JOIN].click()
    pull(panel.left, [(450, 885, 1), (450, 870, 1), (450, 800, 1)])
    assert near(answered(panel, qtbot), (450, 885), RED), "joined again"
    undo(panel)
    undo(panel)
    assert np.array_equal(answered(panel, qtbot), plain)


def swap_palettes_and_undo(panel: ColourPanel, window: Window, qtbot: QtBot) -> None:
    plain = answered(panel, qtbot)
    used = panel.inspector.used
    qtbot.waitUntil(lambda: len(used.groups) == 3, timeout=SLOW)
    window.studio.palettes.choose(Palette("Night", (Swatch(NIGHT), Swatch((120, 110, 190)), Swatch((240, 236, 250)))))
    used.swap.click()
    swapped = answered(panel, qtbot)
    assert near(swapped, HEAD, (240, 236, 250)) and not near(swapped, COAT, RED)
    undo(panel)
    assert np.array_equal(answered(panel, qtbot), plain)


def colour_the_next_frame_alike(panel: ColourPanel, qtbot: QtBot, tmp_path: Path) -> None:
    drawing, frame = panel.easel.drawing, tmp_path / "frame-2.png"
    panel.desk.new()
    draw_a_figure(panel, right=60)
    answered(panel, qtbot)
    panel.desk.export(frame, lambda path, taken: exporting.write_png(path, exporting.merged(
        taken.drawing, taken.parts, ("paper", "line"))))  # fmt: skip
    qtbot.waitUntil(frame.exists, timeout=SLOW)
    panel.colouring.book.open(drawing, tmp_path / "frame-1.gansketch")
    answered(panel, qtbot)
    panel.desk.next_chosen.emit(frame)
    qtbot.waitUntil(lambda: panel.easel.drawing is not drawing and bool(panel.offer.words), timeout=SLOW)
    following = answered(panel, qtbot)
    for place, colour in ((HEAD, GOLD), (COAT, RED), (POCKET, TEAL)):
        assert near(following, (place[0] + 60, place[1]), colour)
    assert "3 colours carried over" in panel.offer.words
    undo(panel)
    assert panel.easel.drawing.on(HINTS) == [] and panel.easel.drawing.on(LINE)
