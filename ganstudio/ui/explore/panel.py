"""Explore: one large picture under sliders, or a sheet of random ones; runs on onnxruntime alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Tokens
from ganstudio.core.pictures import Pixels, tile
from ganstudio.export import library
from ganstudio.export.onnx_session import Model
from ganstudio.studio.generation import SLIDERS, Request
from ganstudio.studio.studio import Studio
from ganstudio.ui import theme
from ganstudio.ui.chips import Chips
from ganstudio.ui.control_widgets import NumberEditor
from ganstudio.ui.explore import keeping
from ganstudio.ui.explore.attention import Looking
from ganstudio.ui.explore.choosing import by_class, cards_of, class_choices, described, shape_of, speed
from ganstudio.ui.explore.editors import ControlEditor, editors_of
from ganstudio.ui.explore.sliders import NamedSlider
from ganstudio.ui.explore.words import LATENT, NOTHING, OPEN, SEED, VARIETY
from ganstudio.ui.file_dialogs import ask_open
from ganstudio.ui.gallery.card import Card
from ganstudio.ui.gallery.gallery import Gallery
from ganstudio.ui.grid import GridView, Sheet, to_image
from ganstudio.ui.panes import Panes
from ganstudio.ui.parts import button, chip, clear, column, frame, heading, inspector, label, row, wrapped
from ganstudio.ui.workspace import Claim, Workspace

_REACH = 3.0  # a latent slider goes from -3 to 3


class ExplorePanel(Workspace):
    """Plays with the model that is open."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self._generation = studio, studio.generation
        self._pictures: Pixels | None = None
        self._asked = False  # whether a model was to be opened
        self.view = GridView("Generated pictures", NOTHING)
        self.view.picked.connect(self.open_picture)
        self.model_card = Card()
        self.model_card.show_words("No model", "Choose one from your Library.")
        self.model_card.clicked.connect(self.open_models)
        self.models = Gallery(self, "Models")
        self.models.chosen.connect(lambda path: self.open(Path(path)))
        self.models.add_action("Other file…", "open", self._choose_file)
        self.classes = Chips("Class")
        self.classes.chosen.connect(self._choose_class)
        self.seed = NumberEditor(SEED)
        self.seed.edited.connect(lambda _value: self._leave_picture())
        self._number = 0  # of the picture in the console, among those of its seed
        self.which = wrapped("", "faint", 11)
        self.variety = NamedSlider("Variety", 0.0, 2.0, 1.0, VARIETY)
        self.variety.moved.connect(self.draw)
        self.sheet = chip("Sheet", lambda _on: None, True, "Many random pictures")
        self.console = chip("Console", lambda _on: None, False, "One picture and its sliders")
        self.speed = label(tone="dim")
        self.sliders: list[NamedSlider] = []
        self.editors: list[ControlEditor] = []
        self._label: int | None = None
        self._looking = Looking()
        self._lay_out()
        self._generation.opened.connect(self._show_model)
        self._generation.failed.connect(self._fail)
        self._generation.drawn.connect(self._show)
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._ask)
        self._enable(False)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        right = QWidget()
        right.setLayout(self._right())
        layout.addWidget(Panes("explore", self._studio.settings, [self._inspector(), right], right))

    def _inspector(self) -> QFrame:
        self._class_title, self._latent_title = heading("Class"), heading("Latent numbers")
        self._latent_words = wrapped("Moves the first numbers that each picture is made from.", "faint", 11)
        self._variety_words = wrapped("Less is tidier and more alike, more is stranger.", "faint", 11)
        self._reset_all = button("Reset all", self.reset_sliders, kind="plain", tip="Put every slider back to zero")
        self.new = button("New", self.new_seed, "dice", tip="Another random seed")
        self._slider_box = QVBoxLayout()
        self._slider_box.setSpacing(2)
        self._editor_box = QVBoxLayout()
        self._editor_box.setSpacing(gap := theme.GAP)
        content = column(
            heading("Model"), self.model_card, gap, self._class_title, self.classes, gap, self._editor_box,
            heading("Seed"), row(self.seed, self.new), self.which, gap,
            heading("Variety"), self._variety_words, self.variety, gap,
            row(self._latent_title, None, self._reset_all), self._latent_words, self._slider_box, None,
        )  # fmt: skip
        return inspector(content)

    def _right(self) -> QVBoxLayout:
        for each, other in ((self.sheet, self.console), (self.console, self.sheet)):
            each.clicked.connect(lambda _on=False, each=each, other=other: self._choose_mode(each, other))
        self.save = button("Save picture…", self._save, "save", tip="Save what is shown as a PNG file")
        self.copy = button("Copy lines", self._copy, tip="The lines that are shown, as text")
        self.copy.hide()
        bar = QWidget()
        bar.setFixedHeight(54)
        tools = row(self.sheet, self.console, None, self.speed, self.copy, self.save)
        tools.setContentsMargins(theme.PADDING, 0, theme.PADDING, 0)
        bar.setLayout(tools)
        stage = column(frame("stage", column(self.view), (1, 1, 1, 1)))
        stage.setContentsMargins(theme.PADDING, 0, theme.PADDING, theme.PADDING)
        right = column(bar, spacing=0)
        right.addLayout(stage, 1)
        return right

    # -- the model ---------------------------------------------------------------------------------------

    def begin(self) -> None:
        if (last := self._studio.settings.get("last_model")) and Path(last).is_file():
            self.open(Path(last))

    def showEvent(self, event: QShowEvent) -> None:
        """Who has no model yet plays with one in the box."""
        super().showEvent(event)
        if not self._asked and (first := library.first_of_box()) is not None:
            self.open(first)

    def claim(self, paths: Sequence[Path]) -> Claim:
        return Claim.SURELY if paths[0].suffix.lower() == ".onnx" else Claim.NONE

    def take(self, paths: Sequence[Path]) -> None:
        self.open(paths[0])

    def open(self, path: Path) -> None:
        self._asked = True
        self.view.set_empty("Opening…")
        self._generation.open(path)

    def _fail(self, error: StudioError) -> None:
        self.view.set_empty(NOTHING)
        self.failed.emit(error)

    def open_models(self) -> None:
        self._studio.library.refresh()
        cards = cards_of(self._studio.library.models)
        current = self._generation.model
        self.models.set_cards(cards, str(current.path) if current else "")
        self.models.open_below(self.model_card)

    def _choose_file(self) -> None:
        ask_open(self, "Open a model", "ONNX models (*.onnx)", self.open, str(self._studio.places.models))

    def _show_model(self, model: Model) -> None:
        self.model_card.show_words(model.path.stem, described(model))
        self._label, self._number = None, 0
        names = model.label.classes if model.label else ()
        self.classes.set_choices(class_choices(names), "")
        for widget in (self._class_title, self.classes):
            widget.setVisible(bool(names))
        self.copy.setVisible(isinstance(model.gives, Tokens))
        self._make_editors(model)
        self._make_sliders(min(SLIDERS, model.noise.size if model.noise else 0))
        self._studio.settings.put("last_model", str(model.path))
        self._enable(True)
        self.draw()

    def _make_editors(self, model: Model) -> None:
        """One for each control that is neither the class nor the noise."""
        clear(self._editor_box)
        self.editors = editors_of(model.controls, model.noise)
        for editor in self.editors:
            editor.moved.connect(self.draw)
            self._editor_box.addWidget(editor)
        if self.editors:
            self._editor_box.addSpacing(theme.GAP)

    def _make_sliders(self, count: int) -> None:
        clear(self._slider_box)
        self.sliders = [NamedSlider(f"Latent {index + 1}", -_REACH, _REACH, 0.0, LATENT) for index in range(count)]
        for slider in self.sliders:
            slider.moved.connect(self.draw)
            self._slider_box.addWidget(slider)

    def _enable(self, on: bool) -> None:
        for part in (self.seed, self.new, self.variety, self.sheet, self.console, self.save):
            part.setEnabled(on)
        for latent in (self._latent_title, self._latent_words, self._reset_all):
            latent.setVisible(on)
        if not on:
            self._class_title.hide()
            self.classes.hide()

    # -- asking ------------------------------------------------------------------------------------------

    def _choose_mode(self, chosen: QPushButton, other: QPushButton) -> None:
        chosen.setChecked(True)
        other.setChecked(False)
        if self.console.isChecked() and self._label is None and self._generation.model and self._generation.model.label:
            self._choose_class("0")
        self.view.fit()
        self.draw()

    def _choose_class(self, key: str) -> None:
        self._label = int(key) if key else None
        if self._label is None and self.console.isChecked():
            self._label = 0
        for name, made in self.classes.chips.items():
            made.setChecked(name == ("" if self._label is None else str(self._label)))
        self.draw()

    def new_seed(self) -> None:
        self.seed.set_value(int(np.random.default_rng().integers(0, 100_000)))
        self._leave_picture()

    def _leave_picture(self) -> None:
        """Another seed: the console shows its first picture."""
        self._number = 0
        self.draw()

    def open_picture(self, _sheet: int, cell: int) -> None:
        """A picture of the random sheet in the console, with its sliders; there, where one of its places looks."""
        model = self._generation.model
        if model is None or self.console.isChecked():
            self._looking.turn_to(cell)
            self.draw()
            return
        self._looking = Looking()
        rows, columns = self._shape(model)
        self._number = cell
        if model.label is not None and self._label is None:  # a row for each class, drawn in turn
            self._number = cell % columns * rows + cell // columns
            self._choose_class(str(cell // columns))
        self._choose_mode(self.console, self.sheet)

    def reset_sliders(self) -> None:
        for slider in self.sliders:
            slider.reset()

    def draw(self) -> None:
        """Ask for new pictures; several moves of one event are one request."""
        self._settle.start()

    def _ask(self) -> None:
        model = self._generation.model
        if model is not None:
            rows, columns = self._shape(model)
            held = tuple((each.control.name, each.value) for each in self.editors if each.value is not None)
            self._generation.request(Request(
                rows * columns * model.gives.together, int(self.seed.value() or 0), self._label, self.variety.value,
                tuple(slider.value for slider in self.sliders), self._number if self.console.isChecked() else 0, held,
            ))  # fmt: skip

    def _shape(self, model: Model) -> tuple[int, int]:
        return shape_of(model, self.console.isChecked(), self._label is None)

    # -- showing -----------------------------------------------------------------------------------------

    def _show(self, request: Request, pictures: Pixels, milliseconds: float) -> None:
        model = self._generation.model
        if model is None:
            return
        rows, columns = self._shape(model)
        if rows * columns * model.gives.together != request.count:
            return
        names: tuple[str, ...] = ()
        if request.label is None and model.label is not None and rows * columns > 1:
            pictures, names = by_class(pictures, rows, columns), model.label.classes
        self._pictures = tile(pictures, rows, columns)
        many = rows * columns > 1
        tips = self._generation.lines or ((OPEN,) * len(pictures) if many else ())
        sheet = Sheet("", to_image(self._pictures), rows, names, (rows, columns), many, tips=tips)
        self.view.set_sheets([self._looking.shown(sheet, self._generation.attention)])
        words = self._looking.words(self._generation.attention)
        self.which.setText(f"{OPEN}." if many else f"Picture {request.first + 1:,} of this seed. {words}".strip())
        self.speed.setText(speed(milliseconds, model))

    # -- saving ------------------------------------------------------------------------------------------

    def _copy(self) -> None:
        self.told.emit(keeping.copy(self._generation.lines), "", "good")

    def _save(self) -> None:
        keeping.ask(self, self._generation.lines, self.save_picture)

    def save_picture(self, path: Path) -> None:
        """Write what is shown to `path`: in a .txt file the lines of a model that writes."""
        if self._pictures is None:
            return
        try:
            keeping.save(path, self._pictures, self._generation.lines)
        except StudioError as error:
            self.failed.emit(error)
        else:
            self.told.emit(f"Saved {path.name}.", "", "good")
