"""Colours kept in the lines while one draws: soon and small, then at the size that is looked at.

What has not changed is not done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from functools import cache, partial

import numpy as np

from ganstudio.core import cores, interruption
from ganstudio.core.controls import Network
from ganstudio.core.pictures import Pixels
from ganstudio.drawing.adjustments import NONE, Adjustments
from ganstudio.drawing.regions import Regions, updated
from ganstudio.export import dabs
from ganstudio.export.colouring import ColourParams, Shown, answered, painted, regions_of, with_locks
from ganstudio.export.keeping import Floats, planned_with

LOOKED_AT = 768  # px of the longer side: enough for a canvas on a screen, and quick
_SOON = 512  # px while the pen moves: less than half of the work
_FEW = 2  # cores: one is the pen's while it moves, one the network's


@dataclass(frozen=True, eq=False)
class Sheet:
    """A drawing as it is looked at: `ink` H x W, `hints` H x W x 4, both `scale` times smaller than it is.

    `adjustments` are what was said of its regions, at that size.
    """

    ink: Pixels
    hints: Pixels | None
    scale: float = 1.0
    adjustments: Adjustments = NONE

    def reduced(self, longer: int) -> Sheet:
        """The same of `longer` px at most."""
        import cv2

        share = longer / max(self.ink.shape)
        if share >= 1:
            return self
        size = tuple(max(1, round(side * share)) for side in self.ink.shape[::-1])
        ink = np.asarray(cv2.resize(self.ink, size, interpolation=cv2.INTER_AREA), np.uint8)
        hints = None if self.hints is None else _smaller_dabs(self.hints, size)
        return Sheet(ink, hints, self.scale / share, self.adjustments.scaled(share))


@dataclass(frozen=True, eq=False)
class Kept:
    """`raw` h x w x 3 that a network said, and `colours` to be shown: `tones` N x 3 are those of the N `regions`.

    `sheet` is what these regions are of. `is_last`: nothing finer follows.
    """

    raw: Pixels
    colours: Pixels
    regions: Regions | None = None
    tones: Floats | None = None
    sheet: Sheet | None = None
    is_last: bool = True


def looked_at(width: int, height: int) -> tuple[int, int]:
    """Width and height at which a drawing is kept in its lines while it is drawn."""
    share = min(1.0, LOOKED_AT / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))


def _smaller_dabs(hints: Pixels, size: tuple[int, ...]) -> Pixels:
    """`hints` H x W x 4 at another width and height: no colours are mixed, and lines of one px are not lost."""
    import cv2

    made = np.asarray(cv2.resize(hints, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    rows, columns = np.nonzero(hints[..., 3])
    there = rows * size[1] // hints.shape[0], columns * size[0] // hints.shape[1]
    lost = made[there][:, 3] == 0
    made[there[0][lost], there[1][lost]] = hints[rows[lost], columns[lost]]
    return made


@dataclass(frozen=True, eq=False)
class _Divided:
    """A sheet with its regions, the dabs that mean some, and what is wanted at its size."""

    sheet: Sheet
    regions: Regions | None
    dabs: list[dabs.Dab]
    params: ColourParams

    def kept(self, raw: Pixels) -> Kept:
        """`raw` kept in them. Raises Stopped."""
        interruption.check()
        if self.regions is None:
            return Kept(raw, raw, sheet=self.sheet)
        plan = planned_with(raw, self.regions, self.dabs, self.params)
        return Kept(raw, painted(plan, raw, self.params), self.regions, plan.base, self.sheet)


@dataclass(eq=False)
class Keeper:
    """Answers for a network and keeps its colours in; it remembers the regions of the drawing before, at each size."""

    _known: dict[bool, Regions | None] = field(default_factory=dict)
    _cores: int = field(default_factory=cores.usable)
    _beside: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "regions"), repr=False)

    def answers(
        self, network: Network, drawing: Shown, sheet: Sheet, params: ColourParams, passing: bool = False
    ) -> Iterator[Kept]:
        """What `network` says, kept in its lines: soon, at a smaller size, then at that of `sheet` unless `passing`."""
        dividing = self._begun(partial(self._divided, sheet, params, drawing, True), passing)
        if sheet.adjustments.locks and (known := dividing().regions) is not None:
            drawing = with_locks(drawing, known)
        raw = answered(network, drawing, params)
        small = dividing()
        is_last = passing or small.sheet is sheet or small.regions is None
        yield replace(small.kept(raw), is_last=is_last)
        if not is_last:
            yield self._divided(sheet, params, drawing, False).kept(raw)

    def shut_down(self) -> None:
        self._beside.shutdown(wait=False, cancel_futures=True)

    def _begun(self, divide: Callable[[], _Divided], passing: bool) -> Callable[[], _Divided]:
        """Begun beside the network, but after it where the pen would be left without a core."""
        if passing and self._cores <= _FEW:
            return cache(divide)
        return self._beside.submit(copy_context().run, divide).result

    def _divided(self, whole: Sheet, params: ColourParams, drawing: Shown, soon: bool) -> _Divided:
        """The regions, with all that an answer to `drawing` will ask of them; at a size for colours that come soon."""
        sheet = whole.reduced(_SOON) if soon else whole
        wanted = replace(params, gap=round(params.gap / sheet.scale))
        found = self._known[soon] = _found(sheet, wanted, self._known.get(soon))
        if found is None:
            return _Divided(sheet, None, [], wanted)
        assert found.boxes is not None
        found.sampled(*drawing.line.shape)
        return _Divided(sheet, found, dabs.found(sheet.hints, found), wanted)


def _found(sheet: Sheet, params: ColourParams, before: Regions | None) -> Regions | None:
    same = before is not None and before.labels.shape == sheet.ink.shape and params.keeps_in
    if before is None or not same or before.made_by[:2] != (params.gap, params.closing):
        return regions_of(sheet.ink, params, sheet.adjustments)
    return updated(before, sheet.ink, sheet.adjustments)
