"""Networks from picture to picture of one size, and what judges them in patches.

All take pictures in [0, 1] and give them in [-1, 1]. With `conditions` they take that many numbers beside the picture,
each laid over all of it as a plane of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor, nn

from ganstudio.engine import losses

Maps = list[Tensor]
_GROUPS = 8  # of the group norm in small networks
_MIXED = 8  # maps at full resolution before their last layer


class ResidualBlock(nn.Module):
    """x + two convolutions of it."""

    def __init__(self, width: int, norm: str, reflected: bool) -> None:
        super().__init__()
        first, second = (_convolved(width, width, 3, norm, reflected) for _ in range(2))
        self.body = nn.Sequential(*first, nn.ReLU(), *second)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.body(x)
        return out


def _normed(norm: str, width: int) -> nn.Module:
    if norm == "group":
        return _group_norm(width)
    return nn.InstanceNorm2d(width, affine=norm == "affine")


def _group_norm(width: int) -> nn.Module:
    return nn.GroupNorm(math.gcd(_GROUPS, width), width)


def _convolved(before: int, after: int, kernel: int, norm: str, reflected: bool, stride: int = 1) -> list[nn.Module]:
    margin = (kernel - 1) // 2
    pad: list[nn.Module] = [nn.ReflectionPad2d(margin)] if reflected else []
    inside = nn.Conv2d(before, after, kernel, stride, 0 if reflected else margin, bias=norm != "affine")
    return [*pad, inside, _normed(norm, after)]


class Translator(nn.Module):
    """What both kinds share: planes for the conditions, and maps of the way in for a contrastive loss."""

    stages: nn.ModuleList  # the way in, whose maps can be asked for

    def shown(self, pictures: Tensor, wanted: Tensor | None) -> Tensor:
        x = pictures * 2 - 1
        if wanted is None:
            return x
        planes = wanted.to(x.dtype)[:, :, None, None].expand(-1, -1, *x.shape[2:])
        return torch.cat([x, planes], dim=1)

    def maps(self, x: Tensor) -> Maps:
        """What each stage of the way in says of a picture."""
        found = []
        for stage in self.stages:
            x = stage(x)
            found.append(x)
        return found


class ResnetTranslator(Translator):
    """Two halvings, residual blocks, two doublings (Johnson et al. 2016; Zhu et al. 2017; Choi et al. 2018).

    Reflected edges and a plain instance norm as in CycleGAN; `zero_padded`: zeros, an affine norm and kernels of 4, as
    in StarGAN, where a norm behind reflected planes of one number would wipe the conditions out.
    """

    def __init__(self, channels: int, width: int, blocks: int, conditions: int = 0, zero_padded: bool = False) -> None:
        super().__init__()
        norm, reflected, kernel = ("affine", False, 4) if zero_padded else ("plain", True, 3)
        inside = 4 * width
        first = nn.Sequential(*_convolved(channels + conditions, width, 7, norm, reflected), nn.ReLU())
        halved = (
            nn.Sequential(
                nn.Conv2d(before, 2 * before, kernel, 2, 1, bias=not zero_padded), _normed(norm, 2 * before), nn.ReLU()
            )
            for before in (width, 2 * width)
        )
        cut = blocks // 2
        middle = [ResidualBlock(inside, norm, reflected) for _ in range(blocks)]
        self.stages = nn.ModuleList([first, *halved, nn.Sequential(*middle[:cut])])
        doubled: list[nn.Module] = []
        for before in (inside, 2 * width):
            doubled += [
                nn.ConvTranspose2d(before, before // 2, kernel, 2, 1, 0 if zero_padded else 1, bias=not zero_padded),
                _normed(norm, before // 2), nn.ReLU(),
            ]  # fmt: skip
        last: list[nn.Module] = [] if zero_padded else [nn.ReflectionPad2d(3)]
        last.append(nn.Conv2d(width, channels, 7, 1, 3 if zero_padded else 0, bias=not zero_padded))
        self.rest = nn.Sequential(*middle[cut:], *doubled, *last, nn.Tanh())

    def forward(self, pictures: Tensor, wanted: Tensor | None = None, maps: bool = False) -> Tensor | Maps:
        found = self.maps(self.shown(pictures, wanted))
        if maps:
            return found
        out: Tensor = self.rest(found[-1])
        return out


class ChangeTranslator(Translator):
    """The picture plus a painted change: y = x + o, without gate or tanh; cut off at the ends once trained.

    Works at half and at quarter resolution and ends in a convolution at full resolution that sees the picture again.
    By our own measurements (one seed each) a plain output has to learn the picture anew, and a gate stays shut.
    """

    MULTIPLE = 4

    def __init__(self, channels: int, width: int, blocks: int, conditions: int = 0) -> None:
        super().__init__()
        inside = 2 * width
        self.stages = nn.ModuleList([
            nn.Sequential(nn.PixelUnshuffle(2), *_grouped(4 * (channels + conditions), width)),
            nn.Sequential(*_grouped(width, inside, 4, 2)),
            nn.Sequential(*(ResidualBlock(inside, "group", False) for _ in range(blocks))),
        ])  # fmt: skip
        self.up = _doubled(inside, width)
        self.mixed = _grown(width)
        self.head = nn.Conv2d(_MIXED + channels, channels, 5, 1, 2)

    def forward(self, pictures: Tensor, wanted: Tensor | None = None, maps: bool = False) -> Tensor | Maps:
        found = self.maps(self.shown(pictures, wanted))
        if maps:
            return found
        x = pictures * 2 - 1
        change: Tensor = self.head(torch.cat([self.mixed(self.up(found[-1]) + found[0]), x], dim=1))
        return x + change if self.training else (x + change).clamp(-1, 1)  # a judge learns more from what is beyond


class SketchTranslator(nn.Module):
    """A picture of another kind, painted anew over the lines of the one it is given (from [0, 1] to [-1, 1]).

    Works from half of the resolution down to a map of 4 x 4 for `size` px, where it sees the whole; norms take
    statistics of the whole, too. Ends like `ChangeTranslator`, so that lines stay sharp.
    """

    def __init__(self, channels: int, size: int, width: int) -> None:
        super().__init__()
        steps = [width * min(2**level, 4) for level in range(_levels(size))]
        self.first = nn.Sequential(nn.PixelUnshuffle(2), *_grouped(4 * channels, width))
        self.down = nn.ModuleList(nn.Sequential(*_grouped(*pair, kernel=4, stride=2)) for pair in pairwise(steps))
        self.middle = nn.Sequential(*(ResidualBlock(steps[-1], "group", False) for _ in range(2)))
        self.up = nn.ModuleList(_doubled(before, after) for before, after in pairwise(steps[::-1]))
        self.mixed = _grown(width)
        self.head = nn.Conv2d(_MIXED + channels, channels, 5, 1, 2)

    @classmethod
    def multiple(cls, size: int) -> int:
        """What height and width must be multiples of, for networks made for `size`."""
        return 1 << _levels(size)

    def forward(self, pictures: Tensor) -> Tensor:
        x = pictures * 2 - 1
        maps = [self.first(x)]
        for step in self.down:
            maps.append(step(maps[-1]))
        h = self.middle(maps.pop())
        for step in self.up:
            h = step(h) + maps.pop()
        return torch.tanh(self.head(torch.cat([self.mixed(h), x], dim=1)))


def _levels(size: int) -> int:
    return size.bit_length() - 3


def _grouped(before: int, after: int, kernel: int = 3, stride: int = 1) -> list[nn.Module]:
    return [nn.Conv2d(before, after, kernel, stride, 1), _group_norm(after), nn.ReLU()]


def _doubled(before: int, after: int) -> nn.Module:
    return nn.Sequential(nn.ConvTranspose2d(before, after, 4, 2, 1), _group_norm(after), nn.ReLU())


def _grown(width: int) -> nn.Module:
    """To twice the side, without looking further than a pixel."""
    return nn.Sequential(*_grouped(width, width), nn.Conv2d(width, 4 * _MIXED, 3, 1, 1), nn.PixelShuffle(2), nn.ReLU())


def small_patches(channels: int, widths: tuple[int, ...] = (32, 64, 128), outputs: int = 1) -> nn.Module:
    """N x C x S x S to patch logits at an eighth of the side; no norm, so that it can be as steep as it needs."""
    body: list[nn.Module] = []
    for before, after in zip((channels, *widths), widths, strict=False):
        body += [nn.Conv2d(before, after, 4, 2, 1), nn.LeakyReLU(0.2)]
    made = nn.Sequential(*body, nn.Conv2d(widths[-1], outputs, 3, 1, 1))
    for module in made.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, 0.2)
            assert module.bias is not None
            nn.init.zeros_(module.bias)
    return made


class DiscoTranslator(nn.Module):
    """Four halvings and four doublings, perhaps through `inside` numbers (Kim et al. 2017), from and to [0, 1].

    With `inside` pictures must be 64 pixels wide, else a multiple of 16.
    """

    def __init__(self, channels: int, width: int, inside: int = 0) -> None:
        super().__init__()
        steps = tuple(width * times for times in (1, 2, 4, 8))
        body = _pressed(channels, steps[0], normed=False)
        for before, after in pairwise(steps):
            body += _pressed(before, after)
        if inside:
            body += [nn.Conv2d(steps[-1], inside, 4, bias=False), nn.BatchNorm2d(inside), nn.LeakyReLU(0.2)]
            body += [nn.ConvTranspose2d(inside, steps[-1], 4, bias=False), nn.BatchNorm2d(steps[-1]), nn.ReLU()]
        for before, after in pairwise(steps[::-1]):
            doubled = nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False)
            body += [doubled, nn.BatchNorm2d(after), nn.ReLU()]
        self.body = nn.Sequential(*body, nn.ConvTranspose2d(steps[0], channels, 4, 2, 1, bias=False), nn.Sigmoid())

    def forward(self, pictures: Tensor) -> Tensor:
        out: Tensor = self.body(pictures)
        return out


class DiscoJudge(nn.Module):
    """The DCGAN discriminator of 64 pixels: N x 1 logits, and the maps of its second to fourth layer."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        steps = tuple(width * times for times in (1, 2, 4, 8))
        first = nn.Sequential(*_pressed(channels, steps[0], normed=False))
        self.layers = nn.ModuleList([first, *(nn.Sequential(*_pressed(*pair)) for pair in pairwise(steps))])
        self.last = nn.Conv2d(steps[-1], 1, 4, bias=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Maps]:
        maps = []
        for layer in self.layers:
            x = layer(x)
            maps.append(x)
        return self.last(x).flatten(1).mean(1, keepdim=True), maps[1:]


def _pressed(before: int, after: int, normed: bool = True) -> list[nn.Module]:
    norm: list[nn.Module] = [nn.BatchNorm2d(after)] if normed else []
    return [nn.Conv2d(before, after, 4, 2, 1, bias=False), *norm, nn.LeakyReLU(0.2)]


def diversity(given: Tensor, made: Tensor) -> Tensor:
    """How far results of different pictures are apart beside the pictures themselves: 0 where all became one."""
    return _apart(made) / _apart(given).clamp(min=1e-6)


def _apart(pictures: Tensor) -> Tensor:
    return (pictures - pictures.roll(1, 0)).abs().mean()


def changed_map(before: Tensor, after: Tensor) -> Tensor:
    """Where and how much two pictures in [-1, 1] differ, as a picture: white for nothing, black for half the range."""
    amount = (after - before).abs().mean(1, keepdim=True).clamp(max=1.0)
    shown: Tensor = (1 - 2 * amount).expand_as(before)
    return shown


def slope(judge: Callable[[Tensor], Tensor], pictures: Tensor) -> Tensor:
    """R1 of the mean patch logit, times the root of how many patches there are; without its weight."""

    def steepness(x: Tensor) -> Tensor:
        flat: Tensor = judge(x).float().flatten(1)
        steep: Tensor = flat.mean(1) * flat.shape[1] ** 0.5
        return steep

    penalty: Tensor = losses.r1_penalty(steepness, pictures)[1]
    return penalty
