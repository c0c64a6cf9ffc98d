"""The colours that a drawing has now, by how much of it they take: taken up, changed everywhere, or all swapped."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QMenu, QWidget

from ganstudio.drawing import recolouring
from ganstudio.drawing.marks import Colour
from ganstudio.export import carrying, region_palette
from ganstudio.export.region_palette import Group
from ganstudio.studio.inference import Answer
from ganstudio.studio.palettes import Palettes
from ganstudio.ui.chips import FlowLayout
from ganstudio.ui.colour.live import Live
from ganstudio.ui.colour.toolbox import Swatch
from ganstudio.ui.parts import button, column, heading
from ganstudio.ui.surface.easel import Easel

_CALM_MS = 350  # after the last change: nobody looks at it while the pen moves
_MOST = 14  # swatches
_SIDE = 30  # px


class DrawingPalette(QWidget):
    """`taken` carries a colour for the hand."""

    taken = Signal(tuple)

    def __init__(self, easel: Easel, live: Live, palettes: Palettes) -> None:
        super().__init__()
        self._easel, self._live, self._palettes = easel, live, palettes
        self.groups: list[Group] = []
        self._seen: Answer | None = None  # that these are groups of
        self.swatches: list[Swatch] = []
        self._flow, holder = FlowLayout(spacing=2), QWidget()
        holder.setLayout(self._flow)
        self.swap = button("Give it the palette above", self.swap_palette, tip=(
            "Every colour of the drawing becomes one of the chosen palette: dark ones stay darker than light ones"
        ))  # fmt: skip
        self.setLayout(column(heading("In this drawing"), holder, self.swap, spacing=6))
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self.look)
        live.told.connect(lambda _milliseconds: self._calm.start())
        live.settled.connect(self._calm.start)
        easel.stroke_started.connect(self._calm.stop)
        self.hide()

    def look(self) -> None:
        """Find the colours of the newest answer."""
        if self._easel.drawing_now:
            return  # its end brings finer regions, with other numbers
        self._seen, self.groups = self._live.answer, []
        if self._seen is not None and self._seen.regions is not None and self._seen.kept.tones is not None:
            self.groups = region_palette.groups(self._seen.regions, self._seen.kept.tones)
        self._show()

    def _show(self) -> None:
        for swatch in self.swatches:
            self._flow.removeWidget(swatch)
            swatch.hide()
            swatch.deleteLater()
        self.swatches = [self._made(group) for group in self.groups[:_MOST]]
        self.setVisible(bool(self.groups))
        self.updateGeometry()

    def _made(self, group: Group) -> Swatch:
        made = Swatch(_SIDE)
        made.set_colour(QColor(*group.colour))
        name = QColor(*group.colour).name()
        count = len(group.regions)
        made.setAccessibleName(f"Colour {name} of this drawing")
        made.setToolTip(f"{name} · {group.share:.0%} · {count} region{'s' if count > 1 else ''}")
        made.clicked.connect(lambda _on=False: self.menu(group).popup(made.mapToGlobal(QPoint(0, _SIDE))))
        self._flow.addWidget(made)
        made.show()
        return made

    def menu(self, group: Group) -> QMenu:
        """What can be done with one colour."""
        made = QMenu(self)
        made.aboutToHide.connect(made.deleteLater)
        made.addAction("Take this colour", partial(self.taken.emit, group.colour))
        hand = self._easel.hand.hint_colour
        made.addAction(
            f"Change it everywhere to the colour in the hand, {QColor(*hand).name()}",
            partial(self.change, {group: hand}),
        )
        return made

    def change(self, wanted: dict[Group, Colour]) -> None:
        """The regions of each group get its new colour, as one step."""
        seen, drawing = self._seen, self._easel.drawing
        if seen is None or seen.regions is None or seen.sheet is None or self._easel.drawing_now or self._is_past():
            return
        regions, sheet = seen.regions, seen.sheet
        dots = carrying.dots_of(sheet.hints, regions, regions.adjustments.locks)
        if marks := region_palette.changed(drawing, regions, drawing.width / regions.labels.shape[1], dots, wanted):
            drawing.do(*marks)

    def swap_palette(self) -> None:
        """Every group gets a colour of the palette that lies beside the canvas."""
        if self._is_past():
            self.look()
        new = recolouring.swapped_palette([group.colour for group in self.groups], self._palettes.current.colours)
        self.change({group: new[group.colour] for group in self.groups if group.colour in new})

    def _is_past(self) -> bool:
        """Whether the groups are of another drawing than the colours that are seen now."""
        now = self._live.answer
        return now is None or self._seen is None or now.request.serial != self._seen.request.serial
