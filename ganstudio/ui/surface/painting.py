"""A drawing as pictures: one per layer, kept in step with its marks and painted only where something changed."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QTransform

from ganstudio.drawing.brush import NOWHERE, Area, Bytes
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.marks import MARKED, Mark
from ganstudio.ui.surface.raster import Raster, reduced, to_rect

_STEPS = 48  # marks between two snapshots
_SNAPSHOT_BYTES = 256 << 20  # for all snapshots of a layer
_LARGEST_SIDE = 4096  # px: larger pictures are decoded smaller
_LARGEST_PICTURE = 200_000_000  # px: beyond it, a file is not decoded at all
Damage = list[tuple[str, Area]]


class Layer:
    """A layer's picture and the marks that are painted on it.

    Snapshots are earlier states by their number of marks. To take something back, only its rectangle is restored from
    a snapshot, and only later marks that meet the rectangle are painted again.
    """

    def __init__(self, raster: Raster) -> None:
        self.raster = raster
        self.marks: list[Mark] = []
        self.areas: list[Area] = []
        self._snapshots: dict[int, tuple[tuple[Mark, ...], Bytes]] = {}
        self._stale = raster.everything
        self._straight: Bytes | None = None

    def follow(self, wanted: list[Mark]) -> list[Area]:
        """Paint until exactly the marks `wanted` are seen; tells what changed."""
        same = _common(self.marks, wanted)
        gone = self.areas[same:]
        if not gone:
            return [self.add(mark) for mark in wanted[same:]]
        self.marks, self.areas = wanted, self.areas[:same] + [self.raster.bounds(mark) for mark in wanted[same:]]
        self._snapshots = {
            count: kept for count, kept in self._snapshots.items() if kept[0] == tuple(wanted[:count])
        }  # marks are compared by identity
        changed = _merged([area for area in [*gone, *self.areas[same:]] if area])
        for area in changed:
            self._repaint(area)
        return changed

    def add(self, mark: Mark) -> Area:
        area = self.raster.paint(mark)
        self.marks.append(mark)
        self.areas.append(area)
        self.spoil(area)
        if len(self.marks) % _STEPS == 0:
            self._remember()
        return area

    def spoil(self, area: Area) -> None:
        """Pixels in `area` are no longer those that `straight` gave."""
        self._stale = self._stale.joined(area)

    def straight(self) -> Bytes:
        """H x W x 4: R, G, B, A, not premultiplied. The array is the layer's own and changes with it."""
        if self._straight is None:
            self._straight = np.zeros_like(self.raster.pixels)
        if area := self._stale.within(self.raster.everything):
            part = self.raster.image.copy(to_rect(area))
            self._straight[area.rows, area.columns] = to_pixels(part)
            self._stale = NOWHERE
        return self._straight

    def _repaint(self, area: Area) -> None:
        count = max(self._snapshots, default=0)
        if count:
            self.raster.pixels[area.rows, area.columns] = self._snapshots[count][1][area.rows, area.columns]
        else:
            self.raster.clear(area)
        for mark, place in zip(self.marks[count:], self.areas[count:], strict=True):
            if place.meets(area):
                self.raster.paint(mark, area)
        self.spoil(area)

    def _remember(self) -> None:
        most = _SNAPSHOT_BYTES // self.raster.pixels.nbytes
        if len(self._snapshots) >= most:  # the older, the rarer: half of them, and never the newest
            self._snapshots = dict(sorted(self._snapshots.items())[1::2])
        if most:
            self._snapshots[len(self.marks)] = (tuple(self.marks), self.raster.pixels.copy())


class Painter:
    """The pictures of a drawing's layers. Call `sync` after the drawing changed; it tells what to show anew."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.notes: list[str] = []  # what could not be painted, for a person
        self._pictures: dict[str, QImage | None] = {}
        self.layers = {name: Layer(self.raster(drawing.width, drawing.height)) for name in MARKED}
        self.sync()

    def sync(self) -> Damage:
        wanted: dict[str, list[Mark]] = {name: [] for name in MARKED}
        for _, mark in self.drawing.numbered():  # `Removed` is never among them
            if mark.layer in wanted:  # type: ignore[union-attr]
                wanted[mark.layer].append(mark)  # type: ignore[union-attr]
        return [(name, area) for name in MARKED for area in self.layers[name].follow(wanted[name]) if area]

    def image(self, layer: str) -> QImage:
        """The layer at drawing resolution, premultiplied; it changes with the drawing."""
        return self.layers[layer].raster.image

    def pixels(self, layer: str) -> Bytes:
        """H x W x 4 of uint8, straight R, G, B, A; valid until the next change, a stroke under way included."""
        return self.layers[layer].straight()

    def scaled(self, layer: str, width: int, height: int) -> Bytes:
        """`pixels` of the layer made smaller (or larger) smoothly, each pixel counting by its alpha."""
        return to_pixels(reduced(self.image(layer), width, height))

    def render(self, layer: str, scale: float, area: QRectF | None = None) -> QImage:
        """The layer painted from its marks, `scale` times as large: sharp at every scale. `area` is in drawing px."""
        area = area or QRectF(0, 0, self.drawing.width, self.drawing.height)
        place = QTransform.fromScale(scale, scale).translate(-area.x(), -area.y())
        size = QSize(math.ceil(area.width() * scale - 1e-6), math.ceil(area.height() * scale - 1e-6))
        raster = self.raster(max(1, size.width()), max(1, size.height()), place)
        for mark in self.layers[layer].marks:
            raster.paint(mark)
        return raster.image.copy()

    def raster(self, width: int, height: int, place: QTransform | None = None) -> Raster:
        """An empty picture that marks of this drawing can be painted on."""
        return Raster(width, height, self.picture, place, Area(0, 0, self.drawing.width, self.drawing.height))

    def know(self, asset: str, image: QImage | None) -> None:
        """`image` is the asset, decoded beforehand."""
        self._pictures[asset] = image

    def picture(self, asset: str) -> QImage | None:
        """The decoded asset, or None when it is broken; that is noted once."""
        if asset not in self._pictures:
            self._pictures[asset] = decoded(self.drawing.assets.get(asset, b""))
            if self._pictures[asset] is None:
                self.notes.append("A picture in this drawing cannot be read and is left out.")
        return self._pictures[asset]


def decoded(data: bytes) -> QImage | None:
    """The picture in `data`, at most `_LARGEST_SIDE` px wide and high, or None."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() * size.height() > _LARGEST_PICTURE:
        return None
    if max(size.width(), size.height()) > _LARGEST_SIDE:
        reader.setScaledSize(size.scaled(_LARGEST_SIDE, _LARGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def to_pixels(image: QImage) -> Bytes:
    """H x W x 4: R, G, B, A, not premultiplied."""
    straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(straight.constBits(), np.uint8).reshape(straight.height(), straight.bytesPerLine())
    return rows[:, : straight.width() * 4].reshape(straight.height(), straight.width(), 4).copy()


def _common(first: list[Mark], second: list[Mark]) -> int:
    """How many marks both lists start with."""
    count = 0
    for one, other in zip(first, second):
        if one is not other:
            break
        count += 1
    return count


def _merged(areas: list[Area]) -> list[Area]:
    """The same pixels in few rectangles: many marks at once are repainted in one go."""
    if len(areas) <= 4:
        return areas
    whole = NOWHERE
    for area in areas:
        whole = whole.joined(area)
    return [whole]
