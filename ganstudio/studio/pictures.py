"""The Data workspace's view model: the sets there are, the one that is looked at, and what is being read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from ganstudio.core import params
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.settings import Places
from ganstudio.data.download import fetching
from ganstudio.data.download.known import Download
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets import catalogue, shelf, shelving, store
from ganstudio.data.sets.dataset import FACES, OWN, DataSet
from ganstudio.data.sets.store import Look
from ganstudio.studio import mending
from ganstudio.studio.jobs import Jobs
from ganstudio.studio.set_faces import SetFaces
from ganstudio.studio.work import Work, Workbench, nothing

_DRAWN_FIRST = 600  # cartoon faces that are drawn for a look at them; all of them when they are trained on


class Pictures(QObject):
    """The sets and the one that is looked at.

    `listed`: the sets changed. `chosen`: another one is looked at. `looked`: its x-ray is there. `worked`: progress.
    """

    listed = Signal()
    chosen = Signal()
    looked = Signal()
    worked = Signal()
    told = Signal(str, str, str)
    told_with = Signal(str, str, str, str, object)  # as `told`, with the words of a button and what it does
    face_ready = Signal(str)

    def __init__(self, places: Places, jobs: Jobs) -> None:
        super().__init__()
        self.places, self._jobs = places, jobs
        self.sets: list[DataSet] = []
        self.data: DataSet | None = None
        self.look: Look | None = None
        self.size = 0
        self.channels = 0
        self._bench = Workbench(jobs)
        self._bench.worked.connect(self.worked)
        self._before: list[DataSet] = []
        self._faces = SetFaces(places, jobs)
        self._faces.ready.connect(self.face_ready)

    # -- the sets ----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again at what there is."""
        sets = catalogue.catalogue([self.places.data])
        if sets != self.sets:
            self.sets = sets
            self.listed.emit()

    def face(self, data: DataSet) -> Pixels | None:
        """A small sheet of a set's pictures; `face_ready` comes when it had to be made first."""
        return self._faces.get(data)

    # -- looking -----------------------------------------------------------------------------------------

    def choose(self, data: DataSet, fresh: bool = False) -> None:
        """Look at `data`; a `fresh` one of which nothing can be used is taken off the list again."""
        self.data, self.look, self._before = data, None, []
        self.size, self.channels = data.working_size, data.channels
        self.chosen.emit()
        self._look(lambda _error: self._drop(data, remember=False) if fresh else None)

    def set_size(self, size: int) -> None:
        self.size = size
        self._look()

    def set_channels(self, channels: int) -> None:
        self.channels = channels
        self._look()

    def rescan(self) -> None:
        """Read everything anew: the files may have changed."""
        if self.data is not None:
            self._faces.forget(self.data.key)
            self.look = None
            self.chosen.emit()
            self.change()

    def change(self, **settings: Any) -> None:
        """Prepare the set in another way: settings of `Preparation`, or `lines`. Without any it is read anew."""
        data = self.data
        if data is None:
            return

        def changed(_work: Work) -> DataSet:
            return shelving.change(data, self.places, **settings)

        def done(new: DataSet) -> None:
            if self.data is data:
                self.data = new
                if settings:
                    self._before.append(data)
                self._look()

        if set(settings) & {"read_as", "variant", "sketch"} or not settings:
            self._bench.start("Looking at the files", changed, done, about=data.key)
        else:
            try:
                done(changed(Work("", "")))
            except StudioError as error:
                self._jobs.failed.emit(error)

    def mend(self, code: str) -> None:
        """Do what the button of a finding says; once more undoes it."""
        if self.look is not None:
            self.change(**mending.toggled(code, self.look.report))

    def mend_all(self) -> None:
        """Every fix that is safe; once all are in force, none of them."""
        if self.look is not None:
            report = self.look.report
            self.change(**(mending.all_fixed(report) or mending.all_taken_back(report)))

    def leave_out(self, names: Iterable[str]) -> None:
        """Leave these pictures out, or use them again where they are left out."""
        if self.data is not None:
            self.change(**mending.left_out(names, self.data.preparation))

    def undo(self) -> None:
        """Prepare the set as it was before the last change."""
        if self.data is not None and self._before:
            self._put_back(self._before.pop())
            self._look()

    def _put_back(self, before: DataSet) -> None:
        self.data = before
        if before.source == OWN and shelf.get(self.places.data, before.key) is not None:
            shelf.put(self.places.data, before)

    def _look(self, failed: Callable[[StudioError], object] = nothing) -> None:
        data, size, channels = self.data, self.size, self.channels
        if data is None:
            return
        shown = replace(data, count=min(data.count, _DRAWN_FIRST)) if data.form == FACES else data
        known = self._known(data)

        def read(work: Work) -> Look:
            place = self.places.cache
            if known is not None:
                return store.look_again(known, shown)
            return store.look(shown, size, channels, place, work.tell, lambda: work.cancelled)

        def done(look: Look) -> None:
            if self.data is data:
                self._take(look, data)

        def refused(error: StudioError) -> None:
            if known is not None and self._before and self.data is data:  # nothing would be left: as it was
                self._put_back(self._before.pop())
                self.looked.emit()
            failed(error)

        title = "Drawing faces" if data.form == FACES else "Reading pictures"
        self._bench.start(title, read, done, failed=refused, quiet=known is not None, about=data.key)

    def _known(self, data: DataSet) -> Look | None:
        """What was read already, when it is enough to show `data`."""
        look = self.look
        if look is None or not store.only_selects(look.data, data):
            return None
        return look if (look.pictures.info.size, look.pictures.info.channels) == (self.size, self.channels) else None

    def _take(self, look: Look, data: DataSet) -> None:
        if data.form == FACES:
            look = replace(look, data=data)
        self.look, self.data = look, look.data
        if look.data.source == OWN and shelf.get(self.places.data, data.key) is not None:
            shelf.put(self.places.data, replace(look.data, sizes=(self.size,)))
        self.refresh()
        self.looked.emit()

    # -- coming and going --------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path], then: Callable[[DataSet], object] | None = None, name: str = "") -> None:
        """Put files, folders or archives on the shelf and look at them; what was decided before is remembered."""
        before = shelf.remembered(self.places.data, paths)
        name = name or (before.title if before is not None else _name_of(paths))
        wanted = shelving.free_name(name, self.places)

        def recognise(work: Work) -> DataSet:
            if before is not None:
                return shelving.recognise_again(before, paths, wanted, self.places, work.tell, lambda: work.cancelled)
            return shelving.recognise(paths, wanted, self.places, None, work.tell, lambda: work.cancelled)

        def done(data: DataSet) -> None:
            self.refresh()
            self.choose(data, fresh=before is None)
            if data.preparation != Preparation() or data.lines:
                words = f"{data.title} is prepared as it was before.", "What was skipped or left out still is."
                self.told_with.emit(*words, "good", "Start afresh", partial(self._start_afresh, data.key))
            if then is not None:
                then(data)

        self._bench.start("Looking at the files", recognise, done, "MB")

    def _start_afresh(self, key: str) -> None:
        if self.data is not None and self.data.key == key:
            self.change(**params.to_mapping(Preparation()), lines={})

    def remove(self, data: DataSet) -> None:
        """Take a set of one's own from the list, which can be undone; its pictures stay where they are."""
        if self._drop(data):
            self.told_with.emit(f"{data.title} is no longer listed.", "Its pictures are untouched where they were.",
                                "good", "Undo", partial(self._restore, data.key))  # fmt: skip

    def _restore(self, key: str) -> None:
        try:
            data = shelf.restore(self.places.data, key)
        except StudioError as error:
            self._jobs.failed.emit(error)
        else:
            self.refresh()
            self.choose(data)

    def _drop(self, data: DataSet, remember: bool = True) -> bool:
        try:
            shelf.remove(self.places.data, self.places.cache, data.key, remember)
        except StudioError as error:
            self._jobs.failed.emit(error)
            return False
        if self.data is not None and self.data.key == data.key:
            self.cancel()
            self.data = self.look = None
            self.chosen.emit()
        self._faces.forget(data.key)
        self.refresh()
        return True

    def fetch(self, entry: Download) -> None:
        """Download a well-known set and look at it."""

        def load(work: Work) -> DataSet:
            return fetching.fetch(entry.key, self.places, work.tell, lambda: work.cancelled)

        def done(data: DataSet) -> None:
            self.refresh()
            self.choose(data)

        self._bench.start(f"Downloading {entry.title}", load, done, "MB")

    # -- long work ---------------------------------------------------------------------------------------

    @property
    def work(self) -> Work | None:
        return self._bench.work

    @property
    def error(self) -> StudioError | None:
        return self._bench.error

    @property
    def is_reading(self) -> bool:
        """Whether the set that is looked at is being read, so that nothing is known for sure."""
        work = self.work
        return self.data is not None and work is not None and work.about == self.data.key and not work.quiet

    def cancel(self) -> None:
        """Stop what is being read; what was read before stays."""
        self._bench.cancel()

    def shut_down(self) -> None:
        self._faces.stop()
        self._bench.shut_down()


def _name_of(paths: Sequence[Path]) -> str:
    if len(paths) > 1:
        return f"{paths[0].stem} and {paths[1].stem}" if len(paths) == 2 else paths[0].parent.name or "pictures"
    name = paths[0].name
    while Path(name).suffix.lower() in (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".parquet", ".npz", ".csv"):
        name = Path(name).stem
    return name or "pictures"
