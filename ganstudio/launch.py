"""A recipe becomes a running training: pictures, family, session and run folder are put together here.

The window and the command line both start runs through this module and nothing else.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ganstudio import __version__
from ganstudio.core import differences, params, sets
from ganstudio.core import recipe as recipes
from ganstudio.core.errors import StudioError
from ganstudio.core.events import Event, Finished, Preparing, Warned
from ganstudio.core.pictures import EXAMPLES, tile, write_png
from ganstudio.core.recipe import DataChoice, Recipe
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.sets import ATTRIBUTES, DOMAINS, DataInfo
from ganstudio.core.settings import Places, Preferences
from ganstudio.core.text import counted, readable
from ganstudio.data.fitting import with_attributes
from ganstudio.data.progress import ScanCancelledError
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.dataset import DataSet
from ganstudio.data.sets.store import PictureSet, prepare, with_settings
from ganstudio.data.sets.store import settings_of as settings_of_set
from ganstudio.engine.control import Control
from ganstudio.engine.family import Family
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import family, settings_of, values_of

if TYPE_CHECKING:
    from ganstudio.engine.checkpoints import Checkpoint
    from ganstudio.engine.devices import Hardware
    from ganstudio.engine.session import Session
    from ganstudio.engine.trainer import Plan

Progress = Callable[[int, int], None]
_TELL_SECONDS = 0.25
OTHERS_ARE_USED = "The others are used."  # the hint of what is said about files that cannot be


@dataclass(frozen=True)
class Resolved:
    """A recipe with every blank filled, and all that it names: found once, then handed on."""

    recipe: Recipe
    data: DataSet
    kind: type[Family]
    values: Any  # the settings as the family's Params
    need: Need

    @property
    def info(self) -> DataInfo:
        """What is known of the pictures before they are read."""
        return info_of(self.data, self.recipe.data)

    def declared(self, info: DataInfo) -> Family:
        """The family for these pictures, not yet built. Raises StudioError when they do not fit."""
        return self.kind(self.values, info)


def info_of(data: DataSet, choice: DataChoice) -> DataInfo:
    """What is known of a set before it is read."""
    return DataInfo(data.title, data.count, choice.channels, choice.size, data.classes, kind=data.kind,
                    attributes=data.attributes)  # fmt: skip


def resolve(recipe: Recipe, data: DataSet) -> Resolved:
    """`recipe` with its preset, all settings, picture size and channels, for its set. Raises StudioError."""
    kind = family(recipe.family)
    preset = kind.preset(recipe.preset or kind.presets[0].key)
    recipe = recipe.changed(preset=preset.key, settings={**settings_of(kind, preset.key), **recipe.settings})
    values = values_of(kind, recipe)
    size = recipe.data.size or best_size(kind.sizes(values), preset.size or data.size)
    channels = recipe.data.channels or data.channels
    if channels not in (1, 3):
        raise StudioError(f"Pictures have 1 (grey) or 3 (colour) channels, not {channels}.")
    # A folder's key is its whole path: the run goes on from any working folder, and with no other of that name.
    choice = replace(recipe.data, source=data.key, size=size, channels=channels, **_prepared(recipe, data))
    recipe = recipe.changed(settings=params.to_mapping(values), data=choice)
    return Resolved(recipe, data, kind, values, kind.need_of(values))


def named(recipe: Recipe, places: Places) -> Resolved:
    """The same, with the set that the recipe names. Raises StudioError."""
    return resolve(recipe, chosen_set(recipe.data, places))


def _prepared(recipe: Recipe, data: DataSet) -> dict[str, Any]:
    """How the pictures are made ready: as the recipe says, else as their set does now."""
    if recipe.data.preparation or recipe.data.lines:
        return {}
    return settings_of_set(data)


def read_recipe(path: Path) -> Recipe:
    """The recipe in a file; pictures that it names without a whole path are looked for beside it first.

    Raises StudioError.
    """
    recipe = recipes.read(path.absolute())
    source = recipe.data.source
    beside = path.absolute().parent / source
    known = {entry.key for entry in catalogue.built_in()}
    if source in known or source.startswith("~") or not beside.exists():
        return recipe
    return recipe.changed(data=replace(recipe.data, source=str(beside)))


def chosen_set(choice: DataChoice, places: Places) -> DataSet:
    """The pictures of a recipe, prepared as it says. Raises StudioError."""
    return with_settings(catalogue.find(choice.source, [places.data]), choice.preparation, choice.lines)


def best_size(sizes: Sequence[int], wanted: int) -> int:
    """The smallest of `sizes` that loses nothing of `wanted` pixels; 64 or the largest for mixed pictures."""
    if not wanted:
        return 64 if 64 in sizes else max(sizes)
    return min((size for size in sizes if size >= wanted), default=max(sizes))


def create_run(resolved: Resolved, store: RunStore) -> Run:
    """A new run folder for a recipe, once its family has accepted the pictures. Raises StudioError."""
    info = resolved.info
    resolved.declared(info)
    title = readable(resolved.data.title)
    run = store.create(resolved.recipe, readable(title_of(resolved)), title)
    run.update(versions=versions(), **_memory(resolved, info))
    return run


def _memory(resolved: Resolved, info: DataInfo) -> dict[str, Any]:
    """What a run remembers of its pictures: enough to declare its family again without them."""
    told = info.classes if resolved.need.uses_labels(info) else ()
    return {"classes": told, "picture": (info.channels, info.size), "about": sets.to_json(info)}


def title_of(resolved: Resolved) -> str:
    """What a run is called until somebody renames it: pictures, architecture, and what differs from the preset."""
    recipe, kind, data = resolved.recipe, resolved.kind, resolved.data
    changed = differences.told(recipe.settings, settings_of(kind, recipe.preset))
    preset = [] if recipe.preset == kind.presets[0].key and not changed else [kind.preset(recipe.preset).title]
    return " · ".join([data.title, kind.title, *preset, *([changed] if changed else [])])


def versions() -> dict[str, str]:
    """Of the program and of what it computes with, for the run's record."""
    from importlib.metadata import version

    return {"ganstudio": __version__, "python": platform.python_version(), "torch": version("torch")}


def pictures_of(
    resolved: Resolved, places: Places, progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> PictureSet:  # fmt: skip
    """The pictures of a recipe with all that its family needs beside them. Raises StudioError."""
    choice, need = resolved.recipe.data, resolved.need
    found = prepare(resolved.data, choice.size, choice.channels, places.cache, progress, cancelled, need.scale)
    return with_attributes(found) if need.kind == ATTRIBUTES else found


def _named_anew(recipe: Recipe, places: Places, error: StudioError) -> StudioError:
    """Why pictures were not found: earlier versions kept a path as it was typed, counted from the folder of then."""
    source = recipe.data.source
    keys = {entry.key for entry in catalogue.catalogue([places.data])}
    if source in keys or Path(source).is_absolute() or Path(source).exists():
        return error
    return StudioError(
        f"There is neither a set of pictures called {source!r} nor a folder of that name in {Path.cwd()}.",
        "Go on from the folder that the run was begun in, or add the pictures under this name.",
    )


def _reading(resolved: Resolved, places: Places, control: Control) -> Generator[Event, None, PictureSet]:
    """Read the pictures, which may take minutes the first time: tells how far it is, and can be stopped."""
    told = (0, 0)

    def tell(done: int, total: int) -> None:
        nonlocal told
        told = (done, total)

    shown = told
    with ThreadPoolExecutor(1, "reading pictures") as pool:
        future = pool.submit(pictures_of, resolved, places, tell, lambda: control.stopping)
        while not wait([future], timeout=_TELL_SECONDS).done:
            if told != shown:
                shown = told
                yield Preparing(*shown)
    return future.result()


def training(
    run: Run, places: Places, preferences: Preferences, more_steps: int | None = None,
    resolved: Resolved | None = None, spare_cores: int = 0,
) -> Callable[[Control], Iterator[Event]]:  # fmt: skip
    """What a Worker executes for `run`: from the start, or on from its newest checkpoint.

    `more_steps` replaces the rest of the budget; `resolved` is its recipe where that is known already; `spare_cores`
    are left to a window. Everything slow happens inside the returned generator.
    """

    def events(control: Control) -> Iterator[Event]:
        from ganstudio.engine.trial import global_noise

        with global_noise.for_training():
            yield from _trained(run, places, preferences, more_steps, resolved, spare_cores, control)

    return events


def _trained(
    run: Run, places: Places, preferences: Preferences, more_steps: int | None, resolved: Resolved | None,
    spare_cores: int, control: Control,
) -> Iterator[Event]:  # fmt: skip
    from ganstudio.engine import checkpoints, cores, devices, trainer

    recipe = run.recipe()
    threads = cores.threads(preferences.threads, run.state().threads, spare_cores)
    hardware = devices.choose(recipe.device, recipe.precision, threads)
    try:
        resolved = resolved or named(recipe, places)
        pictures = yield from _reading(resolved, places, control)
    except ScanCancelledError:
        yield Finished(run.state().step, run.state().seconds, "stopped")
        return
    except StudioError as error:
        raise _named_anew(recipe, places, error) from error
    devices.prepare(hardware)
    session = session_of(resolved, pictures, hardware, preferences.compile_on_cuda)
    _check_same_pictures(run, pictures)
    run.update(**_memory(resolved, pictures.info))
    _show_real(run, pictures, session.grid, session.shown.has_classes)
    newest, complaints = checkpoints.newest_intact(run.checkpoints)
    if newest is None and complaints:
        raise StudioError(f"No checkpoint of this run can be read: {complaints[0]}", "Start a new run from its recipe.")
    seconds = checkpoints.load(newest, session) if newest else 0.0
    plan = _plan(recipe, run.checkpoints, session, seconds, preferences, more_steps)
    told = trainer.train(session, plan, control, seconds, resumed=newest is not None)
    yield next(told)  # Started comes first, then what is to be said about this start
    if pictures.left_out and newest is None:  # said once, not each time the run goes on
        yield Warned(session.step_count, left_out(pictures), OTHERS_ARE_USED)
    yield from _of_going_on(run, session, newest, complaints)
    yield from told


def session_of(resolved: Resolved, pictures: PictureSet, hardware: Hardware, compile_networks: bool = False) -> Session:
    """A new training of `pictures` with what the recipe names."""
    from ganstudio.data.batches import Batches
    from ganstudio.engine.session import Session

    kind, seed = resolved.declared(pictures.info), resolved.recipe.seed
    by_domain = resolved.need.kind == DOMAINS
    batches = Batches(pictures, kind.batch, seed, hardware.device, kind.value_range, by_domain)
    examples = batches.examples(EXAMPLES) if kind.needs_examples() else None
    return Session(kind, batches, hardware, seed, compile_networks, examples)


def _of_going_on(run: Run, session: Session, newest: Checkpoint | None, complaints: Sequence[str]) -> Iterator[Event]:
    """What is to be said about the checkpoint that a run goes on from."""
    for complaint in complaints:
        yield Warned(session.step_count, complaint, f"Training goes on from step {session.step_count}.")
    if newest:
        yield from _changes(run, newest, session)


def left_out(pictures: PictureSet) -> str:
    """Which files could not be used, as a sentence."""
    first, more = pictures.left_out[0].rstrip("."), len(pictures.left_out) - 1
    return f"{counted(len(pictures.left_out), 'file')} left out: {first}" + (f", and {more} more." if more else ".")


def _plan(
    recipe: Recipe, folder: Path, session: Session, seconds: float, preferences: Preferences, more_steps: int | None
) -> Plan:  # fmt: skip
    from ganstudio.engine.trainer import Plan

    budget = recipe.budget
    total_steps, total_seconds = budget.steps(session.source.steps_per_epoch), budget.seconds
    if more_steps is not None:
        total_steps, total_seconds = session.step_count + more_steps, None
    elif _used_up(total_steps, total_seconds, session.step_count, seconds):
        # Resuming a finished run without saying how far: the same amount again.
        total_steps = session.step_count + total_steps if total_steps else None
        total_seconds = seconds + total_seconds if total_seconds else None
    return Plan(folder, total_steps, total_seconds, preferences.checkpoint_seconds)


def _used_up(total_steps: int | None, total_seconds: float | None, steps: int, seconds: float) -> bool:
    if total_steps is not None:
        return steps >= total_steps
    return total_seconds is not None and seconds >= total_seconds


def _check_same_pictures(run: Run, pictures: PictureSet) -> None:
    """A run goes on only with the pictures it began with."""
    before = run.state().data_fingerprint
    if before and before != pictures.info.fingerprint:
        source = Path(run.recipe().data.source)
        if not source.is_absolute() and source.is_dir() and pictures.info.name == source.name:
            raise StudioError(
                f"The pictures in {source.absolute()} are not those that this run began with.",
                "It was begun in another working folder: go on from there.",
            )
        raise StudioError(
            f"The pictures of {pictures.info.name} have changed since this run began, so it cannot go on exactly.",
            "Duplicate its settings to start a new run with the pictures as they are now.",
        )
    run.update(data_fingerprint=pictures.info.fingerprint)


def _changes(run: Run, checkpoint: Checkpoint, session: Session) -> Iterator[Event]:
    """A warning for each change of machine or program that makes an exact continuation impossible."""
    from ganstudio.engine import checkpoints

    digest = run.state().recipe_digest
    if digest and digest != run.recipe().digest():
        yield Warned(
            session.step_count,
            "The recipe of this run was edited since it began: from here on it is another run.",
            "Duplicate its settings instead to keep the two apart.",
        )
    note, _ = checkpoints.read(checkpoint)
    now = {
        "device": session.hardware.device.type, "precision": session.hardware.precision,
        "threads": session.hardware.threads, "torch": versions()["torch"].split("+")[0],
    }  # fmt: skip
    before = {**{name: note.get(name) for name in now}, "torch": str(note.get("torch", "")).split("+")[0]}
    if now["device"] == before["device"] == "cuda":  # what the processor does there is exact with any number
        del now["threads"]
    changed = [f"{name} {before[name]} → {now[name]}" for name in now if before[name] != now[name]]
    if changed:
        yield Warned(
            session.step_count,
            f"Continuing with {', '.join(changed)}: losses will differ slightly from an unbroken run.",
            "Nothing to do; for an exact continuation use the settings of the first session.",
        )


def _show_real(run: Run, pictures: PictureSet, grid: tuple[int, int], labelled: bool) -> None:
    """Keep a grid of real pictures beside the samples, laid out like them."""
    path = run.samples / "real.png"
    if not path.exists():
        rows, columns = grid
        chosen = pictures if labelled else replace(pictures, labels=None)
        write_png(path, tile(chosen.by_class(rows, columns), rows, columns))
