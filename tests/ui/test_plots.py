from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.core.curves import BELIEFS, LOSSES, Group, Line, Mark, charted
from ganstudio.core.events import Stepped
from ganstudio.core.history import History
from ganstudio.core.smoothing import binned, smoothed
from ganstudio.ui.charts.chart import Chart
from tests.ui.window import shown_pixels

D, G = "discriminator.total", "generator.total"


def history_of(steps: int, **values: tuple[float | None, ...]) -> History:
    history = History()
    numbers = {D: tuple(np.linspace(2, 1, steps)), G: tuple(np.linspace(1, 3, steps)), **values}
    history.apply(Stepped(1, steps, 1.0, 100.0, numbers))
    return history


@pytest.fixture
def chart(app: QApplication, qtbot: QtBot) -> Chart:
    (losses,) = (group for group in charted((), [D, G]) if group.title == LOSSES.title)
    made = Chart(losses)
    qtbot.addWidget(made)
    made.resize(480, 220)
    made.show()
    return made


def drawn(chart: Chart, curve: str) -> tuple[np.ndarray, np.ndarray]:
    raw, smooth = (item.getOriginalDataset() for item in chart._items[curve])
    return raw if raw[0] is not None and len(raw[0]) else smooth


def words(chart: Chart, curve: str) -> str:
    return " ".join(chart.legend[curve].text().split())


def test_that_every_point_of_a_history_is_drawn(chart: Chart) -> None:
    history = history_of(500)
    chart.set_curves(history.curves)
    for name in (D, G):
        steps, values = drawn(chart, name)
        assert np.array_equal(steps, np.arange(1, 501))
        assert np.array_equal(values, history.curves[name].values)


def test_that_new_points_are_drawn_when_asked(chart: Chart) -> None:
    history = history_of(30)
    chart.set_curves(history.curves)
    history.apply(Stepped(31, 40, 1.0, 100.0, {D: (1.0,) * 10, G: (3.0,) * 10}))
    chart.refresh()
    assert drawn(chart, D)[0][-1] == 40


def test_that_losses_that_were_not_computed_leave_a_gap(chart: Chart) -> None:
    history = history_of(4, **{G: (1.0, None, 3.0, None)})
    chart.set_curves(history.curves)
    assert drawn(chart, G)[0].tolist() == [1.0, 3.0]


def test_that_a_log_scale_leaves_out_what_has_none(chart: Chart) -> None:
    history = history_of(4, **{G: (1.0, 0.0, -1.0, 10.0)})
    chart.set_curves(history.curves)
    chart.set_log(True)
    assert drawn(chart, G)[0].tolist() == [1.0, 4.0]
    low, high = chart._plot.getPlotItem().getViewBox().viewRange()[1]
    assert low < 0.1 < 0.9 < high  # powers of ten
    chart.set_log(False)
    assert len(drawn(chart, G)[0]) == 4


def test_that_smoothing_is_calm_and_not_late() -> None:
    steps = np.arange(1000.0)
    values = np.where(steps < 500, 0.0, 1.0) + np.random.default_rng(0).normal(0, 0.3, 1000)
    at, smooth = smoothed(steps, values)
    assert np.array_equal(at, steps)
    assert smooth[100:400].std() < 0.1
    assert abs(at[np.argmax(smooth > 0.5)] - 500) < 20
    assert np.allclose(smoothed(steps, np.full(1000, 3.0))[1], 3.0)  # at both ends too


def test_that_long_curves_are_thinned_before_smoothing() -> None:
    steps, values = binned(np.arange(100_000.0), np.arange(100_000.0))
    assert len(steps) <= 2_100
    assert np.array_equal(steps, values)


def test_that_smoothing_can_be_left_out(chart: Chart) -> None:
    chart.set_curves(history_of(500).curves)
    raw, _smooth = chart._items[D]
    assert len(raw.getOriginalDataset()[0]) == 500
    chart.set_smoothing(False)
    assert raw.getOriginalDataset()[0] is None or len(raw.getOriginalDataset()[0]) == 0
    assert len(drawn(chart, D)[0]) == 500


def test_that_the_smoothed_curves_are_seen_however_many_raw_points_there_are(chart: Chart) -> None:
    faint = []
    for steps in (100, 3000, 200_000):
        chart.set_curves(history_of(steps).curves)
        faint.append(chart._items[D][0].opts["pen"].color().alpha())
    chart.restyle()
    assert chart._items[D][0].opts["pen"].color().alpha() == faint[-1]
    assert 64 < faint[0] > 2 * faint[1] > 2 * faint[2] > 20
    assert all(
        smooth.zValue() > raw.zValue() for raw, _ in chart._items.values() for _, smooth in chart._items.values()
    )


def test_that_the_legend_hides_and_shows_a_curve(chart: Chart, qtbot: QtBot) -> None:
    chart.set_curves(history_of(300).curves)
    with_both = shown_pixels(chart._plot.grab().toImage())
    chart.legend[D].click()
    assert not any(item.isVisible() for item in chart._items[D])
    assert all(item.isVisible() for item in chart._items[G])
    qtbot.wait(20)
    assert not np.array_equal(shown_pixels(chart._plot.grab().toImage()), with_both)
    chart.legend[D].click()
    assert all(item.isVisible() for item in chart._items[D])


def test_that_the_legend_reads_the_curve_at_the_cursor(chart: Chart) -> None:
    chart.set_curves(history_of(101).curves)
    chart.set_cursor(51)
    assert words(chart, D) == "discriminator 1.5"
    chart.set_cursor(None)
    assert words(chart, D) != "discriminator 1.5"


def test_that_a_click_picks_the_step_under_it(chart: Chart, qtbot: QtBot) -> None:
    chart.set_curves(history_of(1000).curves)
    qtbot.wait(50)
    box = chart._plot.getPlotItem().getViewBox()
    place = chart._plot.mapFromScene(box.mapViewToScene(QPointF(400.0, 1.5)))
    with qtbot.waitSignal(chart.picked) as told:
        qtbot.mouseClick(chart._plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args[0] == pytest.approx(400, abs=8)


def test_that_one_spike_hides_nothing(chart: Chart) -> None:
    history = history_of(1000, **{G: (1.0,) * 500 + (1e6,) + (1.0,) * 499})
    chart.set_curves(history.curves)
    assert chart._plot.getPlotItem().getViewBox().viewRange()[1][1] < 10


def test_that_probabilities_are_always_seen_whole(app: QApplication, qtbot: QtBot) -> None:
    (group,) = (each for each in charted((), ["discriminator.D(x)"]) if each.title == BELIEFS.title)
    chart = Chart(group)
    qtbot.addWidget(chart)
    chart.show()
    chart.set_curves(history_of(10, **{"discriminator.D(x)": (0.5,) * 10}).curves)
    low, high = chart._plot.getPlotItem().getViewBox().viewRange()[1]
    assert low <= 0.0 < 1.0 <= high


def test_that_a_run_without_numbers_is_an_empty_chart(chart: Chart) -> None:
    chart.set_curves({})
    chart.set_log(True)
    chart.set_smoothing(False)
    chart.set_cursor(5)
    chart.restyle()
    assert words(chart, D) == "discriminator"


def test_that_a_curve_of_nothing_but_gaps_is_empty(chart: Chart) -> None:
    chart.set_curves(history_of(3, **{D: (None, None, None), G: (None, None, None)}).curves)
    chart.refresh()
    assert words(chart, G) == "generator"


def test_that_a_line_comes_while_the_others_stay_as_they_are(chart: Chart) -> None:
    history = history_of(50, **{"encoder.total": (0.5,) * 50})
    chart.set_curves(history.curves)
    chart.legend[D].click()
    before = drawn(chart, G)
    (losses,) = (group for group in charted((), [*history.curves]) if group.title == LOSSES.title)
    chart.set_group(losses)
    chart.refresh()
    assert words(chart, "encoder.total") == "encoder 0.5"
    assert drawn(chart, "encoder.total")[1].tolist() == [0.5] * 50
    assert np.array_equal(drawn(chart, G), before)
    assert not chart.legend[D].isChecked()
    chart.set_group(Group("Losses", losses.lines[2:]))
    assert [*chart.legend] == ["encoder.total"]


def test_that_a_level_is_drawn_with_its_name_on_both_scales(app: QApplication, qtbot: QtBot) -> None:
    chart = Chart(
        Group("Code", (Line("q.code", "code", "", "accent"),), marks=(Mark(10.0, "ceiling"), Mark(0.0, "nil")))
    )
    qtbot.addWidget(chart)
    assert [(mark.value(), mark.label.format) for mark in chart._marks] == [(10.0, "ceiling"), (0.0, "nil")]
    chart.set_log(True)
    assert [mark.value() for mark in chart._marks] == [1.0]  # powers of ten; nothing has none
    chart.restyle()
    chart.set_log(False)
    assert len(chart._marks) == 2


@pytest.mark.parametrize("level", [2.3, 0.0, -1.0])
def test_that_a_level_is_seen_with_its_name_wherever_curves_are(level: float, app: QApplication, qtbot: QtBot) -> None:
    chart = Chart(Group("Information", (Line("g.code", "code", "", "accent"),), marks=(Mark(level, "ceiling"),)))
    qtbot.addWidget(chart)
    chart.resize(264, 140)
    chart.show()
    chart.set_curves(history_of(60, **{"g.code": tuple(np.linspace(-0.4, 2.2, 60))}).curves)
    (mark,) = chart._marks
    view = chart._plot.getPlotItem().getViewBox()

    def inside() -> bool:
        words, seen = mark.label.textItem.sceneBoundingRect(), view.sceneBoundingRect()
        return bool(seen.top() <= words.top() < words.bottom() <= seen.bottom())

    qtbot.waitUntil(inside)
    assert view.viewRange()[1][0] <= level <= view.viewRange()[1][1]


def test_that_a_narrow_chart_keeps_its_title_and_takes_a_second_line_for_its_legend(
    app: QApplication, qtbot: QtBot
) -> None:
    lines = (Line("d.real", "real", "", "good"), Line("d.fake", "generated", "", "caution"))
    chart = Chart(Group("Classes that are named", lines, (0.0, 1.0), short="Accuracy"))
    qtbot.addWidget(chart)
    chart.resize(200, 180)
    chart.show()
    qtbot.waitUntil(lambda: len({entry.y() for entry in chart.legend.values()}) == 2)
    assert chart._title.isVisible()
    assert chart._title.text() == "Accuracy"
    chart.resize(480, 180)
    qtbot.waitUntil(lambda: len({entry.y() for entry in chart.legend.values()}) == 1)
    assert chart._title.text() == "Classes that are named"


def test_that_a_long_legend_goes_on_below(app: QApplication, qtbot: QtBot) -> None:
    lines = tuple(Line(f"g.{name}", name, "", "accent") for name in ("l1", "hints", "edges", "matching", "adversarial"))
    chart = Chart(Group("Parts", lines))
    qtbot.addWidget(chart)
    chart.resize(260, 220)
    chart.show()
    qtbot.waitUntil(lambda: len({entry.y() for entry in chart.legend.values()}) > 1)
    right = max(entry.mapTo(chart, entry.rect().topRight()).x() for entry in chart.legend.values())
    assert right < chart.width()
    assert max(entry.mapTo(chart, entry.rect().bottomLeft()).y() for entry in chart.legend.values()) < chart._plot.y()
