"""What is said below a chart: which curve it is about, and that it is calm."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.core.curves import DEFAULTS, LOSSES, Group, Line, charted
from ganstudio.core.events import Stepped
from ganstudio.core.history import History
from ganstudio.engine import registry
from ganstudio.ui import theme
from ganstudio.ui.charts.chart import Chart
from ganstudio.ui.charts.legend import LegendEntry
from ganstudio.ui.charts.sentence import Sentence

D, G, E = "discriminator.total", "generator.total", "encoder.total"
SAID = {line.curve: line.help for line in LOSSES.lines}
ROOMS, NARROW = {11: 300, 9: 260}, 236  # px of charts by their width beside others, in a window of 1280 px


@pytest.fixture
def chart(app: QApplication, qtbot: QtBot) -> Iterator[Chart]:
    made = Chart(charted((), [D, G, E])[0])
    qtbot.addWidget(made)
    made.resize(480, 176)
    made.show()
    made.set_curves(history(100).curves)
    qtbot.waitExposed(made)
    yield made
    made.shut_down()


def history(steps: int) -> History:
    made = History()
    made.apply(Stepped(1, steps, 1.0, 100.0, {name: tuple(np.linspace(2, 1, steps)) for name in (D, G, E)}))
    return made


def point_at(entry: LegendEntry, on: bool = True) -> None:
    place = QPointF(3, 3)
    QApplication.sendEvent(entry, QEnterEvent(place, place, place) if on else QEvent(QEvent.Type.Leave))


def clear(chart: Chart, curve: str) -> int:
    """How clearly the smoothed curve is seen, 0 to 255."""
    colour: QColor = chart._items[curve][1].opts["pen"].color()
    return colour.alpha()


def sentence_of(text: str, qtbot: QtBot, width: int, lines: int = 2) -> Sentence:
    made = Sentence()
    qtbot.addWidget(made)
    made.setFixedWidth(width)
    made.say(Line("a", "a", text))
    made.fit(QSize(width, 140 if lines == 2 else 100))
    return made


def test_that_a_chart_says_what_its_first_curve_means(chart: Chart) -> None:
    assert chart.sentence.isVisible()
    assert chart.sentence.text() == SAID[D]
    assert " ".join(chart.sentence.lines()) == SAID[D]
    assert chart.sentence.accessibleName() == f"discriminator: {SAID[D]}"
    assert {clear(chart, curve) for curve in (D, G, E)} == {255}


def test_that_the_sentence_follows_the_mouse_while_the_other_curves_stand_back(chart: Chart) -> None:
    point_at(chart.legend[G])
    assert chart.sentence.text() == SAID[G]
    assert clear(chart, G) == 255 > 2 * clear(chart, D) > 0
    chart.set_curves(history(300).curves)  # what is drawn anew keeps to it
    assert clear(chart, G) > clear(chart, D)
    point_at(chart.legend[G], on=False)
    assert chart.sentence.text() == SAID[G]  # what was said stays said
    assert clear(chart, G) == clear(chart, D) == 255


def test_that_a_click_speaks_of_a_curve_and_one_that_is_hidden_dims_no_other(chart: Chart) -> None:
    chart.legend[G].click()
    assert chart.sentence.text() == SAID[G]
    assert clear(chart, D) == 255


def test_that_tab_and_arrow_keys_move_the_sentence_and_stay_in_the_legend(chart: Chart, qtbot: QtBot) -> None:
    entries = [*chart.legend.values()]
    chart.activateWindow()
    entries[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(entries[0].hasFocus)
    for key, at, curve in ((Qt.Key.Key_Right, 1, G), (Qt.Key.Key_Down, 2, E), (Qt.Key.Key_Right, 2, E),
                           (Qt.Key.Key_Left, 1, G), (Qt.Key.Key_Up, 0, D), (Qt.Key.Key_Left, 0, D)):  # fmt: skip
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert entries[at].hasFocus()
        assert chart.sentence.text() == next(line.help for line in chart.group.lines if line.curve == curve)
    qtbot.keyClick(entries[0], Qt.Key.Key_Space)
    assert not entries[0].isChecked()  # the keyboard hides and shows as before


def test_that_the_keyboard_is_spoken_of_again_once_the_mouse_has_left(chart: Chart, qtbot: QtBot) -> None:
    chart.activateWindow()
    chart.legend[G].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(chart.legend[G].hasFocus)
    point_at(chart.legend[D])
    point_at(chart.legend[D], on=False)
    assert chart.sentence.text() == SAID[G]
    assert clear(chart, G) > clear(chart, D)


def test_that_entries_say_to_screen_readers_what_they_mean(chart: Chart) -> None:
    assert {curve: entry.accessibleDescription() for curve, entry in chart.legend.items() if curve != E} == {
        D: SAID[D], G: SAID[G],
    }  # fmt: skip


def test_that_another_sentence_moves_nothing(chart: Chart, qtbot: QtBot) -> None:
    before = [each.geometry() for each in (chart._plot, chart.sentence)]
    lines = (Line(D, "one", "Short.", "good"), Line(G, "two", "Long. " * 80, "dim"))
    for curve in (D, G):
        chart.set_group(Group("Losses", lines))
        point_at(chart.legend[curve])
        qtbot.wait(10)
        assert [each.geometry() for each in (chart._plot, chart.sentence)] == before


def test_that_news_paint_no_sentence(chart: Chart, qtbot: QtBot) -> None:
    class Painted(QObject):
        count = 0

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            self.count += event.type() == QEvent.Type.Paint
            return False

    painted, news = Painted(), history(100)
    chart.set_curves(news.curves)
    qtbot.wait(50)
    chart.sentence.installEventFilter(painted)
    for step in range(101, 121):
        news.apply(Stepped(step, step, 1.0, 100.0, dict.fromkeys((D, G, E), (1.5,))))
        chart.refresh()
        qtbot.wait(2)
    assert painted.count == 0


def test_that_a_curve_without_words_is_passed_over_at_first(app: QApplication, qtbot: QtBot) -> None:
    chart = Chart(Group("Parts", (Line("g.odd", "odd", "", "dim"), Line("g.l1", "l1", "How far.", "accent"))))
    qtbot.addWidget(chart)
    assert chart.sentence.text() == "How far."
    point_at(chart.legend["g.odd"])
    assert chart.sentence.text() == chart.sentence.accessibleName() == ""
    chart.set_group(Group("Parts", (Line("g.l1", "l1", "How far.", "accent"),)))  # a curve that is gone
    assert chart.sentence.text() == "How far."
    assert clear(chart, "g.l1") == 255


def test_that_a_long_text_ends_behind_a_sentence_or_else_a_word(app: QApplication, qtbot: QtBot) -> None:
    two = "How far it is: it should fall. What more there is to say about it takes very much more room than there is."
    assert " ".join(sentence_of(two, qtbot, 240).lines()) == "How far it is: it should fall."
    cut = sentence_of(two.replace(": it should fall.", ","), qtbot, 240).lines()
    assert len(cut) == 2
    assert cut[1].endswith(" …")
    assert two.replace(": it should fall.", ",").startswith(" ".join(cut)[:-2])
    narrow = sentence_of("Donaudampfschifffahrtsgesellschaft", qtbot, 60, lines=1).lines()
    assert len(narrow) == 1
    assert sentence_of("", qtbot, 240).lines() == [""]


@pytest.mark.parametrize("key", ["usual", *registry.families()])
def test_that_what_is_healthy_has_room_in_a_small_window(key: str, app: QApplication, qtbot: QtBot) -> None:
    groups = DEFAULTS if key == "usual" else registry.families()[key].curves
    for group in groups:
        for line in (each for each in group.lines if each.help):
            shown = sentence_of(line.help, qtbot, ROOMS.get(group.width, NARROW)).lines()
            assert not shown[-1].endswith("…"), shown


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_that_the_words_take_the_colours_of_the_palette(choice: str, chart: Chart, app: QApplication) -> None:
    theme.apply(app, choice)
    chart.restyle()
    image = chart.sentence.grab().toImage()
    ground = image.pixelColor(QPoint(1, 1)).lightness()
    seen = {image.pixelColor(x, y).lightness() for x in range(12, 200) for y in range(2, 12)}
    assert max(abs(each - ground) for each in seen) > 60
