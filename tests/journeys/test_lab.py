"""Through the Lab: Figure 1 to its fourth moment, steps by hand, a drawn distribution, a comparison saved."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.studio.lessons import lessons
from ganstudio.ui.lab import pictures
from tests.ui.window import SLOW, Window

_SMALL = {"width": 16, "width_d": 16, "batch": 32}


def lesson_to_its_end(window: Window, qtbot: QtBot) -> None:
    panel = window.lab
    first = lessons()[0]
    panel.lessons.cards[first.key].click()
    assert panel.lab.distribution.key == "normal"
    panel.lessons.run.click()
    qtbot.waitUntil(lambda: all(line.has_come for line in panel.lessons.checks), timeout=4 * SLOW)
    assert list(panel.lab.sides[0].moments.came) == ["a", "b", "c", "d"]
    assert all(not picture.pixmap().isNull() for picture in panel.moments.pictures.values())


def by_hand(window: Window, qtbot: QtBot) -> None:
    panel, side = window.lab, window.lab.lab.sides[0]
    panel.bar.pause.click()
    qtbot.waitUntil(lambda: side.history.state == "paused", timeout=SLOW)
    before = side.history.step
    panel.bar.step_d.click()
    qtbot.waitUntil(lambda: side.history.step == before + 1, timeout=SLOW)
    panel.bar.back.click()  # to where it was paused
    qtbot.waitUntil(lambda: side.history.step == before, timeout=SLOW)
    panel.bar.back.click()
    qtbot.waitUntil(lambda: side.history.step < before, timeout=SLOW)


def draw_one(window: Window, qtbot: QtBot) -> None:
    panel = window.lab
    panel.inspector.draw.click()
    view = panel.views[0]
    middle = QPoint(view.width() // 2, view.height() // 2)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=middle - QPoint(80, 0))
    for across in range(-80, 81, 8):
        place = middle + QPoint(across, across // 4)
        QApplication.sendEvent(view, moved(view, place))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle)
    panel.inspector.name.setText("a slope")
    panel.inspector.use.click()
    assert panel.lab.distribution.title == "a slope"
    assert (panel.folder / "a slope.points.csv").is_file()
    assert str(panel.folder / "a slope.points.csv") in panel.inspector.distributions.buttons


def moved(view: object, place: QPoint) -> object:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    button = Qt.MouseButton.LeftButton
    return QMouseEvent(QEvent.Type.MouseMove, QPointF(place), QPointF(place), button, button,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip


def compare_two(window: Window, qtbot: QtBot, folder: Path) -> None:
    panel, lab = window.lab, window.lab.lab
    lab.set_up(lab.distribution.key, [("stable", dict(_SMALL)), ("minimax", dict(_SMALL))], steps=30)
    panel.bar.start.click()
    qtbot.waitUntil(lambda: lab.state == "ended", timeout=SLOW)
    for kind in ("svg", "png", "csv"):
        pictures.save(folder / f"both.{kind}", panel.shown_views, lab)
    root = ET.parse(folder / "both.svg").getroot()
    assert root.tag.endswith("svg")
    assert "Minimax" in (folder / "both.svg").read_text("utf-8")
    assert len({line.split(",")[0] for line in (folder / "both.csv").read_text("utf-8").splitlines()}) == 3
    assert (folder / "both.png").read_bytes().startswith(b"\x89PNG")


def test_that_the_lab_shows_figure_one_and_compares_settings(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.go_to("lab")
    lesson_to_its_end(window, qtbot)
    by_hand(window, qtbot)
    draw_one(window, qtbot)
    compare_two(window, qtbot, tmp_path)
    runs = [state.title for _, state in window.studio.store.listed()]  # type: ignore[union-attr]
    assert len(runs) == 3 and any("Minimax" in title for title in runs)
