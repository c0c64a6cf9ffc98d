"""Colour hints as a person would give them: dabs and strokes of a picture's own colours, drawn at random."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from torch import Tensor

from ganstudio.data.lines.hintparams import HintParams

_MOST = 64  # marks on one picture
_PROBES = 5  # places under a mark whose middle colour it takes
_REFERENCE = 256  # px: lengths below are meant at this size
_TURN = 9  # px, the usual length of one piece of a stroke: longer ones leave their region too often
_SAMPLED = 32  # pixels across that mid-tones are found among
_ROUNDS = 4  # of k-means
_COARSE = 16  # cells across a picture whose colours are all given away
_LUMA = (0.299, 0.587, 0.114)


def sampled(colours: Tensor, params: HintParams, seed: int) -> Tensor:
    """Hints for `colours` N x 3 x H x W in [0, 1]: N x 4 x H x W, red, green, blue and 1 where there is a hint.

    Colours are 0 where there is none. The same `seed` gives the same hints.
    """
    rng = np.random.default_rng(seed)
    count, _, height, width = colours.shape
    marked = np.zeros((count, height, width), np.int64)
    probes = np.zeros((count, _MOST, _PROBES, 2), np.int64)
    coarse = np.zeros(count, np.bool_)
    locked = np.zeros((count, 1, height, width), np.bool_)
    for index in range(count):
        fate = rng.random()
        if fate < params.none:
            continue
        coarse[index] = fate < params.none + params.everything
        if not coarse[index]:
            number = min(_MOST, int(rng.geometric(1 / max(1.0, params.usual))))
            marked[index], probes[index] = _marks(number, (height, width), params, rng)
        if params.locked and rng.random() < params.locked:
            locked[index, 0] = _area((height, width), rng)
    jitter = torch.from_numpy(rng.normal(0, 3 / 255, (count, _MOST, 3)).astype(np.float32)).to(colours)
    tones = middle_tones(colours, params.tones) if params.tones else None
    hints = _painted(colours, torch.from_numpy(marked), torch.from_numpy(probes), jitter, tones)
    if coarse.any():
        given = F.interpolate(F.adaptive_avg_pool2d(colours, _COARSE), (height, width), mode="nearest")
        everywhere = torch.cat([given, torch.ones_like(given[:, :1])], dim=1)
        hints = torch.where(torch.from_numpy(coarse).to(hints.device)[:, None, None, None], everywhere, hints)
    if locked.any():
        own = torch.cat([colours, torch.ones_like(colours[:, :1])], dim=1)
        hints = torch.where(torch.from_numpy(locked).to(hints.device), own, hints)
    return hints


def middle_tones(colours: Tensor, count: int) -> Tensor:
    """The `count` colours that each of `colours` N x 3 x H x W in [0, 1] is reduced to, N x 3 x `count`: k-means.

    People pick the middle tone of an area, not that of a pixel in its shade.
    """
    some = F.interpolate(colours.float(), (_SAMPLED, _SAMPLED), mode="nearest").flatten(2).transpose(1, 2)
    order = (some * some.new_tensor(_LUMA)).sum(2).argsort(1)
    first = order[:, torch.linspace(0, order.shape[1] - 1, count).long()]
    centres = some.gather(1, first[..., None].expand(-1, -1, 3))
    for _ in range(_ROUNDS):
        nearest = torch.cdist(some, centres).argmin(2)
        counts = torch.zeros_like(centres[..., 0]).scatter_add_(1, nearest, torch.ones_like(some[..., 0]))
        sums = torch.zeros_like(centres).scatter_add_(1, nearest[..., None].expand(-1, -1, 3), some)
        centres = torch.where(counts[..., None] > 0, sums / counts[..., None].clamp(min=1), centres)
    return centres.transpose(1, 2).to(colours.dtype)


def _nearest(found: Tensor, tones: Tensor) -> Tensor:
    """The nearest of `tones` N x 3 x T to each of `found` N x 3 x K."""
    nearest = torch.cdist(found.transpose(1, 2).float(), tones.transpose(1, 2).float()).argmin(2)
    return tones.gather(2, nearest[:, None].expand(-1, 3, -1))


def _area(shape: tuple[int, int], rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """An area as people lock it: some polygon, or a rectangle that may reach over the edge."""
    height, width = shape
    canvas = Image.new("1", (width, height))
    middle, far = rng.uniform(0.1, 0.9, 2) * (width, height), rng.uniform(0.12, 0.5) * min(shape)
    corners = 4 if rng.random() < 0.5 else int(rng.integers(3, 9))
    ways = np.sort(rng.uniform(0, math.tau, corners)) if corners != 4 else np.arange(4) * math.pi / 2 + math.pi / 4
    points = middle + far * np.stack([np.cos(ways), np.sin(ways)], axis=1) * rng.uniform(0.5, 1.3, 2)
    ImageDraw.Draw(canvas).polygon([(float(x), float(y)) for x, y in points], fill=1)
    return np.asarray(canvas, np.bool_)


def at(colours: Tensor, places: npt.NDArray[np.int64], radius: float) -> Tensor:
    """Hints N x 4 x H x W as discs of `radius` px at `places` N x K x 2 (x, y), in the colours found there."""
    count, most = places.shape[:2]
    _, _, height, width = colours.shape
    marked = np.zeros((count, height, width), np.int64)
    probes = np.zeros((count, max(most, 1), _PROBES, 2), np.int64)
    for index in range(count):
        canvas = Image.new("L", (width, height))
        for mark, (x, y) in enumerate(places[index]):
            _dab(ImageDraw.Draw(canvas), x, y, radius, mark + 1)
            probes[index, mark] = _around(np.array([[x, y]] * _PROBES), radius / 2, (height, width), None)
        marked[index] = np.asarray(canvas)
    still = colours.new_zeros((count, max(most, 1), 3))
    return _painted(colours, torch.from_numpy(marked), torch.from_numpy(probes), still)


def spread(count: int, number: int, shape: Sequence[int], seed: int = 0) -> npt.NDArray[np.int64]:
    """`number` places (x, y) on each of `count` pictures of `shape` (H, W), well apart: count x number x 2."""
    rng = np.random.default_rng(seed)
    cells = math.ceil(math.sqrt(number))
    grid = np.stack(np.meshgrid(np.arange(cells), np.arange(cells)), -1).reshape(-1, 2)
    chosen = np.stack([rng.permutation(grid)[:number] for _ in range(count)])
    places = (chosen + rng.uniform(0.2, 0.8, chosen.shape)) / cells * (shape[1], shape[0])
    return np.asarray(places, np.int64)


def _marks(
    number: int, shape: tuple[int, int], params: HintParams, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """A map H x W of mark numbers from 1, and for each mark the places (x, y) its colour is taken from."""
    height, width = shape
    scale = min(shape) / _REFERENCE
    canvas = Image.new("L", (width, height))
    draw = ImageDraw.Draw(canvas)
    probes = np.zeros((_MOST, _PROBES, 2), np.int64)
    for mark in range(number):
        radius = max(0.5, scale * math.exp(rng.uniform(0, math.log(max(1.01, params.largest)))))
        start = rng.uniform((0, 0), (width, height))
        shift = rng.uniform(-1, 1, 2) * params.displaced * scale
        if rng.random() < params.strokes:
            turns = rng.integers(1, 4)
            path = start + np.concatenate([[[0, 0]], rng.normal(0, _TURN * scale, (turns, 2)).cumsum(0)])
            draw.line([tuple(point + shift) for point in path], mark + 1, max(1, round(2 * radius)), "curve")
            along = path[0] + (path[1] - path[0]) * np.linspace(0, 1, _PROBES)[:, None]
            probes[mark] = _around(along, radius / 2, shape, rng)
        else:
            _dab(draw, start[0] + shift[0], start[1] + shift[1], radius, mark + 1)
            probes[mark] = _around(np.repeat(start[None], _PROBES, 0), radius / 2, shape, rng)
    return np.asarray(canvas, np.int64), probes


def _dab(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, value: int) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), value)


def _around(
    places: npt.NDArray[np.float64], reach: float, shape: tuple[int, int], rng: np.random.Generator | None
) -> npt.NDArray[np.int64]:
    """Whole pixels near `places`, inside the picture."""
    moved = places + (rng.uniform(-reach, reach, places.shape) if rng is not None else 0)
    return np.clip(moved, 0, (shape[1] - 1, shape[0] - 1)).astype(np.int64)


def _painted(colours: Tensor, marked: Tensor, probes: Tensor, jitter: Tensor, tones: Tensor | None = None) -> Tensor:
    """The marks in the middle one of the colours at their probes, the nearest of `tones` to it, plus `jitter`."""
    count, _, height, width = colours.shape
    device = colours.device
    marked, probes = marked.to(device), probes.to(device)
    flat = probes[..., 1] * width + probes[..., 0]
    found = colours.flatten(2).gather(2, flat.flatten(1)[:, None].expand(-1, 3, -1))
    found = found.view(count, 3, *flat.shape[1:])
    luma = (found * colours.new_tensor(_LUMA)[:, None, None]).sum(1)
    middle = luma.argsort(2)[:, :, _PROBES // 2]
    table = found.gather(3, middle[:, None, :, None].expand(-1, 3, -1, 1))[..., 0]
    table = _nearest(table, tones) if tones is not None else table
    table = (table + jitter.permute(0, 2, 1)).clamp(0, 1)
    table = torch.cat([table.new_zeros((count, 3, 1)), table], dim=2)
    mask = (marked > 0).to(colours.dtype)[:, None]
    painted = table.gather(2, marked.flatten(1)[:, None].expand(-1, 3, -1)).view(count, 3, height, width)
    return torch.cat([painted * mask, mask], dim=1)
