"""A drawing of a kind that the model does not know is told once, and Fill is offered."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from ganstudio.core import resources
from ganstudio.export import likeness
from ganstudio.export.likeness import Reference
from ganstudio.studio import colour_models
from ganstudio.ui.colour import kind_watch
from ganstudio.ui.colour.clicks import fill
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.window import Window
from tests.pen import pull
from tests.ui.colouring import RED, dab
from tests.ui.window import SLOW

COUNT = likeness.features(np.zeros((256, 256, 3), np.uint8), np.zeros((256, 256), np.uint8)).size


def knowing(panel: ColourPanel, score: float) -> list[float]:
    """Everything has this score from now on; the list has those that were measured."""
    panel.colouring.reference = Reference("faces", np.zeros(COUNT, np.float32), score)
    measured: list[float] = []
    panel.colouring.measured.connect(measured.append)
    panel._kinds._rest.setInterval(50)
    return measured


def test_that_an_unknown_kind_is_told_once_with_fill_at_hand(panel: ColourPanel, qtbot: QtBot) -> None:
    knowing(panel, -1.0)
    panel.desk.importer.start_from("flower")
    qtbot.waitUntil(panel.offer.isVisible, timeout=SLOW)
    assert "has learned faces" in panel.offer.words and "Fill (F)" in panel.offer.words
    panel.offer.buttons[0].click()  # type: ignore[attr-defined]
    assert panel.easel.hand.tool == "fill" and not panel.offer.isVisible()
    pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
    dab(panel, RED)
    qtbot.wait(300)
    assert not panel.offer.isVisible(), "once per drawing"
    panel.desk.new()
    panel.desk.importer.start_from("cat")
    qtbot.waitUntil(panel.offer.isVisible, timeout=SLOW)


def test_that_a_known_kind_is_not_spoken_about(panel: ColourPanel, qtbot: QtBot) -> None:
    measured = knowing(panel, 1.0)
    panel.desk.importer.start_from("lorelei-2")
    qtbot.waitUntil(lambda: bool(measured), timeout=SLOW)
    assert not panel.offer.isVisible()


def test_that_a_model_without_a_reference_says_nothing(panel: ColourPanel, qtbot: QtBot) -> None:
    measured = knowing(panel, -1.0)
    panel.colouring.reference = None
    panel.desk.importer.start_from("cat")
    qtbot.wait(300)
    assert not measured and not panel.offer.isVisible()


def test_that_a_few_lines_are_no_kind_yet(panel: ColourPanel, qtbot: QtBot) -> None:
    measured = knowing(panel, -1.0)
    pull(panel.left, [(100, 100, 1.0), (300, 300, 1.0)])
    qtbot.wait(300)
    assert not measured


def test_that_nothing_is_said_while_a_question_is_open_or_the_person_fills(panel: ColourPanel, qtbot: QtBot) -> None:
    measured = knowing(panel, -1.0)
    panel.offer.show_offer("Another question?", [("Yes", lambda: None)])
    panel.desk.importer.start_from("cat")
    panel.offer.show_offer("Another question?", [("Yes", lambda: None)])
    qtbot.waitUntil(lambda: bool(measured), timeout=SLOW)
    assert panel.offer.words == "Another question?"
    panel.offer.withdraw()
    panel.easel.hand.set_tool("fill")
    count = len(measured)
    panel.easel.hand.set_fill(20, "hints")
    fill(panel.easel, QPointF(5, 5), anyway=True)
    qtbot.wait(300)
    assert len(measured) == count and not panel.offer.isVisible()


@pytest.mark.parametrize(
    ("key", "unlike"),
    [("lorelei-2", False), ("adventurer-21", False), ("fish", True), ("house", True), ("flower", True)],
)
def test_that_the_model_in_the_box_knows_faces_from_other_drawings(
    key: str, unlike: bool, window: Window, qtbot: QtBot
) -> None:
    panel = window.colour
    panel._kinds._rest.setInterval(50)
    scores: list[float] = []
    panel.colouring.measured.connect(scores.append)
    panel.colouring.choose(colour_models.of_file(resources.models()[0], colour_models.BOX))
    window.go_to("colour")
    qtbot.waitUntil(lambda: panel.colouring.reference is not None, timeout=SLOW)
    panel.desk.importer.start_from(key)
    qtbot.waitUntil(lambda: bool(scores), timeout=SLOW)
    assert (scores[-1] < 0) is unlike
    assert panel.offer.isVisible() is unlike


def test_that_the_pen_is_left_in_peace_for_a_while() -> None:
    assert kind_watch.REST_MS >= 2000
