"""A random walk: from one drawn picture to the next, and on, until somebody stops it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.core.player import Player
from ganstudio.export.latent import paths
from ganstudio.studio.playing import Base, Inputs

_MS = 40  # between two pictures, where they can be drawn that fast
_STEPS = 60  # from one to the next


class Walk(QObject):
    """`stepped` carries a Base; `busy` says whether the last one is still being drawn."""

    stepped = Signal(object)

    def __init__(self, busy: Callable[[], bool]) -> None:
        super().__init__()
        self._busy = busy
        self._model: Player | None = None
        self._ends: Inputs = {}
        self._step = 0
        self._rng = np.random.default_rng()
        self._timer = QTimer(self, interval=_MS)
        self._timer.timeout.connect(self._go)

    @property
    def is_going(self) -> bool:
        return self._timer.isActive()

    def start(self, model: Player, inputs: Inputs) -> None:
        """From the picture of `inputs` on; what is no noise stays as it is."""
        self._model, self._step = model, 0
        self._ends = {name: np.concatenate([values[:1], values[:1]]) for name, values in inputs.items()}
        self._turn()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _turn(self) -> None:
        """Where it has come to is where it goes from."""
        if self._model is None or self._model.noise is None:
            return
        noise = self._model.noise
        drawn = paths.of_seeds([noise], [int(self._rng.integers(2**31))])[noise.name]
        self._ends[noise.name] = np.concatenate([self._ends[noise.name][1:], drawn])

    def _go(self) -> None:
        if self._busy() or self._model is None:
            return
        self._step += 1
        if self._step == _STEPS:
            self._turn()
            self._step = 0
        share = paths.smooth(np.array([self._step / _STEPS]))
        self.stepped.emit(Base(paths.journey(self._ends, self._model.controls, share)))
