from __future__ import annotations

import json
from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.engine import checkpoints
from ganstudio.engine.checkpoints import Checkpoint
from tests.synthetic import losses_of, session_of


def saved(folder: Path, count: int = 2) -> list[Checkpoint]:
    session = session_of()
    made = []
    for _ in range(count):
        losses_of(session, 1)
        made.append(checkpoints.save(folder, session, float(session.step_count)))
    return made


def flip(path: Path, position: int) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("position", [3, 5_000, -1])
def test_that_one_flipped_bit_is_noticed_and_the_file_named(tmp_path: Path, position: int) -> None:
    earlier, newest = saved(tmp_path)
    flip(newest.tensors, position)
    with pytest.raises(StudioError, match=newest.tensors.name):
        checkpoints.load(newest, session_of())
    found, complaints = checkpoints.newest_intact(tmp_path)
    assert found == earlier
    assert len(complaints) == 1
    assert newest.tensors.name in complaints[0]


@pytest.mark.parametrize("damage", ["cut", "gone", "note"])
def test_that_other_damage_is_passed_over_too(tmp_path: Path, damage: str) -> None:
    earlier, newest = saved(tmp_path)
    if damage == "gone":
        newest.tensors.unlink()
    else:
        path = newest.note if damage == "note" else newest.tensors
        path.write_bytes(path.read_bytes()[:-20])
    assert checkpoints.newest_intact(tmp_path)[0] == earlier


@pytest.mark.parametrize("text", ["[]", "null", '{"format": "1"}', "{}"])
def test_that_a_note_of_another_shape_is_damage(tmp_path: Path, text: str) -> None:
    earlier, newest = saved(tmp_path)
    newest.note.write_text(text)
    assert checkpoints.newest_intact(tmp_path)[0] == earlier


def test_that_a_checkpoint_without_its_note_was_never_finished(tmp_path: Path) -> None:
    earlier, newest = saved(tmp_path)
    newest.note.unlink()
    assert checkpoints.newest_intact(tmp_path) == (earlier, [])


def test_that_nothing_saved_is_nothing_found(tmp_path: Path) -> None:
    assert checkpoints.newest_intact(tmp_path) == (None, [])
    assert checkpoints.newest_intact(tmp_path / "gone") == (None, [])


def test_that_only_the_last_ones_are_kept(tmp_path: Path) -> None:
    made = saved(tmp_path, 5)
    assert checkpoints.listed(tmp_path) == made[-checkpoints.KEPT :]
    assert len(list(tmp_path.iterdir())) == 2 * checkpoints.KEPT


def test_that_a_newer_format_is_refused_by_its_name(tmp_path: Path) -> None:
    (checkpoint,) = saved(tmp_path, 1)
    note = json.loads(checkpoint.note.read_text())
    checkpoint.note.write_text(json.dumps({**note, "format": 99}))
    with pytest.raises(StudioError, match="newer GAN Studio"):
        checkpoints.load(checkpoint, session_of())


@pytest.mark.parametrize(("key", "preset"), [("cgan", "stable"), ("dcgan", "quick"), ("vanilla", "original")])
def test_that_a_checkpoint_of_another_recipe_does_not_fit(tmp_path: Path, key: str, preset: str) -> None:
    (checkpoint,) = saved(tmp_path, 1)
    with pytest.raises(StudioError, match="does not fit this run"):
        checkpoints.load(checkpoint, session_of(key, preset))


def test_that_a_checkpoint_of_another_device_continues_with_noise_of_its_own(tmp_path: Path) -> None:
    session = session_of()
    losses_of(session, 2)
    checkpoint = checkpoints.save(tmp_path, session, 1.0)
    note, tensors = checkpoints.read(checkpoint)
    tensors["rng.noise"] = tensors["rng.noise"][:16].clone()  # that is all the state of a GPU's generator
    other = checkpoints.write(tmp_path / "other", tensors, {**note, "device": "cuda"})
    first, again = session_of(), session_of()
    for each in (first, again):
        assert checkpoints.load(other, each) == 1.0
        assert each.step_count == 2
    assert losses_of(first, 2) == losses_of(again, 2)


def test_that_a_checkpoint_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StudioError, match="Could not write"):
        checkpoints.save(tmp_path / "file", session_of(), 0.0)
