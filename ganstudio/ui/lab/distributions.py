"""The distributions to choose from, each as a small picture of itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.data.lab import drawn
from ganstudio.data.lab.distributions import DISTRIBUTIONS, Distribution
from ganstudio.ui.chips import FlowLayout
from ganstudio.ui.lab import line, plane
from ganstudio.ui.lab.plane import Shown
from ganstudio.ui.parts import clear

_SIZE = 56  # px


def own(folder: Path) -> list[Distribution]:
    """Those that somebody has drawn; what cannot be read is left out."""
    found = []
    for path in sorted(folder.glob(f"*{drawn.SUFFIX}")):
        try:
            found.append(drawn.read(path))
        except StudioError:
            continue
    return found


def face(distribution: Distribution, scale: int = 2) -> QPixmap:
    pixmap = QPixmap(QSize(_SIZE, _SIZE) * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    rect = QRectF(0, 0, _SIZE * scale, _SIZE * scale)
    if distribution.dimensions == 1:
        line.paint_face(painter, rect, distribution)
    else:
        plane.paint(painter, rect, distribution.edge, distribution.points(500, 1), None, Shown())
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


class Distributions(QWidget):
    """`chosen` carries the key of one."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self.setAccessibleName("Distribution")
        self.buttons: dict[str, QToolButton] = {}

    def show_all(self, mine: Sequence[Distribution], current: str) -> None:
        clear(self._flow)
        self.buttons = {each.key: self._made(each) for each in (*DISTRIBUTIONS, *mine)}
        for made in self.buttons.values():
            self._flow.addWidget(made)
        self.mark(current)

    def mark(self, current: str) -> None:
        for key, each in self.buttons.items():
            each.setChecked(key == current)

    def _made(self, distribution: Distribution) -> QToolButton:
        made = QToolButton()
        made.setCheckable(True)
        made.setProperty("kind", "face")
        made.setIcon(QIcon(face(distribution)))
        made.setIconSize(QSize(_SIZE, _SIZE))
        made.setToolTip(f"{distribution.title}: {distribution.summary}")
        made.setAccessibleName(distribution.title)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(lambda _on=False: self._choose(distribution.key))
        return made

    def _choose(self, key: str) -> None:
        self.mark(key)
        self.chosen.emit(key)
