"""Decoded pictures in memory-mapped files: read once, then open at once, however many there are."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.files import replace_atomically, write_json
from ganstudio.core.pictures import Pixels
from ganstudio.data import duplicates
from ganstudio.data.collection import Collection, Record
from ganstudio.data.duplicates import Couples
from ganstudio.data.images import resized
from ganstudio.data.preparation import Preparation
from ganstudio.data.progress import Progress
from ganstudio.data.reading import FACTS, FLAGS, Facts, Piece, Wish
from ganstudio.data.workers import Chunk, read_all

_FORMAT = 1  # of the files here: older ones are read again
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


def wish_for(collection: Collection, size: int, channels: int, preparation: Preparation) -> Wish:
    """What to make of the records: a sketch is always grey."""
    wanted = tuple(1 if stream == "sketch" else channels for stream in collection.streams)
    return Wish(size, wanted, collection.streams, *preparation.geometry())


def scanned(
    collection: Collection, source: str, wish: Wish, cache: Path, progress: Progress, cancelled: Callable[[], bool],
) -> Scan:  # fmt: skip
    """The pictures of `collection` as `wish` says, from `cache` when they were read before.

    `source` is the fingerprint of the files. Raises StudioError, or ScanCancelledError when `cancelled()`.
    """
    if collection.array is not None:
        return _of_array(collection, wish)
    key = hashlib.sha256(repr((_FORMAT, source, collection.layout, _order(collection), wish)).encode()).hexdigest()[:24]
    files = _Files(cache / "pictures", key, wish)
    try:
        return files.load()
    except Exception:  # not there, of another version, or damaged, which shows itself in any way
        _write(collection, files, progress, cancelled)
        return files.load()


def _order(collection: Collection) -> str:
    digest = hashlib.sha256()
    for record in collection.records:
        parts = "|".join(f"{part.entry.path}{part.half}" for part in record)
        digest.update(f"{parts}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


@dataclass(frozen=True)
class _Files:
    """Where one scan lies: raw pixels per stream, facts, and a note that is written last."""

    folder: Path
    key: str
    wish: Wish

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
        with np.load(self.facts, allow_pickle=False) as kept:
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


def _write(collection: Collection, files: _Files, progress: Progress, cancelled: Callable[[], bool]) -> None:
    _check_disk(collection, files)
    with explaining(files.folder, "write to"):
        files.folder.mkdir(parents=True, exist_ok=True)
    temporary = {stream: files.pixels(stream).with_suffix(".part") for stream in files.wish.streams}
    try:
        with explaining(files.folder, "write to"):
            shapes, owners, facts, sentences = _decode(collection, files.wish, temporary, progress, cancelled)
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
    wanted = collection.count * sum(files.wish.channels) * files.wish.size**2
    place = next(path for path in (files.folder, *files.folder.parents) if path.exists())
    free = shutil.disk_usage(place).free
    if wanted + _MARGIN > free:
        raise StudioError(
            f"These pictures need {wanted / 1024**2:,.0f} MB, and the disk of {place} has {free / 1024**2:,.0f} left.",
            "Free some space or choose a smaller picture size.",
        )


def _decode(
    collection: Collection, wish: Wish, paths: Mapping[str, Path], progress: Progress, cancelled: Callable[[], bool]
) -> tuple[dict[str, tuple[int, int, int, int]], npt.NDArray[np.int64], Facts, dict[int, str]]:
    records = [_pieces(record) for record in collection.records]
    owners: list[int] = []
    facts: list[Facts] = []
    sentences: dict[int, str] = {}
    done = 0
    with ExitStack() as stack:
        outs = {stream: stack.enter_context(path.open("wb")) for stream, path in paths.items()}
        for chunk in read_all(records, wish, cancelled):
            _append(chunk, outs, wish)
            for count, sentence in zip(chunk.counts, chunk.sentences, strict=True):
                owners += [done] * count
                if sentence:
                    sentences[done] = sentence
                done += 1
            facts.append(chunk.facts)
            progress(done, len(records))
    shapes = {stream: (len(owners), channels, side, side) for stream, channels, side in _shapes(wish)}
    empty = np.zeros((0, len(wish.streams)), FACTS)
    return shapes, np.array(owners, dtype=np.int64), np.concatenate([empty, *facts]), sentences


def _shapes(wish: Wish) -> Iterator[tuple[str, int, int]]:
    for stream, channels in zip(wish.streams, wish.channels, strict=True):
        yield stream, channels, wish.size // 4 if stream == "low" else wish.size


def _append(chunk: Chunk, outs: Mapping[str, IO[bytes]], wish: Wish) -> None:
    for rows, stream in zip(chunk.rows, wish.streams, strict=False):
        outs[stream].write(np.ascontiguousarray(rows).data)


def _pieces(record: Record) -> list[Piece]:
    return [Piece(part.entry.path, part.half, part.entry.bytes, part.entry.changed) for part in record]


def _save(path: Path, facts: Facts, owners: npt.NDArray[np.int64]) -> None:
    copies = duplicates.exact(facts)
    alike = duplicates.near(facts, copies)
    with path.open("wb") as file:
        np.savez(file, facts=facts, owners=owners, copies=_couples(copies), alike=_couples(alike))


def _couples(couples: Couples) -> npt.NDArray[np.int64]:
    return np.array(couples, dtype=np.int64).reshape(-1, 2)


# -- sets that are one array ------------------------------------------------------------------------------


def _of_array(collection: Collection, wish: Wish) -> Scan:
    assert collection.array is not None
    raw = collection.array()
    if len(raw) != collection.count:
        raise StudioError(f"The files of {collection.title} were changed while they were being read.", "Try again.")
    pictures = resized(raw, wish.size, wish.channels[0], wish.fit, wish.paper)
    streams = {wish.streams[0]: pictures}
    facts = _facts_of(raw)
    print_ = fingerprint(streams, collection.labels)
    return Scan(streams, np.arange(len(pictures)), facts, {}, print_, duplicates.exact(facts), (), True)


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
