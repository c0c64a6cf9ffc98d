"""Which model changes the pictures: those in the box, one's own, and runs that may become some."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.core.runs import Run
from ganstudio.studio import translation_models
from ganstudio.studio.attempts import attempt
from ganstudio.studio.studio import Studio
from ganstudio.studio.translation_models import Choice
from ganstudio.ui.file_dialogs import ask_open
from ganstudio.ui.gallery.card import Card
from ganstudio.ui.gallery.gallery import Gallery
from ganstudio.ui.translate.welcome import TRAIN
from ganstudio.ui.workspace import ExportRun

_RUN = "run:"


class Models(QObject):
    """A gallery to choose from. `asked` carries the Request that a run be exported: it is opened when it is."""

    failed = Signal(object)
    asked = Signal(object)
    train_wanted = Signal()

    def __init__(self, panel: QWidget, studio: Studio) -> None:
        super().__init__(panel)
        self._panel, self._studio = panel, studio
        self._choices: dict[str, Choice] = {}
        self._runs: dict[str, Run] = {}
        self.gallery = Gallery(panel, "Models that change pictures")
        self.gallery.chosen.connect(self._choose)
        self.gallery.add_action("Other file…", "open", self.choose_file)
        self.gallery.add_action(TRAIN, "train", self.train_wanted.emit)

    def open_below(self, anchor: QWidget) -> None:
        translating = self._studio.translating
        self._choices = {each.key: each for each in translating.choices()}
        runs = translation_models.runs(self._studio.store, self._choices.values())
        self._runs = {f"{_RUN}{run.id}": run for run in runs}
        cards = [(key, _card(choice.title, choice.words)) for key, choice in self._choices.items()]
        cards += [(key, _run_card(run)) for key, run in self._runs.items()]
        current = translating.ready.choice.key if translating.ready is not None else ""
        self.gallery.set_cards(cards, current)
        self.gallery.open_below(anchor)

    def _choose(self, key: str) -> None:
        if key in self._runs:
            self.asked.emit(ExportRun(self._runs[key]))
        elif key in self._choices:
            self._studio.translating.choose(self._choices[key])

    def choose_file(self) -> None:
        ask_open(self._panel, "Open a model", "ONNX models (*.onnx)", self._open, str(self._studio.places.models))

    def _open(self, path: Path) -> None:
        attempt(lambda: self._studio.translating.open(path), self.failed.emit)


def _card(title: str, words: str, remark: str = "") -> Card:
    card = Card(checkable=True)
    card.show_words(title, words, remark)
    return card


def _run_card(run: Run) -> Card:
    state = run.state()
    return _card(state.title, f"A run: {state.state}, step {state.step:,}", "Exported first, then used here")
