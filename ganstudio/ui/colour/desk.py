"""What is done with a whole drawing: new, open, save, import, export, recover, and the menus that say so."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.drawing import templates
from ganstudio.drawing.drawing import DEFAULT_SIZE, PAPER, RESULT
from ganstudio.drawing.marks import LINE, PICTURE
from ganstudio.drawing.templates import Template
from ganstudio.export import picture_files
from ganstudio.studio import importing
from ganstudio.studio.importing import INK, Wish
from ganstudio.studio.sketchbook import SUFFIX
from ganstudio.studio.studio import Studio
from ganstudio.ui.colour import exporting
from ganstudio.ui.colour.bar import Entries
from ganstudio.ui.colour.batch_dialog import BatchDialog
from ganstudio.ui.colour.easel import Easel
from ganstudio.ui.colour.import_dialog import ImportDialog
from ganstudio.ui.colour.live import Live
from ganstudio.ui.colour.new_dialog import NewDialog
from ganstudio.ui.colour.strips import Offer
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

    def file_entries(self) -> Entries:
        return [
            ("New", "Ctrl+N", self.new), ("New of another size…", "", self.choose_size),
            ("Open…", "Ctrl+O", self.choose_project), None, ("Save", "Ctrl+S", self.save),
            ("Save as…", "Ctrl+Shift+S", self.choose_target),
        ]  # fmt: skip

    def export_entries(self) -> Entries:
        return [
            ("Picture…", "Ctrl+E", lambda: self._choose_export("coloured.png", self.export_picture)),
            ("Picture at twice the size…", "", lambda: self._choose_export("coloured.png", self.export_large)),
            ("Colours without lines…", "", lambda: self._choose_export("colours.png", self.export_colours)),
            ("Layers as pictures…", "", self._choose_folder),
            ("OpenRaster, for Krita and GIMP…", "", lambda: self._choose_export("drawing.ora", self.export_ora)),
            None, ("Colour a folder of drawings…", "", self.open_batch),
        ]  # fmt: skip

    def shortcuts(self) -> list[tuple[str, Callable[[], object]]]:
        listed = [entry for entry in (*self.file_entries(), *self.export_entries()) if entry]
        return [(keys, act) for _, keys, act in listed if keys]

    def _try(self, verb: Callable[[], object]) -> bool:
        try:
            verb()
        except StudioError as error:
            self._panel.failed.emit(error)  # type: ignore[attr-defined]
            return False
        return True

    def _tell(self, words: str, hint: str = "") -> None:
        self._panel.told.emit(words, hint, "good")  # type: ignore[attr-defined]

    # -- the sheet ---------------------------------------------------------------------------------------

    def new(self, width: int = DEFAULT_SIZE, height: int = DEFAULT_SIZE) -> None:
        """A fresh sheet; what lay there and was not saved is kept and can be taken up again."""
        if self._book.touched:
            self._tell("The drawing was kept, although it was not saved.", "It is offered again at the next start.")
        self._book.new(width, height)

    def choose_size(self) -> None:
        dialog = NewDialog(self._panel)
        dialog.chosen.connect(self.new)
        dialog.open()

    def choose_project(self) -> None:
        dialog = QFileDialog(self._panel, "Open a drawing", self._folder(), _PROJECTS)
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.open()

    def open(self, path: Path) -> None:
        """Open a project, or bring a picture in."""
        if path.suffix.lower() == SUFFIX:
            if self._try(lambda: self._book.open(path)):
                self._studio.settings.put("drawings_folder", str(path.parent))
        else:
            self.bring(path)

    def save(self) -> None:
        if self._book.file is None:
            self.choose_target()
        else:
            self.save_to(self._book.file)

    def choose_target(self) -> None:
        dialog = QFileDialog(self._panel, "Save the drawing", self._folder(), _PROJECTS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the project, with pictures of it for other programs."""
        parts = self._layers()
        whole = exporting.merged(self._easel.drawing, parts, (PAPER, PICTURE, RESULT, LINE))
        extras = {f"{name}.png": exporting.png(parts[name]) for name in ("line", "hints", "result") if name in parts}
        extras["thumbnail.png"] = exporting.thumbnail(whole)
        if self._try(lambda: self._book.save(path, extras)):
            self._studio.settings.put("drawings_folder", str(path.parent))

    def _folder(self) -> str:
        return str(self._studio.settings.get("drawings_folder") or Path.home())

    def offer_recovery(self, offer: Offer) -> None:
        """Drawings of a program that ended without saving."""
        found = self._book.abandoned()
        if not found:
            return
        first = found[0]
        when = time.strftime("%d %B, %H:%M", time.localtime(first.when))
        name = f"“{first.file.name}”" if first.file else "A drawing"
        more = f" There are {len(found) - 1} more." if len(found) > 1 else ""
        offer.show_offer(
            f"{name} of {when} was not saved.{more}",
            [("Take it up again", lambda: self._try(lambda: self._book.recover(first))), ("Later", lambda: None)],
        )

    # -- bringing in -------------------------------------------------------------------------------------

    def choose_import(self) -> None:
        dialog = QFileDialog(self._panel, "Bring in a picture", self._folder(), PICTURES)
        dialog.fileSelected.connect(lambda name: self.bring(Path(name)))
        dialog.open()

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

        def put(ready: Image.Image) -> None:
            if self._book.drawing.empty:
                self._book.new(*importing.sheet_for(ready))
            importing.place(self._book.drawing, ready, wish.way)

        self._studio.jobs.in_thread("Importing the picture", lambda: importing.prepared(picture, wish), put)

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
            importing.place(drawing, templates.picture(key, min(drawing.width, drawing.height)), INK)

    @staticmethod
    def template_card(template: Template) -> Card:
        card = Card()
        credit = "" if template.editable else template.credit
        card.show_words(template.title, template.group, credit)
        picture = templates.picture(template.key, 2 * _FACE)
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture)
        data = white.tobytes()
        image = QImage(data, *white.size, 4 * white.width, QImage.Format.Format_RGBA8888).copy()
        pixmap = QPixmap.fromImage(image).scaled(QSize(2 * _FACE, 2 * _FACE), Qt.AspectRatioMode.KeepAspectRatio)
        pixmap.setDevicePixelRatio(2)
        card.show_face(pixmap)
        return card

    # -- taking away -------------------------------------------------------------------------------------

    def _colours(self) -> Pixels | None:
        return None if self._live.answer is None else self._live.answer.colours

    def _layers(self) -> dict[str, Pixels]:
        return exporting.layers(self._easel.painter, self._colours())

    def _shown_layers(self) -> tuple[str, ...]:
        keeps = self._studio.colouring.params.keep_line or self._live.answer is None
        return (PAPER, PICTURE, RESULT, LINE) if keeps else (PAPER, PICTURE, RESULT)

    def _choose_export(self, name: str, export: Callable[[Path], object]) -> None:
        suffix = Path(name).suffix
        dialog = QFileDialog(self._panel, "Export", self._folder(), f"{suffix[1:].upper()} (*{suffix})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix[1:])
        dialog.selectFile(f"{Path(self._book.name).stem}-{name}")
        dialog.fileSelected.connect(lambda chosen: self._export(Path(chosen), export))
        dialog.open()

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self._panel, "Folder for the layers", self._folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda chosen: self._export(Path(chosen), self.export_layers))
        dialog.open()

    def _export(self, path: Path, export: Callable[[Path], object]) -> None:
        if self._try(lambda: export(path)):
            self._studio.settings.put("drawings_folder", str(path.parent))
            self._tell(f"Exported {path.name}.")

    def export_picture(self, path: Path) -> None:
        """What is seen on the right: colours, and the lines over them. Raises StudioError."""
        picture_files.write_png(path, exporting.merged(self._easel.drawing, self._layers(), self._shown_layers()))

    def export_large(self, path: Path) -> None:
        """The same at twice the size, its lines drawn anew."""
        picture_files.write_png(path, exporting.doubled(self._easel.painter, self._colours(), self._shown_layers()))

    def export_colours(self, path: Path) -> None:
        if self._colours() is None:
            raise StudioError("There are no colours yet.", "Draw something and choose a model.")
        picture_files.write_png(path, exporting.merged(self._easel.drawing, self._layers(), (PAPER, RESULT)))

    def export_layers(self, folder: Path) -> None:
        """Each layer as a PNG of its own in `folder`. Raises StudioError."""
        stem = Path(self._book.name).stem
        for name, pixels in self._layers().items():
            picture_files.write_png(folder / f"{stem}-{name}.png", pixels)

    def export_ora(self, path: Path) -> None:
        """A layered file. Raises StudioError."""
        exporting.write_ora(path, self._easel.drawing, self._layers(), self._shown_layers())

    def open_batch(self) -> None:
        BatchDialog(self._panel, self._studio, self._easel.painter.pixels("hints").copy()).open()

    def choose_model_file(self) -> None:
        dialog = QFileDialog(self._panel, "Open a model", str(self._studio.places.models), "ONNX models (*.onnx)")
        dialog.fileSelected.connect(lambda name: self._panel.open_model(Path(name)))  # type: ignore[attr-defined]
        dialog.open()
