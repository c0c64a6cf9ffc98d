"""Families that exist only here: what the contract must carry, one file each, registered only while it is tested."""

from __future__ import annotations

import importlib
import pkgutil

from ganstudio.engine import registry
from ganstudio.engine.family import Family


def _loaded() -> dict[str, type[Family]]:
    """Ours by key; the registry is left as it was."""
    known = dict(registry.families())
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    ours = {key: kind for key, kind in registry._families.items() if key not in known}
    for key in ours:
        del registry._families[key]
    return ours


OURS = _loaded()
EVERY: dict[str, type[Family]] = {**registry.families(), **OURS}
