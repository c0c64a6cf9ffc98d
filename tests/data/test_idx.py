from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.found_idx import find_pairs, read_idx
from ganstudio.data.sets.store import prepare

DEBIAN = Path("/usr/share/datasets/fashion-mnist")


def idx_bytes(array: npt.NDArray[np.uint8]) -> bytes:
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def write_pair(folder: Path, classes: int = 10, zipped: bool = False, dotted: bool = False) -> None:
    folder.mkdir(parents=True)
    pictures = np.random.default_rng(0).integers(0, 256, (60, 28, 28), dtype=np.uint8)
    labels = (np.arange(60) % classes).astype(np.uint8)
    mark = "." if dotted else "-"
    for name, array in (
        (f"train-images{mark}idx3-ubyte", pictures),
        (f"train-labels{mark}idx1-ubyte", labels),
    ):
        data = idx_bytes(array)
        (folder / (name + (".gz" if zipped else ""))).write_bytes(gzip.compress(data) if zipped else data)


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("dotted", [False, True])
def test_that_a_pair_is_found_below_folders_and_read(tmp_path: Path, zipped: bool, dotted: bool) -> None:
    write_pair(tmp_path / "MNIST" / "raw" / "deep", zipped=zipped, dotted=dotted)
    (pair,) = find_pairs(tmp_path)
    assert read_idx(pair.images).shape == (60, 28, 28)
    assert read_idx(pair.labels).tolist() == [index % 10 for index in range(60)]
    assert pair.name == ""


def test_that_one_half_may_be_zipped(tmp_path: Path) -> None:
    write_pair(tmp_path / "set")
    labels = tmp_path / "set" / "train-labels-idx1-ubyte"
    labels.with_name(labels.name + ".gz").write_bytes(gzip.compress(labels.read_bytes()))
    labels.unlink()
    assert [pair.labels.suffix for pair in find_pairs(tmp_path)] == [".gz"]


def test_that_pictures_without_labels_are_no_pair(tmp_path: Path) -> None:
    write_pair(tmp_path / "set")
    (tmp_path / "set" / "train-labels-idx1-ubyte").unlink()
    assert list(find_pairs(tmp_path)) == []
    assert list(find_pairs(tmp_path / "gone")) == []


@pytest.mark.parametrize("damage", ["cut", "kind", "short", "empty", "gz"])
def test_that_a_file_that_is_not_whole_is_named(tmp_path: Path, damage: str) -> None:
    whole = idx_bytes(np.zeros((5, 4, 4), dtype=np.uint8))
    data = {
        "cut": whole[:-1], "kind": b"\0\0\x0d" + whole[3:], "short": whole[:9], "empty": b"",
        "gz": gzip.compress(whole)[:-9]
    }[damage]  # fmt: skip
    path = tmp_path / ("train.gz" if damage == "gz" else "train")
    path.write_bytes(data)
    with pytest.raises(StudioError, match="is not a whole idx file"):
        read_idx(path)


def test_that_a_folder_with_idx_files_can_be_prepared(tmp_path: Path) -> None:
    write_pair(tmp_path / "set")
    pictures = prepare(catalogue.from_folder(tmp_path), 32, 1, tmp_path / "cache")
    assert pictures.pictures.shape == (60, 1, 32, 32)
    assert pictures.info.classes == catalogue.DIGITS


def test_that_an_unknown_set_has_a_class_for_every_label(tmp_path: Path) -> None:
    write_pair(tmp_path / "letters", classes=26)
    pictures = prepare(catalogue.from_folder(tmp_path), 28, 1, tmp_path / "cache")
    assert pictures.labels is not None
    assert len(pictures.info.classes) == 26


def test_that_labels_of_another_set_are_not_used(tmp_path: Path) -> None:
    write_pair(tmp_path / "set")
    (tmp_path / "set" / "train-labels-idx1-ubyte").write_bytes(idx_bytes(np.zeros(59, dtype=np.uint8)))
    pictures = prepare(catalogue.from_folder(tmp_path), 28, 1, tmp_path / "cache")
    assert (len(pictures.pictures), pictures.labels, pictures.info.kind) == (60, None, "plain")


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's dataset-fashion-mnist is not installed")
def test_that_the_real_set_is_known_by_its_labels(tmp_path: Path) -> None:
    copy = tmp_path / "mnist"  # the name lies
    copy.mkdir()
    for name in ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"):
        (copy / name).symlink_to(DEBIAN / name)
    assert [pair.name for pair in find_pairs(tmp_path)] == ["fashion-mnist"]
    (entry,) = [entry for entry in catalogue.found([tmp_path]) if entry.key == "fashion-mnist-full"]
    assert prepare(entry, 28, 1, tmp_path / "cache").pictures.shape == (60_000, 1, 28, 28)
