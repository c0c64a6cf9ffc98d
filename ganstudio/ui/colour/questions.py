"""What is asked over the canvases, calmly: the pen may go on, and then the question is withdrawn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ganstudio.drawing.marks import HINTS
from ganstudio.drawing.regions import WIDEST
from ganstudio.studio.colouring import Colouring
from ganstudio.ui.colour.leak_mark import LeakMark
from ganstudio.ui.colour.strips import Offer
from ganstudio.ui.surface.canvas import Canvas
from ganstudio.ui.surface.clicks import MORE, Flood, fill
from ganstudio.ui.surface.easel import Easel


class Questions(QObject):
    """Asks with `offer`, one thing at a time; marks on `canvases` what is meant."""

    def __init__(self, easel: Easel, colouring: Colouring, offer: Offer, canvases: list[Canvas]) -> None:
        super().__init__(offer)
        self._easel, self._colouring, self._offer = easel, colouring, offer
        self.mark = LeakMark(self, canvases)
        offer.ended.connect(self.mark.hide)
        easel.flooded.connect(self._ask_about_flood)
        easel.drawing_changed.connect(self._drop_flood)
        easel.hand.tool_changed.connect(self._drop_flood)

    def _ask_about_flood(self, flood: Flood) -> None:
        def close_gaps() -> None:
            self._close(flood.leak.gap)
            fill(self._easel, flood.point)

        answers: list[tuple[str, Callable[[], object]]] = []
        if flood.leak.gap:
            answers.append(("Close gaps", close_gaps))
        answers.append(("Fill anyway", lambda: fill(self._easel, flood.point, anyway=True)))
        self._offer.show_offer("The fill would run out through the gap that is marked.", answers)
        self.mark.show(flood.leak)

    def _close(self, gap: int) -> None:
        """Gaps of the drawing's regions, where the fill is of one of them, else those of the tool."""
        hand = self._easel.hand
        if hand.layer == HINTS and self._colouring.params.keeps_in:
            self._colouring.set("gap", min(WIDEST, gap + MORE))
        else:
            hand.set_fill(gap, hand.fill_layer)

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
