"""Modules that are imported when first used, so that the window is on screen before torch is loaded."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any


class LazyModule(ModuleType):
    """Stands for a module until one of its names is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(importlib.import_module(self.__name__), name)
        setattr(self, name, value)  # the next look-up is an ordinary one
        return value


def lazy(name: str) -> Any:
    """The module called `name`, not yet imported."""
    return LazyModule(name)
