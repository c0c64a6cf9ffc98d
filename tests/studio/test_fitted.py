"""Quick and stable settings follow from the size of the pictures, unless somebody has chosen otherwise."""

from __future__ import annotations

import pytest

from ganstudio import launch
from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.core.settings import Places, Settings
from ganstudio.engine.registry import base_of, families, values_of
from ganstudio.studio.draft import Draft
from ganstudio.studio.training import as_command


@pytest.mark.parametrize("preset", ["quick", "stable"])
@pytest.mark.parametrize("size", [28, 32, 64, 128])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("key", ["dcgan", "cgan", "acgan", "infogan"])
def test_that_larger_pictures_want_a_stronger_penalty(key: str, channels: int, size: int, preset: str) -> None:
    kind = families()[key]
    fitted = kind.fitted(preset, size, channels)
    if (size, channels) == (28, 1):
        assert fitted == {}
    else:
        assert fitted["r1"] >= 1
        assert fitted.get("batch", 32) == (16 if channels * size * size >= 3_000 else 32)
    if (size, channels) == (64, 3):
        assert fitted["r1"] == 10


def test_that_only_quick_and_stable_are_fitted() -> None:
    for kind in families().values():
        assert not any(kind.fitted(preset.key, 64, 3) for preset in kind.presets if preset.faithful)


def test_that_few_pictures_are_shown_in_small_batches_by_our_own_presets() -> None:
    kind = families()["dcgan"]
    batches = [base_of(kind, "quick", 28, 1, count)["batch"] for count in (0, 3, 12, 40, 63, 64, 10_000)]
    assert batches == [32, 32, 6, 20, 30, 32, 32]
    assert base_of(kind, "team24", 32, 1, 12)["batch"] == 64


def test_that_photographs_that_are_cut_into_tiles_are_not_few(places: Places) -> None:
    resolved = launch.named(Recipe("srgan", "quick", DataChoice("photographs")), places)
    assert resolved.data.count < 16
    assert resolved.recipe.settings["batch"] == 16
    draft = Draft(Settings(places.settings), places)
    draft.choose_data(resolved.data)
    draft.choose_family("srgan", "quick")
    assert draft.problems() == []


def test_that_recipes_from_before_muon_go_on_with_adam(places: Places) -> None:
    recipe = launch.named(Recipe("stargan", "quick", DataChoice("cartoon-faces")), places).recipe
    assert recipe.settings["optimiser"] == "muon"
    before = {name: value for name, value in recipe.settings.items() if name != "optimiser"}
    assert launch.named(recipe.changed(settings=before), places).recipe.settings["optimiser"] == "adam"
    assert values_of(families()["stargan"], recipe.changed(settings=before)).optimiser == "adam"  # type: ignore[attr-defined]


def test_that_what_was_chosen_stays_when_the_size_changes(places: Places) -> None:
    draft = Draft(Settings(places.settings), places)
    draft.choose_family("dcgan", "quick")
    draft.set("latent", 50)
    assert (draft.recipe.settings["r1"], draft.recipe.settings["batch"]) == (1.0, 32)
    draft.set_size(64)
    draft.set_channels(3)
    assert (draft.recipe.settings["r1"], draft.recipe.settings["batch"]) == (10.0, 16)
    assert draft.changed_settings() == {"latent": 50}
    draft.set_size(28)
    draft.set_channels(1)
    assert (draft.recipe.settings["r1"], draft.recipe.settings["batch"]) == (1.0, 32)
    assert draft.recipe.settings["latent"] == 50


def test_that_a_run_of_other_settings_is_started_again_as_it_was(places: Places) -> None:
    """A recipe from before settings were fitted says r1 = 1 at 64 pixels: so must its command."""
    before = Recipe("dcgan", "quick", DataChoice("cartoon-faces", 64, 3), {"r1": 1.0, "batch": 32, "network": "quick"})
    command = as_command(launch.named(before, places).recipe, places.runs)
    assert all(f"--set {part}" in command for part in ("r1=1.0", "batch=32", "network=quick"))
    fitted = as_command(launch.named(before.changed(settings={}), places).recipe, places.runs)
    assert "--set" not in fitted
