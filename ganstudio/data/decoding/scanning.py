"""Decoded pictures in memory-mapped files: read once, then open at once, however many there are."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.files import replace_atomically, write_json
from ganstudio.core.interruption import Cancelled, Progress, Stopped
from ganstudio.core.pictures import Pixels
from ganstudio.data.alone import alone
from ganstudio.data.collection import Collection, pieces_of
from ganstudio.data.decoding import duplicates
from ganstudio.data.decoding.depth import usual_levels
from ganstudio.data.decoding.duplicates import Couples
from ganstudio.data.decoding.images import resized
from ganstudio.data.decoding.reading import FACTS, FLAGS, Facts, ReadRequest
from ganstudio.data.decoding.workers import read_all
from ganstudio.data.preparation import Preparation

_FORMAT = 2  # of the files here: older ones are read again
_CHUNK = 256  # pictures of an array that are resized between two looks at whether somebody cancelled
_MARGIN = 100 * 1024**2  # bytes of disk that a scan leaves free


@dataclass(frozen=True)
class Scan:
    """`streams` N x C x S x S (memory-mapped), the record that each row comes from, and what was found out.

    `facts` is records x parts, `sentences` says why a record gave no row.
    """

    streams: Mapping[str, Pixels]
    owners: npt.NDArray[np.int64]
    facts: Facts
    sentences: Mapping[int, str]
    fingerprint: str
    copies: Couples = ()  # (copy, first) of exact duplicates
    look_alikes: Couples = ()
    fingerprint_covers_labels: bool = False


def request_for(collection: Collection, size: int, channels: int, preparation: Preparation) -> ReadRequest:
    """What to make of the records: a sketch is always grey."""
    wanted = tuple(1 if stream == "sketch" else channels for stream in collection.streams)
    return ReadRequest(size, wanted, collection.streams, *preparation.geometry(), None, preparation.invert)


def scanned(
    collection: Collection, source: str, request: ReadRequest, cache: Path, progress: Progress, cancelled: Cancelled
) -> Scan:  # fmt: skip
    """The pictures of `collection` as `request` says, from `cache` when they were read before.

    `source` is the fingerprint of the files. Raises StudioError, or Stopped when `cancelled()`.
    """
    if _is_as_wished(collection, request):
        return _as_it_is(collection, request)
    what = (_FORMAT, source, collection.layout, collection.variants[:1], collection.count, _order(collection), request)
    files = _Files(cache / "pictures", hashlib.sha256(repr(what).encode()).hexdigest()[:24], request)
    try:
        scan = files.load()
    except Exception:  # not there, of another version, or damaged, which shows itself in any way
        scan = _read_once(collection, files, progress, cancelled)
    if collection.array is None:
        return scan
    return replace(scan, fingerprint=fingerprint(scan.streams, collection.labels), fingerprint_covers_labels=True)


def _order(collection: Collection) -> str:
    lines = ["|".join([part.entry.place + part.half for part in record]) for record in collection.records]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _read_once(collection: Collection, files: _Files, progress: Progress, cancelled: Cancelled) -> Scan:
    """Read the pictures into `files`, unless somebody else is at it: then wait and take theirs."""
    with alone(files.folder, files.key, cancelled):
        with suppress(Exception):
            return files.load()
        _write(collection, files, progress, cancelled)
        return files.load()


@dataclass(frozen=True)
class _Files:
    """Where one scan lies: raw pixels per stream, facts, and a note that is written last."""

    folder: Path
    key: str
    request: ReadRequest

    def pixels(self, stream: str) -> Path:
        return self.folder / f"{self.key}-{stream}.u8"

    @property
    def facts(self) -> Path:
        return self.folder / f"{self.key}.npz"

    @property
    def note(self) -> Path:
        return self.folder / f"{self.key}.json"

    def load(self) -> Scan:
        note = json.loads(self.note.read_text("utf-8"))
        with self.facts.open("rb") as file, np.load(file, allow_pickle=False) as kept:  # numpy leaves a bad file open
            facts, owners = kept["facts"], kept["owners"]
            copies, alike = kept["copies"].tolist(), kept["alike"].tolist()
        streams: dict[str, Pixels] = {}
        for stream, shape in note["shapes"].items():
            path = self.pixels(stream)
            if path.stat().st_size != int(np.prod(shape)):
                raise ValueError("cut off")
            # An empty file cannot be mapped.
            streams[stream] = (np.memmap(path, np.uint8, "r", shape=tuple(shape)) if shape[0]
                               else np.empty(shape, np.uint8))  # fmt: skip
        sentences = {int(index): text for index, text in note["sentences"].items()}
        return Scan(streams, owners, facts, sentences, note["fingerprint"], copies, alike)


# Shapes of the streams, the record of each row, facts, and why records gave no row.
_Made = tuple[dict[str, tuple[int, int, int, int]], npt.NDArray[np.int64], Facts, dict[int, str]]


def _write(collection: Collection, files: _Files, progress: Progress, cancelled: Cancelled) -> None:
    _check_disk(collection, files)
    temporary = {stream: files.pixels(stream).with_suffix(".part") for stream in files.request.streams}
    try:
        with explaining(files.folder, "write to"):
            make = _decode if collection.array is None else _resize
            shapes, owners, facts, sentences = make(collection, files.request, temporary, progress, cancelled)
            for stream, path in temporary.items():
                path.replace(files.pixels(stream))
        replace_atomically(files.facts, lambda path: _save(path, facts, owners))
        streams = {stream: np.memmap(files.pixels(stream), np.uint8, "r", shape=shape) if shape[0]
                   else np.empty(shape, np.uint8) for stream, shape in shapes.items()}  # fmt: skip
        note = {"shapes": shapes, "sentences": sentences, "fingerprint": fingerprint(streams, None)}
        write_json(files.note, note)
    finally:
        for path in temporary.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _check_disk(collection: Collection, files: _Files) -> None:
    """Refuse before hours of work what the disk cannot hold."""
    wanted = collection.count * sum(files.request.channels) * files.request.size**2
    place = next(path for path in (files.folder, *files.folder.parents) if path.exists())
    free = shutil.disk_usage(place).free
    if wanted + _MARGIN > free:
        raise StudioError(
            f"These pictures need {wanted / 1024**2:,.0f} MB, and the disk of {place} has {free / 1024**2:,.0f} left.",
            "Free some space or choose a smaller picture size.",
        )


def _decode(
    collection: Collection, request: ReadRequest, paths: Mapping[str, Path], progress: Progress, cancelled: Cancelled
) -> _Made:
    owners: list[npt.NDArray[np.int64]] = []
    facts: list[Facts] = []
    sentences: dict[int, str] = {}
    done = 0
    request = replace(request, levels=usual_levels(collection.records))
    records = (pieces_of(record) for record in collection.records)
    with _outs(paths) as outs, closing(read_all(records, request, cancelled)) as chunks:
        for chunk in chunks:
            for rows, stream in zip(chunk.rows, request.streams, strict=False):
                outs[stream].write(np.ascontiguousarray(rows).data)
            owners.append(np.repeat(np.arange(done, done + len(chunk.counts)), chunk.counts))
            facts.append(chunk.facts)
            sentences |= {done + index: text for index, text in enumerate(chunk.sentences) if text}
            done += len(chunk.counts)
            progress(done, collection.count)
    every = np.concatenate([np.empty((0, len(request.streams)), FACTS), *facts])
    rows_of = np.concatenate([np.empty(0, dtype=np.int64), *owners])
    return _shapes(request, len(rows_of)), rows_of, every, sentences


@contextmanager
def _outs(paths: Mapping[str, Path]) -> Iterator[Mapping[str, IO[bytes]]]:
    """Files to write to; what was written is on the disk in the end."""
    with ExitStack() as stack:
        outs = {stream: stack.enter_context(path.open("wb")) for stream, path in paths.items()}
        yield outs
        for out in outs.values():
            out.flush()
            os.fsync(out.fileno())


def _shapes(request: ReadRequest, count: int) -> dict[str, tuple[int, int, int, int]]:
    return {
        stream: (count, channels, side, side)
        for stream, channels in zip(request.streams, request.channels, strict=True)
        for side in [request.size // 4 if stream == "low" else request.size]
    }


def _save(path: Path, facts: Facts, owners: npt.NDArray[np.int64]) -> None:
    copies = duplicates.exact(facts)
    alike = duplicates.near(facts, copies)
    with path.open("wb") as file:
        np.savez(file, facts=facts, owners=owners, copies=_couples(copies), alike=_couples(alike))


def _couples(couples: Couples) -> npt.NDArray[np.int64]:
    return np.array(couples, dtype=np.int64).reshape(-1, 2)


# -- sets that are one array ------------------------------------------------------------------------------


def _is_as_wished(collection: Collection, request: ReadRequest) -> bool:
    natural = collection.channels, collection.size
    return collection.array is not None and natural == (request.channels[0], request.size)


def _as_it_is(collection: Collection, request: ReadRequest) -> Scan:
    raw = _array(collection)
    square = resized(raw, request.size, request.channels[0], request.fit, request.paper)  # where it is not yet
    streams = {request.streams[0]: square}
    facts = _facts_of(raw)
    print_ = fingerprint(streams, collection.labels)
    return Scan(streams, np.arange(len(raw)), facts, {}, print_, duplicates.exact(facts), (), True)


def _resize(
    collection: Collection, request: ReadRequest, paths: Mapping[str, Path], progress: Progress, cancelled: Cancelled
) -> _Made:
    """At another size it is kept like decoded files: making it takes seconds."""
    raw = _array(collection)
    with _outs(paths) as outs:
        for start in range(0, len(raw), _CHUNK):
            if cancelled():
                raise Stopped
            made = resized(raw[start : start + _CHUNK], request.size, request.channels[0], request.fit, request.paper)
            outs[request.streams[0]].write(np.ascontiguousarray(made).data)
            progress(min(len(raw), start + _CHUNK), len(raw))
    return _shapes(request, len(raw)), np.arange(len(raw)), _facts_of(raw), {}


def _array(collection: Collection) -> Pixels:
    assert collection.array is not None
    raw = collection.array()
    if len(raw) != collection.count:
        raise StudioError(f"The files of {collection.title} were changed while they were being read.", "Try again.")
    return raw


def _facts_of(pictures: Pixels) -> Facts:
    facts = np.zeros((len(pictures), 1), FACTS)
    facts["height"], facts["width"] = pictures.shape[2], pictures.shape[3]
    flat = np.ascontiguousarray(pictures).reshape(len(pictures), -1)
    facts["digest"][:, 0] = [
        int.from_bytes(hashlib.blake2b(row.data, digest_size=8).digest(), "little") for row in flat
    ]
    blank = flat.max(1).astype(np.int16) - flat.min(1) <= 2
    facts["flags"][:, 0] = np.where(blank, FLAGS["blank"], 0)
    return facts


def fingerprint(streams: Mapping[str, Any], labels: npt.NDArray[np.int64] | None) -> str:
    """Of up to 4,096 pictures spread over each stream, its shape and all labels: cheap, and it sees a changed set."""
    digest = hashlib.sha256()
    for pictures in reversed([*streams.values()]):
        digest.update(repr(tuple(pictures.shape)).encode())
        digest.update(np.ascontiguousarray(pictures[:: max(1, len(pictures) // 4096)]).tobytes())
    if labels is not None:
        digest.update(labels.tobytes())
    return digest.hexdigest()[:20]
