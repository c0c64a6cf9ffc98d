"""The pictures of a run: read beside it, complained about in words, and the same as when it began."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Generator as Told
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

from ganstudio.core.errors import StudioError
from ganstudio.core.events import Event, Preparing
from ganstudio.core.pictures import tile, write_png
from ganstudio.core.recipe import Recipe
from ganstudio.core.runs import Run
from ganstudio.core.sets import ATTRIBUTES, WITHOUT_PICTURES
from ganstudio.core.settings import Places
from ganstudio.core.text import counted
from ganstudio.data.fitting import with_attributes
from ganstudio.data.sets import catalogue
from ganstudio.data.sets.store import PictureSet, prepare
from ganstudio.engine.family import Generator
from ganstudio.engine.steering import Steering
from ganstudio.launch.resolving import Resolved

Progress = Callable[[int, int], None]
_TELL_SECONDS = 0.25
OTHERS_ARE_USED = "The others are used."  # the hint of what is said about files that cannot be


def pictures_of(
    resolved: Resolved, places: Places, progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> PictureSet:  # fmt: skip
    """The pictures of a recipe with all that its family needs beside them. Raises StudioError."""
    choice, need = resolved.recipe.data, resolved.need
    found = prepare(resolved.data, choice.size, choice.channels, places.cache, progress, cancelled, need.scale)
    return with_attributes(found) if need.kind == ATTRIBUTES else found


def named_anew(recipe: Recipe, places: Places, error: StudioError) -> StudioError:
    """Why pictures were not found: earlier versions kept a path as it was typed, counted from the folder of then."""
    source = recipe.data.source
    keys = {entry.key for entry in [*catalogue.catalogue([places.data]), *catalogue.without_pictures()]}
    if source in keys or Path(source).is_absolute() or Path(source).exists():
        return error
    return StudioError(
        f"There is neither a set of pictures called {source!r} nor a folder of that name in {Path.cwd()}.",
        "Go on from the folder that the run was begun in, or add the pictures under this name.",
    )


def reading(resolved: Resolved, places: Places, control: Steering) -> Told[Event, None, PictureSet]:
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


def left_out(pictures: PictureSet) -> str:
    """Which files could not be used, as a sentence."""
    first, more = pictures.left_out[0].rstrip("."), len(pictures.left_out) - 1
    return f"{counted(len(pictures.left_out), 'file')} left out: {first}" + (f", and {more} more." if more else ".")


def check_same(run: Run, pictures: PictureSet) -> None:
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


def show_real(run: Run, pictures: PictureSet, grid: tuple[int, int], shown: Generator) -> None:
    """Keep a grid of real pictures beside the samples, laid out like them."""
    path = run.samples / "real.png"
    if not path.exists():
        rows, columns = grid
        chosen = pictures if shown.has_classes else replace(pictures, labels=None)
        examples = chosen.by_class(rows, columns * shown.gives.together)
        write_png(path, tile(shown.gives.pixels(examples) if has_none(pictures) else examples, rows, columns))


def has_none(pictures: PictureSet) -> bool:
    """Whether they are no pictures at all: points, or lines of text."""
    return pictures.info.kind in WITHOUT_PICTURES
