from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.core.errors import StudioError
from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places
from ganstudio.studio import library as libraries
from ganstudio.studio.library import Library

RECIPE = Recipe("cgan", "quick", DataChoice("mnist"))


@pytest.fixture
def library(app: QApplication, store: RunStore, places: Places) -> Iterator[Library]:
    made = Library(store, places)
    yield made
    made.watch(False)


@pytest.fixture
def bin_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's trash, in a folder of the test."""
    folder = tmp_path / "trash"
    folder.mkdir()
    monkeypatch.setattr(libraries, "send2trash", lambda name: Path(name).rename(folder / Path(name).name))
    return folder


def test_that_a_new_run_appears_by_itself(library: Library, store: RunStore, qtbot: QtBot) -> None:
    library.watch(True)
    with qtbot.waitSignal(library.changed, timeout=10_000):
        store.create(RECIPE, "First", "MNIST")
    assert [entry.state.title for entry in library.runs] == ["First"]


def test_that_nothing_new_is_no_news(library: Library, store: RunStore, qtbot: QtBot) -> None:
    store.create(RECIPE, "First", "MNIST")
    library.refresh()
    with qtbot.assertNotEmitted(library.changed):
        library.refresh()


def test_that_a_run_gets_another_name(library: Library, store: RunStore) -> None:
    run = store.create(RECIPE, "First", "MNIST")
    library.rename(run, " Second ")
    assert library.runs[0].state.title == "Second"
    with pytest.raises(StudioError, match="needs a name"):
        library.rename(run, "  ")


def test_that_a_run_goes_to_the_trash(library: Library, store: RunStore, bin_: Path) -> None:
    run = store.create(RECIPE, "First", "MNIST")
    library.refresh()
    library.trash(run)
    assert library.runs == []
    assert (bin_ / run.id / "recipe.toml").is_file()


def test_that_a_run_being_trained_stays(library: Library, store: RunStore, bin_: Path) -> None:
    run = store.create(RECIPE, "First", "MNIST")
    run.hold()
    with pytest.raises(StudioError, match="is being trained"):
        library.trash(Run(run.folder))
    run.release()
    assert run.folder.is_dir()


def test_that_a_damaged_run_hides_no_other(library: Library, store: RunStore) -> None:
    store.create(RECIPE, "First", "MNIST")
    damaged = store.create(RECIPE, "Second", "MNIST")
    (damaged.folder / "run.json").write_text("{")
    library.refresh()
    assert [entry.state.title for entry in library.runs] == ["First"]
    assert len(library.damaged) == 1
    assert str(damaged.folder) in library.damaged[0]


def test_that_a_file_that_is_no_model_is_passed_over(library: Library, places: Places) -> None:
    places.models.mkdir(parents=True)
    (places.models / "garbage.onnx").write_bytes(b"not a model")
    library.refresh()
    assert library.models == []
