"""Autosave: every change of a drawing goes to the disk at once, and comes back after a crash.

`<folder>/<id>/` holds `base-<n>.gansketch`, `log-<n>.jsonl` (what happened since that base, a line per change with its
checksum, a line about the drawing first), `pictures/<asset>` that came since, and `.lock`, held by the drawing program.
A drawing saved and closed leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
import zlib
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import filelock

from ganstudio.core import files
from ganstudio.core.errors import StudioError, explaining
from ganstudio.drawing import marks, project
from ganstudio.drawing.drawing import Change, Drawing

_SYNC_SECONDS = 1.0  # a power cut costs at most this much; a crash of the program costs nothing
_RETRY_SECONDS = 5.0
_SMALL_LOG = 4 << 20  # bytes that are never worth a new base
_MUCH_LARGER = 4  # times the bytes of the steps that the drawing still has

Problem = Callable[[StudioError], None]


class Journal:
    """Writes down what happens to `drawing`, until `close`.

    `file` is the project it was opened from, `unsaved` whether it already differs from that (a recovered one does).
    A disk that refuses is told to `on_problem`, once, and tried again later: nothing here ever raises.
    """

    def __init__(
        self, folder: Path, drawing: Drawing, file: Path | None = None, unsaved: bool = False,
        on_problem: Problem = lambda error: None,
    ) -> None:  # fmt: skip
        self.folder = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}"
        self._drawing, self._file, self._unsaved, self._on_problem = drawing, file, unsaved, on_problem
        self._lock = filelock.FileLock(self.folder / ".lock", thread_local=False)
        self._log: BinaryIO | None = None
        self._number = 0
        self._length = self._live = 0  # bytes in the log, and of them the steps that the drawing still has
        self._sizes: dict[str, list[int]] = {"done": [], "undone": []}
        self._growing = b""  # the stroke that is being drawn, as far as it was told
        self._waiting: deque[Change | bytes] = deque()  # what the disk has refused so far
        self._patience = _SMALL_LOG
        self._synced, self._tried = time.monotonic(), 0.0
        self._dirty, self._refused = False, False
        self._attempt(self._rebase)
        drawing.observers.append(self._changed)

    @property
    def healthy(self) -> bool:
        """Whether everything so far is on the disk."""
        return not self._refused

    def saved(self, file: Path) -> None:
        """The drawing as it is now has been written to `file`."""
        self._file, self._unsaved = file, False
        self._put(project.line({"what": "saved", "file": os.fspath(file)}))

    def sync(self) -> None:
        """Flush to the disk itself, and try again what it refused. To be called every second or so."""
        if self._refused:
            self._retry()
        elif self._dirty:
            self._attempt(self._flush)

    def close(self, saved: bool) -> None:
        """End. A drawing that was `saved`, or thrown away on purpose, needs no journal any more; else it stays."""
        if self._changed in self._drawing.observers:
            self._drawing.observers.remove(self._changed)
        if not saved:
            self._tried = -_RETRY_SECONDS  # once more, whenever the last time was
            self.sync()
        self._close_log()
        if saved:
            shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.release()
        if saved:
            shutil.rmtree(self.folder, ignore_errors=True)  # where an open lock cannot be deleted

    # -- changes ------------------------------------------------------------------------------------------

    def _changed(self, change: Change) -> None:
        self._unsaved = self._unsaved or change.what != "growing"
        entry = change if change.what == "asset" else project.line(_entry(change, self._drawing))
        if change.what in ("growing", "done") and isinstance(entry, bytes):
            self._growing = entry if change.what == "growing" and change.value else b""
        self._put(entry)
        self._count(change.what, len(entry) if isinstance(entry, bytes) else 0)
        if self._length > self._patience + _MUCH_LARGER * self._live and not self._refused:
            self._compact()
        elif time.monotonic() - self._synced > _SYNC_SECONDS:
            self.sync()

    def _put(self, entry: Change | bytes) -> None:
        self._waiting.append(entry)
        if self._refused:
            self._retry()
        else:
            self._attempt(self._write_waiting)

    def _retry(self) -> None:
        if time.monotonic() - self._tried > _RETRY_SECONDS:
            self._attempt(self._write_waiting)

    def _attempt(self, action: Callable[[], None]) -> None:
        """Do `action`; a refusal is told once per time of trouble."""
        try:
            with explaining(self.folder, "save the drawing automatically in"):
                action()
            self._refused = False
        except StudioError as error:
            self._tried = time.monotonic()
            if not self._refused:
                self._refused = True
                self._on_problem(error)

    def _compact(self) -> None:
        try:
            with explaining(self.folder, "save the drawing automatically in"):
                self._rebase()
        except StudioError:  # the long log is as good, so nobody needs to know
            self._patience *= 2

    def _count(self, what: str, size: int) -> None:
        """Keep the sizes of steps beside the steps, to know how much of the log still matters."""
        done, undone = self._sizes["done"], self._sizes["undone"]
        if what == "done":
            self._live += size - sum(undone)
            undone.clear()
            done.append(size)
        elif what == "undone":
            undone.append(done.pop() if done else 0)  # a step of the base has no size here
        elif what == "redone":
            done.append(undone.pop() if undone else 0)

    # -- the disk -----------------------------------------------------------------------------------------

    def _write_waiting(self) -> None:
        if self._log is None:
            self._rebase()  # with everything that waits
        while self._waiting:
            entry = self._waiting[0]
            if isinstance(entry, Change):
                name = str(entry.value)
                files.write_bytes(self.folder / "pictures" / name, self._drawing.assets[name])
                entry = project.line({"what": "asset", "name": name})
            self._append(entry)
            self._waiting.popleft()

    def _append(self, text: bytes) -> None:
        assert self._log is not None
        whole = framed(text)
        try:
            self._log.seek(self._length)  # over what a refused write may have left
            view = memoryview(whole)
            while view:
                view = view[self._log.write(view) :]
        except OSError:
            with contextlib.suppress(OSError):
                self._log.truncate(self._length)
            raise
        self._length += len(whole)
        self._dirty = True

    def _flush(self) -> None:
        assert self._log is not None
        self._synced = time.monotonic()
        os.fsync(self._log.fileno())
        self._dirty = False

    def _rebase(self) -> None:
        """Start anew from the drawing as it is; the old base and log go when the new ones are there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._lock.is_locked:
            self._lock.acquire(timeout=0)
        number = self._number + 1
        log = self.folder / f"log-{number}.jsonl"
        first = {"what": "opened", "file": self._file and os.fspath(self._file), "unsaved": self._unsaved}
        files.write_bytes(log, framed(project.line(first)))
        project.save(self.folder / f"base-{number}{project.SUFFIX}", self._drawing)
        opened = log.open("r+b", buffering=0)
        self._close_log()
        self._log, self._number = opened, number
        self._length, self._live, self._dirty = opened.seek(0, os.SEEK_END), 0, False
        self._sizes = {"done": [], "undone": []}
        self._waiting.clear()
        if self._growing:
            self._append(self._growing)
        self._synced = time.monotonic()
        _clear_below(self.folder, number)

    def _close_log(self) -> None:
        if self._log is not None:
            with contextlib.suppress(OSError):
                self._log.close()
            self._log = None


def _clear_below(folder: Path, number: int) -> None:
    """Delete what the base `number` has made superfluous."""
    with contextlib.suppress(OSError):
        for path in folder.glob("*-*.*"):
            if number_of(path) < number:
                path.unlink()
        shutil.rmtree(folder / "pictures", ignore_errors=True)


def number_of(path: Path) -> int:
    """The number of a base or a log."""
    digits = path.stem.rpartition("-")[2]
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0


def framed(text: bytes) -> bytes:
    """`text` as a line of the log, its checksum first."""
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _entry(change: Change, drawing: Drawing) -> dict[str, Any]:
    what, value = change.what, change.value
    if what in ("done", "growing"):
        return {"what": what, "marks": [marks.to_json(mark) for mark in value]}
    if what == "layer":
        return {"what": what, "name": value, **vars(drawing.layers[value])}
    if what == "setting":
        return {"what": what, "name": value, "value": drawing.settings[value]}
    return {"what": what}
