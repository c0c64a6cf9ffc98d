"""Small pictures of what a finding means; a click leaves one out or takes it in again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ganstudio.core.text import shortened
from ganstudio.data.findings import Finding
from ganstudio.data.sets.store import Look
from ganstudio.ui import theme
from ganstudio.ui.cells import strike
from ganstudio.ui.grid import to_image

SIDE, GAP = 44, 4  # px
_SKETCHES = ("dark-paper",)  # codes that are about the sketch of a pair


@dataclass(frozen=True)
class Thumb:
    """One picture. Without an `image` its `ending` stands for it; `joined` ones belong to the one before."""

    name: str
    tip: str
    image: QImage | None
    out: bool = False
    joined: bool = False

    @property
    def ending(self) -> str:
        name = self.name.rpartition("/")[2]
        return shortened(name.rpartition(".")[2], 5) if "." in name[1:] else "?"


def thumbs_of(look: Look, code: str, findings: Sequence[Finding], count: int) -> list[Thumb]:
    """The first `count` that a code names; a copy with the picture that it is a copy of."""
    if findings[0].record < 0 and code in look.report.codes:  # said once of all of them
        names = look.report.collection.name
        findings = [Finding(code, names(record), "", record=record) for record in look.report.codes[code][:count]]
    return [made for each in findings[:count] if each.file for made in _made(look, each)]


def _made(look: Look, finding: Finding) -> Iterator[Thumb]:
    yield _thumb(look, finding.record, finding.file, finding.message, finding.code)
    if finding.other >= 0:
        name = look.report.collection.name(finding.other)
        yield _thumb(look, finding.other, name, "The first of them.", finding.code, joined=True)


def _thumb(look: Look, record: int, name: str, words: str, code: str, joined: bool = False) -> Thumb:
    row = int(np.searchsorted(look.scan.owners, record)) if record >= 0 else len(look.scan.owners)
    if row >= len(look.scan.owners) or look.scan.owners[row] != record:
        return Thumb(name, f"{name}\n{words}".strip(), None, joined=joined)
    out = record not in look.report.in_use
    streams = [*look.scan.streams.values()]
    picture = np.asarray(streams[0 if code in _SKETCHES else -1][row])
    hint = "Left out" if out else "Click to leave it out"
    if name in look.report.preparation.by_hand:
        hint = "Left out by you; click to use it again"
    return Thumb(name, "\n".join(filter(None, (name, words, hint))), to_image(picture.transpose(1, 2, 0)), out, joined)


class Thumbs(QWidget):
    """Thumbnails side by side. `picked` carries the name of the one that was clicked."""

    picked = Signal(str)

    def __init__(self, thumbs: Sequence[Thumb]) -> None:
        super().__init__()
        self.thumbs = tuple(thumbs)
        self._current = 0
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Pictures that are meant: " + ", ".join(thumb.name for thumb in thumbs[:12]))

    def places(self) -> list[QRectF]:
        """Where each is: couples stay together on a line."""
        found: list[QRectF] = []
        x = y = 0.0
        for index, thumb in enumerate(self.thumbs):
            follows = index + 1 < len(self.thumbs) and self.thumbs[index + 1].joined
            needed = SIDE * 2 + 1 if follows else SIDE
            if x and not thumb.joined and x + needed > self.width():
                x, y = 0.0, y + SIDE + GAP
            found.append(QRectF(x, y, SIDE, SIDE))
            x += SIDE + (1 if follows else GAP)
        return found

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, _width: int) -> int:
        return round(max((place.bottom() for place in self.places()), default=0)) + 1

    def sizeHint(self) -> QSize:
        return QSize(2 * SIDE, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, _event: object) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()))
        self.updateGeometry()

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for index, (thumb, place) in enumerate(zip(self.thumbs, self.places(), strict=True)):
            if thumb.image is None:
                _draw_placeholder(painter, place, thumb.ending)
            else:
                painter.drawImage(place, thumb.image)
            if thumb.out:
                strike(painter, place)
            if index == (self._hovered if self._hovered >= 0 else self._current if self.hasFocus() else -1):
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(theme.colours().accent), 2))
                painter.drawRect(place.adjusted(1, 1, -1, -1))

    # -- picking -----------------------------------------------------------------------------------------

    def _at(self, point: QPointF) -> int:
        return next((index for index, place in enumerate(self.places()) if place.contains(point)), -1)

    def _pick(self, index: int) -> None:
        if 0 <= index < len(self.thumbs) and self.thumbs[index].image is not None:
            self._current = index
            self.picked.emit(self.thumbs[index].name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(self._at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position())
        self._hovered = at if at >= 0 and self.thumbs[at].image is not None else -1
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._hovered >= 0 else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = -1
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self._current = (self._current + step) % max(1, len(self.thumbs))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self._pick(self._current)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.thumbs[at].tip if at >= 0 else "", self)
            return True
        return bool(super().event(event))


def _draw_placeholder(painter: QPainter, place: QRectF, ending: str) -> None:
    """Something that cannot be shown."""
    c = theme.colours()
    painter.setPen(QPen(QColor(c.line), 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setFont(theme.font(10))
    painter.setPen(QColor(c.faint))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, ending)
