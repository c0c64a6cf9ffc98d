"""One background thread that trains: it writes each event to the run's folder, then hands it over."""

from __future__ import annotations

import errno
import logging
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

from ganstudio.core.errors import StudioError
from ganstudio.core.events import (
    TERMINAL,
    Continued,
    Event,
    Failed,
    Finished,
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
_STATE_SECONDS = 2.0  # how often run.json follows a running training


class Worker:
    """Runs one training to its end. `events` receives everything; the last one is Finished or Failed, once.

    `training` is called in the thread, so building networks and loading pictures happens there too. A `new` run that
    fails before it has begun (its device, its pictures) leaves no folder.
    """

    def __init__(self, run: Run, training: Training, new: bool = False) -> None:
        self.run = run
        self._new = new
        self.control = Steering()
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._training = training
        self._recorder = Recorder(run)
        self._thread = threading.Thread(target=self._work, name=f"training {run.id}", daemon=True)

    def start(self) -> None:
        """Take hold of the run and begin. Raises StudioError when another program has it."""
        self.run.hold()
        self._thread.start()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end; False when it has not come within `timeout` seconds."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        last: Event = Failed(0, "The training ended without saying why.", "See the log file.")
        try:
            for event in self._training(self.control):
                last = event
                if not isinstance(event, TERMINAL):
                    self._tell(event)
        except Exception as error:
            last = explained(error, self._recorder.step)
        finally:
            _give_back_memory()
            if not isinstance(last, TERMINAL):
                last = Failed(self._recorder.step, "The training was broken off.", "Resume it from the Library.")
            self._end(last)

    def _tell(self, event: Event) -> None:
        self.events.put(self._recorder.record(event))

    def _end(self, event: Event) -> None:
        try:
            event = self._recorder.record(event)
        except StudioError as error:  # the disk that failed the run cannot take its last words either
            log.warning("could not record the end of %s: %s", self.run.id, error)
        finally:
            self.run.release()
            if self._new and isinstance(event, Failed) and not self._recorder.begun:
                self.run.discard()
            self.events.put(event)


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
