"""The settings of a coloured drawing: how a network is asked, and how its colours are kept in."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param
from ganstudio.drawing.regions import ALONG, NEAREST, WIDEST

FLAT, KEPT, FREE = 0.0, 1.0, 2.0  # the ways to colour, and all that lies between
WAYS = {"flat": FLAT, "kept": KEPT, "free": FREE}


@dataclass(frozen=True)
class ColourParams:
    """How a result is made from what the network answers."""

    detail: float = param(
        1.0, "Detail", "Size the network works at, beside the one it learned at: more detail, slower, bolder guesses.",
        group="Result", low=0.5, high=8.0, unit="×", scale="log",
    )  # fmt: skip
    keep_line: bool = param(
        True, "Keep my line on top", "Colours are drawn under your lines, and your lines stay as you drew them.",
        group="Result",
    )  # fmt: skip
    strength: float = param(
        1.0, "Strength", "How strong the colours are: 0 is grey, 1 as the model means them.", group="Result", low=0.0,
        high=2.0,
    )  # fmt: skip
    way: float = param(
        KEPT, "Way", "0: each region one colour; 1: kept in, with the model's light and shade; 2: free.",
        group="Result", low=FLAT, high=FREE,
    )  # fmt: skip
    gap: int = param(
        4, "Close gaps", "Openings in your lines up to this wide count as closed.", group="Result", low=0, high=WIDEST,
        unit="px",
    )  # fmt: skip
    closing: str = param(
        NEAREST, "Closing", "Where lines come near each other, or where an open stroke would go on to.", group="Result",
        choices={NEAREST: "Nearest", ALONG: "Along the stroke"},
    )  # fmt: skip
    protect: bool = param(
        True, "Protect the paper", "Paper around the drawing stays white, unless a dot says otherwise.", group="Result",
    )  # fmt: skip
    alike: bool = param(
        False, "Every dot means its likes", "Each dot also colours the regions that look like its own.", group="Result",
    )  # fmt: skip
    variation: int = param(
        0, "Variation", "Another number, other colours where no hint says better; 0 is the calm middle.",
        group="Result", low=0, high=2**31 - 1,
    )  # fmt: skip

    @property
    def keeps_in(self) -> bool:
        """Whether colours are kept in regions: not where they are free, or where the lines are the network's own."""
        return self.way < FREE and self.keep_line
