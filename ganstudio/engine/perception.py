"""Features of networks that others have trained on photographs, where their weights lie on this machine.

Nothing is downloaded. VGG19's file is looked for where torch keeps such files, EfficientNet-Lite0's in its package;
without either, features are the discriminator's own. The curves say whose they are.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from ganstudio.engine import lite0
from ganstudio.engine.super_params import JUDGE, LITE0, VGG

Maps = list[Tensor]
_VGG = "vgg19-dcbb9e9d.pth"
_LAST = 36  # layers of VGG19 up to the activation behind the fourth convolution of its fifth block
_MEANS, _DEVIATIONS = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet, which it was trained on
_RESCALED = 1 / 12.75  # of its features, as the paper has it


class VGGFeatures(nn.Module):
    """Pictures in [0, 1] to the features phi 5,4 of the paper, made comparable in size."""

    named_after = "VGG19"
    means: Tensor
    deviations: Tensor

    def __init__(self, path: Path) -> None:
        super().__init__()
        from torchvision.models import vgg19  # type: ignore[import-untyped]

        whole = vgg19()
        whole.load_state_dict(torch.load(path, map_location="cpu", weights_only=True), assign=True)
        self.body = whole.features[:_LAST]
        self.register_buffer("means", torch.tensor(_MEANS)[:, None, None])
        self.register_buffer("deviations", torch.tensor(_DEVIATIONS)[:, None, None])

    def forward(self, pictures: Tensor) -> Maps:
        return [self.body((pictures.expand(-1, 3, -1, -1) - self.means) / self.deviations) * _RESCALED]


def vgg_file() -> Path | None:
    """Where VGG19's weights lie on this machine."""
    path = Path(torch.hub.get_dir()) / "checkpoints" / _VGG
    return path if path.is_file() else None


def found(wanted: str) -> tuple[str, nn.Module | None]:
    """The best that lies here of what is `wanted`, and a network for it; the discriminator itself needs none."""
    makers: dict[str, tuple[Callable[[], Path | None], Callable[[Path], nn.Module]]] = {
        VGG: (vgg_file, VGGFeatures), LITE0: (lite0.weights_file, lite0.loaded),
    }  # fmt: skip
    for name in {VGG: (VGG, LITE0), LITE0: (LITE0,)}.get(wanted, ()):
        look, make = makers[name]
        if path := look():
            return name, make(path)
    return JUDGE, None


def distance(see: Callable[[Tensor], Maps | Tensor], ours: Tensor, theirs: Tensor) -> Tensor:
    """Mean squared difference of what is seen of two batches, over all maps."""
    with torch.no_grad():
        wanted = see(theirs)
    pairs = zip(_maps(see(ours)), _maps(wanted), strict=True)
    return torch.stack([(mine.float() - other.float()).square().mean() for mine, other in pairs]).mean()


def _maps(seen: Maps | Tensor) -> Maps:
    return [seen] if isinstance(seen, Tensor) else seen


def judged(judge: nn.Module) -> Callable[[Tensor], Tensor]:
    """A discriminator's first half, whose answers serve as features."""
    layers = list(judge.children())

    def see(pictures: Tensor) -> Tensor:
        x = pictures
        for layer in layers[: max(2, len(layers) // 2)]:
            x = layer(x)
        return x

    return see
