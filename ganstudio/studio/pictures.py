"""The Data workspace's view model: the sets there are, the one that is looked at, and what is being read."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels, tile
from ganstudio.core.settings import Places
from ganstudio.data import catalogue, fetching, inspect, shelf, shelving, store
from ganstudio.data.dataset import FACES, OWN, DataSet
from ganstudio.data.downloads import Download
from ganstudio.data.findings import RULES, is_done
from ganstudio.data.preparation import Preparation
from ganstudio.data.progress import ScanCancelledError
from ganstudio.data.store import Look
from ganstudio.studio.jobs import Jobs

T = TypeVar("T")
_TELL_MS = 100
_DRAWN_FIRST = 600  # cartoon faces that are drawn for a look at them; all of them when they are trained on


@dataclass
class Work:
    """Something long that is under way: how far it is, and since when."""

    title: str
    unit: str  # what is counted: "pictures" or "MB"
    done: int = 0
    total: int = 0
    begun: float = 0.0
    cancelled: bool = False

    def tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def seconds_left(self) -> float | None:
        spent = time.monotonic() - self.begun
        return spent * (self.total - self.done) / self.done if self.done and spent > 0.5 else None


class Pictures(QObject):
    """The sets and the one that is looked at.

    `listed`: the sets changed. `chosen`: another one is looked at. `looked`: its x-ray is there. `worked`: progress.
    """

    listed = Signal()
    chosen = Signal()
    looked = Signal()
    worked = Signal()
    told = Signal(str, str, str)
    face_ready = Signal(str)

    def __init__(self, places: Places, jobs: Jobs) -> None:
        super().__init__()
        self.places, self._jobs = places, jobs
        self.sets: list[DataSet] = []
        self.data: DataSet | None = None
        self.look: Look | None = None
        self.size = 0
        self.channels = 0
        self.work: Work | None = None
        self.error: StudioError | None = None
        self._faces: dict[str, Pixels | None] = {}
        self._wanted_faces: list[DataSet] = []
        self._timer = QTimer(self, interval=_TELL_MS)
        self._timer.timeout.connect(self.worked)

    # -- the sets ----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again at what there is."""
        sets = catalogue.catalogue([self.places.data])
        if sets != self.sets:
            self.sets = sets
            self.listed.emit()

    def face(self, data: DataSet) -> Pixels | None:
        """A small sheet of a set's pictures; `face_ready` comes when it had to be made first."""
        if data.key not in self._faces:
            self._faces[data.key] = None
            self._wanted_faces.append(data)
            if len(self._wanted_faces) == 1:
                self._make_face()
        return self._faces[data.key]

    def _make_face(self) -> None:
        data = self._wanted_faces[0]
        cache = store.cache_for(data, self.places.cache)

        def make() -> Pixels | None:
            try:
                few = store.thumbnails(data, 24, cache)
                return tile(few[np.arange(24) % len(few)], 4, 6)
            except (StudioError, ScanCancelledError):
                return None

        def done(sheet: Pixels | None) -> None:
            self._faces[data.key] = sheet
            self._wanted_faces.pop(0)
            self.face_ready.emit(data.key)
            if self._wanted_faces:
                self._make_face()

        self._jobs.in_thread("Looking at pictures", make, done)

    # -- looking -----------------------------------------------------------------------------------------

    def choose(self, data: DataSet, fresh: bool = False) -> None:
        """Look at `data`; a `fresh` one of which nothing can be used is taken off the list again."""
        self.data, self.look, self.error = data, None, None
        self.size, self.channels = data.working_size, data.channels
        self.chosen.emit()
        self._look(lambda _error: self._drop(data) if fresh else None)

    def set_size(self, size: int) -> None:
        self.size = size
        self._look()

    def set_channels(self, channels: int) -> None:
        self.channels = channels
        self._look()

    def rescan(self) -> None:
        """Read everything anew: the files may have changed."""
        if self.data is not None:
            self._faces.pop(self.data.key, None)
            self.change()

    def change(self, **settings: Any) -> None:
        """Prepare the set in another way: settings of `Preparation`, or `lines`."""
        data = self.data
        if data is None:
            return

        def changed(_work: Work) -> DataSet:
            return shelving.change(data, self.places, **settings)

        def done(new: DataSet) -> None:
            if self.data is data:
                self.data = new
                self._look()

        if set(settings) & {"read_as", "variant", "sketch"} or not settings:
            self._start("Looking at the files", changed, done)
        else:
            try:
                done(changed(Work("", "")))
            except StudioError as error:
                self._jobs.failed.emit(error)

    def mend(self, code: str) -> None:
        """Do what the button of a finding says; once more undoes it."""
        if self.data is None or self.look is None:
            return
        changes = dict(RULES[code].changes)
        done = is_done(code, self.data.preparation)
        if "skip" in changes:
            changes["skip"] = ",".join(sorted(self.data.preparation.skipped ^ {code}))
        elif done:
            changes = {name: getattr(Preparation(), name) for name in changes}
        elif "fold_below" in changes:
            changes["fold_below"] = inspect.fold_limit(self.look.report)
        self.change(**changes)

    def _look(self, failed: Callable[[StudioError], object] = lambda _error: None) -> None:
        data, size, channels = self.data, self.size, self.channels
        if data is None:
            return
        shown = replace(data, count=min(data.count, _DRAWN_FIRST)) if data.form == FACES else data

        def read(work: Work) -> Look:
            place = self.places.cache
            return store.look(shown, size, channels, place, work.tell, lambda: work.cancelled)

        def done(look: Look) -> None:
            if self.data is not data:
                return
            if data.form == FACES:
                look = replace(look, data=data)
            self.look, self.data = look, look.data
            if look.data.source == OWN and shelf.get(self.places.data, data.key) is not None:
                shelf.put(self.places.data, replace(look.data, sizes=(size,)))
            self.refresh()
            self.looked.emit()

        self._start("Drawing faces" if data.form == FACES else "Reading pictures", read, done, failed=failed)

    # -- coming and going --------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path], then: Callable[[DataSet], object] | None = None, name: str = "") -> None:
        """Put files, folders or archives on the shelf and look at them."""
        wanted = shelving.free_name(name or _name_of(paths), self.places)

        def recognise(work: Work) -> DataSet:
            return shelving.recognise(paths, wanted, self.places, None, work.tell, lambda: work.cancelled)

        def done(data: DataSet) -> None:
            self.refresh()
            self.choose(data, fresh=True)
            if then is not None:
                then(data)

        self._start("Looking at the files", recognise, done, "MB")

    def remove(self, data: DataSet) -> None:
        """Forget a set of one's own; its pictures stay where they are."""
        if self._drop(data):
            self.told.emit(f"{data.title} is no longer listed.", "Its pictures are untouched where they were.", "good")

    def _drop(self, data: DataSet) -> bool:
        try:
            shelf.remove(self.places.data, self.places.cache, data.key)
        except StudioError as error:
            self._jobs.failed.emit(error)
            return False
        if self.data is not None and self.data.key == data.key:
            self.cancel()
            self.data = self.look = None
            self.chosen.emit()
        self._faces.pop(data.key, None)
        self.refresh()
        return True

    def fetch(self, entry: Download) -> None:
        """Download a well-known set and look at it."""

        def load(work: Work) -> DataSet:
            return fetching.fetch(entry.key, self.places, work.tell, lambda: work.cancelled)

        def done(data: DataSet) -> None:
            self.refresh()
            self.choose(data)

        self._start(f"Downloading {entry.title}", load, done, "MB")

    # -- long work ---------------------------------------------------------------------------------------

    def cancel(self) -> None:
        """Stop what is being read; what was read before stays."""
        if self.work is not None:
            self.work.cancelled = True

    def shut_down(self) -> None:
        self.cancel()
        self._wanted_faces.clear()
        self._timer.stop()

    def _start(
        self, title: str, job: Callable[[Work], T], done: Callable[[T], object], unit: str = "pictures",
        failed: Callable[[StudioError], object] = lambda _error: None,
    ) -> None:  # fmt: skip
        """Run `job` beside the window; one at a time, the newest wins."""
        self.cancel()
        work = Work(title, unit, begun=time.monotonic())
        self.work = work
        self._timer.start()
        self.worked.emit()

        def guarded() -> T | StudioError | None:
            try:
                return job(work)
            except ScanCancelledError:
                return None
            except StudioError as error:
                return error

        def finish(result: T | StudioError | None) -> None:
            if self.work is work:
                self.work = None
                self._timer.stop()
            if isinstance(result, StudioError):
                if not work.cancelled:
                    self.error = result
                    self._jobs.failed.emit(result)
                    failed(result)
            elif result is not None and not work.cancelled:
                done(result)
            self.worked.emit()

        self._jobs.in_thread(title, guarded, finish)


def _name_of(paths: Sequence[Path]) -> str:
    if len(paths) > 1:
        return f"{paths[0].stem} and {paths[1].stem}" if len(paths) == 2 else paths[0].parent.name or "pictures"
    name = paths[0].name
    while Path(name).suffix.lower() in (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".parquet", ".npz", ".csv"):
        name = Path(name).stem
    return name or "pictures"
