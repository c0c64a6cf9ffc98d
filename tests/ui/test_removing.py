"""Removing a set can be undone, and adding its pictures again remembers what was decided about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ganstudio.core.settings import Places
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets import shelf
from tests.synthetic import write_pictures
from tests.ui.test_xray import settled
from tests.ui.window import Window

pytestmark = pytest.mark.usefixtures("at_rest")


@pytest.fixture
def cats(window: Window, qtbot: QtBot, tmp_path: Path) -> Path:
    """A set of 40, of which one is left out and a fifth held back."""
    folder = tmp_path / "cats"
    write_pictures(folder, 40, size=40)
    settled(window, qtbot, lambda: window.take(folder))
    settled(window, qtbot, lambda: window.studio.pictures.change(left_out="003.png", validation=0.2, skip="blank"))
    return folder


@pytest.mark.usefixtures("cats")
def test_that_removing_can_be_undone(window: Window, qtbot: QtBot, places: Places) -> None:
    entry = places.data / "sets" / "cats.json"
    before = entry.read_bytes(), entry.stat().st_mtime_ns
    window.data.stage.forget.click()
    assert not entry.exists()
    assert "cats" not in window.data.sets.cards
    assert "no longer listed" in window.message
    assert window._message.action.text() == "Undo"
    look = settled(window, qtbot, window._message.action.click)
    assert look.data.preparation == Preparation(left_out="003.png", validation=0.2, skip="blank")
    assert "cats" in window.data.sets.cards
    assert window.message == ""
    kept = shelf.get(places.data, "cats")
    assert kept == look.data
    assert before[0].split(b'"written"')[0] == entry.read_bytes().split(b'"written"')[0]


def test_that_the_entry_comes_back_exactly(window: Window, cats: Path, places: Places) -> None:
    entry = places.data / "sets" / "cats.json"
    before = entry.read_bytes(), entry.stat().st_mtime_ns
    shelf.remove(places.data, places.cache, "cats")
    assert shelf.sets(places.data) == []
    shelf.restore(places.data, "cats")
    assert (entry.read_bytes(), entry.stat().st_mtime_ns) == before


def test_that_adding_again_remembers_what_was_decided(window: Window, qtbot: QtBot, cats: Path, places: Places) -> None:
    window.data.stage.forget.click()
    look = settled(window, qtbot, lambda: window.take(cats / ".." / "cats"))
    assert look.data.preparation == Preparation(left_out="003.png", validation=0.2, skip="blank")
    assert "prepared as it was before" in window.message
    assert window._message.action.text() == "Start afresh"
    look = settled(window, qtbot, window._message.action.click)
    assert look.data.preparation == Preparation()
    assert look.report.count == 40


def test_that_a_name_is_remembered_too(window: Window, qtbot: QtBot, tmp_path: Path, places: Places) -> None:
    write_pictures(tmp_path / "IMG_2034", 20)
    settled(window, qtbot, lambda: window.studio.pictures.add([tmp_path / "IMG_2034"], name="Holiday"))
    window.data.stage.forget.click()
    assert settled(window, qtbot, lambda: window.take(tmp_path / "IMG_2034")).data.title == "Holiday"
    assert "as it was before" not in window.message  # nothing else was decided


def test_that_other_pictures_begin_afresh(window: Window, qtbot: QtBot, cats: Path, tmp_path: Path) -> None:
    window.data.stage.forget.click()
    write_pictures(tmp_path / "dogs", 20, seed=3)
    assert settled(window, qtbot, lambda: window.take(tmp_path / "dogs")).data.preparation == Preparation()


def test_that_decisions_that_no_longer_fit_do_not_stand_in_the_way(
    window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("cats", "dogs"):
        write_pictures(tmp_path / "pets" / name, 15, seed=len(name) + ord(name[0]))
    settled(window, qtbot, lambda: window.take(tmp_path / "pets"))
    settled(window, qtbot, lambda: window.studio.pictures.change(read_as="domains"))
    window.data.stage.forget.click()
    for path in (tmp_path / "pets" / "dogs").iterdir():
        path.rename(tmp_path / "pets" / f"dog {path.name}")
    (tmp_path / "pets" / "dogs").rmdir()
    assert settled(window, qtbot, lambda: window.take(tmp_path / "pets")).data.preparation.read_as == "auto"


def test_that_only_so_many_removed_sets_are_remembered(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.data.test_shelf import a_set

    monkeypatch.setattr(shelf, "_REMEMBERED", 3)
    for number in range(5):
        shelf.put(places.data, a_set(f"cats-{number}"))
        shelf.remove(places.data, places.cache, f"cats-{number}")
    assert len([*(places.data / "sets" / "removed").iterdir()]) == 3
    assert shelf.sets(places.data) == []


def test_that_a_damaged_memory_is_no_memory(places: Places, tmp_path: Path) -> None:
    folder = places.data / "sets" / "removed"
    folder.mkdir(parents=True)
    (folder / "cats.json").write_text("{")
    assert shelf.remembered(places.data, [tmp_path]) is None
