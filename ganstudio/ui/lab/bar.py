"""The bar of the Lab: run, one step at a time, slowly, back; what is drawn; and what is taken away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QSlider, QWidget

from ganstudio.studio.lab import Lab
from ganstudio.ui import theme
from ganstudio.ui.lab.plane import Shown
from ganstudio.ui.parts import button, chip, label, row, tool

_SLOWEST = 2.0  # seconds that a phase is shown
_STEPS = 20


class LabBar(QWidget):
    """Its buttons ask the Lab; what they may do follows from its state."""

    def __init__(
        self, lab: Lab, attempt: Callable[[Callable[[], object]], object], run: Callable[[], object],
        more: list[tuple[str, Callable[[], object]]],
    ) -> None:  # fmt: skip
        """`attempt` does something, or tells why it cannot be done."""
        super().__init__()
        self._lab = lab

        def step(*phases: str) -> Callable[[], object]:
            return lambda: attempt(lambda: lab.step(*phases))

        self.setFixedHeight(54)
        self.start = button("Start", run, "play", "primary", "Begin, or go on (Space)")
        self.pause = button("Pause", lab.pause, "pause", tip="Stand still: step by hand, or go back (Space)")
        self.step_d = button("Step D", step("discriminator"), kind="chip", tip="Move the discriminator alone (D)")
        self.step_g = button("Step G", step("generator"), kind="chip", tip="Move the generator alone (G)")
        self.step = button("Step", step(), kind="chip", tip="One whole iteration: k steps of D, one of G (.)")
        self.back = tool("undo", lab.back, "Back to an earlier moment, kept every two seconds (B)")
        self.slow = QSlider(Qt.Orientation.Horizontal)
        self.slow.setRange(0, _STEPS)
        self.slow.setFixedWidth(56)
        self.slow.setAccessibleName("Slow motion")
        self.slow.setToolTip("Slow motion: each network's turn is shown by itself")
        self.slow.valueChanged.connect(self._set_pace)
        self.more = tool("more", self._open_more, "Save, compare all losses")
        self._menu = QMenu(self.more)
        for title, act in more:
            self._menu.addAction(title, act)
        tools = row(self.start, self.pause, 6, self.step_d, self.step_g, self.step, self.back, 6,
                    label("Slow", "dim", 12), self.slow, None, self.more, spacing=6)  # fmt: skip
        tools.setContentsMargins(theme.PADDING, 0, theme.PADDING, 0)
        self.setLayout(tools)
        self.show_state()

    def _set_pace(self, value: int) -> None:
        self._lab.set_pace(_SLOWEST * (value / _STEPS) ** 2)

    def show_state(self) -> None:
        """Offer what makes sense."""
        state = self._lab.state
        running = state == "running"
        self.start.setVisible(not running)
        self.start.setText("Go on" if state == "paused" else "Start")
        self.pause.setVisible(running)
        self.back.setEnabled(state in ("running", "paused"))

    def _open_more(self) -> None:
        self._menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))

    def restyle(self) -> None:
        self.start.setIcon(theme.icon("play", theme.colours().on_accent))
        self.pause.setIcon(theme.icon("pause", theme.colours().text))


class ShownChips(QWidget):
    """What is drawn; `changed` carries a `Shown`."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.belief = chip("D", lambda _on: self._tell(), True, "Where the discriminator sees real points it glows")
        self.arrows = chip("Arrows", lambda _on: self._tell(), True, "Where D's slope would move generated points")
        self.mesh = chip("Mesh", lambda _on: self._tell(), True, "How the generator bends its plane of numbers")
        self.averaged = chip(
            "Averaged", lambda _on: self._tell(), False, "The averaged generator (EMA), not the live one"
        )
        self.mesh.hide()  # until somebody has a plane to bend
        line = row(self.belief, self.arrows, self.mesh, self.averaged, spacing=6)
        self.setLayout(line)

    def suit(self, lab: Lab) -> None:
        """What has no meaning on a line, or for many latent numbers, is not there."""
        plane = lab.distribution.dimensions == 2
        for each in (self.belief, self.arrows):
            each.setVisible(plane)
        self.mesh.setVisible(plane and any(lab.values(n)[0]["latent"] == 2 for n in range(len(lab.sides))))

    @property
    def shown(self) -> Shown:
        return Shown(
            self.belief.isChecked(), self.arrows.isChecked(), self.mesh.isChecked(), self.averaged.isChecked()
        )  # fmt: skip

    def _tell(self) -> None:
        self.changed.emit(self.shown)
