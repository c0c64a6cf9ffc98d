"""Archives of strangers: nothing is written outside, nothing grows without end, and what is whole is used."""

from __future__ import annotations

import io
import os
import resource
import shutil
import stat
import struct
import tarfile
import zipfile
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.data.files import archives
from ganstudio.data.files.archives import gathered
from ganstudio.data.files.tree import Tree
from ganstudio.data.findings import Finding
from ganstudio.data.sets import catalogue, store
from tests.drawings import drawing, numbers_of
from tests.layouts import classes, flat, parquet, tarred, zipped


def png(number: int, side: int = 32) -> bytes:
    buffer = io.BytesIO()
    drawing(number, (side, side)).save(buffer, "PNG")
    return buffer.getvalue()


def zip_of(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


def tar_of(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


GOOD = {f"good/{number}.png": png(number) for number in range(3)}
makers = pytest.mark.parametrize(
    ("make", "name"), [(zip_of, "set.zip"), (tar_of, "set.tar.gz"), (tar_of, "set.tar")], ids=["zip", "tar.gz", "tar"]
)
Make = Callable[[Path, dict[str, bytes]], Path]


def opened(archive: Path) -> Tree:
    return gathered([archive], archive.parent / "cache")


def names(tree: Tree) -> list[str]:
    return [entry.name for entry in tree.entries]


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [each.code for each in findings]


def everything_below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def numbers(archive: Path) -> list[int]:
    """The pictures that are used of it."""
    cache = archive.parent / "cache"
    return sorted(numbers_of(store.prepare(catalogue.from_paths([archive], cache=cache), 32, 3, cache).pictures))


# -- names ------------------------------------------------------------------------------------------------

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


# -- what is no file --------------------------------------------------------------------------------------


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


# -- bombs ------------------------------------------------------------------------------------------------


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


# -- damage -----------------------------------------------------------------------------------------------


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


def test_that_strange_classes_in_parquet_stay_folders(tmp_path: Path) -> None:
    archive = parquet(tmp_path / "set.parquet", range(10), ("../up", "a/b"))
    tree = opened(archive)
    assert {entry.folder for entry in tree.entries} == {"_up", "a_b"}
    assert tree.findings == ()


# -- the way ----------------------------------------------------------------------------------------------


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


# -- several ----------------------------------------------------------------------------------------------


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
