"""Whatever hypothesis invents as lists, tables, headers, pickles, bytes and names is survived."""

from __future__ import annotations

import os
import pickle
import shutil
import struct
import zipfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ganstudio.data.files.tree import walk
from ganstudio.data.sets.found_idx import read_rows
from tests.data.surviving import nothing_takes_much, quiet_libraries, read_picture, recognised, survives
from tests.drawings import drawing
from tests.layouts import idx, planes

__all__ = ["nothing_takes_much", "quiet_libraries"]

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
