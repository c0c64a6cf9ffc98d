"""A folder of drawings coloured with the model and the hints of the canvas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ganstudio.core.controls import Network
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.text import counted
from ganstudio.drawing.scans import CleanParams
from ganstudio.export import carrying_files, picture_files
from ganstudio.export.carrying_files import Carried, Example
from ganstudio.export.picture_files import Outcome
from ganstudio.studio.file_memory import Folders
from ganstudio.studio.studio import Studio
from ganstudio.ui.chips import Chips
from ganstudio.ui.control_widgets import Switch
from ganstudio.ui.file_dialogs import ask_folder
from ganstudio.ui.parts import ElidedLabel, button, label, row, wrapped
from ganstudio.ui.train.bar import ProgressLine

_NOTHING, _DOTS, _ALIKE = "nothing", "dots", "alike"
_WAYS = {
    _NOTHING: ("The model", "Each drawing as the model means it."),
    _DOTS: ("The dots", "The same dots as on the canvas, stretched over every drawing."),
    _ALIKE: (
        "The drawing here",
        "Frames or sheets of one figure, in the order of their names: regions are found again, and get their colours.",
    ),
}


class _Told(QObject):
    """Brings what the thread says to the window."""

    done = Signal(int, int, object)


class BatchDialog(QDialog):
    """Choose two folders, start, watch; can be stopped at any picture.

    `hints` H x W x 4 are the dots of the canvas, `example` the coloured drawing on it, if it is one.
    """

    def __init__(
        self, parent: QWidget, studio: Studio, hints: Pixels, folders: Folders, example: Example | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Colour a folder of drawings")
        self.setMinimumWidth(520)
        self._studio, self._hints, self._folders, self._example = studio, hints, folders, example
        self.source: Path | None = None
        self.out: Path | None = None
        self._stopped, self._running = False, False
        self._problems: list[str] = []
        self._steady: list[float] = []
        self._told = _Told()
        self._told.done.connect(self._advance)
        self._from, self._to = ElidedLabel("none chosen", "dim", 13), ElidedLabel("none chosen", "dim", 13)
        self.clean = Switch("Clean up scans", "Evens the paper and leaves out dirt before colouring.")
        self.meaning = wrapped("", "faint", 12)
        self.by = Chips("What their colours follow")
        self.by.chosen.connect(self._follow)
        self._follow(_DOTS if hints[..., 3].any() else _NOTHING)
        self.progress, self.words = ProgressLine(), wrapped("", "dim", 12)
        self.progress.hide()
        self.start = button("Colour them", self.run, kind="primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(row(label("Drawings"), self._from, button("Choose…", self._choose_source)))
        layout.addLayout(row(label("Results"), self._to, button("Choose…", self._choose_out)))
        layout.addWidget(label("Colours from", "dim"))
        layout.addWidget(self.by)
        layout.addWidget(self.meaning)
        layout.addLayout(row(label("Clean up scans", "dim"), None, self.clean))
        layout.addWidget(self.progress)
        layout.addWidget(self.words)
        layout.addLayout(row(None, button("Close", self.reject), self.start))
        self._show()

    def _follow(self, key: str) -> None:
        self._by = key
        self.by.set_choices([(each, title, tip) for each, (title, tip) in _WAYS.items()], key)
        self.by.chips[_ALIKE].setEnabled(self._example is not None)
        self.meaning.setText(_WAYS[key][1])

    def _choose_source(self) -> None:
        ask_folder(self, "Folder with drawings", self.set_source, self._folders.of("batch"))

    def _choose_out(self) -> None:
        ask_folder(self, "Folder for the results", self.set_out, self._folders.of("batch results"))

    def set_source(self, folder: Path) -> None:
        self.source = folder
        self._folders.keep("batch", folder)
        if self.out is None:
            self.out = folder.with_name(f"{folder.name} coloured")
        self._show()

    def set_out(self, folder: Path) -> None:
        self.out = folder
        self._folders.keep("batch results", folder)
        self._show()

    def _show(self) -> None:
        self._from.set_text(str(self.source) if self.source else "none chosen")
        self._to.set_text(str(self.out) if self.out else "none chosen")
        ready = self.source is not None and self.out is not None and self._studio.colouring.network is not None
        self.start.setEnabled(ready)
        self.start.setText("Stop" if self._running else "Colour them")

    def run(self) -> None:
        """Start, or stop after the picture that is being made."""
        if self._running:
            self._stopped = True
            return
        network, source, out = self._studio.colouring.network, self.source, self.out
        if network is None or source is None or out is None:
            return
        self._running, self._stopped, self._problems, self._steady = True, False, [], []
        self.progress.show()
        self._show()
        outcomes = self._outcomes(network, source, out)

        def work() -> int:
            total = len(picture_files.sketches_in(source))
            made = 0
            for number, outcome in enumerate(outcomes, 1):
                made += outcome.problem is None
                self._told.done.emit(number, total, outcome)
                if self._stopped:
                    break
            return made

        async def guarded() -> int | StudioError:
            import asyncio

            try:
                return await asyncio.to_thread(work)
            except StudioError as error:
                return error

        self._studio.jobs.run("Colouring a folder", guarded(), self._finished)

    def _outcomes(self, network: Network, source: Path, out: Path) -> Iterator[Outcome | Carried]:
        """What becomes of one drawing after the other, when it is asked for."""
        params, clean = self._studio.colouring.params, CleanParams() if self.clean.value() else None
        if self._by == _ALIKE and self._example is not None:
            return carrying_files.colour_folder_alike(network, self._example, source, out, params, clean)
        hints = self._hints if self._by == _DOTS else None
        return picture_files.colour_folder(network, source, out, hints, params, clean, lambda: self._stopped)

    def _advance(self, number: int, total: int, outcome: Outcome | Carried) -> None:
        if isinstance(outcome, Carried) and outcome.steadiness is not None:
            self._steady.append(outcome.steadiness.score)
        self.progress.set_share(number / max(1, total))
        if outcome.problem is not None:
            self._problems.append(outcome.problem.message)
        self.words.setText(f"{number} of {total}: {outcome.source.name}")

    def _finished(self, made: int | StudioError) -> None:
        if not shiboken6.isValid(self):  # closed meanwhile
            return
        self._running = False
        if isinstance(made, StudioError):
            self.words.setText(str(made))
        else:
            left_out = f" {len(self._problems)} could not be coloured: {self._problems[0]}" if self._problems else ""
            ended = "Stopped after" if self._stopped else "Coloured"
            steady = f" Their colours are {fmean(self._steady):.0f} % steady." if self._steady else ""
            self.words.setText(f"{ended} {counted(made, 'drawing')}.{steady}{left_out}")
        self._show()

    def reject(self) -> None:
        self._stopped = True
        super().reject()
