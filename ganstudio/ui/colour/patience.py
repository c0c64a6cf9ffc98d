"""What may wait until the pen has left the paper: whatever would move it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ganstudio.ui.surface.easel import Easel


class Patience(QObject):
    """Acts at once, or after the stroke that is being drawn; of several acts of one name the newest counts."""

    def __init__(self, easel: Easel) -> None:
        super().__init__()
        self._easel = easel
        self._waiting: dict[str, Callable[[], object]] = {}
        easel.stroke_finished.connect(self._act)

    def do(self, name: str, act: Callable[[], object]) -> None:
        if self._easel.drawing_now:
            self._waiting[name] = act
        else:
            act()

    def _act(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for act in waiting.values():
            act()
