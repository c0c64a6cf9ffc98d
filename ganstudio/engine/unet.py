"""U-Nets from picture to picture: the one of pix2pix, and one for colouring that takes any size."""

from __future__ import annotations

import math
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganstudio.engine.layers import LiveDropout

_LOOKS_AROUND = 2  # level of the colouring network with attention: 1/16 of the resolution
_DEEPEST = 8  # times as wide as the outermost level


class Pix2PixUNet(nn.Module):
    """The U-Net of pix2pix (Isola et al. 2017, arXiv 1611.07004, section 6.1.1) for `size` x `size` pictures.

    `size` is a power of two; the encoder ends at 1 x 1. `norm_innermost` also normalises that 1 x 1 map, which
    only works for larger batches; without `first_active` the first convolution has no activation (both quirks).
    `dropout` in the three innermost decoder blocks stays on while sampling.
    """

    def __init__(
        self, inputs: int, outputs: int, size: int, width: int = 64, norm: str = "instance", dropout: float = 0.5,
        slope: float = 0.2, norm_innermost: bool = False, first_active: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        depth = size.bit_length() - 1
        widths = [width * min(_DEEPEST, 2**level) for level in range(depth)]
        self.down = nn.ModuleList()
        for level, (before, after) in enumerate(pairwise([inputs, *widths])):
            innermost = level == depth - 1
            normed = level > 0 and (norm_innermost or not innermost)
            active = level > (0 if first_active else 1)
            activation: list[nn.Module] = [nn.LeakyReLU(slope)] if active else []
            self.down.append(
                nn.Sequential(*activation, nn.Conv2d(before, after, 4, 2, 1, bias=False), *_norm(norm, after, normed))
            )
        self.up = nn.ModuleList()
        for level in reversed(range(1, depth)):
            inner = widths[level] * (1 if level == depth - 1 else 2)
            dropped = [LiveDropout(dropout)] if dropout and depth - level <= 3 else []
            self.up.append(
                nn.Sequential(
                    nn.ReLU(), nn.ConvTranspose2d(inner, widths[level - 1], 4, 2, 1, bias=False),
                    *_norm(norm, widths[level - 1], True), *dropped,
                )
            )  # fmt: skip
        last = 2 * widths[0] if depth > 1 else widths[0]
        self.out = nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(last, outputs, 4, 2, 1), nn.Tanh())

    def forward(self, x: Tensor) -> Tensor:
        maps = []
        for block in self.down:
            x = block(x)
            maps.append(x)
        for block, skipped in zip(self.up, reversed(maps[:-1]), strict=True):
            x = torch.cat([skipped, block(x)], dim=1)
        out: Tensor = self.out(x)
        return out


def _norm(kind: str, width: int, wanted: bool) -> list[nn.Module]:
    if not wanted:
        return []
    # One picture's own statistics: what batch norm computes in batches of one, and the same when sampling.
    return [nn.InstanceNorm2d(width, affine=True) if kind == "instance" else nn.BatchNorm2d(width)]


def _group_norm(width: int) -> nn.GroupNorm:
    """Of the picture's own statistics, whatever the batch; they also tell every place what is there elsewhere."""
    return nn.GroupNorm(math.gcd(8, width), width)


class Residual(nn.Module):
    """x + conv(act(norm(conv(act(norm(x)))))), the first with `dilation`; its last layer starts near zero."""

    def __init__(self, width: int, dilation: int = 1) -> None:
        super().__init__()
        self.norms = nn.ModuleList([_group_norm(width), _group_norm(width)])
        self.first = nn.Conv2d(width, width, 3, 1, dilation, dilation)
        self.second = nn.Conv2d(width, width, 3, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.first(F.silu(self.norms[0](x)))
        out: Tensor = x + self.second(F.silu(self.norms[1](h)))
        return out


class Attention(nn.Module):
    """x + what each place gathers from all others that it looks like (scaled dot products, `heads` of them)."""

    def __init__(self, width: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.norm = _group_norm(width)
        self.ask = nn.Conv2d(width, 3 * width, 1)
        self.second = nn.Conv2d(width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        count, width, height, across = x.shape
        asked = self.ask(self.norm(x)).reshape(count, 3, self.heads, width // self.heads, height * across)
        query, key, value = asked.unbind(1)
        weights = torch.softmax(query.transpose(2, 3) @ key * (width // self.heads) ** -0.5, dim=3)
        gathered = (value @ weights.transpose(2, 3)).reshape(count, width, height, across)
        out: Tensor = x + self.second(gathered)
        return out


def _level(width: int, index: int) -> nn.Module:
    """The block of a level; the innermost one that is mirrored also looks around."""
    return nn.Sequential(Residual(width), Attention(width)) if index == _LOOKS_AROUND else Residual(width)


class SmoothEnd(nn.Module):
    """Features at a quarter of the resolution to colours at all of it, led by the line and hints that are seen there.

    All that grows is interpolated, and no weight knows where in its 4 x 4 px a pixel lies: even features give even
    colours, where a pixel shuffle leaves a lattice.
    """

    HALF, WHOLE = 24, 8  # features at a half and at all of the resolution

    def __init__(self, width: int, seen: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width + seen, self.HALF, 3, 1, 1)
        self.second = nn.Conv2d(self.HALF + seen, self.WHOLE, 3, 1, 1)
        self.out = nn.Conv2d(self.WHOLE, 3, 3, 1, 1)

    def forward(self, h: Tensor, seen: Tensor) -> Tensor:
        """`h` N x width x H/4 x W/4 and `seen` N x seen x H x W to N x 3 x H x W."""
        h = F.silu(self.first(torch.cat([_doubled(h), F.avg_pool2d(seen, 2)], dim=1)))
        h = F.silu(self.second(torch.cat([_doubled(h), seen], dim=1)))
        out: Tensor = self.out(h)
        return out


def _doubled(h: Tensor) -> Tensor:
    return F.interpolate(h, scale_factor=2.0, mode="bilinear")


class ColouringUNet(nn.Module):
    """Line, hints and a variation code to colours, for any height and width that are multiples of `MULTIPLE`.

    Works at a quarter of the resolution inside (pixel unshuffle and shuffle), and mirrors four levels down to 1/32.
    Hints are also given to every level as it sees them, and attention at 1/16 carries them to everything that belongs
    together. `code` numbers per picture shift the features of every level. With `smooth` all that grows is
    interpolated, and the colours come from a `SmoothEnd` instead of a pixel shuffle.
    """

    STEP = 4
    MULTIPLE = 8 * STEP
    INPUTS = 5  # line, red, green, blue, where there is a hint

    def __init__(self, widths: tuple[int, ...], blocks: int, code: int, smooth: bool = False) -> None:
        super().__init__()
        seen = self.STEP**2 * self.INPUTS
        self.smooth = smooth
        self.unshuffle, self.shuffle = nn.PixelUnshuffle(self.STEP), nn.PixelShuffle(self.STEP)
        self.stem = nn.Conv2d(seen, widths[0], 3, 1, 1)
        self.encoder = nn.ModuleList(_level(width, index) for index, width in enumerate(widths[:-1]))
        self.down = nn.ModuleList(nn.Conv2d(before, after, 3, 2, 1) for before, after in pairwise(widths))
        dilations = (1, 2, 4, 2)
        self.middle = nn.ModuleList(Residual(widths[-1], dilations[index % 4]) for index in range(blocks))
        self.up = nn.ModuleList(nn.Conv2d(after, before, 3, 1, 1) for before, after in pairwise(widths))
        self.merge = nn.ModuleList(nn.Conv2d(2 * width, width, 1) for width in widths[:-1])
        self.decoder = nn.ModuleList(_level(width, index) for index, width in enumerate(widths[:-1]))
        self.last = _group_norm(widths[0])
        self.out = (
            SmoothEnd(widths[0], self.INPUTS) if smooth else nn.Conv2d(widths[0] + seen, self.STEP**2 * 3, 3, 1, 1)
        )
        self.given = nn.ModuleList(nn.Conv2d(5, width, 1) for width in (*widths, *widths[:-1]))
        self.shift = nn.ModuleList(nn.Linear(code, width) for width in widths) if code else None
        _started(self)
        last = self.out.out if isinstance(self.out, SmoothEnd) else self.out
        nn.init.normal_(last.weight, 0.0, 1e-2)

    def forward(self, line: Tensor, hints: Tensor, code: Tensor | None = None) -> Tensor:
        """`line` N x 1 x H x W in [0, 1] (0 is ink), `hints` N x 4 x H x W in [0, 1], to N x 3 x H x W in [-1, 1].

        Where the fourth channel of `hints` is 0, the other three do not count.
        """
        mask = hints[:, 3:]
        whole = torch.cat([line * 2 - 1, (hints[:, :3] * 2 - 1) * mask, mask], dim=1)
        seen = self.unshuffle(whole)
        given = [_pooled(hints, self.STEP * 2**level) for level in range(len(self.down) + 1)]
        h = self.stem(seen)
        maps = []
        for level, (block, down) in enumerate(zip(self.encoder, self.down, strict=True)):
            h = block(h + self.given[level](given[level]))
            maps.append(h)
            h = down(h)
        h = self._shifted(h + self.given[len(maps)](given[-1]), code, len(maps))
        for block in self.middle:
            h = block(h)
        for level in reversed(range(len(maps))):
            h = self.up[level](_doubled(h) if self.smooth else F.interpolate(h, scale_factor=2.0, mode="nearest"))
            h = self.merge[level](torch.cat([h, maps[level]], dim=1)) + self.given[len(given) + level](given[level])
            h = self.decoder[level](self._shifted(h, code, level))
        h = F.silu(self.last(h))
        out: Tensor = self.out(h, whole) if self.smooth else self.shuffle(self.out(torch.cat([h, seen], dim=1)))
        return _clamped(out) if self.training else out.clamp(-1, 1)

    def _shifted(self, h: Tensor, code: Tensor | None, level: int) -> Tensor:
        if self.shift is None or code is None:
            return h
        shift: Tensor = self.shift[level](code)
        return h + shift[:, :, None, None].to(h.dtype)


class CodeEncoder(nn.Module):
    """Mean and log variance (N x code each) of the variation code that explains a picture's colours."""

    SIZE = 64  # px: colours need no more

    def __init__(self, code: int, width: int = 32) -> None:
        super().__init__()
        widths = (3, width, 2 * width, 4 * width, 4 * width)
        body: list[nn.Module] = []
        for before, after in pairwise(widths):
            body += [nn.Conv2d(before, after, 4, 2, 1), nn.LeakyReLU(0.2)]
        self.body = nn.Sequential(*body)
        self.head = nn.Linear(widths[-1], 2 * code)

    def forward(self, colours: Tensor) -> tuple[Tensor, Tensor]:
        h = self.body(F.adaptive_avg_pool2d(colours, self.SIZE)).mean((2, 3))
        mean, log_variance = self.head(h).float().chunk(2, dim=1)
        return mean, log_variance.clamp(-8, 4)


def _pooled(hints: Tensor, side: int) -> Tensor:
    """What the hints say in squares of `side` pixels: mean colour in [-1, 1], whether there is one, how much."""
    mask = hints[:, 3:]
    cover = F.avg_pool2d(mask, side)
    known = (cover > 0).to(hints.dtype)
    colour = F.avg_pool2d(hints[:, :3] * mask, side) / cover.clamp(min=1e-6)
    return torch.cat([(colour * 2 - 1) * known, known, cover], dim=1)


def _clamped(x: Tensor) -> Tensor:
    """`x` cut to [-1, 1] with the gradient of `x`: white paper drives a tanh so far that it never comes back."""
    return x + (x.clamp(-1, 1) - x).detach()


def _started(network: nn.Module) -> None:
    """Kaiming normal weights, residual branches near zero, so that a deep stack begins as a shallow one."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, 0.2)
            assert module.bias is not None
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, 0.0, 0.1)
            nn.init.zeros_(module.bias)
    for module in network.modules():
        if isinstance(module, Residual | Attention):
            nn.init.normal_(module.second.weight, 0.0, 1e-3)
