"""Keeps the doctor informed about the run that is shown: its numbers, its samples, real pictures."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.core.events import Sampled
from ganstudio.core.pictures import Pixels, blank_cells
from ganstudio.engine.registry import columns_of
from ganstudio.evaluate.doctor import Diagnosis, Floats, Look, diagnosed, nearness, small
from ganstudio.studio.training import Training

_AGAIN_MS = 1500
_KEPT = 12  # samples that are compared with each other


class Checkup(QObject):
    """`said` carries a Diagnosis when it is another one, or None when no run is shown."""

    said = Signal(object)

    def __init__(self, training: Training) -> None:
        super().__init__()
        self._training = training
        self.diagnosis: Diagnosis | None = None
        self._samples: dict[int, Floats] = {}
        self._near: dict[int, float] = {}
        self._real: Floats | None = None
        self._rows, self._makes_pairs = 1, False
        self._over = False
        self._timer = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._timer.timeout.connect(self.look)
        training.run_changed.connect(self._start_over)
        training.state_changed.connect(self.look)
        training.sampled.connect(self._take)
        training.advanced.connect(self._soon)

    def _soon(self) -> None:
        if not self._over and not self._timer.isActive():
            self._timer.start()

    def _start_over(self) -> None:
        self._samples, self._near, self._real, self._rows = {}, {}, None, 1
        run, samples = self._training.run, self._training.history.samples
        if run is not None:
            self._makes_pairs = bool(columns_of(run.recipe().family))
            spread = samples[:: max(1, len(samples) // _KEPT)]  # a long run is looked at here and there
            for sample in {each.step: each for each in (*spread, *samples[-_KEPT:])}.values():
                self._keep(sample)
        self.look()

    def _take(self, sample: Sampled) -> None:
        self._keep(sample)
        self.look()

    def _keep(self, sample: Sampled) -> None:
        """Its pictures by the raw weights, which show first what goes wrong."""
        sheet = self._training.sheet(sample, "raw" if "raw" in sample.files else next(iter(sample.files), "raw"))
        if sheet is None:
            return
        self._samples = {step: each for step, each in self._samples.items() if step < sample.step}
        self._samples[sample.step] = small(sheet, sample.rows, sample.columns)
        for step in list(self._samples)[:-_KEPT]:
            del self._samples[step]
        if self._real is None:
            self._take_real(sample, self._training.real_sheet())
        averaged = self._training.sheet(sample, "ema") if "ema" in sample.files else sheet
        if self._real is not None and averaged is not None and not self._makes_pairs:
            self._near = {step: each for step, each in self._near.items() if step < sample.step}
            self._near[sample.step] = nearness(small(averaged, sample.rows, sample.columns), self._real)

    def _take_real(self, sample: Sampled, sheet: Pixels | None) -> None:
        run = self._training.run
        if sheet is not None and run is not None:
            classes = len(run.state().classes)
            self._rows = sample.rows if classes == sample.rows else 1
            blank = blank_cells(sheet, sample.rows, sample.columns)
            self._real = _filled(small(sheet, sample.rows, sample.columns), blank, self._rows)

    def look(self) -> None:
        """Say how it goes, if that is something new."""
        found = None
        if self._training.run is not None:
            found = diagnosed(Look(
                self._training.history, [*self._samples.values()], [*self._samples], self._real, self._rows,
                self._makes_pairs, [*self._near.items()],
            ))  # fmt: skip
        if found != self.diagnosis:
            self.diagnosis = found
            self.said.emit(found)

    def shut_down(self) -> None:
        self._over = True
        self._timer.stop()


def _filled(real: Floats, blank: frozenset[int], rows: int) -> Floats:
    """Without blank places, which would pass for variety: others of the same row stand in for them."""
    there = np.array([index for index in range(len(real)) if index not in blank])
    if not blank or not len(there):
        return real
    row_of = np.arange(len(real)) // (len(real) // rows)
    filled = real.copy()
    for row in range(rows):
        missing = np.array([index for index in sorted(blank) if row_of[index] == row], dtype=np.int64)
        own = there[row_of[there] == row]
        filled[missing] = real[np.resize(own if len(own) else there, len(missing))]
    return filled
