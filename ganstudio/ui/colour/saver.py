"""Saves drawings beside the window: one file at a time, so that the newest request is what lies on the disk."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from ganstudio.core.errors import StudioError
from ganstudio.studio.jobs import Jobs
from ganstudio.ui.colour import exporting
from ganstudio.ui.colour.exporting import Taken

log = logging.getLogger(__name__)


class Saver:
    """`take` copies the drawing as it is; `saved` hears of what was written, `failed` of what was not."""

    def __init__(
        self, jobs: Jobs, take: Callable[[], Taken], saved: Callable[[Path, Taken], object],
        failed: Callable[[StudioError], object],
    ) -> None:  # fmt: skip
        self._jobs, self._take, self._saved, self._failed = jobs, take, saved, failed
        self.running = False
        self._waiting: dict[Path, Taken] = {}

    def save(self, path: Path) -> None:
        """Write the drawing as it is now; while another is being written, the newest request for each file waits."""
        if self.running:
            self._waiting.pop(path, None)  # the order of wishes is kept
            self._waiting[path] = self._take()
        else:
            self._write(path, self._take())

    def _write(self, path: Path, taken: Taken) -> None:
        self.running = True
        self._jobs.in_thread(
            "Saving the drawing", lambda: _outcome(path, taken), lambda error: self._done(path, taken, error)
        )

    def _done(self, path: Path, taken: Taken, error: StudioError | None) -> None:
        try:
            if error is None:
                self._saved(path, taken)
            else:
                self._failed(error)
        finally:
            self.running = False
            if self._waiting:
                request = next(iter(self._waiting))
                self._write(request, self._waiting.pop(request))


def _outcome(path: Path, taken: Taken) -> StudioError | None:
    try:
        exporting.export_project(path, taken)
    except StudioError as error:
        return error
    except Exception as error:  # whatever it is, the next request must be heard
        log.exception("saving failed")
        return StudioError(f"{path.name} was not saved: {error}", "The drawing is kept; the log file has the details.")
    return None
