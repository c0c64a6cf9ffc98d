"""The networks of FastGAN (Liu et al. 2021, arXiv 2101.04775): gates across scales, and a judge that also draws again.

`width` is the paper's 64; other sizes than its 256 pixels leave stages out.
"""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganstudio.engine import attention, layers

_COARSEST = 8  # pixels a side of the judge's last features
_DRAWN = 128  # at most, a side, of what the judge draws again
_QUADRANTS = 4
_MADE = {4: 16.0, 8: 8.0, 16: 4.0, 32: 2.0, 64: 2.0, 128: 1.0, 256: 0.5}  # the generator's channels, in widths
_JUDGED = {4: 16.0, 8: 8.0, 16: 4.0, 32: 2.0, 64: 1.0, 128: 0.5, 256: 0.25}  # the judge's; before its answer as if at 4
_ASIDE = {8: 4.0, 16: 2.0, 32: 1.0, 64: 0.5}  # those of its branch for the small picture
_REDRAWN = (4.0, 2.0, 2.0, 1.0)  # those of its decoders, after each doubling, in half widths


def channels_at(table: dict[int, float], side: int, width: int) -> int:
    return max(1, int(table[side] * width))


class Noise(nn.Module):
    """Adds the same noise to all channels, as much as it has learned; none at rest, so that a code is one picture."""

    def __init__(self) -> None:
        super().__init__()
        self.strength = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        return x + self.strength * torch.randn(len(x), 1, *x.shape[2:], device=x.device, dtype=x.dtype)


def grown(inputs: int, outputs: int, noise: bool = False, doubles: bool = True) -> list[nn.Module]:
    """A 3 x 3 convolution whose second half of channels opens and shuts the first, perhaps on twice the side."""
    double = [nn.Upsample(scale_factor=2, mode="nearest")] if doubles else []
    convolution = nn.Conv2d(inputs, 2 * outputs, 3, 1, 1, bias=False)
    return [*double, convolution, *([Noise()] if noise else []), nn.BatchNorm2d(2 * outputs), nn.GLU(dim=1)]


class Gate(nn.Module):
    """Coarse features say which channels of distant, finer ones count: skip-layer excitation."""

    def __init__(self, coarse: int, fine: int) -> None:
        super().__init__()
        self.weights = nn.Sequential(
            nn.AdaptiveAvgPool2d(4), nn.Conv2d(coarse, fine, 4, bias=False), nn.SiLU(),
            nn.Conv2d(fine, fine, 1, bias=False), nn.Sigmoid(),
        )  # fmt: skip

    def forward(self, coarse: Tensor, fine: Tensor) -> Tensor:
        out: Tensor = fine * self.weights(coarse)
        return out


class Maker(nn.Module):
    """z to pictures in [-1, 1], and if asked for to `both`: those, and small ones of half the side."""

    def __init__(self, latent: int, channels: int, size: int, width: int) -> None:
        super().__init__()
        sides = [side for side in _MADE if side <= size]
        widths = {side: channels_at(_MADE, side, width) for side in sides}
        first = nn.ConvTranspose2d(latent, 2 * widths[4], 4, bias=False)
        self.start = nn.Sequential(first, nn.BatchNorm2d(2 * widths[4]), nn.GLU(dim=1))
        self.stages = nn.ModuleList()
        for number, (before, after) in enumerate(pairwise(sides)):
            thorough = number % 2 == 0  # every other stage has two convolutions, with noise
            stage = grown(widths[before], widths[after], thorough)
            stage += grown(widths[after], widths[after], True, False) if thorough else []
            self.stages.append(nn.Sequential(*stage))
        self.gates = nn.ModuleDict({str(side): Gate(widths[side // 16], widths[side]) for side in sides if side >= 64})
        self.to_small = nn.Conv2d(widths[size // 2], channels, 1, bias=False)
        self.to_full = nn.Conv2d(widths[size], channels, 3, 1, 1, bias=False)

    def forward(self, z: Tensor, both: bool = False) -> Tensor | tuple[Tensor, Tensor]:
        x = self.start(z[:, :, None, None]).contiguous(memory_format=torch.channels_last)
        seen, side = {4: x}, 4
        for stage in self.stages:
            x, side = stage(x), 2 * side
            x = self.gates[str(side)](seen[side // 16], x) if str(side) in self.gates else x
            seen[side] = x
        full = torch.tanh(self.to_full(x))
        return (full, torch.tanh(self.to_small(seen[side // 2]))) if both else full


class Halved(nn.Module):
    """Features of half the side: the mean of a thorough way and a direct one."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.thorough = nn.Sequential(*shrunk(inputs, outputs), *shrunk(outputs, outputs, 3, 1))
        self.direct = nn.Sequential(nn.AvgPool2d(2), *shrunk(inputs, outputs, 1, 1, 0))

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = (self.thorough(x) + self.direct(x)) / 2
        return out


def shrunk(inputs: int, outputs: int, kernel: int = 4, stride: int = 2, padding: int = 1) -> list[nn.Module]:
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False)
    return [convolution, nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2)]


class Redrawer(nn.Module):
    """Features of 8 x 8 to a small picture, as simply as can be: they must hold what it takes."""

    def __init__(self, inputs: int, channels: int, side: int, width: int) -> None:
        super().__init__()
        doublings = (side // _COARSEST).bit_length() - 1
        widths = [inputs, *(max(1, int(share * width / 2)) for share in _REDRAWN[:doublings])]
        body = [layer for pair in pairwise(widths) for layer in grown(*pair)]
        self.body = nn.Sequential(*body, nn.Conv2d(widths[-1], channels, 3, 1, 1, bias=False), nn.Tanh())

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.body(x)
        return out


class Judge(nn.Module):
    """A picture and a small one to N x 50 logits, of 5 x 5 places in either.

    With `quadrant`, also what three decoders draw again: the picture, the small one, and that quarter of the picture.
    """

    def __init__(self, channels: int, size: int, width: int) -> None:
        super().__init__()
        sides = [side for side in sorted(_JUDGED, reverse=True) if _COARSEST <= side <= size]
        widths = {side: channels_at(_JUDGED, side, width) for side in sides}
        self.start = nn.Sequential(nn.Conv2d(channels, widths[size], 3, 1, 1, bias=False), nn.LeakyReLU(0.2))
        self.stages = nn.ModuleList(Halved(widths[before], widths[after]) for before, after in pairwise(sides))
        self.gates = nn.ModuleDict(
            {str(side): Gate(widths[8 * side], widths[side]) for side in sides if 8 * side <= size}
        )
        last = widths[_COARSEST]
        most = channels_at(_JUDGED, 4, width)
        self.answer = nn.Sequential(*shrunk(last, most, 1, 1, 0), nn.Conv2d(most, 1, 4, bias=False))
        aside = [channels_at(_ASIDE, side, width) for side in sorted(_ASIDE, reverse=True) if side < size // 2]
        branch: list[nn.Module] = [nn.Conv2d(channels, aside[0], 4, 2, 1, bias=False), nn.LeakyReLU(0.2)]
        self.aside = nn.Sequential(*branch, *(layer for pair in pairwise(aside) for layer in shrunk(*pair)))
        self.answer_aside = nn.Conv2d(aside[-1], 1, 4, bias=False)
        self.whole = Redrawer(last, channels, min(_DRAWN, size), width)
        self.small = Redrawer(aside[-1], channels, min(_DRAWN, size // 2), width)
        self.quarter = Redrawer(widths[2 * _COARSEST], channels, min(_DRAWN, size // 2), width)

    def forward(
        self, full: Tensor, small: Tensor, quadrant: int | None = None
    ) -> Tensor | tuple[Tensor, tuple[Tensor, Tensor, Tensor]]:
        x, side = self.start(full), full.shape[-1]
        seen = {side: x}
        for stage in self.stages:
            x, side = stage(x), side // 2
            x = self.gates[str(side)](seen[8 * side], x) if str(side) in self.gates else x
            seen[side] = x
        beside = self.aside(small)
        logits = torch.cat([self.answer(x).flatten(1), self.answer_aside(beside).flatten(1)], dim=1)
        if quadrant is None:
            return logits
        part = quarter(seen[2 * _COARSEST], quadrant)
        return logits, (self.whole(x), self.small(beside), self.quarter(part))


def quarter(x: Tensor, quadrant: int) -> Tensor:
    """One quadrant: 0 and 1 are above, 0 and 2 on the left."""
    side = x.shape[-1] // 2
    down, across = divmod(quadrant % _QUADRANTS, 2)
    return x[..., down * side : (down + 1) * side, across * side : (across + 1) * side]


def resized(pictures: Tensor, side: int) -> Tensor:
    """Smaller pictures: each pixel the mean of those it stands for."""
    return pictures if pictures.shape[-1] == side else F.adaptive_avg_pool2d(pictures, side)


def both(latent: int, channels: int, size: int, width: int) -> tuple[nn.Module, nn.Module]:
    """Generator and discriminator, all weights spectrally normalised."""
    made = Maker(latent, channels, size, width), Judge(channels, size, width)
    maker, judge = (attention.normalised(layers.normal_init(network)) for network in made)
    return maker, judge
