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
from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.sets import PAIRS, WITHOUT_PICTURES, DataInfo
from ganstudio.core.settings import Places, Settings
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.dataset import OWN, DataSet
from ganstudio.data.sets.store import settings_of
from ganstudio.engine import preflight, registry
from ganstudio.engine.family import Family, Preset
from ganstudio.engine.needs import Need
from ganstudio.engine.preflight import Problem
from ganstudio.launch import Resolved

_FIRST_SET = "fashion-mnist"


def first_recipe() -> Recipe:
    """What a newcomer meets: the first family of the gallery, as quick as it can be."""
    kind = next(iter(registry.families().values()))
    return Recipe(kind.key, registry.quickest(kind), DataChoice(_FIRST_SET), budget=Budget(3, "minutes"))


class Draft(QObject):
    """An editable recipe that is always complete. `changed` comes after every edit."""

    changed = Signal()

    def __init__(self, settings: Settings, places: Places) -> None:
        super().__init__()
        self._settings, self._places = settings, places
        self._refused: dict[str, str] = {}
        self._resolved = launch.resolve(first_recipe(), catalogue.find(_FIRST_SET))
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
        return self._resolved.recipe

    @property
    def data(self) -> DataSet:
        return self._resolved.data

    @property
    def kind(self) -> type[Family]:
        return self._resolved.kind

    @property
    def preset(self) -> Preset:
        return self.kind.preset(self.recipe.preset)

    @property
    def base(self) -> Mapping[str, Value]:
        """The settings of the preset for pictures of this size, unchanged."""
        return self._resolved.base

    @property
    def sizes(self) -> tuple[int, ...]:
        return self.kind.sizes(self._resolved.values)

    def info(self) -> DataInfo:
        return self._resolved.info

    def problems(self) -> list[Problem]:
        refused = [Problem("refused", sentence, fix="Use the old value", changes={"refused": name})
                   for name, sentence in self._refused.items()]  # fmt: skip
        return refused + preflight.problems(self.kind, self._resolved.values, self.info(), self._places.runs)

    def family(self) -> Family:
        """The family as declared, for an estimate. Raises StudioError while there are serious problems."""
        return self._resolved.declared(self.info())

    # -- editing ------------------------------------------------------------------------------------------

    def adopt(self, recipe: Recipe) -> None:
        """Take over a whole recipe. Raises StudioError when its pictures or settings are not to be had."""
        self._take(launch.named(recipe, self._places))

    def refuse(self, name: str, problem: str) -> None:
        """What was typed for `name` cannot be used ("": it can, or is forgotten): nothing starts with another value."""
        if problem == self._refused.get(name, ""):
            return
        self._refused.pop(name, None)
        if problem:
            self._refused[name] = problem
        self.changed.emit()

    def choose_family(self, key: str, preset: str = "") -> None:
        """Train `key`; what it needs and the pictures lack is made of them, or a set that comes with the program."""
        kind = registry.family(key)
        names = [entry.key for entry in kind.presets]
        kept = preset or (self.recipe.preset if self.recipe.preset in names else names[0])
        misfit = kind.need.misfit(kind.title, self.info())
        data = self.data
        if misfit and kind.need.partner:
            data = self._lined(data if data.source == OWN else example_for(kind))
        elif (misfit and data.kind in WITHOUT_PICTURES) or kind.need.kind in WITHOUT_PICTURES:
            data = example_for(kind) if misfit else data  # nothing turns pictures into points
        self._with(data, family=key, preset=kept, settings={}, data=_natural(data))

    def choose_preset(self, key: str) -> None:
        self._with(preset=key, settings={}, data=_natural(self.data))

    def choose_data(self, data: DataSet) -> None:
        """Train on `data`; a family that cannot use it gives way to one that can, unless lines can be drawn for it."""
        changes: dict[str, Any] = {"settings": self.changed_settings()}
        info = launch.info_of(data)
        misfit = self.kind.need.misfit(self.kind.title, info)
        if misfit and "lines" in misfit.changes:
            data = self._lined(data)
        elif self.kind.unfit(info) and (other := registry.fitting(info)) is not None:
            names = [preset.key for preset in other.presets]
            preset = self.recipe.preset if self.recipe.preset in names else names[0]
            changes = {"family": other.key, "preset": preset, "settings": {}}
        self._with(data, data=_natural(data), **changes)

    def outcome(self, data: DataSet) -> str:
        """What choosing `data` would bring besides, in a few words; nothing where it fits."""
        info = launch.info_of(data)
        misfit = self.kind.need.misfit(self.kind.title, info)
        if misfit is None:
            return ""
        other = registry.fitting(info)
        return misfit.outcome or (f"switches to {other.title}" if other else f"not for {self.kind.title}")

    def set(self, name: str, value: Value) -> None:
        self._with(settings={**self.recipe.settings, name: value})

    def set_budget(self, amount: float, unit: str) -> None:
        self._with(budget=Budget(amount, unit))

    def set_size(self, size: int) -> None:
        self._with(data=replace(self.recipe.data, size=size), settings=self.changed_settings())

    def set_channels(self, channels: int) -> None:
        self._with(data=replace(self.recipe.data, channels=channels), settings=self.changed_settings())

    def set_computer(self, **changes: str) -> None:
        """`device` or `precision`."""
        self._with(None, **changes)

    def set_seed(self, seed: int) -> None:
        self._with(seed=seed)

    def mend(self, problem: Problem) -> None:
        """Do what the problem's button says."""
        changes = problem.changes
        if "family" in changes:
            self.choose_family(str(changes["family"]), str(changes.get("preset", "")))
        if "lines" in changes:
            data = self._lined(self.data)
            self._with(data, data=_natural(data))
        if "size" in changes:
            self.set_size(int(changes["size"]))
        for name, value in changes.get("settings", {}).items():
            self.set(name, value)

    def _lined(self, data: DataSet) -> DataSet:
        """`data` with lines drawn where it has none and they can be."""
        info = launch.info_of(data)
        misfit = Need(PAIRS).misfit("", info)
        lines = misfit.changes.get("lines", {}) if misfit else {}
        return replace(data, lines=dict(lines), kind=PAIRS) if lines else data

    def _with(self, chosen: DataSet | None = None, **changes: Any) -> None:
        self._take(launch.resolve(self.recipe.changed(**changes), chosen or self.data))

    def _take(self, resolved: Resolved) -> None:
        self._resolved = resolved
        self._settings.put("draft", recipes.to_mapping(resolved.recipe))
        self.changed.emit()

    def changed_settings(self) -> dict[str, Value]:
        """What differs from the preset."""
        values, base = params.to_mapping(self._resolved.values), self.base
        return {name: value for name, value in values.items() if value != base[name]}


def sets_for(kind: type[Family], places: Places) -> list[DataSet]:
    """What can be chosen from for a family: pictures, or for those of the Lab what is no picture."""
    if kind.need.kind in WITHOUT_PICTURES:
        return [data for data in catalogue.without_pictures() if data.kind == kind.need.kind]
    return catalogue.catalogue([places.data])


def _natural(data: DataSet) -> DataChoice:
    """The same pictures, prepared as they are, at the size that suits whatever was just chosen."""
    settings: dict[str, Any] = settings_of(data)
    return DataChoice(data.key, **settings)


def example_for(kind: type[Family]) -> DataSet:
    """The first set in the box that a family can learn from."""
    sets = [*catalogue.built_in(), *catalogue.without_pictures()]
    infos = ((data, launch.info_of(data)) for data in sets)
    return next((data for data, info in infos if kind.unfit(info) is None), sets[0])
