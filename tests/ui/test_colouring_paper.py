"""The paper never moves under the pen, whatever comes or goes while a stroke is drawn."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.core.pictures import Pixels
from ganstudio.drawing.marks import PICTURE, Fill, Stroke
from ganstudio.studio.colour_models import Choice
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.panes import Panes
from ganstudio.ui.surface.canvas import Canvas
from tests.painters import SKETCH, Painter, obedient, one_colour
from tests.pen import _LEFT, _NONE, _PEN
from tests.ui.colouring import RED, choice_of, dab, settled
from tests.ui.window import SLOW, Window

pytestmark = pytest.mark.usefixtures("at_rest")

Happening = Callable[[Window], object]


def on_window(canvas: Canvas, kind: QEvent.Type, at: QPoint) -> None:
    """The pen at a place of the window: where on the canvas that is depends on where the canvas lies now."""
    QApplication.processEvents()
    point = QPointF(canvas.mapFrom(canvas.window(), at))
    down, moved = kind == QEvent.Type.TabletPress, kind == QEvent.Type.TabletMove
    event = QTabletEvent(
        kind, _PEN, point, canvas.mapToGlobal(point), 1.0, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier,
        _NONE if moved else _LEFT, _LEFT if down or moved else _NONE,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def line_while(window: Window, *happenings: Happening) -> np.ndarray:
    """The points of a stroke drawn straight across the window while things happen."""
    canvas, panel = window.colour.left, window.colour
    start = canvas.mapTo(window, canvas.rect().center()) - QPoint(60, 0)
    on_window(canvas, QEvent.Type.TabletPress, start)
    for step in range(1, 13):
        on_window(canvas, QEvent.Type.TabletMove, start + QPoint(10 * step, 0))
        if step <= len(happenings):
            happenings[step - 1](window)
    on_window(canvas, QEvent.Type.TabletRelease, start + QPoint(120, 0))
    stroke = next(mark for step in reversed(panel.easel.drawing.done) for mark in step if isinstance(mark, Stroke))
    return stroke.points


def many(window: Window) -> list[Choice]:
    grey = Painter(one_colour(0.5, 0.5, 0.5), (SKETCH,))
    return [choice_of(grey, "A model with a name that is long enough to push anything away " * 2), choice_of(grey, "b")]


def compare(window: Window) -> None:
    window.colour.colouring.choices = lambda: many(window)  # type: ignore[method-assign]
    window.colour.compare(True)


def load_another(window: Window) -> None:
    gate = threading.Event()
    window.colour.colouring.choose(
        Choice("slow", "A slow model " * 9, "", "yours", lambda: (gate.wait(5), Painter(obedient))[1])
    )
    QApplication.processEvents()
    gate.set()


def picture_below(window: Window) -> None:
    window.colour.easel.drawing.do(Fill(PICTURE, 10, 10, np.ones((50, 50), bool), (0, 120, 120)))


HAPPENINGS: dict[str, tuple[Happening, ...]] = {
    "message": (lambda window: window.tell("Something was done.", "And a hint. " * 30),
                lambda window: window.tell("Another.", "", "bad"), lambda window: window._message.hide()),
    "offer": (lambda window: window.colour.offer.show_offer("A question?", [("Yes", lambda: None)]),
              lambda window: window.colour.offer.withdraw()),
    "follow strip": (lambda window: window.colour.colouring.followed.emit([1, 2]),
                     lambda window: window.colour.colouring.followed.emit([1, 2, 3])),
    "compare strip": (compare,),
    "model": (load_another,),
    "layers": (picture_below,),
    "inspector": (lambda window: window.colour.findChild(Panes).toggle(1),),
    "palette": (lambda window: window.colour.inspector.take_colour(RED),),
    "one canvas": (lambda window: QTest.keyClick(window.colour.inspector, Qt.Key.Key_O),
                   lambda window: window.colour.bar.one.click()),
    "window": (lambda window: window.resize(window.width() - 90, window.height() - 60),),
    "view": (lambda window: window.colour.easel.view.zoom_about(QPointF(10, 10), 1.4),),
}  # fmt: skip


@pytest.mark.parametrize("what", HAPPENINGS)
def test_that_a_straight_line_stays_straight(what: str, panel: ColourPanel, window: Window, qtbot: QtBot) -> None:
    dab(panel, RED)
    settled(panel, qtbot)
    panel.easel.hand.set_tool("pen")
    panel.easel.hand.set_steadiness(0.0)
    if what == "follow strip":
        panel.colouring.run = object()  # type: ignore[assignment]
    points = line_while(window, *HAPPENINGS[what])
    panel.colouring.run = None
    away = np.abs(points[:, 1] - points[0, 1]).max()
    assert away < 0.5, f"the line is bent by {away:.1f} px of the drawing"
    assert np.all(np.diff(points[:, 0]) > -0.5)


def seen_paper(canvas: Canvas) -> Pixels | QRect:
    return QRect(canvas.mapTo(canvas.window(), QPoint()), canvas.size())


@pytest.mark.parametrize("what", ["message", "offer", "follow strip", "compare strip", "model", "layers"])
def test_that_nothing_the_program_does_changes_the_canvases_during_a_stroke(
    what: str, panel: ColourPanel, window: Window, qtbot: QtBot
) -> None:
    dab(panel, RED)
    settled(panel, qtbot)
    if what == "follow strip":
        panel.colouring.run = object()  # type: ignore[assignment]
    before = [(seen_paper(canvas), canvas.place()) for canvas in (panel.left, panel.right)]
    changed: list[str] = []

    def look(_window: Window) -> None:
        for _ in range(3):
            QApplication.processEvents()
        now = [(seen_paper(canvas), canvas.place()) for canvas in (panel.left, panel.right)]
        if now != before:
            changed.append(f"{before} -> {now}")

    line_while(window, *(each for happening in HAPPENINGS[what] for each in (happening, look)))
    panel.colouring.run = None
    assert not changed


def test_that_what_waited_for_the_pen_comes_afterwards(panel: ColourPanel, window: Window, qtbot: QtBot) -> None:
    line_while(window, compare)
    qtbot.waitUntil(panel.compare_strip.isVisible, timeout=SLOW)
    height = panel.compare_strip.height()
    qtbot.waitUntil(lambda: all("ms" in card._text.text() for card in panel.compare_strip.cards.values()), timeout=SLOW)
    assert panel.compare_strip.height() == height, "results that come move nothing"


def test_that_the_window_need_not_grow_for_any_words(panel: ColourPanel, window: Window, qtbot: QtBot) -> None:
    window.resize(1024, 600)
    qtbot.waitUntil(lambda: window.width() == 1024, timeout=SLOW)
    load_another(window)
    panel.bar.show_state(
        "A drawing with a very long name, such as people give.gansketch", "autosaved, not in a file", True, True
    )
    panel.bar.show_speed(12_345)
    QApplication.processEvents()
    assert window.minimumSizeHint().width() <= 1024 and window.width() == 1024
