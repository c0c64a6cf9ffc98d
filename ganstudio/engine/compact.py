"""The small convolutional networks of the `quick` and `stable` presets, for any picture size.

Sizes, losses and measured results on a processor: `tests/benchmarks/first_minute.py` measures them.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ganstudio.engine.later import layers, nn

if TYPE_CHECKING:
    from torch.nn import Module

QUICK, STABLE = "quick", "stable"
_QUICK_WIDTHS = (32, 64, 128, 256)  # generator channels at 1/2, 1/4, 1/8, 1/16 of the picture
_STABLE_WIDTHS = (32, 64, 128, 256, 512)  # at full size, 1/2, 1/4, ...
_JUDGE_WIDTHS = (32, 64, 128, 256, 256)  # discriminator channels after each halving


def halvings(size: int) -> int:
    """How often a picture is halved until 7 or 8 pixels are left."""
    count = 0
    while size > 8:
        size, count = size // 2, count + 1
    return count


def generator(kind: str, inputs: int, channels: int, size: int) -> Module:
    """Noise (and label) N x `inputs` to pictures in [-1, 1]."""
    steps = halvings(size)
    start = size >> steps
    widths = _QUICK_WIDTHS[:steps][::-1] if kind == QUICK else _STABLE_WIDTHS[: steps + 1][::-1]
    body: list[Module] = [
        nn.Linear(inputs, widths[0] * start * start, bias=False),
        layers.Reshape(widths[0], start, start),
        layers.ChannelsLast(),
        nn.BatchNorm2d(widths[0]),
        nn.ReLU(),
    ]
    for before, after in pairwise(widths):
        body += [nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU()]
    last: Module = nn.Conv2d(widths[-1], channels, 3, 1, 1)
    if kind == QUICK:  # straight to the picture: a stage at full size would double the cost
        last = nn.ConvTranspose2d(widths[-1], channels, 4, 2, 1)
    return layers.normal_init(nn.Sequential(*body, last, nn.Tanh()))


def features(channels: int, size: int) -> tuple[Module, int]:
    """The discriminator up to its flattened features, and how many those are. No norm, no dropout."""
    steps = halvings(size) + 1
    body: list[Module] = []
    for index, width in enumerate(_JUDGE_WIDTHS[:steps]):
        last = index == steps - 1
        body += [nn.Conv2d(channels, width, 3 if last else 4, 2, 1)]  # with kernel 3, 7 pixels become 4
        # Flattened before the last activation: its gradient arrives flat, and mixed memory formats are slow.
        body += [nn.Flatten(), nn.LeakyReLU(0.2)] if last else [nn.LeakyReLU(0.2)]
        channels = width
    return nn.Sequential(*body), channels * 16


def discriminator(channels: int, size: int) -> Module:
    body, width = features(channels, size)
    return layers.normal_init(nn.Sequential(body, nn.Linear(width, 1)))


def projection_discriminator(channels: int, size: int, classes: int) -> Module:
    body, width = features(channels, size)
    return layers.normal_init(layers.Projection(body, width, classes))
