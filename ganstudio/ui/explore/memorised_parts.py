"""What the answer to "Is it memorised?" is shown with: a share on a line, and a picture beside its likest ones."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ganstudio.core.pictures import Pixels
from ganstudio.evaluate import memorised_words
from ganstudio.evaluate.memorised import Share
from ganstudio.ui import theme
from ganstudio.ui.grid import to_image

_BETWEEN, _APART = 6, 28  # px between pictures, and between one and its likest
_ROOM = 14  # px around the line of a share
_WORDS = 190  # px
_TONES = {memorised_words.COPIED: "bad", memorised_words.PLAIN: "caution", memorised_words.SOME: "caution"}


def side_of(size: int, room: int) -> int:
    """px of a picture of `size` pixels on screen, a whole factor where it fits into `room`."""
    return size * max(1, room // size) if size <= room else room


class ShareLine(QWidget):
    """From none to all: a dot where the share is, a band as far as it may reach, and where half is."""

    def __init__(self) -> None:
        super().__init__()
        self._share: Share | None = None
        self._tone = ""
        self.setFixedHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: Share | None, answer: str = "") -> None:
        """`answer` is a kind of `memorised_words`."""
        self._share, self._tone = share, _TONES.get(answer, "good")
        self.setVisible(share is not None)
        if share is not None:
            self.setAccessibleName(f"{share.count} of {share.of}; half is fair")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if (share := self._share) is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, width, middle = _ROOM, self.width() - 2 * _ROOM, 11
        self._draw_scale(painter, left, width, middle)
        tone = QColor(getattr(theme.colours(), self._tone))
        band = QColor(tone)
        band.setAlpha(90)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(band)
        reach = QRectF(left + width * share.low, middle - 5, max(4.0, width * (share.high - share.low)), 10)
        painter.drawRoundedRect(reach, 5, 5)
        painter.setBrush(tone)
        painter.drawEllipse(QPointF(left + width * share.value, middle), 5, 5)

    def _draw_scale(self, painter: QPainter, left: int, width: int, middle: int) -> None:
        colours = theme.colours()
        painter.setFont(theme.font(11))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(QRectF(left, middle - 2, width, 4), 2, 2)
        painter.setPen(QPen(QColor(colours.dim), 1))
        painter.drawLine(QPointF(left + width / 2, middle - 9), QPointF(left + width / 2, middle + 9))
        words = QRectF(left, middle + 11, width, 16)
        for text, align in (("all new", Qt.AlignmentFlag.AlignLeft), ("half is fair", Qt.AlignmentFlag.AlignHCenter),
                            ("all nearer than they should be", Qt.AlignmentFlag.AlignRight)):  # fmt: skip
            painter.drawText(words, align, text)


class Likest(QWidget):
    """A picture (C x H x W) beside its nearest training pictures (K x C x H x W), with two lines of words."""

    def __init__(self, picture: Pixels, nearest: Pixels, side: int, words: Sequence[str]) -> None:
        super().__init__()
        self._side = side
        self._images = [to_image(each.transpose(1, 2, 0)) for each in (picture, *nearest)]
        self._words = [each for each in words if each]
        self.setAccessibleName(". ".join(self._words) or "A picture and the nearest training pictures")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(side + 12)

    def sizeHint(self) -> QSize:
        return QSize(self._left(len(self._images)) + _WORDS, self._side + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._left(len(self._images)), self._side + 12)

    def _left(self, number: int) -> int:
        return number * (self._side + _BETWEEN) + (_APART - _BETWEEN) * (number > 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number, image in enumerate(self._images):
            self._draw(painter, image, QRectF(self._left(number), 6, self._side, self._side))
        left = self._left(len(self._images)) + _APART - _BETWEEN
        room = QRectF(left, 0, max(0, self.width() - left), self.height())
        self._draw_words(painter, room)

    def _draw_words(self, painter: QPainter, room: QRectF) -> None:
        for number, text in enumerate(self._words):
            painter.setFont(theme.font(12, QFont.Weight.Normal if number else QFont.Weight.Medium))
            painter.setPen(QColor(theme.colours().dim if number else theme.colours().text))
            height = 16.0
            top = (self.height() - height * len(self._words) * 1.2) / 2 + number * height * 1.2
            painter.drawText(QRectF(room.left(), top, room.width(), height + 18 * bool(number)),
                             Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, text)  # fmt: skip

    def _draw(self, painter: QPainter, image: QImage, place: QRectF) -> None:
        """Whole factors stay sharp."""
        scale = place.width() * self.devicePixelRatioF() / image.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, abs(scale - round(scale)) > 1e-6)
        painter.drawImage(place, image)


class Heads(QWidget):
    """Words over the pictures: whose the first one is, and whose the others."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._side = side
        self.setFixedHeight(20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(11))
        painter.setPen(QColor(theme.colours().faint))
        top, align = self.height(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, self._side + _APART, top), align, "The model’s")
        painter.drawText(QRectF(self._side + _APART, 0, 400, top), align, "The nearest training pictures")
