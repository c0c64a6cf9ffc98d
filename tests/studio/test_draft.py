from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ganstudio.core.errors import StudioError
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.settings import Places, Settings
from ganstudio.data.sets import catalogue
from ganstudio.engine import registry
from ganstudio.studio.draft import Draft
from tests.synthetic import write_pictures


@pytest.fixture
def draft(app: QApplication, settings: Settings, places: Places) -> Draft:
    return Draft(settings, places)


def complete(recipe: Recipe) -> bool:
    names = registry.settings_of(registry.family(recipe.family), recipe.preset)
    return set(recipe.settings) == set(names) and recipe.data.size > 0 and recipe.data.channels in (1, 3)


def test_that_a_newcomer_can_start_at_once(draft: Draft) -> None:
    assert (draft.recipe.family, draft.recipe.preset, draft.recipe.data.source) == ("cgan", "quick", "fashion-mnist")
    assert draft.problems() == []
    assert complete(draft.recipe)


def test_that_it_is_complete_after_every_choice(draft: Draft) -> None:
    told: list[bool] = []
    draft.changed.connect(lambda: told.append(complete(draft.recipe)))
    for key, kind in registry.families().items():
        draft.choose_family(key)
        for preset in kind.presets:
            draft.choose_preset(preset.key)
            assert draft.recipe.preset == preset.key
            assert draft.recipe.data.size in draft.sizes
            assert draft.changed_settings() == {}
    draft.choose_data(catalogue.find("mnist"))
    draft.set_budget(5, "epochs")
    draft.set_seed(7)
    assert all(told)
    assert (draft.recipe.data.source, draft.recipe.budget, draft.recipe.seed) == ("mnist", Budget(5, "epochs"), 7)


def test_that_a_changed_setting_is_told_from_its_preset(draft: Draft) -> None:
    draft.set("batch", 40)
    assert draft.changed_settings() == {"batch": 40}
    assert draft.base["batch"] != 40
    draft.set("batch", draft.base["batch"])
    assert draft.changed_settings() == {}


def test_that_a_setting_that_cannot_be_leaves_everything_as_it_was(draft: Draft) -> None:
    before = draft.recipe
    for name, value in (("batch", 0), ("no_such_setting", 1)):
        with pytest.raises(StudioError):
            draft.set(name, value)
        assert draft.recipe == before


def test_that_pictures_without_classes_bring_a_family_that_needs_none(draft: Draft, tmp_path: Path) -> None:
    write_pictures(tmp_path / "mine", 12)
    draft.choose_data(catalogue.from_folder(tmp_path / "mine"))
    assert (draft.recipe.family, draft.recipe.preset) == ("dcgan", "quick")
    assert complete(draft.recipe)
    assert draft.recipe.data.channels == 3
    draft.choose_data(catalogue.find("mnist"))
    assert draft.recipe.family == "dcgan"  # what was chosen for you is not taken back


def test_that_pictures_with_classes_keep_the_family(draft: Draft, tmp_path: Path) -> None:
    for seed, name in enumerate(("cats", "dogs")):
        write_pictures(tmp_path / "mine" / name, 12, seed)
    draft.choose_data(catalogue.from_folder(tmp_path / "mine"))
    assert draft.recipe.family == "cgan"
    assert draft.info().classes == ("cats", "dogs")


def test_that_it_is_remembered(draft: Draft, places: Places) -> None:
    draft.choose_family("vanilla", "sgn")
    draft.set("batch", 24)
    again = Draft(Settings(places.settings), places)
    assert again.recipe == draft.recipe
    assert again.changed_settings() == {"batch": 24}


def test_that_a_folder_that_is_gone_is_forgotten(draft: Draft, places: Places, tmp_path: Path) -> None:
    write_pictures(tmp_path / "mine", 12)
    draft.choose_data(catalogue.from_folder(tmp_path / "mine"))
    (tmp_path / "mine").rename(tmp_path / "elsewhere")
    again = Draft(Settings(places.settings), places)
    assert (again.recipe.family, again.recipe.data.source) == ("cgan", "fashion-mnist")


@pytest.mark.parametrize("nonsense", ["text", [], {"family": 3}, {"family": "cgan"}, {"format": 99}])
def test_that_nonsense_in_the_settings_is_passed_over(nonsense: object, app: QApplication, places: Places) -> None:
    settings = Settings(places.settings)
    settings.put("draft", nonsense)
    assert Draft(Settings(places.settings), places).recipe.family == "cgan"


def test_that_every_problem_goes_away_with_its_own_button(draft: Draft, tmp_path: Path) -> None:
    write_pictures(tmp_path / "mine", 12)
    plain = catalogue.from_folder(tmp_path / "mine")

    def without_classes() -> None:
        draft.choose_data(plain)
        draft.choose_family("cgan")

    def too_few() -> None:
        draft.choose_data(plain)
        draft.set("batch", 64)

    for code, make in (("labelled", without_classes), ("batch", too_few), ("size", lambda: draft.set_size(17))):
        try:
            make()
        except StudioError as error:
            pytest.fail(f"{code}: {error}")
        (problem,) = (problem for problem in draft.problems() if problem.code == code)
        assert problem.fix
        draft.mend(problem)
        assert code not in [problem.code for problem in draft.problems()]
        assert complete(draft.recipe)


def test_that_a_whole_recipe_can_be_taken_over(draft: Draft) -> None:
    wanted = Recipe("vanilla", "team24", DataChoice("mnist"), {"batch": 16}, Budget(3, "epochs"), seed=9)
    draft.adopt(wanted)
    assert (draft.recipe.family, draft.recipe.seed, draft.recipe.settings["batch"]) == ("vanilla", 9, 16)
    before = draft.recipe
    with pytest.raises(StudioError, match="no data set called"):
        draft.adopt(wanted.changed(data=DataChoice("minst")))
    assert draft.recipe == before


def test_that_each_set_says_what_choosing_it_would_bring(draft: Draft) -> None:
    sets = {data.key: data for data in catalogue.built_in()}
    draft.choose_family("cgan")
    assert draft.outcome(sets["fashion-mnist"]) == ""
    assert draft.outcome(sets["cartoon-faces"]) == ""  # attributes will do
    assert draft.outcome(sets["photographs"]) == "switches to DCGAN"
    draft.choose_family("pix2pix")
    assert draft.outcome(sets["cartoon-pairs"]) == ""
    assert draft.outcome(sets["cartoon-faces"]) == "lines are drawn from the colours"
    draft.choose_data(sets["cartoon-faces"])
    assert (draft.recipe.family, draft.data.kind) == ("pix2pix", "pairs")


def test_that_drawing_lines_keeps_how_a_set_is_prepared(draft: Draft) -> None:
    data = next(each for each in catalogue.built_in() if each.key == "cartoon-faces")
    draft.choose_data(replace(data, preparation=replace(data.preparation, flip=True)))
    draft.choose_family("dcgan")
    draft.choose_data(draft.data)
    assert draft.recipe.data.preparation == {"flip": True}
    draft.choose_family("pix2pix")
    draft.choose_data(replace(data, preparation=replace(data.preparation, flip=True)))
    assert draft.recipe.data.preparation == {"flip": True}
    assert draft.recipe.data.lines
