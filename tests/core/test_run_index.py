"""A list of runs is always what lies on the disk, whatever is remembered of it."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from ganstudio.core import run_index
from ganstudio.core.errors import StudioError
from ganstudio.core.run_index import INDEX_FILE
from ganstudio.core.runs import Run, RunState, RunStore

LONG_AGO = 1_700_000_000


@pytest.fixture(autouse=True)
def every_change_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_index, "WORTH_KEEPING", 1)


def written(store: RunStore, name: str, title: str, seconds: int = LONG_AGO, state: str = "finished") -> Path:
    """A run folder with no more than a state, written `seconds` after 1970."""
    path = store.folder / name / "run.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"title": title, "family": "cgan", "data": "MNIST", "state": state}))
    os.utime(path, (seconds, seconds))
    return path


def titles(store: RunStore) -> list[str]:
    return [str(state) if isinstance(state, StudioError) else state.title for _, state in store.listed()]


@pytest.fixture
def known(store: RunStore) -> RunStore:
    """Three runs that have been listed before, as a process sees them that starts now."""
    for number in range(3):
        written(store, f"run-{number}", f"Run {number}")
    assert titles(store) == ["Run 2", "Run 1", "Run 0"]
    return RunStore(store.folder)


def test_that_what_is_known_is_not_read_again(known: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    before = RunStore(known.folder).listed()
    monkeypatch.setattr(run_index, "read_state", lambda folder: pytest.fail(f"{folder} was read"))
    assert [state for _, state in known.listed()] == [state for _, state in before]
    assert titles(known) == ["Run 2", "Run 1", "Run 0"]


def test_that_an_edited_run_is_noticed(known: RunStore) -> None:
    written(known, "run-1", "Another", LONG_AGO + 60)
    assert titles(known) == ["Run 2", "Another", "Run 0"]
    written(known, "run-1", "ANOTHER", LONG_AGO + 120)
    assert titles(known) == ["Run 2", "ANOTHER", "Run 0"]


def test_that_a_run_written_twice_within_one_tick_of_the_clock_is_noticed(store: RunStore) -> None:
    now = int(time.time())
    for title in ("First", "Other"):
        path = written(store, "run", title, now)  # in place, as long, and at the same time
        assert titles(store) == [title]
    assert path.stat().st_mtime == now


def test_that_runs_removed_renamed_and_copied_by_other_programs_are_noticed(known: RunStore) -> None:
    shutil.rmtree(known.folder / "run-0")
    (known.folder / "run-1").rename(known.folder / "run-7")
    shutil.copytree(known.folder / "run-2", known.folder / "run-3")
    assert [(run.id, state.title) for run, state in known.listed() if isinstance(state, RunState)] == [
        ("run-7", "Run 1"), ("run-3", "Run 2"), ("run-2", "Run 2"),
    ]  # fmt: skip
    assert len(titles(RunStore(known.folder))) == 3


def test_that_a_run_replaced_by_another_as_old_and_as_long_is_noticed(known: RunStore) -> None:
    other = written(RunStore(known.folder.parent / "others"), "run-1", "Run X")
    shutil.move(known.folder / "run-1", known.folder.parent / "gone")
    shutil.move(other.parent, known.folder)
    assert titles(known) == ["Run 2", "Run X", "Run 0"]


@pytest.mark.parametrize("left", [b"", b"\xff\xfe", b"{}", b"0" * 32 + b"\n{}", b'{"fields": [], "runs": []}'], ids=str)
def test_that_a_damaged_or_foreign_index_is_made_anew(known: RunStore, left: bytes) -> None:
    index = known.folder / INDEX_FILE
    whole = index.read_bytes()
    index.write_bytes(left)
    assert titles(known) == ["Run 2", "Run 1", "Run 0"]
    assert sorted(index.read_bytes()) == sorted(whole)


def test_that_an_index_changed_by_hand_is_not_believed(known: RunStore) -> None:
    index = known.folder / INDEX_FILE
    index.write_bytes(index.read_bytes().replace(b"Run 1", b"Run 9"))
    assert titles(known) == ["Run 2", "Run 1", "Run 0"]


def test_that_an_index_of_a_program_that_knew_other_things_is_made_anew(
    known: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_index, "FIELDS", (*run_index.FIELDS[1:], run_index.FIELDS[0]))
    assert titles(known) == ["Run 2", "Run 1", "Run 0"]


def test_that_a_folder_in_place_of_the_index_costs_nothing(store: RunStore) -> None:
    written(store, "run", "Run")
    (store.folder / INDEX_FILE).mkdir()
    assert titles(store) == titles(RunStore(store.folder)) == ["Run"]


def test_that_a_folder_that_cannot_be_written_is_listed(known: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, data: bytes) -> None:
        raise StudioError(f"Could not write {path}.")

    monkeypatch.setattr(run_index.files, "write_bytes", refused)
    written(known, "run-3", "Run 3")
    assert titles(known) == ["Run 3", "Run 2", "Run 1", "Run 0"]


def test_that_a_known_run_is_interrupted_when_nobody_holds_it(store: RunStore) -> None:
    written(store, "run", "Run", state="running")
    run = Run(store.folder / "run")
    run.hold()
    assert [state.state for _, state in store.listed() if isinstance(state, RunState)] == ["running"]
    run.release()
    for each in (store, RunStore(store.folder)):
        assert [state.state for _, state in each.listed() if isinstance(state, RunState)] == ["interrupted"]


def test_that_a_damaged_run_is_named_until_it_is_mended(known: RunStore) -> None:
    path = written(known, "run-1", "Run 1")
    path.write_text("{")
    assert f"{path} is damaged." in titles(known)[1]
    assert f"{path} is damaged." in titles(RunStore(known.folder))[1]
    written(known, "run-1", "Mended")
    assert titles(known) == ["Run 2", "Mended", "Run 0"]


def test_that_two_processes_that_keep_an_index_do_no_harm(known: RunStore) -> None:
    other = RunStore(known.folder)
    written(known, "run-3", "Run 3")
    assert len(titles(known)) == 4
    shutil.rmtree(known.folder / "run-3")
    assert len(titles(other)) == 3  # writes over what the first has written
    written(known, "run-4", "Run 4")
    for store in (known, other, RunStore(known.folder)):
        assert titles(store) == ["Run 4", "Run 2", "Run 1", "Run 0"]


def test_that_few_runs_leave_no_file(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_index, "WORTH_KEEPING", 64)
    written(store, "run", "Run")
    assert titles(store) == ["Run"]
    assert [path.name for path in store.folder.iterdir()] == ["run"]
