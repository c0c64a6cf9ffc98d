"""A table of pictures: what changes from row to row, and what from column to column."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels, tile
from ganstudio.core.player import Player
from ganstudio.export.latent import notes
from ganstudio.export.latent.notes import Origin
from ganstudio.studio import tables
from ganstudio.studio.drawn import refusal
from ganstudio.studio.playing import Request
from ganstudio.studio.studio import Studio
from ganstudio.studio.tables import Table
from ganstudio.ui.explore.words import OPEN
from ganstudio.ui.file_dialogs import ask_save
from ganstudio.ui.grid import GridView, Sheet, to_image
from ganstudio.ui.parts import CalmComboBox, button, column, frame, label, row, wrapped


class TableDialog(QDialog):
    """Around the picture of `request`. `opened` carries the request of a picture in it; `failed` a StudioError."""

    opened = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QWidget, studio: Studio, model: Player, request: Request) -> None:
        super().__init__(parent)
        self.setWindowTitle("A table of pictures")
        self.resize(900, 620)
        self._studio, self._model, self._request = studio, model, request
        self.axes = tables.axes(model, studio.directions.console.shown)
        self._table: Table | None = None
        self._sheet: Pixels | None = None
        self._turn = 0
        self.rows, self.columns = self._choice("From row to row"), self._choice("From column to column")
        self.view = GridView("The table", "Drawing…")
        self.view.picked.connect(lambda _sheet, cell: self._open(cell))
        self.problem = wrapped("", "dim", 12)
        self.save = button("Save picture…", self._ask, "save", "primary")
        self.save.setEnabled(False)
        self._lay_out()
        self.finished.connect(self.deleteLater)
        self.choose(min(1, len(self.axes) - 1), min(2, len(self.axes) - 1))

    def _choice(self, name: str) -> CalmComboBox:
        box = CalmComboBox()
        box.addItems([each.title for each in self.axes])
        box.setAccessibleName(name)
        box.setMinimumWidth(180)
        box.activated.connect(lambda _index: self._draw())
        return box

    def _lay_out(self) -> None:
        asked = row(label("From row to row", "dim"), self.rows, 16, label("From column to column", "dim"),
                    self.columns, None)  # fmt: skip
        content = column(
            asked, frame("stage", column(self.view), (1, 1, 1, 1)), self.problem,
            row(None, button("Close", self.reject), self.save), spacing=12,
        )  # fmt: skip
        content.setContentsMargins(20, 16, 20, 16)
        content.setStretch(1, 1)
        self.setLayout(content)

    def choose(self, rows: int, columns: int) -> None:
        """By their numbers among the axes."""
        self.rows.setCurrentIndex(rows)
        self.columns.setCurrentIndex(columns)
        self._draw()

    def _draw(self) -> None:
        """Beside the window."""
        self._turn += 1
        turn, model, request = self._turn, self._model, self._request
        rows, columns = self.axes[self.rows.currentIndex()], self.axes[self.columns.currentIndex()]

        def work() -> tuple[Table, Pixels] | StudioError:
            try:
                made = tables.table(request, rows, columns)
                return made, model.generate(made.inputs(model))
            except Exception as error:
                return refusal(error)

        self._studio.jobs.in_thread("Drawing a table", work, partial(self._take, turn))

    def _take(self, turn: int, found: tuple[Table, Pixels] | StudioError) -> None:
        if turn != self._turn:
            return
        self.problem.setText(f"{found}" if isinstance(found, StudioError) else "")
        self._table, self._sheet = None, None
        if isinstance(found, StudioError):
            self.view.set_sheets([])
        else:
            self._show(*found)
        self.save.setEnabled(self._sheet is not None)

    def _show(self, made: Table, pictures: Pixels) -> None:
        rows = max(1, len(made.rows))
        shape = (rows, len(made.requests) // rows)
        self._table, self._sheet = made, tile(pictures, *shape)
        names, heads = made.rows if rows > 1 else (), made.columns if shape[1] > 1 else ()
        self.view.set_sheets([Sheet("", to_image(self._sheet), rows, names, shape, True, heads=heads,
                                    tips=(OPEN,) * len(made.requests))])  # fmt: skip

    # -- what is made of it ------------------------------------------------------------------------------

    def _open(self, cell: int) -> None:
        if self._table is not None:
            self.opened.emit(self._table.requests[cell])
            self.accept()

    def _ask(self) -> None:
        ask_save(self, "Save the table", "PNG picture (*.png);;WebP picture (*.webp)", ".png", self.write)

    def write(self, path: Path) -> None:
        """With the inputs of all its pictures; dropped on the window, the first of them returns."""
        if self._table is None or self._sheet is None:
            return
        try:
            told = {"step": int(self._model.card.get("step", 0))}
            origin = Origin(self._model.name, self._model.mark, self._table.inputs(self._model), told)
            notes.write_picture(path, self._sheet, origin)
        except StudioError as error:
            self.failed.emit(error)
