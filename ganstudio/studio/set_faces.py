"""Small sheets of the pictures of each set, made one after the other beside the window."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.core.pictures import Pixels, tile
from ganstudio.core.settings import Places
from ganstudio.data.sets import store
from ganstudio.data.sets.dataset import DataSet
from ganstudio.studio.jobs import Jobs

_MOST, _RATIO = 24, 1.5  # pictures of a face, and its width beside its height


class SetFaces(QObject):
    """`ready` carries the key of a set whose face has been made."""

    ready = Signal(str)

    def __init__(self, places: Places, jobs: Jobs) -> None:
        super().__init__()
        self._places, self._jobs = places, jobs
        self._faces: dict[str, Pixels | None] = {}
        self._wanted: list[DataSet] = []

    def get(self, data: DataSet) -> Pixels | None:
        """The face of a set; None while it has to be made first, or where it cannot be."""
        if data.key not in self._faces:
            self._faces[data.key] = None
            self._wanted.append(data)
            if len(self._wanted) == 1:
                self._make()
        return self._faces[data.key]

    def forget(self, key: str) -> None:
        self._faces.pop(key, None)

    def stop(self) -> None:
        self._wanted.clear()

    def _make(self) -> None:
        data = self._wanted[0]
        cache = store.cache_for(data, self._places.cache)

        def make() -> Pixels | None:
            try:
                return _face(store.thumbnails(data, _MOST, cache))
            except (StudioError, Stopped):
                return None

        def done(sheet: Pixels | None) -> None:
            self._faces[data.key] = sheet
            del self._wanted[:1]
            self.ready.emit(data.key)
            if self._wanted:
                self._make()

        self._jobs.in_thread("Looking at pictures", make, done)


def _face(few: Pixels) -> Pixels:
    """A sheet that is full, without any picture twice."""
    columns = max(1, round(math.sqrt(len(few) * _RATIO)))
    return tile(few, max(1, len(few) // columns), columns)
