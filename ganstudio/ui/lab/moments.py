"""The four moments of Figure 1 as small pictures, kept as they come."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from ganstudio.studio.figure_one import MOMENTS
from ganstudio.studio.side import Side
from ganstudio.ui import theme
from ganstudio.ui.parts import column, label, row, wrapped

_SIZE = QSize(112, 66)


class Moments(QWidget):
    """Of the first side that reaches each of them."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures = {moment: QLabel() for moment in MOMENTS}
        self._words = {moment: wrapped("", "faint", 11) for moment in MOMENTS}
        cells = []
        for moment, words in MOMENTS.items():
            self.pictures[moment].setFixedSize(_SIZE)
            self.pictures[moment].setProperty("kind", "stage")
            self.pictures[moment].setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._words[moment].setText(f"({moment}) {words}")
            cell = QWidget()
            cell.setLayout(column(self.pictures[moment], self._words[moment], None, spacing=2))
            cells.append(cell)
        self._title = label("Figure 1", "dim", 12)
        line = row(*cells, spacing=12)
        line.setContentsMargins(theme.PADDING, 8, theme.PADDING, 0)
        for number in range(len(cells)):
            line.setStretch(number, 1)
        self.setLayout(line)
        self.clear()

    def keep(self, side: Side, moment: str, picture: QPixmap) -> None:
        shown = self.pictures[moment]
        if shown.accessibleName().endswith("seen"):
            return
        smooth = Qt.TransformationMode.SmoothTransformation
        shown.setPixmap(picture.scaled(_SIZE, Qt.AspectRatioMode.KeepAspectRatioByExpanding, smooth))
        shown.setToolTip(f"{side.name}, step {side.moments.came[moment]:,}")
        shown.setAccessibleName(f"Moment {moment}: seen")

    def clear(self) -> None:
        for moment, shown in self.pictures.items():
            shown.clear()
            shown.setText(f"({moment})")
            shown.setToolTip("Not yet")
            shown.setAccessibleName(f"Moment {moment}: not yet")
