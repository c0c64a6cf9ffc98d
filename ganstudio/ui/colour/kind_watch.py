"""Tells, once per drawing, that it is of a kind the model has not learned: measured when the pen has rested."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import HINTS, LINE, Fill
from ganstudio.export import likeness
from ganstudio.studio.colouring import Colouring
from ganstudio.ui.colour.easel import Easel
from ganstudio.ui.colour.exporting import ink_of
from ganstudio.ui.colour.questions import Questions

REST_MS = 3000


class KindWatch(QObject):
    """Asks the model what it makes of the drawing without any dots, and speaks through `questions`."""

    def __init__(self, easel: Easel, colouring: Colouring, questions: Questions) -> None:
        super().__init__(questions)
        self._easel, self._colouring, self._questions = easel, colouring, questions
        self._told: Drawing | None = None
        self._asked: tuple[Drawing, int] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._measure)
        easel.drawing_changed.connect(self._rest.start)
        easel.stroke_started.connect(self._rest.stop)
        easel.stroke_finished.connect(self._rest.start)
        colouring.model_changed.connect(self._rest.start)
        colouring.measured.connect(self._take)

    def stop(self) -> None:
        self._rest.stop()

    def _measure(self) -> None:
        drawing, painter = self._easel.drawing, self._easel.painter
        if drawing is self._told or self._colouring.reference is None or self._is_filled():
            return
        share = likeness.SIDE / max(drawing.width, drawing.height)
        width, height = (max(1, round(side * share)) for side in (drawing.width, drawing.height))
        ink = likeness.fitted(ink_of(painter.scaled(LINE, width, height)))
        if likeness.is_enough(ink):
            self._asked = drawing, drawing.revision
            self._colouring.measure(ink)

    def _is_filled(self) -> bool:
        """Whether the person fills already."""
        return any(isinstance(mark, Fill) for mark in self._easel.drawing.on(HINTS))

    def _take(self, score: float) -> None:
        drawing, reference = self._easel.drawing, self._colouring.reference
        if score >= 0 or reference is None or self._asked != (drawing, drawing.revision) or self._easel.drawing_now:
            return
        if self._questions.tell_unlike(reference.learned):
            self._told = drawing
