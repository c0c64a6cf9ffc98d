"""The card of the model that is open, and the gallery that falls from it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.export.onnx_session import Model
from ganstudio.studio.studio import Studio
from ganstudio.ui.explore.choosing import cards_of, described
from ganstudio.ui.file_dialogs import ask_open
from ganstudio.ui.gallery.card import Card
from ganstudio.ui.gallery.gallery import Gallery


class ModelChoice(QObject):
    """`chosen` carries the path of a model."""

    chosen = Signal(object)

    def __init__(self, window: QWidget, studio: Studio) -> None:
        super().__init__(window)
        self._window, self._studio = window, studio
        self.card = Card()
        self.card.show_words("No model", "Choose one from your Library.")
        self.card.clicked.connect(self.open)
        self.gallery = Gallery(window, "Models")
        self.gallery.chosen.connect(lambda path: self.chosen.emit(Path(path)))
        self.gallery.add_action("Other file…", "open", self._choose_file)

    def show_model(self, model: Model) -> None:
        self.card.show_words(model.path.stem, described(model))

    def open(self) -> None:
        self._studio.library.refresh()
        current = self._studio.generation.model
        self.gallery.set_cards(cards_of(self._studio.library.models), str(current.path) if current else "")
        self.gallery.open_below(self.card)

    def _choose_file(self) -> None:
        ask_open(
            self._window, "Open a model", "ONNX models (*.onnx)", self.chosen.emit, str(self._studio.places.models)
        )
