"""What tells regions of two drawings of one figure apart, as numbers: place, size, shape, lines around, neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.drawing import region_shapes
from ganstudio.drawing.aligning import Affine
from ganstudio.drawing.basins import Labels
from ganstudio.drawing.regions import Regions

Numbers = npt.NDArray[np.float64]
NAMES = (
    "overlap", "covered", "covering", "place", "size", "aspect", "compact", "mask", "lines", "around", "paper",
    "degree",
)  # fmt: skip
_SIDE = 512  # px of the longer side at which regions are described
_MASK, _PATCH = 12, 16  # cells of a shape in its box, and of the lines around a region
_AROUND = 1.9  # times the box of a region: the lines that are looked at with it
_LEAST = 20.0  # px of that box at least
_FAR = 0.5  # of the figure: farther away is equally far


@dataclass(frozen=True, eq=False)
class Look:
    """Regions as they are compared, all of them in px of one sheet H x W.

    `areas`, `centres` N x 2, `spreads` N x 3 (second moments), `lengths` of borders; `near` N x N is the share of a
    region's border that it has with each other; `masks` and `patches` are N rows of unit length; `paper` is the share
    of the border with the outside.
    """

    labels: Labels
    areas: Numbers
    centres: Numbers
    spreads: Numbers
    lengths: Numbers
    near: Numbers
    masks: Numbers
    patches: Numbers
    paper: Numbers
    outside: npt.NDArray[np.bool_]
    reach: float  # px of the figure

    @property
    def count(self) -> int:
        return len(self.areas)

    def only(self, regions: npt.NDArray[np.int64]) -> Look:
        """The same of a few regions; all others are what lies beyond the sheet."""
        numbers = np.full(self.count + 1, len(regions), np.int32)
        numbers[regions] = np.arange(len(regions))
        return Look(
            numbers[self.labels], self.areas[regions], self.centres[regions], self.spreads[regions],
            self.lengths[regions], self.near[np.ix_(regions, regions)], self.masks[regions], self.patches[regions],
            self.paper[regions], self.outside[regions], self.reach,
        )  # fmt: skip


def looks(first: Regions, following: Regions, way: Affine) -> tuple[Look, Look]:
    """Both drawings on the sheet of `following`, where `way` lays the first."""
    import cv2

    scale = min(1.0, _SIDE / max(following.labels.shape))
    height, width = (max(1, round(side * scale)) for side in following.labels.shape)
    shrunk = np.array([[scale, 0, 0], [0, scale, 0]])
    laid = scale * way

    def sheet(regions: Regions, by: Affine) -> Look:
        labels = cv2.warpAffine(
            regions.labels.astype(np.float32), by, (width, height), flags=cv2.INTER_NEAREST, borderValue=-1
        )
        ink = regions.walls.astype(np.float32)
        lines = cv2.warpAffine(ink, by, (width, height), flags=cv2.INTER_AREA)
        places = regions.places @ by[:, :2].T + by[:, 2]
        # One number more than there are regions is what lies beyond the sheet.
        found = np.where(labels < 0, regions.count, labels).astype(np.int32)
        return _described(found, np.asarray(lines, np.float32), regions.outside, places)

    return sheet(first, laid), sheet(following, shrunk)


def _described(labels: Labels, lines: npt.NDArray[np.float32], outside: npt.NDArray[np.bool_], places: Numbers) -> Look:
    count = len(outside)
    areas, centres, spreads = _moments(labels, count, places)
    boxes = _boxes(labels, count, centres)
    lengths, near = _borders(labels, count)
    beyond = np.append(outside, True)
    figure = areas[~outside].sum()
    return Look(
        labels, areas, centres, spreads, lengths, near[:count, :count], _masks(labels, boxes), _patches(lines, boxes),
        near[:count] @ beyond, outside, float(np.sqrt(figure if figure > 0 else labels.size)),
    )  # fmt: skip


def _moments(labels: Labels, count: int, places: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Areas, middles and second moments; of what is too small to be seen, its place."""
    flat = labels.ravel()
    rows, columns = (each.ravel().astype(np.float64) for each in np.indices(labels.shape))

    def summed(values: Numbers | None = None) -> Numbers:
        return np.bincount(flat, values, count + 1)[:count].astype(np.float64)

    areas = summed()
    unseen = areas == 0
    divisor = np.maximum(areas, 1)
    x, y = summed(columns) / divisor, summed(rows) / divisor
    spreads = np.stack([
        summed(columns * columns) / divisor - x * x, summed(rows * rows) / divisor - y * y,
        summed(columns * rows) / divisor - x * y,
    ], axis=1)  # fmt: skip
    centres = np.where(unseen[:, None], places, np.stack([x, y], axis=1))
    return np.maximum(areas, 1), centres, spreads + np.array([1 / 12, 1 / 12, 0])


def _boxes(labels: Labels, count: int, centres: Numbers) -> npt.NDArray[np.int64]:
    known = np.rint(centres).astype(np.int64).clip(0, np.array(labels.shape[::-1]) - 1)
    seen = np.bincount(labels.ravel(), minlength=count + 1)[:count] > 0
    found = region_shapes.boxes(labels, np.concatenate([known, [[0, 0]]]))[:count]
    return np.where(seen[:, None], found, np.concatenate([known, known + 1], axis=1))


def _borders(labels: Labels, count: int) -> tuple[Numbers, Numbers]:
    pairs, length = region_shapes.borders(labels, count + 1)
    near = np.zeros((count + 1, count + 1))
    near[pairs[:, 0], pairs[:, 1]] = length
    near += near.T
    total = near.sum(axis=1)
    return np.maximum(total[:count], 1), near / np.maximum(total, 1)[:, None]


def _masks(labels: Labels, boxes: npt.NDArray[np.int64]) -> Numbers:
    """The shape of each region in its own box."""
    import cv2

    made = np.empty((len(boxes), _MASK * _MASK))
    for region, (left, top, right, bottom) in enumerate(boxes.tolist()):
        own = (labels[top:bottom, left:right] == region).astype(np.float32)
        made[region] = cv2.resize(own, (_MASK, _MASK), interpolation=cv2.INTER_AREA).ravel()
    return _unit(made)


def _patches(lines: npt.NDArray[np.float32], boxes: npt.NDArray[np.int64]) -> Numbers:
    """The lines in and around each region."""
    import cv2

    soft = cv2.GaussianBlur(lines, (0, 0), 2.0)
    made = np.empty((len(boxes), _PATCH * _PATCH))
    for region, (left, top, right, bottom) in enumerate(boxes.tolist()):
        side = max(_AROUND * max(right - left, bottom - top), _LEAST)
        by = _PATCH / side
        corner = ((left + right - side) / 2, (top + bottom - side) / 2)
        way = np.array([[by, 0, -by * corner[0]], [0, by, -by * corner[1]]])
        patch = soft if by > 0.5 else cv2.blur(soft, (max(1, round(0.5 / by)),) * 2)
        made[region] = cv2.warpAffine(patch, way, (_PATCH, _PATCH)).ravel()
    return _unit(made - made.mean(axis=1, keepdims=True))


def _unit(rows: Numbers) -> Numbers:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def compared(first: Look, following: Look) -> Numbers:
    """How alike each region of `following` is to each of `first`: M x N x len(NAMES); see NAMES."""
    shared = _shared(first, following)
    whole = following.areas[:, None] + first.areas[None] - shared
    turned = _elongations(first), _elongations(following)
    compact = [np.log(each.lengths**2 / each.areas) for each in (first, following)]
    degrees = [np.log1p((each.near > 0.02).sum(axis=1)) for each in (first, following)]
    return np.stack([
        shared / whole, shared / following.areas[:, None], shared / first.areas[None],
        distances(first, following), _apart(np.log(first.areas), np.log(following.areas)),
        _apart(*turned), _apart(*compact), following.masks @ first.masks.T, following.patches @ first.patches.T,
        _profile(first, following), _apart(first.paper, following.paper), _apart(*degrees),
    ], axis=2)  # fmt: skip


def distances(first: Look, following: Look, drift: Numbers | float = 0.0) -> Numbers:
    """How far apart middles lie, in parts of the figure, M x N; `drift` M x 2 is what moved there."""
    off = following.centres[:, None] - drift_at(drift) - first.centres[None]
    return np.asarray(np.minimum(np.linalg.norm(off, axis=2) / following.reach, _FAR))


def drift_at(drift: Numbers | float) -> Numbers | float:
    return drift[:, None] if isinstance(drift, np.ndarray) else drift


def _apart(one: Numbers, other: Numbers) -> Numbers:
    return np.asarray(np.minimum(np.abs(other[:, None] - one[None]), 2.0))


def _shared(first: Look, following: Look) -> Numbers:
    """Pixels that both have, M x N."""
    rows, columns = following.count + 1, first.count + 1
    codes = following.labels.ravel().astype(np.int64) * columns + first.labels.ravel()
    found = np.bincount(codes, minlength=rows * columns).reshape(rows, columns)
    return np.asarray(found[: following.count, : first.count], np.float64)


def _elongations(look: Look) -> Numbers:
    """The logarithm of length by width, whatever the direction."""
    xx, yy, xy = look.spreads.T
    mean, root = (xx + yy) / 2, np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    return np.asarray(0.5 * np.log((mean + root) / np.maximum(mean - root, 1e-3)))


def _profile(first: Look, following: Look) -> Numbers:
    """By how much the sizes of neighbours differ: those of a region as a histogram by border."""
    made = []
    for each in (first, following):
        steps = np.clip(np.log2(each.areas / each.reach**2) + 12, 0, 11).astype(np.int64)
        kinds = np.eye(13)[np.where(each.outside, 12, steps)]
        soft = kinds.copy()
        soft[:, 1:12] += 0.5 * kinds[:, :11]
        soft[:, :11] += 0.5 * kinds[:, 1:12]
        made.append(_unit(each.near @ soft))
    return np.asarray(made[1] @ made[0].T)
