"""How well colours stay inside the lines, in each of the three ways to colour, on drawings whose regions are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from ganstudio.core.controls import Network, images
from ganstudio.core.pictures import Pixels
from ganstudio.evaluate.colouring import edge_f1
from ganstudio.evaluate.kinds import Truth
from ganstudio.evaluate.lab import difference

PROTOCOL = "ways-1: a dot of its true colour in each of the ten largest regions; figures off the lines"
_DOTS = 10
_RADIUS = 1 / 80  # of a dot, beside the side of the picture
_INK = 60  # of 255: less is paper
_NO_INK = 4  # of 255: less is paper without the soft rim of a line
_WHITE = 250
_GAP = 1 / 128  # of the side of the picture: openings that are closed
_OFF = 15.0  # CIE76 from a region's true colour from which another's may have come in

Mask = npt.NDArray[np.bool_]
Paint = Callable[[Pixels, Pixels | None, int], Mapping[str, Pixels]]  # ink, hints, gap: a picture for each way


def measured(network: Network, drawings: Sequence[Truth], paint: Paint) -> dict[str, Any]:
    """Means over `drawings` that `paint` coloured, by way and figure: `kept_leak` and so on.

    `leak`: the share of pixels, of regions that have a dot and of the paper around, that are nearer to the colour of
    another region than to that of their own. L1 in the range [-1, 1]; differences are CIE76.
    """
    told: dict[str, list[float]] = {}
    for truth in drawings:
        for name, value in _of_one(network, truth, paint).items():
            told.setdefault(name, []).append(value)
    return {name: round(float(np.mean(values)), 5) for name, values in told.items()}


def _of_one(network: Network, truth: Truth, paint: Paint) -> dict[str, float]:
    ink = 255 - truth.sketch
    gap = round(_GAP * len(ink))
    dotted, hints = _dots(truth, ink)
    given = hints if "hints" in images(network.controls) else None
    made: dict[str, float] = {}
    for way, picture in paint(ink, given, gap).items():
        made |= {f"{way}_{figure}": value for figure, value in _figures(picture, truth, ink, dotted, hints).items()}
    return made


def _dots(truth: Truth, ink: Pixels) -> tuple[list[int], Pixels]:
    """The regions that get a dot, and the dots H x W x 4: in their middles, as large as fits."""
    import cv2

    hints = np.zeros((*ink.shape, 4), np.uint8)
    counts = np.bincount(truth.labels.ravel(), minlength=len(truth.outside))
    paper = [_is_paper(truth, region) for region in range(len(counts))]
    counts[truth.outside & np.array(paper)] = 0
    dotted = []
    for region in np.argsort(-counts)[:_DOTS].tolist():
        own = (truth.labels == region) & (ink < _INK)
        depth = cv2.distanceTransform(np.pad(own, 1).view(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
        row, column = divmod(int(depth.argmax()), depth.shape[1])
        radius = min(_RADIUS * len(ink), float(depth.max()) - 1.5)
        if counts[region] and radius >= 1:
            rows, columns = np.ogrid[: ink.shape[0], : ink.shape[1]]
            hints[np.hypot(rows - row, columns - column) <= radius] = (*truth.colour[:, row, column], 255)
            dotted.append(region)
    return dotted, hints


def _figures(picture: Pixels, truth: Truth, ink: Pixels, dotted: list[int], hints: Pixels) -> dict[str, float]:
    ours, target = _planes(picture.transpose(2, 0, 1)), _planes(truth.colour)
    paper = ink < _INK
    ground = truth.outside[truth.labels] & (ink < _NO_INK)
    under = hints[..., 3] > 0
    apart = 2 * (ours - target).abs().mean(1)[0].numpy()
    return {
        "leak": _leak(ours, truth, paper, dotted),
        "background_l1": float(apart[ground].mean()) if ground.any() else 0.0,
        "hint_difference": float(difference(ours, target)[0].numpy()[under].mean()) if under.any() else 0.0,
        "l1": float(apart.mean()),
        "edge_f1": edge_f1(ours, _planes(truth.sketch[None])),
    }


def _is_paper(truth: Truth, region: int) -> bool:
    """Whether a region around the drawing is white: then nothing is said about it."""
    own = truth.colour[:, truth.labels == region]
    return bool(truth.outside[region] and own.size and np.median(own, axis=1).min() > _WHITE)


def _leak(ours: torch.Tensor, truth: Truth, paper: Mask, dotted: list[int]) -> float:
    """The share of pixels with another region's colour."""
    own, nearest = torch.full(truth.labels.shape, torch.inf), torch.full(truth.labels.shape, torch.inf)
    counted = np.zeros(truth.labels.shape, np.bool_)
    known = {region: _median(truth, region, paper) for region in dotted}
    areas = [(truth.labels == region, colour) for region, colour in known.items() if colour is not None]
    rest = np.isin(truth.labels, [region for region in np.flatnonzero(truth.outside) if region not in known])
    areas.append((rest, torch.ones(1, 3, 1, 1)))
    for mask, colour in areas:
        off, inside = difference(ours, colour.expand_as(ours))[0], torch.from_numpy(mask)
        own = torch.where(inside, off, own)
        nearest = torch.where(inside, nearest, torch.minimum(nearest, off))
        counted |= mask
    crossed = ((own > _OFF) & (nearest < own)).numpy()
    counted &= paper
    return float(crossed[counted].mean()) if counted.any() else 0.0


def _median(truth: Truth, region: int, paper: Mask) -> torch.Tensor | None:
    where = (truth.labels == region) & paper
    if not where.any():
        return None
    return torch.from_numpy(np.median(truth.colour[:, where], axis=1).astype(np.float32) / 255).reshape(1, 3, 1, 1)


def _planes(picture: Pixels) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(picture)).float()[None] / 255
