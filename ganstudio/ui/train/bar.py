"""The bar of a run: its verbs as plain words, its numbers, its progress as a thin line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ganstudio.core.history import History
from ganstudio.studio.run_models import DRAW, PLAY
from ganstudio.ui import theme
from ganstudio.ui.parts import button, dress, row

_DEAF_MS = 600  # a second click that was meant for what was there before
_BUSY = ("loading", "running", "paused", "stopping")


class ProgressLine(QWidget):
    """How much of the budget is used."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(3)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Progress")

    def set_share(self, share: float) -> None:
        if share != self._share:
            self._share = share
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, 3)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colours().line))
        painter.fillRect(QRectF(0, 0, self.width() * self._share, 3), QColor(theme.colours().accent))


class Numbers(QWidget):
    """Words and bold numbers in turn, at the right; painted, since a label would lay the window out anew each time."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_parts(self, parts: list[tuple[str, str]]) -> None:
        """(text, style) pairs; a style is "dim" or "strong"."""
        if parts != self._parts:
            self._parts = parts
            self.setAccessibleName(self.text())
            self.update()

    def text(self) -> str:
        return "".join(text for text, _ in self._parts)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        fonts = {"dim": theme.font(), "strong": theme.font(13, QFont.Weight.DemiBold)}
        x = float(self.width())
        for text, style in reversed(self._parts):
            width = QFontMetricsF(fonts[style]).horizontalAdvance(text)
            x -= width
            if x < 0:  # what comes last matters most
                break
            painter.setFont(fonts[style])
            painter.setPen(QColor(theme.colours().text if style == "strong" else theme.colours().dim))
            painter.drawText(QRectF(x, 0, width + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, text)


_USES = {
    DRAW: ("Draw with it", "colour", "Colour a drawing with what this run has learned"),
    PLAY: ("Play with it", "explore", "Explore what this run has learned, while it learns"),
}


class RunBar(QWidget):
    """Buttons call what they are given; numbers come from a history."""

    def __init__(
        self, start: Callable[[], object], pause: Callable[[], object], go_on: Callable[[], object],
        stop: Callable[[], object], sample: Callable[[], object], save: Callable[[], object],
        export: Callable[[], object], new: Callable[[], object], use: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self.start = button("Start", start, "play", "primary", "Begin this run (Ctrl+Return)")
        self.pause = button("Pause", pause, "pause", tip="Pause: the run is saved and waits (Space)")
        self.resume = button("Resume", go_on, "resume", "primary", "Go on where it stopped (Space)")
        self.stop = button("Stop", stop, "stop", tip="Stop and save")
        self.sample = button("Sample now", sample, tip="Draw the grid now")
        self.save = button("Save now", save, tip="Save a checkpoint now")
        self.export = button("Export", export, "export", tip="One ONNX file that works in other programs")
        self.use = button(_USES[DRAW][0], use, _USES[DRAW][1], tip=_USES[DRAW][2])
        self.new = button("New run", new, "plus", tip="Set this run aside and prepare another")
        self._deaf: set[QPushButton] = set()
        self._wait = QTimer(self, singleShot=True, interval=_DEAF_MS)
        self._wait.timeout.connect(self._hear)
        self.numbers = Numbers()
        self.progress = ProgressLine()
        top = QWidget()
        top.setFixedHeight(54)
        buttons = row(
            self.start, self.resume, self.pause, self.stop, self.sample, self.save, self.export, self.use, self.new,
            self.numbers,
        )  # fmt: skip
        buttons.setStretch(buttons.count() - 1, 1)
        buttons.setContentsMargins(theme.PADDING, 0, theme.PADDING, 0)
        top.setLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(self.progress)
        self.show_state("none", mine=False, may_start=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for each in (self.start, self.resume):  # one place, one width
            each.setMinimumWidth(max(self.start.sizeHint().width(), self.resume.sizeHint().width()))

    def show_state(self, state: str, mine: bool, may_start: bool, use: str = "") -> None:
        """Offer what makes sense in this state; `use`: what can be done with what the run has learned, "" for nothing.

        Play, pause and stop keep their places, and what comes where something else was waits a moment: a button
        never becomes another one under the pointer.
        """
        busy = mine and state in _BUSY
        watching = not mine and state in ("running", "paused")
        ended = not busy and not watching and state != "none"
        plays = state == "none" or (state == "loading" and mine)
        self.start.setVisible(plays or (mine and state in ("running", "stopping")))
        self.start.setEnabled(may_start and state == "none")
        self.resume.setVisible(ended or watching or (mine and state == "paused"))
        self.resume.setEnabled(not watching)
        self.pause.setEnabled(mine and state == "running")
        self.stop.setEnabled(busy and state != "stopping")
        for each, wanted, possible in (
            (self.sample, busy, state in ("running", "paused")), (self.save, busy, state in ("running", "paused")),
            (self.export, ended, True), (self.use, bool(use), True), (self.new, ended or watching, True),
        ):  # fmt: skip
            self._offer(each, wanted, possible)
        if use:
            words, icon, tip = _USES[use]
            self.use.setText(words)
            self.use.setToolTip(tip)
            dress(self.use, icon, "text")

    def _offer(self, each: QPushButton, wanted: bool, possible: bool) -> None:
        """Show a button, deaf at first where it comes anew."""
        comes = wanted and each.isHidden() and self.isVisible()
        each.setVisible(wanted)
        each.setEnabled(possible and not comes and each not in self._deaf)
        if comes and possible:
            self._deaf.add(each)
            self._wait.start()
        elif not (wanted and possible):
            self._deaf.discard(each)

    def _hear(self) -> None:
        for each in self._deaf:
            each.setEnabled(True)
        self._deaf.clear()

    def shut_down(self) -> None:
        self._wait.stop()

    def restyle(self) -> None:
        for each, name in ((self.start, "play"), (self.resume, "resume")):
            each.setIcon(theme.icon(name, theme.colours().on_accent))
        for each, name in (
            (self.pause, "pause"),
            (self.stop, "stop"),
            (self.new, "plus"),
            (self.export, "export"),
        ):
            each.setIcon(theme.icon(name, theme.colours().text))

    def show_numbers(self, history: History, busy: bool, noun: str = "img") -> None:
        self.progress.set_share(history.progress)
        parts: list[tuple[str, str]] = []

        def say(before: str, number: str, after: str = "") -> None:
            parts.extend([(f"     {before}", "dim"), (number, "strong"), (after, "dim")])

        if history.step:
            epochs = (history.total_steps or 0) / max(1, history.steps_per_epoch)
            epoch = f"{history.epoch:.1f}" if history.epoch < 10 else f"{history.epoch:.0f}"
            say("epoch ", epoch, f" of {epochs:.0f}" if epochs >= 1 else "")
            say("step ", f"{history.step:,}")
        if busy and history.pictures_per_second:
            say("", f"{history.pictures_per_second:,.0f}", f" {noun}/s")
        if busy and history.seconds_left is not None and history.step:
            say("", clock(history.seconds_left), " left")
        elif history.seconds:
            say("", clock(history.seconds), " trained")
        self.numbers.show_parts(parts)


def clock(seconds: float) -> str:
    """1:05, 2:00:07."""
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"
