"""Self-attention, spectral norm and the residual networks of SAGAN (Zhang et al. 2019, arXiv 1805.08318)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn import Module
from torch.nn.utils import parametrize

from ganstudio.engine import compact, layers

_LARGEST = 32  # px a side: attention on larger maps costs more than all else
_AT_FIRST = 15  # power iterations of a new network
_AT_REST = 100  # more of them in evaluation: they are not kept, and an averaged vector is none to begin with
_GAIN = 4.0

Pair = tuple[Module, Module]


class Spectral(nn.Module):
    """Divides a weight by its largest singular value (Miyato et al. 2018, arXiv 1802.05957).

    One power iteration per training pass. Unlike torch's own it takes some without keeping them in evaluation too: what
    is left of an averaged vector is no singular vector, and a weight would be divided by too little.
    """

    u: Tensor

    def __init__(self, weight: Tensor, transposed: bool = False) -> None:
        super().__init__()
        self.transposed = transposed
        matrix = self._matrix(weight.detach())
        u = F.normalize(torch.randn(len(matrix), device=weight.device), dim=0)
        for _ in range(0 if weight.is_meta else _AT_FIRST):
            u, _ = _iterated(matrix, u)
        self.register_buffer("u", u)

    def _matrix(self, weight: Tensor) -> Tensor:
        return (weight.transpose(0, 1) if self.transposed else weight).flatten(1)

    def forward(self, weight: Tensor) -> Tensor:
        narrow = self.training and not weight.is_meta
        exact = torch.autocast(weight.device.type, enabled=False) if narrow else nullcontext()
        with exact:
            matrix = self._matrix(weight)
            with torch.no_grad():
                u, v = _iterated(matrix, self.u)
                if self.training:
                    self.u.copy_(u)
                else:
                    for _ in range(_AT_REST):
                        u, v = _iterated(matrix, u)
            # u is not that of the buffer: a later pass of the same step changes that.
            return weight / torch.dot(u, torch.mv(matrix, v))


def _iterated(matrix: Tensor, u: Tensor) -> tuple[Tensor, Tensor]:
    v = F.normalize(torch.mv(matrix.T, u), dim=0, eps=1e-12)
    return F.normalize(torch.mv(matrix, v), dim=0, eps=1e-12), v


def normalised(network: Module) -> Module:
    """`network` with all its weights spectrally normalised; initialise it before."""
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear, nn.Embedding)):
            transposed = isinstance(module, nn.ConvTranspose2d)
            parametrize.register_parametrization(module, "weight", Spectral(module.weight, transposed), unsafe=True)
    return network


def singular_values(network: Module) -> list[float]:
    """The largest one of each normalised weight of a network at rest, exactly: about 1."""
    found = []
    for module in network.modules():
        if parametrize.is_parametrized(module, "weight"):
            weight: Tensor = module.weight.detach()  # type: ignore[operator]
            matrix = (weight.transpose(0, 1) if isinstance(module, nn.ConvTranspose2d) else weight).flatten(1)
            found.append(torch.linalg.svdvals(matrix.float())[0].item())
    return found


class SelfAttention(nn.Module):
    """x + gamma * o: each place looks at all others, at half resolution (section 3 of the paper)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.query = nn.Conv2d(channels, max(1, channels // 8), 1, bias=False)
        self.key = nn.Conv2d(channels, max(1, channels // 8), 1, bias=False)
        self.value = nn.Conv2d(channels, channels // 2, 1, bias=False)
        self.out = nn.Conv2d(channels // 2, channels, 1, bias=False)
        self.gamma = nn.Parameter(torch.zeros(1))  # first the neighbours, then what is far away

    def rows(self, x: Tensor) -> Tensor:
        """N x places x seen places, each row adds up to 1."""
        queries, keys = self.query(x).flatten(2), F.max_pool2d(self.key(x), 2).flatten(2)
        return torch.softmax(queries.transpose(1, 2) @ keys, dim=-1)

    def forward(self, x: Tensor) -> Tensor:
        values = F.max_pool2d(self.value(x), 2).flatten(2)
        seen = (values @ self.rows(x).transpose(1, 2)).reshape(-1, values.shape[1], *x.shape[2:])
        out: Tensor = self.gamma * self.out(seen) + x
        return out


def gamma(network: Module) -> Tensor:
    """How much of its attention a network uses now."""
    return _attention_of(network).gamma.detach().clone().squeeze()


def _attention_of(network: Module) -> SelfAttention:
    (found,) = (module for module in network.modules() if isinstance(module, SelfAttention))
    return found


def looking(network: Module, inputs: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """What a network with attention makes of `inputs`, and N x places x seen places, whose rows add up to 1."""
    seen: list[Tensor] = []
    hook = _attention_of(network).register_forward_hook(
        lambda module, given, _answer: seen.append(module.rows(given[0]))
    )
    try:
        return network(*inputs), seen[0]
    finally:
        hook.remove()


class Gain(nn.Module):
    """A learned factor: behind a normalised layer, tanh would else never reach black and white."""

    def __init__(self) -> None:
        super().__init__()
        self.factor = nn.Parameter(torch.full((1,), _GAIN))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.factor


def small(kind: str, latent: int, channels: int, size: int, classes: int) -> Pair:
    """The compact networks with attention and spectral norm; the label joins z, and is projected in the judge."""
    parts = list(compact.generator(kind, latent + classes, channels, size).children())
    side, at = size >> compact.halvings(size), 4
    while 2 * side <= _LARGEST and at + 3 < len(parts) - 2 and 2 * side < size:
        side, at = 2 * side, at + 3
    width = next(part.num_features for part in parts[at::-1] if isinstance(part, nn.BatchNorm2d))
    # Not the usual small weights: they would turn faster than one power iteration a step can follow.
    attention = layers.glorot_init(SelfAttention(width))
    body = nn.Sequential(*parts[: at + 1], attention, *parts[at + 1 : -1], Gain(), parts[-1])
    generator: Module = layers.WithLabel(layers.OneHot(classes), body) if classes else body
    return normalised(generator), normalised(_small_judge(kind, channels, size, classes))


def _small_judge(kind: str, channels: int, size: int, classes: int) -> Module:
    features, width = compact.features(channels, size, kind)
    parts, at, side = list(features.children()), 2, size // 2
    while side > _LARGEST:
        side, at = side // 2, at + 2
    outputs = next(part.out_channels for part in parts[at - 2 :] if isinstance(part, nn.Conv2d))
    body = nn.Sequential(*parts[:at], SelfAttention(outputs), *parts[at:])
    judge = (
        layers.Projection(body, width, nn.Embedding(classes, width))
        if classes
        else nn.Sequential(body, nn.Linear(width, 1))
    )
    return layers.glorot_init(judge)


class ClassNorm(nn.Module):
    """Batch norm with a scale and a shift for each class (Dumoulin et al. 2017, arXiv 1610.07629)."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(width, affine=not classes)
        self.scales = nn.Parameter(torch.ones(classes, width)) if classes else None
        self.shifts = nn.Parameter(torch.zeros(classes, width)) if classes else None

    def forward(self, x: Tensor, labels: Tensor | None) -> Tensor:
        x = self.norm(x)
        if labels is None or self.scales is None or self.shifts is None:
            return x
        scale, shift = F.embedding(labels, self.scales), F.embedding(labels, self.shifts)
        return x * scale[:, :, None, None] + shift[:, :, None, None]


class Up(nn.Module):
    """A residual block of the generator, to twice the side."""

    def __init__(self, inputs: int, outputs: int, classes: int) -> None:
        super().__init__()
        self.first, self.second = ClassNorm(inputs, classes), ClassNorm(outputs, classes)
        self.widen, self.refine = nn.Conv2d(inputs, outputs, 3, 1, 1), nn.Conv2d(outputs, outputs, 3, 1, 1)
        self.skip = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor, labels: Tensor | None) -> Tensor:
        grown = self.widen(F.interpolate(F.relu(self.first(x, labels)), scale_factor=2.0))
        refined: Tensor = self.refine(F.relu(self.second(grown, labels)))
        return refined + F.interpolate(self.skip(x), scale_factor=2.0)


class Down(nn.Module):
    """A residual block of the discriminator; the first one begins with the picture itself."""

    def __init__(self, inputs: int, outputs: int, halves: bool, first: bool = False) -> None:
        super().__init__()
        self.halves, self.first = halves, first
        self.widen, self.refine = nn.Conv2d(inputs, outputs, 3, 1, 1), nn.Conv2d(outputs, outputs, 3, 1, 1)
        self.skip = nn.Conv2d(inputs, outputs, 1) if halves or inputs != outputs else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        inner = self.refine(F.relu(self.widen(x if self.first else F.relu(x))))
        out: Tensor = inner + self.skip(x)
        return F.avg_pool2d(out, 2) if self.halves else out


class Residual(nn.Module):
    """z and class to pictures in [-1, 1]; attention behind the block that reaches its side."""

    def __init__(self, latent: int, channels: int, widths: Sequence[int], classes: int, at: int) -> None:
        super().__init__()
        self.start = nn.Sequential(nn.Linear(latent, 16 * widths[0]), layers.Reshape(widths[0], 4, 4))
        self.blocks = nn.ModuleList(Up(before, after, classes) for before, after in pairwise(widths))
        self.at, self.attention = at, SelfAttention(widths[at])
        self.end = nn.Sequential(
            nn.BatchNorm2d(widths[-1]), nn.ReLU(), nn.Conv2d(widths[-1], channels, 3, 1, 1), nn.Tanh()
        )

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        x = self.start(z)
        for number, block in enumerate(self.blocks, 1):
            x = block(x, labels)
            x = self.attention(x) if number == self.at else x
        out: Tensor = self.end(x)
        return out


class SumPool(nn.Module):
    """Features added up over all places."""

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x).sum(dim=(2, 3))


def paper(latent: int, channels: int, size: int, width: int, classes: int) -> Pair:
    """The paper's residual networks; `width` is the channels of the widest map, of all at 32 pixels a quarter."""
    stages, most = size.bit_length() - 3, 4
    if size > _LARGEST:
        widths = [width << min(power, most) for power in range(stages + 1)]
        generator, judge = Residual(latent, channels, widths[::-1], classes, 3), _down(channels, widths, stages)
    else:  # those of Miyato et al. 2018 for CIFAR
        generator = Residual(latent, channels, [4 * width] * 4, classes, 2)
        judge, widths = _down(channels, [2 * width] * 4, 2), [2 * width]
    judged = (
        layers.Projection(judge, widths[-1], nn.Embedding(classes, widths[-1]))
        if classes
        else nn.Sequential(judge, nn.Linear(widths[-1], 1))
    )
    return normalised(layers.glorot_init(generator)), normalised(layers.glorot_init(judged))


def _down(channels: int, widths: Sequence[int], halvings: int) -> Module:
    """Pictures to features, with attention where 32 pixels are left, or 16 of 32."""
    blocks: list[Module] = []
    for number, (before, after) in enumerate(pairwise((channels, *widths))):
        blocks += [Down(before, after, number < halvings, first=not number)]
        blocks += [SelfAttention(after)] if number == int(halvings > 4) else []
    return nn.Sequential(*blocks, SumPool())
