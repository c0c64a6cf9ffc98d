"""A run's events folded into what is shown: curves, samples, state. Live, replayed or watched, it is this."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ganstudio.core.events import (
    Continued,
    Event,
    Failed,
    Finished,
    Measured,
    Paused,
    Preparing,
    Sampled,
    Saved,
    Started,
    Stepped,
    Warned,
)

SAMPLES_KEPT = 160
Floats = npt.NDArray[np.float64]


class Curve:
    """Numbers over steps, appended in blocks."""

    def __init__(self) -> None:
        self._data = np.empty((2, 1024))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def extend(self, steps: npt.ArrayLike, values: npt.ArrayLike) -> None:
        block = np.vstack([np.asarray(steps, dtype=float), np.asarray(values, dtype=float)])
        end = self._count + block.shape[1]
        while end > self._data.shape[1]:
            self._data = np.concatenate([self._data, np.empty_like(self._data)], axis=1)
        self._data[:, self._count : end] = block
        self._count = end

    def forget_after(self, step: int) -> None:
        self._count = int(np.searchsorted(self.steps, step, side="right"))

    @property
    def steps(self) -> Floats:
        return self._data[0, : self._count]

    @property
    def values(self) -> Floats:
        return self._data[1, : self._count]

    def at(self, step: float) -> float:
        """The value at the last point not after `step` (nan before the first)."""
        index = int(np.searchsorted(self.steps, step, side="right")) - 1
        return float(self.values[index]) if index >= 0 else float("nan")


@dataclass
class History:
    """What is known about a run after the events applied so far."""

    state: str = "created"  # created, running, paused, finished, stopped, failed
    step: int = 0
    seconds: float = 0.0
    total_steps: int | None = None
    seconds_budget: float | None = None
    steps_per_epoch: int = 1
    pictures_per_second: float = 0.0
    device: str = ""
    precision: str = ""
    threads: int = 0
    memory: float = 0.0
    message: str = ""
    hint: str = ""
    details: str = ""
    last_saved: int | None = None
    bests: list[int] = field(default_factory=list)  # steps that were the best till then by the chosen measure
    preparing: tuple[int, int] | None = None  # pictures read, of all, before the first step
    curves: dict[str, Curve] = field(default_factory=dict)
    samples: list[Sampled] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)

    def apply(self, event: Event) -> None:
        match event:
            case Started():
                self._start(event)
            case Preparing():
                self.preparing = (event.done, event.total)
            case Stepped():
                self._add_losses(event)
            case Measured():
                self._add_measures(event)
            case Sampled():
                self.samples = [s for s in self.samples if s.step < event.step]
                self.samples = thinned([*self.samples, event])
            case Warned():
                self.warnings.append(event)
                self.message, self.hint = event.message, event.hint
            case Saved():
                self.last_saved = event.step
                self.bests += [event.step] if event.best else []
            case Paused():
                self.state = "paused"
            case Continued():
                self.state = "running"
            case Finished():
                self.state = "finished" if event.reason == "budget" else "stopped"
                self.step, self.seconds = event.step, event.seconds
            case Failed():
                self.state = "failed"
                self.message, self.hint, self.details = event.message, event.hint, event.details

    def _start(self, event: Started) -> None:
        self.state, self.step, self.seconds = "running", event.step, event.seconds
        self.total_steps, self.seconds_budget = event.total_steps, event.seconds_budget
        self.steps_per_epoch, self.device = event.steps_per_epoch, event.device
        self.precision, self.threads = event.precision, event.threads
        self.message = self.hint = self.details = ""
        self.preparing = None
        self.samples = [sample for sample in self.samples if sample.step <= event.step]
        self.warnings = [warned for warned in self.warnings if warned.step <= event.step]
        self.bests = [step for step in self.bests if step <= event.step]
        if self.last_saved is not None and self.last_saved > event.step:
            self.last_saved = None
        for curve in self.curves.values():
            curve.forget_after(event.step)

    def _add_losses(self, event: Stepped) -> None:
        self.step, self.seconds = event.last, event.seconds
        self.pictures_per_second = event.pictures_per_second
        steps = np.arange(event.first, event.last + 1)
        for name, numbers in event.values.items():
            values = np.array(numbers, dtype=float)  # None becomes nan
            self.curves.setdefault(name, Curve()).extend(steps, values)

    def _add_measures(self, event: Measured) -> None:
        for name, value in event.values.items():
            if name == "memory":
                self.memory = value
            else:
                self.curves.setdefault(name, Curve()).extend([event.step], [np.nan if value is None else value])

    @property
    def best(self) -> int | None:
        """The step that was kept for being the best by the chosen measure."""
        return self.bests[-1] if self.bests else None

    @property
    def progress(self) -> float:
        """How much of the budget is used, 0 to 1."""
        if self.total_steps:
            return min(1.0, self.step / self.total_steps)
        return min(1.0, self.seconds / self.seconds_budget) if self.seconds_budget else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the rest of the budget takes at the present speed; None while unknown."""
        if self.seconds_budget:
            return max(0.0, self.seconds_budget - self.seconds)
        if self.total_steps and self.step and self.seconds:
            return max(0.0, (self.total_steps - self.step) * self.seconds / self.step)
        return None

    @property
    def epoch(self) -> float:
        return self.step / max(1, self.steps_per_epoch)

    def sample_at(self, step: float) -> Sampled | None:
        """The newest sample not after `step`, or the first one."""
        earlier = [sample for sample in self.samples if sample.step <= step]
        return earlier[-1] if earlier else (self.samples[0] if self.samples else None)


def thinned(samples: list[Sampled], limit: int = SAMPLES_KEPT) -> list[Sampled]:
    """At most `limit` of `samples`: first and last stay, older neighbours that are close together go first."""
    kept = list(samples)
    while len(kept) > limit:
        now = kept[-1].step + 1
        gaps = [(kept[i + 1].step - kept[i - 1].step) / (now - kept[i - 1].step) for i in range(1, len(kept) - 1)]
        del kept[1 + int(np.argmin(gaps))]
    return kept
