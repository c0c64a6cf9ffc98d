"""Colours kept in the lines while one draws: at the size that is looked at; what has not changed is not done again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace

from ganstudio.core import interruption
from ganstudio.core.controls import Network
from ganstudio.core.pictures import Pixels
from ganstudio.drawing.adjustments import NONE, Adjustments
from ganstudio.drawing.regions import Regions, updated
from ganstudio.export import dabs
from ganstudio.export.colouring import ColourParams, Shown, answered, painted, regions_of, with_locks
from ganstudio.export.keeping import Floats, planned_with

LOOKED_AT = 768  # px of the longer side: enough for a canvas on a screen, and quick


@dataclass(frozen=True, eq=False)
class Sheet:
    """A drawing as it is looked at: `ink` H x W, `hints` H x W x 4, both `scale` times smaller than it is.

    `adjustments` are what was said of its regions, at that size.
    """

    ink: Pixels
    hints: Pixels | None
    scale: float = 1.0
    adjustments: Adjustments = NONE


@dataclass(frozen=True, eq=False)
class Kept:
    """`raw` h x w x 3 that a network said, and `colours` to be shown: `tones` N x 3 are those of the N `regions`."""

    raw: Pixels
    colours: Pixels
    regions: Regions | None = None
    tones: Floats | None = None


def looked_at(width: int, height: int) -> tuple[int, int]:
    """Width and height at which a drawing is kept in its lines while it is drawn."""
    share = min(1.0, LOOKED_AT / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))


@dataclass(eq=False)
class Keeper:
    """Answers for a network and keeps its colours in; it remembers the regions of the drawing before."""

    _regions: Regions | None = None
    _beside: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "regions"), repr=False)

    def answered(self, network: Network, drawing: Shown, sheet: Sheet, params: ColourParams) -> Kept:
        """What `network` says, and the same kept in its lines at the size of `sheet`."""
        wanted = replace(params, gap=round(params.gap / sheet.scale))
        # While the network works, unless it has to know.
        preparing = self._beside.submit(copy_context().run, self._prepared, sheet, drawing.line.shape, wanted)
        if sheet.adjustments.locks and (known := preparing.result()[0]) is not None:
            drawing = with_locks(drawing, known)
        raw = answered(network, drawing, params)
        found, every = preparing.result()
        self._regions = found
        interruption.check()
        if found is None:
            return Kept(raw, raw)
        plan = planned_with(raw, found, every, wanted)
        return Kept(raw, painted(plan, raw, wanted), found, plan.base)

    def shut_down(self) -> None:
        self._beside.shutdown(wait=False, cancel_futures=True)

    def _prepared(
        self, sheet: Sheet, shape: tuple[int, ...], params: ColourParams
    ) -> tuple[Regions | None, list[dabs.Dab]]:
        """The regions, with all that an answer of `shape` will ask of them, and the dabs that mean some."""
        found = self._found(sheet, params)
        if found is None:
            return None, []
        assert found.boxes is not None
        found.sampled(shape[0], shape[1])
        return found, dabs.found(sheet.hints, found)

    def _found(self, sheet: Sheet, params: ColourParams) -> Regions | None:
        ink = sheet.ink
        before = self._regions
        same = before is not None and before.labels.shape == ink.shape and params.keeps_in
        if before is None or not same or before.made_by[:2] != (params.gap, params.closing):
            return regions_of(ink, params, sheet.adjustments)
        return updated(before, ink, sheet.adjustments)
