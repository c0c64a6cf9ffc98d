"""The sets of cartoon faces and other drawings: drawn once at the wished size, then opened like any other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import numpy as np

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.files import replace_atomically, write_json
from ganstudio.core.interruption import Progress
from ganstudio.core.pictures import Pixels
from ganstudio.data.alone import alone
from ganstudio.data.collection import STREAMS, Collection
from ganstudio.data.decoding.reading import FACTS
from ganstudio.data.decoding.scanning import Scan, fingerprint
from ganstudio.data.faces import writing as face_sets
from ganstudio.data.sets.dataset import DataSet

_FORMAT = 1  # of what is drawn: change it when faces change
_KINDS = {
    "cartoon-pairs": "pairs", "cartoon-faces": "attributes", "cartoon-styles": "domains", "cartoon-glasses": "glasses",
    "cartoon-drawings": face_sets.DRAWINGS,
}  # fmt: skip
_SIZES = range(16, 1025)


def drawn_set(
    data: DataSet, size: int, channels: int, cache: Path, progress: Progress, cancelled: Callable[[], bool]
) -> tuple[Collection, Scan]:
    """All faces of `data` at `size`. Raises StudioError, or Stopped."""
    if size not in _SIZES:
        raise StudioError(f"Faces are drawn from {_SIZES[0]} to {_SIZES[-1]} pixels, not {size}.")
    key = hashlib.sha256(repr((_FORMAT, data.key, data.count, size)).encode()).hexdigest()[:24]
    files = _Files(cache / "pictures", f"faces-{key}")
    with suppress(Exception):  # not there, of another version, or damaged, which shows itself in any way
        return _opened(data, size, channels, *files.load())
    with alone(files.folder, files.stem, cancelled):
        try:
            kept = files.load()  # somebody else may have drawn them
        except Exception:
            files.draw(_KINDS[data.key], data.count, size, progress, cancelled)
            kept = files.load()
    return _opened(data, size, channels, *kept)


def _opened(
    data: DataSet, size: int, channels: int, streams: dict[str, Pixels], more: dict[str, Any]
) -> tuple[Collection, Scan]:
    if channels == 1:
        streams = {name: _grey(pictures) for name, pictures in streams.items()}
    count = data.count
    facts = np.zeros((count, len(streams)), FACTS)
    facts["width"] = facts["height"] = size
    collection = Collection(
        data.kind, data.layout, tuple(streams), count=count, size=size, labels=more.get("labels"),
        classes=data.classes, flags=more.get("attributes"), attributes=data.attributes, title=data.title,
        licence=data.licence, sides=data.sides,
    )  # fmt: skip
    return collection, Scan(
        streams, np.arange(count), facts, {}, fingerprint(streams, more.get("labels")), (), (), True
    )


def few(data: DataSet, count: int, size: int = 64) -> Pixels:
    """The first faces of a set: a sketch beside each coloured one, or one domain after the other."""
    drawn = face_sets.draw(_KINDS[data.key], 0, count, size)
    if "sketch" in drawn:
        half = count // 2
        couples = np.stack([drawn["sketch"][:half].repeat(3, axis=1), drawn["colour"][:half]], axis=1)
        return np.asarray(couples.reshape(-1, 3, size, size), dtype=np.uint8)
    order = np.argsort(drawn["labels"], kind="stable") if "labels" in drawn else np.arange(count)
    return np.asarray(drawn["pictures"][order], dtype=np.uint8)


def anew(data: DataSet, first: int, count: int, size: int, channels: int) -> Pixels:
    """Pictures like those of a set, which no set has and no model has learned from, from number `first` on."""
    drawn = face_sets.draw(_KINDS[data.key], face_sets.UNSEEN_FROM + first, count, size)
    pictures = np.asarray(drawn["colour"] if "colour" in drawn else drawn["pictures"], np.uint8)
    return _grey(pictures) if channels == 1 else pictures


def _grey(pictures: Pixels) -> Pixels:
    """One channel of luma."""
    if pictures.shape[1] == 1:
        return pictures
    weights = np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return np.stack([np.tensordot(weights, each, 1)[None].round().astype(np.uint8) for each in pictures])


class _Files:
    """Raw pixels per stream, labels and attributes, and a note written last."""

    def __init__(self, folder: Path, stem: str) -> None:
        self.folder, self.stem = folder, stem

    def _path(self, ending: str) -> Path:
        return self.folder / f"{self.stem}{ending}"

    def load(self) -> tuple[dict[str, Pixels], dict[str, Any]]:
        shapes = json.loads(self._path(".json").read_text("utf-8"))
        streams: dict[str, Pixels] = {}
        for name, shape in shapes.items():
            if self._path(f"-{name}.u8").stat().st_size != int(np.prod(shape)):
                raise ValueError("cut off")
            streams[name] = np.memmap(self._path(f"-{name}.u8"), np.uint8, "r", shape=tuple(shape))
        with self._path(".npz").open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return streams, {name: kept[name] for name in kept.files}

    def draw(self, kind: str, count: int, size: int, progress: Progress, cancelled: Callable[[], bool]) -> None:
        shapes: dict[str, list[int]] = {}
        more: dict[str, list[Any]] = {}
        names = STREAMS["pairs"] if kind in ("pairs", face_sets.DRAWINGS) else ("pictures",)
        parts = {name: self._path(f"-{name}.part") for name in names}
        try:
            with explaining(self.folder, "write to"), ExitStack() as stack:
                outs = {name: stack.enter_context(path.open("wb")) for name, path in parts.items()}
                for chunk in face_sets.drawn(kind, count, size, 0, progress, cancelled):
                    for name, values in chunk.items():
                        if name in outs:
                            outs[name].write(np.ascontiguousarray(values).data)
                            shapes[name] = [count, *values.shape[1:]]
                        else:
                            more.setdefault(name, []).append(values)
            with explaining(self.folder, "write to"):
                for name, path in parts.items():
                    path.replace(self._path(f"-{name}.u8"))
            joined = {name: np.concatenate(values) for name, values in more.items()}
            replace_atomically(self._path(".npz"), lambda path: _save(path, joined))
            write_json(self._path(".json"), {name: shapes[name] for name in names})
        finally:
            for path in parts.values():
                with suppress(OSError):
                    path.unlink(missing_ok=True)


def _save(path: Path, arrays: dict[str, Any]) -> None:
    with path.open("wb") as file:
        np.savez(file, **arrays)
