"""The models that change a picture: each with the directions that it was exported in, and runs that may become some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ganstudio.core import resources, sets
from ganstudio.core.controls import images
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Picture
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places
from ganstudio.core.text import titled
from ganstudio.engine import registry
from ganstudio.export import library
from ganstudio.export.library import ModelEntry

TASKS = ("change", "enlarge")
BOX, MADE = "in the box", "yours"
_PICTURE = "picture"  # the role of what is to be changed
FIRST = ("cyclegan", "quick")  # what a newcomer trains
_IN_FRONT = "glasses"  # of the box: it changes the examples that a newcomer opens, with nothing asked for


@dataclass(frozen=True)
class Way:
    """One direction: a file, and what it makes of pictures in words."""

    path: Path
    title: str

    @property
    def key(self) -> str:
        return str(self.path)


@dataclass(frozen=True)
class Choice:
    """A model with all the directions of its run; `data` is what it was trained on, at `size` px."""

    title: str
    words: str
    ways: tuple[Way, ...]
    data: str = ""
    size: int = 0

    @property
    def key(self) -> str:
        return self.ways[0].key

    def holds(self, path: Path) -> bool:
        return any(way.path == path for way in self.ways)

    def way_at(self, path: Path) -> Way:
        return next(way for way in self.ways if way.path == path)

    def back_from(self, path: Path) -> Way | None:
        """The direction that undoes the one at `path`, where there are two."""
        others = [way for way in self.ways if way.path != path]
        return others[0] if len(self.ways) == 2 and others else None


def choices(places: Places) -> list[Choice]:
    """Everything there is, what came with the program first, and of that what suits the pictures to try it on."""
    paths = sorted(resources.generators(), key=lambda path: not path.stem.startswith(_IN_FRONT))
    box = [entry for path in paths if (entry := _entry(path)) is not None]
    return [*_grouped(box, BOX), *_grouped(library.models(places), MADE)]


def choice_of(places: Places, path: Path) -> Choice:
    """The one that the file at `path` belongs to. Raises StudioError when it changes no pictures."""
    entry = library.entry(path)
    if entry.task not in TASKS:
        raise StudioError(f"{entry.path.name} does not change pictures.", "Choose a model that takes a picture.")
    known = next((each for each in choices(places) if each.holds(path)), None)
    return known or _grouped([entry], MADE)[0]


def takes_pictures(path: Path) -> bool:
    """Whether a file is a model for here."""
    entry = _entry(path) if path.suffix.lower() == ".onnx" else None
    return entry is not None and entry.task in TASKS


def runs(store: RunStore, known: Iterable[Choice]) -> list[Run]:
    """Runs that could be exported for here, and were not as far as they are trained."""
    steps: dict[str, int] = {}
    for entry in filter(None, (_entry(way.path) for choice in known for way in choice.ways)):
        steps[entry.source] = max(entry.step, steps.get(entry.source, 0))
    return [run for run in store.all() if _changes(run) and run.state().step > steps.get(run.id, -1)]


def _entry(path: Path) -> ModelEntry | None:
    """What is damaged is left out: the others still work."""
    try:
        return library.entry(path)
    except (StudioError, OSError):
        return None


def _changes(run: Run) -> bool:
    """Whether it has saved a generator that takes a picture and gives one."""
    try:
        if not any(run.checkpoints.glob("step-*.json")):
            return False
        recipe, about = run.recipe(), run.state().about
        kind = registry.family(recipe.family)
        made = kind(registry.values_of(kind, recipe), sets.from_json(about)).generators() if about else ()
    except (StudioError, OSError):
        return False
    return any(_PICTURE in images(each.controls) and isinstance(each.gives, Picture) for each in made)


def _grouped(entries: Iterable[ModelEntry], where: str) -> list[Choice]:
    """Files of one run at one step belong together, in the order of the run's generators."""
    groups: dict[tuple[str, int], list[ModelEntry]] = {}
    for entry in entries:
        if entry.task in TASKS:
            groups.setdefault((entry.source or str(entry.path), entry.step), []).append(entry)
    return [_choice(sorted(group, key=_order), where) for group in groups.values()]


def _order(entry: ModelEntry) -> tuple[int, str]:
    return len(entry.path.stem), entry.path.stem  # "faces", then "faces-back"


def _choice(group: list[ModelEntry], where: str) -> Choice:
    first = group[0]
    ways = tuple(Way(entry.path, _direction(entry)) for entry in group)
    if len({way.title for way in ways}) < len(ways):
        ways = tuple(replace(way, title=titled(way.path.stem)) for way in ways)
    family = registry.families().get(first.family)
    title = (first.data if len(ways) > 1 else "") or first.name if where == BOX else first.name
    known = [each for each in (family.title if family else first.family, first.data) if each and each not in title]
    words = " · ".join((*known, f"{first.size} px", f"step {first.step:,}", where))
    return Choice(title, words, ways, first.data, first.size)


def _direction(entry: ModelEntry) -> str:
    card = library.card_of(entry.path)
    return titled(str(card.get("direction") or entry.name))
