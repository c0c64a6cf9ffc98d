"""Members with names of every kind, and those that are no files: nothing is written outside."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from ganstudio.data.sets import catalogue, store
from tests.data.packing import GOOD, Make, codes, everything_below, makers, names, numbers, opened, png, tar_of, zip_of
from tests.layouts import parquet

# -- names ---------------------------------------------------------------------------------------------------

EVIL = ("../evil.png", "good/../../evil.png", "/evil.png", "C:\\evil.png", "..\\evil.png", "\\\\host\\evil.png")


@makers
@pytest.mark.parametrize("evil", EVIL)
def test_that_nothing_is_written_outside(tmp_path: Path, make: Make, name: str, evil: str) -> None:
    archive = make(tmp_path / name, {evil: png(9), **GOOD})
    before = everything_below(tmp_path)
    tree = opened(archive)
    assert names(tree) == [*GOOD]
    assert codes(tree.findings) == ["unsafe-name"]
    new = everything_below(tmp_path) - before
    assert all((tmp_path / "cache" / "unpacked") in path.parents for path in new)
    assert not Path("/evil.png").exists()
    assert numbers(archive) == [0, 1, 2]


@makers
def test_that_odd_names_are_made_harmless(tmp_path: Path, make: Make, name: str) -> None:
    odd = {"two\nlines.png": png(1), "tab\there.png": png(2), "a:b|c.png": png(3), " .png": png(4)}
    assert names(opened(make(tmp_path / name, odd))) == ["a_b_c.png", "png", "tab�here.png", "two�lines.png"]


def test_that_names_of_any_bytes_can_be_unpacked(tmp_path: Path) -> None:
    archive = tar_of(tmp_path / "set.tar", {os.fsdecode(b"caf\xe9 \xff.png"): png(1), **GOOD})
    assert len(opened(archive).entries) == 4
    assert numbers(archive) == [0, 1, 1, 2]


def test_that_hidden_files_are_not_unpacked(tmp_path: Path) -> None:
    hidden = {"good/._1.png": b"resource fork", ".DS_Store": b"x", "__MACOSX/good/._1.png": b"x", "good/.x/1.png": b"x"}
    tree = opened(tar_of(tmp_path / "set.tar", {**hidden, **GOOD}))
    assert (names(tree), tree.findings) == ([*GOOD], ())


@makers
def test_that_a_name_that_comes_twice_is_unpacked_once(tmp_path: Path, make: Make, name: str) -> None:
    twice = {"good/0.png": png(0), "good\\0.png": png(7), "good/./1.png": png(1)}
    tree = opened(make(tmp_path / name, twice))
    assert names(tree) == ["good/0.png", "good/1.png"]
    assert codes(tree.findings) == ["unsafe-name"]
    assert tree.entries[0].path.read_bytes() == png(0)


@makers
def test_that_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path, make: Make, name: str) -> None:
    tree = opened(make(tmp_path / name, {"good": b"a file", **GOOD, "b.png": png(9)}))
    assert names(tree) == ["b.png", "good"]
    assert codes(tree.findings) == ["unsafe-name"] * 3


def test_that_absurd_depths_and_lengths_are_refused_or_shortened(tmp_path: Path) -> None:
    long, deep = "ä" * 150 + ".png", "/".join("d" * 40) + "/x.png"
    tree = opened(zip_of(tmp_path / "set.zip", {long: png(1), deep: png(2), **GOOD}))
    assert len(tree.entries) == 4
    assert codes(tree.findings) == ["unsafe-name"]


def test_that_strange_classes_in_parquet_stay_folders(tmp_path: Path) -> None:
    archive = parquet(tmp_path / "set.parquet", range(10), ("../up", "a/b"))
    tree = opened(archive)
    assert {entry.folder for entry in tree.entries} == {"_up", "a_b"}
    assert tree.findings == ()


# -- what is no file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_that_links_and_devices_in_a_tar_are_not_made(tmp_path: Path, kind: bytes) -> None:
    archive = tmp_path / "set.tar"
    with tarfile.open(archive, "w") as packed:
        info = tarfile.TarInfo("good/odd.png")
        info.type, info.linkname = kind, "/etc/passwd"
        packed.addfile(info)
        for name, data in GOOD.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            packed.addfile(member, io.BytesIO(data))
    tree = opened(archive)
    assert names(tree) == [*GOOD]
    assert codes(tree.findings) == ["unsafe-name"]
    assert all(stat.S_ISREG(path.lstat().st_mode) for path in everything_below(tmp_path / "cache"))


def test_that_a_link_in_a_zip_is_not_made(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "set.zip", GOOD)
    with zipfile.ZipFile(archive, "a") as packed:
        link = zipfile.ZipInfo("good/passwords.png")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
    tree = opened(archive)
    assert (names(tree), codes(tree.findings)) == ([*GOOD], ["unsafe-name"])


def test_that_an_archive_inside_is_named_and_left_alone(tmp_path: Path) -> None:
    inner = zip_of(tmp_path / "inner.zip", {"x.png": png(9)})
    archive = zip_of(tmp_path / "set.zip", {"inner.zip": inner.read_bytes(), **GOOD})
    cache = tmp_path / "cache"
    look = store.look(catalogue.from_paths([archive], cache=cache), 32, 3, cache)
    assert [(each.code, each.file) for each in look.report.problems] == [("nested-archive", "inner.zip")]
    assert look.report.count == 3
