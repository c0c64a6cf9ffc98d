"""Finds the families: every module in `ganstudio/families` that registers a class."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TypeVar

from ganstudio.core import params
from ganstudio.core.errors import StudioError
from ganstudio.core.params import Value
from ganstudio.core.recipe import Recipe
from ganstudio.core.sets import DataInfo
from ganstudio.engine.family import Family
from ganstudio.engine.optimisers import ADAM

QUICK, OPTIMISER = "quick", "optimiser"

_families: dict[str, type[Family]] = {}
F = TypeVar("F", bound=type[Family])


def register(family: F) -> F:
    """Class decorator: makes a family known under its key. Raises ValueError when the key is taken."""
    if family.key in _families and _families[family.key].__qualname__ != family.__qualname__:
        raise ValueError(f"two families are called {family.key!r}")
    _families[family.key] = family
    return family


@cache
def _load() -> None:
    package = importlib.import_module("ganstudio.families")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"ganstudio.families.{module.name}")


def families() -> dict[str, type[Family]]:
    """Every family by key, in the order in which a newcomer meets them."""
    _load()
    return dict(sorted(_families.items(), key=lambda item: (item[1].order, item[0])))


def family(key: str) -> type[Family]:
    """The family called `key`. Raises StudioError with those there are."""
    known = families()
    if key not in known:
        raise StudioError(f"There is no family called {key!r}.", f"Choose {', '.join(known)}.")
    return known[key]


def settings_of(kind: type[Family], preset: str) -> dict[str, Value]:
    """All settings of a preset, defaults included."""
    return params.to_mapping(params.from_mapping(kind.Params, kind.preset(preset).changes))


def base_of(kind: type[Family], preset: str, size: int, channels: int, count: int = 0) -> dict[str, Value]:
    """The same for `count` pictures of this size (0: unknown): what a recipe is that changes nothing.

    Of few pictures the presets that are nobody else's take smaller batches: one of them is not half of the set.
    """
    base = {**settings_of(kind, preset), **kind.fitted(preset, size, channels)}
    batch = base.get("batch")
    if isinstance(batch, int) and 4 <= count < 2 * batch and not kind.preset(preset).faithful:
        base["batch"] = max(2, count // 4 * 2)
    return base


def columns_of(key: str) -> tuple[str, ...]:
    """What the sample grid of a family shows side by side; none for families that start from noise, or unknown ones."""
    kind = families().get(key)
    return kind.columns if kind is not None else ()


def captioned(key: str) -> str:
    """What stands under the single pictures of a family's grid, in words; "" for nothing."""
    kind = families().get(key)
    return kind.captioned if kind is not None else ""


def fitting(data: DataInfo) -> type[Family] | None:
    """The first family, in the order of the gallery, that can learn from `data`."""
    return next((kind for kind in families().values() if kind.unfit(data) is None), None)


def quickest(kind: type[Family]) -> str:
    """The key of the preset that shows something soonest."""
    keys = [preset.key for preset in kind.presets]
    return QUICK if QUICK in keys else keys[0]


def params_of(recipe: Recipe) -> object:
    """The recipe's settings as the family's Params. Raises StudioError for an unknown name or a bad value."""
    return values_of(family(recipe.family), recipe)


def as_written(kind: type[Family], recipe: Recipe) -> Recipe:
    """`recipe` with what all did before it could be chosen: Adam, where nothing else is left unsaid."""
    unsaid = {spec.name for spec in params.specs(kind.Params)} - set(recipe.settings)
    return recipe.changed(settings={**recipe.settings, OPTIMISER: ADAM}) if unsaid == {OPTIMISER} else recipe


def values_of(kind: type[Family], recipe: Recipe) -> object:
    """The same where the family is known already."""
    recipe = as_written(kind, recipe)
    base = params.from_mapping(kind.Params, kind.preset(recipe.preset or kind.presets[0].key).changes)
    return params.from_mapping(kind.Params, recipe.settings, base)
