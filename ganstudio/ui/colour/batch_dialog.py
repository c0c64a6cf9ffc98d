"""A folder of drawings coloured with the model and the hints of the canvas."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.text import counted
from ganstudio.drawing.scans import CleanParams
from ganstudio.export import picture_files
from ganstudio.export.picture_files import Outcome
from ganstudio.studio.file_memory import Folders
from ganstudio.studio.studio import Studio
from ganstudio.ui.control_widgets import Switch
from ganstudio.ui.file_dialogs import ask_folder
from ganstudio.ui.parts import ElidedLabel, button, label, row, wrapped
from ganstudio.ui.train.bar import ProgressLine


class _Told(QObject):
    """Brings what the thread says to the window."""

    done = Signal(int, int, object)


class BatchDialog(QDialog):
    """Choose two folders, start, watch; can be stopped at any picture."""

    def __init__(self, parent: QWidget, studio: Studio, hints: Pixels, folders: Folders) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Colour a folder of drawings")
        self.setMinimumWidth(520)
        self._studio, self._hints, self._folders = studio, hints, folders
        self.source: Path | None = None
        self.out: Path | None = None
        self._stopped, self._running = False, False
        self._problems: list[str] = []
        self._told = _Told()
        self._told.done.connect(self._advance)
        self._from, self._to = ElidedLabel("none chosen", "dim", 13), ElidedLabel("none chosen", "dim", 13)
        self.clean = Switch("Clean up scans", "Evens the paper and leaves out dirt before colouring.")
        self.dots = Switch("Use the colour dots of the canvas", "The same dots, stretched over every drawing.")
        self.dots.set_value(bool(hints[..., 3].any()))
        self.progress, self.words = ProgressLine(), wrapped("", "dim", 12)
        self.progress.hide()
        self.start = button("Colour them", self.run, kind="primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(row(label("Drawings"), self._from, button("Choose…", self._choose_source)))
        layout.addLayout(row(label("Results"), self._to, button("Choose…", self._choose_out)))
        layout.addLayout(row(label("Use the colour dots of the canvas", "dim"), None, self.dots))
        layout.addLayout(row(label("Clean up scans", "dim"), None, self.clean))
        layout.addWidget(self.progress)
        layout.addWidget(self.words)
        layout.addLayout(row(None, button("Close", self.reject), self.start))
        self._show()

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
        self._running, self._stopped, self._problems = True, False, []
        self.progress.show()
        self._show()
        hints = self._hints if self.dots.value() else None
        params, clean = self._studio.colouring.params, CleanParams() if self.clean.value() else None

        def work() -> int:
            total = len(picture_files.sketches_in(source))
            made = 0
            for number, outcome in enumerate(
                picture_files.colour_folder(network, source, out, hints, params, clean, lambda: self._stopped), 1
            ):
                made += outcome.problem is None
                self._told.done.emit(number, total, outcome)
            return made

        async def guarded() -> int | StudioError:
            import asyncio

            try:
                return await asyncio.to_thread(work)
            except StudioError as error:
                return error

        self._studio.jobs.run("Colouring a folder", guarded(), self._finished)

    def _advance(self, number: int, total: int, outcome: Outcome) -> None:
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
            self.words.setText(f"{ended} {counted(made, 'drawing')}.{left_out}")
        self._show()

    def reject(self) -> None:
        self._stopped = True
        super().reject()
