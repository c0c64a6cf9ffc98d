"""Is it memorised? The pictures that are shown, each beside the training pictures that are likest."""

from __future__ import annotations

import threading
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.core.player import Player
from ganstudio.core.text import counted, readable
from ganstudio.data.sets.dataset import DataSet
from ganstudio.launch.memorised import Answer
from ganstudio.studio import memorised
from ganstudio.studio.drawn import refusal
from ganstudio.studio.playing import Request
from ganstudio.studio.studio import Studio
from ganstudio.ui.explore.memorised_parts import Heads, Likest, ShareLine, side_of
from ganstudio.ui.parts import CalmComboBox, button, column, frame, label, row, wrapped
from ganstudio.ui.train.bar import ProgressLine

_OWN = "What it learned from"
_ROOM, _ROOM_OF_ONE = 96, 136  # px of a picture at most
_STOPPED = "Stopped before anything was found. Choose the pictures again to begin anew."


class _Told(QObject):
    advanced = Signal(object, float, str)


class MemorisedDialog(QDialog):
    """Looks as soon as it opens, in a thread; another set of pictures is another look."""

    def __init__(self, parent: QWidget, studio: Studio, model: Player, request: Request) -> None:
        super().__init__(parent)
        self.setWindowTitle("Is it memorised?")
        self.resize(940, 640 if request.count > 1 else 350)
        self._studio, self._model, self._request = studio, model, request
        self._stop = threading.Event()
        self._told = _Told()
        self._told.advanced.connect(self._advance)
        self.answer: Answer | None = None
        self._lay_out()
        self._offer_sets()
        self.sets.currentIndexChanged.connect(lambda _index: self.look())
        self.finished.connect(self._leave)
        self.look()

    def _lay_out(self) -> None:
        self.words = wrapped("", "", 14)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.basis = wrapped("", "faint", 11)
        self.line, self.progress = ShareLine(), ProgressLine()
        self.rows = QScrollArea()
        self.rows.setWidgetResizable(True)
        self.rows.setFrameShape(QFrame.Shape.NoFrame)
        self.rows.setAccessibleName("Pictures and the nearest training pictures")
        self.sets = CalmComboBox()
        self.sets.setAccessibleName("The pictures that are compared with")
        self.sets.setMinimumWidth(220)
        self.end = button("Cancel", self._end)
        content = column(
            self.words, self.line, self.progress, frame("stage", column(self.rows), (16, 10, 8, 10)), self.basis,
            row(label("Compare with", "dim", 12), self.sets, None, self.end), spacing=12,
        )  # fmt: skip
        content.setContentsMargins(20, 18, 20, 16)
        content.setStretch(3, 1)
        self.setLayout(content)
        self.line.hide()

    def _offer_sets(self) -> None:
        self._studio.pictures.refresh()
        self.sets.addItem(_OWN, None)
        for data in memorised.suited(self._studio.pictures.sets):
            self.sets.addItem(readable(data.title), data)

    # -- looking -----------------------------------------------------------------------------------------

    def look(self) -> None:
        """Compare with the set that is chosen."""
        self._stop.set()
        self._stop = stop = threading.Event()
        self.answer = None
        self._tell("Looking for the likest training pictures…")
        self.end.setText("Cancel")
        data: DataSet | None = self.sets.currentData()
        self._studio.jobs.in_thread("Looking for memorised pictures", partial(self._found, data, stop),
                                    partial(self._done, stop))  # fmt: skip

    def _found(self, data: DataSet | None, stop: threading.Event) -> Answer | StudioError | None:
        """In a thread."""
        studio, tell = self._studio, partial(self._told.advanced.emit, stop)
        try:
            return memorised.checked(
                self._model, self._request, data, studio.store, studio.places, tell, stop.is_set
            )  # fmt: skip
        except Stopped:
            return None
        except Exception as error:
            return refusal(error)

    def _advance(self, stop: threading.Event, share: float, words: str) -> None:
        if stop is self._stop and not stop.is_set():
            self.progress.set_share(share)
            self.words.setText(f"{words}…")

    def _done(self, stop: threading.Event, found: Answer | StudioError | None) -> None:
        if stop is not self._stop or stop.is_set():
            return
        stop.set()
        self.end.setText("Close")
        if isinstance(found, Answer):
            self._show(found)
        elif found is not None:
            self._tell(found.message, found.hint)

    def _end(self) -> None:
        """Give up what is under way, or close."""
        if self._stop.is_set():
            self.reject()
            return
        self._stop.set()
        self.end.setText("Close")
        self._tell(_STOPPED)

    def _leave(self, _result: int) -> None:
        self._stop.set()
        self.deleteLater()

    # -- what is shown -----------------------------------------------------------------------------------

    def _tell(self, words: str, basis: str = "") -> None:
        """Words alone."""
        self.words.setText(words)
        self.basis.setText(basis)
        self.line.show_share(None)
        self.progress.set_share(0.0)
        self.progress.setVisible(not self._stop.is_set())
        self.rows.takeWidget()

    def _show(self, answer: Answer) -> None:
        self.answer = answer
        self._tell(answer.verdict, " ".join(each for each in (answer.words, answer.note) if each))
        self.line.show_share(answer.judged.nearer, answer.kind)
        one = len(answer.samples) == 1  # which the verdict says all about
        side = side_of(answer.samples.shape[3], _ROOM_OF_ONE if one else _ROOM)
        rows = [Likest(answer.samples[number], nearest, side, () if one else answer.said(int(number)))
                for number, nearest in zip(answer.rows, answer.neighbours, strict=True)]  # fmt: skip
        more = len(answer.samples) - len(rows)
        last = [label(f"{counted(more, 'picture')} more, less near.", "faint", 12)] if more else []
        inner = QWidget()
        inner.setLayout(column(Heads(side), *rows, *last, None, spacing=4))
        self.rows.setWidget(inner)
