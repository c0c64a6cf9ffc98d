"""Marks as pixels: one picture (B, G, R, A, premultiplied) that Qt shows and numpy paints."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from ganstudio.drawing import brush
from ganstudio.drawing.brush import NOWHERE, Area, Bytes, Floats
from ganstudio.drawing.filling import Mask
from ganstudio.drawing.marks import Colour, Fill, Mark, Placed, Points, Stroke

Decode = Callable[[str], QImage | None]
Picture = QImage | Bytes
RIM = 2  # px of the drawing by which the soft edge of a fill reaches out
_STEEP, _HALF = 1.8, 105  # how sharp the edge is, and where it lies: a little outside, so that no paper shows
_LEAST_STEEP = 127.5 / _HALF  # less, and where nothing is filled would be a veil over the whole rectangle
_TILE = 128  # px


class Raster:
    """A picture of marks. `place` turns pixels of the drawing into pixels of the picture (any zoom, turn or mirror)."""

    def __init__(self, width: int, height: int, decode: Decode, place: QTransform | None = None,
                 paper: Area | None = None) -> None:  # fmt: skip
        """Size in pixels; `paper` is the whole drawing, this picture when it is not given."""
        self.pixels: Bytes = np.zeros((height, width, 4), np.uint8)
        self.image = image_over(self.pixels)
        self.place = place or QTransform()
        self.scale = float(np.sqrt(abs(self.place.determinant())))
        self.everything = Area(0, 0, width, height)
        self._mask: Bytes = np.zeros((height, width), np.uint8)
        self._paper = paper or self.everything
        self._decode = decode
        self._patches: tuple[Mark, QImage] | None = None

    def bounds(self, mark: Mark) -> Area:
        """The pixels that `mark` can change."""
        if isinstance(mark, Stroke):
            return brush.bounds(self.way(mark.points, mark.size)).within(self.everything)
        return self.mapped(_box(mark)).within(self.everything)

    def mapped(self, box: QRectF) -> Area:
        """`box` in pixels of the drawing, as pixels of this picture."""
        there = self.place.mapRect(box).toAlignedRect()
        return Area(there.left(), there.top(), there.right() + 1, there.bottom() + 1)

    def way(self, points: Points, size: float) -> Floats:
        """Points of the drawing as x, y and radius in this picture."""
        if self.place.isIdentity():
            return brush.path(points, size)
        made = brush.path(points, size)
        p = self.place
        x, y = made[:, 0].astype(np.float64), made[:, 1].astype(np.float64)
        made[:, 0] = p.m11() * x + p.m21() * y + p.dx()
        made[:, 1] = p.m12() * x + p.m22() * y + p.dy()
        made[:, 2] *= self.scale
        return made

    def paint(self, mark: Mark, within: Area | None = None) -> Area:
        """Put `mark` on top; tells what changed."""
        within = self.everything if within is None else within.within(self.everything)
        if not within:
            return NOWHERE
        if isinstance(mark, Stroke):
            touched = brush.cover(self._mask, self.way(mark.points, mark.size), within)
            brush.blend(self.pixels, self._mask, touched, mark.colour, mark.erase)
            self._mask[touched.rows, touched.columns] = 0
            return touched
        assert isinstance(mark, Fill | Placed)
        return self._paint_image(mark, within)

    def clear(self, within: Area) -> None:
        self.pixels[within.rows, within.columns] = 0

    def _paint_image(self, mark: Fill | Placed, within: Area) -> Area:
        touched = self.bounds(mark).within(within)
        patch = self._patch(mark) if touched else None
        if patch is None:
            return NOWHERE
        painter = QPainter(self.image)
        painter.setClipRect(to_rect(touched))
        if isinstance(mark, Fill) and mark.erase:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
        corner = self.bounds(mark)
        painter.drawImage(corner.left, corner.top, patch)
        painter.end()
        return touched

    def _patch(self, mark: Fill | Placed) -> QImage | None:
        """The mark's picture in the pixels of this one. It is kept: painted again in part, it must be the very same."""
        if self._patches is None or self._patches[0] is not mark:
            patch = self._filled(mark) if isinstance(mark, Fill) else self._laid(mark)
            if patch is None:
                return None
            self._patches = mark, patch
        return self._patches[1]

    def _laid(self, mark: Placed) -> QImage | None:
        image = self._decode(mark.asset)
        return None if image is None else self._placed(image, _box(mark), self.bounds(mark))

    def _filled(self, mark: Fill) -> QImage:
        """The fill with an edge that is smooth at every scale, though its mask knows whole pixels only."""
        height, width = mark.mask.shape
        right, bottom = mark.left + width, mark.top + height
        ends = mark.top <= 0, bottom >= self._paper.bottom, mark.left <= 0, right >= self._paper.right
        soft = softened(mark.mask, ends)
        image = QImage(soft.data, soft.shape[1], soft.shape[0], soft.shape[1], QImage.Format.Format_Alpha8)
        patch = self._placed(image, _box(mark), self.bounds(mark))
        pixels = pixels_of(patch)
        steep = max(_LEAST_STEEP, _STEEP * self.scale)  # the soft edge becomes about a pixel wide
        curve = np.clip((np.arange(256) - _HALF) * steep + 127.5, 0, 255).astype(np.uint32)
        strength = curve[pixels[..., 3]]
        for channel, value in enumerate((*reversed(mark.colour), 255)):
            pixels[..., channel] = (strength * value + 127) // 255
        return patch

    def _placed(self, image: QImage, box: QRectF, area: Area) -> QImage:
        patch = QImage(to_rect(area).size(), QImage.Format.Format_ARGB32_Premultiplied)
        patch.fill(Qt.GlobalColor.transparent)
        painter = QPainter(patch)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        painter.setTransform(self.place * QTransform.fromTranslate(-area.left, -area.top))
        painter.drawImage(box, reduced_for(image, box.width() * self.scale))
        painter.end()
        return patch


class GrowingStroke:
    """A stroke that is being drawn onto a raster: everything it touched can be taken back, at once and exactly.

    Its points come in pieces, on several lines when there is symmetry. The tail of a line is only lent.
    """

    def __init__(self, raster: Raster, size: float, colour: Colour, erase: bool) -> None:
        self._raster, self._size, self._colour, self._erase = raster, size, colour, erase
        shape = raster.pixels.shape
        self._before: Bytes = np.empty(shape, np.uint8)
        self._kept = np.zeros((-(-shape[0] // _TILE), -(-shape[1] // _TILE)), bool)
        self._mask: Bytes = np.zeros(shape[:2], np.uint8)
        self._with_tail: Bytes = np.zeros(shape[:2], np.uint8)
        self._lent = NOWHERE
        self.touched = NOWHERE

    def add(self, final: Sequence[Points], tails: Sequence[Points]) -> Area:
        """Paint points that stay and tails that do not; tells what changed. Each starts where its line is."""
        everything = self._raster.everything
        changed = NOWHERE
        for points in final:
            if len(points):
                changed = changed.joined(brush.cover(self._mask, self._way(points), everything))
        old, self._lent = self._lent, NOWHERE
        self._with_tail[old.rows, old.columns] = 0
        for points in tails:
            if len(points):
                self._lent = self._lent.joined(brush.cover(self._with_tail, self._way(points), everything))
        changed = changed.joined(old).joined(self._lent)
        if changed:
            self._compose(changed)
        return changed

    def take_back(self) -> Area:
        """The raster is as it was before."""
        area = self.touched
        self._raster.pixels[area.rows, area.columns] = self._before[area.rows, area.columns]
        self.touched = self._lent = NOWHERE
        self._mask[area.rows, area.columns] = 0
        self._with_tail[area.rows, area.columns] = 0
        return area

    def _way(self, points: Points) -> Floats:
        return self._raster.way(points, self._size)

    def _compose(self, area: Area) -> None:
        self._keep(self.touched.joined(area))
        self.touched = self.touched.joined(area)
        mask = np.maximum(self._mask[area.rows, area.columns], self._with_tail[area.rows, area.columns])
        pixels, before = (each[area.rows, area.columns] for each in (self._raster.pixels, self._before))
        whole = Area(0, 0, area.right - area.left, area.bottom - area.top)
        brush.blend(pixels, mask, whole, self._colour, self._erase, onto=before)

    def _keep(self, area: Area) -> None:
        """Remember what lies under `area`, tile by tile, before it is painted over."""
        rows = slice(area.top // _TILE, -(-area.bottom // _TILE))
        columns = slice(area.left // _TILE, -(-area.right // _TILE))
        for row, column in np.argwhere(~self._kept[rows, columns]).tolist():
            y, x = (row + rows.start) * _TILE, (column + columns.start) * _TILE
            self._before[y : y + _TILE, x : x + _TILE] = self._raster.pixels[y : y + _TILE, x : x + _TILE]
        self._kept[rows, columns] = True


def image_over(pixels: Bytes) -> QImage:
    """A QImage that shows `pixels` themselves: no copy."""
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)


def pixels_of(image: QImage) -> Bytes:
    """The very pixels of `image`, which has four bytes for each, to read and to write."""
    return np.frombuffer(image.bits(), np.uint8).reshape(image.height(), image.width(), 4)


def softened(mask: Mask, ends: tuple[bool, bool, bool, bool] = (False, False, False, False)) -> Bytes:
    """`mask` as 0 to 255, its steps rounded off, with a rim of `RIM` px on each side.

    `ends`: above, below, left and right, where the drawing ends: there the mask goes on as it is.
    """
    soft = np.pad(mask, RIM).astype(np.uint16)
    above, below, left, right = ends
    if above:
        soft[:RIM] = soft[RIM]
    if below:
        soft[-RIM:] = soft[-RIM - 1]
    if left:
        soft[:, :RIM] = soft[:, RIM : RIM + 1]
    if right:
        soft[:, -RIM:] = soft[:, -RIM - 1 : -RIM]
    for _ in range(2):  # binomial: 1 4 6 4 1 in both directions
        soft[1:-1] = soft[:-2] + 2 * soft[1:-1] + soft[2:]
        soft[:, 1:-1] = soft[:, :-2] + 2 * soft[:, 1:-1] + soft[:, 2:]
    made: Bytes = (soft.astype(np.uint32) * 255 // 256).astype(np.uint8)
    return made


def reduced_for(image: QImage, width: float) -> QImage:
    """`image`, made smaller first when it is shown much smaller, `width` px wide: else pixels would be skipped."""
    share = width / image.width()
    if share > 0.7:
        return image
    return reduced(image, max(1, round(image.width() * share)), max(1, round(image.height() * share)))


def reduced(image: QImage, width: int, height: int) -> QImage:
    mode = Qt.TransformationMode.SmoothTransformation
    return image.scaled(width, height, Qt.AspectRatioMode.IgnoreAspectRatio, mode)


def as_image(picture: Picture | None) -> QImage | None:
    if picture is None or isinstance(picture, QImage):
        return picture
    data = np.ascontiguousarray(picture)
    height, width = data.shape[:2]
    channels = 1 if data.ndim == 2 else data.shape[2]
    kinds = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}
    image = QImage(data.data, width, height, width * channels, kinds[channels])
    kind = QImage.Format.Format_ARGB32_Premultiplied if channels == 4 else QImage.Format.Format_RGB32
    return image.convertToFormat(kind)  # a copy that Qt draws fastest


def to_rect(area: Area) -> QRect:
    return QRect(area.left, area.top, area.right - area.left, area.bottom - area.top)


def _box(mark: Mark) -> QRectF:
    if isinstance(mark, Fill):
        height, width = mark.mask.shape
        return QRectF(mark.left - RIM, mark.top - RIM, width + 2 * RIM, height + 2 * RIM)
    assert isinstance(mark, Placed)
    return QRectF(mark.left, mark.top, mark.width, mark.height)
