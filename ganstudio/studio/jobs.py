"""One-shot jobs beside the window: export, scan, load. Errors become messages, never lost tasks."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from ganstudio.core.errors import StudioError

log = logging.getLogger(__name__)
T = TypeVar("T")


class Jobs(QObject):
    """Runs coroutines in the Qt event loop and keeps them alive; `failed` carries a StudioError."""

    started = Signal(str)
    finished = Signal(str)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._ended = False

    def run(self, title: str, work: Coroutine[Any, Any, T], done: Callable[[T], object]) -> None:
        """Start `work`; `done` gets its result in the GUI thread."""
        if self._ended:
            work.close()
            return
        task = asyncio.get_event_loop().create_task(self._guarded(title, work, done))
        task.add_done_callback(lambda _task: work.close())  # one cancelled before its first step never ran
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def in_thread(self, title: str, function: Callable[[], T], done: Callable[[T], object]) -> None:
        """The same for a blocking function."""
        self.run(title, asyncio.to_thread(function), done)

    async def _guarded(self, title: str, work: Coroutine[Any, Any, T], done: Callable[[T], object]) -> None:
        self.started.emit(title)
        try:
            done(await work)
        except StudioError as error:
            self.failed.emit(error)
        except Exception as error:
            log.exception("%s failed", title)
            self.failed.emit(StudioError(f"{title} failed: {error}", "The log file has the details."))
        # A cancelled job passes by: the window it would report to is closing.
        self.finished.emit(title)

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    def cancel(self) -> None:
        """End them all, and begin none any more."""
        self._ended = True
        for task in self._tasks:
            task.cancel()


async def command(*arguments: str) -> str:
    """Run `ganstudio ARGUMENTS` in a process of its own, so that a training beside it is not disturbed.

    Returns what it printed. Raises StudioError with its complaint.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ganstudio", *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        out, complaint = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        raise
    if process.returncode:
        lines = complaint.decode("utf-8", "replace").strip().splitlines() or ["It ended without a reason."]
        message = next(
            (line.removeprefix("ganstudio: ") for line in lines if line.startswith("ganstudio: ")), lines[-1]
        )
        raise StudioError(message, lines[-1] if lines[-1] != f"ganstudio: {message}" else "")
    return out.decode("utf-8", "replace")
