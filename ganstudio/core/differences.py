"""What tells recipes apart: from their preset, for a name, and from each other, for a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ganstudio.core.params import Value
from ganstudio.core.recipe import Recipe
from ganstudio.core.text import counted

_MOST = 4  # changes that a name tells


def told(settings: Mapping[str, Value], base: Mapping[str, Value]) -> str:
    """The settings that differ from those of the preset, shortly: "lr 0.1, k 5"; empty when none does."""
    changed = {name: value for name, value in settings.items() if name in base and value != base[name]}
    if len({changed.get("lr_g", 0), changed.get("lr_d", 1)}) == 1:  # both networks alike
        changed = {"lr": changed["lr_g"], **{n: v for n, v in changed.items() if n not in ("lr_g", "lr_d")}}
    parts = [f"{name.replace('_', ' ')} {shown(value)}" for name, value in changed.items()]
    return ", ".join(parts[:_MOST]) + (" …" if len(parts) > _MOST else "")


def shown(value: object) -> str:
    """A value as a person writes it."""
    if value is None or isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def differing(recipes: Sequence[Recipe]) -> list[tuple[str, tuple[str, ...]]]:
    """Names of what differs between `recipes`, with the value of each; "" where one has no such setting."""
    flat = [_flat(recipe) for recipe in recipes]
    names = dict.fromkeys(name for each in flat for name in each)
    rows = [(name, tuple(each.get(name, "") for each in flat)) for name in names]
    return [(name, values) for name, values in rows if len(set(values)) > 1]


def _flat(recipe: Recipe) -> dict[str, str]:
    data = recipe.data
    own: dict[str, object] = {
        "family": recipe.family, "preset": recipe.preset, "pictures": data.source, "size": f"{data.size} px",
        "channels": "grey" if data.channels == 1 else "colour", "length": str(recipe.budget), "seed": recipe.seed,
        "device": recipe.device, "precision": recipe.precision,
    }  # fmt: skip
    flat = {name: shown(value) for name, value in {**own, **recipe.settings, **data.preparation, **data.lines}.items()}
    if names := data.preparation.get("left_out"):
        flat["left_out"] = counted(len(str(names).split("\n")), "picture")
    return flat
