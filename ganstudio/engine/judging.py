"""When quality is measured while something trains, by whatever gauge, and which moment was the best."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import torch

from ganstudio.core.errors import StudioError
from ganstudio.core.events import Event, Measured, Warned
from ganstudio.engine import checkpoints, looking
from ganstudio.engine.session import Session


class Gauge(Protocol):
    """Measures how good the samples of a session are, and leaves it as it was. Raises StudioError where it cannot."""

    @property
    def decides(self) -> str:
        """The name of the number that tells the best moment: the smaller, the better."""

    @property
    def about(self) -> Mapping[str, Any]:
        """What these numbers are, for the note on the best moment."""

    def estimate(self, session: Session, allowed: float) -> float:
        """How many seconds the first look will take; where it can choose how to look, at most `allowed`."""

    def look(self, session: Session) -> Mapping[str, float]:
        """Numbers by the names of their curves."""


class Judging:
    """Lets a gauge look when it is its turn, and remembers the best moment."""

    def __init__(self, gauge: Gauge, folder: Path, begun: float, clock: Callable[[], float]) -> None:
        self._gauge: Gauge | None = gauge
        self._clock = clock
        self._begun, self._allowance = begun, looking.Allowance()
        self._folder, self._best = folder, math.inf
        self._found: dict[str, Any] | None = None

    def is_due(self, seconds: float) -> bool:
        """Whether it may look after so many seconds of training, over all sessions."""
        return self._gauge is not None and self._allowance.is_due(seconds - self._begun)

    def judged(self, session: Session, lasting: float) -> Iterator[Event]:
        """One look, or how long it will take; `lasting` seconds are trained in all. One failure is the last look."""
        assert self._gauge is not None
        before = self._clock()
        try:
            if self._allowance.expected is None:
                expected = self._gauge.estimate(session, looking.first_judging(lasting - self._begun))
                self._best = _best_before(self._folder, self._gauge)
                self._allowance.paid(self._clock() - before, expected)
                return
            values = self._gauge.look(session)
        except (StudioError, torch.OutOfMemoryError) as error:
            self._gauge = None
            yield _gave_up(session, error)
            return
        self._compare(values[self._gauge.decides], self._gauge)
        cost = self._clock() - before
        self._allowance.paid(cost, cost)
        yield Measured(session.step_count, dict(values))

    def _compare(self, value: float, gauge: Gauge) -> None:
        if value < self._best:
            self._best, self._found = value, {"value": value, **gauge.about}

    def takes_best(self) -> Mapping[str, Any] | None:
        """What is told of this moment where it is the best so far."""
        found, self._found = self._found, None
        return found


def _gave_up(session: Session, error: StudioError | torch.OutOfMemoryError) -> Warned:
    """A training is not to end because there is no room for a look at it."""
    why, hint = ("the device has no memory left for it.", "") if not isinstance(error, StudioError) else (
        error.message, error.hint)  # fmt: skip
    return Warned(session.step_count, f"Quality is no longer measured: {why}", hint)


def _best_before(folder: Path, gauge: Gauge) -> float:
    """The best value of earlier sessions, where it was measured in the same way."""
    told = checkpoints.best_told(folder)
    same = all(told.get(name) == value for name, value in gauge.about.items())
    return float(told["value"]) if told and same else math.inf
