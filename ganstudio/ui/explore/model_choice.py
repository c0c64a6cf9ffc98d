"""The card of the model that is open, and the galleries of what can be played with and of what can stand beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.player import Player
from ganstudio.core.runs import Run
from ganstudio.export.onnx_session import ForeignModelError, Model
from ganstudio.studio import run_models
from ganstudio.studio.studio import Studio
from ganstudio.ui.explore.choosing import RUN, card, cards_of, cards_of_runs, described
from ganstudio.ui.file_dialogs import ask_open
from ganstudio.ui.gallery.card import Card
from ganstudio.ui.gallery.gallery import Gallery
from ganstudio.ui.parts import button

_NOW, _RAW = "now", "raw"


class ModelChoice(QObject):
    """`chosen` carries the path of a model, or a Run; what stands beside it goes to the studio at once."""

    chosen = Signal(object)
    doubted = Signal(object)  # a ForeignModelError: what was said of an open file is to be said anew

    def __init__(self, window: QWidget, studio: Studio) -> None:
        super().__init__(window)
        self._window, self._studio = window, studio
        self.card = Card()
        self.card.show_words("No model", "Choose one from your Library.")
        self.card.clicked.connect(self.open)
        self.again = button(
            "It looks wrong…", self._doubt, kind="plain", tip="Say anew what this model takes and gives"
        )
        self.again.hide()
        self.gallery = Gallery(window, "Models")
        self.gallery.chosen.connect(lambda key: self.chosen.emit(_meant(key)))
        self.gallery.add_action("Other file…", "open", partial(self._choose_file, self.chosen.emit))
        self.beside = Gallery(window, "Models to stand beside it")
        self.beside.chosen.connect(self.put_beside)
        self.beside.add_action("Other file…", "open",
                               partial(self._choose_file, lambda path: self.put_beside(str(path))))  # fmt: skip

    def show_model(self, model: Player) -> None:
        name = model.path.stem if model.path.is_file() else str(model.card["name"])
        self.card.show_words(name, described(model))
        self.again.setVisible(bool(model.card.get("foreign")))

    def _doubt(self) -> None:
        if (model := self._studio.generation.model) is not None:
            self.doubted.emit(ForeignModelError(model.path))

    def open(self) -> None:
        model, run = self._studio.generation.model, self._studio.following.run
        current = f"{RUN}{run.folder}" if run is not None else str(model.path) if model is not None else ""
        self.gallery.set_cards(self._cards(), current)
        self.gallery.open_below(self.card)

    def open_beside(self, anchor: QWidget) -> None:
        """What can draw the same beside the model that is open."""
        own = []
        if self._studio.following.run is not None:
            own = [(_NOW, card("As it is shown now", "Stays while you go to other moments of its training")),
                   (_RAW, card("Not averaged", "The weights that learn, without their average over time"))]  # fmt: skip
        self.beside.set_cards([*own, *self._cards()], "")
        self.beside.open_below(anchor)

    def put_beside(self, key: str) -> None:
        title, load = self._beside(key)
        if load is not None:
            self._studio.generation.put_beside(f"{key} {title}" if key == _NOW else key, title, load)

    def _beside(self, key: str) -> tuple[str, Callable[[], Player] | None]:
        """What is meant by a card, and how it comes to be."""
        model, run = self._studio.generation.model, self._studio.following.run
        if key == _NOW:
            return (f"Step {int(model.card['step']):,}", lambda: model) if model is not None else ("", None)
        if key == _RAW:
            return ("Not averaged", lambda: run_models.of(run, averaged=False)) if run is not None else ("", None)
        meant = _meant(key)
        if isinstance(meant, Run):
            return meant.state().title, lambda: run_models.of(meant)
        return meant.stem, lambda: _opened(meant)

    def _cards(self) -> list[tuple[str, Card]]:
        self._studio.library.refresh()
        return [*cards_of(self._studio.library.models), *cards_of_runs(run_models.drawing(self._studio.store))]

    def _choose_file(self, then: Callable[[Path], object]) -> None:
        ask_open(self._window, "Open a model", "ONNX models (*.onnx)", then, str(self._studio.places.models))


def _opened(path: Path) -> Player:
    """A file that is known; who is to be asked about another one opens it by itself first. Raises StudioError."""
    try:
        return Model(path)
    except ForeignModelError as error:
        raise StudioError(error.message, "Open it by itself first: it then asks what it takes.") from None


def _meant(key: str) -> Path | Run:
    return Run(Path(key.removeprefix(RUN))) if key.startswith(RUN) else Path(key)
