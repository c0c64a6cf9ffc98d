"""What a training run tells the world: frozen plain values, the same live, on disk and in another process."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # numpy takes longer to load than a command needs to list things
    from ganstudio.core.pictures import Pixels


@dataclass(frozen=True)
class Started:
    """Training begins at `step`. Everything told before about later steps is void (they will come again)."""

    step: int
    total_steps: int | None  # None: the budget is in minutes
    seconds: float  # of training so far, over all sessions
    seconds_budget: float | None
    steps_per_epoch: int
    device: str
    precision: str
    threads: int
    resumed: bool = False


@dataclass(frozen=True)
class Preparing:
    """Pictures are being read before the first step: `done` of `total`."""

    done: int
    total: int


@dataclass(frozen=True)
class Stepped:
    """The losses of steps `first` to `last`, one number a step for each curve (None: not measured)."""

    first: int
    last: int
    seconds: float
    pictures_per_second: float
    values: Mapping[str, tuple[float | None, ...]]


@dataclass(frozen=True)
class Measured:
    """Numbers taken now and then: gradient norms, memory in bytes."""

    step: int
    values: Mapping[str, float]


@dataclass(frozen=True)
class Sampled:
    """Grids of the fixed seeds: `files` by kind ("ema", "raw") in the samples folder, `sheets` only when live.

    Of a family with several generators the others are kinds too ("NAME.ema"), with `shapes` (rows, columns) and
    `titles` of all of them, and `heads` over the columns of those that have columns. `captions` are words under single
    pictures, cell by cell, where a family has some.
    """

    step: int
    seconds: float
    rows: int
    columns: int
    files: Mapping[str, str]
    sheets: Mapping[str, Pixels] = field(default_factory=dict, compare=False, repr=False)
    shapes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    captions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def shape_of(self, kind: str) -> tuple[int, int]:
        """Rows and columns of the sheet of a kind."""
        rows, columns = self.shapes.get(kind, (self.rows, self.columns))
        return rows, columns

    def captions_of(self, kind: str) -> tuple[str, ...]:
        """What stands under each picture of the sheet of a kind; nothing where there is nothing to say."""
        return tuple(self.captions.get(kind, ()))

    def heads_of(self, kind: str) -> tuple[str, ...]:
        """What stands over the columns of the sheet of a kind; nothing where the family has one generator."""
        return tuple(self.heads.get(kind, ()))


@dataclass(frozen=True)
class Glanced:
    """What small networks do at this moment (`engine.glances`), for whoever looks just now: it is never written down.

    `phase` is the one that has just been done, "" for whole steps.
    """

    step: int
    phase: str
    arrays: Mapping[str, Any] = field(compare=False, repr=False)


@dataclass(frozen=True)
class Idled:
    """It waits, and still does: for whoever lets several trainings take turns."""


@dataclass(frozen=True)
class Warned:
    step: int
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Saved:
    """A checkpoint was written; `best`: it stays, as no moment before was as good by the chosen measure."""

    step: int
    file: str
    best: bool = False


@dataclass(frozen=True)
class Paused:
    step: int


@dataclass(frozen=True)
class Continued:
    step: int


@dataclass(frozen=True)
class Finished:
    """The last event of a run that ended well; `reason` is "budget" or "stopped"."""

    step: int
    seconds: float
    reason: str


@dataclass(frozen=True)
class Failed:
    """The last event of a run that ended badly."""

    step: int
    message: str
    hint: str = ""
    details: str = ""


Kept = Started | Preparing | Stepped | Measured | Sampled | Warned | Saved | Paused | Continued | Finished | Failed
Event = Kept | Glanced | Idled
PASSING = (Glanced, Idled)  # not written down
TERMINAL = (Finished, Failed)
_KINDS: dict[str, type[Any]] = {
    kind.__name__.lower(): kind
    for kind in (Started, Preparing, Stepped, Measured, Sampled, Warned, Saved, Paused, Continued, Finished, Failed)
}


def to_line(event: Event) -> str:
    """One line of JSON without the newline. Not-a-number becomes null; pictures stay out."""
    values = {f.name: getattr(event, f.name) for f in dataclasses.fields(event) if f.name != "sheets"}
    if isinstance(event, Sampled) and not event.titles:  # a family with one generator says nothing of several
        del values["shapes"], values["titles"]
    if isinstance(event, Sampled):
        for name in ("captions", "heads"):
            if not values[name]:
                del values[name]
    if isinstance(event, Saved) and not event.best:
        del values["best"]
    return json.dumps({"event": type(event).__name__.lower(), **_finite(values)}, separators=(",", ":"))


def from_line(line: str) -> Event:
    """The event written as `line`. Raises ValueError for anything else."""
    values = json.loads(line)
    if not isinstance(values, dict) or str(values.get("event")) not in _KINDS:
        raise ValueError(f"not an event: {line[:80]!r}")
    kind = _KINDS[str(values.pop("event"))]
    try:
        if kind is Stepped:
            values["values"] = {name: tuple(numbers) for name, numbers in values["values"].items()}
        event: Event = kind(**values)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a {kind.__name__} event: {error}") from None
    return event


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_finite(item) for item in value]
    return value
