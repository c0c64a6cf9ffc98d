"""Discriminators that judge patches of a picture instead of the whole (Isola et al. 2017, section 3.2.2)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm


def patchgan(
    inputs: int, width: int = 64, norm: str = "batch", slope: float = 0.2, first_active: bool = True
) -> nn.Sequential:
    """The 70 x 70 PatchGAN: N x inputs x S x S to N x 1 x S/8-2 x S/8-2 logits.

    `norm` is "batch", "instance" or "plain" (instance norm that learns nothing, behind a bias). Without `first_active`
    the first convolution has no activation (a quirk).
    """
    make = nn.BatchNorm2d if norm == "batch" else (lambda features: nn.InstanceNorm2d(features, affine=norm != "plain"))
    body: list[nn.Module] = [nn.Conv2d(inputs, width, 4, 2, 1), *([nn.LeakyReLU(slope)] if first_active else [])]
    for times, stride in ((2, 2), (4, 2), (8, 1)):
        after = times * width
        body += [nn.Conv2d(after // 2, after, 4, stride, 1, bias=norm == "plain"), make(after), nn.LeakyReLU(slope)]
    return nn.Sequential(*body, nn.Conv2d(8 * width, 1, 4, 1, 1))


class SpectralPatches(nn.Module):
    """One scale: 70 x 70 patches, spectral norm instead of batch statistics; keeps the maps of each layer."""

    def __init__(self, inputs: int, width: int) -> None:
        super().__init__()
        sizes = (inputs, width, 2 * width, 4 * width, 8 * width)
        strides = (2, 2, 2, 1)
        self.layers = nn.ModuleList(
            spectral_norm(nn.Conv2d(before, after, 4, stride, 1))
            for before, after, stride in zip(sizes, sizes[1:], strides)
        )
        self.judge = spectral_norm(nn.Conv2d(sizes[-1], 1, 4, 1, 1))

    def forward(self, x: Tensor) -> list[Tensor]:
        """Feature maps of every layer, the patch logits last."""
        maps = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            maps.append(x)
        return [*maps, self.judge(x)]


class TwoScales(nn.Module):
    """The same judge, not sharing weights, at full and at half resolution (Wang et al. 2018, pix2pixHD).

    `coarse`: at half and a quarter, four times cheaper.
    """

    def __init__(self, inputs: int, width: int, coarse: bool = False) -> None:
        super().__init__()
        self.coarse = coarse
        self.scales = nn.ModuleList([SpectralPatches(inputs, width), SpectralPatches(inputs, width)])

    def forward(self, x: Tensor) -> list[list[Tensor]]:
        if self.coarse:
            x = F.avg_pool2d(x, 2)
        return [self.scales[0](x), self.scales[1](F.avg_pool2d(x, 2))]


def feature_distance(fake: list[list[Tensor]], real: list[list[Tensor]]) -> Tensor:
    """Mean absolute difference of the maps before the logits, over layers and scales (pix2pixHD's equation 4)."""
    terms = [
        F.l1_loss(ours, theirs.detach())
        for of_fake, of_real in zip(fake, real, strict=True)
        for ours, theirs in zip(of_fake[:-1], of_real[:-1], strict=True)
    ]
    return torch.stack(terms).mean()
