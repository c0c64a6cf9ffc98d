"""What a model has learned from: the recipe beside its file, or that of the run that it says it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ganstudio.core.errors import StudioError
from ganstudio.core.player import Player
from ganstudio.core.recipe import Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places
from ganstudio.data.sets.dataset import DataSet
from ganstudio.launch.resolving import chosen_set, read_recipe

CHOOSE = "Choose the pictures that it learned from."


def recipe_of(model: Player, store: RunStore) -> Recipe:
    """The recipe of a model. Raises StudioError where nobody knows it any more."""
    if model.path.is_dir():
        return Run(model.path).recipe()
    beside = model.path.with_suffix(".toml")
    if beside.is_file():
        return read_recipe(beside)
    return _of_run(model, str(model.card.get("source", "")), store)


def _of_run(model: Player, source: str, store: RunStore) -> Recipe:
    if not source:
        raise StudioError(f"{model.name} does not say which pictures it learned from.", CHOOSE)
    try:
        run = store.find(source)
        recipe = run.recipe()
    except StudioError:
        recipe = None
    wanted = model.card.get("recipe_digest")
    if recipe is None or run.id != source or (wanted and wanted != recipe.digest()):
        raise StudioError(f"The run that {model.name} comes from is not here, so nobody knows its pictures.", CHOOSE)
    return recipe


def set_of(model: Player, store: RunStore, places: Places) -> DataSet:
    """The set that a model has learned from, prepared as it was then. Raises StudioError where it is not there."""
    recipe = recipe_of(model, store)
    try:
        return chosen_set(recipe.data, places)
    except StudioError as error:
        name = dataset(model).get("name") or Path(recipe.data.source).name
        raise StudioError(f"The pictures that {model.name} learned from ({name}) are not here.",
                          f"{error.message} {CHOOSE}") from None  # fmt: skip


def dataset(model: Player) -> dict[str, Any]:
    """What a model's file says of its pictures."""
    found = model.card.get("dataset", {})
    return dict(found) if isinstance(found, dict) else {}
