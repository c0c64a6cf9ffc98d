"""Kinds of module that the families of this folder are built from."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Changed(nn.Module):
    """A picture and its attributes as planes beside it."""

    def __init__(self, attributes: int) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3 + attributes, 8, 3, 1, 1), nn.ReLU(), nn.Conv2d(8, 3, 3, 1, 1), nn.Tanh())

    def forward(self, x: Tensor, attributes: Tensor) -> Tensor:
        planes = attributes[:, :, None, None].expand(-1, -1, x.shape[2], x.shape[3])
        out: Tensor = self.body(torch.cat([x * 2 - 1, planes], dim=1))
        return out


class Named(nn.Module):
    """How real a picture is, and which attributes it has."""

    def __init__(self, attributes: int) -> None:
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 4, 4), nn.LeakyReLU(0.2), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.real, self.attributes = nn.Linear(8, 1), nn.Linear(8, attributes)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        features = self.features(x)
        return self.real(features), self.attributes(features)


class TwoHeads(nn.Module):
    """How real a picture is, and what its code was."""

    def __init__(self, numbers: int, code: int) -> None:
        super().__init__()
        self.features = nn.Sequential(nn.Flatten(), nn.Linear(numbers, 32), nn.LeakyReLU(0.2))
        self.real, self.code = nn.Linear(32, 1), nn.Linear(32, code)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        features = self.features(x)
        return self.real(features), self.code(features)
