"""The charts under the samples: which there are, and which are seen."""

from __future__ import annotations

import math

import pytest
from pytestqt.qtbot import QtBot

from ganstudio.core.curves import EARLY, Group, Line
from ganstudio.core.events import Measured, Saved, Stepped
from ganstudio.core.params import Value
from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.engine import registry
from ganstudio.studio.studio import Studio
from ganstudio.ui.train.chart_row import ChartRow

USUAL = ["Losses", "D’s belief", "Gradients"]
PARTS = "Parts of the losses"


@pytest.fixture
def row(studio: Studio, qtbot: QtBot) -> ChartRow:
    made = ChartRow(studio.training)
    qtbot.addWidget(made)
    made.resize(1200, 180)
    made.show()
    made.make()
    yield made
    made.shut_down()


def recipe_of(family: str, **settings: Value) -> Recipe:
    return Recipe(family, "", DataChoice("mnist"), settings)


def log(studio: Studio, step: int, *names: str) -> None:
    studio.training.history.apply(Stepped(step, step, 1.0, 100.0, dict.fromkeys(names, (0.5,))))
    studio.training.advanced.emit()


def titles(row: ChartRow) -> list[str]:
    return [chart.group.title for chart in row.charts]


def seen(row: ChartRow) -> list[str]:
    return [chart.group.title for chart in row.charts if chart.isVisible()]


def test_that_a_chart_comes_with_the_first_number_for_it(row: ChartRow, studio: Studio, qtbot: QtBot) -> None:
    assert seen(row) == USUAL
    log(studio, 1, "generator.total", "discriminator.D(x)")
    qtbot.waitUntil(lambda: "generator.total" in row.charts[0]._drawn)
    assert seen(row) == USUAL
    log(studio, 2, "generator.total", "discriminator.D(x)", "generator.l1", "encoder.total")
    qtbot.waitUntil(lambda: seen(row) == [*USUAL, PARTS])
    qtbot.waitUntil(lambda: row.charts[0]._drawn.get("encoder.total") == 1)
    qtbot.waitUntil(lambda: row.charts[3]._drawn.get("generator.l1") == 1)
    assert row.chooser.isHidden()


def test_that_charts_without_room_share_the_last_place(row: ChartRow, studio: Studio, qtbot: QtBot) -> None:
    log(studio, 1, "generator.total", "discriminator.D(x)", "generator.l1")
    qtbot.waitUntil(lambda: len(row.charts) == 4)
    row.resize(860, 180)
    assert seen(row) == USUAL
    assert [chip.text() for chip in row.chooser.chips.values()] == ["Gradients", "Parts"]
    row.chooser.chips[PARTS].click()
    assert seen(row) == [*USUAL[:2], PARTS]
    assert row.chooser.chips[PARTS].isChecked()
    row.resize(1200, 180)
    assert seen(row) == [*USUAL, PARTS]


def test_that_a_chart_and_its_chip_say_what_its_curves_mean(row: ChartRow, studio: Studio, qtbot: QtBot) -> None:
    row.show_run(recipe_of("infogan"))
    log(studio, 1, "generator.total", "discriminator.D(x)", "generator.code error", "generator.information")
    qtbot.waitUntil(lambda: len(row.charts) == 5)
    row.resize(860, 180)
    tips = {chart.group.title: chart.toolTip() for chart in row.charts}
    assert "continuous</span>: Mean squared error" in tips["Code errors"]
    assert row.chooser.chips["Code errors"].toolTip() == tips["Code errors"]
    assert "How real the discriminator takes" in tips["D’s belief"]


def test_that_another_run_has_the_charts_of_its_own(
    row: ChartRow, studio: Studio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = (Group("Code", (Line("*.code", "code", "What the code tells."),)),)
    monkeypatch.setattr(registry.families()["vanilla"], "curves", own, raising=False)
    log(studio, 1, "generator.total", "discriminator.D(x)", "generator.code")
    row.show_run(recipe_of("vanilla"))
    assert titles(row) == [*USUAL[:2], "Code", *USUAL[2:]]
    row.show_run(recipe_of("a family that is gone"))
    assert titles(row) == [*USUAL, PARTS]


@pytest.mark.parametrize(
    ("settings", "level", "words"),
    [
        ({}, math.log(10), "ln 10: all 10 categories"),
        ({"categories": 4}, math.log(4), "ln 4: all 4 categories"),
        ({"a setting of another version": 1}, None, ""),
    ],
)
def test_that_the_ceiling_of_information_is_that_of_the_run(
    settings: dict[str, Value], level: float | None, words: str, row: ChartRow, studio: Studio
) -> None:
    log(studio, 1, "generator.total", "generator.information")
    row.show_run(recipe_of("infogan", **settings))
    (chart,) = (each for each in row.charts if each.group.title == "Information")
    assert [(mark.value, mark.name) for mark in chart.group.marks] == ([(level, words)] if level else [])


def test_that_a_chart_that_comes_late_is_drawn_as_the_others_are(row: ChartRow, studio: Studio, qtbot: QtBot) -> None:
    row.set_log(True)
    row.set_smoothing(False)
    log(studio, 1, "generator.total", "generator.l1")
    qtbot.waitUntil(lambda: PARTS in titles(row))
    assert (row.charts[-1]._log, row.charts[-1]._smooth) == (True, False)


def test_that_quality_has_a_chart_and_the_best_moment_a_mark(row: ChartRow, studio: Studio, qtbot: QtBot) -> None:
    history = studio.training.history
    log(studio, 1, "generator.total")
    history.apply(Measured(1, {EARLY: 0.4, f"{EARLY} floor": 0.1}))
    studio.training.advanced.emit()
    qtbot.waitUntil(lambda: "Quality" in seen(row))
    chart = next(chart for chart in row.charts if chart.group.title == "Quality")
    assert chart._marks == []
    history.apply(Saved(1, "step-00000001.safetensors", best=True))
    studio.training.advanced.emit()
    qtbot.waitUntil(lambda: [mark.name for mark in chart.group.marks] == ["best"])
    assert [(made.angle, made.value()) for made in chart._marks] == [(90, 1)]
    row.restyle()
    row.set_log(True)
    assert [made.angle for made in chart._marks] == [90]
    assert not [mark for other in row.charts if other is not chart for mark in other.group.marks]
