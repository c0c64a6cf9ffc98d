from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.data.folders import ScanCancelledError, decode, list_folder
from tests.synthetic import write_pictures


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    write_pictures(tmp_path / "pets" / "cats", 3)
    write_pictures(tmp_path / "pets" / "dogs" / "small", 2, seed=1)
    return tmp_path / "pets"


def test_that_sub_folders_are_classes(pets: Path) -> None:
    listing = list_folder(pets)
    assert listing.classes == ("cats", "dogs")
    assert listing.labels == (0, 0, 0, 1, 1)
    assert [path.parent.name for path in listing.files] == ["cats", "cats", "cats", "small", "small"]


def test_that_hidden_and_empty_folders_are_no_classes(pets: Path) -> None:
    write_pictures(pets / ".thumbnails", 2)
    (pets / "empty").mkdir()
    (pets / "notes.txt").write_text("not a picture")
    assert list_folder(pets).classes == ("cats", "dogs")


@pytest.mark.parametrize("extra", ["loose", "one"])
def test_that_loose_pictures_or_a_single_folder_make_no_classes(pets: Path, tmp_path: Path, extra: str) -> None:
    if extra == "loose":
        write_pictures(pets, 1)
    listing = list_folder(pets if extra == "loose" else pets / "dogs")
    assert (listing.classes, listing.labels) == ((), ())
    assert len(listing.files) == (6 if extra == "loose" else 2)


def test_that_a_folder_without_pictures_says_so(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="holds no pictures"):
        list_folder(tmp_path)
    with pytest.raises(StudioError, match="gone"):
        list_folder(tmp_path / "gone")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_that_a_folder_that_may_not_be_read_says_so(pets: Path) -> None:
    pets.chmod(0)
    try:
        with pytest.raises(StudioError, match="permission"):
            list_folder(pets)
    finally:
        pets.chmod(0o755)


def test_that_a_link_in_a_circle_is_not_followed_for_ever(pets: Path) -> None:
    (pets / "cats" / "again").symlink_to(pets)
    assert len(list_folder(pets).files) == 5


def test_that_pictures_are_decoded_with_their_labels(pets: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    decoded = decode(list_folder(pets), 28, 3, tmp_path / "cache", lambda done, total: told.append((done, total)))
    assert (decoded.pictures.shape, decoded.pictures.dtype) == ((5, 3, 28, 28), np.uint8)
    assert decoded.labels is not None
    assert decoded.labels.tolist() == [0, 0, 0, 1, 1]
    assert decoded.left_out == ()
    assert told == [(number, 5) for number in range(1, 6)]


def test_that_more_pictures_than_fit_ahead_stay_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for index in range(150):
        Image.new("L", (8, 8), index).save(folder / f"{index:03}.png")
    decoded = decode(list_folder(folder), 8, 1, tmp_path / "cache")
    assert decoded.pictures[:, 0, 0, 0].tolist() == list(range(150))


def test_that_a_second_time_nothing_is_decoded(pets: Path, tmp_path: Path) -> None:
    first = decode(list_folder(pets), 28, 3, tmp_path / "cache")
    told: list[int] = []
    again = decode(list_folder(pets), 28, 3, tmp_path / "cache", lambda done, total: told.append(done))
    assert told == []
    assert isinstance(again.pictures, np.memmap)
    assert np.array_equal(first.pictures, again.pictures)


def test_that_a_changed_folder_is_decoded_again(pets: Path, tmp_path: Path) -> None:
    before = list_folder(pets).fingerprint()
    write_pictures(pets / "cats", 4)
    assert list_folder(pets).fingerprint() != before
    assert len(decode(list_folder(pets), 28, 3, tmp_path / "cache").pictures) == 6


def test_that_damaged_files_are_named_and_the_rest_is_used(pets: Path, tmp_path: Path) -> None:
    (pets / "cats" / "001.png").write_text("hello")
    Image.new("RGB", (2, 2)).save(pets / "dogs" / "dot.png")
    for _ in range(2):  # fresh, and from the cache
        decoded = decode(list_folder(pets), 28, 3, tmp_path / "cache")
        assert len(decoded.pictures) == 4
        assert decoded.labels is not None
        assert decoded.labels.tolist() == [0, 0, 1, 1]
        assert len(decoded.left_out) == 2
        assert "001.png is not a picture" in decoded.left_out[0]
        assert "dot.png is only 2 x 2" in decoded.left_out[1]


def test_that_a_folder_of_damaged_files_only_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("hello")
    with pytest.raises(StudioError, match=r"No picture in .* can be used: a\.png"):
        decode(list_folder(tmp_path), 28, 3, tmp_path / "cache")


def test_that_cancelling_leaves_nothing_behind(pets: Path, tmp_path: Path) -> None:
    with pytest.raises(ScanCancelledError):
        decode(list_folder(pets), 28, 3, tmp_path / "cache", cancelled=lambda: True)
    assert not list((tmp_path / "cache").glob("*"))


def test_that_a_half_written_cache_is_made_again(pets: Path, tmp_path: Path) -> None:
    decode(list_folder(pets), 28, 3, tmp_path / "cache")
    next((tmp_path / "cache").glob("*.json")).unlink()
    assert len(decode(list_folder(pets), 28, 3, tmp_path / "cache").pictures) == 5


@pytest.mark.parametrize("ending", ["npy", "json"])
def test_that_a_damaged_cache_is_made_again(pets: Path, tmp_path: Path, ending: str) -> None:
    decode(list_folder(pets), 28, 3, tmp_path / "cache")
    next((tmp_path / "cache").glob(f"*.{ending}")).write_bytes(b"half")
    assert len(decode(list_folder(pets), 28, 3, tmp_path / "cache").pictures) == 5
