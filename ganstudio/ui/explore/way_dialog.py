"""The way through some pictures: looked at as it will be, then written as a film."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QWidget

from ganstudio.core.interruption import Stopped
from ganstudio.core.pictures import Pixels
from ganstudio.core.player import Player
from ganstudio.core.text import counted
from ganstudio.export import films
from ganstudio.export.latent import paths, sheets
from ganstudio.studio.consoles import Bookmark
from ganstudio.studio.playing import together
from ganstudio.studio.studio import Studio
from ganstudio.ui.chips import Chips
from ganstudio.ui.control_widgets import Switch
from ganstudio.ui.explore.sliders import NamedSlider
from ganstudio.ui.file_dialogs import ask_save
from ganstudio.ui.grid import GridView, Sheet, to_image
from ganstudio.ui.parts import button, column, frame, label, row, wrapped
from ganstudio.ui.train.bar import ProgressLine

RATE = 25  # pictures a second
_MOST = 1500  # frames
_KINDS = {
    ".webm": "WebM film", ".webp": "Moving WebP", ".gif": "GIF", ".apng": "Moving PNG", ".mp4": "MP4 film",
    ".png": "Folder of PNG pictures",
}  # fmt: skip
_EASINGS = {"smooth": ("Gently", "Slowly off and slowly in"), "steady": ("Evenly", "Always at one speed")}


class _Told(QObject):
    """Brings what threads say to the window."""

    drawn = Signal(int, object)
    advanced = Signal(int, int)


class WayDialog(QDialog):
    """`bookmarks` of `model`, in their order."""

    told = Signal(str, str, str)

    def __init__(self, parent: QWidget, studio: Studio, model: Player, bookmarks: Sequence[Bookmark]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Go between pictures")
        self.resize(560, 640)
        self._studio, self._model = studio, model
        rows = [{name: values[:1] for name, values in each.origin.inputs.items()} for each in bookmarks]
        self._points = together(model, rows)
        self._count = len(rows)
        self._easing, self._turn, self._at = "smooth", 0, 0
        self._frames: list[Pixels] = []
        self._stop: threading.Event | None = None
        self._told = _Told()
        self._told.drawn.connect(self._take)
        self._told.advanced.connect(lambda done, total: self.progress.set_share(done / max(1, total)))
        self._play = QTimer(self, interval=round(1000 / RATE))
        self._play.timeout.connect(self._next)
        self._again = QTimer(self, singleShot=True, interval=150)
        self._again.timeout.connect(self._draw)
        self._lay_out()
        self.finished.connect(self._leave)
        self._draw()

    def _lay_out(self) -> None:
        self.view = GridView("The way", "Drawing…")
        self.easings = Chips("How it moves")
        self.easings.chosen.connect(self._ease)
        self.seconds = NamedSlider("Seconds", 0.4, 6.0, 2.0, "From each picture to the next")
        self.loop = Switch("Back to the first", "A loop has no end: the last picture leads to the first again")
        self.loop.setChecked(self._count > 2)
        self.seconds.moved.connect(self._changed)
        self.loop.toggled.connect(lambda _on: self._changed())
        self.words = wrapped("", "faint", 12)
        self.progress = ProgressLine()
        self.progress.hide()
        self.save = button("Save film…", self._ask, "save", "primary")
        moving = row(label("It moves", "dim"), self.easings, label("Back to the first", "dim"), self.loop)
        moving.setStretch(1, 1)
        content = column(
            frame("stage", column(self.view), (1, 1, 1, 1)),
            moving,
            self.seconds, self.words, self.progress, row(None, button("Close", self.reject), self.save), spacing=12,
        )  # fmt: skip
        content.setContentsMargins(20, 16, 20, 16)
        content.setStretch(0, 1)
        self.setLayout(content)
        self._ease(self._easing)

    # -- what it looks like ------------------------------------------------------------------------------

    def _ease(self, key: str) -> None:
        self._easing = key
        self.easings.set_choices([(each, *words) for each, words in _EASINGS.items()], key)
        self._changed()

    def _changed(self) -> None:
        """The words at once: those of a film that is being written come after them, and stay."""
        count = len(self.moments())
        self.words.setText(f"{counted(count, 'picture')}, {count / RATE:.1f} seconds, {counted(self._count, 'stop')}.")
        self._again.start()

    def moments(self) -> paths.Shares:
        """Where each frame is, as in `paths.moments`."""
        legs = max(1, self._count - (not self.loop.isChecked()))
        each = min(round(self.seconds.value * RATE), _MOST // legs)
        return paths.moments(self._count, max(1, each), self.loop.isChecked(), paths.EASINGS[self._easing])

    def _drawn(self) -> Iterator[Pixels]:
        return sheets.frames(self._model, paths.journey(self._points, self._model.controls, self.moments()))

    def _draw(self) -> None:
        self._again.stop()
        self._turn += 1
        turn, frames = self._turn, self._drawn()
        self._frames, self._at = [], 0

        def work() -> None:
            for each in frames:
                if turn != self._turn:
                    return
                self._told.drawn.emit(turn, each)

        self._studio.jobs.in_thread("Drawing the way", work, lambda _none: None)

    def _take(self, turn: int, frame_: Pixels) -> None:
        if turn == self._turn:
            self._frames.append(frame_)
            if not self._play.isActive():
                self._play.start()

    def _next(self) -> None:
        if self._frames:
            self._at = (self._at + 1) % len(self._frames)
            self.view.set_sheets([Sheet("", to_image(self._frames[self._at]), 1, (), (1, 1))])

    def _leave(self, _result: int) -> None:
        self._turn += 1
        self._play.stop()
        if self._stop is not None:
            self._stop.set()
        self.deleteLater()

    # -- the film ----------------------------------------------------------------------------------------

    def _ask(self) -> None:
        if self._stop is not None:
            self._stop.set()
            return
        kinds = ";;".join(f"{words} (*{ending})" for ending, words in _KINDS.items())
        ask_save(self, "Save the film", kinds, ".webm", self.write)

    def write(self, path: Path) -> None:
        """The film to `path`, by its ending, beside the window; it can be stopped. Of .png a folder is made."""
        path = path.with_suffix("") if path.suffix.lower() == ".png" else path
        film = films.Film(self._drawn(), len(self.moments()), RATE, self.loop.isChecked())
        self._stop = stop = threading.Event()
        self.save.setText("Stop")
        self.progress.set_share(0)
        self.progress.show()

        def work() -> bool:
            try:
                films.write_film(path, film, self._told.advanced.emit, stop.is_set)
            except Stopped:
                return False
            finally:
                self._stop = None
            return True

        self._studio.jobs.in_thread("Writing the film", work, partial(self._written, path))
        self._studio.jobs.finished.connect(self._rest)

    def _written(self, path: Path, whole: bool) -> None:
        if whole:
            files = path.iterdir() if path.is_dir() else [path]
            self.words.setText(f"Saved {path.name}, {max(1, sum(each.stat().st_size for each in files) // 1000):,} kB.")
            self.told.emit(f"Saved {path.name}.", "", "good")

    def _rest(self, title: str) -> None:
        """Whether it has come to an end or failed."""
        if title == "Writing the film":
            self._studio.jobs.finished.disconnect(self._rest)
            self.save.setText("Save film…")
            self.progress.hide()
