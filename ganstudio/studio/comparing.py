"""Two to four runs side by side: their numbers, the samples at one moment, and what differs between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ganstudio.core.curves import Group
from ganstudio.core.differences import differing
from ganstudio.core.errors import StudioError
from ganstudio.core.events import Sampled
from ganstudio.core.history import History
from ganstudio.core.pictures import Pixels, read_png
from ganstudio.core.runs import Run
from ganstudio.engine.charts import charts_of
from ganstudio.studio.pump import replayed

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class Compared:
    """One of the runs: its name, what happened in it, and where its pictures lie."""

    run: Run
    title: str
    history: History

    def sample(self, step: float) -> Sampled | None:
        """The newest sample not after `step`."""
        return self.history.sample_at(step)

    def sheet(self, step: float) -> Pixels | None:
        """The averaged pictures at `step`, or the raw ones where there are no others."""
        sample = self.sample(step)
        name = sample and (sample.files.get("ema") or next(iter(sample.files.values()), ""))
        try:
            return read_png(self.run.samples / name) if name else None
        except (OSError, ValueError, SyntaxError):
            return None


@dataclass(frozen=True)
class Comparison:
    """`differences` are rows of a name and a value for each run; `charts` have the curves of at least two runs."""

    runs: tuple[Compared, ...]
    differences: tuple[tuple[str, tuple[str, ...]], ...]
    charts: tuple[Group, ...]

    @property
    def last_step(self) -> int:
        return max(each.history.step for each in self.runs)


def compared(runs: Sequence[Run]) -> Comparison:
    """Reads the logs of `runs`, which may take a moment. Raises StudioError."""
    if not FEWEST <= len(runs) <= MOST:
        raise StudioError(f"{FEWEST} to {MOST} runs can be compared, not {len(runs)}.", "Choose fewer, or more.")
    found = tuple(Compared(run, run.state().title, replayed(run)[0]) for run in runs)
    return Comparison(found, tuple(differing([run.recipe() for run in runs])), _shared(found))


def _shared(runs: Sequence[Compared]) -> tuple[Group, ...]:
    """The charts of the curves that at least two of `runs` have."""
    names = dict.fromkeys(name for each in runs for name in each.history.curves)
    shared = [name for name in names if sum(name in each.history.curves for each in runs) > 1]
    charts = charts_of([each.run.recipe() for each in runs], shared)
    return tuple(group for group in charts if group.lines[0].curve in shared)
