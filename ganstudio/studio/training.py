"""The run on the Train workspace: started here, reopened, or watched while another program trains it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ganstudio import launch
from ganstudio.core.errors import StudioError
from ganstudio.core.events import Event, Failed, Sampled, Warned
from ganstudio.core.history import History
from ganstudio.core.pictures import Pixels, read_png
from ganstudio.core.recipe import Recipe
from ganstudio.core.runs import ACTIVE, Run, RunStore
from ganstudio.core.sets import SHORT
from ganstudio.core.settings import Places, Settings
from ganstudio.core.text import command, readable
from ganstudio.engine import registry
from ganstudio.studio.pump import WATCH_MS, EventPump, Tail, queued, replayed

if TYPE_CHECKING:
    from ganstudio.engine.worker import Worker


_NOTICED = 100  # notices about pictures that are remembered


class Training(QObject):
    """One run and its history. Live, replayed or watched, the same signals tell the same things.

    `run_changed`: another run is shown; `state_changed`: started, paused, ended ...; `advanced`: new numbers, at
    most 30 times a second; `sampled`: new grids; `told`: a sentence for the status bar (message, hint, tone);
    `ended`: what this window trained is over.
    """

    run_changed = Signal()
    state_changed = Signal()
    advanced = Signal()
    sampled = Signal(object)
    told = Signal(str, str, str)
    ended = Signal()

    def __init__(self, store: RunStore, places: Places, settings: Settings) -> None:
        super().__init__()
        self._store, self._places, self._settings = store, places, settings
        self.run: Run | None = None
        self.history = History()
        self._worker: Worker | None = None
        self._pump: EventPump | None = None
        self._stopping = False
        self._shown_state = ""
        self._writer_gone = False

    # -- what is shown -----------------------------------------------------------------------------------

    @property
    def is_mine(self) -> bool:
        """Whether this window trains the run shown."""
        return self._worker is not None

    @property
    def state(self) -> str:
        if self._stopping:
            return "stopping"
        if self.is_mine and self.history.state not in ACTIVE:
            return "loading"
        return self.history.state if self.run else "none"

    @property
    def noun(self) -> str:
        """What the run counts by the second, in short."""
        return "img" if self.run is None else _noun(self.run.folder)

    def sheet(self, sample: Sampled, kind: str) -> Pixels | None:
        """A sample's grid of `kind`, from memory while it is the newest, else from the run's folder."""
        if kind in sample.sheets:
            return sample.sheets[kind]
        name = sample.files.get(kind)
        return None if name is None or self.run is None else _read(self.run.samples / name)

    def real_sheet(self) -> Pixels | None:
        return _read(self.run.samples / "real.png") if self.run else None

    def speed_of(self, recipe: Recipe) -> float:
        """Pictures per second that a run like `recipe` reached here before; 0 when there was none."""
        return float(self._settings.get("speeds", {}).get(_likeness(recipe), 0.0))

    def _remember_speed(self) -> None:
        if self.run is not None and self.history.pictures_per_second and self.history.step > 50:
            speeds = dict(self._settings.get("speeds", {}))
            speeds[_likeness(self.run.recipe())] = round(self.history.pictures_per_second, 1)
            self._settings.put("speeds", speeds)

    # -- running -----------------------------------------------------------------------------------------

    def start(self, recipe: Recipe) -> None:
        """Begin a new run. Raises StudioError when it cannot be created."""
        self._refuse_while_training()
        resolved = launch.named(recipe, self._places)
        self._begin(launch.create_run(resolved, self._store), History(), None, resolved)

    def go_on(self, run: Run | None = None, more_steps: int | None = None) -> None:
        """Continue a paused run, or an ended one from its last checkpoint."""
        if run is None and self._worker is not None:
            self._worker.control.go_on()
            return
        run = run or self.run
        if run is None:
            raise StudioError("There is no run to continue.", "Start one.")
        if not run.folder.exists():
            raise StudioError("This run was refused before its first step: there is nothing to go on with.",
                              "Mend what was said of it, and start a new one.")  # fmt: skip
        self._refuse_while_training()
        history, _ = replayed(run)
        self._begin(run, history, more_steps)

    def _begin(self, run: Run, history: History, more_steps: int | None, new: launch.Resolved | None = None) -> None:
        from ganstudio.engine.worker import Worker

        preferences = self._settings.preferences
        worker = Worker(
            run, launch.training(run, self._places, preferences, more_steps, new, spare_cores=1), new is not None
        )
        worker.start()
        self._leave()
        self.run, self.history, self._worker = run, history, worker
        history.state = "created"
        self._connect(EventPump(queued(worker.events), history))
        self._settings.put("last_run", str(run.folder))
        self.run_changed.emit()
        self._tell_state()

    def open(self, run: Run) -> None:
        """Show `run`: replayed, and watched when another program is training it."""
        if self.run is not None and run.folder == self.run.folder and self.is_mine:
            return
        self._refuse_while_training()
        history, offset = replayed(run)
        self._leave()
        self.run, self.history = run, history
        self._settings.put("last_run", str(run.folder))
        if history.state in ACTIVE:
            pump = EventPump(Tail(run, offset), history, WATCH_MS)
            pump.idle.connect(self._look_for_writer)
            self._connect(pump)
        self.run_changed.emit()
        self._tell_state()

    def close_run(self) -> None:
        """Show no run."""
        self._refuse_while_training()
        self._leave()
        self.run, self.history = None, History()
        self.run_changed.emit()
        self._tell_state()

    def _refuse_while_training(self) -> None:
        if self._worker is not None:
            raise StudioError("A training is running in this window.", "Stop it first.")

    def _connect(self, pump: EventPump) -> None:
        pump.advanced.connect(self._advance)
        pump.sampled.connect(self.sampled)
        pump.warned.connect(self._warn)
        pump.ended.connect(self._end)
        self._pump = pump

    def _leave(self) -> None:
        if self._pump is not None:
            self._pump.stop()
            self._pump.deleteLater()
            self._pump = None

    # -- verbs -------------------------------------------------------------------------------------------

    def pause(self) -> None:
        self._ask(lambda worker: worker.control.pause())

    def stop(self) -> None:
        if self._worker is not None:
            self._stopping = True
            self._worker.control.stop()
            self._tell_state()

    def sample_now(self) -> None:
        self._ask(lambda worker: worker.control.sample_now())

    def save_now(self) -> None:
        self._ask(lambda worker: worker.control.save_now())

    def _ask(self, verb: Callable[[Worker], object]) -> None:
        if self._worker is not None:
            verb(self._worker)

    def shut_down(self, seconds: float = 30.0) -> None:
        """Stop a running training and wait until it is saved: for a closing window."""
        worker = self._worker
        if worker is not None:
            worker.control.stop()
            worker.join(seconds)
            if self._pump is not None:
                self._pump.tick()
        self._leave()

    # -- news --------------------------------------------------------------------------------------------

    def _look_for_writer(self) -> None:
        """A watched run whose program is gone, and whose log had nothing new since it went, is interrupted."""
        gone = self.run is not None and not self.run.is_held()
        if gone and self._writer_gone and self.history.state in ACTIVE:
            self._leave()
            self.history.state = "interrupted"
            self._tell_state()
        self._writer_gone = gone

    def _advance(self) -> None:
        self.advanced.emit()
        if self.state != self._shown_state:
            self._tell_state()

    def _warn(self, event: Warned) -> None:
        if event.hint != launch.OTHERS_ARE_USED or self._is_news(event.message):
            self.told.emit(event.message, event.hint, "caution")

    def _is_news(self, message: str) -> bool:
        """Whether this was not yet said of these pictures: every run with them would say it again."""
        source = self.run.recipe().data.source if self.run is not None else ""
        told, key = self._settings.get("noticed", []), f"{source}: {message}"
        if key in told:
            return False
        self._settings.put("noticed", [*told, key][-_NOTICED:])
        return True

    def _end(self, event: Event) -> None:
        if self._worker is not None:
            self._worker.join(5.0)
        self._worker, self._stopping = None, False
        self._remember_speed()
        if isinstance(event, Failed):
            self.told.emit(event.message, event.hint, "bad")
        self._tell_state()
        self.ended.emit()

    def _tell_state(self) -> None:
        self._shown_state = self.state
        self.state_changed.emit()


# Settings that cost no time, whatever their value.
_FREE = frozenset({
    "lr_g", "lr_d", "beta1", "beta2", "momentum", "real_target", "fake_target", "lr_decay", "ema_half_life", "loss",
})  # fmt: skip


def _likeness(recipe: Recipe) -> str:
    """What decides the speed of a run."""
    settings = [f"{name}={value}" for name, value in sorted(recipe.settings.items()) if name not in _FREE]
    parts = (recipe.family, recipe.data.size, recipe.data.channels, recipe.device, recipe.precision, *settings)
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]


@lru_cache(maxsize=8)
def _noun(folder: Path) -> str:
    try:
        return SHORT.get(registry.family(Run(folder).recipe().family).need.kind, "img")
    except StudioError:  # a family of another version
        return "img"


def _read(path: Path) -> Pixels | None:
    try:
        return read_png(path)
    except (OSError, ValueError, SyntaxError):
        return None


def as_command(recipe: Recipe, folder: Path, file: Path | None = None) -> str:
    """The command that starts the same run without a window; by its recipe `file` where options cannot say it all."""
    from ganstudio.engine.registry import base_of, family

    data, there = recipe.data, ["--runs", str(folder)]
    if file is not None and (data.preparation or data.lines or readable(data.source) != data.source):
        return command("ganstudio", "train", file, *there)
    base = base_of(family(recipe.family), recipe.preset, data.size, data.channels)
    parts = ["--family", recipe.family, "--preset", recipe.preset, "--data", data.source]
    parts += ["--size", str(data.size), "--channels", str(data.channels)]
    for name, value in recipe.settings.items():
        if value != base.get(name):
            parts += ["--set", f"{name}={'off' if value is None else value}"]
    parts += [f"--{recipe.budget.unit}", f"{recipe.budget.amount:.12g}", "--seed", str(recipe.seed)]
    return command("ganstudio", "train", *parts, "--device", recipe.device, "--precision", recipe.precision, *there)
