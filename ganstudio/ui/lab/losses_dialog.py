"""The table of losses, made again on this machine: eight settings, several seeds, what each keeps of the heaps."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from ganstudio.core.errors import explaining
from ganstudio.core.files import replace_atomically
from ganstudio.engine import registry
from ganstudio.launch import losses
from ganstudio.launch.losses import Told
from ganstudio.studio.attempts import attempt
from ganstudio.studio.studio import Studio
from ganstudio.ui.file_dialogs import ask_save
from ganstudio.ui.parts import button, column, label, row, wrapped
from ganstudio.ui.train.bar import ProgressLine

_COLUMNS = {
    "modes": "Heaps, live", "ema_modes": "Heaps, averaged", "ema_near": "Near a heap", "ema_distance": "Distance",
}  # fmt: skip


class _News(QObject):
    """Brings each ended training to the window."""

    told = Signal(object)


class LossesDialog(QDialog):
    """Runs until it is closed or done; what was finished can be saved at any time."""

    def __init__(
        self, parent: QWidget, studio: Studio, seeds: int = 3, steps: int = losses.STEPS,
        presets: tuple[str, ...] = losses.EIGHT,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Compare all losses")
        self.resize(760, 440)
        self._studio, self._seeds, self._steps, self._presets = studio, seeds, steps, presets
        self.told: list[Told] = []
        self._stopped = False
        self._news = _News()
        self._news.told.connect(self._add)
        self.words = wrapped(f"{len(presets)} settings on the ring, {seeds} seeds of {steps:,} steps each. "
                             "Mean, and least to most in brackets.")  # fmt: skip
        self.table = QTableWidget(len(presets), len(_COLUMNS))
        self.progress, self.state = ProgressLine(), label("", "dim", 12)
        self.save = button("Save as CSV…", self._ask, "save")
        self.leave = button("Stop", self.reject)
        self._dress()
        foot = row(self.state, None, self.save, self.leave)
        layout = column(self.words, self.table, self.progress, foot)
        layout.setContentsMargins(16, 16, 16, 16)
        self.setLayout(layout)
        self._begin()

    def _dress(self) -> None:
        self.table.setHorizontalHeaderLabels(list(_COLUMNS.values()))
        kind = registry.family(losses.FAMILY)
        self.table.setVerticalHeaderLabels([kind.preset(preset).title for preset in self._presets])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setShowGrid(False)
        self.save.setEnabled(False)

    def _begin(self) -> None:
        places, seeds, steps = self._studio.places, self._seeds, self._steps
        news = self._news

        def work() -> None:
            for each in losses.table(places, self._presets, seeds=seeds, steps=steps, cancelled=lambda: self._stopped):
                if not self._stopped:
                    news.told.emit(each)

        self.state.setText("The first one is training…")
        self._studio.jobs.in_thread("Comparing losses", work, lambda _none: None)

    def _add(self, each: Told) -> None:
        self.told.append(each)
        whole = len(self._presets) * self._seeds
        self.progress.set_share(len(self.told) / whole)
        done = len(self.told) == whole
        self.state.setText("Done." if done else f"{len(self.told)} of {whole} trainings")
        self.leave.setText("Close" if done else "Stop")
        self.save.setEnabled(True)
        for row_ in losses.summed_up(self.told):
            for number, name in enumerate(_COLUMNS):
                least, most = row_[f"{name}_range"]
                item = QTableWidgetItem(f"{row_[name]:.3g}  ({least:.3g}–{most:.3g})")
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.table.setItem(self._presets.index(row_["preset"]), number, item)

    def _ask(self) -> None:
        ask_save(self, "Save the table", "CSV (*.csv)", ".csv", self.write, name="losses.csv")

    def write(self, path: Path) -> None:
        """Every training a line."""
        held = io.StringIO()
        writer = csv.writer(held)
        writer.writerow(["preset", "seed", *losses.SHOWN])
        for each in self.told:
            writer.writerow([each.preset, each.seed, *(each.figures.get(name, "") for name in losses.SHOWN)])

        def put() -> None:
            with explaining(path, "write"):
                replace_atomically(path, lambda part: part.write_text(held.getvalue(), "utf-8"))

        attempt(put, self._studio.jobs.failed.emit)

    def done(self, result: int) -> None:
        self._stopped = True
        super().done(result)
