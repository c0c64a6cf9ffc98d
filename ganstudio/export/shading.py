"""What a network's answer says of each region: its colour, robustly, and light and shade that end at its lines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels
from ganstudio.drawing.regions import Regions

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_FOREIGN = 42.0  # how far a pixel's colour may be from its region's before it is another's that ran in
_DEEPEST = 0.2  # of a region's own light, that shading adds or takes at most
_DOUBT = 60.0  # how far the network is from what dots say of a region where its light is believed least
_FAITH = 0.25  # that it is believed at least
_SOFT = 1 / 20  # of the answer's shorter side: what is finer than this is texture of the network, no shading
_LEAST = 40  # px of the answer from which a region is shaded
_SEEN = 0.012  # shading that is weaker everywhere is none
_BAND = 512  # rows that are lit at once


class Seen:
    """The answer `colours` h x w x 3 of a network looked at through the regions of a drawing."""

    def __init__(self, colours: Pixels, regions: Regions) -> None:
        self.regions = regions
        self.colours = colours.astype(np.float32)
        self.labels, walls = regions.sampled(*colours.shape[:2])
        self.clear = ~walls
        self.medians = self._medians(colours)

    def _medians(self, colours: Pixels) -> Floats:
        """The median colour of each region off its lines, N x 3; of its middle where it is too small to be seen."""
        x, y = ((self.regions.places[:, axis] * self.labels.shape[1 - axis]) // self.regions.labels.shape[1 - axis]
                for axis in (0, 1))  # fmt: skip
        made: Floats = np.array(self.colours[y, x], np.float32)
        clear = np.flatnonzero(self.clear)
        labels, pixels = self.labels.ravel()[clear], colours.reshape(-1, 3)[clear]
        sizes = np.bincount(labels, minlength=self.regions.count)
        seen = np.flatnonzero(sizes)
        rows = ((np.cumsum(sizes > 0) - 1) * 256)[labels]
        for channel in range(3):
            counts = np.bincount(rows + pixels[:, channel], minlength=256 * len(seen)).reshape(-1, 256)
            made[seen, channel] = (counts.cumsum(axis=1) <= sizes[seen, None] // 2).sum(axis=1)
        return made

    def light(self, base: Floats, bare: npt.NDArray[np.bool_], anchors: dict[int, Ints], amount: float) -> Floats:
        """Light and shade H x W, 1 is none; `bare` regions have none, pixels of `anchors` keep their colour."""
        made = np.ones(self.regions.labels.shape, np.float32)
        if amount <= 0:
            return made
        sizes = np.bincount(self.labels.ravel(), minlength=self.regions.count)
        over = self._over()
        trust = amount * (1 - np.abs(base - self.medians).max(axis=1) / _DOUBT).clip(_FAITH, 1)
        for region in np.flatnonzero((sizes >= _LEAST) & ~bare).tolist():
            self._shade(made, region, over, anchors.get(region), float(trust[region]))
        return made

    def _over(self) -> Floats:
        """h x w x 2: how much lighter each pixel of the answer is than its region, and 1 if it belongs to it at all."""
        import cv2

        apart = self.colours - np.take(self.medians, self.labels, axis=0)
        lighter = np.asarray(cv2.transform(apart, _LUMA[None]), np.float32)
        usual = np.take(np.maximum(self.medians @ _LUMA, 60), self.labels)
        apart -= lighter[..., None]
        red, green, blue = cv2.split(np.abs(apart))
        tint = cv2.max(cv2.max(red, green), blue)
        over = (lighter / usual).clip(-_DEEPEST, _DEEPEST)
        weight = ((tint < _FOREIGN) & self.clear).astype(np.float32)
        return np.asarray(cv2.merge([over * weight, weight]), np.float32)

    def _shade(self, made: Floats, region: int, over: Floats, anchor: Ints | None, amount: float) -> None:
        """Write the shading of one region, smooth within it and of nothing beyond its lines."""
        import cv2

        if amount < _SEEN:
            return
        soft = 2 * max(1, round(min(self.labels.shape) * _SOFT / 2)) + 1
        (left, top, right, bottom), box = self._around(region, soft // 2 + 2)  # what two blurs carry into the region
        part = np.s_[box[1] : box[3], box[0] : box[2]]
        own = cv2.copyTo(over[part], (self.labels[part] == region).view(np.uint8))
        for _ in range(2):
            own = cv2.blur(own, (soft, soft), borderType=cv2.BORDER_CONSTANT)
        sums, covers = cv2.split(own)
        smooth = np.asarray(cv2.divide(sums, np.asarray(covers) + np.float32(0.02), scale=amount), np.float32)
        if cv2.norm(smooth, cv2.NORM_INF) <= _SEEN:
            return
        full = np.s_[top:bottom, left:right]
        large = self._enlarged(smooth + 1, box, (left, top, right, bottom))
        if anchor is not None:
            large -= self._at(large, anchor, left, top) - 1
        cv2.copyTo(large, (self.regions.labels[full] == region).view(np.uint8), made[full])

    def _around(self, region: int, more: int) -> tuple[tuple[int, int, int, int], tuple[int, int, int, int]]:
        """The box of a region on the sheet, and that with a rim in the answer."""
        left, top, right, bottom = self.regions.boxes[region].tolist()
        height, width = self.labels.shape
        down, across = height / self.regions.labels.shape[0], width / self.regions.labels.shape[1]
        return (left, top, right, bottom), (
            max(0, int(left * across) - more), max(0, int(top * down) - more),
            min(width, int(right * across) + more + 1), min(height, int(bottom * down) + more + 1),
        )  # fmt: skip

    def _enlarged(self, smooth: Floats, box: tuple[int, ...], full: tuple[int, ...]) -> Floats:
        import cv2

        across = self.labels.shape[1] / self.regions.labels.shape[1]
        down = self.labels.shape[0] / self.regions.labels.shape[0]
        right, below = (full[0] + 0.5) * across - 0.5 - box[0], (full[1] + 0.5) * down - 0.5 - box[1]
        way = np.array([[across, 0, right], [0, down, below]], np.float64)
        made = cv2.warpAffine(
            smooth, way, (full[2] - full[0], full[3] - full[1]), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        return np.asarray(made, np.float32)

    def _at(self, large: Floats, pixels: Ints, left: int, top: int) -> float:
        """The mean shading under the dots of a region: there, their colour is what was meant."""
        rows, columns = np.divmod(pixels, self.regions.labels.shape[1])
        rows, columns = rows - top, columns - left
        inside = (rows >= 0) & (rows < large.shape[0]) & (columns >= 0) & (columns < large.shape[1])
        return float(large[rows[inside], columns[inside]].mean()) if inside.any() else 1.0


def lit(flats: Pixels, light: Floats) -> Pixels:
    """Flat colours H x W x 3 with light and shade on them."""
    import cv2

    if (light == 1).all():
        return flats
    made = np.empty_like(flats)
    for top in range(0, len(flats), _BAND):
        band = np.s_[top : top + _BAND]
        made[band] = cv2.multiply(flats[band], cv2.merge([light[band]] * 3), dtype=cv2.CV_8U)
    return made
