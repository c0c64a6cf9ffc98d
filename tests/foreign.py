"""Generators as other programs write them: PyTorch's own exporter, without a word about what they take."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn


def _body(numbers: int, channels: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.ConvTranspose2d(numbers, 16, 4), nn.ReLU(), nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.ReLU(),
        nn.ConvTranspose2d(8, channels, 4, 2, 1), _Loud(),
    )  # fmt: skip


class _Loud(nn.Module):
    """Colours of an untrained network, as strong as those of a trained one."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(x * 20)


class _Conditional(nn.Module):
    def __init__(self, classes: int) -> None:
        super().__init__()
        self.table, self.body = nn.Embedding(classes, 20), _body(120)

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        return self.body(torch.cat([z, self.table(y)], 1)[:, :, None, None])  # type: ignore[no-any-return]


class _Twice(nn.Module):
    """Classes are looked up by two layers, as conditional norms do."""

    def __init__(self) -> None:
        super().__init__()
        self.table, self.other, self.body = nn.Embedding(5, 20), nn.Embedding(5, 3), _body(60)

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        picture: Tensor = self.body(torch.cat([z, self.table(y)], 1)[:, :, None, None])
        return picture * torch.sigmoid(self.other(y))[:, :, None, None]


class _OneHot(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(74, 64), nn.ReLU(), nn.Linear(64, 784), nn.Sigmoid())

    def forward(self, z: Tensor, label: Tensor) -> Tensor:
        return self.body(torch.cat([z, label], 1))  # type: ignore[no-any-return]


class _ChannelsLast(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = _body(32)

    def forward(self, z: Tensor) -> Tensor:
        return (self.body(z[:, :, None, None]).permute(0, 2, 3, 1) + 1) * 127.5  # type: ignore[no-any-return]


class _Style(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.mapping, self.body = nn.Linear(64, 64), _body(64)

    def forward(self, z: Tensor, psi: Tensor) -> Tensor:
        return self.body((self.mapping(z) * psi)[:, :, None, None]) * 1.2  # type: ignore[no-any-return]


class _Changer(nn.Module):
    def __init__(self, scale: int) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 3 * scale**2, 3, 1, 1), nn.PixelShuffle(scale), nn.Tanh())

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)  # type: ignore[no-any-return]


class _Broken(nn.Module):
    def __init__(self, by: float) -> None:
        super().__init__()
        self.body, self.by = _body(100), by

    def forward(self, z: Tensor) -> Tensor:
        return self.body(z) * self.by  # type: ignore[no-any-return]


_NOISE = (torch.zeros(1, 100, 1, 1),)
_MADE: dict[str, tuple[Any, tuple[Tensor, ...], Sequence[str], bool]] = {
    "tutorial": (lambda: _body(100), _NOISE, ("input",), True),
    "conditional": (lambda: _Conditional(7), (torch.zeros(2, 100), torch.tensor([0, 1])), ("z", "y"), True),
    "twice": (_Twice, (torch.zeros(2, 40), torch.tensor([0, 1])), ("z", "y"), True),
    "one-hot": (_OneHot, (torch.zeros(2, 64), torch.eye(10)[:2]), ("z", "label"), True),
    "channels-last": (_ChannelsLast, (torch.zeros(1, 32),), ("dense_input",), False),
    "style": (_Style, (torch.zeros(1, 64), torch.tensor(0.7)), ("z", "truncation_psi"), True),
    "changer": (lambda: _Changer(1), (torch.zeros(1, 3, 64, 64),), ("x",), True),
    "enlarger": (lambda: _Changer(2), (torch.zeros(1, 3, 64, 64),), ("x",), False),
    "many-numbers": (lambda: _body(2000), (torch.zeros(1, 2000, 1, 1),), ("z",), True),
    "not-finite": (lambda: _Broken(float("nan")), _NOISE, ("z",), True),
    "huge": (lambda: _Broken(1e20), _NOISE, ("z",), True),
    "numbers": (lambda: nn.Linear(10, 5), (torch.zeros(1, 10),), ("z",), True),
    "sound": (lambda: nn.Conv1d(1, 1, 3), (torch.zeros(1, 1, 100),), ("wave",), True),
}
NAMES = tuple(_MADE)


def written(name: str, folder: Path) -> Path:
    """One of `NAMES` as a file in `folder`."""
    make, arguments, inputs, free = _MADE[name]
    torch.manual_seed(0)
    path = folder / f"{name}.onnx"
    axes = {each: {0: "batch"} for each, value in zip(inputs, arguments, strict=True) if value.ndim}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            make().eval(), arguments, path, input_names=list(inputs), output_names=["output"],
            dynamic_axes={**axes, "output": {0: "batch"}} if free else None, opset_version=17, dynamo=False,
        )  # fmt: skip
    return path
