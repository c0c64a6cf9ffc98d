"""Long work beside the window: one thing at a time, the newest wins, and it says how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.studio.jobs import Jobs

T = TypeVar("T")
_TELL_MS = 100


def nothing(_error: StudioError) -> None: ...


@dataclass
class Work:
    """Something long that is under way: how far it is, and since when; `about` is the key of the set that is read.

    A `quiet` one is over in a moment.
    """

    title: str
    unit: str  # what is counted: "pictures" or "MB"
    done: int = 0
    total: int = 0
    begun: float = 0.0
    cancelled: bool = False
    quiet: bool = False
    about: str = ""

    def tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def seconds_left(self) -> float | None:
        spent = time.monotonic() - self.begun
        return spent * (self.total - self.done) / self.done if self.done and spent > 0.5 else None


class Workbench(QObject):
    """Runs one job at a time in a thread. `worked`: progress, a beginning or an end."""

    worked = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self.work: Work | None = None
        self.error: StudioError | None = None  # why the last job came to nothing
        self._timer = QTimer(self, interval=_TELL_MS)
        self._timer.timeout.connect(self.worked)

    def start(
        self, title: str, job: Callable[[Work], T], done: Callable[[T], object], unit: str = "pictures",
        failed: Callable[[StudioError], object] = nothing, quiet: bool = False, about: str = "",
    ) -> None:  # fmt: skip
        """Run `job`; what was under way before is cancelled."""
        self.cancel()
        work = Work(title, unit, begun=time.monotonic(), quiet=quiet, about=about)
        self.work, self.error = work, None
        self._timer.start()
        self.worked.emit()

        def guarded() -> T | StudioError | None:
            try:
                return job(work)
            except Stopped:
                return None
            except StudioError as error:
                return error

        def finish(result: T | StudioError | None) -> None:
            if self.work is work:
                self.work = None
                self._timer.stop()
            if isinstance(result, StudioError):
                self._complain(result, work, failed)
            elif result is not None and not work.cancelled:
                done(result)
            self.worked.emit()

        self._jobs.in_thread(title, guarded, finish)

    def _complain(self, error: StudioError, work: Work, failed: Callable[[StudioError], object]) -> None:
        if not work.cancelled:
            self.error = error
            self._jobs.failed.emit(error)
            failed(error)

    def cancel(self) -> None:
        """Stop what is under way; what was read before stays."""
        if self.work is not None:
            self.work.cancelled = True

    def shut_down(self) -> None:
        self.cancel()
        self._timer.stop()
