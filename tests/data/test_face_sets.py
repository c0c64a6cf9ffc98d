from __future__ import annotations

import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.data.faces import generated
from ganstudio.data.faces.faces import ATTRIBUTES, STYLES, attributes, colour, face, lines
from ganstudio.data.faces.writing import DOMAINS, KINDS, draw, drawn, member, write
from ganstudio.data.sets import catalogue

every_kind = pytest.mark.parametrize("kind", KINDS)


def listing(folder: Path) -> dict[str, list[str]]:
    return {place.name: sorted(file.name for file in place.iterdir()) for place in folder.iterdir() if place.is_dir()}


def read(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        pixels = np.asarray(image)
    return pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)


# -- arrays


def test_that_each_kind_has_its_streams() -> None:
    shapes = {
        kind: {name: (array.shape, str(array.dtype)) for name, array in draw(kind, 0, 4, 16).items()} for kind in KINDS
    }
    pictures, domains = ((4, 3, 16, 16), "uint8"), ((4,), "int64")
    assert shapes == {
        "pairs": {"sketch": ((4, 1, 16, 16), "uint8"), "colour": pictures},
        "attributes": {"pictures": pictures, "attributes": ((4, len(ATTRIBUTES)), "uint8")},
        "domains": {"pictures": pictures, "labels": domains},
        "glasses": {"pictures": pictures, "labels": domains},
    }


def test_that_two_who_want_a_set_draw_it_once(tmp_path: Path) -> None:
    data = replace(next(data for data in catalogue.built_in() if data.key == "cartoon-glasses"), count=40)
    told: list[list[int]] = [[], []]
    found: list[np.ndarray] = []

    def want(steps: list[int]) -> None:
        _, made = generated.drawn_set(data, 32, 3, tmp_path, lambda done, _all: steps.append(done), lambda: False)
        found.append(np.asarray(made.streams["pictures"]))

    threads = [threading.Thread(target=want, args=(steps,)) for steps in told]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert np.array_equal(found[0], found[1])
    assert sum(bool(steps) for steps in told) == 1


@every_kind
def test_that_picture_i_depends_on_the_seed_and_i_alone(kind: str) -> None:
    whole, part, other = draw(kind, 0, 6, 16, seed=3), draw(kind, 2, 3, 16, seed=3), draw(kind, 0, 6, 16, seed=4)
    for name, array in whole.items():
        assert np.array_equal(array[2:5], part[name])
    assert any((array != other[name]).any() for name, array in whole.items())


def test_that_streams_tell_the_truth_about_their_faces() -> None:
    pairs = draw("pairs", 0, 2, 32, seed=1)
    assert np.array_equal(pairs["sketch"][1], lines(member("pairs", 1, 1), 32))
    assert np.array_equal(pairs["colour"][1], colour(member("pairs", 1, 1), 32))
    table = draw("attributes", 0, 5, 16, seed=1)["attributes"]
    assert table.tolist() == [list(attributes(member("attributes", index, 1)).values()) for index in range(5)]
    assert draw("glasses", 1, 4, 16)["labels"].tolist() == [1, 0, 1, 0]


def test_that_domains_are_what_they_are_called() -> None:
    assert DOMAINS == {"domains": STYLES, "glasses": ("without glasses", "with glasses")}
    assert [member("domains", index).style for index in range(4)] == [*STYLES, *STYLES]
    wearers = [member("glasses", index) for index in range(20)]
    assert {wearer.style for wearer in wearers} == {"lorelei"}
    assert [attributes(wearer)["glasses"] for wearer in wearers] == [False, True] * 10
    # Unpaired as they are, the counterpart in the other style can be drawn.
    person = member("domains", 0)
    assert attributes(face("adventurer", person.seed)) == attributes(person)


def test_that_a_set_can_keep_to_one_style() -> None:
    assert {member("pairs", index).style for index in range(4)} == set(STYLES)
    assert {member("pairs", index, styles=("lorelei",)).style for index in range(4)} == {"lorelei"}
    alone = draw("pairs", 0, 2, 16, styles=("adventurer",))
    assert np.array_equal(alone["sketch"][1], lines(member("pairs", 1, styles=("adventurer",)), 16))


@pytest.mark.parametrize("cores", [1, 2])
def test_that_chunks_are_in_order_however_many_cores_draw(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(cores)), raising=False)
    told: list[tuple[int, int]] = []
    chunks = list(drawn("attributes", 130, 16, 5, lambda done, total: told.append((done, total))))
    assert len(chunks) > 3
    for name, array in draw("attributes", 0, 130, 16, 5).items():
        assert np.array_equal(np.concatenate([chunk[name] for chunk in chunks]), array)
    assert told == [(done, 130) for done, _ in told]
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1] == (130, 130)


def test_that_large_faces_come_in_small_chunks() -> None:
    assert len(next(drawn("pairs", 5, 1024))["colour"]) < 5


def test_that_drawing_can_be_cancelled() -> None:
    chunks = drawn("pairs", 4, 16, cancelled=lambda: True)
    with pytest.raises(Stopped):
        next(chunks)


@pytest.mark.parametrize(
    ("kind", "count", "size", "styles", "message"),
    [
        ("triples", 4, 16, STYLES, "'triples'.*pairs, attributes"),
        ("pairs", 0, 16, STYLES, "0 faces"),
        ("pairs", 100_000, 16, STYLES, "100000 faces.*1 to 99999"),
        ("pairs", 4, 8, STYLES, "8 pixels.*16 to 1024"),
        ("pairs", 4, 16, ("anime",), "anime.*lorelei"),
        ("pairs", 4, 16, (), "Choose from lorelei"),
    ],
)
def test_that_impossible_sets_are_refused(
    kind: str, count: int, size: int, styles: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    for attempt in (
        lambda: draw(kind, 0, count, size, styles=styles),
        lambda: drawn(kind, count, size, styles=styles),
        lambda: write(kind, count, size, tmp_path / "out", styles=styles),
    ):
        with pytest.raises(StudioError, match=message):
            attempt()
    assert not (tmp_path / "out").exists()


# -- files


def test_that_pairs_are_two_folders_with_equal_names(tmp_path: Path) -> None:
    write("pairs", 3, 32, tmp_path / "a" / "b", seed=2)
    names = ["00001.png", "00002.png", "00003.png"]
    assert listing(tmp_path / "a" / "b") == {"sketch": names, "colour": names}
    streams = draw("pairs", 0, 3, 32, seed=2)
    for stream, pictures in streams.items():
        for name, picture in zip(names, pictures, strict=True):
            assert np.array_equal(read(tmp_path / "a" / "b" / stream / name), picture)


def test_that_attributes_are_listed_as_celeba_lists_them(tmp_path: Path) -> None:
    write("attributes", 12, 16, tmp_path)
    rows = (tmp_path / "list_attr.txt").read_text("utf-8").splitlines()
    assert rows[0] == "12"
    assert tuple(rows[1].split()) == ATTRIBUTES
    table = draw("attributes", 0, 12, 16)["attributes"].astype(int)
    for row, flags, name in zip(rows[2:], table, listing(tmp_path)["images"], strict=True):
        assert row.split() == [name, *(str(value) for value in 2 * flags - 1)]


@pytest.mark.parametrize("kind", ["domains", "glasses"])
def test_that_every_tenth_face_of_a_domain_is_for_testing(kind: str, tmp_path: Path) -> None:
    write(kind, 40, 16, tmp_path)
    found = listing(tmp_path)
    assert {name: len(files) for name, files in found.items()} == {"trainA": 18, "trainB": 18, "testA": 2, "testB": 2}
    assert found["testA"] == found["testB"] == ["00010.png", "00020.png"]
    assert np.array_equal(read(tmp_path / "trainB" / "00001.png"), draw(kind, 1, 1, 16)["pictures"][0])


@every_kind
def test_that_a_set_carries_its_licences(kind: str, tmp_path: Path) -> None:
    write(kind, 2, 16, tmp_path)
    text = (tmp_path / "LICENSE.txt").read_text("utf-8")
    assert "Lisa Wischofsky" in text
    assert ("licenses/by/4.0" in text) == (kind != "glasses")
    assert "publicdomain/zero" in text


def test_that_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StudioError, match=r"already holds other files.*empty folder") as caught:
        write("pairs", 2, 16, tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(StudioError, match=r"thesis.txt is a file"):
        write("pairs", 2, 16, tmp_path / "thesis.txt")


def test_that_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StudioError, match="Could not write"):
        write("pairs", 2, 16, tmp_path / "file" / "below")


@pytest.mark.parametrize("cores", [1, 2])
def test_that_a_cancelled_set_leaves_nothing(cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(cores)), raising=False)
    told: list[int] = []
    with pytest.raises(Stopped):
        write("pairs", 200, 16, tmp_path / "new", 0, lambda done, total: told.append(done), lambda: bool(told))
    assert told
    assert list(tmp_path.iterdir()) == []


def test_that_a_folder_that_was_there_stays_when_its_set_is_cancelled(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        write("pairs", 2, 16, tmp_path, cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_that_a_set_can_be_written_where_an_earlier_attempt_crashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", lambda *args, **kwargs: None)  # the power went off
        with pytest.raises(Stopped):
            write("pairs", 2, 16, tmp_path, cancelled=lambda: True)
    assert list(tmp_path.iterdir())
    write("attributes", 2, 16, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["LICENSE.txt", "images", "list_attr.txt"]
