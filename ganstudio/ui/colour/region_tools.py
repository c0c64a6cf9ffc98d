"""What the tool for regions does, and how far a dot reaches: two choices beside the brush."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ganstudio.drawing.marks import BOUND, JOIN, LOCK, REGIONS, SPLIT, SPREAD, TURN
from ganstudio.ui.chips import Chips
from ganstudio.ui.parts import button, column, label, wrapped
from ganstudio.ui.surface.easel import Easel

_RULINGS = (
    (JOIN, "Join", "Drag from one region into others: they are one from then on."),
    (SPLIT, "Split", "Drag a line: it divides regions like ink, and is not seen."),
    (LOCK, "Lock", "Click a region: it keeps its colour, whatever you change elsewhere. Click again to free it."),
    (TURN, "Paper", "Click a region: paper becomes part of the drawing, or the other way round."),
)
_REACHES = (
    ("", "Its region", "A dot colours the region that it lies in."),
    (SPREAD, "And its likes", "A dot also colours regions of about the same shape, size and colour."),
    (BOUND, "To the next lines", "A dot ends at the lines around it, however wide the gaps between them are."),
)


class RegionVerbs(QWidget):
    """`forgotten` when everything that was said of regions is to be taken back."""

    forgotten = Signal()

    def __init__(self, easel: Easel) -> None:
        super().__init__()
        self._easel = easel
        self.chips, self._words = Chips("What is done to regions"), wrapped("", "dim", 12)
        self.forget = button("Forget all changes", self.forgotten.emit, tip="Takes back what was said of the regions")
        self.setLayout(column(self.chips, self._words, self.forget, spacing=8))
        self.chips.chosen.connect(easel.hand.set_ruling)
        easel.drawing_changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        hand = self._easel.hand
        self.chips.set_choices(_RULINGS, hand.ruling)
        self._words.setText(next(words for key, _, words in _RULINGS if key == hand.ruling))
        self.forget.setEnabled(bool(self._easel.drawing.on(REGIONS)))


class Reach(QWidget):
    """What the next dot or stroke of colour means."""

    def __init__(self, easel: Easel) -> None:
        super().__init__()
        self._easel, self.chips = easel, Chips("How far a dot reaches")
        self.setLayout(column(label("A dot means", "dim"), self.chips, spacing=6))
        self.chips.chosen.connect(easel.hand.set_reach)
        self.follow()

    def follow(self) -> None:
        self.chips.set_choices(_REACHES, self._easel.hand.reach)
