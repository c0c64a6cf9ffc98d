"""A well-known set downloaded, then put on the shelf."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Progress
from ganstudio.core.settings import Places
from ganstudio.data.download import known as downloads
from ganstudio.data.download.known import Download
from ganstudio.data.sets import shelf, shelving
from ganstudio.data.sets.dataset import DataSet


def folder_of(key: str, place: Path) -> Path:
    """Where the files of a download go, and where ones fetched by hand are looked for."""
    return place / "downloads" / key


def entry(key: str) -> Download:
    """The download called `key`. Raises StudioError with those there are."""
    known = downloads.known()
    if key not in known:
        raise StudioError(f"There is no download called {key!r}.", f"Choose {', '.join(known)}.")
    return known[key]


def fetch(
    key: str, places: Places, progress: Progress = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False, wanted: Download | None = None,
) -> DataSet:  # fmt: skip
    """The set, downloaded as far as it is not there, as an entry of the shelf. Raises StudioError."""
    chosen = wanted or entry(key)
    folder = folder_of(key, places.data)
    if chosen.manual and not chosen.files and folder.is_dir() and any(folder.iterdir()):
        files = [folder]
    else:
        files = downloads.download(chosen, folder, progress, cancelled)
    known = shelf.get(places.data, _key(key))
    if known is not None:
        return known
    origins = [folder] if len(files) != 1 else files
    return shelving.recognise(origins, chosen.title, places, progress=progress, cancelled=cancelled, key=_key(key))


def _key(key: str) -> str:
    """Names of downloads beside those of the built-in parts of the same sets."""
    return f"{key}-downloaded"
