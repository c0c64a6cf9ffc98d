"""Networks that make pictures larger, and what judges them (Ledig et al. 2017, arXiv 1609.04802).

Pictures are in [0, 1] on both sides; what lies beyond is cut off once a network is trained.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ganstudio.core.text import PARTED
from ganstudio.engine import likeness

_LUMA = (65.481 / 255, 128.553 / 255, 24.966 / 255)  # ITU-R BT.601, as figures of super-resolution are taken
_FLOOR = 1e-10
_MIDDLE = 0.5
_NEARLY_NOTHING = 1e-3  # deviation of the last weights


def enlarged(pictures: Tensor, times: int) -> Tensor:
    """Bicubic, what every network here is compared with."""
    return F.interpolate(pictures, scale_factor=times, mode="bicubic", align_corners=False)


class _Bounded(nn.Module):
    """Cuts its answers off at 0 and 1 once it is trained: gradients are to reach beyond."""

    def bounded(self, pictures: Tensor) -> Tensor:
        return pictures if self.training else pictures.clamp(0, 1)


class SmallEnlarger(_Bounded):
    """Bicubic plus what residual blocks without norm add, all at the small size (after Lim et al. 2017, EDSR)."""

    def __init__(self, channels: int, width: int, blocks: int, times: int) -> None:
        super().__init__()
        self.times = times
        self.first = nn.Conv2d(channels, width, 3, 1, 1)
        self.blocks = nn.ModuleList(_PlainBlock(width) for _ in range(blocks))
        self.middle = nn.Conv2d(width, width, 3, 1, 1)
        self.last = _quiet(nn.Conv2d(width, channels * times**2, 3, 1, 1))

    def forward(self, pictures: Tensor) -> Tensor:
        first = self.first(pictures - _MIDDLE)
        found = first
        for block in self.blocks:
            found = block(found)
        added = F.pixel_shuffle(self.last(self.middle(found) + first), self.times)
        return self.bounded(enlarged(pictures, self.times) + added)


class _PlainBlock(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 3, 1, 1), nn.ReLU(), _quiet(nn.Conv2d(width, width, 3, 1, 1))
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.body(x)
        return out


def _quiet(layer: nn.Conv2d) -> nn.Conv2d:
    """Adds next to nothing at first: the network begins as bicubic, a block as nothing."""
    assert layer.bias is not None
    nn.init.normal_(layer.weight, 0.0, _NEARLY_NOTHING)
    nn.init.zeros_(layer.bias)
    return layer


class _Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 3, 1, 1), nn.BatchNorm2d(width), nn.PReLU(),
            nn.Conv2d(width, width, 3, 1, 1), nn.BatchNorm2d(width),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.body(x)
        return out


class SRResNet(_Bounded):
    """The paper's generator, for 2 or 4 times."""

    def __init__(self, channels: int, width: int, blocks: int, times: int) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(channels, width, 9, 1, 4), nn.PReLU())
        inner = [_Block(width) for _ in range(blocks)]
        self.middle = nn.Sequential(*inner, nn.Conv2d(width, width, 3, 1, 1), nn.BatchNorm2d(width))
        grown: list[nn.Module] = []
        for _ in range(times.bit_length() - 1):
            grown += [nn.Conv2d(width, 4 * width, 3, 1, 1), nn.PixelShuffle(2), nn.PReLU()]
        self.last = nn.Sequential(*grown, nn.Conv2d(width, channels, 9, 1, 4))

    def forward(self, pictures: Tensor) -> Tensor:
        found = self.first(pictures)
        return self.bounded(self.last(found + self.middle(found)))


def whole_judge(channels: int, size: int, width: int = 64) -> nn.Module:
    """The paper's discriminator of pictures of one size, a multiple of 16: N x 1 logits."""
    body: list[nn.Module] = [nn.Conv2d(channels, width, 3, 1, 1), nn.LeakyReLU(0.2)]
    before = width
    for after, stride in ((1, 2), (2, 1), (2, 2), (4, 1), (4, 2), (8, 1), (8, 2)):
        body += [nn.Conv2d(before, after * width, 3, stride, 1), nn.BatchNorm2d(after * width), nn.LeakyReLU(0.2)]
        before = after * width
    flat = before * (size // 16) ** 2
    return nn.Sequential(*body, nn.Flatten(), nn.Linear(flat, 1024), nn.LeakyReLU(0.2), nn.Linear(1024, 1))


def windows(low: Tensor, high: Tensor, side: int, seed: int) -> tuple[Tensor, Tensor]:
    """A place of each pair, `side` small pixels wide, turned and mirrored in one of the eight ways.

    Each pair has a place of its own: one for the whole batch learns three times slower.
    """
    times, room = high.shape[2] // low.shape[2], max(low.shape[2] - side, 0)
    rng = torch.Generator().manual_seed(seed)
    draws = zip(
        *(torch.randint(top, (len(low),), generator=rng).tolist() for top in (room + 1, room + 1, 8)), strict=True
    )
    small, large = [], []
    for row, (top, left, way) in enumerate(draws):
        small.append(_turned(low[row, :, top : top + side, left : left + side], way))
        top, left, across = times * top, times * left, times * side
        large.append(_turned(high[row, :, top : top + across, left : left + across], way))
    return torch.stack(small), torch.stack(large)


def _turned(picture: Tensor, way: int) -> Tensor:
    made = torch.rot90(picture, way % 4, (1, 2))
    return made.flip(2) if way >= 4 else made


def luma(pictures: Tensor) -> Tensor:
    """N x 1 x H x W on [16 / 255, 235 / 255] of colour pictures; grey ones as they are."""
    if pictures.shape[1] == 1:
        return pictures
    weights = pictures.new_tensor(_LUMA)[:, None, None]
    return (pictures * weights).sum(1, keepdim=True) + 16 / 255


def compared(ours: Tensor, theirs: Tensor, border: int) -> tuple[Tensor, Tensor]:
    """The luma of both in [0, 1], without a border: what figures are taken of."""
    a, b = (luma(each.float().clamp(0, 1))[..., border:-border, border:-border] for each in (ours, theirs))
    return a, b


def psnr(ours: Tensor, theirs: Tensor) -> Tensor:
    """Decibels of the luma, over the whole batch."""
    return _decibels((luma(ours.clamp(0, 1)) - luma(theirs)).square().mean())


def _decibels(error: Tensor) -> Tensor:
    return -10 * error.clamp(min=_FLOOR).log10()


def nearness(ours: Tensor, theirs: Tensor, border: int) -> tuple[str, ...]:
    """PSNR and SSIM of each picture in a few letters, as `evaluate.enlargements` takes them."""
    a, b = compared(ours, theirs, border)
    decibels = _decibels((a - b).square().flatten(1).mean(1)).tolist()
    structure = likeness.ssim(a, b, 1.0).tolist()
    return tuple(f"{db:.1f}{PARTED}{alike:.2f}" for db, alike in zip(decibels, structure, strict=True))
