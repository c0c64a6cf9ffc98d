"""Where training reaches the GUI thread: everything waiting is folded at a rate that a window can draw."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.core.events import TERMINAL, Event, Sampled, Warned
from ganstudio.core.history import History
from ganstudio.core.runs import ACTIVE, Run

LIVE_MS, WATCH_MS = 33, 250
Source = Callable[[], Iterable[Event]]


def queued(events: queue.SimpleQueue[Event]) -> Source:
    """The events of a worker in this process."""

    def take() -> Iterator[Event]:
        while True:
            try:
                yield events.get_nowait()
            except queue.Empty:
                return

    return take


class Tail:
    """The events that another process writes to a run's log, from `offset` on."""

    def __init__(self, run: Run, offset: int) -> None:
        self._run, self._offset = run, offset

    def __call__(self) -> Iterator[Event]:
        for event, offset in self._run.events(self._offset):
            self._offset = offset
            yield event


class EventPump(QObject):
    """Takes events from a source and applies them to a history.

    `advanced` comes at most once a tick, whatever arrived; `sampled` carries the newest grids only; `ended` comes
    last, when everything before it has been shown. `idle`: nothing had come.
    """

    advanced = Signal()
    sampled = Signal(object)
    warned = Signal(object)
    ended = Signal(object)
    idle = Signal()

    def __init__(self, source: Source, history: History, interval: int = LIVE_MS) -> None:
        super().__init__()
        self._source, self._history = source, history
        self._timer = QTimer(self)
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def tick(self) -> None:
        """Fold all that waits."""
        newest: Sampled | None = None
        last: Event | None = None
        count = 0
        for event in self._source():
            self._history.apply(event)
            count += 1
            if isinstance(event, Sampled):
                newest = event
            elif isinstance(event, Warned):
                self.warned.emit(event)
            elif isinstance(event, TERMINAL):
                last = event
        if newest is not None:
            self.sampled.emit(newest)
        (self.advanced if count else self.idle).emit()
        if last is not None:
            self.stop()
            self.ended.emit(last)


def replayed(run: Run) -> tuple[History, int]:
    """A run's past folded, and the offset behind it. A run that nobody writes is shown as what it is."""
    history, offset = History(), 0
    for event, end in run.events():
        history.apply(event)
        offset = end
    state = run.state().state
    if history.state in ACTIVE and state not in ACTIVE:
        history.state = state
    present = {path.name for path in run.samples.glob("*.png")}
    history.samples = [sample for sample in history.samples if present.issuperset(sample.files.values())]
    return history, offset
