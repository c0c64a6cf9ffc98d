"""Quiet live charts: the raw curve faint, the smoothed one clear, one cursor for all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ganstudio.core.curves import Group, Line, Mark
from ganstudio.core.history import Curve
from ganstudio.core.smoothing import binned, drawable, recent, smoothed
from ganstudio.ui import theme
from ganstudio.ui.charts.legend import Legend, LegendEntry, explained
from ganstudio.ui.charts.quiet_plot import MARK_HEIGHT, colour, dress, made_curve, made_mark, made_plot
from ganstudio.ui.charts.sentence import Sentence
from ganstudio.ui.parts import label

_HIGH = 160  # px of a chart that has room for a second line of legend


class Chart(QWidget):
    """One card of curves over steps, and a sentence about one of them: the first, or what was pointed at last.

    `picked` carries the step under a click or drag of the cursor.
    """

    picked = Signal(float)
    hovered = Signal(object)  # the step under the mouse, None when it leaves

    def __init__(self, group: Group) -> None:
        super().__init__()
        self.group = group
        self._items: dict[str, tuple[pg.PlotDataItem, pg.PlotDataItem]] = {}
        self._marks: list[pg.InfiniteLine] = []
        self._curves: Mapping[str, Curve] = {}
        self._drawn: dict[str, int] = {}
        self._smooth, self._log = True, False
        self._cursor_at: float | None = None
        self._hover_at: float | None = None
        self._chosen = self._noticed = ""  # the curve that was pointed at last, and the one that is now
        self._view: tuple[float, float, float] = (0.0, 0.0, 0.0)  # last step, lowest and highest value in view
        self.setAccessibleName(group.title)
        self._plot = made_plot()
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        self._plot.addItem(self._cursor, ignoreBounds=True)
        self._plot.scene().sigMouseClicked.connect(self._clicked)
        self._plot.scene().sigMouseMoved.connect(self._moved)
        self._dress()
        self._legend = Legend()
        self._legend.toggled.connect(self._show_line)
        self._legend.noticed.connect(self._notice)
        self.sentence = Sentence()
        self._title = label(group.title, size=12, weight=theme.font(12).Weight.DemiBold)
        self._title.setFixedHeight(22)  # as high as a line of the legend
        self._lay_out()
        self.set_group(group)

    def _lay_out(self) -> None:
        top = QWidget()
        top.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        )  # a long legend may be cut, the window not pushed
        head = QHBoxLayout(top)
        head.setContentsMargins(12, 8, 8, 0)
        head.setSpacing(8)
        head.addWidget(self._title, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._legend, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(self._plot)
        layout.addWidget(self.sentence)

    @property
    def is_bounded(self) -> bool:
        """Whether its values have a fixed range, so that a log scale says nothing."""
        return self.group.bounds is not None

    @property
    def legend(self) -> dict[str, LegendEntry]:
        return self._legend.entries

    # -- what it draws -----------------------------------------------------------------------------------

    def set_group(self, group: Group) -> None:
        """Draw these lines and marks from now on; what is drawn already stays as it is."""
        self.group = group
        curves = {line.curve for line in group.lines}
        for gone in [curve for curve in self._items if curve not in curves]:
            for item in self._items.pop(gone):
                self._plot.removeItem(item)
            self._drawn.pop(gone, None)
        for line in group.lines:
            if line.curve not in self._items:
                self._items[line.curve] = made_curve(self._plot)
            self._colour(line)
        self._legend.set_lines(group.lines)  # may move the focus, so what it recolours is there by now
        self._draw_marks(group.marks)
        self.setToolTip(explained(group))
        self._say()
        self._arrange()

    def _draw_marks(self, marks: Sequence[Mark]) -> None:
        for old in self._marks:
            self._plot.removeItem(old)
        self._marks = [made_mark(mark, self._log) for mark in marks if mark.value > 0 or not self._log]
        for made in self._marks:
            self._plot.addItem(made, ignoreBounds=True)

    # -- showing -----------------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Take the colours of the present palette."""
        self._dress()
        for line in self.group.lines:
            self._colour(line)
        self._draw_marks(self.group.marks)
        self._write_legends()
        self.sentence.update()

    def _dress(self) -> None:
        dress(self._plot)
        self._cursor.setPen(pg.mkPen(theme.colours().faint, width=1))

    def set_curves(self, curves: Mapping[str, Curve]) -> None:
        """Show the curves of another run."""
        self._curves, self._drawn, self._view = curves, {}, (0.0, 0.0, 0.0)
        self.refresh()

    def set_smoothing(self, on: bool) -> None:
        self._smooth, self._drawn = on, {}
        self.refresh()

    def set_log(self, on: bool) -> None:
        self._log, self._drawn, self._view = on, {}, (0.0, 0.0, 0.0)
        self._plot.setLogMode(False, on)
        self._draw_marks(self.group.marks)
        self.refresh()

    def refresh(self) -> None:
        """Draw what has come since the last time."""
        if not self.isVisible() and self._drawn:
            return
        for line in self.group.lines:
            curve = self._curves.get(line.curve)
            count = len(curve) if curve is not None else 0
            if count != self._drawn.get(line.curve):
                self._drawn[line.curve] = count
                self._draw(line, curve)
        self._fit()
        self._write_legends()

    def _draw(self, line: Line, curve: Curve | None) -> None:
        raw, smooth = self._items[line.curve]
        steps, values = drawable(curve, self._log)
        if self._smooth and len(values) > 20:
            self._colour(line)
            raw.setData(steps, values)
            smooth.setData(*smoothed(*binned(steps, values)))
        else:
            raw.setData([], [])
            smooth.setData(steps, values)

    def _colour(self, line: Line) -> None:
        behind = self._noticed in self._items.keys() - {line.curve}
        colour(*self._items[line.curve], line.tone, self._drawn.get(line.curve, 0), behind)

    def _fit(self) -> None:
        """Show everything; the view moves in leaps, since each move redraws the axes."""
        last, low, high = self._extent()
        shown_last, shown_low, shown_high = self._view
        span = high - low
        fits = (
            low >= shown_low - 0.02 * span
            and high <= shown_high + 0.02 * span
            and span > 0.6 * (shown_high - shown_low)
        )
        if last <= shown_last < 2 * max(last, 10.0) and fits:
            return
        self._view = (max(10.0, 1.15 * last), low - 0.1 * span, high + 0.1 * span)
        self._plot.setRange(xRange=(0.0, self._view[0]), yRange=self._view[1:], padding=0, disableAutoRange=True)

    def _extent(self) -> tuple[float, float, float]:
        """Last step, and the range that most values of the shown lines keep to: one spike should hide nothing."""
        shown = [line for line in self.group.lines if self.legend[line.curve].isChecked()]
        data = [drawable(self._curves.get(line.curve), self._log) for line in shown]
        last = max((float(steps[-1]) for steps, _ in data if len(steps)), default=0.0)
        if self.group.bounds is not None and not self._log:
            return last, *self.group.bounds
        values = np.concatenate([values[:: max(1, len(values) // 2000)] for _, values in data] or [np.empty(0)])
        if not len(values):
            return last, 0.0, 1.0
        low, high = np.quantile(np.log10(values) if self._log else values, (0.005, 0.995))
        levels = [float(made.value()) for made in self._marks if made.angle == 0]
        low, high = float(min([low, *levels])), float(max(high, low + 1e-6))
        words = min(0.4, MARK_HEIGHT / max(1.0, self._plot.getPlotItem().getViewBox().height()))
        return last, low, max([high, *((level - words * low) / (1 - words) for level in levels)])

    def _show_line(self, curve: str, on: bool) -> None:
        for item in self._items[curve]:
            item.setVisible(on)
        self._notice(curve)
        self._fit()
        self._write_legends()

    def _write_legends(self) -> None:
        for line in self.group.lines:
            curve = self._curves.get(line.curve)
            value = math.nan
            at = self._hover_at if self._hover_at is not None else self._cursor_at
            if curve is not None and len(curve):
                value = curve.at(at) if at is not None else recent(curve)
            self.legend[line.curve].show_value(value, at is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names and values in the legend as far as there is room, then names alone, and the title gives way last."""
        super().resizeEvent(event)
        self.sentence.fit(self.size())
        self._arrange()

    def _arrange(self) -> None:
        """The most words that leave room for the legend: values are worth a second line where the plot stays high."""
        room, metrics = self.width() - 24, self._title.fontMetrics()
        second = [(2, False), (1, True)] if self.height() >= _HIGH else [(1, True), (2, False)]
        for lines, compact in ((1, False), *second, (2, True)):
            for title in (self.group.title, self.group.name):
                beside = room - metrics.horizontalAdvance(title) - 8
                if self._legend.fits(compact, beside, lines):
                    self._head(title, compact)
                    return
        self._head("", compact=True)

    def _head(self, title: str, compact: bool) -> None:
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._legend.set_compact(compact)

    # -- the curve that is spoken of ---------------------------------------------------------------------

    def _notice(self, curve: str) -> None:
        """Speak of `curve` and let the others stand back while it is pointed at; what was said stays said."""
        self._chosen = curve or self._chosen
        self._noticed = curve if curve in self.legend and self.legend[curve].isChecked() else ""
        for line in self.group.lines:
            self._colour(line)
        self._say()

    def _say(self) -> None:
        lines = self.group.lines
        chosen = next((line for line in lines if line.curve == self._chosen), None)
        line = chosen or next((line for line in lines if line.help), None)
        self.sentence.say(line)
        one_for_all = len({each.help for each in lines}) < 2  # no curve is marked where all have the same words
        self._legend.set_current("" if line is None or one_for_all else line.curve)

    def shut_down(self) -> None:
        """Take the plot apart in order: left to rng, its items can outlive their scene and crash."""
        self._curves = {}
        self._plot.close()

    # -- the cursor --------------------------------------------------------------------------------------

    def set_cursor(self, step: float | None) -> None:
        """Mark a moment; the legend reads the curves there. None: now."""
        self._cursor_at = step
        self._show_cursor()

    def set_hover(self, step: float | None) -> None:
        """Read the curves under the mouse instead, until it leaves."""
        self._hover_at = step
        self._show_cursor()

    def _show_cursor(self) -> None:
        step = self._hover_at if self._hover_at is not None else self._cursor_at
        self._cursor.setVisible(step is not None)
        if step is not None:
            self._cursor.setValue(step)
        self._write_legends()

    def _step_at(self, point: QPointF) -> float:
        return max(0.0, float(self._plot.getPlotItem().getViewBox().mapSceneToView(point).x()))

    def _clicked(self, event: MouseClickEvent) -> None:
        self.picked.emit(self._step_at(event.scenePos()))

    def _moved(self, point: QPointF) -> None:
        self.hovered.emit(self._step_at(point))

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None)
        super().leaveEvent(event)
