"""The charts of a run, or of runs that are compared: what their families declare, over what they have logged."""

from __future__ import annotations

from collections.abc import Collection

from ganstudio.core.curves import Group, charted
from ganstudio.engine import registry


def charts_of(keys: Collection[str], names: Collection[str]) -> tuple[Group, ...]:
    """For the families called `keys`, of curves called `names`; families that are gone declare nothing."""
    kinds = [registry.families().get(key) for key in keys]
    declared: dict[str, Group] = {group.title: group for kind in kinds for group in getattr(kind, "curves", ())}
    return charted(tuple(declared.values()), names)
