"""The middle of Train: grids of the fixed seeds over time, real pictures beside them, curves below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider, QSplitter, QVBoxLayout, QWidget

from ganstudio.core.events import Sampled
from ganstudio.core.pictures import Pixels, blank_cells
from ganstudio.core.text import enumerated
from ganstudio.engine.registry import captioned, columns_of
from ganstudio.studio.checkup import Checkup
from ganstudio.studio.training import Training
from ganstudio.ui import theme
from ganstudio.ui.cells import with_heads
from ganstudio.ui.grid import GridView, Sheet, to_image
from ganstudio.ui.parts import ElidedLabel, chip, column, frame, label, row, tool
from ganstudio.ui.train.chart_row import ChartRow
from ganstudio.ui.train.doctor_line import DoctorLine

if TYPE_CHECKING:
    from ganstudio.ui.charts.chart import Chart

_EMA = "Exponential moving average: the generator's weights averaged over its last steps. Calmer, and what is exported."
_TITLES = {"ema": "EMA", "raw": "Raw"}


class RunStage(QWidget):
    """Shows one Training. The time slider at its right end follows what is new."""

    def __init__(self, training: Training, checkup: Checkup) -> None:
        super().__init__()
        self._training = training
        self.doctor = DoctorLine()
        checkup.said.connect(self.doctor.show_diagnosis)
        self._real: Pixels | None = None
        self._classes: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()  # what a family of pairs shows side by side
        self._captioned = ""  # what stands under single pictures
        self._seed = 0
        self._preview: tuple[Pixels, tuple[int, int], tuple[str, ...], str] | None = None
        self.view = GridView("Samples", "The first pictures appear here a moment after Start.")
        self.ema = chip("EMA", self._show_grid, True, _EMA)
        self.raw = chip(
            "Raw", self._show_grid, False, "The generator as it is at this very step, before any averaging."
        )
        self.real = chip("Real beside", self._show_grid, False, "Real pictures, laid out alike")
        self.caption = ElidedLabel(tone="dim", align=Qt.AlignmentFlag.AlignRight)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Time: the samples of this run")
        self.slider.setEnabled(False)
        self.slider.valueChanged.connect(self._moved)
        self.moment = label("now", "dim", 12)
        self.moment.setMinimumWidth(84)
        self.chart_row = ChartRow(training)
        self.chart_row.picked.connect(self.show_step)
        self.log = chip("Log", self.chart_row.set_log, False, "Logarithmic scale")
        self.smooth = chip("Smooth", self.chart_row.set_smoothing, True, "Averaged curves over faint raw ones")
        self._lay_out()
        training.run_changed.connect(self._show_run)
        training.sampled.connect(self._take_sample)

    def _lay_out(self) -> None:
        self.chart_row.setMinimumHeight(124)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self._upper())
        self.splitter.addWidget(self.chart_row)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([560, 176])
        self.splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PADDING, 10, theme.PADDING, 12)
        layout.addWidget(self.splitter)

    def _upper(self) -> QWidget:
        """The samples, with what they show above and when it was below."""
        fit = tool("fit", self.view.fit, "Fit the pictures (F)")
        title = label("Samples", weight=theme.font().Weight.DemiBold)
        head = row(title, self.ema, self.raw, self.real, self.caption, fit)
        head.setStretch(4, 1)
        grid = frame("stage", column(self.view), (1, 1, 1, 1))
        time = row(label("step 0", "dim", 12), self.slider, self.moment, spacing=12)
        for each in (self.chart_row.chooser, self.smooth, self.log):
            time.addWidget(each)
        top = column(head, grid, time, self.doctor, spacing=10)
        top.setStretch(1, 1)
        upper = QWidget()
        upper.setLayout(top)
        return upper

    @property
    def charts(self) -> list[Chart]:
        return self.chart_row.charts

    # -- before a run ------------------------------------------------------------------------------------

    def preview(self, sheet: Pixels, shape: tuple[int, int], names: tuple[str, ...], note: str = "") -> None:
        """Real pictures of the chosen set, while there is no run; `note` says what is not used of it."""
        self._preview = (sheet, shape, names, note)
        self._show_grid()

    # -- news --------------------------------------------------------------------------------------------

    def _show_run(self) -> None:
        self._real = self._training.real_sheet()
        run = self._training.run
        if run is not None:  # read once: the folder may be thrown away while it is shown
            self._classes, self._seed = run.state().classes, run.recipe().seed
            self._columns, self._captioned = columns_of(run.recipe().family), captioned(run.recipe().family)
        self.chart_row.show_run(run.recipe() if run is not None else None)
        self._sync_slider(follow=True)
        self.view.fit()
        self._show_grid()

    def _take_sample(self, _sample: Sampled) -> None:
        if self._real is None:
            self._real = self._training.real_sheet()
        following = self._is_following
        self._sync_slider(follow=following)
        if following:
            self._show_grid()

    # -- time --------------------------------------------------------------------------------------------

    @property
    def _samples(self) -> list[Sampled]:
        return self._training.history.samples

    @property
    def _is_following(self) -> bool:
        return self.slider.value() >= self.slider.maximum()

    def _sync_slider(self, follow: bool) -> None:
        last = max(0, len(self._samples) - 1)
        shown = self._shown_sample()
        self.slider.blockSignals(True)
        self.slider.setEnabled(last > 0)
        self.slider.setRange(0, last)
        if follow:
            self.slider.setValue(last)
        elif shown is not None and shown in self._samples:
            self.slider.setValue(self._samples.index(shown))
        self.slider.blockSignals(False)
        self._show_moment()

    def _shown_sample(self) -> Sampled | None:
        samples = self._samples
        return samples[min(self.slider.value(), len(samples) - 1)] if samples else None

    def _moved(self) -> None:
        self._show_moment()
        self._show_grid()

    def _show_moment(self) -> None:
        sample = self._shown_sample()
        now = self._is_following
        self.moment.setText("now" if now or sample is None else f"step {sample.step:,}")
        self.chart_row.set_cursor(None if now or sample is None else float(sample.step))

    def show_step(self, step: float) -> None:
        """Go to the sample nearest before `step`, as the click on a curve asks."""
        sample = self._training.history.sample_at(step)
        if sample is not None:
            self.slider.setValue(self._samples.index(sample))
            self.chart_row.set_cursor(step)

    # -- the grid ----------------------------------------------------------------------------------------

    def _show_grid(self, _on: bool = True) -> None:
        sample = self._shown_sample()
        for each in (self.ema, self.raw, self.real):
            each.setEnabled(sample is not None)
        if sample is None:
            self._show_preview()
            return
        kinds = [kind for kind, on in (("ema", self.ema.isChecked()), ("raw", self.raw.isChecked())) if on]
        wanted = [name for kind in kinds for name in sample.files if name.rpartition(".")[2] == kind]
        sheets = [self._sheet_of(sample, name) for name in wanted or [*sample.files][:1]]
        if self.real.isChecked() and self._real is not None:
            shape = (sample.rows, sample.columns)
            sheets.append(_sheet("Real", self._real, shape, self._names(sample.rows)))
        self.view.set_sheets([sheet for sheet in sheets if sheet is not None])
        self.caption.set_text(self._caption(sample), "dim")

    def _sheet_of(self, sample: Sampled, name: str) -> Sheet | None:
        """One generator's pictures; where there are several generators they are named."""
        pixels, shape = self._training.sheet(sample, name), sample.shape_of(name)
        kind = _TITLES[name.rpartition(".")[2]]
        title = f"{sample.titles[name]} · {kind.lower()}" if len(sample.titles) > len(_TITLES) else kind
        heads = sample.heads_of(name) if sample.titles else self._columns
        captions = sample.captions_of(name)
        return None if pixels is None else _sheet(title, pixels, shape, self._names(shape[0]), heads, captions)

    def _show_preview(self) -> None:
        if self._preview is None or self._training.run is not None:
            self.view.set_sheets([])
            self.caption.set_text("")
            return
        sheet, shape, names, note = self._preview
        self.view.set_sheets([_sheet("Real", sheet, shape, names)])
        self.caption.set_text(note or "real pictures, as the networks will see them", "caution" if note else "dim")

    def _names(self, rows: int) -> tuple[str, ...]:
        return self._classes if len(self._classes) == rows else ()

    def _caption(self, sample: Sampled) -> str:
        if len(sample.titles) > len(_TITLES):  # each sheet says it above itself
            return f"step {sample.step:,} · {self._captioned}" if sample.captions else f"step {sample.step:,}"
        if sample.titles:
            kind, title = next(iter(sample.titles.items()))
            return f"step {sample.step:,} · {with_heads(title, sample.heads_of(kind))}"
        if self._columns:
            return f"step {sample.step:,} · {enumerated(self._columns)}"
        layout = "one row per class" if self._names(sample.rows) else "fixed seeds"
        return f"step {sample.step:,} · seed {self._seed} · {layout}"

    def shut_down(self) -> None:
        self.chart_row.shut_down()

    def restyle(self) -> None:
        self.doctor.restyle()
        self.chart_row.restyle()


def _sheet(
    title: str,
    sheet: Pixels,
    shape: tuple[int, int],
    names: tuple[str, ...],
    heads: tuple[str, ...] = (),
    captions: tuple[str, ...] = (),
) -> Sheet:
    """A grid whose places without a picture are blank."""
    blank = blank_cells(sheet, *shape)
    return Sheet(title, to_image(sheet), shape[0], names, shape, blank=blank, heads=heads, captions=captions)
