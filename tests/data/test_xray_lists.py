"""Labels and lists that do not fit the pictures are named by file and line; the rest is used."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from tests.drawings import numbers_of
from tests.layouts import (
    FACES,
    celeba,
    cifar,
    flags_of,
    idx,
    idx_bytes,
    keras,
)
from tests.looks import named, of_code, opened


def labels_file(folder: Path) -> Path:
    return folder / "train-labels-idx1-ubyte"


@pytest.mark.parametrize("count", [0, 29, 31])
def test_that_an_idx_label_file_of_the_wrong_length_is_named(tmp_path: Path, count: int) -> None:
    folder = idx(tmp_path / "set")
    labels_file(folder).write_bytes(idx_bytes(np.zeros(count, np.uint8)))
    look = opened(folder, 28)
    assert (look.data.kind, look.report.count, look.pictures.labels) == ("plain", 40, None)
    (problem,) = look.report.problems
    assert (problem.code, problem.file) == ("label-count", "train-labels-idx1-ubyte")
    assert f"{count} labels for 30 pictures" in problem.message


def test_that_idx_labels_that_are_cut_off_or_missing_are_named(tmp_path: Path) -> None:
    folder = idx(tmp_path / "set")
    labels_file(folder).write_bytes(labels_file(folder).read_bytes()[:20])
    assert [problem.code for problem in opened(folder, 28).report.problems] == ["label-count"]
    labels_file(folder).write_bytes(b"nonsense")
    assert [problem.code for problem in opened(folder, 28).report.problems] == ["corrupt"]


def test_that_a_test_half_without_labels_does_not_take_them_from_the_rest(tmp_path: Path) -> None:
    folder = idx(tmp_path / "set")
    (folder / "t10k-labels-idx1-ubyte").unlink()
    look = opened(folder, 28)
    assert (look.data.kind, look.report.count) == ("labelled", 30)
    assert named(look.report) == {"no-label": {"t10k-images-idx3-ubyte"}}


def test_that_idx_pictures_that_are_cut_off_are_used_as_far_as_they_go(tmp_path: Path) -> None:
    folder = idx(tmp_path / "set")
    images_file = folder / "train-images-idx3-ubyte"
    images_file.write_bytes(images_file.read_bytes()[: 16 + 12 * 784 + 5])
    look = opened(folder, 28)
    assert numbers_of(look.pictures.pictures) == [*range(12)]
    assert look.pictures.labels is not None
    assert look.pictures.labels.tolist() == [number % 10 for number in range(12)]
    assert named(look.report) == {"corrupt": {"train-images-idx3-ubyte"}}


@pytest.mark.parametrize("damage", [b"", b"\0\0\x08\x03" + b"\xff" * 12, b"half of someth"])
def test_that_one_damaged_half_leaves_the_other(tmp_path: Path, damage: bytes) -> None:
    folder = idx(tmp_path / "set")
    (folder / "t10k-images-idx3-ubyte").write_bytes(damage)
    look = opened(folder, 28)
    assert (look.data.kind, numbers_of(look.pictures.pictures)) == ("labelled", [*range(30)])
    assert named(look.report) == {"corrupt": {"t10k-images-idx3-ubyte"}}


def test_that_labels_of_the_wrong_number_are_named_in_npz_and_cifar(tmp_path: Path) -> None:
    folder = keras(tmp_path / "npz")
    with np.load(folder / "mnist.npz") as kept:
        np.savez(folder / "mnist.npz", x_train=kept["x_train"], y_train=kept["y_train"][:-3])
    assert [problem.code for problem in opened(folder, 28).report.problems] == ["label-count"]
    batch = cifar(tmp_path / "cifar") / "cifar-10-batches-py" / "data_batch_2"
    content = pickle.loads(batch.read_bytes())
    batch.write_bytes(pickle.dumps({**content, b"labels": content[b"labels"][:-1]}))
    look = opened(tmp_path / "cifar")
    assert named(look.report) == {"label-count": {"cifar-10-batches-py/data_batch_2"}}
    assert sorted(numbers_of(look.pictures.pictures)) == [number for number in range(30) if number != 11]


def test_that_nonsense_in_a_list_of_attributes_is_named_and_the_rest_is_used(tmp_path: Path) -> None:
    folder = celeba(tmp_path / "celeba")
    text = folder / "list_attr_celeba.txt"
    lines = text.read_text().splitlines()
    lines[2] = "what is this"  # the first picture
    lines[4] = lines[4].rsplit(None, 1)[0]  # one value too few
    lines[6] = lines[6].replace("-1", "17", 1)
    lines[8] = lines[8].replace(".jpg", "_gone.jpg")
    del lines[10]
    text.write_text("\n".join([*lines, ""]))
    look = opened(folder, 64)
    found = named(look.report)
    assert [p.message.split(" of ")[0] for p in of_code(look.report, "label-line")] == ["Line 3", "Line 5", "Line 7"]
    assert found["missing"] == {"000006_gone.jpg"}
    lost = [0, 2, 4, 6, 8]
    assert found["no-label"] == {f"img_align_celeba/img_align_celeba/{number:06}.jpg" for number in lost}
    assert found["label-count"] == {"list_attr_celeba.txt"}
    assert sorted(numbers_of(look.pictures.pictures)) == [number for number in range(30) if number not in lost]
    assert look.pictures.flags is not None
    assert look.pictures.flags.tolist() == [flags_of(number) for number in numbers_of(look.pictures.pictures)]
    assert look.data.attributes == FACES


def test_that_nonsense_in_csv_is_named_by_its_line(tmp_path: Path) -> None:
    folder = celeba(tmp_path / "celeba", as_csv=True)
    text = folder / "list_attr_celeba.csv"
    lines = text.read_text().splitlines()
    lines[3] = '"' + "x" * 200_000
    lines[5] = "000004.jpg,1,maybe,1,1,1"
    text.write_text("\n".join(lines))
    look = opened(folder, 64)
    assert [p.message.split(" of ")[0] for p in of_code(look.report, "label-line")] == ["Line 4", "Line 6"]
    assert len(look.pictures.pictures) == 28
