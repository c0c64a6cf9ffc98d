"""Damaged archives are unpacked or explained, and leave nothing large behind."""

from __future__ import annotations

import io
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ganstudio.data.files.archives import gathered
from tests.data.surviving import nothing_takes_much, quiet_libraries, survives
from tests.layouts import parquet, png_bytes
from tests.mutants import mutants

__all__ = ["nothing_takes_much", "quiet_libraries"]

MEMBERS = {f"a/{number}.png": png_bytes(number) for number in range(3)} | {"ü" * 80 + ".png": b"abc"}


def zip_file(folder: Path, method: int) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w", method) as archive:
        for name, data in MEMBERS.items():
            archive.writestr(name, data)
    return folder / "a.zip"


def tar_file(folder: Path, ending: str, kind: int) -> Path:
    with tarfile.open(folder / f"a.tar{ending}", "w:" + ending[1:], format=kind) as archive:  # type: ignore[call-overload]
        for name, data in MEMBERS.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return folder / f"a.tar{ending}"


ARCHIVES: dict[str, Callable[[Path], Path]] = {
    "zip stored": lambda f: zip_file(f, zipfile.ZIP_STORED), "zip": lambda f: zip_file(f, zipfile.ZIP_DEFLATED),
    "zip bzip2": lambda f: zip_file(f, zipfile.ZIP_BZIP2), "zip lzma": lambda f: zip_file(f, zipfile.ZIP_LZMA),
    "tar": lambda f: tar_file(f, "", tarfile.PAX_FORMAT), "tar gnu": lambda f: tar_file(f, "", tarfile.GNU_FORMAT),
    "tar.gz": lambda f: tar_file(f, ".gz", tarfile.PAX_FORMAT),
    "tar.xz": lambda f: tar_file(f, ".xz", tarfile.PAX_FORMAT),
    "tar.bz2": lambda f: tar_file(f, ".bz2", tarfile.PAX_FORMAT),
    "parquet": lambda f: parquet(f / "a.parquet", range(4)),
}  # fmt: skip


@pytest.mark.parametrize("kind", ARCHIVES)
def test_that_damaged_archives_are_unpacked_or_explained(tmp_path: Path, kind: str) -> None:
    archive, cache = ARCHIVES[kind](tmp_path), tmp_path / "cache"
    for data in mutants(archive.read_bytes(), 150):
        archive.write_bytes(data)
        whole = survives(lambda: gathered([archive], cache))
        left = [path for path in cache.rglob("*") if path.is_file()]
        assert whole == bool(left)
        assert sum(path.stat().st_size for path in left) < 1 << 20
        shutil.rmtree(cache, ignore_errors=True)
