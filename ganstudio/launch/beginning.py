"""The folder of a new run: its name, and what it remembers of its pictures and of the program."""

from __future__ import annotations

import platform
from typing import Any

from ganstudio import __version__
from ganstudio.core import differences, sets
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.sets import DataInfo
from ganstudio.core.text import readable
from ganstudio.launch.resolving import Resolved


def create_run(resolved: Resolved, store: RunStore) -> Run:
    """A new run folder for a recipe, once its family has accepted the pictures. Raises StudioError."""
    resolved.data.preparation.learned(resolved.data.attributes)  # all that were asked for must be there
    info = resolved.info
    resolved.declared(info)
    title = readable(resolved.data.title)
    run = store.create(resolved.recipe, readable(title_of(resolved)), title)
    run.update(versions=versions(), **remembered(resolved, info))
    return run


def remembered(resolved: Resolved, info: DataInfo) -> dict[str, Any]:
    """What a run remembers of its pictures: enough to declare its family again without them."""
    told = info.classes if resolved.need.uses_labels(info) else ()
    return {"classes": told, "picture": (info.channels, info.size), "about": sets.to_json(info)}


def title_of(resolved: Resolved) -> str:
    """What a run is called until somebody renames it: pictures, architecture, and what differs from the preset."""
    recipe, kind, data = resolved.recipe, resolved.kind, resolved.data
    changed = differences.told(recipe.settings, resolved.base)
    preset = [] if recipe.preset == kind.presets[0].key and not changed else [kind.preset(recipe.preset).title]
    return " · ".join([data.title, kind.title, *preset, *([changed] if changed else [])])


def versions() -> dict[str, str]:
    """Of the program and of what it computes with, for the run's record."""
    from importlib.metadata import version

    return {"ganstudio": __version__, "python": platform.python_version(), "torch": version("torch")}
