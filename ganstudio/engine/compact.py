"""The small convolutional networks of the `quick` and `stable` presets, for any picture size.

Sizes, losses and measured results on a processor: `tests/benchmarks/first_minute.py` measures them.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ganstudio.engine.disguise import AUTO
from ganstudio.engine.later import layers, nn

if TYPE_CHECKING:
    from torch.nn import Module

QUICK, STABLE = "quick", "stable"
SLIM, SLIM_STABLE = "slim", "slim_stable"  # for large colour pictures: pictures per second decide there
CHOICES = {QUICK: "Compact, fastest", STABLE: "Compact, finer", SLIM: "Slim, fastest", SLIM_STABLE: "Slim, finer"}
SETTINGS = {  # what they learn fastest with
    "batch": 32, "lr_g": 2e-3, "lr_d": 2e-3, "beta2": 0.99, "r1": 1.0, "r1_every": 8, "concatenate": True,
    "augment": AUTO,
}  # fmt: skip
_HALVED = {  # generator channels at 1/2, 1/4, 1/8, 1/16 of the picture
    QUICK: (32, 64, 128, 256), SLIM: (24, 48, 96, 192), SLIM_STABLE: (32, 64, 128, 256),
}  # fmt: skip
_STABLE_WIDTHS = (32, 64, 128, 256, 512)  # at full size, 1/2, 1/4, ...
_JUDGE_WIDTHS = {SLIM: (16, 32, 64, 128, 256), SLIM_STABLE: (24, 48, 96, 192, 192)}  # after each halving
_USUAL_JUDGE_WIDTHS = (32, 64, 128, 256, 256)
_SMALL = 28 * 28  # numbers of the pictures that the penalty of 1 was found on
_LARGE = 3_000  # numbers of a picture from which on small batches learn faster
_SLIM_FROM = 64 * 64 * 3


def fitted(preset: str, size: int, channels: int) -> dict[str, Any]:
    """What of `quick` and `stable` follows from the picture; nothing for other presets.

    The penalty grows with the numbers of a picture (1 at 28 x 28 grey, 10 at 64 x 64 in colour), or the discriminator
    of larger ones wins; large ones want smaller batches, and large colour pictures networks of half the width.
    """
    found = penalty_for(preset, size, channels)
    if found and channels * size * size >= _SLIM_FROM:
        found |= {"network": SLIM if preset == QUICK else SLIM_STABLE, "latent": 64}
    return found


def penalty_for(preset: str, size: int, channels: int) -> dict[str, Any]:
    """The part of it that is for any networks: penalty and batch."""
    numbers = channels * size * size
    if preset not in (QUICK, STABLE) or numbers <= _SMALL:
        return {}
    found: dict[str, Any] = {"r1": float(round((numbers / _SMALL) ** 0.836))}
    return {**found, "batch": 16} if numbers >= _LARGE else found


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
    widths = _HALVED[kind][:steps][::-1] if kind in _HALVED else _STABLE_WIDTHS[: steps + 1][::-1]
    body: list[Module] = [
        nn.Linear(inputs, widths[0] * start * start, bias=False),
        layers.Reshape(widths[0], start, start),
        layers.ChannelsLast(),
        nn.BatchNorm2d(widths[0]),
        nn.ReLU(),
    ]
    for before, after in pairwise(widths):
        body += [nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU()]
    return layers.normal_init(nn.Sequential(*body, *_last(kind, widths[-1], channels), nn.Tanh()))


def _last(kind: str, width: int, channels: int) -> list[Module]:
    """To the picture; straight from half its size where a stage at full size would double the cost."""
    if kind == QUICK:
        return [nn.ConvTranspose2d(width, channels, 4, 2, 1)]
    if kind in _HALVED:  # fewer checkerboards than a transposed convolution
        return [nn.Conv2d(width, 4 * channels, 3, 1, 1), nn.PixelShuffle(2)]
    return [nn.Conv2d(width, channels, 3, 1, 1)]


def features(channels: int, size: int, kind: str = QUICK) -> tuple[Module, int]:
    """The discriminator up to its flattened features, and how many those are. No norm, no dropout."""
    steps = halvings(size) + 1
    body: list[Module] = []
    for index, width in enumerate(_JUDGE_WIDTHS.get(kind, _USUAL_JUDGE_WIDTHS)[:steps]):
        last = index == steps - 1
        body += [nn.Conv2d(channels, width, 3 if last else 4, 2, 1)]  # with kernel 3, 7 pixels become 4
        # Flattened before the last activation: its gradient arrives flat, and mixed memory formats are slow.
        body += [nn.Flatten(), nn.LeakyReLU(0.2)] if last else [nn.LeakyReLU(0.2)]
        channels = width
    return nn.Sequential(*body), channels * 16


def discriminator(channels: int, size: int, kind: str = QUICK, spread: bool = False, sliced: bool = False) -> Module:
    """Pictures to N x 1 logits; see `layers.Spread` and `layers.Sliced` for what may be added."""
    body, width = _spread(*features(channels, size, kind), spread)
    last = layers.Sliced(width) if sliced else nn.Linear(width, 1)
    return layers.normal_init(nn.Sequential(body, last))


def projection_discriminator(
    channels: int, size: int, told: int, kind: str = QUICK, spread: bool = False, sliced: bool = False,
    attributes: bool = False,
) -> Module:  # fmt: skip
    """The same of pictures and what is told of them: one of so many classes, or so many attributes."""
    body, width = _spread(*features(channels, size, kind), spread)
    embedding = nn.Linear(told, width, bias=False) if attributes else nn.Embedding(told, width)
    judge = layers.SlicedProjection if sliced else layers.Projection
    return layers.normal_init(judge(body, width, embedding))


def _spread(body: Module, width: int, spread: bool) -> tuple[Module, int]:
    return (nn.Sequential(body, layers.Spread()), width + 1) if spread else (body, width)
