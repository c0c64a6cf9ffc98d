"""The charts of a run side by side: those that follow from what it logs, as many as there is room for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ganstudio.core.curves import Group, with_best
from ganstudio.core.recipe import Recipe
from ganstudio.engine.charts import charts_of
from ganstudio.studio.training import Training
from ganstudio.ui.charts.legend import explained
from ganstudio.ui.chips import Chips
from ganstudio.ui.parts import column, frame

if TYPE_CHECKING:
    from ganstudio.ui.charts.chart import Chart

_TURN_MS = 180  # one chart each time: three at once would be felt
_NARROWEST = 264  # px of a chart
_GAP = 10


class ChartRow(QWidget):
    """Charts that find no room share the last place, where `chooser` turns from one to the next."""

    picked = Signal(float)  # the step that was clicked

    def __init__(self, training: Training) -> None:
        super().__init__()
        self._training = training
        self.charts: list[Chart] = []
        self._frames: dict[str, QFrame] = {}
        self._recipe: Recipe | None = None
        self._known: tuple[int, int | None] | None = None
        self._last = ""  # title of the chart in the last place
        self._log, self._smooth = False, True
        self.chooser = Chips("Chart at the right")
        self.chooser.chosen.connect(self._turn_to)
        self.chooser.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._timer = QTimer(self, interval=_TURN_MS)
        self._timer.timeout.connect(self._draw_next)
        self._loaded = False
        self._pending, self._turn = False, 0
        training.advanced.connect(self._mark_pending)

    def make(self) -> None:
        """Build the charts, or wait until they are looked at: called once what they are made of is loaded."""
        self._loaded = True
        if self.isVisible():
            self._make()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._make)  # the workspace comes to the front first

    def _make(self) -> None:
        if self._loaded and not self._timer.isActive():
            self._timer.start()
            self._follow_names()

    def show_run(self, recipe: Recipe | None) -> None:
        """Another run is shown, of `recipe`, or none at all."""
        self._recipe, self._known = recipe, None
        if self._timer.isActive():
            self._follow_names()
        self.each(lambda chart: chart.set_curves(self._training.history.curves))

    def each(self, do: Callable[[Chart], object]) -> None:
        for chart in self.charts:
            do(chart)

    # -- which charts ------------------------------------------------------------------------------------

    def _follow_names(self) -> None:
        """Lines and charts appear with the first number of their name."""
        names, best = self._training.history.curves.keys(), self._training.history.best
        if (len(names), best) == self._known:
            return
        self._known = (len(names), best)
        there = {chart.group.title: chart for chart in self.charts}
        groups = with_best(charts_of([self._recipe] if self._recipe is not None else [], names), best)
        self.charts = [self._renewed(there.pop(group.title, None), group) for group in groups]
        for chart in there.values():
            self._drop(chart)
        self._place()

    def _renewed(self, chart: Chart | None, group: Group) -> Chart:
        if chart is None:
            return self._made(group)
        chart.set_group(group)
        return chart

    def _made(self, group: Group) -> Chart:
        from ganstudio.ui.charts.chart import Chart

        chart = Chart(group)
        chart.set_smoothing(self._smooth)
        chart.set_log(self._log and not chart.is_bounded)
        chart.set_curves(self._training.history.curves)
        chart.picked.connect(self.picked)
        chart.hovered.connect(self._hover)
        self._frames[group.title] = frame("card", column(chart), (1, 1, 1, 1))
        return chart

    def _drop(self, chart: Chart) -> None:
        chart.shut_down()
        gone = self._frames.pop(chart.group.title)
        self._row.removeWidget(gone)
        gone.hide()
        gone.deleteLater()

    # -- where they are ----------------------------------------------------------------------------------

    @property
    def _room(self) -> int:
        """How many fit side by side."""
        return max(1, (self.width() + _GAP) // (_NARROWEST + _GAP))

    def _place(self) -> None:
        """Those that fit, in order; the others wait behind the last one."""
        alone = self.charts if len(self.charts) <= self._room else self.charts[: self._room - 1]
        sharing = self.charts[len(alone) :]
        last = next((chart for chart in sharing if chart.group.title == self._last), next(iter(sharing), None))
        for number, chart in enumerate(self.charts):
            card = self._frames[chart.group.title]
            if self._row.indexOf(card) != number:
                self._row.insertWidget(number, card, chart.group.width)
            card.setVisible(chart in alone or chart is last)
            chart.refresh()
        self._offer([chart.group for chart in sharing], last.group.title if last is not None else "")

    def _offer(self, groups: list[Group], current: str) -> None:
        self.chooser.setVisible(bool(groups))
        self.chooser.set_choices([(group.title, group.name, explained(group)) for group in groups], current)
        chips = self.chooser.chips.values()
        self.chooser.setFixedWidth(sum(chip.sizeHint().width() + 6 for chip in chips))

    def _turn_to(self, title: str) -> None:
        self._last = title
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    # -- drawing -----------------------------------------------------------------------------------------

    def _mark_pending(self) -> None:
        self._pending = True

    def _draw_next(self) -> None:
        if not self._pending or not self.isVisible():
            return
        self._follow_names()
        shown = [chart for chart in self.charts if chart.isVisible()]
        if shown:
            self._turn = (self._turn + 1) % len(shown)
            self._pending = self._turn != 0 or self._training.state == "running"
            shown[self._turn].refresh()

    def _hover(self, step: float | None) -> None:
        self.each(lambda chart: chart.set_hover(step))

    def set_cursor(self, step: float | None) -> None:
        self.each(lambda chart: chart.set_cursor(step))

    def set_log(self, on: bool) -> None:
        self._log = on
        self.each(lambda chart: chart.set_log(on and not chart.is_bounded))

    def set_smoothing(self, on: bool) -> None:
        self._smooth = on
        self.each(lambda chart: chart.set_smoothing(on))

    def restyle(self) -> None:
        self.each(lambda chart: chart.restyle())

    def shut_down(self) -> None:
        self._loaded = False
        self._timer.stop()
        self.each(lambda chart: chart.shut_down())
        self.charts = []
