"""How well a model colours pictures that it has not seen, and whether it obeys hints."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw
from torch import Tensor
from torchmetrics.functional.image import peak_signal_noise_ratio, structural_similarity_index_measure

from ganstudio.core.controls import Network, images
from ganstudio.core.pictures import Pixels
from ganstudio.data.lines import hints, lineart
from ganstudio.data.lines.lineparams import DODGE, LineParams
from ganstudio.evaluate.lab import difference
from ganstudio.evaluate.quality import targets

PROTOCOL = "colouring-2"  # change it when numbers stop being comparable
_AT_ONCE = 16
_FEW, _MANY = 5, 20  # hints
_RADIUS = 1 / 40  # of a hint, beside the side of the picture
_INK = 0.6  # lighter is paper
_PAPER = 12.0  # CIE76 from white below which a colour is paper
_PROBED = 6  # hints under which obedience is measured, per picture
_REACH = 2  # px that an edge may be off
_BEST = 100.0  # dB: of equal pictures there are infinitely many, which no file can hold
_ALIKE = 40  # summed difference of 8-bit colours within one region


@dataclass(frozen=True)
class ColouringFigures:
    """Means over `pictures`. L1 in the range [-1, 1]; differences are CIE76. `None`: the model takes no hints.

    `locality`: when one hint changes its colour, the change of its region beside that of the background;
    `locality_elsewhere`: beside that of everything else, other regions without hints included.
    """

    pictures: int
    size: int
    l1: float
    psnr: float
    ssim: float
    edge_f1: float
    l1_mean_picture: float
    l1_copied_sketch: float
    l1_few_hints: float | None = None
    l1_many_hints: float | None = None
    hint_difference: float | None = None
    hint_difference_zeroed: float | None = None
    hint_difference_invented: float | None = None
    locality: float | None = None
    locality_elsewhere: float | None = None
    ms_ssim: float | None = None  # of pictures that can be halved four times
    protocol: str = PROTOCOL

    def to_json(self) -> dict[str, Any]:
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


def measured(
    network: Network, sketches: Pixels, colours: Pixels, mean_picture: Tensor | None = None
) -> ColouringFigures:
    """Figures over N x 1 x S x S sketches and N x 3 x S x S colours, uint8.

    `mean_picture` is that of the training set; without it that of `colours`, which flatters this baseline.
    """
    told: dict[str, list[float]] = {}
    mean = torch.from_numpy(colours.mean(0, dtype=np.float32) / 255) if mean_picture is None else mean_picture
    for index, (line, target) in enumerate(_batches(sketches, colours)):
        for name, value in {**_plain(network, line, target, mean), **_hinted(network, line, target, index)}.items():
            told.setdefault(name, []).append(value * len(target))
    sums = {name: sum(values) / len(colours) for name, values in told.items()}
    return ColouringFigures(pictures=len(colours), size=colours.shape[2], **sums)  # type: ignore[arg-type]


def answer(network: Network, line: Tensor, given: Tensor | None = None) -> Tensor:
    """Colours N x 3 x H x W in [0, 1] for lines N x 1 x H x W and hints N x 4 x H x W, codes at their middle."""
    planes = torch.zeros(len(line), 4, *line.shape[2:]) if given is None else given
    feeds = {control.name: control.zeros(len(line)) for control in network.controls}
    for role, control in images(network.controls).items():
        feeds[control.name] = (planes if role == "hints" else line.expand(-1, control.channels, -1, -1)).numpy()
    return torch.from_numpy(network.run(feeds)).expand(-1, 3, -1, -1)


def _batches(sketches: Pixels, colours: Pixels) -> Iterator[tuple[Tensor, Tensor]]:
    for first in range(0, len(colours), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        line = torch.from_numpy(np.ascontiguousarray(sketches[part])).float() / 255
        yield line.mean(1, keepdim=True), torch.from_numpy(np.ascontiguousarray(colours[part])).float() / 255


def _plain(network: Network, line: Tensor, target: Tensor, mean: Tensor) -> dict[str, float]:
    made = answer(network, line)
    return {
        "l1": _l1(made, target),
        "psnr": min(_BEST, float(peak_signal_noise_ratio(made, target, data_range=1.0, dim=(1, 2, 3)))),
        "ssim": float(structural_similarity_index_measure(made, target, data_range=1.0)),  # type: ignore[arg-type]
        **({"ms_ssim": targets.ms_ssim(made, target)} if targets.is_large(made) else {}),
        "edge_f1": edge_f1(made, line),
        "l1_mean_picture": _l1(mean.expand_as(target), target),
        "l1_copied_sketch": _l1(line.expand_as(target), target),
    }


def _l1(ours: Tensor, theirs: Tensor) -> float:
    return 2 * float(F.l1_loss(ours, theirs))


# -- structure --------------------------------------------------------------------------------------------


def edge_f1(made: Tensor, line: Tensor) -> float:
    """Agreement of the lines found in `made` with those of the sketch, within two pixels."""
    found = lineart.extracted(made, LineParams(method=DODGE)) < _INK
    drawn = line < _INK
    precision = _share(found, _grown(drawn))
    recall = _share(drawn, _grown(found))
    return 2 * precision * recall / max(precision + recall, 1e-9)


def _grown(edges: Tensor) -> Tensor:
    return F.max_pool2d(edges.float(), 2 * _REACH + 1, 1, _REACH) > 0


def _share(edges: Tensor, near: Tensor) -> float:
    return float((edges & near).sum() / edges.sum().clamp(min=1))


# -- hints ------------------------------------------------------------------------------------------------


def _hinted(network: Network, line: Tensor, target: Tensor, seed: int) -> dict[str, float]:
    if "hints" not in images(network.controls):
        return {}
    radius = target.shape[3] * _RADIUS
    few, many = (hints.at(target, _inside(line, target, number, radius, seed, False), radius)
                 for number in (_FEW, _MANY))  # fmt: skip
    places = _inside(line, target, _PROBED, radius, seed + 1, True)
    own = hints.at(target, places, radius)
    made, without = answer(network, line, own), answer(network, line)
    rng = torch.Generator().manual_seed(seed)
    invented = _repainted(own, torch.rand((len(own), 3, 1, 1), generator=rng))
    return {
        "l1_few_hints": _l1(answer(network, line, few), target),
        "l1_many_hints": _l1(answer(network, line, many), target),
        "hint_difference": _under(own, made),
        "hint_difference_zeroed": _under(own, without),
        "hint_difference_invented": _under(invented, answer(network, line, invented)),
        **_locality(network, line, target, places, radius, seed + 2),
    }


def _inside(
    line: Tensor, target: Tensor, number: int, radius: float, seed: int, on_colour: bool, avoid: Tensor | None = None
) -> npt.NDArray[np.int64]:
    """Places (x, y) for hints, N x number x 2: clear of ink and of `avoid`, and with `on_colour` off the paper too."""
    rng = np.random.default_rng(seed)
    reach = math.ceil(radius)
    clear = F.max_pool2d((line < 1 - _RADIUS * 4).float(), 2 * reach + 1, 1, reach)[:, 0] == 0
    if on_colour:
        paper = difference(target, torch.ones_like(target)) < _PAPER
        clear &= F.max_pool2d(paper[:, None].float(), 2 * reach + 1, 1, reach)[:, 0] == 0
    if avoid is not None:
        clear &= ~avoid
    places = []
    for free in clear.numpy():
        rows, columns = np.nonzero(free if free.any() else np.ones_like(free))
        chosen = rng.integers(len(rows), size=number)
        places.append(np.stack([columns[chosen], rows[chosen]], -1))
    return np.stack(places)


def _repainted(given: Tensor, colour: Tensor) -> Tensor:
    """The same marks, all in one other colour."""
    return torch.cat([colour * given[:, 3:], given[:, 3:]], dim=1)


def _under(given: Tensor, made: Tensor) -> float:
    """Mean difference between hints and result, where there are hints."""
    apart = difference(given[:, :3], made) * given[:, 3]
    return float(apart.sum() / given[:, 3].sum().clamp(min=1))


def _locality(
    network: Network, line: Tensor, target: Tensor, places: npt.NDArray[np.int64], radius: float, seed: int
) -> dict[str, float]:
    """How much more the region of one hint changes than the background, when that hint changes its colour."""
    ground = torch.stack([_region(each, 0, 0) for each in target])
    place = _inside(line, target, 1, radius, seed, True, ground)
    one, others = (hints.at(target, each, radius) for each in (place, places[:, 1:]))
    changed = _repainted(one, 1 - _colour_of(one))
    before, after = (answer(network, line, torch.where(hint[:, 3:] > 0, hint, others)) for hint in (one, changed))
    moved = (after - before).abs().mean(1)
    region = torch.stack([_region(each, *at) for each, at in zip(target, place[:, 0], strict=True)])
    inside = _mean(moved, region)
    return {
        "locality": inside / max(_mean(moved, ground & ~region), 1e-6),
        "locality_elsewhere": inside / max(_mean(moved, ~region), 1e-6),
    }


def _mean(values: Tensor, where: Tensor) -> float:
    return float((values * where).sum() / where.sum().clamp(min=1))


def _colour_of(given: Tensor) -> Tensor:
    """The mean colour of each picture's hints, N x 3 x 1 x 1."""
    return given[:, :3].sum((2, 3), keepdim=True) / given[:, 3:].sum((2, 3), keepdim=True).clamp(min=1)


def _region(picture: Tensor, x: int, y: int) -> Tensor:
    """The connected area of about one colour around a place, H x W."""
    image = Image.fromarray((picture.permute(1, 2, 0) * 255).round().byte().numpy())
    before = np.asarray(image).copy()
    marker = (0, 0, 0) if int(before[y, x].sum()) > 3 * 127 else (255, 255, 255)  # far from its own colour
    ImageDraw.floodfill(image, (int(x), int(y)), marker, thresh=_ALIKE)
    return torch.from_numpy((np.asarray(image) != before).any(-1))
