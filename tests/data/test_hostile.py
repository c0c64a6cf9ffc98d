"""Hostile input: whatever the bytes, it ends in pictures or in a sentence, soon, and in little memory.

Real files of every format are damaged thousands of times (see `tests.mutants`); hypothesis writes the lists, tables,
headers and pickles. More than 10,000 inputs in all; they are read in this process, without the workers that would
catch what is caught here.
"""

from __future__ import annotations

import io
import os
import pickle
import resource
import shutil
import struct
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.data import recognition
from ganstudio.data.collection import Collection
from ganstudio.data.decoding import scanning
from ganstudio.data.decoding.images import load_picture
from ganstudio.data.decoding.reading import Piece, ReadRequest, read_record
from ganstudio.data.files.archives import gathered
from ganstudio.data.files.tree import walk
from ganstudio.data.files.unpickling import restricted_load
from ganstudio.data.findings import RULES
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets.found_idx import read_rows
from tests.drawings import drawing
from tests.layouts import celeba, cifar, cifar_binary, grey, idx, idx_bytes, keras, parquet, planes, png_bytes, table
from tests.mutants import mutants
from tests.sick import chunk, huge_png

WISH = ReadRequest(24, (3,), ("pictures",), "crop", "white")
PATIENCE = 5.0  # seconds of the processor for any one input
MEMORY = 2048  # MB that this process may grow by at most


@pytest.fixture(autouse=True)
def nothing_takes_long_or_much() -> Iterator[None]:
    """Of the tests as wholes; those that declare huge sizes are measured one by one."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10 < MEMORY


@pytest.fixture(autouse=True)
def quiet_libraries(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """libtiff and libjpeg complain on the terminal."""
    yield
    capfd.readouterr()


def survives(read: Callable[[], object]) -> bool:
    """Whether it could be read; anything but success or a StudioError fails the test."""
    start = time.process_time()
    try:
        read()
        return True
    except StudioError as error:
        assert error.message
        return False
    finally:
        assert time.process_time() - start < PATIENCE


def recognised(folder: Path) -> Collection:
    """As far as it goes without decoding picture files."""
    found = recognition.recognised(walk([folder]), Preparation())
    if found.array is not None:
        request = scanning.request_for(found, found.size, found.channels, Preparation())
        scanning.scanned(found, "x", request, folder.parent / "cache", lambda *_: None, lambda: False)
    assert len(found.records) in (0, found.count)
    for rows in (found.labels, found.flags, found.splits):
        assert rows is None or len(rows) == found.count
    assert found.labels is None or (found.labels.min() >= 0 and found.labels.max() < len(found.classes))
    return found


# -- pictures ---------------------------------------------------------------------------------------------

EXIF = Image.Exif()
EXIF[0x0112], EXIF[0x010E] = 6, "words"
PICTURES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "png": ("RGB", "png", {}), "png exif": ("RGB", "png", {"exif": EXIF}), "png palette": ("P", "png", {}),
    "png alpha": ("RGBA", "png", {}), "png 16": ("I;16", "png", {}), "png 1": ("1", "png", {}),
    "jpeg": ("RGB", "jpg", {"exif": EXIF}), "jpeg progressive": ("RGB", "jpg", {"progressive": True}),
    "jpeg cmyk": ("CMYK", "jpg", {}), "gif": ("P", "gif", {}), "webp": ("RGB", "webp", {"exif": EXIF}),
    "webp lossless": ("RGBA", "webp", {"lossless": True}), "tiff": ("RGB", "tif", {"exif": EXIF}),
    "tiff lzw": ("RGB", "tif", {"compression": "tiff_lzw"}), "tiff jpeg": ("RGB", "tif", {"compression": "jpeg"}),
    "tiff deflate": ("RGB", "tif", {"compression": "tiff_deflate"}), "tiff 16": ("I;16", "tif", {}),
    "tiff float": ("F", "tif", {}), "tiff cmyk": ("CMYK", "tif", {}), "bmp": ("RGB", "bmp", {}),
    "bmp palette": ("P", "bmp", {}), "ppm": ("RGB", "ppm", {}), "tga": ("RGB", "tga", {"compression": "tga_rle"}),
    "avif": ("RGB", "avif", {}), "jp2": ("RGB", "jp2", {}),
}  # fmt: skip


def picture_file(folder: Path, kind: str) -> Path:
    mode, ending, options = PICTURES[kind]
    image = drawing(5, (40, 32))
    path = folder / f"picture.{ending}"
    (image.convert("L").convert(mode) if mode in ("I;16", "F", "1") else image.convert(mode)).save(path, **options)
    return path


def read_picture(path: Path) -> str:
    """The code that a damaged picture gets; "" when it can be read."""
    status = path.stat()
    rows, facts, sentence = read_record([Piece(path, "", status.st_size, status.st_mtime_ns)], WISH)
    code = str(facts["code"][0])
    assert (len(rows), bool(sentence)) == ((0, True) if code else (1, False))
    assert not code or code in RULES
    assert all(row[0].shape == (3, 24, 24) for row in rows)
    return code


@pytest.mark.parametrize("kind", PICTURES)
def test_that_damaged_pictures_are_read_or_named(tmp_path: Path, kind: str) -> None:
    path = picture_file(tmp_path, kind)
    codes = set()
    for data in mutants(path.read_bytes(), 220):
        path.write_bytes(data)
        start = time.process_time()
        codes.add(read_picture(path))
        assert time.process_time() - start < PATIENCE
    assert {"corrupt", "not-a-picture"} <= codes or kind == "tga"


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "tiff", "bmp"])
def test_that_a_quick_look_survives_damage_too(tmp_path: Path, kind: str) -> None:
    path = picture_file(tmp_path, kind)
    for data in mutants(path.read_bytes(), 80, seed=2):
        path.write_bytes(data)
        survives(lambda: load_picture(path, 24, 3))


def declares(kind: str, width: int, height: int) -> bytes:
    """A small file that says it is a picture of that size."""
    small = io.BytesIO()
    drawing(1, (16, 16)).save(small, {"tif": "TIFF", "jpg": "JPEG"}.get(kind, kind.upper()))
    data = bytearray(small.getvalue())
    if kind == "png":
        return huge_png(width)
    if kind == "gif":
        data[6:10] = struct.pack("<HH", min(width, 65535), min(height, 65535))
        place = data.index(b",\0\0\0\0")
        data[place + 5 : place + 9] = struct.pack("<HH", min(width, 65535), min(height, 65535))
    if kind == "bmp":
        data[18:26] = struct.pack("<ii", width, height)
    if kind == "jpg":
        place = data.index(b"\xff\xc0")
        data[place + 5 : place + 9] = struct.pack(">HH", min(height, 65500), min(width, 65500))
    return bytes(data)


@pytest.mark.parametrize("side", [13_000, 20_000, 30_000, 60_000])
@pytest.mark.parametrize("kind", ["png", "gif", "bmp", "jpg"])
def test_that_declared_sizes_are_not_believed(tmp_path: Path, kind: str, side: int) -> None:
    path = tmp_path / f"bomb.{kind}"
    path.write_bytes(declares(kind, side, side))
    start = time.process_time()
    assert read_picture(path) in ("too-large", "corrupt") or side == 13_000
    assert time.process_time() - start < 2 * PATIENCE


def test_that_a_png_of_nothing_but_text_stays_small(tmp_path: Path) -> None:
    import zlib

    bomb = zlib.compress(bytes(64 << 20))
    data = huge_png(16)
    text = chunk(b"zTXt", b"Comment\0\0" + bomb) + chunk(b"iCCP", b"profile\0\0" + bomb)
    (tmp_path / "a.png").write_bytes(data[:33] + text * 8 + data[33:])
    assert read_picture(tmp_path / "a.png") == ""  # they are left out, never unpacked


# -- sets -------------------------------------------------------------------------------------------------


def small_celeba(folder: Path) -> Path:
    celeba(folder, "img")
    for path in [*(folder / "img").iterdir()][3:]:
        path.unlink()
    return folder


def single_array(folder: Path, **arrays: Any) -> Path:
    folder.mkdir(parents=True)
    if "npy" in arrays:
        np.save(folder / "set.npy", arrays["npy"])
    else:
        np.savez_compressed(folder / "set.npz", **arrays)
    return folder


def small_cifar(folder: Path, protocol: int) -> Path:
    folder.mkdir(parents=True)
    content = {b"data": planes(range(3)), b"labels": [0, 1, 2]}
    (folder / "data_batch_1").write_bytes(pickle.dumps(content, protocol))
    return folder


SETS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "idx images": (idx, "train-images-idx3-ubyte"),
    "idx labels": (idx, "train-labels-idx1-ubyte"),
    "idx gz images": (lambda f: idx(f, ".gz"), "train-images-idx3-ubyte.gz"),
    "idx gz labels": (lambda f: idx(f, ".gz"), "train-labels-idx1-ubyte.gz"),
    "npz": (keras, "mnist.npz"),
    "npz packed": (lambda f: single_array(f, x_train=grey(range(5)), y_train=np.arange(5)), "set.npz"),
    "npy": (lambda f: single_array(f, npy=grey(range(5))), "set.npy"),
    "csv": (lambda f: table(f, splits=(("train", range(4)),)), "mnist_train.csv"),
    "csv without header": (lambda f: table(f, header=None, splits=(("train", range(4)),)), "mnist_train.csv"),
    "cifar": (cifar, "cifar-10-batches-py/data_batch_1"),
    "cifar names": (cifar, "cifar-10-batches-py/batches.meta"),
    "cifar protocol 0": (lambda f: small_cifar(f, 0), "data_batch_1"),
    "cifar protocol 5": (lambda f: small_cifar(f, 5), "data_batch_1"),
    "cifar binary": (cifar_binary, "cifar-10-batches-bin/data_batch_1.bin"),
    "celeba": (small_celeba, "list_attr_celeba.txt"),
    "celeba partition": (small_celeba, "list_eval_partition.txt"),
    "celeba csv": (lambda f: celeba(f, "img", as_csv=True), "list_attr_celeba.csv"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SETS)
def test_that_damaged_sets_are_read_or_explained(tmp_path: Path, kind: str) -> None:
    make, name = SETS[kind]
    folder = make(tmp_path / "set")
    path = folder / name
    assert survives(lambda: recognised(folder))
    for data in mutants(path.read_bytes(), 150):
        path.write_bytes(data)
        survives(lambda: recognised(folder))


# -- archives ---------------------------------------------------------------------------------------------

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


# -- what hypothesis writes -------------------------------------------------------------------------------

many = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
cells = st.one_of(
    st.sampled_from(["1", "-1", "0", "yes", "000001.png", "x.jpg", "", '"', "nan", "1e999", "９"]), st.text(max_size=8)
)
lines = st.lists(st.lists(cells, max_size=6).map(" ".join), max_size=12).map("\n".join)


@many
@given(text=lines, name=st.sampled_from(["list_attr.txt", "a.csv", "b.tsv", "list_eval_partition.txt"]))
def test_that_any_text_beside_pictures_is_survived(tmp_path: Path, text: str, name: str) -> None:
    folder = tmp_path / "set"
    if not folder.exists():
        folder.mkdir()
        for number in range(3):
            drawing(number).save(folder / f"{number:06}.png")
    for old in (*folder.glob("*.txt"), *folder.glob("*sv")):
        old.unlink()
    (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    assert recognised(folder).count <= 3


numbers = st.one_of(
    st.integers(-300, 300), st.sampled_from([2**15, -(2**31), 2**63, 0.5, 1e300, "nan", "x", "", "1,2", '"7"'])
)


@many
@given(rows=st.lists(st.tuples(st.integers(60, 68), numbers, numbers), max_size=6), header=st.booleans())
def test_that_any_table_is_survived(tmp_path: Path, rows: list[tuple[int, Any, Any]], header: bool) -> None:
    folder = tmp_path / "set"
    folder.mkdir(exist_ok=True)
    names = [",".join(["label", *(f"pixel{i}" for i in range(64))])] if header else []
    text = [*names, *(",".join(map(str, [first, *([other] * (width - 1))])) for width, first, other in rows)]
    (folder / "a.csv").write_text("\n".join(text))
    survives(lambda: recognised(folder))


sizes = st.one_of(st.integers(-4, 40), st.sampled_from([2**15, 2**24, 2**31 - 1, -(2**31)]))


@many
@given(shape=st.lists(sizes, max_size=6), kind=st.sampled_from([8, 9, 13, 0, 255]), body=st.integers(0, 4000))
def test_that_any_idx_header_is_survived(tmp_path: Path, shape: list[int], kind: int, body: int) -> None:
    folder = idx(tmp_path / "set") if not (tmp_path / "set").exists() else tmp_path / "set"
    header = struct.pack(f">BBBB{len(shape)}i", 0, 0, kind, len(shape), *shape)
    (folder / "train-images-idx3-ubyte").write_bytes(header + bytes(body))
    survives(lambda: recognised(folder))
    survives(lambda: read_rows(folder / "train-images-idx3-ubyte"))


shapes = st.lists(st.one_of(st.integers(0, 40), st.sampled_from([2**20, 2**40, -1])), max_size=5).map(tuple)
kinds = st.sampled_from(["|u1", "<f4", ">i2", "|b1", "<c8", "<M8[s]", "|S9", "<U5", "|O", "|V7", "<f2", "|u99", "x"])


@many
@given(
    shape=shapes, kind=kinds, fortran=st.booleans(), body=st.integers(0, 5000), version=st.sampled_from([1, 2, 3, 9])
)
def test_that_any_numpy_header_is_survived(
    tmp_path: Path, shape: tuple[int, ...], kind: str, fortran: bool, body: int, version: int
) -> None:
    folder = tmp_path / "set"
    folder.mkdir(exist_ok=True)
    words = repr({"descr": kind, "fortran_order": fortran, "shape": shape}).encode() + b"\n"
    length = struct.pack("<H" if version == 1 else "<I", len(words))
    data = b"\x93NUMPY" + bytes([version, 0]) + length + words + bytes(body)
    (folder / "a.npy").write_bytes(data)
    survives(lambda: recognised(folder))
    (folder / "a.npy").unlink()
    with zipfile.ZipFile(folder / "a.npz", "w") as archive:
        archive.writestr("x_train.npy", data)
        archive.writestr("y_train.npy", data)
    survives(lambda: recognised(folder))
    (folder / "a.npz").unlink()


plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.binary(max_size=9), st.text(max_size=9))
values = st.recursive(
    plain,
    lambda each: st.lists(each, max_size=4) | st.tuples(each, each) | st.dictionaries(st.text(max_size=3), each),
    max_leaves=8,
)
keys = (b"data", "data", b"labels", b"fine_labels")
batches = st.fixed_dictionaries({}, optional=dict.fromkeys(keys, values))


@many
@given(content=st.one_of(values, batches), protocol=st.integers(0, 5), whole=st.booleans())
def test_that_any_pickle_is_survived(tmp_path: Path, content: Any, protocol: int, whole: bool) -> None:
    folder = tmp_path / "set"
    folder.mkdir(exist_ok=True)
    if whole and isinstance(content, dict):
        content = {b"data": planes(range(2)), b"labels": [0, 1], **content}
    (folder / "test_batch").write_bytes(pickle.dumps(content, protocol))
    survives(lambda: recognised(folder))


@many
@given(data=st.binary(max_size=200))
def test_that_any_bytes_are_survived_as_anything(tmp_path: Path, data: bytes) -> None:
    for name in ("train-images-idx3-ubyte", "a.npz", "a.npy", "a.csv", "data_batch_1", "test_batch.bin"):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
        survives(lambda folder=folder: recognised(folder))  # type: ignore[misc]
    for name in ("a.png", "a.jpg", "a.gif", "a.tga", "a.tif"):
        (tmp_path / name).write_bytes(data)
        read_picture(tmp_path / name)


@many
@given(names=st.lists(st.binary(min_size=1, max_size=20), max_size=5, unique=True))
def test_that_any_file_names_are_survived(tmp_path: Path, names: list[bytes]) -> None:
    folder = tmp_path / "set"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in names:
        if b"/" not in name and b"\0" not in name:
            path = os.fsencode(folder) + b"/" + name[:12] + b".png"
            with open(path, "wb") as file:  # noqa: PTH123
                file.write(b"x")
    if survives(lambda: recognised(folder)):
        tree = walk([folder])
        assert tree.fingerprint() == walk([folder]).fingerprint()
        assert all(entry.name.isprintable() for entry in tree.entries)


# -- pickles that mean harm -------------------------------------------------------------------------------


class Command:
    """What a pickle of this would run, if anybody let it."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self.function, self.arguments = function, arguments

    def __reduce__(self) -> Any:
        return self.function, self.arguments


def commands(target: Path) -> list[bytes]:
    """Pickles that would make the file `target`, by every road there is."""
    command, code = f"touch {target}".encode(), f"open({str(target)!r}, 'w')".encode()
    harms = (Command(os.system, command.decode()), Command(eval, code.decode()))
    batches = [pickle.dumps({b"data": harm, b"labels": [1]}, protocol) for harm in harms for protocol in range(6)]
    asked = b"cbuiltins\neval\n(V" + code + b"\ntR."
    stored = b"cos\nsystem\np0\n0g0\n(V" + command + b"\ntR."
    by_name = b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c" + bytes([len(command)]) + command + b"\x85R."
    return [*batches, asked, stored, by_name]


def test_that_no_pickle_runs_anything(tmp_path: Path) -> None:
    target = tmp_path / "was here"
    folder = cifar(tmp_path / "set")
    for data in commands(target):
        (folder / "cifar-10-batches-py" / "data_batch_1").write_bytes(data)
        (folder / "cifar-10-batches-py" / "batches.meta").write_bytes(data)
        found = recognised(folder)
        assert found.count == 34
        assert [problem.code for problem in found.findings] == ["corrupt"]
        assert not target.exists()
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "data_batch_1").write_bytes(commands(target)[0])
    with pytest.raises(StudioError, match=r"it asks for posix\.system, which pictures do not need"):
        recognised(alone)


def nested_tuples(count: int) -> bytes:
    steps = b"".join(b"h" + bytes([level]) + b"\x86q" + bytes([level + 1]) for level in range(count))
    return b"\x80\x02}K\x01K\x01\x86q\x00" + steps + b"K\x01s."


BOMBS = {
    "memo": b"\x80\x02Nr\xff\xff\xff\x7f.",
    "memo of a gigabyte": b"\x80\x02Nr\xff\xff\xff\x03.",
    "memo in words": b"\x80\x02Np99999999999\n.",
    "tuples": nested_tuples(60),
    "doubled tuples": b"\x80\x02}K\x01K\x01\x86" + b"2\x86" * 60 + b"K\x01s.",
    "long bytes": b"\x80\x04\x8e" + struct.pack("<Q", 1 << 40) + b"x.",
    "long text": b"\x80\x04\x8d" + struct.pack("<Q", 1 << 60) + b"x.",
    "long number": b"\x80\x02\x8b" + struct.pack("<i", 1 << 30) + b"1.",
    "frame": b"\x80\x04\x95" + struct.pack("<Q", 1 << 62) + b"}.",
    "deep": b"\x80\x02" + b"]" * 200_000 + b"a" * 199_999 + b".",
    "nested labels": pickle.dumps({b"data": planes(range(1)), b"labels": [[[1] * 50] * 50] * 50}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_that_pickle_bombs_cost_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "data_batch_1").write_bytes(BOMBS[name])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert not survives(lambda: recognised(tmp_path / "set"))
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10 < 200


@pytest.mark.parametrize("protocol", range(6))
def test_that_honest_arrays_come_through_in_every_protocol(protocol: int) -> None:
    content = {
        "data": planes(range(3)),
        "labels": np.arange(3),
        "names": ["a", b"b"],
        "order": np.asfortranarray(grey(range(2))),
    }
    loaded = restricted_load(pickle.dumps(content, protocol))
    for key in ("data", "labels", "order"):
        assert np.array_equal(loaded[key.encode()].numbers(), content[key])


# -- sizes that are claimed -------------------------------------------------------------------------------


def test_that_a_packed_idx_bomb_stays_small(tmp_path: Path) -> None:
    import gzip

    body = gzip.compress(struct.pack(">BBBB3I", 0, 0, 8, 3, 500_000, 28, 28) + bytes(500_000 * 784), 1)
    assert len(body) < 3 << 20
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "train-images-idx3-ubyte.gz").write_bytes(body)
    with pytest.raises(StudioError, match=r"claims to hold 0\.4 GB"):
        recognised(folder)


def test_that_a_packed_numpy_bomb_stays_small(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    with zipfile.ZipFile(folder / "a.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        header = io.BytesIO()
        np.lib.format.write_array_header_1_0(
            header, {"descr": "|u1", "fortran_order": False, "shape": (400_000, 28, 28)}
        )
        with archive.open("x_train.npy", "w") as member:
            member.write(header.getvalue())
            for _ in range(300):
                member.write(bytes(1 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(StudioError, match="claims to hold"):
        recognised(folder)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10 < 50


def test_that_an_endless_line_is_cut(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    with (folder / "a.csv").open("wb") as file:
        for _ in range(40):
            file.write(b"1," * (1 << 19))
    survives(lambda: recognised(folder))


def test_that_links_to_links_end(tmp_path: Path) -> None:
    """Twenty folders with two links each to the next would be a million ways."""
    for level in range(20):
        folder = tmp_path / "set" / f"{level}"
        folder.mkdir(parents=True)
        drawing(level).save(folder / "a.png")
        for link in ("left", "right"):
            (folder / link).symlink_to(f"../{level + 1}")
    assert survives(lambda: walk([tmp_path / "set"]))
    assert len(walk([tmp_path / "set"]).entries) < 400


def test_that_a_labels_file_may_claim_anything(tmp_path: Path) -> None:
    folder = idx(tmp_path / "set")
    for claim in (0, 1, 29, 31, 2**31 - 1):
        (folder / "train-labels-idx1-ubyte").write_bytes(struct.pack(">BBBBI", 0, 0, 8, 1, claim) + bytes(30))
        assert recognised(folder).labels is None
    (folder / "train-labels-idx1-ubyte").write_bytes(idx_bytes(np.full(30, 255, np.uint8)))
    assert recognised(folder).classes == tuple(map(str, range(256)))
