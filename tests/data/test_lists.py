"""Lists beside pictures: whatever wrote them, every picture gets the line that means it, or a sentence says why not."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from ganstudio.data.importers.text_tables import encoding_of
from ganstudio.data.sets.store import Look
from tests.drawings import numbers_of
from tests.layouts import save
from tests.looks import opened

NUMBERS = range(12)
KINDS = ("cat", "dog", "owl")


def codes(look: Look) -> list[str]:
    return [problem.code for problem in look.report.problems]


def classes_by_number(look: Look) -> dict[int, str]:
    """The class of each picture by the number in it."""
    pictures = look.pictures
    assert pictures.labels is not None
    return {n: pictures.info.classes[label] for n, label in zip(numbers_of(pictures.pictures), pictures.labels)}


def pictures_in(folder: Path, name: str = "{:06}.jpg", numbers: Sequence[int] = NUMBERS) -> Path:
    for number in numbers:
        save(folder / name.format(number), number)
    return folder


# -- by path ----------------------------------------------------------------------------------------------


def two_people(folder: Path) -> Path:
    """The same names in two folders, told apart by their paths (case 01)."""
    for person, first in (("anna", 0), ("ben", 100)):
        pictures_in(folder / person, numbers=[])
        for index in range(6):
            save(folder / person / f"{index:06}.jpg", first + index)
    return folder


@pytest.mark.parametrize("written", [
    "{person}/{index:06}.jpg", "{person}\\{index:06}.jpg", "faces/{person}/{index:06}.jpg", "./{person}/{index:06}.jpg",
    "{person}/{index:06}",
])  # fmt: skip
def test_that_a_line_means_the_picture_with_its_own_path(tmp_path: Path, written: str) -> None:
    folder = two_people(tmp_path / "set")
    rows = [f"{written.format(person=person, index=index)},{int(person == 'anna')},{index % 2}"
            for index in range(6) for person in ("anna", "ben")]  # fmt: skip
    (folder / "attributes.csv").write_text("file,Smiling,Male\n" + "\n".join(rows) + "\n")
    look = opened(folder)
    assert (look.data.kind, look.data.attributes, codes(look)) == ("attributes", ("Smiling", "Male"), [])
    assert look.pictures.flags is not None
    for number, flags in zip(numbers_of(look.pictures.pictures), look.pictures.flags.tolist()):
        assert flags == [int(number < 100), number % 100 % 2]


def test_that_a_name_without_its_folder_is_a_problem_where_it_means_two(tmp_path: Path) -> None:
    folder = two_people(tmp_path / "set")
    save(folder / "anna" / "alone.jpg", 50)
    save(folder / "ben" / "other.jpg", 51)
    (folder / "attributes.csv").write_text(
        "file,Smiling,Male\n000001.jpg,1,0\nalone.jpg,1,1\nother.jpg,0,1\nben/000002.jpg,1,1\n"
    )
    look = opened(folder)
    assert sorted(numbers_of(look.pictures.pictures)) == [50, 51, 102]
    (problem,) = [each for each in look.report.problems if each.code == "same-name"]
    assert "Line 2 of attributes.csv says 000001.jpg, and there are 2 pictures of that name." in problem.message
    assert codes(look).count("no-label") == 11


def test_that_lines_that_contradict_each_other_are_named_and_their_picture_left_out(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    rows = [f"{n:06}.jpg,{KINDS[n % 3]}" for n in NUMBERS]
    (folder / "labels.csv").write_text("\n".join(["image,label", *rows, rows[0], "000004.jpg,owl"]) + "\n")
    look = opened(folder)
    assert sorted(numbers_of(look.pictures.pictures)) == [n for n in NUMBERS if n != 4]
    (problem,) = [each for each in look.report.problems if each.code == "label-line"]
    assert "Lines 6 and 15 of labels.csv say different things of 000004.jpg" in problem.message


# -- whatever wrote them ----------------------------------------------------------------------------------


def table(separator: str, header: Sequence[str], row: Callable[[int], Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    if header:
        writer.writerow(header)
    writer.writerows(row(number) for number in NUMBERS)
    return out.getvalue()


def kind(number: int) -> str:
    return KINDS[number % 3]


LISTS: dict[str, tuple[str, bytes]] = {
    "commas (case 12)": ("labels.csv", table(",", ["image", "label"], lambda n: [f"{n:06}.jpg", kind(n)]).encode()),
    "semicolons": ("labels.csv", table(";", ["image", "label"], lambda n: [f"{n:06}.jpg", kind(n)]).encode()),
    "tabs": ("labels.tsv", table("\t", ["image", "label"], lambda n: [f"{n:06}.jpg", kind(n)]).encode()),
    "Excel's Unicode text": ("labels.txt", table("\t", ["image", "label"],
                             lambda n: [f"{n:06}.jpg", kind(n)]).encode("utf-16")),
    "a byte order mark": ("labels.csv", table(",", ["image", "label"], lambda n: [f"{n:06}.jpg", kind(n)])
                          .encode("utf-8-sig")),
    "an index column of pandas": ("labels.csv", table(",", ["", "image", "label"],
                                  lambda n: [n, f"{n:06}.jpg", kind(n)]).encode()),
    "no header": ("labels.csv", table(",", [], lambda n: [f"{n:06}.jpg", kind(n)]).encode()),
    "the label first": ("labels.csv", table(",", ["class", "path"], lambda n: [kind(n), f"{n:06}.jpg"]).encode()),
    "names without ending (Kaggle)": ("labels.csv", table(",", ["id", "breed"],
                                      lambda n: [f"{n:06}", kind(n)]).encode()),
    "spaces": ("labels.txt", "".join(f"{n:06}.jpg {kind(n)}\n" for n in NUMBERS).encode()),
    "packed": ("labels.csv.gz", gzip.compress(
        table(",", ["image", "label"], lambda n: [f"{n:06}.jpg", kind(n)]).encode())),
    "metadata.jsonl of Hugging Face": ("metadata.jsonl", "".join(
        json.dumps({"file_name": f"{n:06}.jpg", "label": kind(n), "text": f"picture {n}"}) + "\n"
        for n in NUMBERS).encode()),
    "a dictionary": ("labels.json", json.dumps({f"{n:06}.jpg": kind(n) for n in NUMBERS}).encode()),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_that_classes_are_read_from_a_list(tmp_path: Path, name: str) -> None:
    folder = pictures_in(tmp_path / "set")
    file, data = LISTS[name]
    (folder / file).write_bytes(data)
    look = opened(folder)
    assert (look.data.kind, look.data.classes, codes(look)) == ("labelled", KINDS, [])
    assert classes_by_number(look) == {n: kind(n) for n in NUMBERS}


def test_that_numbers_are_classes_in_their_own_order(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    labels = [[f"{n:06}.jpg", 2 + n % 3 * 4] for n in NUMBERS]  # 2, 6, 10: StyleGAN's dataset.json
    (folder / "dataset.json").write_text(json.dumps({"labels": labels}))
    look = opened(folder)
    assert look.data.classes == ("2", "6", "10")
    assert classes_by_number(look) == {n: str(2 + n % 3 * 4) for n in NUMBERS}


def test_that_names_with_spaces_are_read_where_spaces_part_the_cells(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set", "my photo {}.jpg")
    lines = [f"my photo {n}.jpg  {2 * (n % 2) - 1:>2} {1 - 2 * (n % 2):>2}" for n in NUMBERS]
    (folder / "list_attr.txt").write_text("\n".join([str(len(lines)), "Odd Even", *lines]) + "\n")
    look = opened(folder)
    assert (look.data.attributes, codes(look)) == (("Odd", "Even"), [])
    assert look.pictures.flags is not None
    for number, flags in zip(numbers_of(look.pictures.pictures), look.pictures.flags.tolist()):
        assert flags == [number % 2, 1 - number % 2]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_that_attributes_are_read_whatever_parts_them(tmp_path: Path, separator: str) -> None:
    folder = pictures_in(tmp_path / "set")
    rows = [separator.join([f"{n:06}.jpg", str(2 * (n % 2) - 1), "-1" if n < 6 else "1"]) for n in NUMBERS]
    (folder / "list_attr.csv").write_text("\n".join([separator.join(["image_id", "Smiling", "Male"]), *rows]))
    look = opened(folder)
    assert (look.data.kind, look.data.attributes, codes(look)) == ("attributes", ("Smiling", "Male"), [])


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1252", "Bär"), ("cp932", "ねこ"), ("utf-8", "Bär"), ("utf-16", "猫")]
)
def test_that_class_names_keep_their_letters(tmp_path: Path, encoding: str, name: str) -> None:
    folder = pictures_in(tmp_path / "set")
    rows = [f"{n:06}.jpg,{name if n % 2 else 'x'}" for n in NUMBERS]
    (folder / "labels.csv").write_bytes("\n".join(["image,label", *rows, ""]).encode(encoding))
    assert set(opened(folder).data.classes) == {name, "x"}


def test_that_an_encoding_is_told_from_a_block_that_ends_within_a_letter() -> None:
    assert encoding_of("äöü\nä".encode()[:-1]) == "utf-8-sig"
    assert encoding_of("\u00e4\n".encode("cp1252")) == "cp1252"


# -- a choice, and what is not used -----------------------------------------------------------------------


def both(folder: Path) -> Path:
    pictures_in(folder)
    rows = [f"{n:06}.jpg,{n % 2},{n // 6},{kind(n)},{n * 1.5},{('train', 'test')[n > 8]}" for n in NUMBERS]
    (folder / "all.csv").write_text("\n".join(["file,odd,late,species,weight,split", *rows]) + "\n")
    return folder


def test_that_a_list_of_both_is_read_as_one_says(tmp_path: Path) -> None:
    folder = both(tmp_path / "set")
    look = opened(folder)
    assert (look.data.kind, look.data.attributes) == ("attributes", ("odd", "late"))
    assert [note.message for note in look.report.notes if note.code == "list-beside"] == [
        "all.csv: odd, late is used, species is not."
    ]
    chosen = opened(folder, read_as="labelled")
    assert (chosen.data.kind, chosen.data.classes) == ("labelled", KINDS)
    assert chosen.pictures.held_back is not None
    assert sorted(numbers_of(chosen.pictures.held_back.pictures)) == [9, 10, 11]


def test_that_a_list_beside_folders_of_classes_is_used_or_said(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    for n in NUMBERS:
        save(folder / ("a", "b")[n % 2] / f"{n:06}.jpg", n)
    rows = [f"{n:06}.jpg,{n * 0.5}" for n in NUMBERS]
    (folder / "weights.csv").write_text("\n".join(["file,weight", *rows]))
    look = opened(folder)
    assert (look.data.kind, codes(look)) == ("labelled", ["list-unread"])
    assert "weights.csv names pictures, but none of its columns" in look.report.problems[0].message


@pytest.mark.parametrize(("name", "text"), [
    ("README.txt", "Pictures of cats.\nTaken by 000001.jpg\n"), ("notes.csv", "a;b\n1;2\n"), ("empty.csv", ""),
    ("config.json", '{"size": 64}'), ("broken.json", '{"labels": ['), ("deep.json", "[" * 5000), ("nul.txt", "\0\0\0"),
])  # fmt: skip
def test_that_other_texts_say_nothing(tmp_path: Path, name: str, text: str) -> None:
    folder = pictures_in(tmp_path / "set")
    (folder / name).write_text(text)
    look = opened(folder)
    assert (look.data.kind, codes(look)) == ("plain", [])


def test_that_texts_with_the_name_of_a_picture_are_not_lists(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    for n in NUMBERS:
        (folder / f"{n:06}.txt").write_text(f"000001.jpg, 1\n000002.jpg, 0\n{n}")
    assert codes(opened(folder)) == []


def test_that_what_was_read_is_part_of_the_fingerprint(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    prints = set()
    for shift in (0, 1):
        rows = [f"{n:06}.jpg,{KINDS[(n + shift) % 3]}" for n in NUMBERS]
        (folder / "labels.csv").write_text("\n".join(["image,label", *rows]))
        prints.add(opened(folder).pictures.info.fingerprint)
    assert len(prints) == 2


def test_that_labels_index_their_classes(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    (folder / "labels.csv").write_text("image,label\n" + "\n".join(f"{n:06}.jpg,{n}" for n in NUMBERS))
    look = opened(folder)
    assert look.data.classes == tuple(map(str, NUMBERS))
    assert look.pictures.labels is not None
    assert np.unique(look.pictures.labels).tolist() == [*NUMBERS]
