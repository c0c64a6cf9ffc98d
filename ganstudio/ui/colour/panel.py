"""Colour: line and hints on the left, the result on the right, both to draw on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ganstudio.core.runs import Run
from ganstudio.data.files import kinds
from ganstudio.drawing.drawing import PAPER, RESULT
from ganstudio.drawing.marks import HINTS, LINE, PICTURE
from ganstudio.drawing.project import SUFFIX
from ganstudio.studio.recent_colours import RecentColours
from ganstudio.studio.studio import Studio
from ganstudio.ui import theme
from ganstudio.ui.colour.bar import ColourBar
from ganstudio.ui.colour.desk import Desk
from ganstudio.ui.colour.inspector import Inspector
from ganstudio.ui.colour.live import Live
from ganstudio.ui.colour.models import Models, is_model
from ganstudio.ui.colour.next_alike import NextAlike
from ganstudio.ui.colour.questions import Questions
from ganstudio.ui.colour.rulings import Rulings
from ganstudio.ui.colour.state_label import StateLabel
from ganstudio.ui.colour.strips import Offer
from ganstudio.ui.colour.toolbox import Toolbox
from ganstudio.ui.colour.welcome import Welcome
from ganstudio.ui.gallery.gallery import Gallery
from ganstudio.ui.panes import Panes
from ganstudio.ui.parts import column, label, row
from ganstudio.ui.surface import keys
from ganstudio.ui.surface.canvas import Canvas
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.workspace import Claim, DrawOn, DrawWith, Request, Workspace

_LEFT = (PAPER, PICTURE, HINTS, LINE)
_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class ColourPanel(Workspace):
    """The drawing and what the model makes of it, with the tools beside them."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self.colouring = studio, studio.colouring
        self.easel = Easel(self.colouring.book.drawing)
        self.left = Canvas(self.easel, "Line and colour dots", _LEFT)
        self.right = Canvas(self.easel, "Result", (PAPER, RESULT, LINE))
        self.live = Live(self.easel, self.colouring)
        self._stage = QWidget()
        self.offer = Offer(self._stage)
        self.questions = Questions(self.easel, self.colouring, self.offer, [self.left, self.right])
        self.rulings = Rulings(self.easel, self.live, self.colouring, [self.left, self.right])
        self.desk = Desk(self, studio, self.easel, self.live, self.offer, self.questions)
        self.next_alike = NextAlike(
            studio, self.easel, self.live, self.offer, [self.left, self.right], self.desk.open_fresh
        )
        self.desk.example = self.next_alike.example
        self.toolbox = Toolbox(self.easel)
        recents = RecentColours(studio.settings)
        self.easel.colour_used.connect(recents.used)
        self.inspector = Inspector(self.easel, self.live, self.colouring, studio.palettes, recents, self.desk.folders)
        self.bar = ColourBar(
            self.desk.file_entries(), self.desk.recent_entries, self.desk.export_entries(),
            self.easel.undo, self.easel.redo, self.open_templates, self.desk.importer.choose_import,
            self.open_models, self.show_one,
        )  # fmt: skip
        self.templates = Gallery(self, "Line art to start from")
        self.templates.chosen.connect(self.desk.importer.start_from)
        self.models = Models(self, self.colouring, self.easel)
        self.models.gallery.add_action("Other file…", "open", self.desk.choose_model_file)
        self.follow_strip, self.compare_strip = self.models.follow_strip, self.models.compare_strip
        self._state, self._view = StateLabel(self.colouring, self.live), label(tone="faint", size=12)
        self._welcome = Welcome(self.left, self.open_templates)
        self._lay_out()
        self._connect()
        self._started = False

    # -- layout ------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._left_side = QWidget()
        self._left_side.setLayout(column(label("Line and colour dots", "dim"), self.left, spacing=6))
        right_side = QWidget()
        said = row(self._state, self._view)
        said.setStretch(0, 1)
        right_side.setLayout(column(said, self.right, spacing=6))
        sides = row(self._left_side, right_side, spacing=theme.PADDING)
        sides.setContentsMargins(theme.PADDING, 4, theme.PADDING, theme.PADDING)
        stage = column(spacing=0)
        self._stage.setLayout(stage)
        self._stage.setFocusProxy(self.left)
        stage.addLayout(sides, 1)
        stage.addWidget(self.follow_strip)
        stage.addWidget(self.compare_strip)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.toolbox)
        body.addWidget(Panes("colour", self._studio.settings, [self._stage, self.inspector], self._stage), 1)
        whole = column(self.bar, spacing=0)
        whole.addLayout(body, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        colouring, easel = self.colouring, self.easel
        colouring.failed.connect(self.failed)
        colouring.model_changed.connect(self._show_model)
        colouring.params_changed.connect(self._show_layers)
        colouring.book.leaving.connect(self._finish_stroke)
        colouring.book.kept.connect(self._tell_kept)
        colouring.book.replaced.connect(self._put_on_easel)
        colouring.book.state_changed.connect(self._show_file)
        self._studio.palettes.failed.connect(self.failed)
        self.live.told.connect(self._show_speed)
        easel.drawing_changed.connect(self._drawing_changed)
        easel.stroke_started.connect(self._stroke_started)
        easel.stroke_finished.connect(self._show_layers)
        easel.view_changed.connect(self._show_view)
        easel.colour_picked.connect(lambda _colour: self.inspector.follow())
        self.toolbox.colour_wanted.connect(self.inspector.choose_colour)
        self.inspector.split_changed.connect(easel.set_split)
        self.desk.told.connect(self.told)
        self.rulings.told.connect(self.told)
        self.next_alike.told.connect(self.told)
        self.desk.next_chosen.connect(self.next_alike.begin)
        self.inspector.verbs.forgotten.connect(self.rulings.forget)
        self.desk.failed.connect(self.failed)
        self.desk.model_chosen.connect(self.open_model)
        self.desk.importer.stroke_over.connect(self._finish_stroke)
        self.inspector.seen_wanted.connect(self.live.show_seen)
        self.inspector.regions_wanted.connect(self.live.show_regions)
        self.inspector.live_wanted.connect(self.live.switch)
        self.inspector.compare_wanted.connect(self.compare)
        self.models.none_to_compare.connect(self._none_to_compare)
        for pressed, act in self.desk.shortcuts():
            QShortcut(QKeySequence(pressed), self, act, context=_HERE)
        QShortcut(QKeySequence(keys.ONE), self, self.bar.one.click, context=_HERE)
        self._show_file()
        self._show_view()
        self._show_model()

    # -- opening -----------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Load the model and offer what was left behind, once."""
        if not self._started:
            self._started = True
            if self.colouring.choice is None:
                self.colouring.start()
            self.desk.offer_recovery()
        QTimer.singleShot(0, self._place_welcome)
        (self.focusWidget() or self.left).setFocus()  # where the person was

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the drawing surface count wherever the focus is, except where text is written."""
        act = keys.anywhere(event)
        if act is None:
            super().keyPressEvent(event)
        elif not self.easel.drawing_now:
            act(self.easel)

    def claim(self, paths: Sequence[Path]) -> Claim:
        """Drawings, models for them, and one picture dropped here: elsewhere it is a picture to learn from."""
        path = paths[0]
        is_picture_here = self.isVisible() and len(paths) == 1 and path.is_file() and kinds.is_picture(path)
        is_ours = path.suffix.lower() == SUFFIX or is_picture_here or is_model(path)
        return Claim.EXACTLY if is_ours else Claim.NONE

    def take(self, paths: Sequence[Path]) -> None:
        if paths[0].suffix.lower() == ".onnx":
            self.open_model(paths[0])
        else:
            self.desk.open(paths[0])

    def answer(self, request: Request) -> bool:
        if isinstance(request, DrawWith):
            self.follow_run(request.run)
        elif isinstance(request, DrawOn):
            self.desk.open(request.path)
        return isinstance(request, DrawWith | DrawOn)

    def follow_run(self, run: Run) -> None:
        """Colour with what `run` learns, from now on."""
        self.attempt(lambda: self.colouring.follow(run))

    def open_model(self, path: Path) -> None:
        self.attempt(lambda: self.colouring.open_model(path))

    def _finish_stroke(self) -> None:
        """What is being drawn belongs to the drawing that lies there now."""
        self.left.finish()
        self.right.finish()

    def _tell_kept(self) -> None:
        if not self.desk.saving:  # else it is being written at this moment
            words = "The drawing before this one was not saved, but kept."
            self.told.emit(words, "Not saved drawings… in the menu of the name has it.", "good")

    def _put_on_easel(self) -> None:
        drawing = self.colouring.book.drawing
        self.easel.set_drawing(drawing, self.desk.painter_of(drawing))
        self.inspector.follow()
        self._drawing_changed()
        self.live.ask()

    # -- showing -----------------------------------------------------------------------------------------

    def _drawing_changed(self) -> None:
        self._show_file()
        self._show_view()
        self._place_welcome()
        for note in self.easel.painter.notes:
            self.told.emit(note, "", "caution")
        self.easel.painter.notes.clear()

    def _place_welcome(self) -> None:
        self._welcome.place(self.easel.drawing.empty and not self.easel.drawing_now)

    def resizeEvent(self, _event: object) -> None:
        QTimer.singleShot(0, self._place_welcome)

    def _show_file(self) -> None:
        book = self.colouring.book
        drawing = book.drawing
        words = "" if drawing.empty else "saved" if book.saved else "autosaved, not in a file"
        self.bar.show_state(book.name, words, bool(drawing.done), bool(drawing.undone))

    def _show_model(self) -> None:
        choice = self.colouring.choice
        if choice is None:
            self.bar.show_model("none", "Train one, or open an exported one.")
        else:
            self.bar.show_model(choice.title, " · ".join((choice.words, *self.colouring.changes)))
        self._show_layers()
        self._state.follow()
        self.models.show_run(self.colouring.steps)

    def _show_layers(self) -> None:
        """The line lies over the result where it is kept on top; one canvas shows everything."""
        line = (LINE,) if self.colouring.params.keep_line else ()
        one = self.bar.one.isChecked() if hasattr(self, "bar") else False
        self.right.set_shows((PAPER, PICTURE, RESULT, HINTS, *line) if one else (PAPER, RESULT, *line))

    def _stroke_started(self) -> None:
        """Colours that are being put on the result are seen there too until they count."""
        self._welcome.hide()
        self.offer.withdraw()  # the menu of the name still has it
        if self.easel.hand.layer == HINTS:
            self.right.set_shows((*self.right.shows, *({HINTS} - set(self.right.shows))))

    def _show_view(self) -> None:
        drawing, view = self.easel.drawing, self.easel.view
        turned = f" · {view.angle:.0f}°" if round(view.angle) else ""
        self._view.setText(f"{drawing.width} × {drawing.height} · {100 * view.zoom:.0f} %{turned}")

    def _show_speed(self, milliseconds: float | None) -> None:
        self.bar.show_speed(milliseconds)

    def show_one(self, on: bool) -> None:
        """One canvas with everything on it, or two side by side; not while a stroke is drawn on one of them."""
        on = on != self.easel.drawing_now
        self.bar.one.setChecked(on)
        self._left_side.setVisible(not on)
        self._show_layers()

    def open_models(self) -> None:
        self.models.open_below(self.bar.model)

    def compare(self, on: bool) -> None:
        """Show what the other models make of this drawing, or stop."""
        self.models.compare(on)

    def _none_to_compare(self) -> None:
        self.told.emit("There is no other model to compare with.", "Train one, or export a run.", "caution")
        self.inspector.compare.set_value(False)

    def open_templates(self) -> None:
        if not self.templates.entries:
            self.templates.set_cards(self.desk.importer.template_cards(), "")
        self.templates.open_below(self.bar.start_from, 320)

    def finish(self) -> None:
        """A stroke that is being drawn is finished, nothing is asked any more."""
        self._finish_stroke()
        self.offer.withdraw()
        self.live.shut_down()
        self.easel.release()

    def restyle(self) -> None:
        for part in (self.toolbox, self.inspector, self.bar):
            part.restyle()
        self._state.follow()
        self.left.update()
        self.right.update()
