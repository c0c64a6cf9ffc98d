from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.store import PictureSet, prepare, thumbnails, with_settings
from tests.synthetic import picture_set, write_pictures


@pytest.mark.parametrize("key", ["mnist", "fashion-mnist"])
def test_that_a_built_in_set_has_ten_thousand_pictures_of_ten_classes(key: str, tmp_path: Path) -> None:
    data = prepare(catalogue.find(key), 28, 1, tmp_path)
    assert (data.pictures.shape, data.pictures.dtype) == ((10_000, 1, 28, 28), np.uint8)
    assert data.labels is not None
    assert data.labels.dtype == np.int64
    counts = np.bincount(data.labels)
    assert len(counts) == len(data.info.classes) == 10
    assert counts.min() > 800
    assert data.pictures.min() == 0
    assert data.pictures.max() == 255
    assert (data.info.count, data.info.channels, data.info.size) == (10_000, 1, 28)


@pytest.mark.parametrize(("size", "channels"), [(32, 1), (64, 3)])
def test_that_a_set_is_made_for_the_size_and_channels_asked_for(size: int, channels: int, tmp_path: Path) -> None:
    data = prepare(catalogue.find("mnist"), size, channels, tmp_path)
    assert data.pictures.shape == (10_000, channels, size, size)
    assert (data.info.channels, data.info.size) == (channels, size)
    plain = prepare(catalogue.find("mnist"), 28, 1, tmp_path)
    assert abs(float(data.pictures[:100].mean()) - float(plain.pictures[:100].mean())) < 2
    assert data.info.fingerprint != plain.info.fingerprint


def test_that_a_folder_is_prepared_with_its_classes_and_complaints(tmp_path: Path) -> None:
    write_pictures(tmp_path / "pets" / "cats", 3)
    write_pictures(tmp_path / "pets" / "dogs", 2)
    (tmp_path / "pets" / "dogs" / "letter.png").write_text("hello")
    data = prepare(catalogue.from_folder(tmp_path / "pets"), 32, 3, tmp_path / "cache")
    assert data.pictures.shape == (5, 3, 32, 32)
    assert data.info.classes == ("cats", "dogs")
    assert len(data.left_out) == 1


def test_that_the_fingerprint_is_of_the_pictures(tmp_path: Path) -> None:
    def fingerprint(seed: int) -> str:
        write_pictures(tmp_path / "a", 5, seed)
        return prepare(catalogue.from_folder(tmp_path / "a"), 32, 3, tmp_path / f"cache{seed}").info.fingerprint

    assert fingerprint(0) == fingerprint(0) != fingerprint(1)


def test_that_some_attributes_alone_are_learned(tmp_path: Path) -> None:
    faces = replace(catalogue.find("cartoon-faces"), count=40)
    whole = prepare(faces, 32, 3, tmp_path)
    few = prepare(with_settings(faces, {"attributes": "glasses, black_hair"}, {}), 32, 3, tmp_path)
    assert few.info.attributes == ("black_hair", "glasses")
    assert few.info.groups == ()  # one colour of hair is no choice among several
    assert whole.flags is not None
    assert few.flags is not None
    places = [whole.info.attributes.index(name) for name in few.info.attributes]
    assert np.array_equal(few.flags, whole.flags[:, places])
    assert few.info.fingerprint != whole.info.fingerprint
    with pytest.raises(StudioError, match="have no attribute 'wings'") as caught:
        prepare(with_settings(faces, {"attributes": "wings"}, {}), 32, 3, tmp_path)
    assert "glasses" in caught.value.hint


def test_that_names_may_hold_commas_and_a_choice_may_have_gone() -> None:
    names = ("hair, black", "hair, red", "hat")
    for text, learned in (("hair, red", names[1:2]), ("hair, red\nhat", names[1:]), ("hat", names[2:]), ("", names)):
        assert Preparation(attributes=text).learned(names) == learned
    gone = replace(catalogue.find("cartoon-faces"), preparation=Preparation(attributes="wings, smile"))
    assert gone.learned == ("smile",)
    assert replace(gone, preparation=Preparation(attributes="wings")).learned == gone.attributes


def test_that_real_pictures_are_shown_one_class_a_row() -> None:
    data = picture_set(40, classes=4)
    assert data.labels is not None
    shown = data.by_class(4, 3)
    label_of = {picture.tobytes(): label for picture, label in zip(data.pictures, data.labels, strict=True)}
    assert [label_of[picture.tobytes()] for picture in shown] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert np.array_equal(shown, data.by_class(4, 3))


def test_that_no_picture_is_shown_twice() -> None:
    data = picture_set(5, classes=0)
    shown = data.by_class(8, 12)
    assert shown.shape == (96, 1, 28, 28)
    assert len({picture.tobytes() for picture in shown[:5]}) == 5
    assert not shown[5:].any()
    by_class = picture_set(8, classes=4).by_class(4, 13).reshape(4, 13, -1)
    assert by_class.any(2).sum(1).tolist() == [2, 2, 2, 2]


def test_that_an_empty_class_has_a_row_of_its_own_all_the_same() -> None:
    data = picture_set(40, classes=4)
    assert data.labels is not None
    without = PictureSet(data.info, data.pictures[data.labels != 2], data.labels[data.labels != 2])
    shown = without.by_class(4, 3).reshape(4, 3, -1)
    assert shown.any(2).sum(1).tolist() == [3, 3, 0, 3]


@pytest.mark.parametrize(
    ("count", "classes", "wanted", "shape"),
    [(112, 0, (8, 14), (8, 14)), (30, 0, (8, 14), (4, 8)), (1, 0, (8, 14), (1, 1)), (8, 4, (4, 13), (4, 2)),
     (400, 4, (4, 13), (4, 13)), (5, 0, (8, 14), (2, 3))],
)  # fmt: skip
def test_that_a_grid_has_no_more_blank_places_than_need_be(
    count: int, classes: int, wanted: tuple[int, int], shape: tuple[int, int]
) -> None:
    assert picture_set(count, classes=classes).grid(*wanted) == shape


def test_that_a_gallery_gets_a_few_raw_pictures(tmp_path: Path) -> None:
    assert thumbnails(catalogue.find("mnist")).shape == (24, 1, 28, 28)
    write_pictures(tmp_path / "a", 10)
    (tmp_path / "a" / "000.png").write_text("hello")
    assert thumbnails(catalogue.from_folder(tmp_path / "a"), 5).shape == (5, 3, 64, 64)
