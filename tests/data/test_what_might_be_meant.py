"""Classes, pairs and packed sets that are nearly what they seem: used, or said with the click that uses them."""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data.findings import RULES
from ganstudio.data.sets.store import Look
from tests.drawings import GREY, SKETCH, numbers_of, pixels_of
from tests.layouts import DIGITS, classes, grey, idx_bytes, one_folder, png_bytes, save, two_folders, write
from tests.looks import opened, problems


def notes(look: Look) -> list[str]:
    return [note.message for note in look.report.notes if note.code == "list-beside"]


def mended(folder: Path, code: str, size: int = 32) -> Look:
    """The set after a click on the button of a finding."""
    return opened(folder, size, **RULES[code].changes)


# -- classes (case 16) ----------------------------------------------------------------------------------------


def test_that_a_loose_picture_is_said_to_hide_the_classes_and_a_click_uses_them(tmp_path: Path) -> None:
    folder = classes(tmp_path / "pets")
    save(folder / "cover.jpg", 99)
    look = opened(folder)
    assert (look.data.kind, problems(look, "loose")) == (
        "plain", ["cover.jpg lies beside cats, dogs, owls, so these are not used as classes."],
    )  # fmt: skip
    used = mended(folder, "loose")
    assert (used.data.kind, used.data.classes) == ("labelled", ("cats", "dogs", "owls"))
    assert 99 not in numbers_of(used.pictures.pictures)
    assert problems(used, "no-label") == ["cover.jpg lies in none of the folders of classes."]


# -- pairs (case 13) ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [("A", "B"), ("line", "color"), ("SKETCH", "Photo"), ("input", "target")])
def test_that_partners_in_one_folder_are_told_apart_by_their_names(tmp_path: Path, first: str, second: str) -> None:
    look = opened(one_folder(tmp_path / "set", first, second), 64)
    assert (look.data.kind, look.report.count, look.report.problems) == ("pairs", 30, ())
    assert numbers_of(look.pictures.partners["sketch"]) == numbers_of(look.pictures.pictures)


def test_that_a_word_in_front_of_the_name_tells_the_side_too(tmp_path: Path) -> None:
    for number in range(12):
        save(tmp_path / "set" / f"sketch-{number}.png", number, (64, 64), SKETCH)
        save(tmp_path / "set" / f"colour-{number}.png", number, (64, 64))
    assert opened(tmp_path / "set", 64).data.kind == "pairs"


def test_that_strangers_among_pairs_of_one_folder_are_named(tmp_path: Path) -> None:
    folder = one_folder(tmp_path / "set")
    save(folder / "cover.png", 77, (64, 64))
    (folder / "003_sketch.png").unlink()
    look = opened(folder, 64)
    assert (look.data.kind, look.report.count) == ("pairs", 29)
    assert sorted(problems(look, "unpaired")) == [
        "003_colour.png has no partner of the same name.", "cover.png has no partner of the same name.",
    ]  # fmt: skip


def test_that_classes_are_not_taken_for_the_sides_of_pairs(tmp_path: Path) -> None:
    for number in range(30):
        save(tmp_path / "set" / f"{number}_{'ab'[number % 2]}.png", number, world=number % 2)
    assert opened(tmp_path / "set").data.kind == "plain"


def test_that_no_file_of_a_pair_is_dropped_unsaid(tmp_path: Path) -> None:
    folder = two_folders(tmp_path / "set")
    save(folder / "color" / "004.bmp", 4, (64, 64))
    look = opened(folder, 64)
    assert look.report.count == 30
    assert len(problems(look, "unpaired")) == 1
    assert "is called like another picture beside it" in problems(look, "unpaired")[0]


def test_that_two_domains_of_equal_names_are_perhaps_pairs(tmp_path: Path) -> None:
    folder = two_folders(tmp_path / "set", "trainA", "trainB")
    look = opened(folder, 64)
    assert (look.data.kind, problems(look, "perhaps-pairs")) == (
        "domains", ["A and B: 30 of 30 files have a partner of the same name."],
    )  # fmt: skip
    assert mended(folder, "perhaps-pairs", 64).data.kind == "pairs"


def test_that_sides_whose_names_hardly_match_are_said(tmp_path: Path) -> None:
    folder = two_folders(tmp_path / "set")
    for number in range(25):
        (folder / "sketch" / f"{number:03}.png").rename(folder / "sketch" / f"drawing {number}.png")
    look = opened(folder, 64)
    assert look.data.kind == "labelled"
    assert problems(look, "perhaps-pairs") == ["sketch and color: 5 of 30 files have a partner of the same name."]


# -- Hugging Face (case 08) -----------------------------------------------------------------------------------


def parquet(path: Path, columns: dict[str, list[Any]], declared: dict[str, list[str]] | None = None) -> Path:
    """A table as `datasets` writes it; `declared` columns are ClassLabels with names."""
    import pyarrow as pa
    from pyarrow import parquet as writer

    features = {name: {"names": names, "_type": "ClassLabel"} for name, names in (declared or {}).items()}
    table = pa.table(columns).replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    path.parent.mkdir(parents=True, exist_ok=True)
    writer.write_table(table, path)
    return path


def pictures(count: int = 12) -> list[dict[str, Any]]:
    return [{"bytes": png_bytes(number), "path": None} for number in range(count)]


@pytest.mark.parametrize("beside", ["LICENSE", "load.py", "dataset_infos.json", "README.md", "Makefile"])
def test_that_a_clone_is_read_whatever_texts_lie_beside_its_tables(tmp_path: Path, beside: str) -> None:
    folder = tmp_path / "clone"
    columns = {"image": pictures(), "label": [n % 3 for n in range(12)]}
    parquet(folder / "data" / "train-00000-of-00001.parquet", columns, {"label": ["cat", "dog", "owl"]})
    (folder / beside).write_text("Permission is hereby granted, free of charge")
    look = opened(folder)
    assert (look.data.kind, look.data.classes, look.report.problems) == ("labelled", ("cat", "dog", "owl"), ())


def test_that_it_is_said_which_column_is_the_class(tmp_path: Path) -> None:
    rows = range(12)
    path = parquet(tmp_path / "cifar100.parquet", {
        "img": pictures(), "fine_label": [n % 3 for n in rows], "coarse_label": [n % 2 for n in rows],
        "vector": [bytes(8)] * 12, "text": [f"a picture {n}" for n in rows],
    }, {"fine_label": ["apple", "bear", "crab"], "coarse_label": ["fruit", "animal"]})  # fmt: skip
    look = opened(path)
    assert look.data.classes == ("apple", "bear", "crab")
    assert notes(look) == ["cifar100.parquet: fine_label says the class, coarse_label is not used."]


def test_that_a_declared_class_is_found_whatever_it_is_called(tmp_path: Path) -> None:
    path = parquet(tmp_path / "set.parquet", {"image": pictures(), "mood": [n % 2 for n in range(12)]},
                   {"mood": ["calm", "wild"]})  # fmt: skip
    assert opened(path).data.classes == ("calm", "wild")


def test_that_bytes_that_are_no_pictures_are_no_column_of_them(tmp_path: Path) -> None:
    path = parquet(tmp_path / "sound.parquet", {"audio": [b"RIFF\0\0\0\0WAVE"] * 3, "label": [0, 1, 0]})
    with pytest.raises(StudioError, match="has no column of pictures"):
        opened(path)


# -- archives (case 11) ---------------------------------------------------------------------------------------


def zip_without_flag(path: Path, names: dict[str, int], encoding: str) -> Path:
    """Names as bytes of `encoding`, with nothing that says so: `zip` of macOS, Explorer of Windows."""
    stand_ins = {f"{number:08}/{number}.png".ljust(len(f"{name}/{number}.png".encode(encoding)), "_"):
                 f"{name}/{number}.png".encode(encoding) for name, number in names.items()}  # fmt: skip
    with zipfile.ZipFile(path, "w") as packed:
        for stand_in, number in zip(stand_ins, names.values()):
            packed.writestr(stand_in, png_bytes(number))
    data = path.read_bytes()
    for stand_in, real in stand_ins.items():
        assert len(stand_in) == len(real)
        data = data.replace(stand_in.encode(), real)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("encoding", "first", "second"), [
    ("utf-8", "кошки-и-коты", "собаки-и-псы"), ("utf-8", "über-katzen", "größe-hunde"),
    ("cp932", "ねこねこねこ", "いぬいぬいぬ"), ("ascii", "cats-and-cats", "dogs-and-dogs"),
])  # fmt: skip
def test_that_class_names_in_a_zip_are_as_they_were(tmp_path: Path, encoding: str, first: str, second: str) -> None:
    look = opened(zip_without_flag(tmp_path / "set.zip", {first: 1, second: 2}, encoding))
    assert set(look.data.classes) == {first, second}


def test_that_names_in_a_tar_are_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "set.tar"
    with tarfile.open(path, "w", encoding="cp932") as packed:
        for name, number in (("ねこ", 1), ("いぬ", 2)):
            info = tarfile.TarInfo(f"{name}/{number}.png")
            info.size = len(png_bytes(number))
            packed.addfile(info, io.BytesIO(png_bytes(number)))
    assert set(opened(path).data.classes) == {"ねこ", "いぬ"}


@pytest.mark.parametrize(("name", "start"), [
    ("pack.7z", b"7z\xbc\xaf\x27\x1c"), ("pack.rar", b"Rar!\x1a\7"), ("pack.tar.zst", b"\x28\xb5\x2f\xfd"),
])  # fmt: skip
def test_that_other_archives_say_to_unpack_them(tmp_path: Path, name: str, start: bytes) -> None:
    save(tmp_path / "set" / "a.png", 1)
    (tmp_path / "set" / name).write_bytes(
        {"7z": b"7z\xbc\xaf\x27\x1c", "ar": b"Rar!\x1a\7"}.get(name[-2:], b"\x28\xb5\x2f\xfd")
    )
    assert problems(opened(tmp_path / "set"), "unsupported") == [
        f"{name} is an archive; unpack it yourself and add the folder."
    ]


# -- tables (case 14) -----------------------------------------------------------------------------------------


def csv_of(label: Any, separator: str = ",", header: bool = True, point: str = ".", scale: float = 1.0) -> str:
    lines = [separator.join([*(f"pixel{n}" for n in range(784)), "kind"])] if header else []
    for number in range(20):
        pixels = [f"{value * scale:g}".replace(".", point) for value in pixels_of(number, 28, GREY).ravel()]
        lines.append(separator.join([*pixels, str(label(number))]))
    return "\n".join(lines) + "\n"


CSVS = {
    "label last under a name of its own": csv_of(lambda n: n % 10),
    "label last and no header": csv_of(lambda n: n % 10, header=False),
    "decimal commas": csv_of(lambda n: n % 10, ";", point=",", scale=1 / 255),
    "tabs": csv_of(lambda n: n % 10, "\t"),
    "an index of pandas": "\n".join(f"{n - 1 if n else ''},{line}" for n, line in
                                    enumerate(csv_of(lambda n: n % 10).splitlines())) + "\n",
}  # fmt: skip


@pytest.mark.parametrize("name", CSVS)
def test_that_pixels_and_labels_are_read_from_any_table(tmp_path: Path, name: str) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "digits.csv").write_text(CSVS[name])
    look = opened(tmp_path / "set", 28)
    assert (look.data.kind, look.data.classes) == ("labelled", DIGITS)
    assert numbers_of(look.pictures.pictures) == [*range(20)]
    assert look.pictures.labels is not None
    assert look.pictures.labels.tolist() == [n % 10 for n in range(20)]


def test_that_labels_in_words_are_classes(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "pets.csv").write_text(csv_of(lambda n: ("cat", "dog")[n % 2]))
    look = opened(tmp_path / "set", 28)
    assert (look.data.classes, numbers_of(look.pictures.pictures)) == (("cat", "dog"), [*range(20)])


@pytest.mark.parametrize(
    ("kind", "code", "top"), [(">f4", 13, 1), (">f8", 14, 1), (">i2", 11, 4095), (">i4", 12, 65535)]
)
def test_that_idx_files_of_other_numbers_are_read(tmp_path: Path, kind: str, code: int, top: float) -> None:
    folder = tmp_path / "set"
    array = (grey(range(20)).astype(np.float64) / 255 * top).astype(kind)
    head = struct.pack(">BBBB3I", 0, 0, code, 3, *array.shape)
    write(folder / "train-images-idx3-ubyte", head + array.tobytes())
    write(folder / "train-labels-idx1-ubyte", idx_bytes(np.arange(20, dtype=np.uint8) % 10))
    look = opened(folder, 28)
    assert numbers_of(look.pictures.pictures) == [*range(20)]
    assert [problem.code for problem in look.report.problems] == ["range"]


def test_that_gz_files_that_are_not_packed_are_read(tmp_path: Path) -> None:
    write(tmp_path / "set" / "train-images-idx3-ubyte", idx_bytes(grey(range(10))))
    write(tmp_path / "set" / "train-labels-idx1-ubyte", idx_bytes(np.arange(10, dtype=np.uint8)))
    for path in [*(tmp_path / "set").iterdir()]:
        path.rename(path.with_name(path.name + ".gz"))
    assert numbers_of(opened(tmp_path / "set", 28).pictures.pictures) == [*range(10)]


def test_that_a_table_that_is_not_packed_is_read(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "digits.csv.gz").write_text(csv_of(lambda n: n % 10))
    assert numbers_of(opened(tmp_path / "set", 28).pictures.pictures) == [*range(20)]


def test_that_a_packed_table_that_is_cut_off_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    rng = np.random.default_rng(0)
    lines = [",".join(map(str, rng.integers(0, 256, 785))) for _ in range(100)]
    data = gzip.compress("\n".join(lines).encode())
    (tmp_path / "set" / "noise.csv.gz").write_bytes(data[: len(data) // 2])
    look = opened(tmp_path / "set", 28)
    assert 30 < look.report.count < 60
    assert problems(look, "corrupt") == [f"noise.csv.gz is cut off or damaged after {look.report.count} pictures."]


def test_that_arrays_of_objects_are_said_to_be_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    rows = np.empty(3, object)
    rows[:] = [np.zeros((20, 20)), np.zeros((30, 30)), np.zeros((40, 40))]
    np.savez(tmp_path / "set" / "faces.npz", images=rows)
    with pytest.raises(StudioError, match="holds Python objects, which could run anything"):
        opened(tmp_path / "set")
    np.save(tmp_path / "set" / "faces.npy", rows)
    (tmp_path / "set" / "faces.npz").unlink()
    with pytest.raises(StudioError, match="holds Python objects, which could run anything"):
        opened(tmp_path / "set")


def test_that_labels_that_are_objects_are_named_and_the_pictures_used(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    labels = np.array(["a", "b"] * 5, dtype=object)
    np.savez(tmp_path / "set" / "faces.npz", images=grey(range(10)), labels=labels)
    look = opened(tmp_path / "set", 28)
    assert (look.data.kind, numbers_of(look.pictures.pictures)) == ("plain", [*range(10)])
    assert problems(look, "label-line") == [
        "labels in faces.npz holds Python objects, which are not read; save it as text or numbers."
    ]


def test_that_arrays_under_other_names_are_said(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    np.savez(tmp_path / "set" / "faces.npz", faces=grey(range(10)), moods=np.arange(10) % 2)
    assert notes(opened(tmp_path / "set", 28)) == [
        "faces.npz: faces is used, moods is not; call labels “labels” and pictures “images”."
    ]


def test_that_pictures_beside_an_array_are_said_and_a_click_uses_them(tmp_path: Path) -> None:
    for number in range(3):
        save(tmp_path / "set" / f"{number}.png", number)
    np.save(tmp_path / "set" / "faces.npy", grey(range(20, 30)))
    look = opened(tmp_path / "set", 28)
    assert look.report.count == 10
    assert problems(look, "pictures-beside") == ["3 picture files beside the table are not used."]
    assert sorted(numbers_of(mended(tmp_path / "set", "pictures-beside").pictures.pictures)) == [0, 1, 2]


def test_that_npy_files_of_different_shapes_stay_sets_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    np.save(tmp_path / "set" / "small.npy", grey(range(10)))
    np.save(tmp_path / "set" / "large.npy", np.zeros((4, 40, 40), np.uint8))
    assert set(opened(tmp_path / "set", 28).data.variants) == {"small", "large"}


def test_that_a_packed_bomb_in_a_table_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    save(tmp_path / "set" / "a.png", 1)
    with (tmp_path / "set" / "bomb.csv.gz").open("wb") as file:
        file.write(gzip.compress(b"a" * (64 << 20)))
    assert opened(tmp_path / "set").data.kind == "plain"
