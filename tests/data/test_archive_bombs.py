"""Archives that grow without end are refused or stopped."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.files import archives
from tests.data.packing import codes, everything_below, names, opened, png


def zip_bomb(path: Path, size: int = 400 << 20) -> Path:
    """Nothing but zeros, so 400 MB are 400 kB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("zeros.png", "w", force_zip64=True) as member:
            for _ in range(size >> 20):
                member.write(bytes(1 << 20))
        archive.writestr("0.png", png(0))
    return path


def test_that_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    archive = zip_bomb(tmp_path / "set.zip")
    assert archive.stat().st_size < 4 << 20
    with pytest.raises(StudioError, match="far more than pictures would"):
        opened(archive)
    assert not everything_below(tmp_path / "cache")


def test_that_a_zip_bomb_that_lies_about_its_size_stays_small(tmp_path: Path) -> None:
    archive = zip_bomb(tmp_path / "set.zip", 300 << 20)
    data = archive.read_bytes()
    start = data.index(b"PK\x01\x02")
    # The size in the directory says 5,000 bytes; what is packed is what it was.
    archive.write_bytes(data[: start + 24] + struct.pack("<I", 5000) + data[start + 28 :])
    tree = opened(archive)
    assert names(tree) == ["0.png"]
    assert codes(tree.findings) == ["corrupt"]
    assert sum(path.stat().st_size for path in everything_below(tmp_path / "cache")) < 10_000


@pytest.fixture
def small_bombs(monkeypatch: pytest.MonkeyPatch) -> int:
    """What is forgiven is less than usual, so that a test need not write hundreds of megabytes."""
    monkeypatch.setattr(archives, "_SMALL", 16 << 20)
    return 24 << 20


@pytest.mark.parametrize("kind", ["gz", "xz", "bz2"])
def test_that_a_tar_bomb_is_stopped(tmp_path: Path, kind: str, small_bombs: int) -> None:
    archive = tmp_path / f"set.tar.{kind}"
    with tarfile.open(archive, f"w:{kind}") as packed:  # type: ignore[call-overload]
        info = tarfile.TarInfo("zeros.png")
        info.size = small_bombs
        packed.addfile(info, Zeros(info.size))
    with pytest.raises(StudioError, match="far more than pictures would"):
        opened(archive)
    assert not everything_below(tmp_path / "cache")


class Zeros(io.RawIOBase):
    """A file of nothing, so that a test needs no memory for it."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


def test_that_a_sparse_tar_that_claims_a_terabyte_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "set.tar"
    info = tarfile.TarInfo("huge.png")
    info.size = 1 << 40
    archive.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(10_240))
    with pytest.raises(StudioError, match="far more than pictures would"):
        opened(archive)


def test_that_a_parquet_bomb_is_stopped(tmp_path: Path, small_bombs: int) -> None:
    import pyarrow as pa
    from pyarrow import parquet as writer

    picture = pa.array([b"\x89PNG\r\n\x1a\n" + bytes((1 << 20) - 8)], pa.binary())
    column = pa.DictionaryArray.from_arrays(pa.array([0] * (small_bombs >> 20), pa.int32()), picture)
    writer.write_table(pa.table({"image": column}).cast(pa.schema([("image", pa.binary())])), tmp_path / "set.parquet",
                       compression="zstd", use_dictionary=True)  # fmt: skip
    assert (tmp_path / "set.parquet").stat().st_size < 100_000
    with pytest.raises(StudioError, match="far more than pictures would"):
        opened(tmp_path / "set.parquet")
    assert not everything_below(tmp_path / "cache")
