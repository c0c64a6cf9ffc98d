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
from ganstudio.data import catalogue
from ganstudio.data.dataset import DataSet
from ganstudio.engine import preflight, registry
from ganstudio.engine.family import Family, Preset
from ganstudio.engine.preflight import Problem

FIRST = Recipe("cgan", "quick", DataChoice("fashion-mnist"), budget=Budget(3, "minutes"))


class Draft(QObject):
    """An editable recipe that is always complete. `changed` comes after every edit."""

    changed = Signal()

    def __init__(self, settings: Settings, places: Places) -> None:
        super().__init__()
        self._settings, self._places = settings, places
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
        return preflight.problems(self.kind, values, self.info(), self._places.runs)

    def family(self) -> Family:
        """The family as declared, for an estimate. Raises StudioError while there are serious problems."""
        return launch.declared(self._recipe, self.info())

    # -- editing ------------------------------------------------------------------------------------------

    def adopt(self, recipe: Recipe) -> None:
        """Take over a whole recipe. Raises StudioError when its pictures or settings are not to be had."""
        data = launch.chosen_set(recipe.data, self._places)
        self._recipe, self.data = launch.resolved(recipe, data), data
        self._tell()

    def choose_family(self, key: str, preset: str = "") -> None:
        kind = registry.family(key)
        names = [entry.key for entry in kind.presets]
        kept = preset or (self._recipe.preset if self._recipe.preset in names else names[0])
        self._with(family=key, preset=kept, settings={}, data=self._natural())

    def choose_preset(self, key: str) -> None:
        self._with(preset=key, settings={}, data=self._natural())

    def choose_data(self, data: DataSet) -> None:
        """Train on `data`; a family that needs classes gives way to DCGAN when there are none."""
        self.data = data
        changes: dict[str, Any] = {"data": DataChoice(data.key)}
        if "labelled" in self.kind.needs and not data.labelled:
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
        if "size" in changes:
            self.set_size(int(changes["size"]))
        for name, value in changes.get("settings", {}).items():
            self.set(name, value)

    def _natural(self) -> DataChoice:
        """The same pictures at the size that suits whatever was just chosen."""
        return DataChoice(self._recipe.data.source)

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
