"""The idx files of MNIST and its relatives: found wherever they lie, told apart by their labels."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError

IMAGES = "train-images"
_DEPTH = 4  # folders below a place that are searched
# MD5 of the uncompressed training labels: names lie, these do not.
_KNOWN = {"a25bea736e30d166cdddb491f175f624": "mnist", "9018921c3c673c538a1fc5bad174d6f9": "fashion-mnist"}


@dataclass(frozen=True)
class IdxPair:
    """The training half of an idx data set; `name` is "mnist", "fashion-mnist" or empty."""

    images: Path
    labels: Path
    name: str


def read_idx(path: Path, first: int | None = None) -> npt.NDArray[np.uint8]:
    """The array in an idx file, gzipped or not, or its `first` rows. Raises StudioError when it is not whole."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            data = bytearray(file.read(4))  # an array over it may be written to, as torch wishes
            if bytes(data[:3]) != b"\0\0\x08":
                raise ValueError("not unsigned bytes")
            dimensions = data[3]
            data += file.read(4 * dimensions)
            shape = np.frombuffer(data, ">i4", dimensions, 4).astype(int)
            if shape.min(initial=0) < 0:
                raise ValueError("negative size")
            if first is not None:
                shape[0] = min(shape[0], first)
            data += file.read(int(np.prod(shape)))
            if first is None:
                file.read(1)  # to its end, where a gzip file checks itself
        return np.frombuffer(data, np.uint8, int(np.prod(shape)), 4 + 4 * dimensions).reshape(shape)
    except (OSError, ValueError, IndexError, EOFError, gzip.zlib.error):  # type: ignore[attr-defined]
        raise StudioError(f"{path} is not a whole idx file.", "Copy or download it again.") from None


def find_pairs(place: Path) -> Iterator[IdxPair]:
    """Every images/labels pair at or below `place`."""
    for images in sorted(_below(place, _DEPTH)):
        twin = images.with_name(images.name.replace("images", "labels").replace("idx3", "idx1"))
        if not twin.exists():
            other = twin.with_suffix("") if twin.suffix == ".gz" else twin.with_name(twin.name + ".gz")
            twin = other
        if twin.exists():
            yield IdxPair(images, twin, _identified(twin))


def _below(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink() and depth:
            yield from _below(entry, depth - 1)
        elif entry.name.startswith(IMAGES) and "idx3" in entry.name:
            yield entry


def _identified(labels: Path) -> str:
    try:
        data = gzip.decompress(labels.read_bytes()) if labels.suffix == ".gz" else labels.read_bytes()
    except (OSError, EOFError, gzip.zlib.error):  # type: ignore[attr-defined]
        return ""
    return _KNOWN.get(hashlib.md5(data, usedforsecurity=False).hexdigest(), "")
