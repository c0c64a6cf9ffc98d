"""What is done with a whole drawing: new, open, save, export, recover, and the menus that say so."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.core.settings import home
from ganstudio.drawing import project
from ganstudio.drawing.drawing import DEFAULT_SIZE, PAPER, RESULT, Drawing
from ganstudio.drawing.marks import HINTS, LINE, PICTURE
from ganstudio.drawing.project import SUFFIX
from ganstudio.drawing.recovery import Recovery
from ganstudio.export.carrying_files import Example
from ganstudio.studio.file_memory import Folders, RecentDrawings, free_name
from ganstudio.studio.studio import Studio
from ganstudio.ui.colour import exporting
from ganstudio.ui.colour.bar import Entries
from ganstudio.ui.colour.batch_dialog import BatchDialog
from ganstudio.ui.colour.exporting import Taken
from ganstudio.ui.colour.importer import Importer
from ganstudio.ui.colour.live import Live
from ganstudio.ui.colour.new_dialog import NewDialog
from ganstudio.ui.colour.questions import Questions
from ganstudio.ui.colour.recovery_dialog import RecoveryDialog, words_of
from ganstudio.ui.colour.saver import Saver
from ganstudio.ui.colour.strips import Offer
from ganstudio.ui.file_dialogs import PICTURES, ask_folder, ask_open, ask_save
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.painting import Painter

_PROJECTS = f"Drawings (*{SUFFIX})"


class Desk(QObject):
    """Verbs of the Colour workspace. `told` and `failed` are for the window, `model_chosen` carries a file.

    `next_chosen` carries the file of a drawing that is to be coloured like the one here.
    """

    told = Signal(str, str, str)
    failed = Signal(object)
    model_chosen = Signal(object)
    next_chosen = Signal(object)

    def __init__(
        self, panel: QWidget, studio: Studio, easel: Easel, live: Live, offer: Offer, questions: Questions
    ) -> None:  # fmt: skip
        super().__init__(panel)
        self._offer = offer
        self.folders, self._recent = Folders(studio.settings), RecentDrawings(studio.settings)
        self._panel, self._studio, self._easel, self._live = panel, studio, easel, live
        self._book = studio.colouring.book
        self._saver = Saver(studio.jobs, self._taken, self._saved, self.failed.emit)
        self.importer = Importer(panel, studio, easel, questions, self.folders)
        self.example: Callable[[], Example | None] = lambda: None  # that a folder of drawings may be coloured like
        self._ready: Painter | None = None  # of a drawing that was opened, painted beside the window

    def file_entries(self) -> Entries:
        return [
            ("New", "Ctrl+N", self.new), ("New of another size…", "", self.choose_size),
            ("Open…", "Ctrl+O", self.choose_project),
            ("Colour the next one alike…", "Ctrl+Shift+N", self.choose_next), None, ("Save", "Ctrl+S", self.save),
            ("Save as…", "Ctrl+Shift+S", self.choose_target), None,
            ("Not saved drawings…", "", self.show_recoveries),
        ]  # fmt: skip

    def export_entries(self) -> Entries:
        return [
            ("Picture…", "Ctrl+E", lambda: self._choose_export("coloured.png", exporting.export_picture)),
            ("Picture at twice the size…", "", lambda: self._choose_export("coloured.png", exporting.export_large)),
            ("Colours without lines…", "", lambda: self._choose_export("colours.png", exporting.export_colours)),
            ("Layers as pictures…", "", self._choose_folder),
            ("OpenRaster, for Krita and GIMP…", "", lambda: self._choose_export("drawing.ora", exporting.export_ora)),
            ("Flats, shading and lines (.ora)…", "",
             lambda: self._choose_export("flats.ora", exporting.export_flats)),
            ("Flats, shading and lines (.psd)…", "",
             lambda: self._choose_export("flats.psd", exporting.export_flats)),
            ("Flats with hard edges (.ora)…", "",
             lambda: self._choose_export("flats.ora", exporting.export_hard_flats)),
            None, ("Colour a folder of drawings…", "", self.open_batch),
        ]  # fmt: skip

    def recent_entries(self) -> Entries:
        """The drawings of late that are still there."""
        return [(path.name, _short(path.parent), partial(self.open, path)) for path in self._recent.paths()]

    def shortcuts(self) -> list[tuple[str, Callable[[], object]]]:
        listed = [entry for entry in (*self.file_entries(), *self.export_entries()) if entry]
        return [(keys, act) for _, keys, act in listed if keys]

    # -- the sheet ---------------------------------------------------------------------------------------

    def new(self, width: int = DEFAULT_SIZE, height: int = DEFAULT_SIZE) -> None:
        """A fresh sheet; what lay there and was not saved is kept and can be taken up again."""
        self._book.new(width, height)

    def choose_size(self) -> None:
        dialog = NewDialog(self._panel)
        dialog.chosen.connect(self.new)
        dialog.open()

    def choose_project(self) -> None:
        opened, folder = self.folders.remembering("drawings", self.open)
        ask_open(self._panel, "Open a drawing", _PROJECTS, opened, folder)

    def open(self, path: Path) -> None:
        """Open a project, or bring a picture in; both are read beside the window."""
        if path.suffix.lower() != SUFFIX:
            self.importer.bring(path)
            return

        def put(drawing: Drawing) -> None:
            self._book.open(drawing, path)
            self._recent.add(path)

        self._read(lambda: project.open_project(path), put)

    def choose_next(self) -> None:
        chosen, folder = self.folders.remembering("pictures", self.next_chosen.emit)
        ask_open(self._panel, "Colour the next one alike", f"{PICTURES};;{_PROJECTS}", chosen, folder)

    def open_fresh(self, path: Path, then: Callable[[], object]) -> None:
        """Open a drawing or a picture on a sheet of its own; `then` go on."""
        if path.suffix.lower() != SUFFIX:
            self.importer.bring_fresh(path, then)
            return

        def put(drawing: Drawing) -> None:
            self._book.open(drawing, path)
            then()

        self._read(lambda: project.open_project(path), put)

    def _read(self, read: Callable[[], Drawing], put: Callable[[Drawing], object]) -> None:
        """`read` a drawing and paint it in a thread, since thousands of strokes take a while; then `put` it."""

        def painted() -> Painter:
            return Painter(read())

        def done(painter: Painter) -> None:
            self._ready = painter
            put(painter.drawing)

        self._studio.jobs.in_thread("Opening the drawing", painted, done)

    def painter_of(self, drawing: Drawing) -> Painter | None:
        """What was painted beforehand for `drawing`, once."""
        ready, self._ready = self._ready, None
        return ready if ready is not None and ready.drawing is drawing else None

    @property
    def saving(self) -> bool:
        return self._saver.running

    def save(self) -> None:
        if self._book.file is None:
            self.choose_target()
        else:
            self.save_to(self._book.file)

    def choose_target(self) -> None:
        save, folder = self.folders.remembering("drawings", self.save_to)
        if self._book.file is not None:
            folder = str(self._book.file.parent)
        name = self._book.file.name if self._book.file else free_name(folder, f"{self._book.name}{SUFFIX}")
        ask_save(self._panel, "Save the drawing", _PROJECTS, SUFFIX, save, folder, name)

    def save_to(self, path: Path) -> None:
        """Write the project as it is now, beside the window."""
        self._saver.save(path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX))

    def _saved(self, path: Path, taken: Taken) -> None:
        self._book.saved_as(path, taken.source, taken.drawing.revision)
        self.folders.keep("drawings", path.parent)
        self._recent.add(path)
        self.told.emit(f"Saved {path.name} in {_short(path.parent)}.", "", "good")

    def offer_recovery(self) -> None:
        """Drawings of a program that ended without saving; they are looked for beside the window."""

        def show(found: list[Recovery]) -> None:
            if not found:
                return
            name, words = words_of(found[0])
            more = ("Show all", self.show_recoveries) if len(found) > 1 else ("Later", lambda: None)
            others = f" And {len(found) - 1} more." if len(found) > 1 else ""
            self._offer.show_offer(
                f"{name} ({words}) was not saved.{others}",
                [("Take it up again", lambda: self._take_up(found[0])), more],
            )

        self._studio.jobs.in_thread("Looking for drawings", self._book.abandoned, show)

    def show_recoveries(self) -> None:
        """All drawings that were not saved, to be taken up or deleted."""

        def show(found: list[Recovery]) -> None:
            dialog = RecoveryDialog(self._panel, found)
            dialog.wanted.connect(self._take_up)
            dialog.unwanted.connect(self._delete)
            dialog.open()

        self._studio.jobs.in_thread("Looking for drawings", self._book.abandoned, show)

    def _delete(self, found: Recovery) -> None:
        self._offer.withdraw()
        self._studio.jobs.in_thread("Deleting the drawing", lambda: self._book.discard(found), lambda _nothing: None)

    def _take_up(self, found: Recovery) -> None:
        self._offer.withdraw()
        self._read(lambda: self._book.recovered(found), lambda drawing: self._book.take_up(drawing, found))

    # -- taking away -------------------------------------------------------------------------------------

    def _taken(self) -> Taken:
        """The drawing as it is now. The line is seen where it is kept on top, or where nothing else is."""
        answer, drawing = self._live.answer, self._easel.drawing
        line = (LINE,) if self._studio.colouring.params.keep_line or answer is None else ()
        params = self._studio.colouring.params if answer is None else answer.request.params
        copy = drawing.copied()
        copy.settings = self._studio.colouring.kept_settings
        raw = None if answer is None else answer.raw
        return Taken(copy, raw, (PAPER, PICTURE, RESULT, *line), drawing, params)

    def _choose_export(self, name: str, write: Callable[[Path, Taken], object]) -> None:
        suffix = Path(name).suffix
        export, folder = self.folders.remembering("exports", lambda path: self.export(path, write))
        ask_save(
            self._panel, "Export", f"{suffix[1:].upper()} (*{suffix})", suffix, export, folder,
            free_name(folder, f"{Path(self._book.name).stem}-{name}"),
        )  # fmt: skip

    def _choose_folder(self) -> None:
        ask_folder(self._panel, "Folder for the layers", self.export_layers, self.folders.of("exports"))

    def export(self, path: Path, write: Callable[[Path, Taken], object]) -> None:
        """`write` the drawing as it is now to `path`, beside the window: one of the functions of `exporting`."""
        self._live.when_settled(lambda: self._export(path, write))

    def _export(self, path: Path, write: Callable[[Path, Taken], object]) -> None:
        taken = self._taken()

        def done(_nothing: object) -> None:
            where = "" if path.is_dir() else f" in {_short(path.parent)}"
            self.told.emit(f"Exported {path.name}{where}.", "", "good")

        self._studio.jobs.in_thread("Exporting", lambda: write(path, taken), done)

    def export_layers(self, folder: Path) -> None:
        """Each layer as a picture in `folder`."""
        stem = Path(self._book.name).stem
        self.folders.keep("exports", folder)
        self.export(folder, lambda path, taken: exporting.export_layers(path, taken, stem))

    def open_batch(self) -> None:
        dots = self._easel.painter.pixels(HINTS).copy()
        BatchDialog(self._panel, self._studio, dots, self.folders, self.example()).open()

    def choose_model_file(self) -> None:
        opened, folder = self.folders.remembering("models", self.model_chosen.emit, self._studio.places.models)
        ask_open(self._panel, "Open a model", "ONNX models (*.onnx)", opened, folder)


def _short(folder: Path) -> str:
    """`folder` as a person would say it."""
    place = home()
    inside = place is not None and folder.is_relative_to(place) and folder != place
    return str(Path("~") / folder.relative_to(place)) if inside and place is not None else str(folder)
