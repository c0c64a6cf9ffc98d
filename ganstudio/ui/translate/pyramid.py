"""Pictures ready to be painted at any zoom: each beside smaller copies of itself. Made in a thread."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PIL import Image, ImageOps
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QColorSpace, QImage, QPainter, QPixmap

from ganstudio.studio.translating import BEFORE, CHANGED
from ganstudio.ui import theme

_SMALLEST = 256  # px: smaller copies save nothing
_BLOCKS_FROM = 3.0  # screen px for each pixel from which on pixels are seen as such
_CHECK = 8  # px of the pattern below what is transparent
_MAP = 2048  # px of the longer side of a map of changes
_DIM, _GAMMA = 0.32, 0.65  # how bright the picture is below the map of changes, and how early a change is seen
_HEAT = np.array([[40, 12, 70], [150, 40, 110], [236, 96, 66], [252, 176, 64], [255, 246, 180]], np.float32)


class Pyramid:
    """One picture, halved again and again."""

    def __init__(self, image: QImage) -> None:
        self.levels = [image]
        while max(self.levels[-1].width(), self.levels[-1].height()) > _SMALLEST:
            last = self.levels[-1]
            half = QSize(max(1, last.width() // 2), max(1, last.height() // 2))
            ratio, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.levels.append(last.scaled(half, ratio, smooth))

    @property
    def image(self) -> QImage:
        return self.levels[0]

    @property
    def size(self) -> QSize:
        return self.image.size()

    def draw(self, painter: QPainter, target: QRectF, ratio: float, finest: int) -> None:
        """All of it in `target`; `ratio`: device pixels for each of the painter's.

        `finest`: the width of the finest picture that it is compared with: all of them are smoothed, or none is.
        """
        scale = target.width() * ratio / max(1, finest)
        level = next((each for each in reversed(self.levels) if each.width() >= target.width() * ratio), self.image)
        if self.image.hasAlphaChannel():
            painter.fillRect(target, _checks())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < _BLOCKS_FROM)
        painter.drawImage(target, level)


def pyramids(parts: Mapping[str, Image.Image]) -> dict[str, Pyramid]:
    """What the window paints of a result's parts."""
    made = {name: Pyramid(to_qimage(picture)) for name, picture in parts.items() if name != CHANGED}
    if CHANGED in parts:
        made[CHANGED] = Pyramid(to_qimage(heat_map(parts[BEFORE], parts[CHANGED])))
    return made


def to_qimage(picture: Image.Image) -> QImage:
    """In the colours of the screen (sRGB), ready for painting."""
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    ready = picture.convert("RGBA" if has_alpha else "RGB")
    kind = QImage.Format.Format_RGBA8888 if has_alpha else QImage.Format.Format_RGB888
    data = ready.tobytes()
    image = QImage(data, ready.width, ready.height, len(ready.getbands()) * ready.width, kind).copy()
    if (space := _space_of(picture)) is not None:
        image.setColorSpace(space)
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    painted = QImage.Format.Format_ARGB32_Premultiplied if has_alpha else QImage.Format.Format_RGB32
    return image.convertToFormat(painted)


def _space_of(picture: Image.Image) -> QColorSpace | None:
    profile = picture.info.get("icc_profile")
    space = QColorSpace.fromIccProfile(profile) if isinstance(profile, bytes) and profile else None
    return space if space is not None and space.isValid() and space != QColorSpace(_SRGB) else None


_SRGB = QColorSpace.NamedColorSpace.SRgb


def to_picture(image: QImage) -> Image.Image:
    """A picture of the clipboard."""
    has_alpha = image.hasAlphaChannel()
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    pixels = rows[:, : 4 * plain.width()].reshape(plain.height(), plain.width(), 4)
    made = Image.fromarray(pixels.copy(), "RGBA")
    return made if has_alpha else made.convert("RGB")


def heat_map(below: Image.Image, changed: Image.Image) -> Image.Image:
    """Where something changed glows, the more the brighter; the picture lies dark below. No larger than a screen."""
    if max(changed.size) > _MAP:
        changed = ImageOps.contain(changed, (_MAP, _MAP), Image.Resampling.BOX)
    below = below.resize(changed.size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    grey = np.asarray(below.convert("L"), np.float32)[..., None] * _DIM
    change = (1.0 - np.asarray(changed.convert("L"), np.float32) / 255.0) ** _GAMMA
    steps = np.linspace(0.0, 1.0, len(_HEAT))
    glow = np.stack([np.interp(change, steps, _HEAT[:, channel]) for channel in range(3)], axis=-1)
    share = np.clip(change * 1.6, 0.0, 1.0)[..., None]
    return Image.fromarray(np.rint(grey * (1.0 - share) + glow * share).astype(np.uint8))


def _checks() -> QBrush:
    c = theme.colours()
    tile = QPixmap(2 * _CHECK, 2 * _CHECK)
    tile.fill(QColor(c.raised))
    painter = QPainter(tile)
    for x, y in ((0, 0), (_CHECK, _CHECK)):
        painter.fillRect(x, y, _CHECK, _CHECK, QColor(c.line))
    painter.end()
    return QBrush(tile)
