"""Steps that a person makes or slows down, and going back to an earlier moment: for networks that are watched."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from torch import Tensor

from ganstudio.core.events import Event, Warned
from ganstudio.engine import checkpoints, glances
from ganstudio.engine.session import Session
from ganstudio.engine.steering import ByHand, Steering

_TOLD = "One network was moved by hand: this run is no longer what its recipe alone would give."


class Meter(Protocol):
    """Takes the losses of a step, and remembers whether one network alone was moved in this session."""

    moved_by_hand: bool

    def add(self, step: int, metrics: dict[str, Tensor]) -> None: ...


def slowly(session: Session, meter: Meter, control: Steering) -> Iterator[Event]:
    """One step, each phase of it shown for the pace that is wished."""
    step, metrics = session.step_count, dict[str, Tensor]()
    for phase, told in session.stepping():
        metrics |= told
        if glances.can_be_seen(session):
            control.takes_glance()
            yield glances.glanced(session, phase)
        _linger(control)
    meter.add(step, metrics)


def _linger(control: Steering) -> None:
    begun = time.monotonic()
    while control.pace and not control.stopping and (left := begun + control.pace - time.monotonic()) > 0:
        control.wait(min(left, 0.05))


def steps(session: Session, meter: Meter, deed: ByHand) -> Iterator[Event]:
    """One iteration, perhaps of some networks alone."""
    step, metrics = session.step_count, dict[str, Tensor]()
    moved = ""
    for phase, told in session.stepping(only=deed.phases):
        metrics |= told
        moved = phase if deed.phases else ""
    if glances.can_be_seen(session):
        yield glances.glanced(session, moved)
    meter.add(step, metrics)
    if deed.phases and not meter.moved_by_hand:
        meter.moved_by_hand = True
        yield Warned(session.step_count, _TOLD, "Nothing to do: that is what the Lab is for.")


def back(session: Session, folder: Path) -> float | None:
    """The moment before this one, if any was kept: later ones are forgotten. Returns the seconds of training then."""
    earlier = [each for each in checkpoints.listed(folder) if each.step < session.step_count]
    if not earlier:
        return None
    seconds = checkpoints.load(earlier[-1], session)
    for each in checkpoints.listed(folder):
        if each.step > session.step_count:
            checkpoints.remove(each)
    return seconds
