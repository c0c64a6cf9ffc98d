"""Picture files read in processes of their own: a decoder that crashes or hangs costs one picture, not the program."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from ganstudio.core.pictures import Pixels
from ganstudio.data.progress import ScanCancelledError
from ganstudio.data.reading import FACTS, Facts, Piece, Wish, read_record

_CHUNK = 32  # records that travel together, at most
_CHUNK_BYTES = 16 * 1024**2  # of their files: a chunk must not take long, for who cancels waits for it
_SECONDS = 60  # one picture may take this long before it counts as hanging
_MEMORY = 8 * 1024**3  # bytes a worker may address
Pieces = Sequence[Piece]


@dataclass(frozen=True)
class Chunk:
    """Read records: rows per stream in order, how many rows each record gave, its facts and its complaint."""

    rows: tuple[Pixels, ...]
    counts: tuple[int, ...]
    facts: Facts  # records x parts
    sentences: tuple[str, ...]


def read_chunk(records: Sequence[Pieces], wish: Wish, seconds: int) -> Chunk:
    """What a worker does. Each picture gets its own time limit where the system has one."""
    rows: list[tuple[Pixels, ...]] = []
    counts, facts, sentences = [], [], []
    for pieces in records:
        _limit(seconds)
        made, fact, sentence = read_record(pieces, wish)
        rows += made
        counts.append(len(made))
        facts.append(fact)
        sentences.append(sentence)
    _limit(0)
    streams = tuple(np.stack([row[i] for row in rows]) for i in range(len(wish.streams))) if rows else ()
    return Chunk(streams, tuple(counts), np.stack(facts), tuple(sentences))


def _limit(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)  # unhandled it ends the process, even inside a decoder; Windows has none


def _begin() -> None:
    """Prepare a fresh worker: Ctrl-C is the parent's business, and memory has an end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def read_all(records: Sequence[Pieces], wish: Wish, cancelled: Callable[[], bool]) -> Iterator[Chunk]:
    """All records in order, a bounded number of chunks ahead. Raises ScanCancelledError."""
    chunks = deque(_chunks(records))
    team = _Team()
    waiting: deque[tuple[Sequence[Pieces], Future[Chunk]]] = deque()
    try:
        while chunks or waiting:
            try:
                while chunks and len(waiting) < 3 * team.size:
                    waiting.append((chunks[0], team.submit(chunks[0], wish)))
                    chunks.popleft()
                read = _awaited(waiting[0][1], cancelled)
            except BrokenProcessPool:
                team.renew()
                yield from _again(team, waiting, wish, cancelled)
                waiting.clear()
            else:
                waiting.popleft()
                yield read
    finally:
        team.dismiss()


def _chunks(records: Sequence[Pieces]) -> Iterator[Sequence[Pieces]]:
    start = size = 0
    for end, pieces in enumerate(records, 1):
        size += sum(piece.bytes for piece in pieces)
        if end - start == _CHUNK or size >= _CHUNK_BYTES or end == len(records):
            yield records[start:end]
            start, size = end, 0


def _awaited(future: Future[Chunk], cancelled: Callable[[], bool]) -> Chunk:
    while not cancelled():
        with suppress(TimeoutError):
            return future.result(timeout=0.1)
    raise ScanCancelledError


def _again(
    team: _Team, waiting: Iterable[tuple[Sequence[Pieces], Future[Chunk]]], wish: Wish, cancelled: Callable[[], bool]
) -> Iterator[Chunk]:
    """Whose fault it was is not known: what was under way when a worker died is read again, one by one."""
    for chunk, future in waiting:
        if future.done() and future.exception() is None:
            yield future.result()
        else:
            yield from (_alone(team, pieces, wish, cancelled) for pieces in chunk)


def _alone(team: _Team, pieces: Pieces, wish: Wish, cancelled: Callable[[], bool]) -> Chunk:
    try:
        return _awaited(team.submit([pieces], wish), cancelled)
    except BrokenProcessPool:
        team.renew()
        facts = np.zeros((1, len(pieces)), FACTS)
        facts["code"][0, 0] = "crashed"
        name = pieces[0].path.name
        return Chunk((), (0,), facts, (f"{name} makes the program that reads it crash, or never finish.",))


class _Team:
    """Worker processes, replaced when one dies."""

    def __init__(self) -> None:
        self.size = max(1, min(8, os.cpu_count() or 1))
        self._pool = self._made()

    def _made(self) -> ProcessPoolExecutor:
        # A server that forks workers is quicker than starting Python for each, and forks no thread of ours.
        kind = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(kind)
        if kind == "forkserver":
            context.set_forkserver_preload(["ganstudio.data.workers"])
        return ProcessPoolExecutor(self.size, mp_context=context, initializer=_begin)

    def submit(self, chunk: Sequence[Pieces], wish: Wish) -> Future[Chunk]:
        return self._pool.submit(read_chunk, chunk, wish, _SECONDS)

    def renew(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._made()

    def dismiss(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
