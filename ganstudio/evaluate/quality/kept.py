"""What networks say of real pictures, kept in the cache by fingerprint and protocol: safetensors, whole or not."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from ganstudio.core import files
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.evaluate.quality.extractors import Extractor, Seen

if TYPE_CHECKING:
    from ganstudio.data.picture_set import PictureSet

_FORMAT = "1"


def seen_of(pictures: PictureSet, extractor: Extractor, count: int, cache: Path) -> Seen:
    """`count` pictures of a set as `extractor` sees them, or all there are, in an order of chance that stays.

    A cache that cannot be read or written costs time only.
    """
    path = _path(pictures.info.fingerprint, extractor, count, cache)
    if path is not None and (found := _read(path)) is not None:
        return found
    seen = extractor.look(chosen(pictures, count))
    if path is not None:
        _write(path, seen, extractor)
    return seen


def is_kept(pictures: PictureSet, extractor: Extractor, count: int, cache: Path) -> bool:
    """Whether `seen_of` has only to read."""
    path = _path(pictures.info.fingerprint, extractor, count, cache)
    return path is not None and path.is_file()


def chosen(pictures: PictureSet, count: int) -> Pixels:
    """`count` of the pictures, chosen by chance once and for all."""
    order = np.random.default_rng(0).permutation(len(pictures.pictures))[:count]
    # Memory-mapped rows are read in rising order; the order of chance is put back, so that halves are alike.
    rising = np.sort(order)
    return np.ascontiguousarray(np.asarray(pictures.pictures[rising])[np.searchsorted(rising, order)])


def _path(fingerprint: str, extractor: Extractor, count: int, cache: Path) -> Path | None:
    if not fingerprint:
        return None
    told = "\n".join([_FORMAT, fingerprint, extractor.words, extractor.mark, str(count)])
    return cache / f"features-{hashlib.sha256(told.encode()).hexdigest()[:24]}.safetensors"


def _read(path: Path) -> Seen | None:
    try:
        held = load_file(path)
        return Seen(held["features"], held.get("probabilities"))
    except (OSError, SafetensorError, KeyError, ValueError):
        return None


def _write(path: Path, seen: Seen, extractor: Extractor) -> None:
    held = {"features": seen.features}
    if seen.probabilities is not None:
        held["probabilities"] = seen.probabilities
    held = {name: np.ascontiguousarray(rows) for name, rows in held.items()}
    try:
        files.replace_atomically(path, lambda place: save_file(held, place, {"features": extractor.words}))
    except (StudioError, SafetensorError):
        return
