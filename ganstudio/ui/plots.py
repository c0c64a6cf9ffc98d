"""Quiet live charts: the raw curve faint, the smoothed one clear, one cursor for all."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ganstudio.core.history import Curve, Floats
from ganstudio.ui import theme
from ganstudio.ui.legend import LegendEntry, Line
from ganstudio.ui.parts import label

pg.setConfigOption("exitCleanup", False)  # it walks every object at exit; `shut_down` is enough
_SMOOTHING = 60  # points to each side, at most
_BINS = 600


class Chart(QWidget):
    """One card of curves over steps. `picked` carries the step under a click or drag of the cursor."""

    picked = Signal(float)
    hovered = Signal(object)  # the step under the mouse, None when it leaves

    def __init__(self, title: str, lines: tuple[Line, ...], bounds: tuple[float, float] | None = None) -> None:
        super().__init__()
        self._lines, self._bounds = lines, bounds
        self._curves: Mapping[str, Curve] = {}
        self._drawn: dict[str, int] = {}
        self._smooth, self._log = True, False
        self._cursor_at: float | None = None
        self._hover_at: float | None = None
        self._view: tuple[float, float, float] = (0.0, 0.0, 0.0)  # last step, lowest and highest value in view
        self.setAccessibleName(title)
        self._plot = self._made_plot()
        self._items = {line.curve: self._made_items(line) for line in lines}
        self.legend = {line.curve: self._made_legend(line) for line in lines}
        top = QWidget()
        top.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        )  # a long legend may be cut, the window not pushed
        head = QHBoxLayout(top)
        head.setContentsMargins(12, 8, 8, 0)
        head.setSpacing(8)
        self._title = label(title, size=12, weight=theme.font(12).Weight.DemiBold)
        self._title.setVisible(bool(title))
        head.addWidget(self._title)
        for entry in self.legend.values():
            head.addWidget(entry)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(self._plot)

    @property
    def is_bounded(self) -> bool:
        """Whether its values have a fixed range, so that a log scale says nothing."""
        return self._bounds is not None

    # -- building ----------------------------------------------------------------------------------------

    def _made_plot(self) -> pg.PlotWidget:
        plot = pg.PlotWidget(background=None)
        plot.setFrameStyle(0)
        plot.setMinimumHeight(64)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = plot.getPlotItem()
        item.setContentsMargins(4, 2, 10, 0)
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setStyle(tickLength=0, tickTextOffset=4, tickFont=theme.font(10), maxTickLevel=0)
            axis.enableAutoSIPrefix(False)
        item.getAxis("left").setWidth(38)
        item.getAxis("bottom").setHeight(16)
        item.getAxis("bottom").setStyle(tickAlpha=0)
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        plot.addItem(self._cursor, ignoreBounds=True)
        plot.scene().sigMouseClicked.connect(self._clicked)
        plot.scene().sigMouseMoved.connect(self._moved)
        plot.setCursor(Qt.CursorShape.CrossCursor)
        self._dress(plot)
        return plot

    def _dress(self, plot: pg.PlotWidget) -> None:
        c = theme.colours()
        plot.setBackground(QColor(c.raised))
        for side in ("left", "bottom"):
            axis = plot.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(None))
            axis.setTextPen(pg.mkPen(c.faint))
            axis.setTickPen(pg.mkPen(None))
        axis = plot.getPlotItem().getAxis("left")
        axis.setGrid(28)
        axis.setTickPen(pg.mkPen(c.line))
        self._cursor.setPen(pg.mkPen(c.faint, width=1))

    def _made_items(self, line: Line) -> tuple[pg.PlotDataItem, pg.PlotDataItem]:
        options = {
            "autoDownsample": True,
            "downsampleMethod": "peak",
            "clipToView": True,
            "skipFiniteCheck": False,
        }
        raw, smooth = pg.PlotDataItem(**options), pg.PlotDataItem(**options, antialias=True)
        self._plot.addItem(raw)
        self._plot.addItem(smooth)
        self._colour(line, raw, smooth)
        return raw, smooth

    def _colour(self, line: Line, raw: pg.PlotDataItem, smooth: pg.PlotDataItem) -> None:
        clear = QColor(getattr(theme.colours(), line.colour))
        faint = QColor(clear)
        faint.setAlpha(70)
        raw.setPen(pg.mkPen(faint, width=1))
        smooth.setPen(pg.mkPen(clear, width=1))  # wider lines cost ten times more to draw

    def _made_legend(self, line: Line) -> LegendEntry:
        made = LegendEntry(line)
        made.toggled.connect(lambda on: self._show_line(line, on))
        return made

    # -- showing -----------------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Take the colours of the present palette."""
        self._dress(self._plot)
        for line in self._lines:
            self._colour(line, *self._items[line.curve])
        self._write_legends()

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
        self.refresh()

    def refresh(self) -> None:
        """Draw what has come since the last time."""
        if not self.isVisible() and self._drawn:
            return
        for line in self._lines:
            curve = self._curves.get(line.curve)
            count = len(curve) if curve is not None else 0
            if count != self._drawn.get(line.curve):
                self._drawn[line.curve] = count
                self._draw(line, curve)
        self._fit()
        self._write_legends()

    def _draw(self, line: Line, curve: Curve | None) -> None:
        raw, smooth = self._items[line.curve]
        steps, values = _clean(curve, self._log)
        if self._smooth and len(values) > 20:
            raw.setData(steps, values)
            smooth.setData(*smoothed(*binned(steps, values)))
        else:
            raw.setData([], [])
            smooth.setData(steps, values)

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
        shown = [line for line in self._lines if self.legend[line.curve].isChecked()]
        data = [_clean(self._curves.get(line.curve), self._log) for line in shown]
        last = max((float(steps[-1]) for steps, _ in data if len(steps)), default=0.0)
        if self._bounds is not None and not self._log:
            return last, *self._bounds
        values = np.concatenate([values[:: max(1, len(values) // 2000)] for _, values in data] or [np.empty(0)])
        if not len(values):
            return last, 0.0, 1.0
        low, high = np.quantile(np.log10(values) if self._log else values, (0.005, 0.995))
        return last, float(low), float(max(high, low + 1e-6))

    def _show_line(self, line: Line, on: bool) -> None:
        for item in self._items[line.curve]:
            item.setVisible(on)
        self._fit()
        self._write_legends()

    def _write_legends(self) -> None:
        for line in self._lines:
            curve = self._curves.get(line.curve)
            value = math.nan
            at = self._hover_at if self._hover_at is not None else self._cursor_at
            if curve is not None and len(curve):
                value = curve.at(at) if at is not None else _recent(curve)
            self.legend[line.curve].show_value(value, at is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names and values in the legend as far as there is room, then names alone, and the title gives way last."""
        super().resizeEvent(event)
        room = self.width() - 24
        title = self._title.sizeHint().width() + 8 if self._title.text() else 0
        full, bare = (sum(each.width_of(compact) + 8 for each in self.legend.values()) for compact in (False, True))
        compact = title + full > room
        self._title.setVisible(bool(self._title.text()) and (not compact or title + bare <= room))
        for each in self.legend.values():
            each.set_compact(compact)

    def shut_down(self) -> None:
        """Take the plot apart in order: left to chance, its items can outlive their scene and crash."""
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


def binned(steps: Floats, values: Floats) -> tuple[Floats, Floats]:
    """At most a few thousand averages of neighbours: more cannot be seen, and would be slow to smooth."""
    width = len(values) // _BINS
    if width < 2:
        return steps, values
    whole = len(values) // width * width
    return steps[:whole].reshape(-1, width).mean(axis=1), values[:whole].reshape(-1, width).mean(axis=1)


def smoothed(steps: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Weighted average over neighbours on both sides: calm, and not late."""
    reach = max(4, min(len(values) // 12, _SMOOTHING))
    kernel = np.hanning(2 * reach + 1)
    weights = np.convolve(np.ones(len(values)), kernel, mode="same")
    return steps, np.convolve(values, kernel, mode="same") / np.maximum(weights, 1e-9)


def _clean(curve: Curve | None, log: bool) -> tuple[Floats, Floats]:
    """Points that can be drawn: a loss that was not computed in a step, or is not positive on a log scale, is not."""
    if curve is None or not len(curve):
        return np.empty(0), np.empty(0)
    keep = np.isfinite(curve.values)
    if log:
        keep &= curve.values > 0
    return curve.steps[keep], curve.values[keep]


def _recent(curve: Curve) -> float:
    values = curve.values[-20:]
    values = values[np.isfinite(values)]
    return float(values.mean()) if len(values) else math.nan
