"""The run that is being set up: what the inspector edits, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from ganstudio import launch
from ganstudio.core import params
from ganstudio.core import recipe as recipes
from ganstudio.core.errors import StudioError
from ganstudio.core.params import Value
from ganstudio.core.pictures import DataInfo
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.settings import Places, Settings
from ganstudio.data.collection import PAIRS, PHOTOGRAPHS
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.dataset import OWN, DataSet
from ganstudio.engine import preflight, registry
from ganstudio.engine.family import Family, Preset, unfit
from ganstudio.engine.preflight import Problem

FIRST = Recipe("cgan", "quick", DataChoice("fashion-mnist"), budget=Budget(3, "minutes"))


DRAWN_LINES = {"method": "dodge"}
_PAIRS_SET = "cartoon-pairs"


def _drawable(data: DataSet) -> bool:
    """Whether its sketches can be drawn from its colours."""
    return data.kind not in (PAIRS, PHOTOGRAPHS) and data.channels == 3


class Draft(QObject):
    """An editable recipe that is always complete. `changed` comes after every edit."""

    changed = Signal()

    def __init__(self, settings: Settings, places: Places) -> None:
        super().__init__()
        self._settings, self._places = settings, places
        self._refused: dict[str, str] = {}
        self.data = catalogue.find(FIRST.data.source)
        self._recipe = launch.resolved(FIRST, self.data)
        self._restore()

    def _restore(self) -> None:
        remembered = self._settings.get("draft")
        if remembered:
            try:
                self.adopt(recipes.from_mapping(remembered))
            except StudioError:
                return  # a folder that is gone, a setting of another version: the first recipe is a good start

    # -- reading ------------------------------------------------------------------------------------------

    @property
    def recipe(self) -> Recipe:
        return self._recipe

    @property
    def kind(self) -> type[Family]:
        return registry.family(self._recipe.family)

    @property
    def preset(self) -> Preset:
        return self.kind.preset(self._recipe.preset)

    @property
    def base(self) -> Mapping[str, Value]:
        """The settings of the preset, unchanged."""
        return registry.settings_of(self.kind, self._recipe.preset)

    @property
    def sizes(self) -> tuple[int, ...]:
        return self.kind.sizes(registry.params_of(self._recipe))

    def info(self) -> DataInfo:
        return launch.info_of(self.data, self._recipe.data)

    def problems(self) -> list[Problem]:
        values = registry.params_of(self._recipe)
        refused = [Problem("refused", sentence, fix="Use the old value", changes={"refused": name})
                   for name, sentence in self._refused.items()]  # fmt: skip
        return refused + preflight.problems(self.kind, values, self.info(), self._places.runs)

    def family(self) -> Family:
        """The family as declared, for an estimate. Raises StudioError while there are serious problems."""
        return launch.declared(self._recipe, self.info())

    # -- editing ------------------------------------------------------------------------------------------

    def adopt(self, recipe: Recipe) -> None:
        """Take over a whole recipe. Raises StudioError when its pictures or settings are not to be had."""
        data = launch.chosen_set(recipe.data, self._places)
        self._recipe, self.data = launch.resolved(recipe, data), data
        self._tell()

    def refuse(self, name: str, problem: str) -> None:
        """What was typed for `name` cannot be used ("": it can, or is forgotten): nothing starts with another value."""
        if problem == self._refused.get(name, ""):
            return
        self._refused.pop(name, None)
        if problem:
            self._refused[name] = problem
        self.changed.emit()

    def choose_family(self, key: str, preset: str = "") -> None:
        """Train `key`; one that needs sketches draws them from colour pictures, or brings the cartoon faces."""
        kind = registry.family(key)
        if kind.needs == PAIRS and self.data.kind != PAIRS:
            self._pair(self.data if self.data.source == OWN else catalogue.find(_PAIRS_SET))
        names = [entry.key for entry in kind.presets]
        kept = preset or (self._recipe.preset if self._recipe.preset in names else names[0])
        self._with(family=key, preset=kept, settings={}, data=self._natural())

    def choose_preset(self, key: str) -> None:
        self._with(preset=key, settings={}, data=self._natural())

    def choose_data(self, data: DataSet) -> None:
        """Train on `data`; a family that cannot use it gives way to DCGAN, unless lines can be drawn for it."""
        self.data = data
        changes: dict[str, Any] = {"data": DataChoice(data.key)}
        if self.kind.needs == PAIRS and _drawable(data):
            self._pair(data)
            changes["data"] = self._natural()
        elif unfit(self.kind, self._plain_info()):
            names = [preset.key for preset in registry.family("dcgan").presets]
            preset = self._recipe.preset if self._recipe.preset in names else names[0]
            changes |= {"family": "dcgan", "preset": preset, "settings": {}}
        self._with(**changes)

    def set(self, name: str, value: Value) -> None:
        self._with(settings={**self._recipe.settings, name: value})

    def set_budget(self, amount: float, unit: str) -> None:
        self._with(budget=Budget(amount, unit))

    def set_size(self, size: int) -> None:
        self._with(data=replace(self._recipe.data, size=size))

    def set_channels(self, channels: int) -> None:
        self._with(data=replace(self._recipe.data, channels=channels))

    def set_computer(self, **changes: str) -> None:
        """`device` or `precision`."""
        self._with(**changes)

    def set_seed(self, seed: int) -> None:
        self._with(seed=seed)

    def mend(self, problem: Problem) -> None:
        """Do what the problem's button says."""
        changes = problem.changes
        if "family" in changes:
            self.choose_family(str(changes["family"]), str(changes.get("preset", "")))
        if "lines" in changes:
            self._pair(self.data)
            self._with(data=self._natural())
        if "size" in changes:
            self.set_size(int(changes["size"]))
        for name, value in changes.get("settings", {}).items():
            self.set(name, value)

    def _plain_info(self) -> DataInfo:
        """Of the pictures as their set has them, before anything is chosen."""
        return launch.info_of(self.data, DataChoice(self.data.key, self.data.size, self.data.channels))

    def _pair(self, data: DataSet) -> None:
        """Use `data` with lines drawn where it has none."""
        lines = DRAWN_LINES if _drawable(data) else {}
        self.data = launch.chosen_set(DataChoice(data.key, lines=lines), self._places)
        self._recipe = self._recipe.changed(data=DataChoice(data.key, lines=lines))

    def _natural(self) -> DataChoice:
        """The same pictures at the size that suits whatever was just chosen."""
        return DataChoice(self._recipe.data.source, lines=self._recipe.data.lines)

    def _with(self, **changes: Any) -> None:
        self._recipe = launch.resolved(self._recipe.changed(**changes), self.data)
        self._tell()

    def _tell(self) -> None:
        self._settings.put("draft", recipes.to_mapping(self._recipe))
        self.changed.emit()

    def changed_settings(self) -> dict[str, Value]:
        """What differs from the preset."""
        values, base = params.to_mapping(registry.params_of(self._recipe)), self.base
        return {name: value for name, value in values.items() if value != base[name]}
