"""Pictures left out one by one: kept, undone, and part of what a run is known by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ganstudio.core import params
from ganstudio.core import recipe as recipes
from ganstudio.core.errors import StudioError
from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.core.settings import Places
from ganstudio.data.findings import BY_HAND
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets import shelf, shelving, store
from ganstudio.data.sets.store import Look
from ganstudio.launch import chosen_set, resolve
from tests.drawings import drawing, numbers_of
from tests.layouts import classes, save, two_folders
from tests.looks import opened


def numbered(folder: Path, count: int) -> Path:
    for number in range(count):
        save(folder / f"{number}.png", number)
    return folder


def test_that_nothing_about_it_is_written_when_nothing_is_left_out() -> None:
    assert shelf.changed(Preparation()) == {}
    assert Preparation().by_hand == frozenset()


def test_that_a_left_out_picture_is_not_used(tmp_path: Path) -> None:
    folder = numbered(tmp_path / "set", 20)
    look = opened(folder, left_out="3.png\n7.png\ngone.png")
    assert sorted(numbers_of(look.pictures.pictures)) == [n for n in range(20) if n not in (3, 7)]
    assert [each.file for each in look.report.groups()[BY_HAND]] == ["3.png", "7.png"]
    assert look.report.left_out == 2
    assert look.data.count == 18


def test_that_it_stays_on_the_sheet_beside_the_others(tmp_path: Path) -> None:
    folder = numbered(tmp_path / "set", 20)
    look = opened(folder, left_out="3.png")
    assert sorted(numbers_of(look.shown.pictures)) == [*range(20)]
    names = [look.report.collection.name(int(record)) for record in look.records]
    assert [int(name.partition(".")[0]) for name in names] == numbers_of(look.shown.pictures)


def test_that_it_moves_no_other_picture_across_the_line(tmp_path: Path) -> None:
    folder = numbered(tmp_path / "set", 60)

    def held(look: Look) -> set[int]:
        assert look.pictures.held_back is not None
        return {*numbers_of(look.pictures.held_back.pictures)}

    before = held(opened(folder, validation=0.3))
    one = min(before)
    assert held(opened(folder, validation=0.3, left_out=f"{one}.png")) == before - {one}


def test_that_a_pair_goes_as_a_whole(tmp_path: Path) -> None:
    look = opened(two_folders(tmp_path / "pairs"), 64)
    name = look.report.collection.name(4)
    fewer = opened(tmp_path / "pairs", 64, left_out=name)
    assert fewer.report.count == 29
    assert numbers_of(fewer.pictures.partners["sketch"]) == numbers_of(fewer.pictures.pictures)


def test_that_a_copy_stands_in_for_its_first(tmp_path: Path) -> None:
    folder = numbered(tmp_path / "set", 12)
    for name in ("copy.png", "other copy.png"):
        drawing(5).save(folder / name)
    first = next(each for each in opened(folder).report.problems if each.code == "duplicate")
    look = opened(folder)
    original = look.report.collection.name(first.other)
    fixed = opened(folder, skip="duplicate", left_out=original)
    assert numbers_of(fixed.pictures.pictures).count(5) == 1


def test_that_a_run_knows_its_pictures_by_it(tmp_path: Path, places: Places) -> None:
    data = shelving.add([classes(tmp_path / "pets")], "pets", places, sizes=[32]).data
    whole = store.prepare(data, 32, 3, places.cache)
    name = shelving.look(data, places).report.collection.name(0)
    fewer = shelving.change(data, places, left_out=name)
    assert store.prepare(fewer, 32, 3, places.cache).info.fingerprint != whole.info.fingerprint
    back = shelving.change(fewer, places, left_out="")
    assert store.prepare(back, 32, 3, places.cache).info.fingerprint == whole.info.fingerprint


def test_that_it_travels_in_the_recipe_whatever_happens_to_the_set(tmp_path: Path, places: Places) -> None:
    data = shelving.add([numbered(tmp_path / "set", 20)], "set", places, sizes=[32]).data
    data = shelving.change(data, places, left_out="3.png\n7.png")
    recipe = resolve(Recipe("dcgan", "quick", DataChoice("set")), data).recipe
    shelving.change(data, places, left_out="")
    again = recipes.from_toml(recipes.to_toml(recipe))
    assert again.digest() == recipe.digest()
    assert chosen_set(again.data, places).preparation.by_hand == {"3.png", "7.png"}


def test_that_looking_again_reads_nothing_and_says_the_same(tmp_path: Path) -> None:
    folder = numbered(tmp_path / "set", 20)
    look = opened(folder)
    data = replace(look.data, preparation=Preparation(left_out="3.png", validation=0.2, flip=True))
    assert store.only_selects(look.data, data)
    fast, slow = store.look_again(look, data), opened(folder, left_out="3.png", validation=0.2, flip=True)
    assert fast.pictures.info == slow.pictures.info
    assert fast.report.problems == slow.report.problems
    assert np.array_equal(np.asarray(fast.pictures.pictures), np.asarray(slow.pictures.pictures))
    with pytest.raises(StudioError, match="No picture"):
        store.look_again(
            look, replace(data, preparation=Preparation(left_out="\n".join(f"{n}.png" for n in range(20))))
        )


@pytest.mark.parametrize("setting", ["read_as", "variant", "sketch", "fit", "paper", "invert"])
def test_that_what_changes_the_reading_is_read(setting: str) -> None:
    spec = next(each for each in params.specs(Preparation) if each.name == setting)
    value = True if spec.kind is bool else spec.choices[-1] if spec.choices else "other"
    data = replace(opened_data(), preparation=Preparation(**{setting: value}))  # type: ignore[arg-type]
    assert not store.only_selects(opened_data(), data)


def opened_data() -> store.DataSet:
    return store.DataSet("set", "Set", "", "plain", (Path("/pictures"),), 12)
