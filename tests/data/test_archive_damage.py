"""Archives that are damaged, locked or none at all: what is whole is used, and the rest is explained."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.sets import catalogue, store
from tests.data.packing import GOOD, Make, codes, everything_below, makers, names, numbers, opened, png, tar_of, zip_of
from tests.drawings import numbers_of


def test_that_an_encrypted_zip_is_explained(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "set.zip", GOOD)
    data = bytearray(archive.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.index(mark)
        data[place + offset] |= 1
    archive.write_bytes(data)
    with pytest.raises(StudioError, match="is locked with a password"):
        opened(archive)


@makers
@pytest.mark.parametrize("left", [0, 10, 600])
def test_that_a_stump_is_explained(tmp_path: Path, make: Make, name: str, left: int) -> None:
    archive = make(tmp_path / name, {"a.png": png(1, 200)})
    archive.write_bytes(archive.read_bytes()[:left])
    with pytest.raises(StudioError, match=r"is not a whole archive|holds no files"):
        opened(archive)
    assert not everything_below(tmp_path / "cache")


@pytest.mark.parametrize("name", ["set.tar.gz", "set.tar"])
def test_that_a_tar_that_is_cut_off_is_used_as_far_as_it_goes(tmp_path: Path, name: str) -> None:
    rng = np.random.default_rng(0)
    members = {f"{number}.bin": rng.bytes(50_000) for number in range(10)}
    archive = tar_of(tmp_path / name, {**GOOD, **members})
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size * 2 // 3])
    tree = opened(archive)
    assert 3 < len(tree.entries) < 11
    assert all(entry.bytes == 50_000 for entry in tree.entries if entry.suffix == ".bin")
    assert set(codes(tree.findings)) == {"corrupt"}
    assert numbers(archive) == [0, 1, 2]


def test_that_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "set.zip", {**GOOD, "good/bad.png": png(9, 300)})
    data = bytearray(archive.read_bytes())
    data[data.index(b"good/bad.png") + 200] ^= 0xFF
    archive.write_bytes(data)
    tree = opened(archive)
    assert names(tree) == [*GOOD]
    assert [(each.code, each.file) for each in tree.findings] == [("corrupt", "good/bad.png")]


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_that_damage_is_named_however_it_is_packed(tmp_path: Path, method: int) -> None:
    archive = tmp_path / "set.zip"
    with zipfile.ZipFile(archive, "w", method) as packed:
        packed.writestr("bad.png", np.random.default_rng(0).bytes(20_000))
        for name, content in GOOD.items():
            packed.writestr(name, content)
    data = bytearray(archive.read_bytes())
    data[60:90] = bytes(30)
    archive.write_bytes(data)
    tree = opened(archive)
    assert (names(tree), codes(tree.findings)) == ([*GOOD], ["corrupt"])


def test_that_an_archive_that_is_none_is_explained(tmp_path: Path) -> None:
    for name in ("a.zip", "a.tar.gz", "a.tar.xz", "a.tar.bz2", "a.tar", "a.parquet"):
        (tmp_path / name).write_bytes(b"Dear reader, this is a letter. " * 100)
        with pytest.raises(StudioError, match="is not a whole archive") as caught:
            opened(tmp_path / name)
        assert name in caught.value.message
    with pytest.raises(StudioError, match="holds no files"):
        opened(zip_of(tmp_path / "empty.zip", {}))


def test_that_parquet_without_pictures_is_explained_and_rows_without_are_named(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet as writer

    writer.write_table(pa.table({"text": ["a", "b"]}), tmp_path / "texts.parquet")
    with pytest.raises(StudioError, match="has no column of pictures"):
        opened(tmp_path / "texts.parquet")
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    rows = [{"bytes": png(1), "path": None}, None, {"bytes": None, "path": "x.png"}, {"bytes": b"junk", "path": None}]
    writer.write_table(pa.table({"image": pa.array(rows, kind)}), tmp_path / "set.parquet")
    cache = tmp_path / "cache"
    look = store.look(catalogue.from_paths([tmp_path / "set.parquet"], cache=cache), 32, 3, cache)
    assert codes(look.report.problems) == ["empty", "empty", "not-a-picture"]
    assert numbers_of(look.pictures.pictures) == [1]
