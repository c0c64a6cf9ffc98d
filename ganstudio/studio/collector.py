"""Python's cyclic garbage collector, kept in the GUI thread.

A collection in the training thread would destroy QObjects there and crash the window (napari #1029; the cure is
pyqtgraph's): it is switched off and run by a timer instead.
"""

from __future__ import annotations

import gc
import sys

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 1000
_FULL_EVERY = 60  # ticks
_LIBRARY = 300  # modules: torch is 1,200, torchvision with what it asks for 1,100 more


class GarbageCollector(QObject):
    """Collects young generations every second and everything once a minute, in the thread that made it.

    What libraries are made of is set aside as soon as they are read: with torch a full collection would go through
    230,000 objects, a tenth of a second and more in which the pen stands still.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticks = self._aside = self._modules = 0
        gc.collect()
        self._set_aside()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(_INTERVAL_MS)

    def _collect(self) -> None:
        self._ticks += 1
        modules, before = len(sys.modules), self._modules
        self._modules = modules
        if modules == before and modules > self._aside + _LIBRARY:
            self._set_aside()
        gc.collect(2 if self._ticks % _FULL_EVERY == 0 else 1)

    def collect_all(self) -> None:
        """Look at what was set aside too: after something large has ended, which may have been alive then."""
        if self._timer.isActive():
            gc.unfreeze()
            gc.collect()
            self._set_aside()

    def _set_aside(self) -> None:
        """All that is alive now, and what garbage is among it, is not looked at again until `collect_all`."""
        gc.freeze()
        self._aside = len(sys.modules)

    def stop(self) -> None:
        """Give collecting back to the interpreter."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
