"""The charts of a run, or of runs that are compared: what their families declare, over what they have logged."""

from __future__ import annotations

from collections.abc import Collection

from ganstudio.core.curves import Group, charted
from ganstudio.core.errors import StudioError
from ganstudio.core.recipe import Recipe
from ganstudio.engine import registry


def charts_of(recipes: Collection[Recipe], names: Collection[str]) -> tuple[Group, ...]:
    """For runs of `recipes`, of curves called `names`."""
    declared = {group.title: group for recipe in recipes for group in _declared(recipe)}
    return charted(tuple(declared.values()), names)


def _declared(recipe: Recipe) -> tuple[Group, ...]:
    """What its family declares; one that is gone declares nothing, and one of other settings what it usually does."""
    kind = registry.families().get(recipe.family)
    if kind is None:
        return ()
    try:
        return kind.charts(registry.values_of(kind, recipe))
    except StudioError:
        return kind.curves
