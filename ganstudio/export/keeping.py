"""Colours that stay inside the lines, region by region, at the drawing's own size: the network's, or those of dots.

numpy and OpenCV; no Qt, no torch. The window, the command line and folders of drawings come through here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels
from ganstudio.data.drawings.labels import Labels, mapped
from ganstudio.drawing.regions import Regions
from ganstudio.export import dabs, shading
from ganstudio.export.colour_params import ColourParams
from ganstudio.export.dabs import Dab

Floats = npt.NDArray[np.float32]

_PAPER = 244  # the least channel from which a colour of the network is meant as white
_LIKE = 24.0  # by how much the colours of regions that are alike may differ
_SIZES = 2.5  # times as large, at most
_EXTENT = 0.2  # how much more or less of its box one of them fills
_CRISP = 0.2  # less blended than this, colours of one region have an edge between them
_NEAR = 4.0  # power with which a dot's pull falls: near a dot it is its colour alone


@dataclass(frozen=True, eq=False)
class Plan:
    """What every region is to be: its colour in `base` N x 3, `shared` where dots disagree, how it is shaded."""

    regions: Regions
    base: Floats
    shared: dict[int, list[Dab]]
    specks: list[Dab]  # dots that mean something smaller than a region
    light: Floats  # H x W, 1 is the colour as it is
    blend: float = 1.0  # how softly dots share a region; 0 is an edge half way


def planned(colours: Pixels, regions: Regions, hints: Pixels | None, params: ColourParams) -> Plan:
    """What `colours` h x w x 3 of a network and `hints` H x W x 4 make of `regions`, and what was said of those."""
    return planned_with(colours, regions, dabs.found(hints, regions), params)


def planned_with(colours: Pixels, regions: Regions, every: list[Dab], params: ColourParams) -> Plan:
    """The same where the dabs are known already."""
    seen = shading.Seen(colours, regions)
    base = np.where((seen.medians >= _PAPER).all(axis=1, keepdims=True), np.float32(255), seen.medians)
    if params.protect:
        base[regions.outside] = 255
    spread = {regions.at(*place) for place in regions.adjustments.spread}
    own, shared = _told(every, regions, seen, lambda region: params.alike or region in spread)
    for region, colour in own.items():
        base[region] = colour
    anchors: dict[int, npt.NDArray[np.int64]] = {
        region: np.concatenate([dab.pixels for dab in several]) for region, several in shared.items()
    }
    for lock in regions.adjustments.locks:
        held = regions.at(*lock.place)
        if held is not None:
            base[held] = lock.colour
            shared.pop(held, None)
    amount = min(1.0, params.way)
    light = seen.light(base, regions.outside, anchors, amount)
    return Plan(regions, base, _only_conflicts(shared), [dab for dab in every if dab.speck], light, amount)


def kept(plan: Plan, is_smooth: bool = True) -> Pixels:
    """The colours H x W x 3 of a plan; `is_smooth`: with soft edges where no ink hides them."""
    return shading.lit(flats(plan, is_smooth), plan.light)


def flats(plan: Plan, is_smooth: bool = True) -> Pixels:
    """Each region in its own colour, or in those of its dots, H x W x 3."""
    regions = plan.regions
    made = _painted(np.rint(plan.base).clip(0, 255).astype(np.uint8), regions.labels)
    for region, several in plan.shared.items():
        _share(made, plan, region, several, is_smooth)
    for dab in plan.specks:
        made[regions.specks == dab.speck] = np.rint(dab.colour)
    if is_smooth:
        _soften(made, regions, plan.shared if plan.blend < _CRISP else ())
    return made


def _painted(tones: Pixels, labels: Labels) -> Pixels:
    """`tones` N x 3 where `labels` H x W say."""
    import cv2

    four = np.concatenate([tones, np.zeros_like(tones[:, :1])], axis=1).view(np.uint32)[:, 0]
    return np.asarray(cv2.cvtColor(mapped(four, labels).view(np.uint8).reshape(*labels.shape, 4), cv2.COLOR_RGBA2RGB))


def _told(
    every: list[Dab], regions: Regions, seen: shading.Seen, spreads: Callable[[int], bool]
) -> tuple[dict[int, Floats], dict[int, list[Dab]]]:
    """The colour of each region with dots (the mean of them), and all its dots."""
    shared: dict[int, list[Dab]] = {}
    for dab in every:
        for region in dab.regions:
            shared.setdefault(region, []).append(dab)
    own = {
        region: np.average([dab.colour for dab in several], axis=0, weights=[len(dab.pixels) for dab in several])
        for region, several in shared.items()
    }
    for region in filter(spreads, shared):
        own |= {each: own[region] for each in alike(region, regions, seen.medians) if each not in shared}
    return own, shared


def alike(region: int, regions: Regions, means: Floats) -> list[int]:
    """Other regions that the network coloured the same, of about the size and shape of this one."""
    areas, boxes = regions.areas.astype(np.float64), regions.boxes
    extents = areas / ((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]))
    near = np.abs(means - means[region]).max(axis=1) <= _LIKE
    ratio = np.maximum(areas / areas[region], areas[region] / areas)
    near &= (ratio <= _SIZES) & (np.abs(extents - extents[region]) <= _EXTENT) & ~regions.outside
    near[region] = False
    return np.flatnonzero(near).tolist()


def _only_conflicts(shared: dict[int, list[Dab]]) -> dict[int, list[Dab]]:
    """Regions whose dots are of more than one colour."""
    return {
        region: several
        for region, several in shared.items()
        if np.ptp([dab.colour for dab in several], axis=0).max() > 1
    }


def _share(made: Pixels, plan: Plan, region: int, several: list[Dab], is_smooth: bool) -> None:
    """Paint one region with the colours of its dots by how near they are: blended, or each up to half way."""
    left, top, mask = plan.regions.mask(region)
    colours, far = _distances(several, left, top, mask, plan.regions.labels.shape[1])
    tones = np.array(colours, np.float32)
    if is_smooth and plan.blend > 0:
        inside = np.stack([each[mask] for each in far])
        inside = (inside.min(axis=0) / inside) ** np.float32(_NEAR / plan.blend)
        painted = (inside / inside.sum(axis=0)).T @ tones
    else:
        painted = tones[np.stack([each[mask] for each in far]).argmin(axis=0)]
    area = made[top : top + mask.shape[0], left : left + mask.shape[1]]
    area[mask] = np.rint(painted).astype(np.uint8)


def _distances(
    several: list[Dab], left: int, top: int, mask: npt.NDArray[np.bool_], width: int
) -> tuple[list[tuple[int, ...]], list[Floats]]:
    """The colours of the dots, and how far every pixel of a region's box is from the nearest dot of each."""
    import cv2

    groups: dict[tuple[int, ...], list[npt.NDArray[np.int64]]] = {}
    for dab in several:
        groups.setdefault(tuple(np.rint(dab.colour).astype(int).tolist()), []).append(dab.pixels)
    distances = []
    for pixels in groups.values():
        rows, columns = np.divmod(np.concatenate(pixels), width)
        rows, columns = rows - top, columns - left
        far = np.ones(mask.shape, np.uint8)
        inside = (rows >= 0) & (rows < mask.shape[0]) & (columns >= 0) & (columns < mask.shape[1])
        far[rows[inside], columns[inside]] = 0
        distances.append(cv2.distanceTransform(far, cv2.DIST_L2, 5) + np.float32(0.05))
    return list(groups), distances


def _soften(made: Pixels, regions: Regions, shared: Collection[int]) -> None:
    """Edges between regions, or colours of one, that no ink hides get the mean of the pixels around them."""
    labels = regions.labels
    edge = np.zeros(labels.shape, np.bool_)
    edge[:, 1:] = labels[:, 1:] != labels[:, :-1]
    edge[1:] |= labels[1:] != labels[:-1]
    for region in shared:
        left, top, right, bottom = regions.boxes[region].tolist()
        own = made[top:bottom, left:right]
        edge[top:bottom, left + 1 : right] |= (own[:, 1:] != own[:, :-1]).any(axis=2)
        edge[top + 1 : bottom, left:right] |= (own[1:] != own[:-1]).any(axis=2)
    height, width = labels.shape
    rows, columns = np.divmod(np.flatnonzero(edge & ~regions.walls), width)
    total = np.zeros((len(rows), 3), np.uint16)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            total += made[(rows + down).clip(0, height - 1), (columns + right).clip(0, width - 1)]
    made[rows, columns] = (total + 4) // 9
