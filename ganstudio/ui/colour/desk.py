"""What is done with a whole drawing: new, open, save, import, export, recover, and the menus that say so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QWidget

from ganstudio.drawing import project, recovery, templates
from ganstudio.drawing.drawing import DEFAULT_SIZE, PAPER, RESULT, Drawing
from ganstudio.drawing.marks import LINE, PICTURE
from ganstudio.drawing.project import SUFFIX
from ganstudio.drawing.recovery import Recovery
from ganstudio.studio import importing
from ganstudio.studio.importing import INK, Asset, Wish
from ganstudio.studio.studio import Studio
from ganstudio.ui.colour import exporting
from ganstudio.ui.colour.bar import Entries
from ganstudio.ui.colour.batch_dialog import BatchDialog
from ganstudio.ui.colour.easel import Easel
from ganstudio.ui.colour.exporting import Taken
from ganstudio.ui.colour.import_dialog import ImportDialog
from ganstudio.ui.colour.live import Live
from ganstudio.ui.colour.new_dialog import NewDialog
from ganstudio.ui.colour.painting import Painter, decoded
from ganstudio.ui.colour.recovery_dialog import RecoveryDialog, words_of
from ganstudio.ui.colour.saver import Saver
from ganstudio.ui.colour.strips import Offer
from ganstudio.ui.file_dialogs import ask_folder, ask_open, ask_save
from ganstudio.ui.train.choosers import Card

_PROJECTS = f"Drawings (*{SUFFIX})"
PICTURES = "Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif)"
_FACE = 56  # px of a template's picture


class Desk(QObject):
    """Verbs of the Colour workspace; errors and successes are told by its panel."""

    def __init__(self, panel: QWidget, studio: Studio, easel: Easel, live: Live) -> None:
        super().__init__(panel)
        self._panel, self._studio, self._easel, self._live = panel, studio, easel, live
        self._book = studio.colouring.book
        self._saver = Saver(studio.jobs, self._taken, self._saved, panel.failed.emit)  # type: ignore[attr-defined]
        self._ready: Painter | None = None  # of a drawing that was opened, painted beside the window

    def file_entries(self) -> Entries:
        return [
            ("New", "Ctrl+N", self.new), ("New of another size…", "", self.choose_size),
            ("Open…", "Ctrl+O", self.choose_project), None, ("Save", "Ctrl+S", self.save),
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
            None, ("Colour a folder of drawings…", "", self.open_batch),
        ]  # fmt: skip

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
        ask_open(self._panel, "Open a drawing", _PROJECTS, self.open, self._folder())

    def open(self, path: Path) -> None:
        """Open a project, or bring a picture in; both are read beside the window."""
        if path.suffix.lower() != SUFFIX:
            self.bring(path)
            return

        def put(drawing: Drawing) -> None:
            self._book.open(drawing, path)
            self._studio.settings.put("drawings_folder", str(path.parent))

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

    def save(self) -> None:
        if self._book.file is None:
            self.choose_target()
        else:
            self.save_to(self._book.file)

    def choose_target(self) -> None:
        name = Path(self._book.name).with_suffix(SUFFIX).name
        ask_save(self._panel, "Save the drawing", _PROJECTS, SUFFIX, self.save_to, self._folder(), name)

    def save_to(self, path: Path) -> None:
        """Write the project as it is now, beside the window."""
        self._saver.save(path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX))

    def _saved(self, path: Path, taken: Taken) -> None:
        self._book.saved_as(path, taken.source, taken.drawing.revision)
        self._studio.settings.put("drawings_folder", str(path.parent))

    def _folder(self) -> str:
        return str(self._studio.settings.get("drawings_folder") or Path.home())

    def offer_recovery(self, offer: Offer) -> None:
        """Drawings of a program that ended without saving; they are looked for beside the window."""

        def show(found: list[Recovery]) -> None:
            if not found:
                return
            name, words = words_of(found[0])
            more = ("Show all", self.show_recoveries) if len(found) > 1 else ("Later", lambda: None)
            others = f" So were {len(found) - 1} others." if len(found) > 1 else ""
            offer.show_offer(
                f"{name} ({words}) was not saved.{others}",
                [("Take it up again", lambda: self._take_up(found[0])), more],
            )

        self._studio.jobs.in_thread("Looking for drawings", self._book.abandoned, show)

    def show_recoveries(self) -> None:
        """All drawings that were not saved, to be taken up or deleted."""

        def show(found: list[Recovery]) -> None:
            dialog = RecoveryDialog(self._panel, found)
            dialog.wanted.connect(self._take_up)
            dialog.unwanted.connect(self._book.discard)
            dialog.open()

        self._studio.jobs.in_thread("Looking for drawings", self._book.abandoned, show)

    def _take_up(self, found: Recovery) -> None:
        self._read(lambda: recovery.recover(found), lambda drawing: self._book.take_up(drawing, found))

    # -- bringing in -------------------------------------------------------------------------------------

    def choose_import(self) -> None:
        ask_open(self._panel, "Bring in a picture", PICTURES, self.bring, self._folder())

    def bring(self, path: Path) -> None:
        """Load a picture beside the window, then ask how it is meant."""
        self._studio.jobs.in_thread(
            "Opening the picture", lambda: importing.load(path), lambda picture: self._ask_how(path, picture)
        )

    def _ask_how(self, path: Path, picture: Image.Image) -> None:
        dialog = ImportDialog(self._panel, self._studio.jobs, path, picture)
        dialog.accepted_with.connect(self.take_over)
        dialog.open()

    def take_over(self, picture: Image.Image, wish: Wish) -> None:
        """Lay the picture on the sheet; an empty sheet takes its shape."""

        def ready() -> tuple[Asset, QImage | None]:
            asset = importing.asset(importing.prepared(picture, wish))
            return asset, decoded(asset.data)

        def put(made: tuple[Asset, QImage | None]) -> None:
            asset, image = made
            if self._book.drawing.empty:
                self._book.new(*importing.sheet_for(asset.size))
            self._easel.painter.know(asset.name, image)
            importing.place(self._book.drawing, asset, wish.way)

        self._studio.jobs.in_thread("Importing the picture", ready, put)

    def start_from(self, key: str) -> None:
        """Lay a template on the sheet, on a fresh one where something else is."""
        template = templates.find(key)
        drawing = self._book.drawing
        if drawing.on(LINE):
            self.new()
            drawing = self._book.drawing
        side = 0.94 * min(drawing.width, drawing.height)
        left, top = (drawing.width - side) / 2, (drawing.height - side) / 2
        if template.editable:
            drawing.do(*templates.strokes(key, side, left, top))
        else:
            picture = templates.picture(key, min(drawing.width, drawing.height))
            importing.place(drawing, importing.asset(picture), INK)

    def template_cards(self) -> list[tuple[str, Card]]:
        """A card for each template; their pictures, which take a while to draw, come one after the other."""
        cards = {each.key: Card() for each in templates.ALL}
        for each in templates.ALL:
            cards[each.key].show_words(each.title, each.group, "" if each.editable else each.credit)

        def draw(keys: list[str]) -> None:
            if keys:
                self._studio.jobs.in_thread(
                    "Drawing the line art", lambda: _face(keys[0]), lambda face: show(keys, face)
                )

        def show(keys: list[str], face: QImage) -> None:
            pixmap = QPixmap.fromImage(face)
            pixmap.setDevicePixelRatio(2)
            cards[keys[0]].show_face(pixmap)
            draw(keys[1:])

        draw(list(cards))
        return list(cards.items())

    # -- taking away -------------------------------------------------------------------------------------

    def _taken(self) -> Taken:
        """The drawing as it is now. The line is seen where it is kept on top, or where nothing else is."""
        answer, drawing = self._live.answer, self._easel.drawing
        line = (LINE,) if self._studio.colouring.params.keep_line or answer is None else ()
        colours = None if answer is None else answer.colours
        copy = drawing.copied()
        copy.settings = self._studio.colouring.kept_settings
        return Taken(copy, colours, (PAPER, PICTURE, RESULT, *line), drawing)

    def _when_settled(self, then: Callable[[], object]) -> None:
        """`then` as soon as the result is that of the drawing as it is now."""
        if self._live.is_settled:
            then()
        else:
            self._live.settled.connect(then, Qt.ConnectionType.SingleShotConnection)

    def _choose_export(self, name: str, write: Callable[[Path, Taken], object]) -> None:
        suffix = Path(name).suffix
        ask_save(
            self._panel, "Export", f"{suffix[1:].upper()} (*{suffix})", suffix, lambda path: self.export(path, write),
            self._folder(), f"{Path(self._book.name).stem}-{name}",
        )  # fmt: skip

    def _choose_folder(self) -> None:
        ask_folder(self._panel, "Folder for the layers", self.export_layers, self._folder())

    def export(self, path: Path, write: Callable[[Path, Taken], object]) -> None:
        """`write` the drawing as it is now to `path`, beside the window: one of the functions of `exporting`."""
        self._when_settled(lambda: self._export(path, write))

    def _export(self, path: Path, write: Callable[[Path, Taken], object]) -> None:
        taken = self._taken()

        def done(_nothing: object) -> None:
            self._studio.settings.put("drawings_folder", str(path.parent))
            self._panel.told.emit(f"Exported {path.name}.", "", "good")  # type: ignore[attr-defined]

        self._studio.jobs.in_thread("Exporting", lambda: write(path, taken), done)

    def export_layers(self, folder: Path) -> None:
        """Each layer as a picture in `folder`."""
        stem = Path(self._book.name).stem
        self.export(folder, lambda path, taken: exporting.export_layers(path, taken, stem))

    def open_batch(self) -> None:
        BatchDialog(self._panel, self._studio, self._easel.painter.pixels("hints").copy()).open()

    def choose_model_file(self) -> None:
        ask_open(
            self._panel, "Open a model", "ONNX models (*.onnx)",
            self._panel.open_model, str(self._studio.places.models),  # type: ignore[attr-defined]
        )  # fmt: skip


def _face(key: str) -> QImage:
    """A template's picture on white."""
    picture = templates.picture(key, 2 * _FACE)
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture)
    image = QImage(white.tobytes(), *white.size, 4 * white.width, QImage.Format.Format_RGBA8888).copy()
    return image.scaled(QSize(2 * _FACE, 2 * _FACE), Qt.AspectRatioMode.KeepAspectRatio)
