"""`train()`: a generator of events. No thread, no toolkit, no files of its own but checkpoints."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ganstudio.core.errors import StudioError
from ganstudio.core.events import (
    Continued,
    Event,
    Finished,
    Idled,
    Measured,
    Paused,
    Saved,
    Started,
    Stepped,
)
from ganstudio.core.runs import MOMENTS
from ganstudio.engine import by_hand, checkpoints, devices, glances, looking, moments
from ganstudio.engine.checkpoints import KEPT
from ganstudio.engine.judging import Gauge, Judging
from ganstudio.engine.session import Session
from ganstudio.engine.steering import ByHand, Deed, Steering

READ_SECONDS = 0.1  # losses stay on the device and are read this often
MEASURE_SECONDS = 0.5  # gradient norms and memory cost more than a loss does
_BLOCK = 512  # or after this many steps


@dataclass(frozen=True)
class Plan:
    """How long to train, counted over all sessions of a run, and where and how often to save."""

    checkpoints: Path
    total_steps: int | None = None
    total_seconds: float | None = None
    save_every: float = 30.0  # seconds
    keep: int = KEPT  # moments that can be gone back to; with more, the first is kept from the start


@dataclass
class _Meter:
    """Time, speed and the losses not read yet."""

    clock: Callable[[], float]
    seconds: float  # of training before this session
    begun: float = 0.0
    first: int = 0
    pending: dict[str, list[tuple[int, Tensor]]] = field(default_factory=dict)  # with the step of each
    last_read: float = 0.0
    turn_began: float = 0.0
    moved_by_hand: bool = False
    last_measured: float = 0.0
    speed: float = 0.0

    def elapsed(self) -> float:
        return self.seconds + self.clock() - self.begun

    def add(self, step: int, metrics: dict[str, Tensor]) -> None:
        for name, value in metrics.items():
            self.pending.setdefault(name, []).append((step, value))

    def turned(self, control: Steering) -> Iterator[Event]:
        """Lets others have their turn when this one has been long enough."""
        if control.turn < math.inf and self.clock() - self.turn_began >= control.turn:
            yield Idled()
            self.turn_began = self.clock()


def train(
    session: Session, plan: Plan, control: Steering, seconds: float = 0.0, resumed: bool = False,
    clock: Callable[[], float] = time.monotonic, gauge: Gauge | None = None,
) -> Iterator[Event]:  # fmt: skip
    """Train until the plan is fulfilled or somebody stops it; ends with Finished. Raises what goes wrong.

    Losses, sampled grids and saves come out as events; between two events nobody else is called, but `gauge` now and
    then, for at most 3 % of the time.
    """
    meter = _Meter(clock, seconds, clock(), session.step_count, last_read=clock())
    yield _started(session, plan, seconds, resumed)
    yield session.sample(seconds)
    if plan.keep > KEPT and not resumed:
        yield _saved(session, plan, meter)
    next_sample, next_save = looking.next_sample(seconds), seconds + plan.save_every
    meter.begun = meter.last_read = clock()  # the first look is not training
    measure, quality = False, None if gauge is None else Judging(gauge, plan.checkpoints, seconds, clock)
    while not control.stopping and not _done(session, plan, meter):
        yield from _stepped(session, meter, control, measure)
        if measure:
            yield _measured(session)
            meter.last_measured, measure = clock(), False
        if clock() - meter.last_read >= READ_SECONDS or session.step_count - meter.first >= _BLOCK:
            yield from _read(session, meter)
            measure = clock() - meter.last_measured >= MEASURE_SECONDS
        if control.takes_sample() or meter.elapsed() >= next_sample:
            before = clock()
            yield session.sample(meter.elapsed())
            next_sample = looking.next_sample(meter.elapsed(), clock() - before)
        if quality is not None and quality.is_due(meter.elapsed()):
            yield from _read(session, meter)
            yield from quality.judged(session, _lasting(session, plan, meter))
            if (best := quality.takes_best()) is not None:
                yield _saved(session, plan, meter, best)
        if control.takes_save() or meter.elapsed() >= next_save:
            yield from _read(session, meter)
            yield _saved(session, plan, meter)
            next_save = meter.elapsed() + plan.save_every
        if control.pausing:
            yield from _read(session, meter)
            yield from _pause(session, plan, meter, control)
    yield from _read(session, meter)
    yield session.sample(meter.elapsed())
    yield _saved(session, plan, meter)
    yield Finished(session.step_count, meter.elapsed(), "budget" if _done(session, plan, meter) else "stopped")


def _stepped(session: Session, meter: _Meter, control: Steering, measure: bool) -> Iterator[Event]:
    """One iteration at the pace that is wished, a look at it, and the others' turn where there are any."""
    if control.pace:
        yield from by_hand.slowly(session, meter, control)
    else:
        meter.add(session.step_count, session.step(measure))
    yield from glances.wanted(session, control)
    yield from meter.turned(control)


def _started(session: Session, plan: Plan, seconds: float, resumed: bool) -> Started:
    hardware = session.hardware
    return Started(
        session.step_count, plan.total_steps, seconds, plan.total_seconds, session.source.steps_per_epoch,
        hardware.name, hardware.precision, hardware.threads, resumed,
    )  # fmt: skip


def _done(session: Session, plan: Plan, meter: _Meter) -> bool:
    if plan.total_steps is not None:
        return session.step_count >= plan.total_steps
    return plan.total_seconds is not None and meter.elapsed() >= plan.total_seconds


def _read(session: Session, meter: _Meter) -> Iterator[Event]:
    """Bring the pending losses from the device and tell them. Raises StudioError when they are not finite."""
    steps = session.step_count - meter.first
    if steps == 0:
        return
    now = meter.clock()
    values = {name: _numbers(pending, meter.first, steps) for name, pending in meter.pending.items()}
    speed = steps * session.family.batch / max(now - meter.last_read, 1e-9)
    meter.speed = speed if not meter.speed else 0.9 * meter.speed + 0.1 * speed
    yield Stepped(meter.first + 1, session.step_count, meter.elapsed(), meter.speed, values)
    meter.first, meter.last_read = session.step_count, now
    meter.pending = {}
    _check_finite(values, session.step_count)


def _measured(session: Session) -> Measured:
    measured = {f"{name}.gradient norm": float(norm) for name, norm in session.gradient_norms.items()}
    return Measured(session.step_count, {**measured, "memory": float(devices.memory_used(session.hardware.device))})


def _numbers(pending: list[tuple[int, Tensor]], first: int, steps: int) -> tuple[float | None, ...]:
    """One number for each of the `steps` after `first`; None where the loss was not computed."""
    numbers: list[float | None] = [None] * steps
    for (step, _), number in zip(pending, torch.stack([value for _, value in pending]).tolist(), strict=True):
        numbers[step - first] = number
    return tuple(numbers)


def _check_finite(values: dict[str, tuple[float | None, ...]], step: int) -> None:
    """Blames the phase whose losses broke first: the others follow it."""
    broken = [
        (index, name)
        for name, numbers in values.items()
        for index, number in enumerate(numbers)
        if number is not None and not math.isfinite(number)
    ]
    if broken:
        _, name = min(broken, key=lambda found: found[0])
        raise StudioError(
            f"The {name.split('.')[0]}'s losses became infinite before step {step}.",
            "Lower the learning rate or add the R1 penalty; the last saved moment is intact.",
        )


def _saved(session: Session, plan: Plan, meter: _Meter, best: Mapping[str, Any] | None = None) -> Saved:
    checkpoint = checkpoints.save(plan.checkpoints, session, meter.elapsed(), plan.keep)
    if best is not None:
        checkpoints.keep_best(plan.checkpoints, checkpoint, best, plan.keep)
    moments.keep(plan.checkpoints.parent / MOMENTS, session, meter.elapsed())
    return Saved(checkpoint.step, checkpoint.tensors.name, best is not None)


def _lasting(session: Session, plan: Plan, meter: _Meter) -> float:
    """For how many seconds this plan will train, as far as one can tell by now."""
    if plan.total_steps is None:
        return plan.total_seconds or math.inf
    return plan.total_steps * meter.elapsed() / max(session.step_count, 1)


def _pause(session: Session, plan: Plan, meter: _Meter, control: Steering) -> Iterator[Event]:
    """Save, then wait; the clock of the run stands still meanwhile."""
    meter.seconds = meter.elapsed()
    meter.begun = meter.clock()
    yield _saved(session, plan, meter)
    yield Paused(session.step_count)
    while control.pausing:
        control.wait(control.patience)
        yield Idled()
        while (deed := control.takes_deed()) is not None:
            yield from _done_by_hand(session, plan, meter, deed)
        yield from glances.wanted(session, control)
        if control.takes_sample():
            yield session.sample(meter.seconds)
        if control.takes_save():
            yield _saved(session, plan, meter)
    meter.begun = meter.last_read = meter.clock()
    if not control.stopping:
        yield Continued(session.step_count)


def _done_by_hand(session: Session, plan: Plan, meter: _Meter, deed: Deed) -> Iterator[Event]:
    meter.begun = meter.last_read = meter.clock()
    if isinstance(deed, ByHand):
        yield from by_hand.steps(session, meter, deed)
        yield from _read(session, meter)
        meter.seconds = meter.elapsed()
        return
    seconds = by_hand.back(session, plan.checkpoints)
    if seconds is not None:
        meter.seconds, meter.first, meter.pending = seconds, session.step_count, {}
        yield _started(session, plan, seconds, resumed=True)
        yield session.sample(seconds)
        yield Paused(session.step_count)
