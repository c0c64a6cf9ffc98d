"""Sets on the shelf: small files that name where pictures are. The pictures themselves are never touched."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ganstudio.core.errors import StudioError
from ganstudio.core.settings import Places
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets import catalogue, shelf, shelving, store
from ganstudio.data.sets.dataset import DataSet
from tests.layouts import LAYOUTS, classes, flat, two_folders
from tests.mutants import mutants
from tests.synthetic import write_pictures


def a_set(key: str = "cats", **more: object) -> DataSet:
    return DataSet(key, "My cats", "Pictures of cats.", "labelled", (Path("/pictures/cats"),), 12, **more)  # type: ignore[arg-type]


FULL = a_set(
    size=64, classes=("tabby", "black"), licence="mine", layout="folders", attributes=("fur",), counts=(5, 7),
    sizes=(64, 128), variants=("a", "b"), sides=("left", "right"), sketch_first=False, in_memory=True,
    preparation=Preparation(fit="letterbox", validation=0.1, skip="blank,duplicate"), lines={"method": "xdog"},
)  # fmt: skip


@pytest.mark.parametrize("data", [a_set(), FULL], ids=["plain", "full"])
def test_that_a_set_comes_back_as_it_was_put(tmp_path: Path, data: DataSet) -> None:
    shelf.put(tmp_path, data)
    assert shelf.get(tmp_path, "cats") == data
    assert shelf.sets(tmp_path) == [data]


def test_that_putting_again_replaces(tmp_path: Path) -> None:
    shelf.put(tmp_path, a_set())
    shelf.put(tmp_path, replace(a_set(), count=99))
    assert [data.count for data in shelf.sets(tmp_path)] == [99]


def test_that_the_newest_comes_first(tmp_path: Path) -> None:
    for age, key in enumerate(("old", "older", "oldest")):
        shelf.put(tmp_path, a_set(key))
        os.utime(tmp_path / "sets" / f"{key}.json", (1e9 - age, 1e9 - age))
    assert [data.key for data in shelf.sets(tmp_path)] == ["old", "older", "oldest"]


def test_that_what_is_not_there_is_none_or_explained(tmp_path: Path) -> None:
    assert shelf.get(tmp_path, "cats") is None
    assert shelf.sets(tmp_path) == []
    for key in ("cats", "../cats", "", "/etc/passwd"):
        assert shelf.get(tmp_path, key) is None
        with pytest.raises(StudioError, match="There is no set of your own"):
            shelf.remove(tmp_path, tmp_path / "cache", key)


# -- originals --------------------------------------------------------------------------------------------


def state_of(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Contents, times and rights of every file and folder."""
    return {
        str(path): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "", path.stat().st_mtime_ns,
            path.stat().st_mode,
        )
        for path in [folder, *folder.rglob("*")]
    }  # fmt: skip


HELD = ("class folders", "anime pairs", "celeba txt", "cifar tar.gz", "EMNIST gzip.zip", "csv pixel0")


@pytest.mark.parametrize("name", HELD)
def test_that_originals_are_never_changed(tmp_path: Path, places: Places, name: str) -> None:
    made = LAYOUTS[name].make(tmp_path / "set")
    before = state_of(tmp_path / "set")
    look = shelving.add(made if isinstance(made, list) else [made], "mine", places, sizes=[32, 16])
    shelving.change(look.data, places, fit="letterbox", skip="duplicate", validation=0.2)
    shelf.remove(places.data, places.cache, "mine")
    assert state_of(tmp_path / "set") == before


def test_that_removing_takes_everything_made_from_a_set_and_nothing_else(tmp_path: Path, places: Places) -> None:
    for name in ("cats", "dogs"):
        shelving.add([flat(tmp_path / name)], name, places, sizes=[32])
    shelf.remove(places.data, places.cache, "cats")
    assert not shelf.cache_of(places.cache, "cats").exists()
    assert any(shelf.cache_of(places.cache, "dogs").rglob("*.u8"))
    assert [data.key for data in shelf.sets(places.data)] == ["dogs"]
    assert len([*(tmp_path / "cats").iterdir()]) == 30


def test_that_a_set_whose_pictures_are_gone_is_explained(tmp_path: Path, places: Places) -> None:
    folder = flat(tmp_path / "cats")
    shelving.add([folder], "cats", places)
    folder.rename(tmp_path / "moved")
    with pytest.raises(StudioError, match="are no longer at") as caught:
        catalogue.find("cats", [places.data])
    assert "add it again from its new place" in caught.value.hint
    assert [data.key for data in shelf.sets(places.data)] == ["cats"]


def test_that_a_failed_addition_leaves_nothing(tmp_path: Path, places: Places) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "letter.png").write_text("hello")
    for sizes in ([32], [7], [4096]):
        with pytest.raises(StudioError):
            shelving.add([folder], "bad", places, sizes=sizes)
        assert shelf.sets(places.data) == []
        assert not shelf.cache_of(places.cache, "bad").exists()


def test_that_a_change_is_kept_and_a_wrong_one_is_not(tmp_path: Path, places: Places) -> None:
    data = shelving.add([classes(tmp_path / "pets")], "pets", places).data
    assert shelving.change(data, places, read_as="plain").kind == "plain"
    with pytest.raises(StudioError, match="does not hold"):
        shelving.change(data, places, read_as="pairs")
    kept = shelf.get(places.data, "pets")
    assert kept is not None
    assert (kept.kind, kept.preparation.read_as, kept.title) == ("plain", "plain", "pets")


def test_that_a_switched_sketch_is_remembered(tmp_path: Path, places: Places) -> None:
    data = shelving.add([two_folders(tmp_path / "set")], "pairs", places).data
    assert data.sketch_first
    assert not shelving.change(data, places, sketch="second").sketch_first
    assert not catalogue.find("pairs", [places.data]).sketch_first


# -- names ------------------------------------------------------------------------------------------------


KEYS = {"My Cats!": "my-cats", "  Été 2024 ": "ete-2024", "a/b\\c..": "a-b-c", "x" * 99: "x" * 60, "猫": "set-732b"}


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_that_keys_are_short_and_plain(name: str, key: str) -> None:
    assert shelf.key_for(name) == key


@pytest.mark.parametrize("name", ["", "   ", "!!!", "\n"])
def test_that_a_name_without_letters_is_explained(name: str) -> None:
    with pytest.raises(StudioError, match="is no name for a set"):
        shelf.key_for(name)


def test_that_a_taken_name_is_explained(tmp_path: Path, places: Places) -> None:
    shelving.add([flat(tmp_path / "a")], "My cats", places)
    with pytest.raises(StudioError, match="a set called 'my CATS' already"):
        shelving.add([flat(tmp_path / "b")], "my CATS", places)
    with pytest.raises(StudioError, match="comes with the program"):
        shelving.add([flat(tmp_path / "b")], "MNIST", places)
    assert shelf.free_name(places.data, "My cats") == "My cats 2"


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=80))
def test_that_any_name_becomes_a_key_or_is_explained(name: str) -> None:
    try:
        key = shelf.key_for(name)
    except StudioError:
        return
    assert 0 < len(key) <= 60
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


# -- damage -----------------------------------------------------------------------------------------------


def written(place: Path, data: DataSet = FULL) -> Path:
    shelf.put(place, data)
    return place / "sets" / f"{data.key}.json"


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"format": 1}', b'{"format": "x"}'])
def test_that_a_damaged_entry_is_explained_and_passed_over(tmp_path: Path, damage: bytes) -> None:
    shelf.put(tmp_path, a_set("dogs"))
    written(tmp_path).write_bytes(damage)
    assert [data.key for data in shelf.sets(tmp_path)] == ["dogs"]
    with pytest.raises(StudioError, match=r"cats\.json is damaged"):
        shelf.get(tmp_path, "cats")


def test_that_an_entry_of_a_newer_program_is_explained(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 2}))
    with pytest.raises(StudioError, match="newer GAN Studio"):
        shelf.get(tmp_path, "cats")
    assert shelf.sets(tmp_path) == []


def test_that_what_a_later_version_added_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(json.dumps({**json.loads(path.read_text()), "colour": "blue"}))
    assert shelf.get(tmp_path, "cats") == FULL


def test_that_no_damage_leads_to_anything_but_a_set_or_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path)
    for data in mutants(path.read_bytes(), 500):
        path.write_bytes(data)
        shelf.sets(tmp_path)
        try:
            shelf.get(tmp_path, "cats")
        except StudioError as error:
            assert error.message


def test_that_half_written_files_are_no_sets(tmp_path: Path) -> None:
    path = written(tmp_path)
    (path.parent / ".cats.json.abc123").write_text("{")
    (path.parent / "notes.txt").write_text("x")
    assert [data.key for data in shelf.sets(tmp_path)] == ["cats"]


@pytest.mark.skipif(sys.platform != "linux", reason="names there are text")
def test_that_a_folder_whose_name_is_not_text_can_be_added(tmp_path: Path, places: Places) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    write_pictures(folder, 12)
    added = shelving.add([folder], "Odd", places).data
    assert shelf.sets(places.data) == [added]
    assert shelving.look(added, places).report.count == 12
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(StudioError) as caught:
        shelf.check_there(added)
    str(caught.value).encode("utf-8")


def test_that_folding_and_lists_change_what_a_run_knows_its_pictures_by(tmp_path: Path) -> None:
    plain = store.prepare(catalogue.find("mnist"), 28, 1, tmp_path)
    data = replace(catalogue.find("mnist"), preparation=Preparation(fold_below=1000))
    folded = store.prepare(data, 28, 1, tmp_path)
    assert len(folded.info.classes) < 10
    assert folded.info.fingerprint != plain.info.fingerprint


def test_that_nonsense_is_no_set(places: Places) -> None:
    for source in ("x" * 300, "/" + "x" * 300):
        with pytest.raises(StudioError):
            catalogue.find(source, [places.data])
    with pytest.raises(StudioError, match="No pictures were chosen"):
        catalogue.from_paths([])
