"""Pictures of a set that a model has not learned from: held back, or drawn anew where there is no end of them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.core import files
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Cancelled, Progress, Stopped
from ganstudio.core.pictures import Pixels
from ganstudio.data.faces import generated
from ganstudio.data.picture_set import PictureSet
from ganstudio.data.sets.dataset import FACES, DataSet

MOST = 1_000
_ANEW = 400  # pictures that are drawn
_CHUNK = 20
_HELD, _DRAWN = "held-out pictures", "held-out pictures, drawn anew,"

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class HeldOut:
    """N x C x S x S, or None; their classes, where they have some; and what they are called."""

    pictures: Pixels | None = None
    classes: Numbers | None = None
    words: str = _HELD


def of(pictures: PictureSet, data: DataSet, cache: Path, progress: Progress, cancelled: Cancelled) -> HeldOut:
    """Those held back; of sets that the program draws, others of their kind. Raises Stopped."""
    if (held := pictures.held_back) is not None:
        chosen = some(len(held.pictures), MOST)
        return HeldOut(held.pictures[chosen], None if held.labels is None else held.labels[chosen])
    if data.form == FACES:
        _, channels, size, _ = pictures.pictures.shape
        return HeldOut(_drawn_anew(data, size, channels, cache, progress, cancelled), words=_DRAWN)
    return HeldOut()


def _drawn_anew(
    data: DataSet, size: int, channels: int, cache: Path, progress: Progress, cancelled: Cancelled
) -> Pixels:  # fmt: skip
    """Drawn once and kept in the cache, which may be lost."""
    count = min(_ANEW, data.count)
    told = repr(("anew-1", data.key, size, channels, count))
    path = cache / "pictures" / f"anew-{hashlib.sha256(told.encode()).hexdigest()[:24]}.npy"
    with suppress(OSError, ValueError, EOFError):
        kept = np.load(path, allow_pickle=False)
        if kept.shape == (count, channels, size, size) and kept.dtype == np.uint8:
            return np.asarray(kept)
    parts = []
    for at in range(0, count, _CHUNK):
        if cancelled():
            raise Stopped
        parts.append(generated.anew(data, at, min(_CHUNK, count - at), size, channels))
        progress(min(count, at + _CHUNK), count)
    drawn = np.concatenate(parts)
    with suppress(StudioError):
        files.replace_atomically(path, lambda place: _save(place, drawn))
    return drawn


def _save(path: Path, pictures: Pixels) -> None:
    with path.open("wb") as file:
        np.save(file, pictures, allow_pickle=False)


def some(count: int, most: int) -> Numbers:
    """Numbers by chance, which stays, in rising order as memory-mapped pictures like it."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).permutation(count)[:most])
