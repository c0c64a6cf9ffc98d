"""A person's own picture, found again in a generator: yours, what was found, and how they differ."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.core.outputs import Picture
from ganstudio.core.pictures import Pixels
from ganstudio.core.player import Player
from ganstudio.data.decoding.images import load_picture
from ganstudio.export.latent import inverting
from ganstudio.export.latent.directions import Floats
from ganstudio.export.latent.inverting import Inverted
from ganstudio.studio import encoders
from ganstudio.studio.drawn import refusal
from ganstudio.studio.playing import Base
from ganstudio.studio.studio import Studio
from ganstudio.ui.grid import GridView, Sheet, to_image
from ganstudio.ui.parts import button, column, frame, row, wrapped
from ganstudio.ui.train.bar import ProgressLine

_TITLES = ("Yours", "What the model makes of it", "Difference")


class _Told(QObject):
    better = Signal(object, object)
    advanced = Signal(int, int)


class MyPictureDialog(QDialog):
    """Looks for the picture in the file at `path`; `opened` carries a Base for the console, `failed` a StudioError."""

    opened = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QWidget, studio: Studio, model: Player, path: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Find {path.name}")
        self.resize(820, 440)
        self.found: Inverted | None = None
        self._stop = threading.Event()
        self._told = _Told()
        self.view = GridView("Yours and what was found", "Reading the picture…")
        self.words = wrapped("Looking for the numbers that draw it…", "dim", 12)
        self.progress = ProgressLine()
        self._told.better.connect(self._show)
        self._told.advanced.connect(lambda done, total: self.progress.set_share(done / max(1, total)))
        self.use = button("Open in the console", self._use, kind="primary")
        self.use.setEnabled(False)
        content = column(
            frame("stage", column(self.view), (1, 1, 1, 1)), self.progress, self.words,
            row(None, button("Close", self.reject), self.use), spacing=12,
        )  # fmt: skip
        content.setContentsMargins(20, 16, 20, 16)
        content.setStretch(0, 1)
        self.setLayout(content)
        self.finished.connect(self._leave)
        studio.library.refresh()
        work = partial(self._look, model, path, [entry.path for entry in studio.library.models])
        studio.jobs.in_thread("Looking for the picture", work, self._done)

    def _look(self, model: Player, path: Path, own: Sequence[Path]) -> StudioError | None:
        """In a thread: every improvement is shown."""
        gives = model.gives
        try:
            if not isinstance(gives, Picture):
                raise StudioError(f"{model.name} draws no pictures.", "Open a generator of pictures.")
            target = load_picture(path, gives.size, gives.channels).astype(np.float32) / np.float32(255)
            inverting.inverted(
                model, target, start=encoders.start_of(model, target, own),
                progress=self._told.advanced.emit, cancelled=self._stop.is_set,
                better=lambda found: self._told.better.emit(target, found),
            )  # fmt: skip
        except Stopped:
            pass
        except Exception as error:
            return refusal(error)
        return None

    def _show(self, target: Floats, found: Inverted) -> None:
        if self._stop.is_set():
            return
        self.found = found
        pictures = (target, found.picture, np.abs(target - found.picture))
        self.view.set_sheets([Sheet(title, to_image(_bytes(each)), 1, (), (1, 1))
                              for title, each in zip(_TITLES, pictures, strict=True)])  # fmt: skip
        self.words.setText(f"On the average {100 * found.error:.1f} % of black to white apart.")
        self.use.setEnabled(True)

    def _done(self, error: StudioError | None) -> None:
        if self._stop.is_set():
            return
        self.progress.set_share(1.0)
        if error is not None:
            self.failed.emit(error)
            self.reject()

    def _use(self) -> None:
        """The best so far."""
        if self.found is not None:
            self.opened.emit(Base(dict(self.found.inputs)))
            self.accept()

    def _leave(self, _result: int) -> None:
        self._stop.set()
        self.deleteLater()


def _bytes(picture: Floats) -> Pixels:
    """C x H x W in 0 to 1 as H x W x C."""
    return np.asarray((picture.clip(0, 1) * 255).round().transpose(1, 2, 0), np.uint8)
