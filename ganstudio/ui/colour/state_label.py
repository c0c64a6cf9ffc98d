"""What the result is at this moment: live, being made, or off."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QSizePolicy

from ganstudio.studio.colouring import Colouring
from ganstudio.ui import theme
from ganstudio.ui.colour.live import Live

_QUICK_MS = 250  # an answer that takes less is not worth a sign


class StateLabel(QLabel):
    """Follows the models and the answers by itself."""

    def __init__(self, colouring: Colouring, live: Live) -> None:
        super().__init__()
        self._colouring, self._live = colouring, live
        self.setFont(theme.font(13))
        self.setProperty("tone", "dim")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # longer words push nothing away
        self._working = QTimer(self, singleShot=True, interval=_QUICK_MS)
        self._working.timeout.connect(lambda: self.follow(working=True))
        colouring.busy_changed.connect(lambda _busy: self._restart())
        colouring.model_changed.connect(self.follow)
        live.told.connect(lambda _milliseconds: self._restart())
        live.switched.connect(self.follow)
        self.follow()

    def _restart(self) -> None:
        """A quiet sign that an answer is being made, when it is not there at once."""
        self.follow()
        if self._colouring.inference.busy:
            self._working.start()
        else:
            self._working.stop()

    def follow(self, working: bool = False) -> None:
        c, colouring = theme.colours(), self._colouring
        tone, words = (c.accent, "working…") if working else (c.good, "live")
        if colouring.choice is None:
            tone, words = c.caution, "choose a model"
        elif colouring.loading:
            tone, words = c.caution, "loading the model…"
        elif not self._live.on:
            tone, words = c.dim, "off"
        name = "What the model sees" if self._live.shows_seen else "Regions" if self._live.shows_regions else "Result"
        self.setText(f'{name} &nbsp;<span style="color:{tone}">● {words}</span>')
