"""Pictures are decoded once; after that they are open at once, and nothing half written is ever believed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.data import recognition
from ganstudio.data.decoding import scanning
from ganstudio.data.decoding.scanning import Scan
from ganstudio.data.files.tree import walk
from ganstudio.data.preparation import Preparation
from ganstudio.data.rows import Rows, is_mapped, some
from ganstudio.data.sets import catalogue, store
from tests.drawings import numbers_of
from tests.layouts import div2k, flat, idx, keras, save, two_folders
from tests.synthetic import write_pictures

Progress = list[tuple[int, int]]


def scan(
    folder: Path, told: Progress | None = None, cancelled: Callable[[], bool] = lambda: False, size: int = 32,
    channels: int = 3, **settings: object,
) -> Scan:  # fmt: skip
    tree, preparation = walk([folder]), Preparation(**settings)  # type: ignore[arg-type]
    collection = recognition.recognised(tree, preparation)
    request = scanning.request_for(collection, size, channels, preparation)
    told = [] if told is None else told
    return scanning.scanned(
        collection, tree.fingerprint(), request, folder.parent / "cache", lambda *step: told.append(step), cancelled
    )


def kept(folder: Path, pattern: str = "*") -> list[Path]:
    """The files of the cache, but for the locks that others wait at."""
    return [path for path in (folder.parent / "cache" / "pictures").glob(pattern) if path.suffix != ".lock"]


def same(first: Scan, second: Scan) -> bool:
    return (
        all(np.array_equal(first.streams[name], second.streams[name]) for name in first.streams)
        and np.array_equal(first.owners, second.owners)
        and np.array_equal(first.facts, second.facts)
        and (first.sentences, first.fingerprint) == (second.sentences, second.fingerprint)
    )


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Thirty good pictures and two that are not."""
    folder = flat(tmp_path / "photos", stem="{}")
    (folder / "letter.png").write_text("hello")
    (folder / "empty.png").write_bytes(b"")
    return folder


# -- once -------------------------------------------------------------------------------------------------


def test_that_the_second_opening_decodes_nothing(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = scan(photos)
    monkeypatch.setattr(scanning, "read_all", None)
    told: Progress = []
    again = scan(photos, told)
    assert told == []
    assert same(first, again)
    assert len(again.sentences) == 2
    assert sorted(numbers_of(again.streams["pictures"])) == [*range(30)]


def test_that_pictures_are_memory_mapped_and_cannot_be_written_to(photos: Path) -> None:
    pictures = scan(photos).streams["pictures"]
    assert isinstance(pictures, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        pictures[0] = 0
    assert is_mapped(store.prepare(catalogue.from_folder(photos), 32, 3, photos.parent / "other").pictures)


def test_that_progress_reaches_the_end_in_steps(tmp_path: Path) -> None:
    told: Progress = []
    scan(flat(tmp_path / "many", range(200)), told)
    assert told == sorted(told)
    assert len(told) > 3
    assert told[-1] == (200, 200)
    assert {total for _, total in told} == {200}


def test_that_more_pictures_than_travel_together_stay_in_order(tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    for index in range(250):
        Image.new("L", (8, 8), index).save(tmp_path / "many" / f"{index:03}.png")
    assert scan(tmp_path / "many", size=8, channels=1).streams["pictures"][:, 0, 0, 0].tolist() == [*range(250)]


def test_that_every_size_shape_and_paper_is_kept_by_itself(photos: Path) -> None:
    for settings in ({"size": 16}, {"size": 32}, {"channels": 1}, {"fit": "letterbox"}, {"paper": "black"}):
        scan(photos, **settings)  # type: ignore[arg-type]
    assert len(kept(photos, "*.json")) == 5
    told: Progress = []
    scan(photos, told, skip="duplicate", validation=0.3, smallest=20)  # decides what is used, not what is decoded
    assert told == []


# -- changes ----------------------------------------------------------------------------------------------


def add(folder: Path) -> None:
    save(folder / "new.png", 99)


def write_again(folder: Path) -> None:
    save(folder / "0.png", 99)


def rename(folder: Path) -> None:
    (folder / "0.png").rename(folder / "zero.png")


def remove(folder: Path) -> None:
    (folder / "0.png").unlink()


@pytest.mark.parametrize("change", [add, write_again, rename, remove])
def test_that_a_changed_folder_is_read_again(photos: Path, change: Callable[[Path], None]) -> None:
    before = scan(photos)
    change(photos)
    told: Progress = []
    after = scan(photos, told)
    assert told
    assert (before.fingerprint != after.fingerprint) or change is rename
    assert (99 in numbers_of(after.streams["pictures"])) == (change in (add, write_again))


def test_that_equal_names_elsewhere_are_other_pictures(tmp_path: Path) -> None:
    """Two folders written in the same moment, with files of the same sizes."""
    for name, shade in (("a", 10), ("b", 200)):
        (tmp_path / name).mkdir()
        for index in range(3):
            path = tmp_path / name / f"{index}.bmp"
            Image.new("L", (16, 16), shade + index).save(path)
            os.utime(path, ns=(10**18, 10**18))
    first, second = (scan(tmp_path / name).streams["pictures"] for name in ("a", "b"))
    assert first.max() < 20 < 180 < second.min()


# -- damage -----------------------------------------------------------------------------------------------

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda data: b"", "cut off": lambda data: data[: len(data) // 2], "nonsense": lambda data: b"nonsense",
    "a list": lambda data: b"[1, 2]", "longer": lambda data: data + b"x",
    "blanked": lambda data: data[:20] + bytes(len(data) - 20),
}  # fmt: skip


def replaced(path: Path, data: bytes) -> None:
    """As a new file: the old one may be mapped into memory."""
    path.unlink()
    path.write_bytes(data)


@pytest.mark.parametrize("ending", ["json", "npz", "u8"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_that_a_damaged_cache_is_read_again(photos: Path, ending: str, damage: str) -> None:
    first = scan(photos)
    (path,) = kept(photos, f"*.{ending}")
    replaced(path, DAMAGE[damage](path.read_bytes()))
    if (ending, damage) == ("u8", "blanked"):
        return  # nobody looks at every pixel: that would cost as much as reading them again
    assert same(first, scan(photos))


@pytest.mark.parametrize("ending", ["json", "npz", "u8"])
def test_that_a_missing_part_of_the_cache_is_made_again(photos: Path, ending: str) -> None:
    first = scan(photos)
    kept(photos, f"*.{ending}")[0].unlink()
    assert same(first, scan(photos))


@pytest.mark.parametrize("bit", range(12))
def test_that_flipped_bits_in_what_is_known_do_no_harm(photos: Path, bit: int) -> None:
    first = scan(photos)
    for ending in ("json", "npz"):
        (path,) = kept(photos, f"*.{ending}")
        data = bytearray(path.read_bytes())
        data[bit * len(data) // 12] ^= 1 << (bit % 8)
        replaced(path, bytes(data))
    again = scan(photos)
    assert again.streams["pictures"].shape == first.streams["pictures"].shape
    assert len(again.owners) == 30


# -- not to the end ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 3])
def test_that_cancelling_leaves_nothing(tmp_path: Path, after: int) -> None:
    folder = flat(tmp_path / "many", range(250))
    told: Progress = []
    with pytest.raises(Stopped):
        scan(folder, told, lambda: len(told) >= after)
    assert kept(folder) == []
    assert len(scan(folder).owners) == 250


def test_that_cancelling_is_quick(tmp_path: Path) -> None:
    folder = flat(tmp_path / "many", range(250))
    asked: list[float] = []

    def cancelled() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 3

    with pytest.raises(Stopped):
        scan(folder, cancelled=cancelled)
    assert time.monotonic() - asked[3] < 3


Usage = namedtuple("Usage", "total used free")


def test_that_a_full_disk_is_noticed_before_reading(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1 << 40, 1 << 40, 1000))
    with pytest.raises(StudioError, match="These pictures need 0 MB, and the disk of") as caught:
        scan(photos)
    assert "choose a smaller picture size" in caught.value.hint


def test_that_two_readers_at_once_read_once(photos: Path) -> None:
    told: list[Progress] = [[], []]
    scans: list[Scan] = []
    threads = [threading.Thread(target=lambda steps=steps: scans.append(scan(photos, steps))) for steps in told]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert same(scans[0], scans[1])
    assert sum(bool(steps) for steps in told) == 1


# -- other kinds ------------------------------------------------------------------------------------------


def test_that_pairs_keep_both_streams(tmp_path: Path) -> None:
    made = scan(two_folders(tmp_path / "set"), size=64)
    assert {name: rows.shape for name, rows in made.streams.items()} == {
        "sketch": (30, 1, 64, 64), "colour": (30, 3, 64, 64),
    }  # fmt: skip
    assert numbers_of(made.streams["sketch"]) == numbers_of(made.streams["colour"])


def test_that_large_pictures_are_cut_into_tiles(tmp_path: Path) -> None:
    folder = div2k(tmp_path / "set", low=True)
    made = scan(folder, size=64, fit="tiles")
    assert made.streams["high"].shape == (40 * 16, 3, 64, 64)
    assert made.streams["low"].shape == (40 * 16, 3, 16, 16)
    assert np.array_equal(made.owners, np.repeat(np.arange(40), 16))
    large = np.asarray(Image.open(folder / "DIV2K_train_HR" / "0000.png")).transpose(2, 0, 1)
    assert np.array_equal(made.streams["high"][5], large[:, 64:128, 64:128])
    quarter = made.streams["high"].reshape(-1, 3, 16, 4, 16, 4).mean((3, 5))
    assert np.abs(quarter - made.streams["low"]).mean() < 6


def test_that_tiles_of_small_pictures_are_named(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set", range(3))
    save(folder / "large.png", 9, (130, 70))
    made = scan(folder, size=64, fit="tiles")
    assert made.streams["pictures"].shape == (2, 3, 64, 64)
    assert len(made.sentences) == 3
    assert "smaller than one tile of 64 pixels" in made.sentences[1]


@pytest.mark.parametrize("size", [28, 40])
def test_that_arrays_are_held_or_kept(tmp_path: Path, size: int) -> None:
    folder = idx(tmp_path / "set")
    first = scan(folder, size=size, channels=1)
    again = scan(folder, size=size, channels=1)
    assert same(first, again)
    assert bool(kept(folder)) == (size != 28)
    assert first.streams["pictures"].shape == (40, 1, size, size)
    assert first.fingerprint_covers_labels


def test_that_an_array_that_changes_meanwhile_is_noticed(tmp_path: Path) -> None:
    folder = keras(tmp_path / "set")
    preparation = Preparation()
    collection = recognition.recognised(walk([folder]), preparation)
    request = scanning.request_for(collection, 28, 1, preparation)
    with pytest.raises(StudioError, match="changed while they were being read"):
        scanning.scanned(
            replace(collection, count=41), "x", request, tmp_path / "cache", lambda *_: None, lambda: False
        )  # fmt: skip


# -- rows -------------------------------------------------------------------------------------------------


def test_that_rows_read_like_an_array() -> None:
    base = np.arange(10 * 2 * 3 * 3, dtype=np.uint8).reshape(10, 2, 3, 3)
    index = np.array([7, 2, 2, 9])
    rows, wanted = some(base, index), base[index]
    assert isinstance(rows, Rows)
    assert (len(rows), rows.shape, rows.nbytes) == (4, wanted.shape, wanted.nbytes)
    for chosen in (0, -1, slice(1, 3), slice(None, None, -1), np.array([3, 0]), np.array([True, False, False, True])):
        assert np.array_equal(rows[chosen], wanted[chosen])
    assert np.array_equal(np.asarray(rows), wanted)
    assert np.asarray(rows, dtype=np.float32).dtype == np.float32


def test_that_all_rows_are_the_array_itself() -> None:
    base = np.zeros((5, 1, 2, 2), dtype=np.uint8)
    assert some(base, np.arange(5)) is base
    assert isinstance(some(base, np.arange(4)), Rows)
    assert isinstance(some(base, np.array([0, 2, 1, 3, 4])), Rows)
    assert len(some(base, np.empty(0, dtype=np.int64))) == 0
    assert not is_mapped(some(base, np.arange(4)))


def test_that_a_script_without_a_guarded_main_is_run_once(tmp_path: Path) -> None:
    """multiprocessing runs the main file again in every worker it starts; here it must not."""
    write_pictures(tmp_path / "mine", 40)
    script = tmp_path / "script.py"
    script.write_text(
        "print('begun')\n"
        "from pathlib import Path\n"
        "from ganstudio.data.sets import catalogue, store\n"
        f"data = catalogue.from_paths([Path({str(tmp_path / 'mine')!r})])\n"
        f"print(len(store.prepare(data, 32, 3, Path({str(tmp_path / 'cache')!r})).pictures))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.returncode) == ("begun\n40\n", 0), done.stderr
