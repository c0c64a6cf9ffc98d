"""Every change of the console, to be gone back to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractButton

from ganstudio.studio.history import History
from ganstudio.ui.explore.controls import Controls


class Trail(QObject):
    """`gone`: the controls show another state than before."""

    gone = Signal()

    def __init__(self, controls: Controls, undo: QAbstractButton, redo: QAbstractButton) -> None:
        super().__init__()
        self._controls, self._undo, self._redo = controls, undo, redo
        self.begin()

    def begin(self) -> None:
        """Nothing is known before the present state."""
        self.history = History(self._controls.state())
        self._show()

    def put(self, gesture: object = None) -> None:
        """The present state as a step, or as one with that before it of the same gesture."""
        self.history.put(self._controls.state(), gesture)
        self._show()

    def undo(self) -> None:
        self._go(self.history.undo)

    def redo(self) -> None:
        self._go(self.history.redo)

    def _go(self, way: Callable[[], bool]) -> None:
        if way():
            self._controls.show_state(self.history.now)
            self._show()
            self.gone.emit()

    def _show(self) -> None:
        self._undo.setEnabled(self.history.can_undo)
        self._redo.setEnabled(self.history.can_redo)
