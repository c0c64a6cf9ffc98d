"""The single pictures of a sheet: which one is under the pointer, and what is drawn over those left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPen

from ganstudio.core.text import PARTED, enumerated
from ganstudio.ui import theme

HEAD = 18  # px of the words over a column
_HEAD_WIDTH = 40  # px of a column that has room for any
_HEAD_SIZES = (11, 10, 9)  # px
_SMALLEST, _LARGEST = 9, 12  # px of the letters of a caption
_BETWEEN = 2  # px, at least
_BAND, _CLEAR, _QUIET = QColor(0, 0, 0, 160), QColor(255, 255, 255), QColor(190, 190, 190)  # whatever the palette


@dataclass(frozen=True)
class Sheet:
    """One grid with a title above it and, perhaps, a name for each of its `rows`.

    `heads` are words over its columns, which begin anew where there are more columns than words. `grid` are its rows
    and columns of pictures, which can be picked where it is `pickable`. Each may have a key of its owner's, a tip and a
    caption; those `struck` are shown as left out, those `blank` as no pictures at all.
    """

    title: str
    image: QImage
    rows: int = 1
    names: tuple[str, ...] = ()
    grid: tuple[int, int] = (0, 0)
    pickable: bool = False
    keys: tuple[int, ...] = ()
    tips: tuple[str, ...] = ()
    struck: frozenset[int] = frozenset()
    captions: tuple[str, ...] = ()
    blank: frozenset[int] = frozenset()
    heads: tuple[str, ...] = ()


def cell_at(sheet: Sheet, place: QRectF, point: QPointF) -> int:
    """The picture of `sheet`, drawn at `place`, that lies under `point`; -1 for none."""
    rows, columns = sheet.grid
    if not sheet.pickable or not place.contains(point):
        return -1
    row = min(rows - 1, int((point.y() - place.y()) / place.height() * rows))
    column = min(columns - 1, int((point.x() - place.x()) / place.width() * columns))
    index = row * columns + column
    return -1 if index in sheet.blank else index


def cell_place(sheet: Sheet, place: QRectF, index: int) -> QRectF:
    rows, columns = sheet.grid
    width, height = place.width() / columns, place.height() / rows
    return QRectF(place.x() + index % columns * width, place.y() + index // columns * height, width, height)


def draw_marks(painter: QPainter, sheet: Sheet, place: QRectF, hovered: int) -> None:
    """Hide what is blank, cross out what is left out, and frame what is under the pointer."""
    if not sheet.grid[0]:
        return
    for index in sheet.blank:
        painter.fillRect(cell_place(sheet, place, index), QColor(theme.colours().panel))
    for index in sheet.struck:
        strike(painter, cell_place(sheet, place, index))
    if hovered >= 0:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.colours().accent), 2))
        painter.drawRect(cell_place(sheet, place, hovered).adjusted(1, 1, -1, -1))


def with_heads(title: str, heads: Sequence[str]) -> str:
    """What a sheet shows and of which columns, in one line."""
    return f"{title}: {enumerated(heads)}" if heads else title


def title_of(sheet: Sheet, place: QRectF) -> str:
    """What stands over `sheet`, drawn at `place`: with the words over its columns where those have no room there."""
    return sheet.title if _has_heads(sheet, place) else with_heads(sheet.title, sheet.heads)


def _has_heads(sheet: Sheet, place: QRectF) -> bool:
    return bool(sheet.heads) and sheet.grid[1] > 0 and place.width() / sheet.grid[1] >= _HEAD_WIDTH


def draw_heads(painter: QPainter, sheet: Sheet, place: QRectF) -> None:
    """Words over the columns of `sheet`, drawn at `place`, as far as they have room."""
    if not _has_heads(sheet, place):
        return
    painter.save()
    painter.setFont(_head_font(sheet.heads, place.width() / sheet.grid[1]))
    painter.setPen(QColor(theme.colours().dim))
    for column in range(sheet.grid[1]):
        over = cell_place(sheet, place, column)
        over.setTop(over.top() - HEAD)
        over.setHeight(HEAD)
        words = sheet.heads[column % len(sheet.heads)]
        words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(over.width()) - 2)
        painter.drawText(over, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()


def _head_font(heads: Sequence[str], width: float) -> QFont:
    """The largest in which all `heads` fit, else the smallest."""
    fonts = [theme.font(size) for size in _HEAD_SIZES]
    whole = (each for each in fonts if max(map(QFontMetrics(each).horizontalAdvance, heads)) <= width - 2)
    return next(whole, fonts[-1])


def draw_captions(painter: QPainter, sheet: Sheet, place: QRectF) -> None:
    """Words at the foot of single pictures of `sheet`, drawn at `place`: of their parts as many as have room in all."""
    if not sheet.captions or not sheet.grid[0]:
        return
    cell, seen = cell_place(sheet, place, 0), QRectF(painter.window())
    painter.save()
    painter.setFont(theme.font(min(_LARGEST, max(_SMALLEST, cell.width() / 7))))
    height = painter.fontMetrics().height()
    for index, parts in enumerate(_fitting(sheet.captions, cell, painter.fontMetrics())):
        foot = cell_place(sheet, place, index)
        foot.setTop(foot.bottom() - height)
        if any(parts) and foot.intersects(seen):
            painter.fillRect(foot, _BAND)
            _write(painter, foot, parts)
    painter.restore()


def _fitting(captions: Sequence[str], cell: QRectF, metrics: QFontMetrics) -> list[list[str]]:
    """The parts of each caption, or the first alone; nothing where they would hide the picture."""
    whole = [each.split(PARTED) for each in captions]
    for kept in (whole, [parts[:1] for parts in whole]):
        widest = max(sum(metrics.horizontalAdvance(part) + _BETWEEN for part in parts) for parts in kept)
        if widest <= cell.width() and 3 * metrics.height() <= cell.height():
            return kept
    return []


def _write(painter: QPainter, foot: QRectF, parts: Sequence[str]) -> None:
    """Parts beside each other in the middle; the first is the one to look at."""
    widths = [painter.fontMetrics().horizontalAdvance(part) for part in parts]
    between = min(3.0 * _BETWEEN, (foot.width() - sum(widths)) / len(parts))
    x = foot.center().x() - (sum(widths) + between * (len(parts) - 1)) / 2
    for part, width, tone in zip(parts, widths, (_CLEAR, *(_QUIET for _ in parts[1:])), strict=True):
        painter.setPen(tone)
        painter.drawText(QRectF(x, foot.y(), width + 1, foot.height()), Qt.AlignmentFlag.AlignVCenter, part)
        x += width + between


def strike(painter: QPainter, place: QRectF) -> None:
    """Dim a picture and cross it out."""
    veil = QColor(theme.colours().panel)
    veil.setAlpha(190)
    painter.fillRect(place, veil)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.colours().bad), 1.5))
    inset = min(place.width(), place.height()) * 0.25
    inner = place.adjusted(inset, inset, -inset, -inset)
    painter.drawLine(inner.topLeft(), inner.bottomRight())
    painter.drawLine(inner.topRight(), inner.bottomLeft())
    painter.restore()
