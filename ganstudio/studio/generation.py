"""Pictures from an exported model while sliders move: one thread, the newest request wins, drawing never waits."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Tokens
from ganstudio.core.pictures import Pixels
from ganstudio.core.randomness import NumpyRandom
from ganstudio.export.example_faces import example_faces
from ganstudio.export.onnx_session import Model
from ganstudio.studio import example_pictures, many
from ganstudio.studio.playing import Inputs, Request, inputs_of

log = logging.getLogger(__name__)
SLIDERS = 12


class Generation(QObject):
    """An opened model and its newest pictures.

    `opened` (Model) and `failed` (StudioError) answer `open`; `drawn` carries the Request, its pictures
    (N x C x S x S) and milliseconds per picture. `aside` carries a key and the small pictures that
    were asked for under it.
    """

    opened = Signal(object)
    failed = Signal(object)
    drawn = Signal(object, object, float)
    aside = Signal(object, object)
    progressed = Signal(int, int)  # with a sheet of many

    def __init__(self) -> None:
        super().__init__()
        self.model: Model | None = None
        self.lines: tuple[str, ...] = ()  # the newest answer as text, of models that write
        self.attention: npt.NDArray[np.float32] | None = None  # of the newest picture, where it was drawn alone
        self.order: many.Order = np.zeros(0, np.int64)  # of the newest sheet of many: the number of each picture
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")
        self._lock = threading.Lock()
        self._wanted: Request | None = None
        self._asides: list[tuple[object, Callable[[Model], Inputs]]] = []
        self._busy = self._ended = False
        self._generation = 0  # answers for a model that has been left are dropped

    def open(self, path: Path) -> None:
        """Load the model at `path` beside the window."""
        self._generation += 1
        self._asides = []
        self._pool.submit(self._open, path, self._generation)

    def _open(self, path: Path, generation: int) -> None:
        try:
            model = Model(path)
        except StudioError as error:
            self.failed.emit(error)
            return
        if generation == self._generation:
            self.model = model
            self.opened.emit(model)

    def request(self, request: Request) -> None:
        """Draw `request` soon; one that still waits is forgotten."""
        with self._lock:
            self._wanted = request
        self._wake()

    def request_aside(self, key: object, inputs: Callable[[Model], Inputs]) -> None:
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
                model = self.model
                aside = self._asides.pop(0) if request is None and self._asides else None
                if model is None or (request is None and aside is None):
                    self._busy = False
                    return
            if request is None:
                if aside is not None:
                    self._draw_aside(model, generation, *aside)
                continue
            try:
                begun = time.perf_counter()
                inputs = inputs_of(model, request)
                pictures = self._many(model, request, inputs) if request.columns else model.generate(inputs)
                if pictures is None:
                    continue
                lines = tuple(model.gives.lines(model.run(inputs))) if isinstance(model.gives, Tokens) else ()
                attention = model.attention(inputs) if model.attends and request.count == 1 else None
                spent = 1000 * (time.perf_counter() - begun) / request.count
            except Exception as error:
                log.warning("drawing failed", exc_info=error)
                self.failed.emit(error if isinstance(error, StudioError) else StudioError(f"Drawing failed: {error}"))
                continue
            with self._lock:
                stale = self._wanted is not None and self._wanted.count != request.count
            if generation == self._generation and not stale:
                self.attention, self.lines = attention, lines
                self.drawn.emit(request, pictures, spent)

    def _many(self, model: Model, request: Request, inputs: Inputs) -> Pixels | None:
        """In their order, which `order` tells; None where something else is wanted by now."""
        pictures = many.drawn(
            model, inputs, request.columns, lambda: self._wanted is not None or self._ended, self.progressed.emit
        )
        if pictures is None:
            return None
        key, number = request.order
        like = replace(request, count=1, first=number, columns=0)
        beside = model.generate(inputs_of(model, like)) if key == many.LIKE else None
        classes = np.asarray(inputs[model.label.name]) if model.label is not None else None
        self.order = many.order_of(pictures, key, classes, beside)
        return pictures[self.order]

    def _draw_aside(self, model: Model, generation: int, key: object, inputs: Callable[[Model], Inputs]) -> None:
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
