"""Lists that leave attributes open, and lists of different pictures that are joined."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from ganstudio.data.batches import Batches
from ganstudio.data.fitting import exclusive_groups
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets import catalogue, store
from ganstudio.data.sets.store import Look, prepare
from tests.drawings import numbers_of
from tests.layouts import save
from tests.looks import opened, problems

NUMBERS = range(12)
OPEN = -1


def said(look: Look) -> dict[int, list[int]]:
    """What is known of each picture by the number in it: 1, 0 or OPEN."""
    pictures = look.pictures
    assert pictures.flags is not None
    known = np.ones_like(pictures.flags) if pictures.known is None else pictures.known
    values = np.where(known > 0, pictures.flags.astype(int), OPEN)
    return dict(zip(numbers_of(pictures.pictures), values.tolist(), strict=True))


def notes(look: Look, code: str = "left-open") -> list[str]:
    return [note.message for note in look.report.notes if note.code == code]


def pictures_in(folder: Path, first: int = 0, name: str = "{:06}.png") -> Path:
    """Twelve pictures that are called 0 to 11 and have the numbers from `first` on in them."""
    for number in NUMBERS:
        save(folder / name.format(number), first + number)
    return folder


def glasses(number: int) -> int:
    return OPEN if number % 3 == 2 else number % 2


def beard(number: int) -> int:
    return OPEN if number < 3 else int(number > 7)


def pandas_floats(glass: int, hair: int) -> tuple[str, str]:
    """A column with a hole in it holds floats, and the hole is empty."""
    words = {1: "1.0", 0: "0.0", OPEN: ""}
    return words[glass], words[hair]


def pandas_truths(glass: int, hair: int) -> tuple[str, str]:
    words = {1: "True", 0: "False", OPEN: ""}
    return words[glass], words[hair]


def table(cells: Callable[[int, int], Sequence[str]], separator: str = ",", index: bool = False) -> str:
    header = separator.join([*([""] if index else []), "file", "glasses", "beard"])
    rows = [separator.join([*([str(n)] if index else []), f"{n:06}.png", *cells(glasses(n), beard(n))])
            for n in NUMBERS]  # fmt: skip
    return "\n".join([header, *rows]) + "\n"


def plain(word: str) -> Callable[[int, int], tuple[str, str]]:
    def cells(glass: int, hair: int) -> tuple[str, str]:
        words = {1: "1", 0: "-1", OPEN: word}
        return words[glass], words[hair]

    return cells


@pytest.mark.parametrize("text", [
    table(pandas_floats), table(pandas_floats, index=True), table(pandas_truths), table(pandas_floats, "\t"),
    table(pandas_floats, ";"), table(pandas_floats).replace("\n", "\r\n"),
    *(table(plain(word)) for word in ("", "?", "NA", "n/a", "NaN", "null", "Unknown")),
])  # fmt: skip
def test_that_cells_may_be_left_open(tmp_path: Path, text: str) -> None:
    folder = pictures_in(tmp_path / "set")
    (folder / "attributes.csv").write_bytes(text.encode())
    look = opened(folder)
    assert (look.data.kind, look.data.attributes) == ("attributes", ("glasses", "beard"))
    assert [each.code for each in look.report.problems] == []
    assert said(look) == {n: [glasses(n), beard(n)] for n in NUMBERS}
    assert look.pictures.info.joint
    assert notes(look) == ["attributes.csv leaves glasses and beard open for 6 pictures: StarGAN learns from what is "
                           "known, other families take it as no."]  # fmt: skip


def test_that_pandas_leaves_cells_open_in_json_too(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    words = {1: 1.0, 0: 0.0, OPEN: None}
    rows = [{"file": f"{n:06}.png", "glasses": words[glasses(n)], "beard": words[beard(n)]} for n in NUMBERS]
    (folder / "attributes.json").write_text(json.dumps(rows, separators=(",", ":")))
    assert said(opened(folder)) == {n: [glasses(n), beard(n)] for n in NUMBERS}


def test_that_spaces_part_cells_that_are_left_open_by_a_mark(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    words = {1: " 1", 0: "-1", OPEN: " ?"}
    lines = [f"{n:06}.png {words[glasses(n)]} {words[beard(n)]}" for n in NUMBERS]
    (folder / "list_attr.txt").write_text("\n".join([str(len(lines)), "glasses beard", *lines]) + "\n")
    assert said(opened(folder)) == {n: [glasses(n), beard(n)] for n in NUMBERS}


def test_that_shares_are_of_what_is_known(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    (folder / "attributes.csv").write_text(table(pandas_floats))
    assert opened(folder).report.shares == pytest.approx((0.5, 4 / 9))


def test_that_other_words_still_leave_their_picture_out(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    rows = [f"{n:06}.png,{n % 2},{'maybe' if n == 10 else '' if n == 2 else n % 2}" for n in NUMBERS]
    (folder / "attributes.csv").write_text("\n".join(["file,glasses,beard", *rows]) + "\n")
    look = opened(folder)
    assert said(look) == {n: [n % 2, OPEN if n == 2 else n % 2] for n in NUMBERS if n != 10}
    assert problems(look, "label-line") == ["Line 12 of attributes.csv is not a picture and 2 yes/no values."]


def test_that_a_column_is_yes_or_no_by_the_cells_that_say_something(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    rows = [f"{n:06}.png,{'yes' if n == 4 else ''},{'' if n % 2 else 'maybe'},{n % 2}" for n in NUMBERS]
    (folder / "attributes.csv").write_text("\n".join(["file,rare,vague,odd", *rows]) + "\n")
    look = opened(folder)
    assert look.data.attributes == ("rare", "odd")
    assert notes(look)[0].startswith("attributes.csv leaves rare open for 11 pictures:")


def test_that_a_class_that_is_left_open_is_an_attribute(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    rows = [f"{n:06}.png,{'' if n == 3 else n % 2}" for n in NUMBERS]
    (folder / "labels.csv").write_text("\n".join(["file,label", *rows]) + "\n")
    look = opened(folder)
    assert (look.data.kind, look.data.attributes) == ("attributes", ("label",))


# -- held back, batches, fingerprints ---------------------------------------------------------------------


def test_that_what_is_known_goes_with_its_pictures_into_batches_and_what_is_held_back(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    text = table(lambda glass, hair: [*pandas_floats(glass, hair)]).splitlines()
    rows = [f"{line},{'split' if not number else 'test' if number > 8 else 'train'}"
            for number, line in enumerate(text)]  # fmt: skip
    (folder / "attributes.csv").write_text("\n".join(rows) + "\n")
    pictures = opened(folder).pictures
    assert pictures.held_back is not None
    source = Batches(pictures, 4, 0, torch.device("cpu"), (0.0, 255.0))
    for batch in (source.draw_batch(), source.draw_batch(), source.examples(4)):
        assert batch.flags is not None
        assert batch.known is not None
        numbers = numbers_of(batch.pictures.round().byte().numpy())
        values = np.where(batch.known.numpy() > 0, batch.flags.numpy().astype(int), OPEN)
        assert values.tolist() == [[glasses(n), beard(n)] for n in numbers]


def test_that_a_fingerprint_knows_what_is_open(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    prints = []
    for word in ("0", ""):
        (folder / "attributes.csv").write_text(table(plain(word)))
        prints.append(opened(folder).pictures.info.fingerprint)
    assert prints[0] != prints[1]


# -- joined -----------------------------------------------------------------------------------------------


def celeba_style(folder: Path, names: str, values: Callable[[int], str]) -> None:
    lines = [f"{n:06}.png {values(n)}" for n in NUMBERS]
    (folder / "list_attr.txt").write_text("\n".join([str(len(lines)), names, *lines]) + "\n")


def sign(value: int) -> str:
    return f"{2 * value - 1:>2}"


def two_sets(folder: Path) -> Path:
    """Two sub-folders with the same names of files, each with its own list, one attribute in common."""
    pictures_in(folder / "people", 0)
    pictures_in(folder / "masks", 100)
    celeba_style(folder / "people", "glasses smile", lambda n: f"{sign(n % 2)} {sign(n > 5)}")
    celeba_style(folder / "masks", "smile hat", lambda n: f"{sign(n < 4)} {sign(n % 2)}")
    return folder


def joint(n: int) -> list[int]:
    """Masks come first, by the alphabet."""
    return [int(n - 100 < 4), n % 2, OPEN] if n >= 100 else [int(n > 5), OPEN, n % 2]


def test_that_the_lists_of_two_folders_are_joined(tmp_path: Path) -> None:
    look = opened(two_sets(tmp_path / "set"))
    assert look.data.attributes == ("smile", "hat", "glasses")
    assert [each.code for each in look.report.problems] == []
    assert said(look) == {n: joint(n) for n in [*NUMBERS, *range(100, 112)]}
    assert notes(look) == ["masks/list_attr.txt and people/list_attr.txt leave hat and glasses open for 24 pictures: "
                           "StarGAN learns from what is known, other families take it as no."]  # fmt: skip
    assert notes(look, "list-beside") == []
    assert look.report.shares == pytest.approx(((4 + 6) / 24, 0.5, 0.5))


def test_that_two_folders_that_are_chosen_together_are_joined(tmp_path: Path) -> None:
    folder = two_sets(tmp_path / "set")
    entry = catalogue.from_paths([folder / "people", folder / "masks"], Preparation(), tmp_path / "cache")
    look = store.look(entry, 32, 3, tmp_path / "cache")
    names = look.pictures.info.attributes
    assert set(names) == {"smile", "hat", "glasses"}
    places = [names.index(name) for name in ("smile", "hat", "glasses")]
    found = {number: [values[place] for place in places] for number, values in said(look).items()}
    assert found == {n: joint(n) for n in [*NUMBERS, *range(100, 112)]}


def test_that_sentences_about_lines_name_the_right_list(tmp_path: Path) -> None:
    folder = two_sets(tmp_path / "set")
    masks = (folder / "masks" / "list_attr.txt").read_text().replace("000004.png -1", "000004.png  x")
    (folder / "masks" / "list_attr.txt").write_text(masks)
    save(folder / "people" / "new.png", 50)
    look = opened(folder)
    assert problems(look, "label-line") == ["Line 7 of masks/list_attr.txt is not a picture and 2 yes/no values."]
    assert "new.png has no line in people/list_attr.txt that is used." in problems(look, "no-label")
    assert sorted(said(look)) == [*NUMBERS, *(n for n in range(100, 112) if n != 104)]


def test_that_a_line_for_a_missing_file_means_none_of_another_folder(tmp_path: Path) -> None:
    folder = two_sets(tmp_path / "set")
    (folder / "people" / "000003.png").unlink()
    look = opened(folder)
    assert problems(look, "missing") == ["people/list_attr.txt lists 000003.png, which is not there."]
    assert said(look) == {n: joint(n) for n in [*NUMBERS, *range(100, 112)] if n != 3}


def test_that_lists_of_the_same_columns_make_a_whole(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    for name, numbers in (("train_attr.csv", NUMBERS[:8]), ("test_attr.csv", NUMBERS[8:])):
        rows = [f"{n:06}.png,{n % 2},{int(n > 5)}" for n in numbers]
        (folder / name).write_text("\n".join(["file,odd,late", *rows]) + "\n")
    look = opened(folder)
    assert said(look) == {n: [n % 2, int(n > 5)] for n in NUMBERS}
    assert look.pictures.known is None
    assert not look.pictures.info.joint
    assert notes(look) == []


def test_that_lists_of_the_same_pictures_stay_apart(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    for name, column in (("a_attr.csv", "glasses"), ("b_attr.csv", "hat")):
        rows = [f"{n:06}.png,{n % 2},{int(n > 5)}" for n in NUMBERS]
        (folder / name).write_text("\n".join([f"file,{column},smile", *rows]) + "\n")
    look = opened(folder)
    assert look.data.attributes == ("glasses", "smile")
    assert notes(look, "list-beside") == ["b_attr.csv says something of these pictures too, and is not used."]


def test_that_columns_without_names_are_not_joined(tmp_path: Path) -> None:
    folder = pictures_in(tmp_path / "set")
    for name, numbers in (("a_attr.csv", NUMBERS[:6]), ("b_attr.csv", NUMBERS[6:])):
        (folder / name).write_text("\n".join(f"{n:06}.png,{n % 2},{n % 3 % 2}" for n in numbers) + "\n")
    assert sorted(said(opened(folder))) == [*NUMBERS[:6]]


def test_that_splits_of_joined_lists_are_kept(tmp_path: Path) -> None:
    folder = two_sets(tmp_path / "set")
    for name in ("people", "masks"):
        parts = "".join(f"{name}/{n:06}.png {2 if n > 9 else 0}\n" for n in NUMBERS)
        (folder / name / "list_eval_partition.txt").write_text(parts)
    look = opened(folder)
    assert look.pictures.held_back is not None
    assert sorted(numbers_of(look.pictures.held_back.pictures)) == [10, 11, 110, 111]


# -- groups -----------------------------------------------------------------------------------------------


def test_that_only_pictures_of_which_both_are_known_tell_what_excludes_each_other() -> None:
    names = ("hair: red", "hair: blue", "hair: long")
    flags = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]], np.uint8)
    known = np.array([[1, 1, 0], [1, 1, 0], [1, 1, 0], [0, 0, 1], [0, 0, 1]], np.uint8)
    assert exclusive_groups(names, flags) == (names,)
    assert exclusive_groups(names, flags, known) == (names[:2],)


def test_that_prepared_pictures_have_what_is_known_too(tmp_path: Path) -> None:
    folder = two_sets(tmp_path / "set")
    entry = catalogue.from_paths([folder], Preparation(), tmp_path / "cache")
    pictures = prepare(entry, 32, 3, tmp_path / "cache")
    assert pictures.known is not None
    assert pictures.known.sum(0).tolist() == [24, 12, 12]
