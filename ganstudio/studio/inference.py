"""Colours while the pen moves: one thread, the newest drawing wins, stale answers are dropped, drawing never waits."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ganstudio.core.controls import Network
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Interrupted, Interruption, interruptible
from ganstudio.core.pictures import Pixels
from ganstudio.drawing.regions import Regions
from ganstudio.export.colouring import ColourParams, Shown, answered
from ganstudio.studio.keeping import Keeper, Kept, Sheet

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ColourRequest:
    """A drawing to be coloured by the network called `name`; `serial` counts everything that was ever shown.

    `sheet` is the same drawing larger, where its colours are to be kept in its lines. One that is `passing`, of a
    stroke that still grows, is given up for the one of the finished stroke.
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
    """What became of `request`, and the `milliseconds` that it took."""

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
        self._current: tuple[ColourRequest, Interruption] | None = None
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
            if self._current is not None and _gives_way(self._current[0], request):
                self._current[1].ask()
            if self._busy or self._over:
                return
            self._busy = True
        self.busy_changed.emit(True)
        self._pool.submit(self._work)

    @property
    def busy(self) -> bool:
        return self._busy

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
                self._current = request, (interruption := Interruption())
            try:
                begun = time.perf_counter()
                with interruptible(interruption):
                    kept = self._coloured(request)
                self.answered.emit(Answer(request, 1000 * (time.perf_counter() - begun), kept))
            except Interrupted:
                self.unanswered.emit(request)
            except Exception as error:
                self.failed.emit(_explained(error, f"Colouring failed: {error}"))
                self.unanswered.emit(request)
        self.busy_changed.emit(False)

    def _coloured(self, request: ColourRequest) -> Kept:
        if request.sheet is not None:
            return self._keeper.answered(request.network, request.drawing, request.sheet, request.params)
        raw = answered(request.network, request.drawing, request.params)
        return Kept(raw, raw)

    def shut_down(self) -> None:
        with self._lock:
            self._over = True
            if self._current is not None:
                self._current[1].ask()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._keeper.shut_down()


def _gives_way(old: ColourRequest, new: ColourRequest) -> bool:
    return old.passing and not new.passing and old.name == new.name


def _explained(error: Exception, words: str) -> StudioError:
    log.warning("colouring failed", exc_info=error)
    return error if isinstance(error, StudioError) else StudioError(words)
