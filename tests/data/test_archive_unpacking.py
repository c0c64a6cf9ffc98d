"""An archive is unpacked once, can be stopped, and says when there is no room or no permission."""

from __future__ import annotations

import os
import resource
import shutil
import zipfile
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.data.files.archives import gathered
from tests.data.packing import GOOD, Make, everything_below, makers, names, opened, png, zip_of
from tests.layouts import flat, tarred, zipped


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_that_cancelling_leaves_nothing(tmp_path: Path, pack: Callable[[Path, Path], Path]) -> None:
    archive = pack(flat(tmp_path / "photos"), tmp_path / ("a.zip" if pack is zipped else "a.tar.gz"))
    told: list[int] = []

    def progress(done: int, total: int) -> None:
        assert done <= total
        told.append(done)

    with pytest.raises(Stopped):
        gathered([archive], tmp_path / "cache", progress, lambda: len(told) == 5)
    assert not everything_below(tmp_path / "cache")
    gathered([archive], tmp_path / "cache", progress)
    assert told[5:] == sorted(told[5:])


def test_that_it_is_unpacked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zip_of(tmp_path / "set.zip", {"../evil.png": b"", **GOOD})
    first = opened(archive)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    again = opened(archive)
    assert (again.entries, again.findings) == (first.entries, first.findings)


def test_that_a_changed_archive_is_unpacked_again(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "set.zip", GOOD)
    opened(archive)
    zip_of(archive, {**GOOD, "more.png": png(7)})
    assert len(opened(archive).entries) == 4


def test_that_what_was_left_half_unpacked_is_unpacked_again(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "set.zip", GOOD)
    opened(archive)
    for note in (tmp_path / "cache" / "unpacked").glob("*/.*.json"):
        note.write_text("[{]")
    victim = next(iter(everything_below(tmp_path / "cache")))
    victim.unlink()
    assert names(opened(archive)) == [*GOOD]


Usage = namedtuple("Usage", "total used free")


def test_that_a_full_disk_is_noticed_before_unpacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zip_of(tmp_path / "set.zip", GOOD)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1 << 40, 1 << 40, 1000))
    with pytest.raises(StudioError, match=r"the disk has 0\.0") as caught:
        opened(archive)
    assert "Free some space" in caught.value.hint
    assert not everything_below(tmp_path / "cache")


@makers
def test_that_a_disk_that_fills_up_meanwhile_is_explained(tmp_path: Path, make: Make, name: str) -> None:
    archive = make(tmp_path / name, {**GOOD, "large.bin": np.random.default_rng(0).bytes(3 << 20)})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, limits[1]))  # as if there were no more room
    try:
        with pytest.raises(StudioError, match="Could not unpack into"):
            opened(archive)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not everything_below(tmp_path / "cache")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_that_an_archive_that_may_not_be_read_is_blamed_itself(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "set.zip", GOOD)
    archive.chmod(0)
    with pytest.raises(StudioError, match=r"Could not read .*set\.zip"):
        opened(archive)
