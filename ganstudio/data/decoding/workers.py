"""Decoding spread over processes, so that a decoder that crashes or hangs costs one picture, not the program."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path

import numpy as np

from ganstudio.core import cores
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.core.pictures import Pixels
from ganstudio.core.text import readable
from ganstudio.data.decoding.processes import without_main, workers_context
from ganstudio.data.decoding.reading import FACTS, Facts, Piece, ReadRequest, read_record
from ganstudio.data.preparation import MOST_TILES, TILES

_CHUNK = 32  # records that travel together,
_FILES = 1 << 20  # unless their files have more bytes than this,
_PIXELS = 8 << 20  # or what is made of them has
_SECONDS = 60.0  # one chunk, then each of its pictures, may take this long before it counts as hanging
_START = 60.0  # seconds that a worker may take to say that it is there
_POLL = 0.05  # seconds between looks at whether somebody cancelled
_GRACE = 2.0  # seconds that a killed process may take to be gone
_TEAM = 8  # processes at most: more than these outrun the one that writes
_MEMORY = 8 * 1024**3  # bytes a worker may address
Pieces = Sequence[Piece]


@dataclass(frozen=True)
class Chunk:
    """Read records: rows per stream in order, how many rows each record gave, its facts and its complaint."""

    rows: tuple[Pixels, ...]
    counts: tuple[int, ...]
    facts: Facts  # records x parts
    sentences: tuple[str, ...]


def read_all(
    records: Iterable[Pieces], request: ReadRequest, cancelled: Callable[[], bool]
) -> Generator[Chunk, None, None]:
    """All records in order, read a bounded number ahead. Raises Stopped. Close it if you leave early."""
    todo = (_Job(chunk) for chunk in _chunks(records, request))
    team = _Team(request)
    waiting: deque[_Job] = deque()
    try:
        while True:
            while len(waiting) < team.ahead and (job := next(todo, None)) is not None:
                waiting.append(job)
                team.queue.append(job)
            if not waiting:
                return
            while True:
                if cancelled():
                    raise Stopped
                team.assign()
                if waiting[0].is_done:
                    break
                team.attend(_POLL)
            yield from waiting.popleft().results
    finally:
        team.dismiss()


def _chunks(records: Iterable[Pieces], request: ReadRequest) -> Iterator[list[Pieces]]:
    """Records in handfuls: small pictures many, large ones few, so that no worker is busy for long."""
    made = request.size**2 * sum(request.channels) * (MOST_TILES if request.fit == TILES else 1)
    most = max(1, min(_CHUNK, _PIXELS // made))
    chunk: list[Pieces] = []
    size = 0
    for pieces in records:
        chunk.append(pieces)
        size += sum(piece.bytes for piece in pieces)
        if len(chunk) == most or size >= _FILES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


# -- in a worker ------------------------------------------------------------------------------------------


def read_chunk(records: Sequence[Pieces], request: ReadRequest) -> Chunk:
    """Every record read, one after the other."""
    rows: list[tuple[Pixels, ...]] = []
    facts = np.zeros((len(records), len(request.streams)), FACTS)
    counts, sentences = [], []
    for index, pieces in enumerate(records):
        made, facts[index], sentence = read_record(pieces, request)
        rows += made
        counts.append(len(made))
        sentences.append(sentence)
    streams = tuple(np.stack([row[i] for row in rows]) for i in range(len(request.streams))) if rows else ()
    return Chunk(streams, tuple(counts), facts, tuple(sentences))


def _work(pipe: Connection, request: ReadRequest) -> None:
    """Answer chunks until the program hangs up, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)  # decoders complain there, of files that are named anyway
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    with suppress(EOFError, OSError):
        pipe.send("here")
        while True:
            pipe.send(read_chunk(pipe.recv(), request))


# -- in the program ---------------------------------------------------------------------------------------


@dataclass
class _Job:
    """A chunk on its way. Once it broke a worker its records are sent one by one, to find the one at fault."""

    records: Sequence[Pieces]
    results: list[Chunk] = field(default_factory=list)
    answered: int = 0
    one_by_one: bool = False

    @property
    def is_done(self) -> bool:
        return self.answered == len(self.records)

    def sent(self) -> Sequence[Pieces]:
        return self.records[self.answered : self.answered + 1] if self.one_by_one else self.records

    def take(self, chunk: Chunk) -> None:
        self.results.append(chunk)
        self.answered += len(chunk.counts)

    def blame(self) -> None:
        """The worker died of what was sent."""
        sent = self.sent()
        if len(sent) == 1:
            self.take(_crashed(sent[0]))
        else:
            self.one_by_one = True


def _crashed(pieces: Pieces) -> Chunk:
    facts = np.zeros((1, len(pieces)), FACTS)
    facts["code"][0, 0] = "crashed"
    name = readable(pieces[0].path.name)
    return Chunk((), (0,), facts, (f"{name} makes the program that reads it crash, or never finish.",))


class _Team:
    """Worker processes: begun when there is work for one more, replaced when one dies."""

    def __init__(self, request: ReadRequest) -> None:
        self.queue: deque[_Job] = deque()
        self._wish, self._size = request, min(len(cores.allowed()), _TEAM)
        self._workers: list[_Worker] = []

    @property
    def ahead(self) -> int:
        """Jobs under way: one in every hand, one waiting for it, and some that are done before their turn."""
        return 3 * self._size

    def assign(self) -> None:
        while self.queue and (worker := self._free()) is not None:
            worker.give(self.queue.popleft())

    def _free(self) -> _Worker | None:
        """Somebody idle, somebody new, or somebody who has but one job."""
        least = min(self._workers, key=lambda worker: len(worker.jobs), default=None)
        if (least is None or least.jobs) and len(self._workers) < self._size:
            least = _Worker(self._wish)
            self._workers.append(least)
        return least if least is not None and len(least.jobs) < 2 else None

    def attend(self, seconds: float) -> None:
        """Wait that long at most for answers; whoever died or hangs is buried. Raises StudioError if all must die."""
        ready = wait([worker.pipe for worker in self._workers if worker.jobs], seconds)
        for worker in [*self._workers]:
            if not (worker.listen(self.queue) if worker.pipe in ready else not worker.hangs):
                self._bury(worker)

    def _bury(self, worker: _Worker) -> None:
        worker.end()
        self._workers.remove(worker)
        if not worker.is_up:
            raise StudioError("The processes that read pictures do not start.", "Close other programs to free memory.")
        worker.jobs[0].blame()
        self.queue.extendleft(job for job in reversed(worker.jobs) if not job.is_done)

    def dismiss(self) -> None:
        for worker in self._workers:
            worker.end()


class _Worker:
    """A process, the pipe to it, and the jobs in its hands: one that it reads, and one that waits in the pipe."""

    def __init__(self, request: ReadRequest) -> None:
        context = workers_context("ganstudio.data.decoding.workers")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, request), daemon=True)
        try:
            with without_main():
                self._process.start()
        except OSError as error:
            self.pipe.close()
            raise StudioError(
                f"No process can be started to read pictures: {error.strerror or error}.",
                "Close other programs to free memory.",
            ) from error
        finally:
            theirs.close()
        self.jobs: deque[_Job] = deque()
        self.is_up = False  # it has said so
        self._since = 0.0

    @property
    def hangs(self) -> bool:
        return bool(self.jobs) and time.monotonic() - self._since > (_SECONDS if self.is_up else _START)

    def give(self, job: _Job) -> None:
        if not self.jobs:
            self._since = time.monotonic()
        self.jobs.append(job)
        with suppress(OSError):  # dead: nothing will come back, and that will be noticed
            self.pipe.send(job.sent())

    def listen(self, unfinished: deque[_Job]) -> bool:
        """Take what was said; False when that is nothing, because it died. Jobs with records left go back."""
        try:
            chunk = self.pipe.recv()
        except (EOFError, OSError):
            return False
        self._since = time.monotonic()
        if not self.is_up:
            self.is_up = True
            return True
        job = self.jobs.popleft()
        job.take(chunk)
        if not job.is_done:
            unfinished.appendleft(job)
        return True

    def end(self) -> None:
        """At once: it keeps nothing, and writes nothing."""
        self.pipe.close()
        self._process.kill()
        self._process.join(_GRACE)
