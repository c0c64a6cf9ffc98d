"""Runs side by side: samples of the same moment, one curve of all of them, and the settings that differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSlider, QVBoxLayout, QWidget

from ganstudio.core.curves import Group, Line
from ganstudio.studio.comparing import Comparison
from ganstudio.ui import theme
from ganstudio.ui.grid import GridView, Sheet, to_image
from ganstudio.ui.parts import CalmComboBox, ElidedLabel, button, clear, frame, label, row, wrapped

if TYPE_CHECKING:
    from ganstudio.ui.charts.chart import Chart

COLOURS = ("accent", "rival", "good", "caution")
_MOST_ROWS = 12  # of the table of differences


class CompareView(QWidget):
    """Shows a Comparison. `closed` when the person has seen enough, `picture_wanted` to save what is seen."""

    closed = Signal()
    picture_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._comparison: Comparison | None = None
        self.chart: Chart | None = None
        self.title = label(size=18, weight=theme.font().Weight.DemiBold)
        self.curve = CalmComboBox()
        self.curve.setAccessibleName("Curve")
        self.curve.activated.connect(lambda _index: self._draw_curve())
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Step at which the samples are compared")
        self.slider.valueChanged.connect(self._show_moment)
        self.moment = label("", "dim", 12)
        self.moment.setMinimumWidth(96)
        self.view = GridView("Samples of the compared runs", "Nothing sampled yet.")
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(16)
        self._table.setVerticalSpacing(3)
        self._chart_box = QVBoxLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        self._tools = row(
            self.title, None, button("Save picture…", self.picture_wanted.emit, "save", tip="This view as a PNG"),
            button("Close", self.closed.emit, tip="Back to the Library"),
        )  # fmt: skip
        inside = QVBoxLayout()
        inside.addWidget(self.view)
        below = row(spacing=12)
        chart = QVBoxLayout()
        chart.setSpacing(6)
        chart.addLayout(row(label("Curve", "dim", 12), self.curve, None))
        chart.addLayout(self._chart_box)
        below.addWidget(frame("card", chart, (10, 8, 10, 6)), 3)
        table = QVBoxLayout()
        table.addWidget(label("Settings that differ", "dim", 12))
        table.addLayout(self._table)
        table.addStretch(1)
        below.addWidget(frame("card", table, (12, 10, 12, 10)), 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        layout.setSpacing(10)
        layout.addLayout(self._tools)
        layout.addWidget(frame("stage", inside, (1, 1, 1, 1)), 3)
        layout.addLayout(row(label("step 0", "dim", 12), self.slider, self.moment, spacing=12))
        layout.addLayout(below, 2)

    def show_comparison(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self.title.setText(f"{len(comparison.runs)} runs compared")
        self._offer_curves(comparison)
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(1, comparison.last_step))
        self.slider.setValue(self.slider.maximum())
        self.slider.blockSignals(False)
        self._fill_table(comparison)
        self._drop_chart()
        self._draw_curve()
        self._show_moment()

    def _fill_table(self, comparison: Comparison) -> None:
        clear(self._table)
        for column, each in enumerate(comparison.runs, 1):
            name = ElidedLabel(f"● {each.title}", COLOURS[column - 1], 12, elide=Qt.TextElideMode.ElideMiddle)
            name.setToolTip(each.title)
            self._table.addWidget(name, 0, column)
        for line, (name_, values) in enumerate(comparison.differences[:_MOST_ROWS], 1):
            self._table.addWidget(label(name_.replace("_", " "), "dim", 12), line, 0)
            for column, value in enumerate(values, 1):
                self._table.addWidget(label(value or "–", size=12), line, column)
        more = len(comparison.differences) - _MOST_ROWS
        if not comparison.differences or more > 0:
            words = f"and {more} more" if more > 0 else "Nothing: these are the same run."
            self._table.addWidget(wrapped(words, "faint", 12), _MOST_ROWS + 1, 0, 1, -1)

    # -- curves ------------------------------------------------------------------------------------------

    def _offer_curves(self, comparison: Comparison) -> None:
        self.curve.clear()
        for group in comparison.charts:
            for line in group.lines:
                self.curve.addItem(f"{group.name}: {line.text}", line.curve)
                self.curve.setItemData(self.curve.count() - 1, line.help, Qt.ItemDataRole.ToolTipRole)

    def _draw_curve(self) -> None:
        """One line for each run, seen as the chart of Train shows this curve."""
        comparison, name = self._comparison, self.curve.currentData()
        if comparison is None or name is None:
            return
        like = next(group for group in comparison.charts if name in {line.curve for line in group.lines})
        said = next(line.help for line in like.lines if line.curve == name)
        lines = (Line(str(n), each.title, said, COLOURS[n]) for n, each in enumerate(comparison.runs))
        self._shown_chart(replace(like, title="", short="", lines=tuple(lines))).set_curves({
            str(n): each.history.curves[name] for n, each in enumerate(comparison.runs) if name in each.history.curves
        })  # fmt: skip

    def _shown_chart(self, group: Group) -> Chart:
        if self.chart is not None:
            self.chart.set_group(group)
            return self.chart
        from ganstudio.ui.charts.chart import Chart

        self.chart = Chart(group)
        self.chart.picked.connect(lambda step: self.slider.setValue(round(step)))
        self._chart_box.addWidget(self.chart)
        return self.chart

    def _drop_chart(self) -> None:
        if self.chart is not None:
            self.chart.shut_down()
            self._chart_box.removeWidget(self.chart)
            self.chart.hide()
            self.chart.deleteLater()
            self.chart = None

    # -- samples -----------------------------------------------------------------------------------------

    def _show_moment(self) -> None:
        comparison, step = self._comparison, self.slider.value()
        if comparison is None:
            return
        at_end = step >= self.slider.maximum()
        self.moment.setText("end" if at_end else f"step {step:,}")
        sheets = []
        for each in comparison.runs:
            sheet, sample = each.sheet(step), each.sample(step)
            if sheet is not None and sample is not None:
                sheets.append(Sheet(f"{each.title} · step {sample.step:,}", to_image(sheet), sample.rows))
        self.view.set_sheets(sheets)
        if self.chart is not None:
            self.chart.set_cursor(None if at_end else float(step))

    def restyle(self) -> None:
        if self.chart is not None:
            self.chart.restyle()
        if self._comparison is not None:
            self._fill_table(self._comparison)

    def shut_down(self) -> None:
        self._drop_chart()
