"""The last word before Start."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ganstudio.engine.preflight import Problem
from ganstudio.ui import theme
from ganstudio.ui.parts import button, clear, restyle, wrapped


class Verdict(QFrame):
    """Ready with an estimate, or what is wrong and the click that mends it."""

    mended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "verdict")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 10, 12, 10)
        self._layout.setSpacing(6)
        self.problems: list[Problem] = []
        self._estimate = ""
        self._is_next = False

    @property
    def text(self) -> str:
        return " ".join([problem.message for problem in self.problems] or ["Ready.", self._estimate])

    def set_next(self, is_next: bool) -> None:
        """Whether a run is shown beside it, so that this is about another one."""
        if is_next != self._is_next:
            self._is_next = is_next
            self._show()

    def show_estimate(self, text: str) -> None:
        self._estimate = text
        self._show()

    def show_problems(self, problems: list[Problem]) -> None:
        self.problems = problems
        self._show()

    def _show(self) -> None:
        clear(self._layout)
        serious = any(problem.serious for problem in self.problems)
        ready_tone = "" if self._is_next else "good"
        restyle(self, "tone", "bad" if serious else "caution" if self.problems else ready_tone)
        for problem in self.problems:
            self._layout.addWidget(wrapped(problem.message, "bad" if problem.serious else "caution"))
            if problem.fix:
                mend = button(problem.fix, partial(self.mended.emit, problem), "check")
                self._layout.addWidget(mend)
        if not serious:
            colour = theme.colours().dim if self._is_next else theme.colours().good
            word = "Ready for the next run." if self._is_next else "Ready."
            ready = "" if self.problems else f'<span style="color:{colour}; font-weight:600">{word}</span> '
            if ready or self._estimate:
                self._layout.addWidget(wrapped(f"{ready}{self._estimate}"))
        self.setAccessibleName(self.text)
