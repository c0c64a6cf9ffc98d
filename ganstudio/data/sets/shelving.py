"""Putting sets of pictures on the shelf: recognised, read at the wished sizes, looked through, and written down."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Progress
from ganstudio.core.sets import PAIRS
from ganstudio.core.settings import Places
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets import catalogue, shelf, store
from ganstudio.data.sets.dataset import FILES, OWN, DataSet
from ganstudio.data.sets.store import Look

Cancelled = Callable[[], bool]
_SIZES = range(8, 2049)


def _nothing(_done: int, _total: int) -> None: ...


def _never() -> bool:
    return False


def recognise(
    origins: Sequence[Path], name: str, places: Places, preparation: Preparation | None = None,
    progress: Progress = _nothing, cancelled: Cancelled = _never, key: str = "",
) -> DataSet:  # fmt: skip
    """What lies in `origins`, as a set called `name` that is written down. Nothing is decoded yet.

    Raises StudioError when the name is taken, or the pictures are none.
    """
    key = key or _new_key(name, places)
    place = shelf.cache_of(places.cache, key)
    try:
        found = catalogue.from_paths(origins, preparation, place, progress, cancelled)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return shelf.put(places.data, replace(found, key=key, title=name.strip(), source=OWN))


def recognise_again(
    before: DataSet, origins: Sequence[Path], name: str, places: Places, progress: Progress = _nothing,
    cancelled: Cancelled = _never,
) -> DataSet:  # fmt: skip
    """The same for pictures that were on the shelf `before`: prepared as they were then, where that still fits them."""
    try:
        data = recognise(origins, name, places, before.preparation, progress, cancelled)
    except StudioError:  # other files lie there now
        return recognise(origins, name, places, None, progress, cancelled)
    return shelf.put(places.data, replace(data, lines=dict(before.lines), sizes=before.sizes))


def add(
    origins: Sequence[Path], name: str, places: Places, sizes: Sequence[int] = (),
    preparation: Preparation | None = None, lines: Mapping[str, Any] | None = None,
    progress: Progress = _nothing, cancelled: Cancelled = _never,
) -> Look:  # fmt: skip
    """The same with all pictures read at every one of `sizes`. Raises StudioError; then nothing is kept."""
    for size in sizes:
        if size not in _SIZES:
            raise StudioError(f"Pictures are prepared at {_SIZES[0]} to {_SIZES[-1]} pixels, not {size}.")
    data = recognise(origins, name, places, preparation, progress, cancelled)
    try:
        data = replace(data, sizes=tuple(dict.fromkeys(sizes)), lines=dict(lines or {}))
        looks = [look(data, places, size, progress, cancelled) for size in (data.sizes or (data.working_size,))]
    except BaseException:
        shelf.remove(places.data, places.cache, data.key, remember=False)
        raise
    return looks[0]


def look(
    data: DataSet, places: Places, size: int = 0, progress: Progress = _nothing, cancelled: Cancelled = _never
) -> Look:
    """`data` x-rayed at `size` (0: what suits it); the shelf remembers what was found. Raises StudioError."""
    channels = 3 if data.kind == PAIRS else data.channels
    seen = store.look(data, size or data.working_size, channels, places.cache, progress, cancelled)
    if data.source == OWN and shelf.get(places.data, data.key) is not None:
        shelf.put(places.data, seen.data)
    return seen


def change(data: DataSet, places: Places, **settings: Any) -> DataSet:
    """`data` with other settings of its preparation, or other `lines`; what it holds is recognised again if need be.

    Raises StudioError when it cannot be read in that way; then nothing is changed.
    """
    lines = settings.pop("lines", data.lines)
    preparation = replace(data.preparation, **settings)
    if preparation.reading() != data.preparation.reading() and data.form == FILES:
        found = catalogue.from_paths(data.origin, preparation, store.cache_for(data, places.cache))
        data = replace(found, key=data.key, title=data.title, source=data.source, sizes=data.sizes,
                       licence=data.licence, summary=data.summary)  # fmt: skip
    data = replace(data, preparation=preparation, lines=dict(lines))
    return shelf.put(places.data, data) if data.source == OWN and "/" not in data.key else data


def free_name(wanted: str, places: Places) -> str:
    """`wanted`, changed as little as needed to be a name that no set has."""
    if not any(c.isalnum() for c in wanted):
        wanted = "pictures"
    if _is_ours(shelf.key_for(wanted)):
        wanted += " of mine"
    return shelf.free_name(places.data, wanted)


def _is_ours(key: str) -> bool:
    return key in {entry.key for entry in catalogue.built_in()} or key.endswith("-full")


def _new_key(name: str, places: Places) -> str:
    key = shelf.key_for(name)
    if shelf.get(places.data, key) is not None:
        raise StudioError(f"There is a set called {name!r} already.", "Choose another name, or remove that one first.")
    if _is_ours(key):
        raise StudioError(f"{name!r} is the name of a set that comes with the program.", "Choose another name.")
    return key
