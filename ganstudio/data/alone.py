"""What takes long is done once: whoever else wants it waits, in whatever thread or process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from ganstudio.core.errors import explaining
from ganstudio.core.interruption import Cancelled, Stopped

_POLL = 0.1  # seconds


@contextmanager
def alone(folder: Path, key: str, cancelled: Cancelled) -> Iterator[None]:
    """One thread of one process at a time makes `key` in `folder`. Raises Stopped, StudioError."""
    with explaining(folder, "write to"):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{key}.lock")
        while not lock.is_locked:
            if cancelled():
                raise Stopped
            with suppress(Timeout):  # which is an OSError
                lock.acquire(timeout=_POLL)
    try:
        yield
    finally:
        lock.release()
