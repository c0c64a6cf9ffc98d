"""Nothing is replaced, laid over a drawing or flooded without being asked."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ganstudio.drawing.marks import HINTS, LINE, PICTURE, Fill
from ganstudio.studio.importing import BELOW, SCAN
from ganstudio.ui.colour.import_dialog import FRESH, LAYER, ImportDialog
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.surface.painting import to_pixels
from tests.pen import pull, tap
from tests.ui.colouring import RED, dab
from tests.ui.window import SLOW, Window

pytestmark = pytest.mark.usefixtures("at_rest")


def scan(tmp_path: Path) -> Path:
    picture = Image.new("L", (400, 300), 250)
    ImageDraw.Draw(picture).ellipse((80, 60, 300, 240), outline=20, width=6)
    picture.save(tmp_path / "scan.png")
    return tmp_path / "scan.png"


def asked(panel: ColourPanel, window: Window, qtbot: QtBot, path: Path) -> ImportDialog:
    window.take(path)
    qtbot.waitUntil(lambda: bool(panel.findChildren(ImportDialog)), timeout=SLOW)
    (dialog,) = panel.findChildren(ImportDialog)
    return dialog


def press(dialog: ImportDialog, text: str) -> None:
    next(each for each in dialog.findChildren(QPushButton) if each.text() == text).click()


@pytest.mark.parametrize("where", [FRESH, LAYER])
def test_that_an_import_onto_a_drawing_asks_where_it_goes(
    where: str, panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
    first = panel.easel.drawing
    dialog = asked(panel, window, qtbot, scan(tmp_path))
    assert dialog.where.isVisible() and dialog.where.chips[FRESH].isChecked(), "the drawing is left alone unless asked"
    dialog.where.chips[where].click()
    press(dialog, "Import")
    if where == FRESH:
        qtbot.waitUntil(lambda: panel.easel.drawing is not first and bool(panel.easel.drawing.done), timeout=SLOW)
        assert len(first.done) == 1 and (panel.easel.drawing.width, panel.easel.drawing.height) == (400, 300)
        assert panel.colouring.book.abandoned()[0].marks == 1, "what lay there is kept"
    else:
        qtbot.waitUntil(lambda: len(first.done) == 2, timeout=SLOW)
        assert panel.easel.drawing is first
        panel.easel.undo()
        assert len(first.on(LINE)) == 1


def test_that_what_is_traced_goes_below_the_drawing_unless_said_otherwise(
    panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    dab(panel, RED)
    dialog = asked(panel, window, qtbot, scan(tmp_path))
    dialog.ways.chips[BELOW].click()
    assert dialog.where.chips[LAYER].isChecked()
    dialog.ways.chips[SCAN].click()
    assert dialog.where.chips[FRESH].isChecked()
    dialog.where.chips[LAYER].click()
    dialog.ways.chips[BELOW].click()
    dialog.ways.chips[SCAN].click()
    assert dialog.where.chips[LAYER].isChecked(), "a choice stays"
    dialog.ways.chips[BELOW].click()
    press(dialog, "Import")
    qtbot.waitUntil(lambda: bool(panel.easel.drawing.on(PICTURE)), timeout=SLOW)
    assert panel.easel.drawing.on(HINTS)


def test_that_an_import_onto_an_empty_sheet_asks_nothing(
    panel: ColourPanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = asked(panel, window, qtbot, scan(tmp_path))
    assert not dialog.where.isVisible() and not dialog.request.fresh
    dialog.reject()


@pytest.mark.parametrize("drawn", ["line", "dots"])
@pytest.mark.parametrize("fresh", [True, False])
def test_that_line_art_to_start_from_asks_where_it_goes(drawn: str, fresh: bool, panel: ColourPanel) -> None:
    dab(panel, RED) if drawn == "dots" else pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
    first = panel.easel.drawing
    panel.desk.importer.start_from("cat")
    assert panel.easel.drawing is first and len(first.done) == 1, "nothing happens before the answer"
    assert panel.offer.isVisible() and "Cat" in panel.offer.words
    panel.offer.buttons[0 if fresh else 1].click()
    assert (panel.easel.drawing is not first) == fresh
    assert len(panel.easel.drawing.on(LINE)) > 5 and len(first.done) == (1 if fresh else 2)


def test_that_line_art_on_an_empty_sheet_asks_nothing(panel: ColourPanel) -> None:
    panel.desk.importer.start_from("cat")
    assert not panel.offer.isVisible() and panel.easel.drawing.on(LINE)


# -- fills that would run out ---------------------------------------------------------------------------------


def ring(panel: ColourPanel, gap: float, x: float = 512, y: float = 512, radius: float = 300) -> None:
    """A circle of ink, open for `gap` px at its right."""
    half = math.asin((gap / 2 + 3) / radius)
    ways = np.linspace(half, 2 * math.pi - half, 150)
    panel.easel.hand.set_steadiness(0)
    pull(panel.left, [(x + radius * math.cos(way), y + radius * math.sin(way), 1.0) for way in ways])


def fills(panel: ColourPanel) -> list[Fill]:
    return [mark for step in panel.easel.drawing.done for mark in step if isinstance(mark, Fill)]


def fill_at(panel: ColourPanel, x: float, y: float) -> None:
    panel.easel.hand.set_tool("fill")
    tap(panel.left, x, y)


def test_that_a_fill_that_would_run_out_shows_the_gap_first(panel: ColourPanel, qtbot: QtBot) -> None:
    ring(panel, 24)
    fill_at(panel, 512, 512)
    assert fills(panel) == [] and panel.offer.isVisible() and "gap" in panel.offer.words
    leak = panel.questions.mark.leak
    assert leak is not None and math.dist((leak.x, leak.y), (812, 512)) < 10
    seen = to_pixels(panel.left.grab().toImage())[..., :3].astype(int)
    at = panel.left.place().map(QPointF(leak.x, leak.y)).toPoint()
    around = seen[at.y() - 24 : at.y() + 24, at.x() - 24 : at.x() + 24]
    assert (np.abs(around - (255, 122, 89)).max(axis=2) < 30).sum() > 60, "a ring is on the canvas"


def test_that_closing_the_gaps_keeps_the_fill_in(panel: ColourPanel) -> None:
    ring(panel, 24)
    fill_at(panel, 512, 512)
    panel.offer.buttons[0].click()
    (fill,) = fills(panel)
    assert fill.mask.sum() == pytest.approx(math.pi * 298**2, rel=0.03)
    assert panel.colouring.params.gap > 20, "regions and fills are one"
    assert panel.inspector.gaps.value == panel.colouring.params.gap
    assert not panel.offer.isVisible() and panel.questions.mark.leak is None


def test_that_a_fill_can_run_out_when_that_is_meant(panel: ColourPanel) -> None:
    ring(panel, 24)
    fill_at(panel, 512, 512)
    panel.offer.buttons[1].click()
    (fill,) = fills(panel)
    assert fill.mask.mean() > 0.9 and panel.questions.mark.leak is None


@pytest.mark.parametrize("what", ["stroke", "tool", "undo", "close"])
def test_that_the_question_goes_when_something_else_is_done(what: str, panel: ColourPanel) -> None:
    ring(panel, 24)
    fill_at(panel, 512, 512)
    {
        "stroke": lambda: (panel.easel.hand.set_tool("dab"), tap(panel.left, 500, 500)),
        "tool": lambda: panel.easel.hand.set_tool("pen"),
        "undo": panel.easel.undo,
        "close": panel.offer.withdraw,
    }[what]()
    assert not panel.offer.isVisible() and panel.questions.mark.leak is None and fills(panel) == []


@pytest.mark.parametrize(("gap", "x", "y"), [(24, 30, 30), (0, 512, 512), (0, 30, 30), (300, 512, 512), (4, 512, 512)])
def test_that_nobody_is_asked_about_the_ground_or_what_is_closed(
    gap: float, x: float, y: float, panel: ColourPanel
) -> None:
    ring(panel, gap)
    fill_at(panel, x, y)
    assert len(fills(panel)) == 1 and not panel.offer.isVisible()


def test_that_a_question_is_read_whole_in_a_small_window(panel: ColourPanel, window: Window, qtbot: QtBot) -> None:
    window.resize(1024, 600)
    qtbot.waitUntil(lambda: window.width() == 1024, timeout=SLOW)
    pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
    panel.offer.show_offer("A question that is much too long for one line. " * 3, [("Yes", lambda: None)] * 2)
    QApplication.processEvents()
    said = next(label for label in panel.offer.findChildren(QLabel) if label.text() == panel.offer.words)
    assert said.height() >= said.heightForWidth(said.width())
    assert panel.offer.rect().contains(said.mapTo(panel.offer, said.rect().bottomRight()))
