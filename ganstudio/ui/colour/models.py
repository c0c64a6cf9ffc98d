"""Which model colours, which are compared with it, and the moments of a run that is followed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.core.errors import StudioError
from ganstudio.drawing.marks import LINE
from ganstudio.export.library import entry
from ganstudio.studio.colour_models import TASKS
from ganstudio.studio.colouring import Colouring
from ganstudio.studio.inference import Answer
from ganstudio.ui.colour.patience import Patience
from ganstudio.ui.colour.strips import CompareStrip
from ganstudio.ui.follow_strip import FollowStrip
from ganstudio.ui.gallery.card import Card
from ganstudio.ui.gallery.gallery import Gallery
from ganstudio.ui.surface.easel import Easel

_COMPARED = 4


class Models(QObject):
    """A gallery to choose from, and the strips below the canvases. `none_to_compare` when there is no other model."""

    none_to_compare = Signal()

    def __init__(self, panel: QWidget, colouring: Colouring, easel: Easel) -> None:
        super().__init__(panel)
        self._colouring, self._easel = colouring, easel
        self.gallery = Gallery(panel, "Models that colour")
        self.follow_strip, self.compare_strip = FollowStrip(), CompareStrip()
        self._patience = Patience(easel)
        self.gallery.chosen.connect(self._choose)
        self.follow_strip.wanted.connect(colouring.look_at)
        self.compare_strip.chosen.connect(self._choose)
        colouring.compared.connect(self._show_compared)
        colouring.followed.connect(self.show_run)

    def open_below(self, anchor: QWidget) -> None:
        cards = []
        for choice in self._colouring.choices():
            card = Card(checkable=True)
            card.show_words(choice.title, choice.words)
            cards.append((choice.key, card))
        current = self._colouring.choice
        self.gallery.set_cards(cards, current.key if current else "")
        self.gallery.open_below(anchor, 340)

    def _choose(self, key: str) -> None:
        found = next((choice for choice in self._colouring.choices() if choice.key == key), None)
        if found is not None:
            self._colouring.choose(found)

    def compare(self, on: bool) -> None:
        """Show what the other models make of this drawing, or stop."""
        current = self._colouring.choice.key if self._colouring.choice else ""
        chosen = [each for each in self._colouring.choices() if on and each.key != current][:_COMPARED]
        models = [(choice.key, choice.title) for choice in chosen]
        self._patience.do("compare", lambda: self.compare_strip.set_models(models))
        self._colouring.compare(chosen)
        if on and not chosen:
            self.none_to_compare.emit()

    def _show_compared(self, answer: Answer) -> None:
        line = self._easel.painter.image(LINE) if self._colouring.params.keep_line else None
        self.compare_strip.show_result(answer.request.name, answer.colours, line, answer.milliseconds)

    def show_run(self, steps: list[int]) -> None:
        run, choice = self._colouring.run, self._colouring.choice
        title = choice.title if run is not None and choice is not None else ""
        self._patience.do("follow", lambda: self.follow_strip.follow(title, steps, self._colouring.step))


def is_model(path: Path) -> bool:
    """Whether it is a model that takes sketches."""
    if path.suffix.lower() != ".onnx":
        return False
    try:
        return entry(path).task in TASKS
    except (StudioError, OSError):
        return False  # Explore says what is wrong with it
