"""The fixes that the x-ray offers do what they say."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganstudio.core import params
from ganstudio.core.errors import StudioError
from ganstudio.data.findings import ADVICE, REPAIRED, RULES, UNUSABLE
from ganstudio.data.inspect import fold_limit
from ganstudio.data.preparation import Preparation
from tests.drawings import numbers_of
from tests.layouts import (
    classes,
    flat,
    save,
)
from tests.looks import named, of_code, opened


def test_that_every_fix_is_a_change_of_the_preparation() -> None:
    known = {field.name for field in fields(Preparation)}
    for rule in RULES.values():
        assert bool(rule.fix) == bool(rule.changes)
        assert rule.changes.keys() <= known
        params.from_mapping(Preparation, rule.changes)
        assert rule.weight in (UNUSABLE, REPAIRED, ADVICE)
        assert rule.remedy.endswith(".")


def test_that_pictures_below_a_size_can_be_left_out(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set", range(10))
    for number in range(20, 25):
        save(folder / f"large {number}.png", number, (80, 96))
    assert named(opened(folder).report) == {"mixed-sizes": {""}, "mixed-shapes": {""}}
    fixed = opened(folder, **RULES["mixed-sizes"].changes)
    assert sorted(numbers_of(fixed.pictures.pictures)) == [*range(20, 25)]
    assert len(of_code(fixed.report, "too-small")) == 10


def test_that_letterboxing_shows_all_of_a_picture(tmp_path: Path) -> None:
    for index in range(3):
        image = Image.new("RGB", (90, 40 + index), (0, 0, 255))
        image.paste((255, 0, 0), (0, 0, 20, 60))
        (tmp_path / "set").mkdir(exist_ok=True)
        image.save(tmp_path / "set" / f"{index}.png")
    cropped = np.asarray(opened(tmp_path / "set").pictures.pictures)
    assert cropped[:, 0].max() < 10
    for paper, shade in (("white", 255), ("black", 0)):
        boxed = np.asarray(opened(tmp_path / "set", **RULES["mixed-shapes"].changes, paper=paper).pictures.pictures)
        assert (boxed[:, 0, 16, 1] > 200).all()  # the red stripe
        assert (boxed[:, :, 1, 16] == shade).all()


def test_that_small_classes_are_folded_at_the_limit_that_is_offered(tmp_path: Path) -> None:
    for number in range(46):
        folder = "cats" if number < 40 else ("ants", "bees")[number % 2]
        save(tmp_path / "set" / folder / f"{number}.png", number)
    look = opened(tmp_path / "set")
    assert of_code(look.report, "unbalanced")
    assert look.report.class_counts == (3, 3, 40)
    assert fold_limit(look.report) == 5
    folded = opened(tmp_path / "set", fold_below=fold_limit(look.report))
    assert (folded.pictures.info.classes, folded.report.class_counts) == (("cats", "other"), (40, 6))
    assert not of_code(folded.report, "unbalanced")
    assert folded.pictures.labels is not None
    assert [label == 1 for label in folded.pictures.labels] == [n >= 40 for n in numbers_of(folded.pictures.pictures)]
    assert folded.pictures.info.fingerprint != look.pictures.info.fingerprint


def test_that_everything_cannot_be_folded_into_one_class(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="fewer than 99 pictures"):
        opened(classes(tmp_path / "set"), fold_below=99)


def test_that_some_are_held_back(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set", range(120))
    assert [note.code for note in opened(folder).report.notes] == ["few", "no-validation"]
    fixed = opened(folder, **RULES["no-validation"].changes)
    held = fixed.pictures.held_back
    assert held is not None
    assert 5 <= len(held.pictures) <= 20
    assert sorted(numbers_of(held.pictures) + numbers_of(fixed.pictures.pictures)) == [*range(120)]
    assert [note.code for note in fixed.report.notes] == ["few"]


def test_that_mirroring_is_only_noted_here(tmp_path: Path) -> None:
    fixed = opened(flat(tmp_path / "set"), **RULES["few"].changes)
    assert fixed.pictures.flip
    assert -1 not in numbers_of(fixed.pictures.pictures)  # the batches mirror


def test_that_the_smallest_size_can_be_set(tmp_path: Path) -> None:
    folder = flat(tmp_path / "set", range(10))
    with pytest.raises(StudioError, match="No picture in set can be used"):
        opened(folder, smallest=33)
