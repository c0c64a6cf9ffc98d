"""Archives chosen together, in a folder, or beside pictures."""

from __future__ import annotations

from pathlib import Path

from ganstudio.data.files import archives
from ganstudio.data.sets import catalogue, store
from tests.data.packing import GOOD, codes, png, tar_of, zip_of
from tests.layouts import classes, flat, zipped


def test_that_archives_chosen_together_are_told_apart_by_their_names(tmp_path: Path) -> None:
    cats = zip_of(tmp_path / "cats.zip", {f"x/{number}.png": png(number) for number in range(10)})
    dogs = tar_of(tmp_path / "dogs.tar.gz", {f"y/z/d{number}.png": png(number + 50) for number in range(8)})
    entry = catalogue.from_paths([cats, dogs], cache=tmp_path / "cache")
    assert (entry.kind, entry.classes, entry.counts) == ("domains", ("cats", "dogs"), (10, 8))


def test_that_a_folder_of_archives_means_what_is_in_them(tmp_path: Path) -> None:
    folder = tmp_path / "download"
    folder.mkdir()
    zipped(classes(tmp_path / "pets", ("cats", "dogs")), folder / "train.zip")
    (folder / "readme.txt").write_text("hello")
    entry = catalogue.from_paths([folder], cache=tmp_path / "cache")
    assert (entry.kind, entry.classes, entry.count, entry.title) == ("labelled", ("cats", "dogs"), 30, "download")


def test_that_archives_beside_pictures_are_only_named(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set")
    zip_of(folder / "old.zip", GOOD)
    assert not archives.is_archive(folder)
    cache = tmp_path / "cache"
    look = store.look(catalogue.from_paths([folder], cache=cache), 32, 3, cache)
    assert codes(look.report.problems) == ["nested-archive"]
    assert look.report.count == 30
