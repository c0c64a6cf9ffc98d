"""Explore with what is not in the box: models of other programs, several side by side, tables, mixtures."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.export import library
from ganstudio.export.foreign import remembered
from ganstudio.export.foreign.guess import BGR, CLASS
from ganstudio.export.latent import notes
from ganstudio.ui.cells import cell_place
from ganstudio.ui.chips import Chips
from ganstudio.ui.explore.foreign_dialog import ForeignDialog
from ganstudio.ui.explore.panel import ExplorePanel
from ganstudio.ui.explore.table_dialog import TableDialog
from ganstudio.ui.explore.way_dialog import WayDialog
from tests import foreign
from tests.ui.window import SLOW, Window, shown_pixels

pytestmark = pytest.mark.usefixtures("at_rest")


def in_box(name: str) -> Path:
    return next(each.path for each in library.box() if each.path.stem == name)


@pytest.fixture
def explore(window: Window, qtbot: QtBot) -> ExplorePanel:
    window.go_to("explore")
    window.explore.open(in_box("digits"))
    settle(window.explore, qtbot, "digits")
    return window.explore


def settle(explore: ExplorePanel, qtbot: QtBot, name: str) -> None:
    """Until the model of that name has drawn."""
    qtbot.waitUntil(lambda: explore.model_card.accessibleName() == name and explore.shown is not None, timeout=SLOW)
    qtbot.waitUntil(lambda: not explore._settle.isActive() and not explore._generation.busy, timeout=SLOW)


# -- other programs ---------------------------------------------------------------------------------------


def asked(window: Window, path: Path, qtbot: QtBot) -> ForeignDialog:
    """The question that a dropped file brings, once it shows a picture."""
    window.take(path)
    qtbot.waitUntil(lambda: bool(window.findChildren(ForeignDialog)), timeout=SLOW)
    (dialog,) = window.findChildren(ForeignDialog)
    qtbot.waitUntil(dialog.use.isEnabled, timeout=SLOW)
    return dialog


def chips(dialog: ForeignDialog, name: str) -> Chips:
    return next(each for each in dialog.findChildren(Chips) if each.accessibleName() == name)


def test_that_a_foreign_file_asks_once_and_then_plays(
    explore: ExplorePanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    path = foreign.written("conditional", tmp_path)
    dialog = asked(window, path, qtbot)
    before = shown_pixels(dialog.view.sheets[0].image)
    chips(dialog, "Colours").chips[BGR].click()
    qtbot.waitUntil(lambda: not np.array_equal(shown_pixels(dialog.view.sheets[0].image), before), timeout=SLOW)
    chips(dialog, "Colours").chips["rgb"].click()
    qtbot.waitUntil(lambda: np.array_equal(shown_pixels(dialog.view.sheets[0].image), before), timeout=SLOW)
    dialog.use.click()
    settle(explore, qtbot, "conditional")
    assert set(explore.controls.classes.chips) == {"", *map(str, range(7))}
    explore.open(in_box("digits"))
    settle(explore, qtbot, "digits")
    explore.open(path)  # nothing is asked again
    settle(explore, qtbot, "conditional")
    assert explore.choice.again.isVisible()
    explore.choice.again.click()
    (again,) = [each for each in window.findChildren(ForeignDialog) if each.isVisible()]
    qtbot.waitUntil(again.use.isEnabled, timeout=SLOW)
    chips(again, "Colours").chips[BGR].click()
    qtbot.waitUntil(again.use.isEnabled, timeout=SLOW)
    again.use.click()
    qtbot.waitUntil(lambda: explore._generation.model is not None
                    and explore._generation.model.card["outputs"][0]["order"] == BGR, timeout=SLOW)  # fmt: skip
    explore.choice.open()
    assert str(path.resolve()) in explore.models.entries
    explore.models.hide()


def test_that_another_reading_asks_anew(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.go_to("explore")
    dialog = asked(window, foreign.written("one-hot", tmp_path), qtbot)
    assert dialog.guess is not None
    assert dialog.guess.inputs[1].role == CLASS
    chips(dialog, "What label is").chips["latent"].click()
    assert dialog.guess.inputs[1].role == "latent"
    assert chips(dialog, "How label is drawn").chips["normal"].isChecked()
    dialog.reject()
    assert not remembered.beside(tmp_path / "one-hot.onnx").exists()


def test_that_a_foreign_changer_goes_where_pictures_are_changed(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:  # fmt: skip
    window.go_to("explore")
    dialog = asked(window, foreign.written("changer", tmp_path), qtbot)
    dialog.use.click()
    qtbot.waitUntil(lambda: window.workspace == "translate", timeout=SLOW)


@pytest.mark.parametrize("name", ["not-finite", "numbers"])
def test_that_what_is_no_generator_is_said(
    name: str, explore: ExplorePanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(explore.failed, timeout=SLOW) as told:
        window.take(foreign.written(name, tmp_path))
    assert f"{name}.onnx" in str(told.args[0])
    explore.controls.new_seed()  # the model that was open still plays
    qtbot.waitUntil(lambda: explore.shown is not None and explore.shown.seed == explore.controls.state().seed,
                    timeout=SLOW)  # fmt: skip


def test_that_two_thousand_numbers_play(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    window.go_to("explore")
    dialog = asked(window, foreign.written("many-numbers", tmp_path), qtbot)
    dialog.use.click()
    explore = window.explore
    settle(explore, qtbot, "many-numbers")
    assert len(explore.controls.sliders) == 12
    explore.choose_mode(True)
    explore.controls.sliders[0].set_value(2.5)
    qtbot.waitUntil(lambda: explore.shown is not None and explore.shown.offsets[:1] == (2.5,), timeout=SLOW)
    window.studio.directions.stop()


# -- side by side -----------------------------------------------------------------------------------------


def test_that_another_model_draws_the_same_beside_it(explore: ExplorePanel, qtbot: QtBot) -> None:
    explore.choice.open_beside(explore.stage.compare)
    explore.choice.beside.entries[str(in_box("clothes"))].click()
    qtbot.waitUntil(lambda: len(explore.view.sheets) == 2, timeout=SLOW)
    assert [each.title for each in explore.view.sheets] == ["digits.onnx", "clothes"]
    assert explore.view.sheets[0].grid == explore.view.sheets[1].grid == (10, 8)
    explore.choose_mode(True)
    qtbot.waitUntil(lambda: explore.view.sheets[1].grid == (1, 1), timeout=SLOW)
    before = shown_pixels(explore.view.sheets[1].image)
    explore.controls.classes.chips["8"].click()
    qtbot.waitUntil(lambda: not np.array_equal(shown_pixels(explore.view.sheets[1].image), before), timeout=SLOW)
    explore.stage.beside.buttons[0].click()
    qtbot.waitUntil(lambda: len(explore.view.sheets) == 1, timeout=SLOW)
    assert explore.stage.beside.isHidden()


def test_that_a_picture_beside_opens_its_fellow(explore: ExplorePanel, qtbot: QtBot) -> None:
    explore.choice.put_beside(str(in_box("digits")))
    qtbot.waitUntil(lambda: len(explore.view.sheets) == 2, timeout=SLOW)
    sheet, place = explore.view.sheets[1], explore.view.places()[1]
    qtbot.mouseClick(explore.view, Qt.MouseButton.LeftButton, pos=cell_place(sheet, place, 24).center().toPoint())
    assert explore.stage.alone
    assert explore.controls.label == 3


# -- mixtures, seeds, tables ------------------------------------------------------------------------------


def test_that_two_classes_are_mixed_and_unmixed(explore: ExplorePanel, qtbot: QtBot) -> None:
    explore.choose_mode(True)
    explore.controls.classes.chips["3"].click()
    mix = explore.controls.mix
    assert not mix.isHidden()
    qtbot.waitUntil(lambda: explore.shown == explore.controls.state(), timeout=SLOW)
    plain = shown_pixels(explore.view.sheets[0].image)
    mix.other.setCurrentIndex(8)
    mix.other.activated.emit(8)
    qtbot.waitUntil(lambda: explore.shown is not None and explore.shown.mix == (8, 0.5), timeout=SLOW)
    assert not np.array_equal(shown_pixels(explore.view.sheets[0].image), plain)
    explore.undo()
    qtbot.waitUntil(lambda: np.array_equal(shown_pixels(explore.view.sheets[0].image), plain), timeout=SLOW)
    explore.redo()
    assert mix.value == (8, 0.5)
    explore.controls.reset()
    assert mix.value == (0, 0.0)


def test_that_a_mixture_returns_from_its_picture(explore: ExplorePanel, qtbot: QtBot, tmp_path: Path) -> None:
    explore.choose_mode(True)
    explore.controls.classes.chips["3"].click()
    explore.controls.mix.show_value((8, 0.25))
    explore._change(None)
    qtbot.waitUntil(lambda: explore.shown is not None and explore.shown.mix == (8, 0.25), timeout=SLOW)
    wanted = shown_pixels(explore.view.sheets[0].image)
    explore.save_picture(tmp_path / "between.png")
    explore.controls.reset()
    explore.controls.new_seed()
    qtbot.waitUntil(lambda: not np.array_equal(shown_pixels(explore.view.sheets[0].image), wanted), timeout=SLOW)
    explore.take([tmp_path / "between.png"])
    qtbot.waitUntil(lambda: np.array_equal(shown_pixels(explore.view.sheets[0].image), wanted), timeout=SLOW)
    assert explore.controls.mix.value == (8, 0.25)


def test_that_earlier_seeds_are_a_press_away(explore: ExplorePanel) -> None:
    seen = []
    for _ in range(3):
        explore.controls.new_seed()
        seen.append(explore.controls.state().seed)
    menu = explore.controls.seeds.menu()
    assert [each.text() for each in menu.actions()] == [f"Seed {seed}" for seed in (*seen[-2::-1], 0)]
    menu.actions()[1].trigger()
    assert explore.controls.state().seed == seen[0]


def test_that_a_table_shows_saves_and_opens_its_pictures(
    explore: ExplorePanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    explore.choose_mode(True)
    explore.shelf.table.click()
    (dialog,) = window.findChildren(TableDialog)
    dialog.choose(*(next(at for at, each in enumerate(dialog.axes) if each.title == title)
                    for title in ("Class", "Variety")))  # fmt: skip
    qtbot.waitUntil(lambda: dialog.save.isEnabled() and dialog.view.sheets[0].grid == (10, 6), timeout=SLOW)
    assert dialog.view.sheets[0].names == tuple("0123456789")
    assert dialog.view.sheets[0].heads[0] == "0.25"
    dialog.write(tmp_path / "table.png")
    assert len(notes.restored(tmp_path / "table.png").inputs["z"]) == 60
    dialog._open(4 * 6 + 1)
    qtbot.waitUntil(lambda: explore.shown is not None and explore.shown.label == 4, timeout=SLOW)
    assert explore.controls.variety.value == 0.5


# -- bookmarks --------------------------------------------------------------------------------------------


def test_that_a_bookmark_dragged_onto_another_leads_to_the_way_between(
    explore: ExplorePanel, window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pointer's own journey between press and drop is the system's, which a test has not: it drops at once."""
    explore.choose_mode(True)
    qtbot.waitUntil(lambda: bool(window.studio.directions.mark), timeout=SLOW)
    for _ in range(2):
        explore.controls.new_seed()
        explore.keeper.keep()
    one, other = explore.shelf.thumbs

    def dropped(drag: QDrag, *_: object) -> Qt.DropAction:
        place = other.rect().center()
        data, link = drag.mimeData(), Qt.DropAction.LinkAction
        entered = QDragEnterEvent(place, link, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(other, entered)
        assert entered.isAccepted()
        QApplication.sendEvent(other, QDropEvent(place.toPointF(), link, data, Qt.MouseButton.LeftButton,
                                                 Qt.KeyboardModifier.NoModifier))  # fmt: skip
        return link

    monkeypatch.setattr(QDrag, "exec", dropped)
    qtbot.mousePress(one, Qt.MouseButton.LeftButton)
    qtbot.mouseMove(one, one.rect().center() + QPoint(1, 1))
    move = QMouseEvent(QMouseEvent.Type.MouseMove, one.rect().center().toPointF() + QPointF(60, 0),
                       one.mapToGlobal(QPoint(90, 0)).toPointF(), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(one, move)
    qtbot.waitUntil(lambda: bool(window.findChildren(WayDialog)), timeout=SLOW)
    (way,) = window.findChildren(WayDialog)
    qtbot.waitUntil(lambda: bool(way.view.sheets), timeout=SLOW)
    way.reject()


def test_that_a_way_is_saved_as_a_folder_of_pictures(
    explore: ExplorePanel, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    explore.choose_mode(True)
    qtbot.waitUntil(lambda: bool(window.studio.directions.mark), timeout=SLOW)
    for label in ("3", "8"):  # from one class to another
        explore.controls.classes.chips[label].click()
        explore.keeper.keep()
    explore.shelf.film.click()
    (way,) = window.findChildren(WayDialog)
    way.seconds.set_value(0.4)
    way.write(tmp_path / "way.png")
    qtbot.waitUntil(lambda: not way.progress.isVisible() and not way._again.isActive(), timeout=SLOW)
    assert way.words.text().startswith("Saved way,")  # which the frames of the new length, drawn meanwhile, leave alone
    found = sorted((tmp_path / "way").glob("*.png"))
    assert len(found) == len(way.moments())
    steps = [np.abs(np.asarray(Image.open(after)).astype(int) - np.asarray(Image.open(before))).mean()
             for before, after in pairwise(found)]  # fmt: skip
    assert max(steps) < 0.6 * sum(steps)  # classes go over, and do not jump
    way.reject()
