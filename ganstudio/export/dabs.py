"""Which regions a dot or a short stroke of colour means, and what colour that is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels
from ganstudio.drawing.regions import Regions

_COVERED = 64  # of 255: less is the rim of a dab
_CORE = 0.9  # of the strongest cover of a mark: its colour without the rim
_ALIKE = 12  # by how much the channels of one colour may differ in one dab
_FEWEST = 3  # px of another colour in a mark that count as a dab of its own
_ROUND = 0.6  # share of the circle around it that a dot covers; a stroke covers less
_LARGEST = 0.12  # of the sheet's shorter side: a larger dot is an area that was painted
_MEANT = 0.2  # share of a stroke that lies in a region which is meant
_AS_LARGE = 0.2  # of a dot, that a speck is at least
_FILLED = 0.6  # share of a region under a stroke with which it is meant in any case

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Dab:
    """A dot or stroke: its `colour`, the regions that it means, and its pixels as places in the flattened sheet."""

    colour: npt.NDArray[np.float32]
    regions: tuple[int, ...]
    pixels: Ints
    speck: int = 0  # that it means, instead of a region


def found(hints: Pixels | None, regions: Regions) -> list[Dab]:
    """The dabs of `hints` H x W x 4, straight RGBA as large as the sheet."""
    if hints is None or not hints[..., 3].any():
        return []
    made = []
    for colour, pixels in _marks(hints):
        speck = _speck(pixels, regions)
        meant = () if speck else _meant(pixels, regions)
        made += [Dab(colour, meant, pixels, speck)] if meant or speck else []
    return made


def with_locks(given: npt.NDArray[np.float32], regions: Regions) -> npt.NDArray[np.float32]:
    """`given` 4 x h x w, what a network is told, with the colours of locked regions given all over."""
    import cv2

    locks = {regions.at(*lock.place): lock.colour for lock in regions.adjustments.locks}
    made = given.copy() if locks else given
    for region, colour in locks.items():
        own = (regions.labels == region).astype(np.float32)
        own = cv2.resize(own, (made.shape[2], made.shape[1]), interpolation=cv2.INTER_AREA) > 0.5
        made[:, own] = np.array([*colour, 255], np.float32)[:, None] / 255
    return made


def _marks(hints: Pixels) -> Iterator[tuple[npt.NDArray[np.float32], Ints]]:
    """Colour and pixels of every mark of one colour."""
    import cv2

    cover = hints[..., 3]
    _, parts, boxes, _ = cv2.connectedComponentsWithStats((cover >= _COVERED).view(np.uint8), connectivity=8)
    for part, (left, top, width, height, _) in enumerate(boxes.tolist()[1:], 1):
        area = np.s_[top : top + height, left : left + width]
        own = np.where(parts[area] == part, cover[area], 0)
        rows, columns = np.nonzero(own >= _CORE * own.max())
        colours = hints[area][rows, columns, :3]
        pixels = (rows + top) * np.int64(hints.shape[1]) + columns + left
        for chosen in _by_colour(colours, rows, columns):
            yield np.median(colours[chosen], axis=0).astype(np.float32), pixels[chosen]


def _by_colour(colours: Pixels, rows: Ints, columns: Ints) -> Iterator[Ints]:
    """The pixels of one mark in groups of one colour: dabs that touch are apart where their colours are."""
    import cv2

    if (np.ptp(colours, axis=0) <= _ALIKE).all():
        yield np.arange(len(colours))
        return
    rough = (colours.astype(np.int64) + 8) // 17 @ np.array([256, 16, 1])
    sheet = np.zeros((rows.max() + 1, columns.max() + 1), np.uint8)
    for each in np.unique(rough):
        sheet[:] = 0
        sheet[rows, columns] = rough == each
        count, parts = cv2.connectedComponents(sheet, connectivity=8)
        own = parts[rows, columns] * (rough == each)
        for part in range(1, count):
            chosen = np.flatnonzero(own == part)
            if len(chosen) >= max(_FEWEST, len(colours) // 25):
                yield chosen


def _meant(pixels: Ints, regions: Regions) -> tuple[int, ...]:
    """The region in the middle of a dot, or those that a stroke passes for a good part of its way."""
    width = regions.labels.shape[1]
    rows, columns = np.divmod(pixels, width)
    labels, walls = regions.labels[rows, columns], regions.walls[rows, columns]
    off = labels[~walls] if not walls.all() else labels
    counts = np.bincount(off)
    if (middle := _middle(rows, columns, regions)) is not None:
        return (int(regions.labels[middle]) if not regions.walls[middle] else int(counts.argmax()),)
    meant = counts >= _MEANT * len(off)
    meant |= counts >= _FILLED * regions.areas[: len(counts)]
    return tuple(np.flatnonzero(meant & (counts > 0)).tolist())


def _speck(pixels: Ints, regions: Regions) -> int:
    """The speck in the middle of a dot that is not much larger; 0 for none."""
    if regions.specks is None:
        return 0
    middle = _middle(*np.divmod(pixels, regions.labels.shape[1]), regions)
    speck = 0 if middle is None else int(regions.specks[middle])
    if not speck:
        return 0
    paper = (regions.specks == speck) & ~regions.walls
    return speck if paper.sum() >= _AS_LARGE * len(pixels) else 0


def _middle(rows: Ints, columns: Ints, regions: Regions) -> tuple[int, int] | None:
    """Row and column of the middle of a dot; None for strokes and painted areas."""
    side = max(np.ptp(rows), np.ptp(columns)) + 1
    if side > max(8, _LARGEST * min(regions.labels.shape)) or len(rows) < _ROUND * math.pi / 4 * side**2:
        return None
    row, column = int(rows.mean() + 0.5), int(columns.mean() + 0.5)
    return (row, column) if ((rows == row) & (columns == column)).any() else None
