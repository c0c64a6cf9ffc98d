"""Slow packages, imported in the background while the window is already in use: charts first, then torch."""

from __future__ import annotations

import importlib
import threading

from PySide6.QtCore import QObject, QTimer, Signal

_LOOK_MS = 50


class Engine(QObject):
    """`charts_loaded` and `torch_loaded` come once each, in the thread of the window."""

    charts_loaded = Signal()
    torch_loaded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.charts_ready = threading.Event()
        self.ready = threading.Event()
        self._untold = [(self.charts_ready, self.charts_loaded), (self.ready, self.torch_loaded)]
        self._thread = threading.Thread(target=self._load, name="loading torch", daemon=True)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._tell)

    def load(self) -> None:
        """Begin to load."""
        if not self._thread.is_alive() and not self.ready.is_set():
            self._thread.start()
            self._timer.start()

    def wait(self) -> None:
        """Until what has begun to load is there: Python must not end in the middle of it."""
        self._timer.stop()
        if self._thread.is_alive():
            self._thread.join(60.0)

    def _load(self) -> None:
        importlib.import_module("pyqtgraph")
        self.charts_ready.set()
        import ganstudio.data.batches
        import ganstudio.engine.checkpoints
        import ganstudio.engine.trainer
        import ganstudio.engine.worker  # noqa: F401

        self.ready.set()

    def _tell(self) -> None:
        while self._untold and self._untold[0][0].is_set():
            self._untold.pop(0)[1].emit()
        if not self._untold:
            self._timer.stop()
