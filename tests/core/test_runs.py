from __future__ import annotations

import json
from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.core.events import Paused, Saved
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore

RECIPE = Recipe("cgan", "quick", DataChoice("mnist", 28, 1), {"k": 2}, Budget(10, "steps"), 3)


@pytest.fixture
def run(store: RunStore) -> Run:
    return store.create(RECIPE, "Digits", "MNIST digits")


def test_that_a_new_run_holds_its_recipe_and_state(run: Run) -> None:
    assert run.recipe() == RECIPE
    state = run.state()
    assert (state.title, state.family, state.preset, state.data, state.state) == (
        "Digits", "cgan", "quick", "MNIST digits", "created",
    )  # fmt: skip
    assert run.samples.is_dir()
    assert run.checkpoints.is_dir()
    assert list(run.events()) == []


def test_that_a_folder_name_is_made_of_family_and_data(store: RunStore) -> None:
    run = store.create(RECIPE.changed(data=DataChoice("/home/me/Ölbilder & more")), "x", "y")
    assert run.id.endswith("-cgan-lbilder-more")
    assert store.create(RECIPE.changed(data=DataChoice("/画像")), "x", "y").id.endswith("-cgan-pictures")


def test_that_runs_of_one_second_have_folders_of_their_own(store: RunStore) -> None:
    runs = [store.create(RECIPE, f"Run {number}", "MNIST") for number in range(4)]
    assert len({run.id for run in runs}) == 4
    assert {run.id for run in store.all()} == {run.id for run in runs}
    assert [run.id for run in store.all()] == sorted((run.id for run in runs), reverse=True)


def test_that_an_empty_store_lists_nothing(store: RunStore) -> None:
    assert store.all() == []


def test_that_other_folders_are_no_runs(store: RunStore, run: Run) -> None:
    (store.folder / "notes").mkdir()
    assert [each.id for each in store.all()] == [run.id]


def test_that_a_run_is_found_by_id_path_title_and_beginning(store: RunStore, run: Run) -> None:
    for name in (run.id, str(run.folder), "Digits", run.id[:15]):
        assert store.find(name).folder == run.folder.resolve()
    with pytest.raises(StudioError, match="no run called 'nothing'"):
        store.find("nothing")


def test_that_a_run_can_be_renamed_but_not_to_nothing(run: Run) -> None:
    run.rename("  Better ")
    assert run.state().title == "Better"
    with pytest.raises(StudioError, match="needs a name"):
        run.rename("  ")


def test_that_a_second_holder_is_refused(run: Run) -> None:
    other = Run(run.folder)
    run.hold()
    assert other.is_held()
    with pytest.raises(StudioError, match="open in another program"):
        other.hold()
    run.release()
    assert not other.is_held()
    other.hold()
    other.release()


def test_that_events_are_read_back_in_order_and_from_an_offset(run: Run) -> None:
    run.hold()
    run.append(Saved(1, "a"))
    run.append(Paused(1))
    read = list(Run(run.folder).events())  # another reader, while it is written
    assert [event for event, _ in read] == [Saved(1, "a"), Paused(1)]
    run.append(Saved(2, "b"))
    run.release()
    assert [event for event, _ in run.events(read[-1][1])] == [Saved(2, "b")]


def test_that_half_a_line_is_waited_for_and_cut_by_the_next_writer(run: Run) -> None:
    run.hold()
    run.append(Saved(1, "a"))
    run.release()
    log = run.folder / "events.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"event":"sav')
    assert [event for event, _ in run.events()] == [Saved(1, "a")]
    run.hold()
    assert log.read_bytes() == whole
    run.append(Saved(2, "b"))
    run.release()
    assert [event for event, _ in run.events()] == [Saved(1, "a"), Saved(2, "b")]


@pytest.mark.parametrize("left", [b"", b"x" * 200_000, b"{"])
def test_that_a_log_without_a_whole_line_is_emptied(run: Run, left: bytes) -> None:
    (run.folder / "events.jsonl").write_bytes(left)
    run.hold()
    run.release()
    assert (run.folder / "events.jsonl").read_bytes() == b""


def test_that_damaged_lines_are_passed_over(run: Run) -> None:
    lines = [
        b"\xff\xfe",
        b"{}",
        b'{"event":"stepped","values":{"loss":null}}',
        b'{"event":"paused","step":4}',
    ]
    (run.folder / "events.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    assert [event for event, _ in run.events()] == [Paused(4)]


@pytest.mark.parametrize(
    "text", ["{", "", "[]", "{}", '{"title": 3', '{"title":"a","family":"b","data":"c","classes":5}']
)
def test_that_a_damaged_state_is_named_in_a_sentence(run: Run, text: str) -> None:
    (run.folder / "run.json").write_text(text)
    with pytest.raises(StudioError, match=r"run\.json is damaged"):
        run.state()


def test_that_one_damaged_run_does_not_hide_the_others(store: RunStore, run: Run) -> None:
    broken = store.create(RECIPE, "Broken", "MNIST")
    (broken.folder / "run.json").write_text("{")
    assert len(store.all()) == 2
    assert store.find("Digits").id == run.id


def test_that_a_newer_programs_extra_entries_are_passed_over(run: Run) -> None:
    path = run.folder / "run.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "mood": "good"}))
    assert run.state().title == "Digits"


@pytest.mark.parametrize("active", ["running", "paused"])
def test_that_an_active_run_that_nobody_holds_is_interrupted(run: Run, active: str) -> None:
    run.hold()
    run.update(state=active, step=5)
    assert Run(run.folder).state().state == active
    run.release()
    assert Run(run.folder).state().state == "interrupted"
    assert Run(run.folder).state().step == 5


def test_that_a_store_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StudioError, match="Could not create"):
        RunStore(tmp_path / "file").create(RECIPE, "x", "y")
