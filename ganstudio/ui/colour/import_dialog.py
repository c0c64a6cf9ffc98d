"""Bringing a picture in: which way, how, and how it will look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import shiboken6
from PIL import Image
from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ganstudio.core import params
from ganstudio.core.params import Value
from ganstudio.data.lines.lineparams import LineParams
from ganstudio.drawing.scans import CleanParams
from ganstudio.studio import importing
from ganstudio.studio.importing import BELOW, PHOTO, SCAN, WAYS, ReadRequest
from ganstudio.studio.jobs import Jobs
from ganstudio.ui import theme
from ganstudio.ui.chips import Chips
from ganstudio.ui.form import Form
from ganstudio.ui.parts import button, column, label, row, wrapped

_PREVIEW = 900  # px, the longer side of what is tried out
_SETTLE_MS = 200
FRESH, LAYER = "fresh", "layer"
_WHERE = {
    FRESH: ("New drawing", "The drawing that lies there is put away; if it is not saved, it is kept."),
    LAYER: ("Layer of this one", "The picture is laid over this drawing. Undo takes it away again."),
}


class Preview(QWidget):
    """A picture on white paper, as large as it fits."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setMinimumSize(360, 320)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Preview")

    def show_picture(self, picture: Image.Image) -> None:
        data = np.ascontiguousarray(np.asarray(picture.convert("RGBA")))
        height, width = data.shape[:2]
        self._image = QImage(data.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(theme.colours().window))
        if self._image.isNull():
            return
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect((self.width() - size.width()) // 2, (self.height() - size.height()) // 2, *size.toTuple())
        painter.fillRect(place, QColor("white"))
        fine = size * self.devicePixelRatioF()
        smooth = self._image.scaled(
            fine, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(QRectF(place), smooth)


class ImportDialog(QDialog):
    """`accepted_with` carries the whole picture and the request, once. `drawn`: something lies on the table already."""

    accepted_with = Signal(object, object)

    def __init__(self, parent: QWidget, jobs: Jobs, path: Path, picture: Image.Image, drawn: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Import {path.name}")
        self.resize(900, 560)
        self._jobs, self._picture = jobs, picture
        small = picture.copy()
        small.thumbnail((_PREVIEW, _PREVIEW))
        self._small = small
        self._busy, self._again = False, False
        self.request = ReadRequest(importing.guessed(picture))
        self.ways = Chips("How to take the picture over")
        self.ways.chosen.connect(self._choose)
        self.help = wrapped("", "dim", 12)
        self.where = Chips("Where the picture goes")
        self.where.chosen.connect(self._place)
        self._drawn, self._where = drawn, ""
        self.notice = wrapped("", "caution", 12)
        self.notice.hide()
        self.form = Form()
        self.form.edited.connect(self._edit)
        self.preview = Preview()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._try)
        answers = row(None, button("Cancel", self.reject), button("Import", self._accept, kind="primary"))
        settings = QScrollArea()
        settings.setWidget(self.form)
        settings.setWidgetResizable(True)
        settings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        goes = column(label("Where it goes", "dim", 12), self.where, spacing=6)
        left = column(label(path.name, size=14), self.ways, self.help, self.notice)
        if drawn:
            left.addSpacing(6)
            left.addLayout(goes)
        left.addSpacing(6)
        left.addWidget(settings, 1)
        left.addLayout(answers)
        side = QWidget()
        side.setLayout(left)
        side.setFixedWidth(330)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.addLayout(row(side, self.preview, spacing=20))
        self._show()
        self._try()

    def _show(self) -> None:
        self.ways.set_choices([(key, title, tip) for key, (title, tip) in WAYS.items()], self.request.way)
        self.help.setText(WAYS[self.request.way][1])
        # What is traced belongs to the drawing; anything else would lie across it.
        where = self._where or (LAYER if self.request.way == BELOW else FRESH)
        self.request = replace(self.request, fresh=self._drawn and where == FRESH)
        self.where.set_choices([(key, title, tip) for key, (title, tip) in _WHERE.items()], where)
        kinds = {SCAN: (CleanParams, self.request.clean), PHOTO: (LineParams, self.request.lines)}
        self.form.setVisible(self.request.way in kinds)
        if self.request.way in kinds:
            kind, values = kinds[self.request.way]
            self.form.set_specs(params.specs(kind))
            self.form.show_values(params.to_mapping(values), params.to_mapping(kind()))

    def _choose(self, way: str) -> None:
        self.request = replace(self.request, way=way)
        self._show()
        self._try()

    def _place(self, where: str) -> None:
        self._where = where
        self._show()

    def _edit(self, name: str, value: Value) -> None:
        if self.request.way == SCAN:
            self.request = replace(
                self.request, clean=params.from_mapping(CleanParams, {name: value}, self.request.clean)
            )
        else:
            self.request = replace(
                self.request, lines=params.from_mapping(LineParams, {name: value}, self.request.lines)
            )
        self._show()
        self._settle.start()

    def _try(self) -> None:
        """Show the small picture as it would become; while one is made, the newest request waits."""
        if self._busy:
            self._again = True
            return
        self._busy, self._again = True, False
        request, small = self.request, self._small

        def make() -> tuple[Image.Image, str]:
            made = importing.prepared(small, request)
            return made, importing.notice(small, made, request)

        self._jobs.in_thread("Preparing the picture", make, self._made)

    def _made(self, made: tuple[Image.Image, str]) -> None:
        picture, notice = made
        if not shiboken6.isValid(self):  # closed meanwhile
            return
        self._busy = False
        if not self.isVisible() and self.result():
            return
        self.preview.show_picture(picture)
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))
        if self._again:
            self._try()

    def _accept(self) -> None:
        self.accepted_with.emit(self._picture, self.request)
        self.accept()
