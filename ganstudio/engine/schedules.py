"""Numbers that change while a run goes on: learning rates, penalty weights, temperatures, whatever is declared."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ganstudio.core.errors import StudioError

CONSTANT, LINEAR, COSINE, GEOMETRIC = "constant", "linear", "cosine", "geometric"
PICTURES, STEPS = "pictures", "steps"
_SHAPES: dict[str, Callable[[float], float]] = {  # how much of the way is gone, for a share of the time
    CONSTANT: lambda _share: 0.0,
    LINEAR: lambda share: share,
    COSINE: lambda share: (1 - math.cos(math.pi * share)) / 2,
    GEOMETRIC: lambda share: share,  # of the logarithm
}


@dataclass(frozen=True)
class Schedule:
    """From `start`, held for `hold`, to `end` within `over`, then `end`; both counted in pictures or steps.

    Raises StudioError for a kind or a unit that does not exist.
    """

    start: float
    end: float = 0.0
    over: int = 0
    hold: int = 0
    kind: str = LINEAR
    unit: str = PICTURES

    def __post_init__(self) -> None:
        if self.kind not in _SHAPES:
            raise StudioError(f"There is no schedule called {self.kind!r}.", f"Choose {', '.join(_SHAPES)}.")
        if self.unit not in (PICTURES, STEPS):
            raise StudioError(f"A schedule counts {PICTURES} or {STEPS}, not {self.unit!r}.")
        if self.kind == GEOMETRIC and not min(self.start, self.end) > 0:
            raise StudioError("A geometric schedule goes from one number above 0 to another.")

    def at(self, step: int, pictures: int) -> float:
        gone = (pictures if self.unit == PICTURES else step) - self.hold
        share = (1.0 if gone >= self.over else gone / self.over) if gone > 0 else 0.0
        if self.kind == GEOMETRIC:
            return float(self.start * (self.end / self.start) ** share)
        return self.start + (self.end - self.start) * _SHAPES[self.kind](share)


Number = float | Schedule


def at(number: Number, step: int, pictures: int) -> float:
    """A declared number after `step` steps and `pictures` pictures."""
    return number.at(step, pictures) if isinstance(number, Schedule) else number


def falling(lr: float, over: int) -> Number:
    """A learning rate that falls to a tenth over so many pictures; 0 keeps it."""
    return Schedule(lr, lr / 10, over) if over else lr


def eased(start: float, end: float, over: int) -> Number:
    """A number that goes gently from `start` to `end` over so many pictures (half a cosine); 0 keeps it."""
    return Schedule(start, end, over, kind=COSINE) if over else start
