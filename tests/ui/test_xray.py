"""The x-ray in the real window: all fixes at once, thumbnails, pictures left out by a click, numbers that are true."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.data.sets import shelf
from ganstudio.data.sets.store import Look
from ganstudio.ui.cells import cell_place
from ganstudio.ui.data.thumbs import Thumbs
from tests.sick import sick_folder
from tests.synthetic import write_pictures
from tests.ui.window import SLOW, Window

pytestmark = pytest.mark.usefixtures("at_rest")

LEFT = Qt.MouseButton.LeftButton


def settled(window: Window, qtbot: QtBot, act: Callable[[], object]) -> Look:
    """Do something that has the set looked at (again)."""
    pictures = window.studio.pictures
    with qtbot.waitSignal(pictures.looked, timeout=SLOW):
        act()
    qtbot.waitUntil(lambda: pictures.work is None, timeout=SLOW)
    assert pictures.look is not None
    return pictures.look


@pytest.fixture
def pets(window: Window, qtbot: QtBot, tmp_path: Path) -> Look:
    """40 pictures, among them two copies, a blank one and a file that is none."""
    folder = tmp_path / "pets"
    write_pictures(folder, 37, size=40)
    for name in ("copy.png", "other copy.png"):
        (folder / name).write_bytes((folder / "003.png").read_bytes())
    Image.new("RGB", (40, 40), "red").save(folder / "red.png")
    (folder / "letter.jpg").write_text("Dear reader,")
    return settled(window, qtbot, lambda: window.take(folder))


def click_picture(window: Window, qtbot: QtBot, cell: int) -> int:
    """Click a picture of the contact sheet; the record that it shows."""
    view = window.data.stage.view
    QApplication.processEvents()  # the line of progress goes, and the sheet has more room
    qtbot.waitUntil(lambda: not window.data.stage._settle.isActive(), timeout=SLOW)
    place = cell_place(view.sheets[0], view.places()[0], cell).center().toPoint()
    record = view.sheets[0].keys[cell]
    settled(window, qtbot, lambda: qtbot.mouseClick(view, LEFT, pos=place))
    return record


# -- numbers ----------------------------------------------------------------------------------------------


def test_that_the_header_the_tab_and_the_rows_say_the_same_numbers(pets: Look, window: Window, qtbot: QtBot) -> None:
    data = window.data
    assert "40 pictures, 1 left out" in data.stage.facts.text()
    assert data.tabs.chips["xray"].text() == "X-ray · 3"  # copies, the red one, few
    assert data.xray.groups["duplicate"].count_text == "2"
    settled(window, qtbot, data.xray.groups["duplicate"].fix.click)  # type: ignore[union-attr]
    assert "38 pictures, 3 left out" in data.stage.facts.text()
    assert data.tabs.chips["xray"].text() == "X-ray · 2"
    assert data.xray.groups["duplicate"].count_text == "2 left out"


def test_that_leaving_one_out_by_hand_lowers_the_count_of_its_row(pets: Look, window: Window, qtbot: QtBot) -> None:
    settled(window, qtbot, lambda: window.studio.pictures.leave_out(["copy.png"]))
    assert window.data.xray.groups["duplicate"].count_text == "1"
    settled(window, qtbot, lambda: window.studio.pictures.leave_out(["other copy.png"]))
    assert window.data.xray.groups["duplicate"].count_text == "2 left out"
    assert window.data.tabs.chips["xray"].text() == "X-ray · 2"


def test_that_nothing_is_said_while_another_set_is_read(pets: Look, window: Window, qtbot: QtBot) -> None:
    data, pictures = window.data, window.studio.pictures
    said: list[tuple[str, str, str]] = []
    pictures.worked.connect(
        lambda: said.append((data.stage.facts.text(), data.tabs.chips["xray"].text(), data.xray.text))
        if pictures.is_reading else None
    )  # fmt: skip
    settled(window, qtbot, data.sets.cards["photographs"].click)
    assert said
    assert set(said) == {("Reading…", "X-ray", "Reading…")}
    assert "9 photographs" in data.stage.facts.text()
    said.clear()
    settled(window, qtbot, data.setup.sizes.chips["32"].click)
    assert set(said) == {("Reading…", "X-ray", "Reading…")}


def test_that_rescanning_says_that_it_reads(pets: Look, window: Window, qtbot: QtBot) -> None:
    facts = window.data.stage.facts
    said: list[str] = []
    window.studio.pictures.worked.connect(lambda: said.append(facts.text()))
    settled(window, qtbot, window.data.stage.again.click)
    assert "Reading…" in said
    assert "40 pictures" in facts.text()


# -- all at once ------------------------------------------------------------------------------------------


def test_that_one_button_mends_all_that_is_safe_and_takes_it_back(pets: Look, window: Window, qtbot: QtBot) -> None:
    xray = window.data.xray
    assert xray.all is not None
    assert xray.all.text() == "Fix all"
    assert "empty pictures and exact duplicates" in xray.all.toolTip()
    xray.all.setFocus()
    look = settled(window, qtbot, xray.all.click)
    qtbot.waitUntil(lambda: window.focusWidget() is xray.all, timeout=SLOW)  # the keys are where they were
    assert look.data.preparation.skipped == {"duplicate", "blank"}
    assert (look.report.count, look.report.left_out) == (37, 4)
    assert not look.data.preparation.flip  # a matter of taste
    assert xray.all.text() == "Take all back"
    look = settled(window, qtbot, xray.all.click)
    assert look.data.preparation.skipped == frozenset()
    assert look.report.count == 40


def test_that_a_set_with_nothing_to_mend_has_no_such_button(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    write_pictures(tmp_path / "good", 20)
    settled(window, qtbot, lambda: window.take(tmp_path / "good"))
    assert window.data.xray.all is None


# -- thumbnails -------------------------------------------------------------------------------------------


def opened(window: Window, code: str) -> Thumbs:
    group = window.data.xray.groups[code]
    if group.body.isHidden():
        group.toggle()
    assert group.thumbs is not None
    return group.thumbs


def test_that_a_row_shows_what_it_means(pets: Look, window: Window) -> None:
    copies = opened(window, "duplicate").thumbs
    assert [thumb.name for thumb in copies] == ["copy.png", "003.png", "other copy.png", "003.png"]
    assert [thumb.joined for thumb in copies] == [False, True, False, True]
    assert copies[0].image == copies[1].image
    (letter,) = opened(window, "not-a-picture").thumbs
    assert (letter.image, letter.ending) == (None, "jpg")
    assert "letter.jpg" in letter.tip


def test_that_no_more_thumbnails_are_made_than_can_be_looked_at(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    write_pictures(tmp_path / "many", 45, size=24)
    for number in range(40):
        (tmp_path / "many" / f"copy {number:02}.png").write_bytes((tmp_path / "many" / "000.png").read_bytes())
    settled(window, qtbot, lambda: window.take(tmp_path / "many"))
    group = window.data.xray.groups["duplicate"]
    assert len(opened(window, "duplicate").thumbs) == 24  # twelve copies, each beside its first
    assert group.more is not None
    group.more.click()
    assert group.thumbs is not None
    assert len(group.thumbs.thumbs) == 80
    assert group.more is None


@pytest.mark.timeout(200)
def test_that_every_row_of_a_sick_folder_can_be_opened(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    sick_folder(tmp_path / "sick")
    look = settled(window, qtbot, lambda: window.take(tmp_path / "sick"))
    for code, group in window.data.xray.groups.items():
        group.toggle()
        shown = group.thumbs.thumbs if group.thumbs is not None else ()
        assert len(shown) >= min(12, len(look.report.named(code))), code
    assert window.data.xray.all is not None
    fixed = settled(window, qtbot, window.data.xray.all.click)
    assert fixed.data.preparation.skipped == {"duplicate", "blank", "faint"}


def test_that_a_click_on_a_thumbnail_leaves_it_out_and_takes_it_in_again(
    pets: Look, window: Window, qtbot: QtBot
) -> None:
    thumbs = opened(window, "duplicate")
    qtbot.waitUntil(lambda: thumbs.width() > 100, timeout=SLOW)
    place = thumbs.places()[0].center().toPoint()
    look = settled(window, qtbot, lambda: qtbot.mouseClick(thumbs, LEFT, pos=place))
    assert look.data.preparation.by_hand == {"copy.png"}
    again = opened(window, "duplicate")
    assert [thumb.out for thumb in again.thumbs] == [True, False, False, False]
    assert "copy.png" in window.data.xray.groups["by-hand"].text
    again.setFocus()
    look = settled(window, qtbot, lambda: qtbot.keyClick(again, Qt.Key.Key_Space))
    assert look.data.preparation.by_hand == frozenset()
    assert "by-hand" not in window.data.xray.groups


# -- the contact sheet ------------------------------------------------------------------------------------


def test_that_a_click_on_the_sheet_crosses_a_picture_out_where_it_is(pets: Look, window: Window, qtbot: QtBot) -> None:
    view = window.data.stage.view
    before = view.sheets[0]
    record = click_picture(window, qtbot, 5)
    after, look = view.sheets[0], window.studio.pictures.look
    assert look is not None
    assert look.data.preparation.by_hand == {pets.report.collection.name(record)}
    assert (after.keys, after.image) == (before.keys, before.image)  # nothing moved
    assert after.struck == {5}
    assert "39 pictures, 2 left out" in window.data.stage.facts.text()
    assert "Left out by you" in after.tips[5]
    click_picture(window, qtbot, 5)
    assert view.sheets[0].struck == frozenset()
    assert "40 pictures, 1 left out" in window.data.stage.facts.text()


def test_that_dragging_and_zooming_leave_nothing_out(pets: Look, window: Window, qtbot: QtBot) -> None:
    view = window.data.stage.view
    start = view.places()[0].center().toPoint()
    before = view.places()[0]
    qtbot.mousePress(view, LEFT, pos=start)
    for step in range(1, 6):
        qtbot.mouseMove(view, start + QPoint(12 * step, 0))
    qtbot.mouseRelease(view, LEFT, pos=start + QPoint(60, 0))
    assert view.places()[0].topLeft() - before.topLeft() == QPointF(60, 0)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    zoomed = view.scale
    click_picture(window, qtbot, 2)
    assert view.scale == zoomed  # and the view stays where it is


def test_that_the_last_change_can_be_undone(pets: Look, window: Window, qtbot: QtBot) -> None:
    click_picture(window, qtbot, 1)
    click_picture(window, qtbot, 2)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
    window.data.stage.view.setFocus()
    look = settled(window, qtbot, lambda: qtbot.keyClick(window.data.stage.view, Qt.Key.Key_Z,
                                                         Qt.KeyboardModifier.ControlModifier))  # fmt: skip
    assert len(look.data.preparation.by_hand) == 1


def test_that_all_that_was_left_out_by_hand_is_used_again_at_once(pets: Look, window: Window, qtbot: QtBot) -> None:
    click_picture(window, qtbot, 1)
    click_picture(window, qtbot, 2)
    fix = window.data.xray.groups["by-hand"].fix
    assert fix is not None
    assert settled(window, qtbot, fix.click).report.count == 40


def test_that_what_is_left_out_is_kept_and_goes_into_the_recipe(pets: Look, window: Window, qtbot: QtBot) -> None:
    record = click_picture(window, qtbot, 4)
    name = pets.report.collection.name(record)
    kept = shelf.get(window.studio.places.data, "pets")
    assert kept is not None
    assert kept.preparation.left_out == name
    window.data.stage.train.click()
    assert window.studio.draft.recipe.data.preparation == {"left_out": name}


def test_that_the_last_pictures_cannot_be_left_out(pets: Look, window: Window, qtbot: QtBot) -> None:
    pictures = window.studio.pictures
    every = [pets.report.collection.name(record) for record in range(pets.report.collection.count)]
    look = settled(window, qtbot, lambda: pictures.leave_out(every))
    assert "can be used" in window.message
    assert look.data.preparation.by_hand == frozenset()
    kept = shelf.get(window.studio.places.data, "pets")
    assert kept is not None
    assert kept.preparation.left_out == ""


def test_that_few_pictures_are_not_repeated_on_the_sheet(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    write_pictures(tmp_path / "pets" / "cats", 30)
    write_pictures(tmp_path / "pets" / "dogs", 3, seed=2)
    settled(window, qtbot, lambda: window.take(tmp_path / "pets"))
    sheet = window.data.stage.view.sheets[0]
    records = np.array(sheet.keys)
    shown = records[records >= 0]
    assert len(shown) == len(set(shown.tolist()))
    assert sheet.blank == frozenset(np.flatnonzero(records < 0).tolist())
    assert len(set(shown.tolist()) & {30, 31, 32}) == 3


def test_that_the_preview_and_the_real_sheet_of_a_run_show_each_picture_once(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    write_pictures(tmp_path / "few", 30, size=28)
    settled(window, qtbot, lambda: window.take(tmp_path / "few"))
    window.data.stage.train.click()
    view = window.train.stage.view
    qtbot.waitUntil(lambda: bool(view.sheets) and view.sheets[0].grid == (4, 8), timeout=SLOW)
    assert view.sheets[0].blank == {30, 31}


def test_that_drawn_faces_can_be_left_out_too(few_faces: int, window: Window, qtbot: QtBot) -> None:
    window.studio.pictures.refresh()
    window.go_to("data")
    settled(window, qtbot, window.data.sets.cards["cartoon-pairs"].click)
    assert window.data.stage.facts.text().startswith("240 pairs ·")
    click_picture(window, qtbot, 3)
    assert window.data.stage.facts.text().startswith("239 pairs, 1 left out")
    assert all(sheet.struck == {3} for sheet in window.data.stage.view.sheets)
    settled(window, qtbot, window.data.setup.sizes.chips["64"].click)
    assert window.data.stage.facts.text().startswith("239 pairs, 1 left out")
    window.data.stage.train.click()
    assert "left_out" in window.studio.draft.recipe.data.preparation
