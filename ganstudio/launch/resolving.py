"""A recipe and all that it names: found once, then handed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ganstudio.core import params
from ganstudio.core import recipe as recipes
from ganstudio.core.errors import StudioError
from ganstudio.core.params import Value
from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.core.sets import DataInfo
from ganstudio.core.settings import Places
from ganstudio.data.preparation import MOST_TILES, TILES, Preparation
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.dataset import DataSet
from ganstudio.data.sets.store import settings_of as settings_of_set
from ganstudio.data.sets.store import with_settings
from ganstudio.engine.family import Family
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import as_written, base_of, family, values_of


@dataclass(frozen=True)
class Resolved:
    """A recipe with every blank filled, and all that it names: found once, then handed on."""

    recipe: Recipe
    data: DataSet
    kind: type[Family]
    values: Any  # the settings as the family's Params
    need: Need
    base: Mapping[str, Value]  # the settings of the preset for pictures of this size, before anything was changed

    @property
    def info(self) -> DataInfo:
        """What is known of the pictures before they are read."""
        return info_of(self.data, self.recipe.data)

    def declared(self, info: DataInfo) -> Family:
        """The family for these pictures, not yet built. Raises StudioError when they do not fit."""
        return self.kind(self.values, info)


def info_of(data: DataSet, choice: DataChoice | None = None) -> DataInfo:
    """What is known of a set before it is read, in the size and channels of `choice`, or its own."""
    choice = choice or DataChoice(data.key, data.size, data.channels)
    return DataInfo(data.title, _most(data, choice), choice.channels, choice.size, data.classes, kind=data.kind,
                    attributes=data.learned, vocabulary=data.vocabulary, reach=data.reach)  # fmt: skip


def resolve(recipe: Recipe, data: DataSet) -> Resolved:
    """`recipe` with its preset, all settings, picture size and channels, for its set. Raises StudioError."""
    kind = family(recipe.family)
    recipe = as_written(kind, recipe)
    preset = kind.preset(recipe.preset or kind.presets[0].key)
    values = values_of(kind, recipe.changed(preset=preset.key))
    size = recipe.data.size or best_size(kind.sizes(values), preset.size or data.size)
    channels = recipe.data.channels or data.channels
    if channels not in (1, 3):
        raise StudioError(f"Pictures have 1 (grey) or 3 (colour) channels, not {channels}.")
    # A folder's key is its whole path: the run goes on from any working folder, and with no other of that name.
    choice = replace(recipe.data, source=data.key, size=size, channels=channels, **_prepared(recipe, data))
    base = base_of(kind, preset.key, size, channels, _most(data, choice))
    recipe = recipe.changed(preset=preset.key, settings={**base, **recipe.settings}, data=choice)
    values = values_of(kind, recipe)
    recipe = recipe.changed(settings=params.to_mapping(values))
    return Resolved(recipe, data, kind, values, kind.need_of(values), base)


def _most(data: DataSet, choice: DataChoice) -> int:
    """Of how many pictures batches are drawn, at most: how many tiles each is cut into is known when they are read."""
    return data.count * (MOST_TILES if choice.preparation.get("fit") == TILES else 1)


def named(recipe: Recipe, places: Places) -> Resolved:
    """The same, with the set that the recipe names. Raises StudioError."""
    return resolve(recipe, chosen_set(recipe.data, places))


def prepared(recipe: Recipe, settings: Mapping[str, Value], places: Places) -> Recipe:
    """`recipe` with further settings of how its pictures are made ready. Raises StudioError."""
    if not settings:
        return recipe
    choice = replace(recipe.data, **_prepared(recipe, chosen_set(recipe.data, places)))
    wanted = params.from_mapping(Preparation, {**choice.preparation, **settings})
    kept = params.to_mapping(Preparation())
    changes = {name: value for name, value in params.to_mapping(wanted).items() if value != kept[name]}
    return recipe.changed(data=replace(choice, preparation=changes))


def _prepared(recipe: Recipe, data: DataSet) -> dict[str, Any]:
    """How the pictures are made ready: as the recipe says, else as their set does now."""
    if recipe.data.preparation or recipe.data.lines:
        return {}
    return settings_of_set(data)


def read_recipe(path: Path) -> Recipe:
    """The recipe in a file; pictures that it names without a whole path are looked for beside it first.

    Raises StudioError.
    """
    recipe = recipes.read(path.absolute())
    source = recipe.data.source
    beside = path.absolute().parent / source
    known = {entry.key for entry in [*catalogue.built_in(), *catalogue.without_pictures()]}
    if source in known or source.startswith("~") or not beside.exists():
        return recipe
    return recipe.changed(data=replace(recipe.data, source=str(beside)))


def chosen_set(choice: DataChoice, places: Places) -> DataSet:
    """The pictures of a recipe, prepared as it says. Raises StudioError."""
    return with_settings(catalogue.find(choice.source, [places.data]), choice.preparation, choice.lines)


def best_size(sizes: Sequence[int], wanted: int) -> int:
    """The smallest of `sizes` that loses nothing of `wanted` pixels; 64 or the largest for mixed pictures."""
    if not wanted:
        return 64 if 64 in sizes else max(sizes)
    return min((size for size in sizes if size >= wanted), default=max(sizes))
