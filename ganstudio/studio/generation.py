"""Pictures from an exported model while sliders move: one thread, the newest request wins, drawing never waits."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.player import Player
from ganstudio.core.randomness import NumpyRandom
from ganstudio.export.example_faces import example_faces
from ganstudio.export.onnx_session import Model
from ganstudio.studio import example_pictures
from ganstudio.studio.drawn import Beside, drawn, may_stand_beside, refusal
from ganstudio.studio.playing import Inputs, Request

log = logging.getLogger(__name__)
SLIDERS = 12


class Generation(QObject):
    """An opened model and its newest pictures, and models that draw the same beside it.

    `opened` (Player) and `failed` (StudioError) answer `open`; `drawn` carries a Drawn. `aside` carries a key and the
    small pictures that were asked for under it. `joined`: others stand beside the model than before.
    """

    opened = Signal(object)
    failed = Signal(object)
    drawn = Signal(object)
    aside = Signal(object, object)
    joined = Signal()
    progressed = Signal(int, int)  # with a sheet of many

    def __init__(self) -> None:
        super().__init__()
        self.model: Player | None = None
        self.beside: tuple[Beside, ...] = ()
        self.opening = False  # whether another model is on its way
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")
        self._lock = threading.Lock()
        self._wanted: Request | None = None
        self._asides: list[tuple[object, Callable[[Player], Inputs]]] = []
        self._busy = self._ended = False
        self._generation = 0  # answers for a model that has been left are dropped

    def open(self, load: Path | Callable[[], Player]) -> None:
        """Load the model at a path, or whatever `load` makes, beside the window."""
        self._generation += 1
        self.opening = True
        self._pool.submit(self._open, load, self._generation)

    def _open(self, load: Path | Callable[[], Player], generation: int) -> None:
        if generation != self._generation:
            return  # another one is wanted by now
        try:
            model = Model(load) if isinstance(load, Path) else load()
            _ = model.mixes  # found out here, not in the window's thread
        except Exception as error:
            log.warning("opening failed", exc_info=error)
            if generation == self._generation:
                self.opening = False
                self.failed.emit(refusal(error))
                self._wake()  # the model that was open goes on
            return
        if generation == self._generation:
            self._take(model)

    def _take(self, model: Player) -> None:
        """What was asked of another model is forgotten, what was asked of another moment of this one is not."""
        with self._lock:
            if self.model is None or self.model.path != model.path:
                self._wanted, self._asides = None, []
            self.model, self.opening = model, False
            self.beside = tuple(each for each in self.beside if may_stand_beside(model, each.model))
        self.opened.emit(model)
        self._wake()

    def put_beside(self, key: str, title: str, load: Callable[[], Player]) -> None:
        """One more model that draws what is asked for; `joined` when it is there."""
        self._pool.submit(self._join, key, title, load)

    def _join(self, key: str, title: str, load: Callable[[], Player]) -> None:
        try:
            other = load()
            if self.model is not None and not may_stand_beside(self.model, other):
                raise StudioError(f"{other.name} cannot draw beside {self.model.name}.",
                                  "Choose a generator of pictures that starts from noise.")  # fmt: skip
        except Exception as error:
            log.warning("joining failed", exc_info=error)
            self.failed.emit(refusal(error))
            return
        with self._lock:
            self.beside = (*(each for each in self.beside if each.key != key), Beside(key, title, other))
        self.joined.emit()

    def leave_beside(self, key: str) -> None:
        with self._lock:
            self.beside = tuple(each for each in self.beside if each.key != key)
        self.joined.emit()

    def request(self, request: Request) -> None:
        """Draw `request` soon; one that still waits is forgotten."""
        with self._lock:
            self._wanted = request
        self._wake()

    def request_aside(self, key: object, inputs: Callable[[Player], Inputs]) -> None:
        """Pictures of these inputs, drawn when nothing else is wanted; what was asked under the same key is not."""
        with self._lock:
            self._asides = [*(each for each in self._asides if each[0] != key), (key, inputs)]
        self._wake()

    @property
    def busy(self) -> bool:
        return self._busy

    def _wake(self) -> None:
        with self._lock:
            if self._busy or self._ended or self.model is None:
                return
            self._busy = True
        self._pool.submit(self._draw, self._generation)

    def _draw(self, generation: int) -> None:
        while True:
            with self._lock:
                request, self._wanted = self._wanted, None
                model, others = self.model, self.beside
                if generation != self._generation:  # another model is to be opened, in this very thread
                    self._wanted, self._busy = request, False
                    return
                aside = self._asides.pop(0) if request is None and self._asides else None
                if model is None or (request is None and aside is None):
                    self._busy = False
                    return
            if request is not None:
                self._answer(model, request, others, generation)
            elif aside is not None:
                self._draw_aside(model, generation, *aside)

    def _answer(self, model: Player, request: Request, others: tuple[Beside, ...], generation: int) -> None:
        begun = time.perf_counter()
        try:
            found = drawn(model, request, others, partial(self._is_over, generation), self.progressed.emit)
        except Exception as error:
            log.warning("drawing failed", exc_info=error)
            self.failed.emit(refusal(error))
            return
        with self._lock:
            stale = self._wanted is not None and self._wanted.count != request.count
        if found is not None and generation == self._generation and not stale:
            spent = 1000 * (time.perf_counter() - begun) / request.count
            self.drawn.emit(replace(found, milliseconds=spent))

    def _is_over(self, generation: int) -> bool:
        """Whether something else is wanted by now."""
        return self._wanted is not None or self._ended or generation != self._generation

    def _draw_aside(self, model: Player, generation: int, key: object, inputs: Callable[[Player], Inputs]) -> None:
        try:
            pictures = model.generate(inputs(model))
        except Exception as error:  # the picture itself fails in the same way, and that is said
            log.warning("drawing aside failed", exc_info=error)
            return
        if generation == self._generation:
            self.aside.emit(key, pictures)

    def shut_down(self) -> None:
        self._generation += 1
        with self._lock:
            self._ended = True
        self._pool.shutdown(wait=True, cancel_futures=True)


def contact_sheet(model: Model, rows: int, columns: int, seed: int = 0) -> Pixels:
    """rows x columns pictures, one row per class where there are classes: a model's face in the library."""
    if "picture" in model.images:
        return example_pictures.changed(model, rows * columns)
    if model.images:
        return example_faces(model, rows * columns, seed)
    across = columns * model.gives.together
    inputs = {control.name: np.asarray(control.arranged(rows, across, control == model.label, NumpyRandom(seed)))
              for control in model.controls}  # fmt: skip
    return model.generate(inputs)
