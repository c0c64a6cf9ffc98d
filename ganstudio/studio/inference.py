"""Colours while the pen moves: one thread, the newest drawing wins, stale answers are dropped, drawing never waits."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from ganstudio.core.controls import Network
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Interruption, Stopped, interruptible
from ganstudio.core.pictures import Pixels
from ganstudio.drawing.regions import Regions
from ganstudio.export.colouring import ColourParams, Shown, answered
from ganstudio.studio.keeping import Keeper, Kept, Sheet

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ColourRequest:
    """A drawing to be coloured by the network called `name`; `serial` counts everything that was ever shown.

    `sheet` is the same drawing larger, where its colours are to be kept in its lines. One that is `passing`, of a
    stroke that still grows, is given up for the one of the finished stroke, and is answered at a smaller size.
    """

    name: str
    network: Network
    drawing: Shown
    params: ColourParams
    serial: int = 0
    sheet: Sheet | None = None
    passing: bool = False


@dataclass(frozen=True)
class Answer:
    """What became of `request`, and the `milliseconds` that it took until the first colours were there."""

    request: ColourRequest
    milliseconds: float
    kept: Kept

    @property
    def colours(self) -> Pixels:
        """h x w x 3, to be shown."""
        return self.kept.colours

    @property
    def raw(self) -> Pixels:
        """What the network answered."""
        return self.kept.raw

    @property
    def regions(self) -> Regions | None:
        """Those that the colours were kept in."""
        return self.kept.regions

    @property
    def sheet(self) -> Sheet | None:
        """What those are of."""
        return self.kept.sheet


@dataclass
class _Current:
    """What is worked on."""

    request: ColourRequest
    interruption: Interruption = field(default_factory=Interruption)
    has_colours: bool = False

    def see(self, newer: ColourRequest) -> None:
        """A stroke that grows gives way to the finished one, and what has its first colours to whatever comes."""
        growing = self.request.passing and not newer.passing
        if newer.name == self.request.name and (self.has_colours or growing):
            self.interruption.ask()


class Inference(QObject):
    """Answers requests by name: a newer one of the same name replaces one that still waits.

    `answered` (Answer), `failed` (StudioError), `unanswered` (the ColourRequest that failed or gave way), `loaded`
    (key, Network), `not_loaded` (key, StudioError) and `busy_changed` (bool) come from its thread; connect them to
    objects of the window, so that they arrive there.
    """

    answered = Signal(object)
    loaded = Signal(str, object)
    not_loaded = Signal(str, object)
    failed = Signal(object)
    unanswered = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="colouring")
        self._lock = threading.Lock()
        self._waiting: dict[str, ColourRequest] = {}
        self._loads: dict[str, Callable[[], Network]] = {}
        self._keeper = Keeper()
        self._current: _Current | None = None
        self._busy = False
        self._over = False

    def load(self, key: str, load: Callable[[], Network]) -> None:
        """Run `load`, which may take a moment, and tell `loaded` or `not_loaded`; it replaces one that still waits."""
        with self._lock:
            waits = key in self._loads
            self._loads[key] = load
            if waits or self._over:
                return
        self._pool.submit(self._load, key)

    def _load(self, key: str) -> None:
        with self._lock:
            load = self._loads.pop(key)
        try:
            network = load()
        except Exception as error:
            self.not_loaded.emit(key, _explained(error, f"The model cannot be opened: {error}"))
        else:
            self.loaded.emit(key, network)

    def request(self, request: ColourRequest) -> None:
        with self._lock:
            self._waiting[request.name] = request
            if self._current is not None:
                self._current.see(request)
            if self._busy or self._over:
                return
            self._busy = True
        self.busy_changed.emit(True)
        self._pool.submit(self._work)

    @property
    def busy(self) -> bool:
        return self._busy

    @property
    def lets_wait(self) -> bool:
        """Whether what is asked now would wait: finer colours give way, first ones do not."""
        with self._lock:
            has_colours = self._current is not None and self._current.has_colours
            return bool(self._waiting) or (self._busy and not has_colours)

    def forget(self) -> None:
        """Drop whatever still waits."""
        with self._lock:
            self._waiting.clear()

    def _work(self) -> None:
        while True:
            with self._lock:
                self._current = None
                if not self._waiting or self._over:
                    self._busy = False
                    break
                request = self._waiting.pop(next(iter(self._waiting)))
                self._current = current = _Current(request)
            try:
                with interruptible(current.interruption):
                    self._answer(request, current)
            except Stopped:
                self.unanswered.emit(request)
            except Exception as error:
                self.failed.emit(_explained(error, f"Colouring failed: {error}"))
                self.unanswered.emit(request)
        self.busy_changed.emit(False)

    def _answer(self, request: ColourRequest, current: _Current) -> None:
        """Tell each answer, the first ones soon. Raises Stopped."""
        begun = time.perf_counter()
        milliseconds = 0.0
        for kept in self._coloured(request):
            milliseconds = milliseconds or 1000 * (time.perf_counter() - begun)
            self.answered.emit(Answer(request, milliseconds, kept))
            with self._lock:
                current.has_colours = True
                if request.name in self._waiting:
                    current.see(self._waiting[request.name])

    def _coloured(self, request: ColourRequest) -> Iterator[Kept]:
        network, drawing, params = request.network, request.drawing, request.params
        if request.sheet is not None:
            yield from self._keeper.answers(network, drawing, request.sheet, params, request.passing)
        else:
            raw = answered(network, drawing, params)
            yield Kept(raw, raw)

    def shut_down(self) -> None:
        with self._lock:
            self._over = True
            if self._current is not None:
                self._current.interruption.ask()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._keeper.shut_down()


def _explained(error: Exception, words: str) -> StudioError:
    log.warning("colouring failed", exc_info=error)
    return error if isinstance(error, StudioError) else StudioError(words)
