"""The drawing on the table: new, opened, saved, kept after every stroke, and found again after a crash."""

from __future__ import annotations

import shutil
import threading
from collections import deque
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.core.errors import StudioError
from ganstudio.core.settings import Places
from ganstudio.drawing import recovery
from ganstudio.drawing.drawing import DEFAULT_SIZE, Change, Drawing
from ganstudio.drawing.journal import Journal
from ganstudio.drawing.recovery import Recovery

_SYNC_MILLISECONDS = 1000


class Sketchbook(QObject):
    """One drawing and its file. `replaced` comes when another drawing lies on the table, `state_changed` when what
    is said of it (name, saved or not, undo) changes, `failed` carries a StudioError. `leaving` comes before another
    drawing takes its place, `kept` when one that was not saved was put away."""

    leaving = Signal()
    kept = Signal()
    replaced = Signal()
    state_changed = Signal()
    failed = Signal(object)

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._folder = places.data / "drawings"
        self.file: Path | None = None
        self.saved = True
        self.drawing = Drawing()
        self._searching = threading.Lock()
        # The last ones put away without being saved, with their revisions and journals: a save may still be under way.
        self._left: deque[tuple[Drawing, int, Path]] = deque(maxlen=3)
        self._journal: Journal | None = None  # from the first change on: an untouched sheet leaves no trace
        self._follow()
        self._clock = QTimer(self, interval=_SYNC_MILLISECONDS)
        self._clock.timeout.connect(self._sync)
        self._clock.start()

    @property
    def name(self) -> str:
        return self.file.name if self.file else "Untitled"

    @property
    def touched(self) -> bool:
        """Whether anything would be lost without saving."""
        return not self.saved and not self.drawing.empty

    # -- which drawing -----------------------------------------------------------------------------------

    def new(self, width: int = DEFAULT_SIZE, height: int = DEFAULT_SIZE) -> None:
        """A fresh sheet. What lay there stays in its journal when it was not saved."""
        settings = {name: value for name, value in self.drawing.settings.items() if name not in ("hidden", "model")}
        self._put(Drawing(width, height, settings=settings), None, saved=True)

    def open(self, drawing: Drawing, file: Path) -> None:
        """Lay a `drawing` that was read from `file` on the table."""
        self._put(drawing, file, saved=True)

    def take_up(self, drawing: Drawing, found: Recovery) -> None:
        """Lay the `drawing` that was recovered from `found` on the table."""
        self._put(drawing, found.file, saved=False)
        if self._journal is not None and self._journal.healthy:  # else the old journal is the only copy
            self.discard(found)

    def abandoned(self) -> list[Recovery]:
        """Drawings that were not saved, the latest first. Takes a while for large ones: for a thread."""
        with self._searching:  # a search holds the journals, and another one would not see them
            return recovery.abandoned(self._folder)

    def recovered(self, found: Recovery) -> Drawing:
        """The drawing as it was. For a thread too. Raises StudioError."""
        with self._searching:
            return recovery.recover(found)

    def _put(self, drawing: Drawing, file: Path | None, saved: bool) -> None:
        self.leaving.emit()
        touched = self.touched
        self._leave()
        self.drawing, self.file, self.saved = drawing, file, saved
        self._follow()
        if not saved:
            self._begin_journal()
        self.replaced.emit()
        self.state_changed.emit()
        if touched:
            self.kept.emit()

    def _follow(self) -> None:
        self.drawing.observers.insert(0, self._changed)

    def _leave(self) -> None:
        if self._changed in self.drawing.observers:
            self.drawing.observers.remove(self._changed)
        if self._journal is not None:
            self._journal.close(saved=not self.touched)
            if self.touched:
                self._left.append((self.drawing, self.drawing.revision, self._journal.folder))
            self._journal = None

    # -- its file ----------------------------------------------------------------------------------------

    def saved_as(self, path: Path, drawing: Drawing, revision: int) -> None:
        """`drawing` was written to `path` as it was at `revision`; it may have changed meanwhile."""
        for left, left_revision, folder in self._left:
            if left is drawing and left_revision == revision:  # it was put away while it was being written
                shutil.rmtree(folder, ignore_errors=True)
        if drawing is not self.drawing:
            return
        self.file = path
        if drawing.revision == revision:
            self.saved = True
            if self._journal is not None:
                self._journal.saved(path)
        self.state_changed.emit()

    def discard(self, found: Recovery) -> None:
        """Delete a drawing that was not saved, for good. For a thread."""
        with self._searching:
            recovery.discard(found)

    def _changed(self, change: Change) -> None:
        # A model or a slider that is moved on an untouched sheet is no drawing yet.
        if change.what in ("layer", "setting") and self.drawing.empty:
            return
        if change.what != "growing":
            self.saved = False
        if self._journal is None:
            self._begin_journal()
            if change.what == "growing":
                self.drawing.growing(*change.value)  # its journal has just begun to listen
        self.state_changed.emit()

    def _begin_journal(self) -> None:
        # It writes a base of the drawing as it is now, the change that woke it included.
        self._journal = Journal(
            self._folder, self.drawing, self.file, unsaved=not self.saved, on_problem=self._complain
        )

    def _complain(self, error: StudioError) -> None:
        self.failed.emit(error)

    def _sync(self) -> None:
        if self._journal is not None:
            self._journal.sync()

    def shut_down(self) -> None:
        self._clock.stop()
        self._leave()
