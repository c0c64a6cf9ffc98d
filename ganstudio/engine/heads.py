"""Discriminators with a second head, which reads a code or a class, and what such pairs are built from."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn import Module

from ganstudio.core.assignment import assigned
from ganstudio.engine import convnets, layers, warping

Parts = tuple[Module, Module, int]  # a generator, a discriminator's trunk, and how many features that gives


class Joined(nn.Module):
    """Feeds `body` several vectors, one after the other, as one."""

    def __init__(self, body: Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, *parts: Tensor) -> Tensor:
        out: Tensor = self.body(torch.cat(parts, dim=1))
        return out


class TwoHeads(nn.Module):
    """A picture as N x (1 + code): the logit of being real, then what `reader` reads."""

    def __init__(self, trunk: Module, width: int, reader: Module) -> None:
        super().__init__()
        self.trunk, self.source, self.reader = trunk, nn.Linear(width, 1), reader

    def forward(self, x: Tensor) -> Tensor:
        features = self.trunk(x)
        return torch.cat([self.source(features), self.reader(features)], dim=1)


class AuxiliaryClassifier(nn.Module):
    """A picture and its class as N x 3: the logit of being real, the class's cross-entropy, and 1 where it is named.

    `double_softmax`: probabilities are taken for logits, a slip of published code that weakens the gradient.
    """

    def __init__(self, trunk: Module, width: int, classes: int, double_softmax: bool = False) -> None:
        super().__init__()
        self.trunk, self.source, self.classes = trunk, nn.Linear(width, 1), nn.Linear(width, classes)
        self.double_softmax = double_softmax

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        features = self.trunk(x)
        logits = self.classes(features).float()
        error = F.cross_entropy(logits.softmax(1) if self.double_softmax else logits, labels, reduction="none")
        named = (logits.argmax(1) == labels).float()
        return torch.stack([self.source(features)[:, 0].float(), error, named], dim=1)


class TimesLabel(nn.Module):
    """Feeds `body` noise times a vector of its class; `learned`: the vectors are weights, else they stay as drawn."""

    def __init__(self, classes: int, size: int, body: Module, learned: bool) -> None:
        super().__init__()
        self.body = body
        drawn = torch.randn(classes, size)
        if learned:
            self.table: Tensor = nn.Parameter(drawn)
        else:
            self.register_buffer("table", drawn)

    def forward(self, z: Tensor, labels: Tensor) -> Tensor:
        out: Tensor = self.body(z * F.embedding(labels, self.table))
        return out


def warped(pictures: Tensor, numbers: Tensor) -> Tensor:
    """Each turned, stretched, sheared and moved a little, by N x 5 `numbers` on [-1, 1].

    15 degrees, e^0.15, 0.2 and a fourteenth of the side (2 of 28 pixels) at most: style changes, the shape stays.
    """
    turn, stretch, shear, right, down = (numbers.float() * numbers.new_tensor([0.2618, 0.15, 0.2, 1 / 7, 1 / 7])).T
    scale, cos, sin = stretch.exp(), turn.cos(), turn.sin()
    first = torch.stack([scale * cos, scale * (shear * cos - sin), right], dim=1)
    second = torch.stack([scale * sin, scale * (shear * sin + cos), down], dim=1)
    # Beyond the edge its own colour goes on: zeros would be grey where black is -1.
    return warping.warped(pictures, torch.stack([first, second], dim=1), warping.BORDER)


def correlation(codes: Tensor, read: Tensor) -> float:
    """How surely N codes can be told from what was read of them, 0 to 1; its sign means nothing."""
    return abs(float(torch.corrcoef(torch.stack([codes, read]))[0, 1]))


def purity(found: Tensor, kinds: Tensor) -> float:
    """The share of N pictures that are of the kind which their category stands for, 0 to 1.

    Each category found stands for one kind, in the way that suits all of them best (the Hungarian method).
    """
    counts = torch.zeros(int(found.max()) + 1, int(kinds.max()) + 1)
    counts.index_put_((found, kinds), torch.ones(len(found)), accumulate=True)
    return float(sum(counts[row, column] for row, column in assigned(counts.tolist()))) / len(found)


def chen(inputs: int, channels: int, size: int) -> Parts:
    """The MNIST pair of Chen et al. 2016 (arXiv 1606.03657), appendix C.1, for pictures in [0, 1]."""
    quarter = size // 4
    flat = 128 * quarter**2
    generator = nn.Sequential(
        nn.Linear(inputs, 1024), nn.BatchNorm1d(1024), nn.ReLU(),
        nn.Linear(1024, flat), nn.BatchNorm1d(flat), nn.ReLU(), layers.Reshape(128, quarter, quarter),
        nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.BatchNorm2d(64), nn.ReLU(),
        nn.ConvTranspose2d(64, channels, 4, 2, 1), nn.Sigmoid(),
    )  # fmt: skip
    trunk = nn.Sequential(
        nn.Conv2d(channels, 64, 4, 2, 1), nn.LeakyReLU(0.1),
        nn.Conv2d(64, 128, 4, 2, 1), nn.BatchNorm2d(128), nn.LeakyReLU(0.1),
        nn.Flatten(), nn.Linear(flat, 1024), nn.BatchNorm1d(1024), nn.LeakyReLU(0.1),
    )  # fmt: skip
    return generator, trunk, 1024


def chen_reader(width: int, codes: int) -> Module:
    """What reads the code there: one hidden layer, then category and means."""
    return nn.Sequential(nn.Linear(width, 128), nn.BatchNorm1d(128), nn.LeakyReLU(0.1), nn.Linear(128, codes))


def upsampling(inputs: int, channels: int, size: int, soft_norm: bool) -> Parts:
    """Doubles pixels, then convolves, with leaky units in the generator too."""
    generator, judge = convnets.team24(inputs, channels, size, soft_norm)
    leaky = [nn.LeakyReLU(0.2) if isinstance(each, nn.ReLU) else each for each in generator.children()]
    return nn.Sequential(*leaky), nn.Sequential(*list(judge.children())[:-1]), 128 * (size // 16) ** 2


def radford_features(latent: int, channels: int, size: int) -> Parts:
    """A DCGAN whose discriminator ends in 64 features instead of a logit."""
    generator, judge = convnets.radford(latent, channels, size, 64, bias=False)
    *body, last, flatten = judge.children()
    assert isinstance(last, nn.Conv2d)
    return generator, nn.Sequential(*body, nn.Conv2d(last.in_channels, 64, 4, 1, 0), flatten), 64


def odena(inputs: int, channels: int) -> Parts:
    """The CIFAR-10 pair of Odena et al. 2017 (arXiv 1610.09585), appendix, for 32 pixels."""
    generator: list[Module] = [nn.Linear(inputs, 384 * 16), nn.ReLU(), layers.Reshape(384, 4, 4)]
    for before, after in ((384, 192), (192, 96)):
        generator += [nn.ConvTranspose2d(before, after, 5, 2, 2, 1), nn.BatchNorm2d(after), nn.ReLU()]
    generator += [nn.ConvTranspose2d(96, channels, 5, 2, 2, 1), nn.Tanh()]
    trunk: list[Module] = []
    for index, width in enumerate((16, 32, 64, 128, 256, 512)):
        trunk += [nn.Conv2d(channels, width, 3, 1 if index % 2 else 2, 1)]
        trunk += [nn.BatchNorm2d(width)] if index else []
        trunk += [nn.LeakyReLU(0.2), nn.Dropout(0.5)]
        channels = width
    return nn.Sequential(*generator), nn.Sequential(*trunk, nn.Flatten()), 512 * 16
