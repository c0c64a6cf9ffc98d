"""What is laid on the sheet: pictures of every kind, asked about first, and line art to start from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QWidget

from ganstudio.drawing import templates
from ganstudio.studio import importing
from ganstudio.studio.file_memory import Folders
from ganstudio.studio.importing import INK, Asset, ReadRequest
from ganstudio.studio.studio import Studio
from ganstudio.ui.colour.import_dialog import ImportDialog
from ganstudio.ui.colour.questions import Questions
from ganstudio.ui.file_dialogs import PICTURES, ask_open
from ganstudio.ui.gallery.card import Card
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.painting import decoded

_FACE = 56  # px of a template's picture


class Importer(QObject):
    """`stroke_over` asks for what is being drawn to be finished: something else comes on the sheet."""

    stroke_over = Signal()

    def __init__(self, panel: QWidget, studio: Studio, easel: Easel, questions: Questions, folders: Folders) -> None:
        super().__init__(panel)
        self._questions, self._folders = questions, folders
        self._panel, self._studio, self._easel = panel, studio, easel
        self._book = studio.colouring.book

    def choose_import(self) -> None:
        bring, folder = self._folders.remembering("pictures", self.bring)
        ask_open(self._panel, "Bring in a picture", PICTURES, bring, folder)

    def bring(self, path: Path) -> None:
        """Load a picture beside the window, then ask how it is meant."""
        self._studio.jobs.in_thread(
            "Opening the picture", lambda: importing.load(path), lambda picture: self._ask_how(path, picture)
        )

    def _ask_how(self, path: Path, picture: Image.Image) -> None:
        dialog = ImportDialog(self._panel, self._studio.jobs, path, picture, drawn=not self._book.drawing.empty)
        dialog.accepted_with.connect(self.take_over)
        dialog.open()

    def take_over(self, picture: Image.Image, request: ReadRequest) -> None:
        """Lay the picture on the sheet, on a fresh one where that is wished; an empty sheet takes its shape."""
        self._studio.jobs.in_thread(
            "Importing the picture", lambda: _ready(picture, request), lambda made: self._put(made, request)
        )

    def bring_fresh(self, path: Path, then: Callable[[], object]) -> None:
        """Load a picture, meant as it seems to be, and lay it on a fresh sheet without asking; `then` go on."""

        def ready() -> tuple[Asset, QImage | None, ReadRequest]:
            picture = importing.load(path)
            request = ReadRequest(importing.guessed(picture), fresh=True)
            return *_ready(picture, request), request

        def put(made: tuple[Asset, QImage | None, ReadRequest]) -> None:
            self._put(made[:2], made[2])
            then()

        self._studio.jobs.in_thread("Importing the picture", ready, put)

    def _put(self, made: tuple[Asset, QImage | None], request: ReadRequest) -> None:
        asset, image = made
        self.stroke_over.emit()
        if self._book.drawing.empty or request.fresh:
            self._book.new(*importing.sheet_for(asset.size))
        self._easel.painter.know(asset.name, image)
        importing.place(self._book.drawing, asset, request.way)

    def start_from(self, key: str) -> None:
        """Lay a template on the sheet; where something is on it already, ask first whether a fresh one is meant."""
        self.stroke_over.emit()
        if self._book.drawing.empty:
            self._lay(key, fresh=False)
        else:
            self._questions.ask_where(f"“{templates.find(key).title}”", lambda fresh: self._lay(key, fresh))

    def _lay(self, key: str, fresh: bool) -> None:
        template = templates.find(key)
        if fresh:
            self._book.new()
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


def _ready(picture: Image.Image, request: ReadRequest) -> tuple[Asset, QImage | None]:
    """What takes a while: the picture as it will lie there, as a file and decoded."""
    asset = importing.asset(importing.prepared(picture, request))
    return asset, decoded(asset.data)


def _face(key: str) -> QImage:
    """A template's picture on white."""
    picture = templates.picture(key, 2 * _FACE)
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture)
    image = QImage(white.tobytes(), *white.size, 4 * white.width, QImage.Format.Format_RGBA8888).copy()
    return image.scaled(QSize(2 * _FACE, 2 * _FACE), Qt.AspectRatioMode.KeepAspectRatio)
