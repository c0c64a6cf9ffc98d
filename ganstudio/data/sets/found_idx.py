"""The idx files of MNIST and its relatives: found wherever they lie, told apart by their labels."""

from __future__ import annotations

import gzip
import hashlib
import math
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError

IMAGES = "train-images"
_DEPTH = 4  # folders below a place that are searched
_CROWD = 500  # entries of a folder that is worth looking into
_MOST = 2 * 1024**3  # bytes of one array; EMNIST's largest has 0.55 GB
_RATIO = 100  # by which a packed file may grow; MNIST grows five times
_SMALL = 256 * 1024**2  # bytes that no ratio is held against
_PIECE = 1 << 24
# MD5 of the uncompressed training labels: names lie, these do not.
_KNOWN = {"a25bea736e30d166cdddb491f175f624": "mnist", "9018921c3c673c538a1fc5bad174d6f9": "fashion-mnist"}
_KINDS = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}  # by the third byte of the file
_DAMAGE = (OSError, EOFError, zlib.error)


@dataclass(frozen=True)
class IdxPair:
    """The training half of an idx data set; `name` is "mnist", "fashion-mnist" or empty."""

    images: Path
    labels: Path
    name: str


def shape_of(path: Path) -> tuple[int, ...]:
    """The size of the array in an idx file, from its first bytes. Raises StudioError when it is none."""
    with _opened(path) as file:
        return _head(path, file)[0]


def kind_of(path: Path) -> np.dtype[Any]:
    """The kind of its numbers, bytes nearly always. Raises StudioError."""
    with _opened(path) as file:
        return _head(path, file)[1]


def read_idx(path: Path, first: int | None = None) -> npt.NDArray[Any]:
    """The array in an idx file, gzipped or not, or its `first` rows. Raises StudioError when it is not whole."""
    rows, declared = read_rows(path, first)
    if len(rows) < declared:
        raise _not_whole(path)
    return rows


def read_rows(path: Path, first: int | None = None) -> tuple[npt.NDArray[Any], int]:
    """The rows that can be read, and how many there should be. Raises StudioError when there is nothing to read."""
    with _opened(path) as file:
        shape, kind = _head(path, file)
        declared = shape[0] if first is None else min(shape[0], first)
        row = math.prod(shape[1:]) * kind.itemsize
        limit = min(_MOST, max(_SMALL, _RATIO * path.stat().st_size))
        data, whole = _read(file, min(declared * row, limit + 1), to_the_end=first is None)
    if declared * row > _MOST or len(data) > limit:  # a gzip bomb, if it is that long in truth
        raise StudioError(f"{path} claims to hold {declared * row / 1024**3:,.1f} GB.", "It is damaged: copy it again.")
    count = len(data) // max(1, row) if whole else max(0, (len(data) - 1) // max(1, row))
    flat = np.frombuffer(data, kind, count * row // kind.itemsize)  # an array over it may be written to
    return flat.reshape(count, *shape[1:]).astype(kind.newbyteorder("="), copy=False), declared


def _opened(path: Path) -> IO[bytes]:
    """Unpacked, where it is packed: its ending may say so falsely."""
    try:
        file = path.open("rb")
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        return cast(IO[bytes], _Unpacked(fileobj=file)) if packed else file
    except OSError:
        raise _not_whole(path) from None


class _Unpacked(gzip.GzipFile):
    """Closes the file below it too."""

    def close(self) -> None:
        below: Any = self.fileobj
        super().close()
        if below is not None:
            below.close()


def _head(path: Path, file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """The size of the array, and the kind of its numbers (LeCun's format has six)."""
    try:
        start = file.read(4)
        kind = np.dtype(_KINDS[start[2]]) if len(start) == 4 and start[:2] == b"\0\0" else None
        sizes = file.read(4 * start[3]) if kind is not None else b""
        shape = tuple(int(size) for size in np.frombuffer(sizes, ">i4"))
    except (*_DAMAGE, ValueError, LookupError):
        raise _not_whole(path) from None
    if kind is None or not shape or len(shape) != start[3] or min(shape) < 0 or len(shape) > 4:
        raise _not_whole(path)
    if math.prod(shape[1:]) > _MOST:
        raise _not_whole(path)
    return shape, kind


def _read(file: IO[bytes], wanted: int, to_the_end: bool) -> tuple[bytearray, bool]:
    """Up to `wanted` bytes, and whether the file was sound that far."""
    data = bytearray()
    try:
        while len(data) < wanted:
            piece = file.read(min(_PIECE, wanted - len(data)))
            if not piece:
                return data, True
            data += piece
        if to_the_end:
            file.read(1)  # to its end, where a gzip file checks itself
    except _DAMAGE:
        return data, False
    return data, True


def _not_whole(path: Path) -> StudioError:
    return StudioError(f"{path} is not a whole idx file.", "Copy or download it again.")


def find_pairs(place: Path) -> Iterator[IdxPair]:
    """Every images/labels pair at or below `place`."""
    for images in sorted(_below(place, _DEPTH)):
        twin = images.with_name(images.name.replace("images", "labels").replace("idx3", "idx1"))
        if not twin.exists():
            other = twin.with_suffix("") if twin.suffix == ".gz" else twin.with_name(twin.name + ".gz")
            twin = other
        if twin.exists():
            yield IdxPair(images, twin, identified(twin))


def _below(folder: Path, depth: int) -> Iterator[Path]:
    try:
        with os.scandir(folder) as within:
            entries = [Path(each.path) for each in islice(within, _CROWD + 1)]
    except OSError:
        return
    if len(entries) > _CROWD:
        return  # a folder of pictures: an idx set is four files
    for entry in sorted(entries):
        if entry.is_dir() and not entry.is_symlink() and depth:
            yield from _below(entry, depth - 1)
        elif entry.name.startswith(IMAGES) and "idx3" in entry.name:
            yield entry


def identified(labels: Path) -> str:
    """Which well-known set these training labels belong to: "mnist", "fashion-mnist" or empty."""
    try:
        with _opened(labels) as file:
            data = file.read(1 << 20)
    except (StudioError, *_DAMAGE):
        return ""
    return _KNOWN.get(hashlib.md5(data, usedforsecurity=False).hexdigest(), "")
