"""Runs and models on disk, as the Library shows them: looked at again whenever something changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from send2trash import send2trash

from ganstudio.core.errors import StudioError
from ganstudio.core.run_index import SETTLED_NS
from ganstudio.core.runs import Run, RunState, RunStore
from ganstudio.core.settings import Places
from ganstudio.export import library
from ganstudio.export.library import ModelEntry

_REFRESH_MS = 1500
ORDERS = {"newest": "Newest first", "oldest": "Oldest first", "name": "By name", "longest": "Longest trained"}
STATES = {"all": "All", "running": "Running", "ended": "Ended", "trouble": "Failed or broken off"}
_MEMBERS = {
    "running": ("running", "paused"), "ended": ("finished", "stopped"), "trouble": ("failed", "interrupted", "created"),
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What is looked for: words that must all be there, an order of `ORDERS`, and one of `STATES`."""

    words: str = ""
    order: str = "newest"
    state: str = "all"

    def fits(self, text: str, state: str) -> bool:
        """Whether something with this `text` about it is wanted; models are in every state."""
        folded = text.casefold()
        return all(word in folded for word in self.words.casefold().split()) and (
            self.state == "all" or not state or state in _MEMBERS[self.state]
        )


@dataclass(frozen=True)
class RunEntry:
    """One run: its folder, its state, and the newest grid for a thumbnail."""

    run: Run
    state: RunState
    picture: Path | None

    @property
    def key(self) -> str:
        return self.run.id

    @property
    def words(self) -> str:
        """Everything that it can be found by."""
        state = self.state
        return " ".join((state.title, state.family, state.preset, state.data, state.state, self.run.id, state.message))


def wanted_runs(runs: Sequence[RunEntry], wanted: Wanted) -> list[RunEntry]:
    """Those that fit, in the order that is wanted."""
    found = [entry for entry in runs if wanted.fits(entry.words, entry.state.state)]
    keys: dict[str, Callable[[RunEntry], tuple[object, ...]]] = {
        "newest": lambda entry: (-entry.state.created,), "oldest": lambda entry: (entry.state.created,),
        "name": lambda entry: (entry.state.title.casefold(),), "longest": lambda entry: (-entry.state.seconds,),
    }  # fmt: skip
    return sorted(found, key=keys[wanted.order])


def wanted_models(models: Sequence[ModelEntry], wanted: Wanted) -> list[ModelEntry]:
    """The same of models, which have no state."""
    found = [each for each in models if wanted.fits(f"{each.path.stem} {each.family} {each.data} {each.task}", "")]
    keys: dict[str, Callable[[ModelEntry], tuple[object, ...]]] = {
        "newest": lambda each: (-each.modified,), "oldest": lambda each: (each.modified,),
        "name": lambda each: (each.path.stem.casefold(),), "longest": lambda each: (-each.step,),
    }  # fmt: skip
    return sorted(found, key=keys[wanted.order])


class Library(QObject):
    """`changed` comes when a run or a model appeared, went or moved on."""

    changed = Signal()

    def __init__(self, store: RunStore, places: Places) -> None:
        super().__init__()
        self._store, self._places = store, places
        self.runs: list[RunEntry] = []
        self.models: list[ModelEntry] = []
        self.damaged: list[str] = []
        self._faces = _Faces()
        self._seen: object = None
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)

    def watch(self, on: bool) -> None:
        """Look regularly while the workspace is visible."""
        if on:
            self.refresh()
            self._timer.start()
        else:
            self._timer.stop()

    def refresh(self) -> None:
        runs, damaged = [], []
        for run, state in self._store.listed():
            if isinstance(state, StudioError):
                damaged.append(state.message)
            else:
                runs.append(RunEntry(run, state, self._faces.newest(run)))
        models = library.models(self._places)
        seen = ([(entry.state, entry.picture) for entry in runs], models, damaged)
        if seen != self._seen:
            self._seen = seen
            self.runs, self.models, self.damaged = runs, models, damaged
            self.changed.emit()

    def rename(self, run: Run, title: str) -> None:
        run.rename(title)
        self.refresh()

    def rename_model(self, model: ModelEntry, title: str) -> None:
        """A model's name is its file's name."""
        target = library.free_path(self._places, title)
        model.path.rename(target)
        self.refresh()

    def trash(self, run: Run) -> None:
        """Move a run to the system's trash. Raises StudioError while it is being trained."""
        if run.is_held():
            raise StudioError("This run is being trained.", "Stop it first.")
        self._trash(run.folder)

    def trash_model(self, model: ModelEntry) -> None:
        self._trash(model.path)

    def _trash(self, path: Path) -> None:
        try:
            send2trash(str(path))
        except OSError as error:
            reason = error.strerror or str(error)
            raise StudioError(f"{path.name} could not be moved to the trash: {reason}.", "Delete it by hand.") from None
        self.refresh()


class _Faces:
    """The newest grid of every run; a folder of samples is read again when it has changed."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[int, Path | None]] = {}

    def newest(self, run: Run) -> Path | None:
        folder = run.samples
        try:
            changed = folder.stat().st_mtime_ns
        except OSError:  # a run without samples
            return None
        known = self._known.get(folder)
        if known is not None and known[0] == changed:
            return known[1]
        picture = _newest(folder)
        if time.time_ns() - changed > SETTLED_NS:
            self._known[folder] = (changed, picture)
        return picture


def _newest(samples: Path) -> Path | None:
    """The last grid of the averaged generator, else of the generator itself."""
    names = [path.name for path in samples.iterdir() if path.name.startswith("step-")]
    for kind in ("-ema.png", "-raw.png"):
        grids = [name for name in names if name.endswith(kind)]
        if grids:
            return samples / max(grids)
    return None
