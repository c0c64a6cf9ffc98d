"""What is asked over the canvases, calmly: the pen may go on, and then the question is withdrawn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ganstudio.ui.colour.leak_mark import LeakMark
from ganstudio.ui.colour.strips import Offer
from ganstudio.ui.surface.canvas import Canvas
from ganstudio.ui.surface.clicks import Flood, fill
from ganstudio.ui.surface.easel import Easel


class Questions(QObject):
    """Asks with `offer`, one thing at a time; marks on `canvases` what is meant."""

    def __init__(self, easel: Easel, offer: Offer, canvases: list[Canvas]) -> None:
        super().__init__(offer)
        self._easel, self._offer = easel, offer
        self.mark = LeakMark(self, canvases)
        offer.ended.connect(self.mark.hide)
        easel.flooded.connect(self._ask_about_flood)
        easel.drawing_changed.connect(self._drop_flood)
        easel.hand.tool_changed.connect(self._drop_flood)

    def _ask_about_flood(self, flood: Flood) -> None:
        def close_gaps() -> None:
            self._easel.hand.set_fill(flood.leak.gap, self._easel.hand.fill_layer)
            fill(self._easel, flood.point)

        answers: list[tuple[str, Callable[[], object]]] = []
        if flood.leak.gap:
            answers.append(("Close gaps", close_gaps))
        answers.append(("Fill anyway", lambda: fill(self._easel, flood.point, anyway=True)))
        self._offer.show_offer("The fill would run out through the gap that is marked.", answers)
        self.mark.show(flood.leak)

    def _drop_flood(self) -> None:
        """Something else was done meanwhile."""
        if self.mark.leak is not None:
            self._offer.withdraw()

    def ask_where(self, what: str, put: Callable[[bool], object]) -> None:
        """Whether `what` comes on a new drawing (`put(True)`) or on the one that lies there."""
        self._offer.show_offer(
            f"{what}: on a new drawing, or on top of this one?",
            [("New drawing", lambda: put(True)), ("This drawing", lambda: put(False))],
        )
