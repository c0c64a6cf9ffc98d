"""Partners made from the pictures themselves, kept beside them: extracted lines, and small versions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ganstudio.core import params
from ganstudio.core.files import replace_atomically
from ganstudio.core.pictures import Pixels
from ganstudio.data.decoding.images import resized
from ganstudio.data.lines.lineparams import LineParams

SCALE = 4
_CHUNK = 256  # pictures at a time


def sketches(pictures: Pixels, fingerprint: str, lines: Mapping[str, Any], cache: Path) -> Pixels:
    """Line art of N x C x S x S `pictures` as N x 1 x S x S, made once and memory-mapped. Raises StudioError."""
    settings = params.from_mapping(LineParams, dict(lines))
    shape = (len(pictures), 1, *pictures.shape[2:])
    return _kept(pictures, shape, _key(fingerprint, repr(settings)), cache,
                 lambda chunk, first: drawn(chunk, lines, first))  # fmt: skip


def drawn(pictures: Pixels, lines: Mapping[str, Any], seed: int = 0) -> Pixels:
    """Line art of a few pictures. Raises StudioError for settings that do not exist."""
    from ganstudio.data.lines.lineart import sketches as extracted  # needs torch

    return extracted(np.ascontiguousarray(pictures), params.from_mapping(LineParams, dict(lines)), seed)


def small(pictures: Pixels, fingerprint: str, cache: Path, scale: int = SCALE) -> Pixels:
    """The same pictures `scale` times smaller: bicubic with antialiasing, as super-resolution is judged by."""
    count, channels, side, _ = pictures.shape
    shape = (count, channels, side // scale, side // scale)
    what = "small" if scale == SCALE else f"small {scale}"
    return _kept(pictures, shape, _key(fingerprint, what), cache,
                 lambda chunk, _first: resized(chunk, side // scale, channels))  # fmt: skip


def _key(fingerprint: str, what: str) -> str:
    return hashlib.sha256(f"{fingerprint} {what}".encode()).hexdigest()[:24]


def _kept(
    pictures: Pixels, shape: tuple[int, ...], key: str, cache: Path, make: Callable[[Pixels, int], Pixels]
) -> Pixels:
    path = cache / "pictures" / f"{key}.u8"
    if not path.exists() or path.stat().st_size != int(np.prod(shape)):

        def write(temporary: Path) -> None:
            with temporary.open("wb") as file:
                for first in range(0, len(pictures), _CHUNK):
                    file.write(np.ascontiguousarray(make(np.asarray(pictures[first : first + _CHUNK]), first)).data)

        replace_atomically(path, write)
    return np.memmap(path, np.uint8, "r", shape=shape)
