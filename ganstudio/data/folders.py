"""A folder of pictures, with or without class sub-folders."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.files import replace_atomically, write_json
from ganstudio.core.pictures import Pixels
from ganstudio.data.images import SUFFIXES, load_picture

_DEPTH = 8
_LISTED = 200  # bad files that are named; the rest is a number
Progress = Callable[[int, int], None]


class ScanCancelledError(Exception):
    """Somebody asked to stop while pictures were being read."""


@dataclass(frozen=True)
class Listing:
    """The picture files of a folder and, when it has class sub-folders, the class of each."""

    folder: Path
    files: tuple[Path, ...]
    labels: tuple[int, ...]
    classes: tuple[str, ...]

    def fingerprint(self) -> str:
        """Changes when a file is added, removed, renamed or written again."""
        digest = hashlib.sha256()
        for path in self.files:
            stat = path.stat()
            entry = (os.fsencode(path.relative_to(self.folder)), stat.st_size, stat.st_mtime_ns)
            digest.update(repr(entry).encode())
        return digest.hexdigest()[:20]


@dataclass(frozen=True)
class Decoded:
    """Pictures N x C x S x S, their labels, and one sentence for each file left out."""

    pictures: Pixels
    labels: npt.NDArray[np.int64] | None
    left_out: tuple[str, ...]


def list_folder(folder: Path) -> Listing:
    """What `folder` holds. Raises StudioError when it cannot be read or holds no picture."""
    with explaining(folder, "read"):
        entries = sorted(folder.iterdir())
    classes = [
        entry
        for entry in entries
        if entry.is_dir() and not entry.name.startswith(".") and any(_pictures(entry, _DEPTH))
    ]
    loose = [entry for entry in entries if entry.is_file() and entry.suffix.lower() in SUFFIXES]
    if len(classes) >= 2 and not loose:
        found = [(path, index) for index, entry in enumerate(classes) for path in _pictures(entry, _DEPTH)]
        files, labels = tuple(p for p, _ in found), tuple(i for _, i in found)
        return Listing(folder, files, labels, tuple(_readable(entry.name) for entry in classes))
    files = tuple(_pictures(folder, _DEPTH))
    if not files:
        endings = ", ".join(sorted(suffix[1:] for suffix in SUFFIXES))
        raise StudioError(f"{folder} holds no pictures.", f"Choose a folder with {endings} files in it.")
    return Listing(folder, files, (), ())


def _pictures(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if depth and not entry.is_symlink():
                yield from _pictures(entry, depth - 1)
        elif entry.suffix.lower() in SUFFIXES:
            yield entry


def _readable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def decode(
    listing: Listing, size: int, channels: int, cache: Path,
    progress: Progress = lambda done, total: None, cancelled: Callable[[], bool] = lambda: False,
) -> Decoded:  # fmt: skip
    """All good pictures of `listing`, memory-mapped from `cache` when they were decoded before.

    Raises StudioError when no picture can be used, ScanCancelledError when `cancelled()` turns true.
    """
    stem = f"{listing.fingerprint()}-{channels}x{size}"
    pixels, notes = cache / f"{stem}.npy", cache / f"{stem}.json"
    try:
        return _cached(listing, pixels, notes)
    except (OSError, ValueError, KeyError, TypeError):  # not there, or damaged
        _decode_into(listing, size, channels, pixels, notes, progress, cancelled)
        return _cached(listing, pixels, notes)


def _cached(listing: Listing, pixels: Path, notes: Path) -> Decoded:
    note = json.loads(notes.read_text("utf-8"))
    labels = np.array(note["labels"], dtype=np.int64) if listing.classes else None
    return Decoded(np.load(pixels, mmap_mode="r", allow_pickle=False), labels, tuple(note["left_out"]))


def _decode_into(
    listing: Listing, size: int, channels: int, pixels: Path, notes: Path,
    progress: Progress, cancelled: Callable[[], bool],
) -> None:  # fmt: skip
    good: list[Pixels] = []
    kept: list[int] = []
    left_out: list[str] = []

    def attempt(path: Path) -> Pixels | StudioError:
        try:
            return load_picture(path, size, channels)
        except StudioError as error:
            return error

    # Pillow lets go of the interpreter while it decodes, so threads help.
    with ThreadPoolExecutor(max_workers=min(8, os.cpu_count() or 1)) as pool:
        for index, result in enumerate(_in_order(pool, attempt, listing.files)):
            if cancelled():
                pool.shutdown(cancel_futures=True)
                raise ScanCancelledError
            if isinstance(result, StudioError):
                left_out.append(str(result))
            else:
                good.append(result)
                kept.append(index)
            progress(index + 1, len(listing.files))
    if not good:
        raise StudioError(f"No picture in {listing.folder} can be used: {left_out[0]}", "Choose another folder.")
    labels = [listing.labels[index] for index in kept] if listing.classes else []
    replace_atomically(pixels, lambda temporary: _save(temporary, np.stack(good)))
    write_json(notes, {"labels": labels, "left_out": left_out[:_LISTED], "count_left_out": len(left_out)})


def _in_order(
    pool: ThreadPoolExecutor, attempt: Callable[[Path], Pixels | StudioError], files: tuple[Path, ...]
) -> Iterator[Pixels | StudioError]:
    """`attempt` of each file, a bounded number ahead, so that a cancel is quick and memory small."""
    ahead = [pool.submit(attempt, path) for path in files[:64]]
    for index in range(len(files)):
        yield ahead[index % 64].result()
        if index + 64 < len(files):
            ahead[index % 64] = pool.submit(attempt, files[index + 64])


def _save(path: Path, array: Pixels) -> None:
    with path.open("wb") as file:
        np.save(file, array)
