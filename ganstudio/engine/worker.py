"""One background thread that trains: it writes each event to its run's folder, then hands it over."""

from __future__ import annotations

import errno
import logging
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from dataclasses import replace

from ganstudio.core.errors import StudioError
from ganstudio.core.events import (
    PASSING,
    TERMINAL,
    Continued,
    Event,
    Failed,
    Finished,
    Idled,
    Paused,
    Sampled,
    Started,
    Stepped,
)
from ganstudio.core.history import thinned
from ganstudio.core.pictures import write_png
from ganstudio.core.runs import Run
from ganstudio.engine.steering import Steering

log = logging.getLogger(__name__)
Training = Callable[[Steering], Iterator[Event]]
# What CUDA, cuDNN, cuBLAS, Apple's GPUs and torch on Windows and Linux say besides torch's own exception.
_OUT_OF_MEMORY = ("out of memory", "alloc_failed", "not enough memory", "can't allocate memory")
_TURN = 0.02  # seconds that each of several trainings goes on before the next
_STATE_SECONDS = 2.0  # how often run.json follows a running training


class Lane:
    """One training in a worker's thread. `events` receives everything; the last one is Finished or Failed, once.

    `training` is called in the thread, so building networks and loading pictures happens there too. A `new` run that
    fails before it has begun (its device, its pictures) leaves no folder.
    """

    def __init__(self, run: Run, training: Training, new: bool = False) -> None:
        self.run = run
        self._new = new
        self.control = Steering()
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._training = training
        self._going: Iterator[Event] | None = None
        self._recorder = Recorder(run)
        self._has_ended = False

    def advance(self) -> bool:
        """Train until there is something to tell; whether there will be more."""
        try:
            if self._going is None:
                self._going = iter(self._training(self.control))
            event = next(self._going, None)
            if event is not None and not isinstance(event, (Idled, *TERMINAL)):
                self.events.put(self._recorder.record(event))
        except Exception as error:
            event = explained(error, self._recorder.step)
        if event is None or isinstance(event, TERMINAL):
            self.end(event)
            return False
        return True

    def end(self, event: Event | None = None) -> None:
        """Tell how it ended, once; without an event it was broken off."""
        if self._has_ended:
            return
        self._has_ended = True
        self._going = None  # the networks go with it
        _give_back_memory()
        event = event or Failed(self._recorder.step, "The training was broken off.", "Resume it from the Library.")
        try:
            event = self._recorder.record(event)
        except StudioError as error:  # the disk that failed the run cannot take its last words either
            log.warning("could not record the end of %s: %s", self.run.id, error)
        finally:
            self.run.release()
            if self._new and isinstance(event, Failed) and not self._recorder.begun:
                self.run.discard()
            self.events.put(event)


class Worker:
    """Runs a training, or several that take turns, to the end. `within`: what holds for all of that time."""

    def __init__(
        self, run: Run, training: Training, new: bool = False, others: Sequence[Lane] = (),
        within: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:  # fmt: skip
        first = Lane(run, training, new)
        self.lanes = (first, *others)
        self.run, self.control, self.events = first.run, first.control, first.events
        self._within = within
        if others:
            for lane in self.lanes:
                lane.control.turn, lane.control.patience = _TURN, lane.control.patience / len(self.lanes)
        self._thread = threading.Thread(target=self._work, name=f"training {run.id}", daemon=True)

    def start(self) -> None:
        """Take hold of the runs and begin. Raises StudioError when another program has one of them."""
        with ExitStack() as held:
            for lane in self.lanes:
                lane.run.hold()
                held.callback(lane.run.release)
            held.pop_all()
        self._thread.start()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end; False when it has not come within `timeout` seconds."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        failed: Event | None = None
        try:
            with self._within():
                going = list(self.lanes)
                while going:
                    going = [lane for lane in going if lane.advance()]
        except Exception as error:
            failed = explained(error, 0)
        finally:
            for lane in self.lanes:
                lane.end(failed)


class Recorder:
    """Writes events to the run's folder: log, grids, state."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._samples: list[Sampled] = []
        self._state_at = 0.0
        self.step = 0
        self.seconds = 0.0
        self.begun = False

    def record(self, event: Event) -> Event:
        """Write `event`; a Sampled comes back with the names of its files."""
        if isinstance(event, PASSING):
            return event
        if isinstance(event, Sampled):
            event = self._with_files(event)
        self._run.append(event)
        self._follow(event)
        return event

    def _with_files(self, event: Sampled) -> Sampled:
        names = {kind: f"step-{event.step:08d}-{kind}.png" for kind in event.sheets}
        for kind, sheet in event.sheets.items():
            write_png(self._run.samples / names[kind], sheet)
        event = replace(event, files=names)
        before = [sample for sample in self._samples if sample.step < event.step]
        self._samples = thinned([*before, event])
        kept = {name for sample in self._samples for name in sample.files.values()}
        for sample in before:
            for name in set(sample.files.values()) - kept:
                (self._run.samples / name).unlink(missing_ok=True)
        return event

    def _follow(self, event: Event) -> None:
        self.step = getattr(event, "last", getattr(event, "step", self.step))
        self.seconds = getattr(event, "seconds", self.seconds)
        match event:
            case Started():
                self.begun = True
                self._run.update(
                    state="running", step=event.step, total_steps=event.total_steps, device=event.device,
                    precision=event.precision, threads=event.threads, message="",
                )  # fmt: skip
            case Stepped() if event.seconds - self._state_at > _STATE_SECONDS:
                self._state_at = event.seconds
                self._run.update(state="running", step=event.last, seconds=event.seconds)
            case Paused():
                self._run.update(state="paused", step=event.step, seconds=self.seconds)
            case Continued():
                self._run.update(state="running")
            case Finished():
                state = "finished" if event.reason == "budget" else "stopped"
                self._run.update(state=state, step=event.step, seconds=event.seconds)
            case Failed():
                self._run.update(state="failed", step=self.step, message=event.message)


def explained(error: Exception, step: int) -> Failed:
    """Why a training ended badly, in words for a person; the traceback goes into `details`."""
    details = "".join(traceback.format_exception(error))
    if isinstance(error, StudioError):
        return Failed(step, error.message, error.hint)
    if type(error).__module__.startswith(("torch._dynamo", "torch._inductor")):
        hint = "Switch off 'Compile networks' in the settings and resume; what was saved is intact."
        return Failed(step, "The networks could not be compiled on this machine.", hint, details)
    if _is_out_of_memory(error):
        hint = "Choose a smaller batch or smaller pictures, then start again; what was saved is intact."
        return Failed(step, "The device has run out of memory.", hint, details)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Failed(step, "The disk is full.", "Free some space and resume; what was saved is intact.", details)
    log.error("training failed", exc_info=error)
    first, *_ = str(error).splitlines() or [type(error).__name__]  # CUDA adds paragraphs of advice to programmers
    return Failed(step, f"Training failed: {first}", "Resume from the last saved moment.", details)


def _is_out_of_memory(error: Exception) -> bool:
    # By name, so that a worker can be made and started before torch is loaded.
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(words in str(error).lower() for words in _OUT_OF_MEMORY)


def _give_back_memory() -> None:
    """After the networks are gone, so that they do not keep other runs and programs from a GPU."""
    if "torch" in sys.modules:
        from ganstudio.engine import devices

        with suppress(RuntimeError):  # a GPU that has failed answers nothing any more
            devices.give_back_memory()
