"""Where one place of a picture looks, laid over the picture."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ganstudio.ui import theme
from ganstudio.ui.cells import Sheet
from ganstudio.ui.explore.words import LOOKED, LOOKING

Rows = npt.NDArray[np.float32]
_SIDE = 448  # px at least, so that the map is smooth over small pictures
_STRONGEST = 0.85  # opacity of the place that is looked at most
_DIMMED = 0.45  # how much of the picture is left where nobody looks


class Looking:
    """Which place of the picture in the console is asked where it looks; none at first."""

    def __init__(self) -> None:
        self.place = -1

    def turn_to(self, place: int) -> None:
        """Another place, or none where it is clicked again."""
        self.place = -1 if place == self.place else place

    def shown(self, sheet: Sheet, attention: Rows | None) -> Sheet:
        """`sheet` with places that can be clicked, where its network looks around."""
        if attention is None:
            return sheet
        side, _ = sides(attention)
        image = overlaid(sheet.image, attention, self.place) if 0 <= self.place < side**2 else sheet.image
        return replace(sheet, image=image, grid=(side, side), pickable=True)

    def words(self, attention: Rows | None) -> str:
        return "" if attention is None else LOOKING if self.place < 0 else LOOKED


def sides(attention: Rows) -> tuple[int, int]:
    """Places per row of the picture, and of what is looked at."""
    return math.isqrt(attention.shape[0]), math.isqrt(attention.shape[1])


def overlaid(picture: QImage, attention: Rows, place: int) -> QImage:
    """`picture` enlarged and dimmed, lit up where `place` looks, with a frame around that place."""
    factor = max(1, math.ceil(_SIDE / picture.width()))
    shown = picture.scaled(picture.size() * factor).convertToFormat(QImage.Format.Format_RGB888)
    painter = QPainter(shown)
    painter.fillRect(shown.rect(), QColor(0, 0, 0, round(255 * (1 - _DIMMED))))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(shown.rect(), _heat(attention[place], sides(attention)[1]))
    across = sides(attention)[0]
    side = shown.width() / across
    painter.setPen(QPen(Qt.GlobalColor.white, 2))
    painter.drawRect(QRectF(place % across * side, place // across * side, side, side))
    painter.end()
    return shown


def _heat(row: Rows, side: int) -> QImage:
    """The accent colour, from clear where a place counts least to opaque where it counts most."""
    opacity = (row - row.min()) / max(float(np.ptp(row)), 1e-9) * _STRONGEST
    colour = QColor(theme.colours().accent)
    pixels = np.empty((side, side, 4), np.uint8)
    pixels[..., :3] = colour.red(), colour.green(), colour.blue()
    pixels[..., 3] = np.rint(255 * opacity.reshape(side, side))
    return QImage(pixels.tobytes(), side, side, 4 * side, QImage.Format.Format_RGBA8888).copy()
