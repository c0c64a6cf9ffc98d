"""Small pictures that are drawn when nothing else is wanted: of directions and of bookmarks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer

from ganstudio.core.pictures import Pixels
from ganstudio.studio.generation import Generation
from ganstudio.studio.playing import strip
from ganstudio.ui.explore.controls import Controls
from ganstudio.ui.explore.shelf import Shelf

_SETTLED_MS = 120  # after the last change


class Asides(QObject):
    """Strips of the directions at hand follow the console, when it rests."""

    def __init__(self, generation: Generation, controls: Controls, shelf: Shelf, is_moving: Callable[[], bool]) -> None:
        super().__init__()
        self._generation, self._controls, self._shelf, self._is_moving = generation, controls, shelf, is_moving
        self._calm = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._calm.timeout.connect(self._draw_strips)
        controls.bank.shown.connect(self.start)
        generation.aside.connect(self._take)

    def start(self) -> None:
        """Something has changed."""
        self._calm.start()

    def stop(self) -> None:
        self._calm.stop()

    def _draw_strips(self) -> None:
        """What each direction makes of the picture that is shown."""
        if not self._is_moving():
            state = self._controls.state()
            for each in self._controls.bank.at_hand():
                self._generation.request_aside(("strip", each.vector), partial(strip, request=state, along=each))

    def _take(self, key: Any, pictures: Pixels) -> None:
        if isinstance(key, tuple):
            self._controls.bank.show_strip(key[1], pictures)
        else:
            self._shelf.show_picture(key, pictures[0])
