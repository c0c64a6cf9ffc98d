"""Everything that determines a run. Two equal recipes are the same run."""

from __future__ import annotations

import codecs
import dataclasses
import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from urllib.request import url2pathname

import tomli_w

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.params import Value
from ganstudio.core.text import readable

FORMAT = 1
BUDGET_UNITS = ("epochs", "steps", "minutes")
PRECISIONS = ("auto", "fp32", "tf32", "bf16")


@dataclass(frozen=True)
class Budget:
    """How long to train: `amount` of `unit` (epochs, steps or minutes)."""

    amount: float = 3
    unit: str = "minutes"

    def __post_init__(self) -> None:
        if self.unit not in BUDGET_UNITS:
            raise StudioError(f"A run lasts a number of {', '.join(BUDGET_UNITS)}, not of {self.unit!r}.")
        if not isinstance(self.amount, (int, float)) or not 0 < self.amount < 1e9:
            raise StudioError(f"A run cannot last {self.amount} {self.unit}.", "Give a number above 0.")

    def steps(self, steps_per_epoch: int) -> int | None:
        """The number of steps, or None when the budget is a time."""
        if self.unit == "minutes":
            return None
        return max(1, round(self.amount * (steps_per_epoch if self.unit == "epochs" else 1)))

    @property
    def seconds(self) -> float | None:
        return self.amount * 60 if self.unit == "minutes" else None

    def __str__(self) -> str:
        return f"{self.amount:g} {self.unit if self.amount != 1 else self.unit[:-1]}"


@dataclass(frozen=True)
class DataChoice:
    """Which pictures: a catalogue key or a folder, and the size (pixels) and channels (1, 3) networks see.

    0 stands for "what suits the set and the family". `preparation` and `lines` hold the settings of the set that
    differ from their defaults, so that changing the set later does not change the run.
    """

    source: str
    size: int = 0
    channels: int = 0
    preparation: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """`start`: a run's folder, or a file of weights, whose networks those of this run begin with as far as they fit."""

    family: str
    preset: str
    data: DataChoice
    settings: Mapping[str, Value] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    seed: int = 0
    device: str = "auto"
    precision: str = "auto"
    format: int = FORMAT
    start: str = ""

    def changed(self, **changes: Any) -> Recipe:
        return dataclasses.replace(self, **changes)

    def digest(self) -> str:
        """A short name for exactly this recipe."""
        text = json.dumps(to_mapping(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def to_mapping(recipe: Recipe) -> dict[str, Any]:
    mapping = dataclasses.asdict(recipe)
    mapping["settings"] = {name: value for name, value in mapping["settings"].items() if value is not None}
    mapping["data"]["source"] = _written(recipe.data.source)
    for name in ("preparation", "lines"):  # left out when empty: recipes from before them keep their digest
        if not mapping["data"][name]:
            del mapping["data"][name]
    if not recipe.start:
        del mapping["start"]
    mapping["off"] = [name for name, value in recipe.settings.items() if value is None]  # TOML has no null
    return mapping


def _written(source: str) -> str:
    """A source as text: a path whose bytes are no UTF-8 becomes a file: address, which is."""
    if readable(source) == source or not Path(source).is_absolute():
        return source
    return Path(source).as_uri()


def _source(text: str) -> str:
    if not text.startswith("file://"):
        return text
    address = urlsplit(text).path
    return url2pathname(address) if os.name == "nt" else os.fsdecode(unquote_to_bytes(address))


def from_mapping(mapping: Mapping[str, Any], source: str = "recipe") -> Recipe:
    """The recipe written as `mapping`. Raises StudioError naming `source` and what is wrong in it."""
    if not isinstance(mapping, Mapping):
        raise StudioError(f"{source} is not a recipe.", "See `ganstudio train --help`.")
    values = dict(mapping)
    version = values.get("format", FORMAT)
    if not isinstance(version, int) or version > FORMAT:
        raise StudioError(f"{source} was written by a newer GAN Studio.", "Update the program to open it.")
    off = values.pop("off", [])
    try:
        data = values.pop("data")
        choice = DataChoice(**data) if isinstance(data, Mapping) else DataChoice(str(data))
        values["data"] = dataclasses.replace(choice, source=_source(choice.source))
        values["budget"] = Budget(**values.get("budget", {}))
        values["settings"] = {**dict(values.get("settings", {})), **dict.fromkeys(off)}
        values.setdefault("preset", "")
        recipe = Recipe(**values)
    except KeyError as error:
        raise StudioError(f"{source} has no {error.args[0]!r} entry.", "See `ganstudio train --help`.") from None
    except (TypeError, ValueError, AttributeError) as error:
        reason = str(error).replace("__init__() ", "").replace("()", "")
        raise StudioError(f"{source} is not a recipe: {reason}.", "See `ganstudio train --help`.") from None
    _check_kinds(recipe, source)
    return recipe


def _check_kinds(recipe: Recipe, source: str) -> None:
    if not isinstance(recipe.seed, int) or not 0 <= recipe.seed < 2**63:
        raise StudioError(f"{source}: the seed must be a whole number from 0, not {recipe.seed!r}.")
    if recipe.precision not in PRECISIONS:
        raise StudioError(f"{source}: precision is one of {', '.join(PRECISIONS)}, not {recipe.precision!r}.")
    for name in ("family", "preset", "device", "start"):
        if not isinstance(getattr(recipe, name), str):
            raise StudioError(f"{source}: {name} must be text, not {getattr(recipe, name)!r}.")


def to_toml(recipe: Recipe) -> str:
    return tomli_w.dumps(to_mapping(recipe))


def from_toml(text: str, source: str = "recipe") -> Recipe:
    try:
        mapping = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudioError(f"{source} is not valid TOML: {error}.", "Correct the line it names.") from None
    return from_mapping(mapping, source)


def read(path: Path) -> Recipe:
    """The recipe in a file, as any editor or terminal wrote it. Raises StudioError naming the file."""
    with explaining(path, "read"):
        data = path.read_bytes()
    marks = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    encoding = next((name for mark, name in marks if data.startswith(mark)), "utf-8")
    try:
        return from_toml(data.decode(encoding), str(path))
    except UnicodeDecodeError:
        raise StudioError(
            f"{path} is not a text file in UTF-8.", "Choose a recipe ending in .toml, or save it as UTF-8."
        ) from None
