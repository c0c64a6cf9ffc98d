"""What was typed, as the settings that it means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from ganstudio.core import files
from ganstudio.core import recipe as recipes
from ganstudio.core.errors import StudioError
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import places

RunsFolder = Annotated[Path | None, typer.Option("--runs", help="Folder of the runs.", metavar="DIR")]


def store(folder: Path | None) -> RunStore:
    """The runs in `folder`, or those of the program."""
    return RunStore(files.expanded(folder or places().runs).absolute())


def budget(steps: float | None, epochs: float | None, minutes: float | None) -> Budget | None:
    """How long to train. Raises StudioError for more than one answer."""
    given = [(amount, unit) for amount, unit in ((steps, "steps"), (epochs, "epochs"), (minutes, "minutes"))
             if amount is not None]  # fmt: skip
    if len(given) > 1:
        raise StudioError("A run lasts steps, epochs or minutes.", "Give one of --steps, --epochs, --minutes.")
    return Budget(*given[0]) if given else None


def changed(base: Recipe, settings: list[str] | None, **given: Any) -> Recipe:
    """`base` with what was said on the command line. A new family or preset starts from its own settings."""
    if (given["family"] or base.family) != base.family or (given["preset"] or base.preset) != base.preset:
        base = base.changed(settings={}, preset="")
    choice = DataChoice(given["data"]) if given["data"] else base.data
    for name in ("size", "channels"):
        if given[name] is not None:
            choice = replace(choice, **{name: given[name]})
    plain = {name: given[name] for name in ("family", "preset", "budget", "seed", "device", "precision")}
    changes = {name: value for name, value in plain.items() if value is not None}
    recipe = base.changed(data=choice, settings={**base.settings, **dict(map(pair, settings or []))}, **changes)
    return recipes.from_mapping(recipes.to_mapping(recipe), "The command")


def weights(text: str, runs: RunStore) -> str:
    """The whole path of a file of weights, or of a run by its id, folder or title. Raises StudioError."""
    path = files.expanded(Path(text))
    return str(path.absolute() if path.suffix == ".safetensors" else runs.find(text).folder.absolute())


def pair(text: str) -> tuple[str, str]:
    """`name=value` in two. Raises StudioError where there is no value."""
    name, equals, value = text.partition("=")
    if not equals:
        raise StudioError(f"--set {text} has no value.", "Write --set name=value.")
    return name.strip(), value.strip()
