"""Modules and initialisations that several families build their networks from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Reshape(nn.Module):
    """N x (C*H*W) to N x C x H x W."""

    def __init__(self, channels: int, height: int, width: int) -> None:
        super().__init__()
        self.shape = (channels, height, width)

    def forward(self, x: Tensor) -> Tensor:
        return x.reshape(-1, *self.shape)


class ChannelsLast(nn.Module):
    """The same pictures in the memory format of the convolutions behind: a tenth of a small step saved."""

    def forward(self, x: Tensor) -> Tensor:
        return x.contiguous(memory_format=torch.channels_last)


class FromUnit(nn.Module):
    """Feeds `body` pictures in [0, 1] as it wants them, in [-1, 1]."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.body(x * 2 - 1)
        return out


def as_channels(pictures: Tensor, channels: int) -> Tensor:
    """Grey pictures repeated to colour, or colour ones reduced to their luma; others as they are."""
    if pictures.shape[1] == channels:
        return pictures
    if channels == 1:
        weights = pictures.new_tensor([0.299, 0.587, 0.114])[:, None, None]
        return (pictures * weights).sum(1, keepdim=True)
    return pictures.expand(-1, channels, -1, -1)


class Maxout(nn.Module):
    """The largest of `pieces` linear maps, unit by unit (Goodfellow et al. 2013)."""

    def __init__(self, inputs: int, units: int, pieces: int) -> None:
        super().__init__()
        self.linear = nn.Linear(inputs, units * pieces)
        self.shape = (units, pieces)

    def forward(self, x: Tensor) -> Tensor:
        pieces: Tensor = self.linear(x).reshape(-1, *self.shape)
        return pieces.amax(dim=2)


class OneHot(nn.Module):
    """Class indices N to N x classes floats."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.classes = classes

    def forward(self, labels: Tensor) -> Tensor:
        return F.one_hot(labels, self.classes).float()


class WithLabel(nn.Module):
    """Feeds `body` a vector (or a flattened picture) with the encoded label appended."""

    def __init__(self, encode: nn.Module, body: nn.Module, label_first: bool = False) -> None:
        super().__init__()
        self.encode, self.body, self.label_first = encode, body, label_first

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        parts = [x.flatten(1), self.encode(labels).to(x.dtype)]
        out: Tensor = self.body(torch.cat(parts[::-1] if self.label_first else parts, dim=1))
        return out


class WithLabelPlanes(nn.Module):
    """Feeds `body` the picture with one full plane per class: ones for its class, zeros for the others."""

    def __init__(self, classes: int, body: nn.Module) -> None:
        super().__init__()
        self.classes, self.body = classes, body

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        out: Tensor = self.body(torch.cat([x, self.planes(x, labels)], dim=1))
        return out

    def planes(self, x: Tensor, labels: Tensor) -> Tensor:
        one_hot = F.one_hot(labels, self.classes).to(x.dtype)
        return one_hot.reshape(-1, self.classes, 1, 1).expand(-1, -1, x.shape[2], x.shape[3])


class WithLabelBands(WithLabelPlanes):
    """As a student project coded it: the one-hot vector repeated flat, then cut into planes.

    Each class becomes a thin horizontal band over all planes instead of one full plane (quirk kept on purpose).
    """

    def planes(self, x: Tensor, labels: Tensor) -> Tensor:
        area = x.shape[2] * x.shape[3]
        flat = F.one_hot(labels, self.classes).to(x.dtype).repeat_interleave(area, dim=1)
        # The project's tensors were height x width x class; ours are class x height x width.
        return flat.reshape(-1, x.shape[2], x.shape[3], self.classes).permute(0, 3, 1, 2)


class Projection(nn.Module):
    """Logit of features h and class (or attributes) y: linear(h) + <embedding(y), h> (Miyato and Koyama 2018)."""

    def __init__(self, features: nn.Module, width: int, embedding: nn.Module) -> None:
        super().__init__()
        self.features = features
        self.linear = nn.Linear(width, 1)
        self.embedding = embedding

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        h = self.features(x)
        out: Tensor = self.linear(h) + (self.embedding(labels) * h).sum(dim=1, keepdim=True)
        return out


class Spread(nn.Module):
    """N x F features with one more: how much they differ among four pictures (Karras et al. 2018, section 3).

    Groups are neighbours in the batch, so real and generated pictures of one pass are not mixed.
    """

    def forward(self, x: Tensor) -> Tensor:
        group = math.gcd(len(x), 4)
        rows = x.float().reshape(-1, group, x.shape[1])
        deviation = (rows.var(dim=1, correction=0) + 1e-8).sqrt().mean(dim=1)
        return torch.cat([x, deviation.repeat_interleave(group)[:, None].to(x.dtype)], dim=1)


class Sliced(nn.Module):
    """Features h to N x 2: the logit s <sg(w), h> + b and the slice <w, sg(h)>, w of length 1 (Takida et al. 2024).

    The first teaches what is below, the second the direction w alone (SAN, arXiv 2301.12811, section 4).
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.linear = nn.Linear(width, 1)  # its weight is the direction
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, h: Tensor) -> Tensor:
        return self.judged(h, self.linear.weight)

    def judged(self, h: Tensor, directions: Tensor) -> Tensor:
        """`directions` are 1 x F, or one for each row."""
        directions = F.normalize(directions.float(), dim=1)
        logit = self.scale * (h.float() * directions.detach()).sum(1, keepdim=True) + self.linear.bias
        return torch.cat([logit, (h.detach().float() * directions).sum(1, keepdim=True)], dim=1)


class SlicedProjection(nn.Module):
    """`Sliced` with a direction for each class: w + e_y."""

    def __init__(self, features: nn.Module, width: int, embedding: nn.Module) -> None:
        super().__init__()
        self.features, self.last, self.embedding = features, Sliced(width), embedding

    def forward(self, x: Tensor, labels: Tensor) -> Tensor:
        return self.last.judged(self.features(x), self.last.linear.weight + self.embedding(labels))


class FrozenBatchNorm(nn.BatchNorm2d):
    """Batch norm that normalises with its untouched running statistics even while training."""

    def train(self, mode: bool = True) -> FrozenBatchNorm:
        super().train(False)
        return self


@contextmanager
def resting_norms(network: nn.Module) -> Iterator[None]:
    """Batch norms inside take their running statistics, and do not change them."""
    norms = [each for each in network.modules() if isinstance(each, nn.modules.batchnorm._BatchNorm) and each.training]
    for norm in norms:
        norm.eval()
    try:
        yield
    finally:
        for norm in norms:
            norm.train()


class LiveDropout(nn.Dropout):
    """Dropout that stays active when samples are drawn, unless `live` is switched off (for an export)."""

    live = True

    def forward(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.p, training=self.live)


class RowsOf(nn.Module):
    """Everything in the batch cut into rows of `width`, wherever one picture ends and the next begins."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width

    def forward(self, x: Tensor) -> Tensor:
        return x.permute(0, 2, 3, 1).reshape(-1, self.width)


def conv_same(inputs: int, outputs: int, kernel: int, stride: int, size: int, bias: bool = True) -> nn.Module:
    """A convolution whose output is ceil(size / stride) wide, padded like TensorFlow's "same"."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    before, after = total // 2, total - total // 2
    if before == after:
        return nn.Conv2d(inputs, outputs, kernel, stride, before, bias=bias)
    pad = nn.ZeroPad2d((before, after, before, after))
    return nn.Sequential(pad, nn.Conv2d(inputs, outputs, kernel, stride, bias=bias))


def keras_norm(width: int, flat: bool = False) -> nn.Module:
    """Batch norm with Keras' defaults (momentum 0.99, epsilon 1e-3), of vectors when `flat`."""
    return (nn.BatchNorm1d if flat else nn.BatchNorm2d)(width, eps=1e-3, momentum=0.01)


def team24_norm(width: int, soft: bool, flat: bool = False) -> nn.Module:
    """Batch norm as Team 24 printed it (`soft`: 0.8 landed in epsilon) or as they meant it (Keras momentum 0.8)."""
    eps, momentum = (0.8, 0.1) if soft else (1e-5, 0.2)
    return (nn.BatchNorm1d if flat else nn.BatchNorm2d)(width, eps=eps, momentum=momentum)


def normal_init(network: nn.Module, deviation: float = 0.02) -> nn.Module:
    """The DCGAN initialisation (Radford et al. 2016): weights N(0, 0.02), biases 0, norm weights N(1, 0.02)."""
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            nn.init.normal_(module.weight, 0.0, deviation)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, 0.0, deviation)
        elif isinstance(module, nn.modules.batchnorm._BatchNorm):
            nn.init.normal_(module.weight, 1.0, deviation)
            nn.init.zeros_(module.bias)
    return network


def glorot_init(network: nn.Module) -> nn.Module:
    """Keras and Xavier default: uniform Glorot weights, zero biases."""
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    return network
