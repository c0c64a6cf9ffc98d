"""The residual networks of R3GAN (Huang et al. 2024, arXiv 2501.05441): no norm, no tanh, blocks that begin as nothing.

Stages go from the coarsest picture to the finest; the discriminator takes the generator's stages the other way round.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganstudio.engine import compact, layers

_SLOPE = 0.2
_GAIN = math.sqrt(2 / (1 + _SLOPE**2))  # keeps the size of features behind a leaky ReLU
_EXPANSION = 2  # channels inside a block, in those outside

Pair = tuple[nn.Module, nn.Module]


@dataclass(frozen=True)
class Plan:
    """What both networks are built from: `widths` and `groups` per stage, coarsest first.

    `start` is the side of the coarsest stage.
    """

    widths: tuple[int, ...]
    groups: tuple[int, ...]
    blocks: int
    start: int = 4

    @property
    def depth(self) -> int:
        """Blocks of one network."""
        return self.blocks * len(self.widths)


def _groups(width: int, channels: int) -> int:
    """As many groups of at least `channels` as the middle of a block of `width` can be cut into."""
    middle = _EXPANSION * width
    return next(count for count in range(max(1, middle // channels), 0, -1) if middle % count == 0)


def published(size: int, width: int, tapers: bool, channels: int, blocks: int) -> Plan:
    """A stage for each doubling from 4 pixels on, all of one width; `tapers` halves it at each side beyond 32."""
    sides = [4 << number for number in range(size.bit_length() - 2)]
    widths = tuple(max(1, width * 32 // max(32, side)) if tapers else width for side in sides)
    return Plan(widths, tuple(_groups(width, channels) for width in widths), blocks)


_FROM_SEVEN = 28  # px: halved twice, 7 are left
_GREY = {28: (128, 96, 64), 32: (128, 128, 96, 64)}
_COLOUR = {
    28: (128, 96, 64), 32: (256, 256, 256, 128), 64: (256, 256, 192, 128, 64), 128: (256, 256, 256, 128, 64, 32),
    256: (256, 256, 256, 192, 96, 48, 32),
}  # fmt: skip


def small(size: int, channels: int) -> Plan:
    """One block a stage, for a small GPU or a patient processor."""
    widths = (_GREY if channels == 1 else _COLOUR).get(size, _COLOUR[size])
    few = widths[0] < 256
    groups = tuple(8 if few or width <= 48 else 16 for width in widths)
    return Plan(widths, groups, 1, 7 if size == _FROM_SEVEN else 4)


def residual(plan: Plan, latent: int, channels: int, classes: int) -> Pair:
    """Generator and discriminator."""
    return Maker(plan, latent, channels, classes), Judge(plan, channels, classes)


def plain(latent: int, channels: int, size: int, classes: int) -> Pair:
    """The compact networks, which learn many times as fast on a processor."""
    kind = compact.fitted(compact.QUICK, size, channels).get("network", compact.QUICK)
    maker = compact.generator(kind, latent + classes, channels, size)
    if not classes:
        return maker, compact.discriminator(channels, size, kind)
    judge = compact.projection_discriminator(channels, size, classes, kind)
    return layers.WithLabel(layers.OneHot(classes), maker), judge


class Block(nn.Module):
    """x + C(act(B(act(A x)))) with 1 x 1, grouped 3 x 3 and 1 x 1 weights; C begins as 0, so that it changes nothing.

    `depth` blocks add up: a gain of depth^(-1/4) in A and in B keeps their first steps together small.
    """

    def __init__(self, width: int, groups: int, depth: int) -> None:
        super().__init__()
        middle, gain = _EXPANSION * width, _GAIN * depth**-0.25
        self.widen = scaled(nn.Conv2d(width, middle, 1), gain)
        self.look = scaled(nn.Conv2d(middle, middle, 3, 1, 1, groups=groups), gain)
        self.narrow = scaled(nn.Conv2d(middle, width, 1, bias=False), 0.0)

    def forward(self, x: Tensor) -> Tensor:
        inner = F.leaky_relu(self.look(F.leaky_relu(self.widen(x), _SLOPE)), _SLOPE)
        out: Tensor = x + self.narrow(inner)
        return out


def scaled(layer: nn.Conv2d | nn.Linear, gain: float = 1.0) -> nn.Module:
    """`layer` with weights N(0, gain^2 / inputs) and biases 0."""
    nn.init.normal_(layer.weight, 0.0, gain / math.sqrt(layer.weight[0].numel()))
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


class Resampled(nn.Module):
    """Pictures of twice or half the side, smoothed by [1, 2, 1] both ways; a 1 x 1 map where the width changes."""

    kernel: Tensor

    def __init__(self, inputs: int, outputs: int, doubles: bool) -> None:
        super().__init__()
        self.doubles = doubles
        line = torch.tensor([1.0, 2.0, 1.0]) / (2 if doubles else 4)
        self.register_buffer("kernel", (line[:, None] * line).reshape(1, 1, 3, 3))
        self.mix = scaled(nn.Conv2d(inputs, outputs, 1, bias=False)) if inputs != outputs else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        if self.doubles:
            return self._smoothed(self.mix(x))
        out: Tensor = self.mix(self._smoothed(x))
        return out

    def _smoothed(self, x: Tensor) -> Tensor:
        channels = x.shape[1]
        kernel = self.kernel.expand(channels, 1, 3, 3)
        if self.doubles:
            return F.conv_transpose2d(x, kernel, stride=2, padding=1, output_padding=1, groups=channels)
        return F.conv2d(x, kernel, stride=2, padding=1, groups=channels)


class Basis(nn.Module):
    """A learned picture of `side` x `side`, each channel as strong as a linear map of z makes it."""

    def __init__(self, inputs: int, width: int, side: int) -> None:
        super().__init__()
        self.basis = nn.Parameter(torch.randn(width, side, side))
        self.strength = scaled(nn.Linear(inputs, width, bias=False))

    def forward(self, z: Tensor) -> Tensor:
        strength: Tensor = self.strength(z)
        made = self.basis * strength[:, :, None, None]
        return made.contiguous(memory_format=torch.channels_last)


class Summary(nn.Module):
    """A learned weight for each place of each channel: a convolution of one channel with a kernel of its whole side.

    Written as a product, since convolutions of as many groups are slow to differentiate twice.
    """

    def __init__(self, width: int, side: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(width, side, side) / side)

    def forward(self, x: Tensor) -> Tensor:
        return (x * self.weight).sum((2, 3))


class Maker(nn.Module):
    """z (and a class) to pictures. There is no tanh: while it learns they have no bounds, and then they are cut off."""

    def __init__(self, plan: Plan, latent: int, channels: int, classes: int) -> None:
        super().__init__()
        self.embedding = embedded(classes, latent) if classes else None
        stages: list[nn.Module] = [Basis(latent * (2 if classes else 1), plan.widths[0], plan.start)]
        for number, (width, groups) in enumerate(zip(plan.widths, plan.groups, strict=True)):
            stages += [Resampled(plan.widths[number - 1], width, True)] if number else []
            stages += [Block(width, groups, plan.depth) for _ in range(plan.blocks)]
        self.stages = nn.Sequential(*stages, scaled(nn.Conv2d(plan.widths[-1], channels, 1, bias=False)))

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        if self.embedding is not None:
            z = torch.cat([z, self.embedding(labels).to(z.dtype)], dim=1)
        out: Tensor = self.stages(z)
        return out if self.training else out.clamp(-1.0, 1.0)


class Judge(nn.Module):
    """Pictures (and their classes) to logits N x 1; a class is told by the product with its vector."""

    def __init__(self, plan: Plan, channels: int, classes: int) -> None:
        super().__init__()
        widths = plan.widths[::-1]
        stages = [scaled(nn.Conv2d(channels, widths[0], 1, bias=False))]
        for number, (width, groups) in enumerate(zip(widths, plan.groups[::-1], strict=True)):
            stages += [Block(width, groups, plan.depth) for _ in range(plan.blocks)]
            stages += [Resampled(width, widths[number + 1], False)] if number + 1 < len(widths) else []
        last = widths[-1]
        self.stages = nn.Sequential(*stages, Summary(last, plan.start))
        self.answer = scaled(nn.Linear(last, last if classes else 1, bias=False))
        self.embedding = embedded(classes, last, 1 / math.sqrt(last)) if classes else None

    def forward(self, x: Tensor, labels: Tensor | None = None) -> Tensor:
        answer: Tensor = self.answer(self.stages(x))
        return answer if self.embedding is None else (answer * self.embedding(labels)).sum(1, keepdim=True)


def embedded(classes: int, size: int, gain: float = 1.0) -> nn.Embedding:
    """A vector for each class: a linear map of its one-hot vector."""
    table = nn.Embedding(classes, size)
    nn.init.normal_(table.weight, 0.0, gain / math.sqrt(classes))
    return table
