"""A folder with every defect there is: each is named with its file, and the healthy pictures load all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from ganstudio.data.findings import NOTES, RULES, UNUSABLE
from ganstudio.data.sets.store import Look
from tests.drawings import numbers_of
from tests.looks import named, opened
from tests.sick import GOOD_CATS, GOOD_DOGS, sick_folder


@pytest.fixture(scope="module")
def sick(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, set[str]], Look]:
    folder = tmp_path_factory.mktemp("hospital") / "pets"
    expected = sick_folder(folder)
    return folder, expected, opened(folder)


def test_that_every_defect_is_named_with_its_file(sick: tuple[Path, dict[str, set[str]], Look]) -> None:
    _, expected, look = sick
    assert len(expected) >= 24
    assert named(look.report) == {**expected, "mixed-colours": {"cats/deep sea.png"}}


def test_that_every_problem_is_a_sentence_with_a_remedy(sick: tuple[Path, dict[str, set[str]], Look]) -> None:
    for problem in sick[2].report.problems:
        assert problem.message.endswith(".")
        assert problem.message.isprintable()  # one line, whatever the file is called
        assert problem.remedy == RULES[problem.code].remedy
    groups = sick[2].report.groups()
    weights = [RULES[code].weight for code in groups if code not in NOTES]
    assert weights == sorted(weights, key=lambda weight: weight != UNUSABLE)


def test_that_the_healthy_pictures_load_with_their_labels(sick: tuple[Path, dict[str, set[str]], Look]) -> None:
    _, expected, look = sick
    numbers = numbers_of(look.pictures.pictures)
    assert {*GOOD_CATS, *GOOD_DOGS} <= set(numbers)
    assert look.pictures.labels is not None
    assert all((label == 1) == (100 <= number < 106) for label, number in zip(look.pictures.labels, numbers))
    unusable = [file for code, files in expected.items() if RULES[code].weight == UNUSABLE for file in files]
    assert look.report.count == len(numbers) < 100
    assert all(any(name.rpartition("/")[2] in text for name in unusable) for text in look.pictures.left_out)
    assert len(look.pictures.left_out) == 12  # ten that could not be decoded, and two of kinds that are not read


def test_that_what_is_repaired_looks_as_it_should(sick: tuple[Path, dict[str, set[str]], Look]) -> None:
    """Turned upright, first frame, 16 bits, CMYK, odd names: their numbers can be read."""
    assert {202, 204, 205, 211, 212, 215, 216} <= set(numbers_of(sick[2].pictures.pictures))


def test_that_the_second_look_says_the_same(sick: tuple[Path, dict[str, set[str]], Look]) -> None:
    folder, _, look = sick
    again = opened(folder)
    assert again.report.problems == look.report.problems
    assert again.pictures.info == look.pictures.info


SKIPS = [code for code, rule in RULES.items() if rule.changes.get("skip") == code]


@pytest.mark.parametrize("code", SKIPS)
def test_that_skipping_leaves_out_exactly_the_named_ones(
    sick: tuple[Path, dict[str, set[str]], Look], code: str
) -> None:
    folder, _, look = sick
    skipped = opened(folder, skip=code)
    gone = set(look.report.selection.used) - set(skipped.report.selection.used)
    names = {look.report.collection.name(int(record)) for record in gone}
    assert gone == set(look.report.codes[code])
    assert names == named(look.report)[code] | ({"cats/deep.png"} if code == "mixed-colours" else set())
    assert set(skipped.report.selection.used) < set(look.report.selection.used)


def test_that_several_codes_can_be_skipped_together(sick: tuple[Path, dict[str, set[str]], Look]) -> None:
    skipped = opened(sick[0], skip=",".join(SKIPS))
    assert sorted(numbers_of(skipped.pictures.pictures)) == [*GOOD_CATS, *GOOD_DOGS, 215, 216]
