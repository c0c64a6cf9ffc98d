"""The Library: runs are found, told apart, compared and thrown away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ganstudio import launch
from ganstudio.core.events import Finished, Sampled, Started, Stepped
from ganstudio.core.pictures import write_png
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run
from ganstudio.studio import library as libraries
from ganstudio.ui.library import reporting
from tests.ui.window import SLOW, Window

pytestmark = pytest.mark.usefixtures("at_rest")

BASE = Recipe("cgan", "quick", DataChoice("mnist"), budget=Budget(5, "minutes"))
CHANGES = ({}, {"lr_g": 0.1, "lr_d": 0.1}, {"k": 5, "r1": 3.0})


def made(window: Window, number: int, seconds: float) -> Run:
    """A run that has ended, with a curve and two samples of its own."""
    run = launch.create_run(
        launch.named(BASE.changed(settings=CHANGES[number]), window.studio.places), window.studio.store
    )
    run.hold()
    run.append(Started(0, 100, 0.0, None, 10, "CPU", "fp32", 1))
    for step in (0, 50):
        name = f"step-{step:08d}-ema.png"
        write_png(run.samples / name, np.full((280, 420, 1), 40 * number + step, np.uint8))
        run.append(Sampled(step, float(step), 10, 15, {"ema": name}))
    values = tuple(float(number + step / 100) for step in range(100))
    run.append(Stepped(1, 100, seconds, 100.0, {"generator.total": values, "discriminator.total": values}))
    run.append(Finished(100, seconds, "budget"))
    run.update(state="finished", step=100, seconds=seconds)
    run.release()
    return run


@pytest.fixture
def runs(window: Window) -> list[Run]:
    found = [made(window, number, seconds) for number, seconds in enumerate((30.0, 90.0, 60.0))]
    window.studio.library.refresh()
    window.go_to("library")
    return found


def titles(window: Window) -> list[str]:
    return [item.title for item in window.library.model.items]


def choose(window: Window, *rows: int) -> None:
    model = window.library.list.selectionModel()
    model.clearSelection()
    for row in rows:
        model.select(window.library.model.index(row), QItemSelectionModel.SelectionFlag.Select)


def press(window: Window, text: str, qtbot: QtBot) -> None:
    def shown() -> list[QPushButton]:
        return [b for b in window.library.detail.findChildren(QPushButton) if b.text() == text and b.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=SLOW)
    shown()[-1].click()


def test_that_a_run_is_called_by_what_differs_from_its_preset(window: Window, runs: list[Run]) -> None:
    assert sorted(titles(window)) == [
        "MNIST digits · Conditional GAN · Quick",
        "MNIST digits · Conditional GAN · Quick · k 5, r1 3",
        "MNIST digits · Conditional GAN · Quick · lr 0.1",
    ]


@pytest.mark.parametrize(("words", "count"), [("", 3), ("lr 0.1", 1), ("MNIST r1", 1), ("fashion", 0), ("finished", 3)])
def test_that_runs_are_searched(words: str, count: int, window: Window, runs: list[Run]) -> None:
    window.library.finder.search.setText(words)
    assert len(titles(window)) == count
    assert window.library._empty.isVisible() == (count == 0)


def test_that_runs_are_sorted_and_filtered(window: Window, runs: list[Run]) -> None:
    runs[1].update(state="failed")
    window.studio.library.refresh()
    finder = window.library.finder

    def pick(combo: object, key: str) -> list[str]:
        combo.setCurrentIndex(combo.findData(key))  # type: ignore[attr-defined]
        combo.activated.emit(0)  # type: ignore[attr-defined]
        return [item.key for item in window.library.model.items]

    assert pick(finder.order, "longest") == [runs[1].id, runs[2].id, runs[0].id]
    assert pick(finder.order, "oldest") == [run.id for run in runs]
    assert pick(finder.state, "trouble") == [runs[1].id]
    assert pick(finder.state, "running") == []


def test_that_several_are_thrown_away_together_and_it_is_said(
    window: Window, runs: list[Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trash").mkdir()
    monkeypatch.setattr(libraries, "send2trash", lambda name: Path(name).rename(tmp_path / "trash" / Path(name).name))
    choose(window, 0, 2)
    assert window.library.detail.title.text() == "2 runs chosen"
    window.library.trash(*window.library.chosen)
    assert len(titles(window)) == 1
    assert window.message == "2 runs are in the trash. Your system’s trash can put it back."


def test_that_what_is_chosen_stays_chosen_while_the_list_changes(window: Window, runs: list[Run]) -> None:
    choose(window, 1, 2)
    keys = [item.key for item in window.library.chosen]
    made(window, 0, 10.0)
    window.studio.library.refresh()
    assert [item.key for item in window.library.chosen] == keys


def test_that_runs_are_compared_side_by_side(window: Window, runs: list[Run], qtbot: QtBot, tmp_path: Path) -> None:
    choose(window, 0, 1, 2)
    press(window, "Compare", qtbot)
    view = window.library.comparison
    qtbot.waitUntil(view.isVisible, timeout=SLOW)
    assert [sheet.title.rpartition(" · ")[2] for sheet in view.view.sheets] == ["step 50"] * 3
    assert view.chart is not None
    assert [len(view.chart._curves[str(n)]) for n in range(3)] == [100] * 3
    assert {view.curve.itemData(n) for n in range(view.curve.count())} == {"generator.total", "discriminator.total"}
    assert view._comparison is not None
    assert {name for name, _ in view._comparison.differences} == {"lr_g", "lr_d", "k", "r1"}
    view.slider.setValue(20)
    assert [sheet.title.rpartition(" · ")[2] for sheet in view.view.sheets] == ["step 0"] * 3
    assert view.moment.text() == "step 20"
    for place, word in enumerate(("discriminator", "generator")):  # of every run the same, so no entry is marked
        view.curve.setCurrentIndex(place)
        view.curve.activated.emit(place)
        assert f"How badly the {word}" in view.chart.sentence.text()
        assert view.chart.toolTip() == view.chart.sentence.text()
    window.library.save_comparison(tmp_path / "seen.png")
    assert QImage(str(tmp_path / "seen.png")).width() == view.width()
    assert "Saved seen.png" in window.message
    window.set_theme("light")
    window.studio.library.refresh()  # as a training in the background makes it
    assert view.isVisible() and not window.library.detail.isVisible()
    view.closed.emit()
    assert window.library.detail.isVisible() and not view.isVisible()


@pytest.mark.parametrize("rows", [(0,), (0, 1, 2, 3, 4)])
def test_that_two_to_four_runs_can_be_compared(rows: tuple[int, ...], window: Window, runs: list[Run]) -> None:
    for number in (0, 1):
        made(window, number, 5.0)
    window.studio.library.refresh()
    choose(window, *rows)
    compare = [each for each in window.library.detail.findChildren(QPushButton) if each.text() == "Compare"]
    assert not any(each.isEnabled() and each.isVisible() for each in compare)


def test_that_a_report_is_written_beside_the_window(
    window: Window, runs: list[Run], tmp_path: Path, qtbot: QtBot
) -> None:
    choose(window, 0)
    assert "Report…" in [each.text() for each in window.library.detail.findChildren(QPushButton)]
    run = runs[0]
    with qtbot.waitSignal(window.library.told, timeout=SLOW) as said:
        reporting.write(window.library, window.studio, run, tmp_path)
    assert "lie in" in said.args[0]
    assert (tmp_path / f"report-{run.id}" / "index.html").is_file()
