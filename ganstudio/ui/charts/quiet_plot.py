"""A pyqtgraph plot without anything that shouts: faint axes, no menu, no buttons, no own mouse."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from ganstudio.core.curves import Mark
from ganstudio.ui import theme

_FAINT, _FAINTEST = 70, 16  # of 255: raw curves of few and of many points
_BEHIND = 80  # of smoothed curves while another is looked at
_DENSE = 200  # points from which on they become fainter
MARK_HEIGHT = 16  # px of the words of a mark
pg.setConfigOption("exitCleanup", False)  # it walks every object at exit; `Chart.shut_down` is enough


def made_plot() -> pg.PlotWidget:
    plot = pg.PlotWidget(background=None, enableMenu=False)  # a menu that nobody opens is half of what a plot costs
    plot.setFrameStyle(0)
    plot.setMinimumHeight(64)
    plot.hideButtons()
    plot.setMouseEnabled(False, False)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setCursor(Qt.CursorShape.CrossCursor)
    item = plot.getPlotItem()
    item.setContentsMargins(4, 2, 10, 0)
    for side in ("left", "bottom"):
        axis = item.getAxis(side)
        axis.setStyle(tickLength=0, tickTextOffset=4, tickFont=theme.font(10), maxTickLevel=0)
        axis.enableAutoSIPrefix(False)
    item.getAxis("left").setWidth(38)
    item.getAxis("bottom").setHeight(16)
    item.getAxis("bottom").setStyle(tickAlpha=0)
    return plot


def dress(plot: pg.PlotWidget) -> None:
    """Give it the colours of the present palette."""
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


def made_curve(plot: pg.PlotWidget) -> tuple[pg.PlotDataItem, pg.PlotDataItem]:
    """The raw curve and the smoothed one over it."""
    options = {"autoDownsample": True, "downsampleMethod": "peak", "clipToView": True, "skipFiniteCheck": False}
    raw, smooth = pg.PlotDataItem(**options), pg.PlotDataItem(**options, antialias=True)
    plot.addItem(raw)
    plot.addItem(smooth)
    smooth.setZValue(1)  # over the raw ones of all lines
    return raw, smooth


def colour(raw: pg.PlotDataItem, smooth: pg.PlotDataItem, tone: str, points: int = 0, behind: bool = False) -> None:
    """`points` of the raw curve: the more lie over each other, the fainter each is. `behind`: another is looked at."""
    clear = QColor(getattr(theme.colours(), tone))
    faint = QColor(clear)
    faint.setAlpha(max(_FAINTEST, round(_FAINT * min(1.0, math.sqrt(_DENSE / max(1, points))))))
    if behind:
        clear.setAlpha(_BEHIND)
        faint.setAlpha(_FAINTEST)
    raw.setPen(pg.mkPen(faint, width=1))
    smooth.setPen(pg.mkPen(clear, width=1))  # wider lines cost ten times more to draw


def made_mark(mark: Mark, log: bool) -> pg.InfiniteLine:
    """A dashed level with its name, or a moment."""
    c = theme.colours()
    if mark.at_step:
        return _made_moment(mark)
    pen = pg.mkPen(c.faint, width=1, style=Qt.PenStyle.DashLine)
    # Above the line, where the chart leaves room for it: what nears a ceiling does so from below.
    words = {"position": 1.0, "anchors": [(1, 1), (1, 1)], "color": c.dim, "movable": False}
    value = math.log10(mark.value) if log else mark.value
    made = pg.InfiniteLine(value, angle=0, pen=pen, label=mark.name, labelOpts=words)
    made.label.setFont(theme.font(10))
    made.label.textItem.document().setDocumentMargin(1)
    return made


def _made_moment(mark: Mark) -> pg.InfiniteLine:
    """A dotted upright with its name at the top."""
    c = theme.colours()
    words = {"position": 0.96, "anchors": [(-0.15, 0), (-0.15, 0)], "color": c.good, "movable": False}
    pen = pg.mkPen(c.good, width=1, style=Qt.PenStyle.DotLine)
    made = pg.InfiniteLine(mark.value, angle=90, pen=pen, label=mark.name, labelOpts=words)
    made.label.setFont(theme.font(10))
    made.label.textItem.document().setDocumentMargin(1)
    return made
