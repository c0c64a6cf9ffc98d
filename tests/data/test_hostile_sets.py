"""Files of whole sets that are damaged, or that claim more than they hold: read or explained."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.files.tree import walk
from tests.data.surviving import growing_by_less_than, nothing_takes_much, quiet_libraries, recognised, survives
from tests.drawings import drawing
from tests.layouts import celeba, cifar, cifar_binary, grey, idx, idx_bytes, keras, planes, table
from tests.mutants import mutants

__all__ = ["nothing_takes_much", "quiet_libraries"]


# -- damaged -------------------------------------------------------------------------------------------------


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


# -- sizes that are claimed ----------------------------------------------------------------------------------


def test_that_a_packed_idx_bomb_stays_small(tmp_path: Path) -> None:
    import gzip

    body = gzip.compress(struct.pack(">BBBB3I", 0, 0, 8, 3, 500_000, 28, 28) + bytes(500_000 * 784), 1)
    assert len(body) < 3 << 20
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "train-images-idx3-ubyte.gz").write_bytes(body)
    del body
    with growing_by_less_than(300), pytest.raises(StudioError, match=r"claims to hold 0\.4 GB"):
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
    with growing_by_less_than(50), pytest.raises(StudioError, match="claims to hold"):
        recognised(folder)


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
