"""What is used, held back and folded, without decoding anything again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ganstudio.data import recognition
from ganstudio.data.collection import TEST, TRAIN, VALIDATION, Collection, Part
from ganstudio.data.decoding import scanning
from ganstudio.data.decoding.reading import FACTS
from ganstudio.data.decoding.scanning import Scan
from ganstudio.data.files.tree import Entry, walk
from ganstudio.data.inspect import codes_of
from ganstudio.data.preparation import Preparation
from ganstudio.data.selection import Selection, selected
from tests.layouts import flat


def collection(count: int, labels: Sequence[int] | None = None, splits: Sequence[int] | None = None) -> Collection:
    names = tuple("abcdefgh"[: max(labels) + 1]) if labels else ()
    return Collection(
        "labelled" if labels else "plain", "made up",
        records=tuple((Part(Entry(f"{number}.png", f"{number}.png")),) for number in range(count)), count=count,
        labels=None if labels is None else np.array(labels), classes=names,
        splits=None if splits is None else np.array(splits, dtype=np.int8),
    )  # fmt: skip


def scan_of(count: int, sides: Sequence[int] = (), without: Sequence[int] = (), tiles: int = 1) -> Scan:
    """`count` records, of which those in `without` could not be read."""
    facts = np.zeros((count, 1), FACTS)
    facts["width"] = facts["height"] = np.array(sides or [64] * count)[:, None]
    owners = np.repeat([number for number in range(count) if number not in without], tiles)
    return Scan({"pictures": np.zeros((len(owners), 1, 8, 8), np.uint8)}, owners, facts, {}, "print")


def chosen(made: Collection, scan: Scan | None = None, **settings: object) -> Selection:
    preparation = Preparation(**settings)  # type: ignore[arg-type]
    scan = scan or scan_of(made.count)
    return selected(made, scan, preparation, codes_of(scan, preparation) | {"blank": [2, 3], "narrow": [3, 4]})


def test_that_everything_is_used_unless_said_otherwise() -> None:
    choice = chosen(collection(6))
    assert (choice.used.tolist(), choice.held_back.tolist()) == ([*range(6)], [])
    assert (choice.labels, choice.classes) == (None, ())


def test_that_what_could_not_be_read_is_not_used() -> None:
    assert chosen(collection(6), scan_of(6, without=[0, 5])).used.tolist() == [1, 2, 3, 4]
    assert chosen(collection(3), scan_of(3, without=[1], tiles=4)).used.tolist() == [0, 2]


@pytest.mark.parametrize(
    ("skip", "used"), [("blank", [0, 1, 4, 5]), ("blank,narrow", [0, 1, 5]), ("unknown,,blank", [0, 1, 4, 5])]
)
def test_that_codes_are_skipped(skip: str, used: list[int]) -> None:
    assert chosen(collection(6), skip=skip).used.tolist() == used


def test_that_small_pictures_are_left_out() -> None:
    scan = scan_of(5, sides=[8, 16, 32, 64, 31])
    assert chosen(collection(5), scan, smallest=32).used.tolist() == [2, 3]
    assert chosen(collection(5), scan).used.tolist() == [0, 1, 2, 3, 4]


PARTS = [TRAIN, TRAIN, VALIDATION, TEST, TRAIN, TEST]


@pytest.mark.parametrize(
    ("part", "used", "held"),
    [("train", [0, 1, 4], [2, 3, 5]), ("test", [3, 5], [0, 1, 2, 4]), ("all", [0, 1, 2, 3, 4, 5], [])],
)
def test_that_the_parts_of_a_set_are_kept_apart(part: str, used: list[int], held: list[int]) -> None:
    choice = chosen(collection(6, splits=PARTS), part=part)
    assert (choice.used.tolist(), choice.held_back.tolist()) == (used, held)


def test_that_a_validation_part_stands_in_for_a_missing_test_part() -> None:
    choice = chosen(collection(4, splits=[TRAIN, VALIDATION, TRAIN, VALIDATION]), part="test")
    assert (choice.used.tolist(), choice.held_back.tolist()) == ([1, 3], [0, 2])


def test_that_a_set_without_a_training_part_is_all_one() -> None:
    choice = chosen(collection(3, splits=[TEST, VALIDATION, TEST]))
    assert (choice.used.tolist(), choice.held_back.tolist()) == ([0, 1, 2], [])


# -- holding back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_that_about_the_wished_share_is_held_back(share: float) -> None:
    choice = chosen(collection(4000), validation=share)
    assert len(choice.held_back) == pytest.approx(4000 * share, rel=0.1)
    assert sorted([*choice.used, *choice.held_back]) == [*range(4000)]


def test_that_a_larger_share_holds_back_the_same_ones_and_more() -> None:
    small, large = (set(chosen(collection(500), validation=share).held_back.tolist()) for share in (0.1, 0.3))
    assert small < large


def test_that_adding_pictures_moves_no_other_across_the_line() -> None:
    few, many = (set(chosen(collection(count), validation=0.2).held_back.tolist()) for count in (300, 900))
    assert {record for record in many if record < 300} == few


def test_that_added_files_move_no_other_either(tmp_path: Path) -> None:
    def held(folder: Path) -> set[str]:
        tree = walk([folder])
        made = recognition.recognised(tree, Preparation())
        request = scanning.request_for(made, 16, 3, Preparation())
        scan = scanning.scanned(made, tree.fingerprint(), request, tmp_path / "cache", lambda *_: None, lambda: False)
        return {made.name(int(record)) for record in chosen(made, scan, validation=0.3).held_back}

    folder = flat(tmp_path / "set", range(40))
    before = held(folder)
    names = {path.name for path in folder.iterdir()}
    flat(folder, range(100, 140), stem="a {}")
    assert before
    assert {name for name in held(folder) if name in names} == before


def test_that_nothing_more_is_held_back_beside_a_test_part() -> None:
    choice = chosen(collection(6, splits=PARTS), validation=0.5)
    assert choice.used.tolist() == [0, 1, 4]


# -- folding ----------------------------------------------------------------------------------------------

LABELS = [0] * 10 + [1] * 2 + [2] * 9 + [3] * 3 + [4]


def test_that_small_classes_become_one_and_the_rest_keeps_its_names() -> None:
    choice = chosen(collection(25, LABELS), fold_below=5)
    assert choice.classes == ("a", "c", "other")
    assert choice.labels is not None
    assert choice.labels.tolist() == [{0: 0, 2: 1}.get(label, 2) for label in LABELS]


def test_that_a_single_small_class_is_left_alone() -> None:
    choice = chosen(collection(21, LABELS[:21]), fold_below=5)
    assert choice.classes == ("a", "b", "c")


def test_that_only_what_is_used_is_counted() -> None:
    labels = [0] * 8 + [1] * 8 + [2] * 8
    splits = [TRAIN] * 8 + [TRAIN] * 2 + [TEST] * 6 + [TRAIN] * 3 + [TEST] * 5
    choice = chosen(collection(24, labels, splits), fold_below=5)
    assert choice.classes == ("a", "other")
    assert choice.labels is not None
    assert set(choice.labels[choice.held_back].tolist()) == {1}
