from __future__ import annotations

from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.sets import catalogue
from tests.synthetic import write_pictures


def test_that_sets_of_every_kind_come_with_the_program() -> None:
    sets = {entry.key: entry for entry in catalogue.built_in()}
    assert {entry.kind for entry in sets.values()} == {"labelled", "pairs", "attributes", "domains", "photographs"}
    for entry in (sets["mnist"], sets["fashion-mnist"]):
        assert (entry.kind, entry.count, entry.size, entry.channels) == ("labelled", 10_000, 28, 1)
        assert len(entry.classes) == 10
        assert entry.licence
        assert all(path.is_file() for path in entry.origin)


def test_that_a_set_is_found_by_its_key() -> None:
    assert catalogue.find("mnist").title == "MNIST digits"
    assert {"mnist", "fashion-mnist"} <= {entry.key for entry in catalogue.catalogue()}


def test_that_a_folder_with_classes_is_labelled(tmp_path: Path) -> None:
    write_pictures(tmp_path / "pets" / "cats", 3)
    write_pictures(tmp_path / "pets" / "dogs", 2)
    entry = catalogue.find(str(tmp_path / "pets"))
    assert (entry.title, entry.kind, entry.count) == ("pets", "labelled", 5)
    assert entry.classes == ("cats", "dogs")
    plain = catalogue.from_folder(tmp_path / "pets" / "cats")
    assert (plain.kind, plain.classes, plain.channels, plain.size) == ("plain", (), 3, 16)


def test_that_an_unknown_key_lists_what_there_is() -> None:
    with pytest.raises(StudioError, match="no data set called 'mnits'") as caught:
        catalogue.find("mnits")
    assert "fashion-mnist" in caught.value.hint


def test_that_a_missing_or_wrong_folder_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "gone", tmp_path / "file"):
        with pytest.raises(StudioError, match="not a folder"):
            catalogue.find(str(path))
