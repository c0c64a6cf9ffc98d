"""Bookmarks put together: A - B + C, a plane between corners, a direction from pictures without to pictures with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QScrollArea, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels, tile
from ganstudio.core.player import Player
from ganstudio.export.latent import notes
from ganstudio.export.latent.notes import Origin
from ganstudio.studio import arithmetic
from ganstudio.studio.arithmetic import Made
from ganstudio.studio.consoles import Bookmark
from ganstudio.studio.playing import Base
from ganstudio.studio.studio import Studio
from ganstudio.ui.chips import Chips
from ganstudio.ui.explore.thumb import Thumb
from ganstudio.ui.file_dialogs import ask_save
from ganstudio.ui.grid import GridView, Sheet, to_image
from ganstudio.ui.parts import button, clear, column, frame, heading, row, wrapped

_SIDE = 48  # px
SUM, PLANE, KIND = "sum", "plane", "kind"
Picked = tuple[tuple[Bookmark, ...], ...]


@dataclass(frozen=True)
class _Way:
    title: str
    words: str
    rows: tuple[str, ...]
    make: Callable[[Player, Picked, str], Made]


_WAYS = {
    SUM: _Way(
        "A − B + C", "As with words: smiling woman − woman + man. Averages of three for each letter work best; the "
        "pictures around the middle one are its neighbours.", ("A", "minus B", "plus C"),
        lambda model, picked, _name: arithmetic.sum_of(model, *picked),
    ),
    PLANE: _Way(
        "A plane", "All that lies between three or four pictures, the corners in the order you press them.",
        ("Corners",), lambda model, picked, _name: arithmetic.plane_of(model, picked[0]),
    ),
    KIND: _Way(
        "With and without", "Pictures that have something and pictures that have not make a direction of your own.",
        ("With it", "Without it"),
        lambda model, picked, name: arithmetic.direction_of(model, picked[0], picked[1], name),
    ),
}  # fmt: skip


class ArithmeticDialog(QDialog):
    """`opened` carries a Base for the console, `kept` a direction."""

    opened = Signal(object)
    kept = Signal(object)
    failed = Signal(object)

    def __init__(
        self, parent: QWidget, studio: Studio, model: Player, pictures: Sequence[tuple[Bookmark, Pixels]]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Put bookmarks together")
        self.resize(900, 600)
        self._studio, self._model, self._pictures = studio, model, pictures
        self._picked: list[list[Bookmark]] = []
        self._made: Made | None = None
        self._sheet: Pixels | None = None
        self._turn = 0
        self.ways = Chips("How they are put together")
        self.ways.chosen.connect(self.choose)
        self.words, self.problem = wrapped("", "faint", 12), wrapped("", "dim", 12)
        self.rows = column(spacing=6)
        self.thumbs: list[list[Thumb]] = []
        self.name = QLineEdit()
        self.name.setPlaceholderText("Name of the direction")
        self.view = GridView("What comes of it", "Choose pictures at the left.")
        self.view.picked.connect(lambda _sheet, cell: self._open(cell))
        self.keep = button("Keep the direction", self._keep, "plus", "primary")
        self.save = button("Save picture…", self._ask, "save")
        left = column(self.ways, self.words, self.rows, self.name, self.problem, None, spacing=12)
        inner = QWidget()
        inner.setLayout(left)
        inner.setFixedWidth(340)
        right = column(frame("stage", column(self.view), (1, 1, 1, 1)), spacing=12)
        right.addLayout(row(None, self.save, self.keep, button("Close", self.reject)))
        both = row(spacing=20)
        both.addWidget(inner)
        both.addLayout(right, 1)
        both.setContentsMargins(20, 16, 20, 16)
        self.setLayout(both)
        self.finished.connect(self.deleteLater)
        self.choose(SUM)

    def choose(self, key: str) -> None:
        """Which of the three."""
        self._way = _WAYS[key]
        self.ways.set_choices([(each, way.title, way.words) for each, way in _WAYS.items()], key)
        self.words.setText(self._way.words)
        self._picked = [[] for _ in self._way.rows]
        clear(self.rows)
        self.thumbs = [self._make_row(number, title) for number, title in enumerate(self._way.rows)]
        for part in (self.name, self.keep):
            part.setVisible(key == KIND)
        self._show(None)

    def _make_row(self, number: int, title: str) -> list[Thumb]:
        line = row(spacing=4)
        thumbs = []
        for bookmark, picture in self._pictures:
            thumb = Thumb(_SIDE, f"{title}: {bookmark.name}")
            thumb.show_picture(picture)
            thumb.clicked.connect(partial(self._toggle, number, bookmark, thumb))
            line.addWidget(thumb)
            thumbs.append(thumb)
        line.addStretch(1)
        inner = QWidget()
        inner.setLayout(line)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFixedHeight(_SIDE + 16)
        self.rows.addWidget(heading(title))
        self.rows.addWidget(scroll)
        return thumbs

    def _toggle(self, number: int, bookmark: Bookmark, thumb: Thumb, _on: bool = False) -> None:
        picked = self._picked[number]
        picked.remove(bookmark) if bookmark in picked else picked.append(bookmark)
        thumb.setChecked(bookmark in picked)
        self._make()

    def _make(self) -> None:
        """Beside the window; what is not chosen yet is said instead."""
        self._turn += 1
        turn, way, name = self._turn, self._way, self.name.text()
        picked: Picked = tuple(tuple(each) for each in self._picked)
        model = self._model

        def work() -> tuple[Made, Pixels] | StudioError:
            try:
                made = way.make(model, picked, name)
                return made, model.generate(made.inputs)
            except StudioError as error:
                return error

        def done(found: tuple[Made, Pixels] | StudioError) -> None:
            if turn == self._turn:
                self._show(found)

        self._studio.jobs.in_thread("Putting pictures together", work, done)

    def _show(self, found: tuple[Made, Pixels] | StudioError | None) -> None:
        self._made, self._sheet = None, None
        self.problem.setText(found.message if isinstance(found, StudioError) and any(self._picked) else "")
        if isinstance(found, tuple):
            self._made, pictures = found
            self._sheet = tile(pictures, *self._made.shape)
            rows = self._made.shape[0]
            self.view.set_sheets([Sheet("", to_image(self._sheet), rows, (), self._made.shape, True)])
        else:
            self.view.set_sheets([])
        self.save.setEnabled(self._made is not None)
        self.keep.setEnabled(self._made is not None and self._made.direction is not None)

    # -- what is made of it ------------------------------------------------------------------------------

    def _open(self, cell: int) -> None:
        """A picture of it in the console."""
        if self._made is not None:
            self.opened.emit(Base({name: values[cell : cell + 1] for name, values in self._made.inputs.items()}))
            self.accept()

    def _keep(self) -> None:
        if self._made is not None and self._made.direction is not None:
            self.kept.emit(replace(self._made.direction, name=self.name.text().strip()))
            self.accept()

    def _ask(self) -> None:
        ask_save(self, "Save the picture", "PNG picture (*.png);;WebP picture (*.webp)", ".png", self.write)

    def write(self, path: Path) -> None:
        if self._made is None or self._sheet is None:
            return
        try:
            origin = Origin(self._model.name, self._model.mark, self._made.inputs)
            notes.write_picture(path, self._sheet, origin)
        except StudioError as error:
            self.failed.emit(error)
