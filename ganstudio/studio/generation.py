"""Pictures from an exported model while sliders move: one thread, the newest request wins, drawing never waits."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from ganstudio.core.controls import Control
from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Tokens
from ganstudio.core.pictures import Pixels
from ganstudio.core.randomness import NumpyRandom
from ganstudio.export.example_faces import example_faces
from ganstudio.export.onnx_session import Model
from ganstudio.studio import example_pictures

log = logging.getLogger(__name__)
SLIDERS = 12


@dataclass(frozen=True)
class Request:
    """What to draw: `count` pictures from `seed`, the `first` of them on; `label` is a class, or None for all in turn.

    `variety` scales the noise, `offsets` are added to the first latent numbers of every picture; `held` gives other
    controls one value for all pictures, by name.
    """

    count: int = 1
    seed: int = 0
    label: int | None = None
    variety: float = 1.0
    offsets: tuple[float, ...] = ()
    first: int = 0
    held: tuple[tuple[str, tuple[float, ...]], ...] = ()


class Generation(QObject):
    """An opened model and its newest pictures.

    `opened` (Model) and `failed` (StudioError) answer `open`; `drawn` carries the Request, its pictures
    (N x C x S x S) and milliseconds per picture.
    """

    opened = Signal(object)
    failed = Signal(object)
    drawn = Signal(object, object, float)

    def __init__(self) -> None:
        super().__init__()
        self.model: Model | None = None
        self.lines: tuple[str, ...] = ()  # the newest answer as text, of models that write
        self.attention: npt.NDArray[np.float32] | None = None  # of the newest picture, where it was drawn alone
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")
        self._lock = threading.Lock()
        self._wanted: Request | None = None
        self._busy = False
        self._generation = 0  # answers for a model that has been left are dropped

    def open(self, path: Path) -> None:
        """Load the model at `path` beside the window."""
        self._generation += 1
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
            if self._busy or self.model is None:
                return
            self._busy = True
        self._pool.submit(self._draw, self._generation)

    def _draw(self, generation: int) -> None:
        while True:
            with self._lock:
                request, self._wanted = self._wanted, None
                model = self.model
                if request is None or model is None:
                    self._busy = False
                    return
            try:
                begun = time.perf_counter()
                inputs = inputs_of(model, request)
                pictures = model.generate(inputs)
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

    def shut_down(self) -> None:
        self._generation += 1
        self._pool.shutdown(wait=True, cancel_futures=True)


def inputs_of(model: Model, request: Request) -> Mapping[str, npt.NDArray[Any]]:
    """A request as the model's inputs. Raises StudioError for models that need pictures to work on."""
    if model.images:
        raise StudioError(
            f"{model.name} changes pictures that it is given, and draws none of its own.",
            "Open it in Translate or Colour.",
        )
    held = dict(request.held)
    whole = request.first + request.count
    inputs = {control.name: _of_seed(control, whole, request.seed)[request.first :] for control in model.controls}
    for name in held.keys() & inputs.keys():
        inputs[name] = np.tile(np.array(held[name], dtype=np.float32), (request.count, 1))
    if (latent := model.noise) is not None:
        noise = inputs[latent.name] * np.float32(request.variety)
        noise[:, : len(request.offsets)] += np.array(request.offsets[: latent.size], dtype=np.float32)
        inputs[latent.name] = noise
    if (label := model.label) is not None and request.label is not None:
        inputs[label.name] = np.full(request.count, request.label, dtype=np.int64)
    return inputs


def _of_seed(control: Control, count: int, seed: int) -> npt.NDArray[Any]:
    """Values for the pictures of a seed, classes in turn; picture i is the same for every count."""
    return np.asarray(control.arranged(1, count, False, NumpyRandom(seed)))


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
