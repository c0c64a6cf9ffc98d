"""Points in a plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.outputs import Output, Points
from ganstudio.core.sets import POINTS
from ganstudio.engine.adversarial import AdversarialFamily, AdversarialParams, D, G
from ganstudio.engine.family import Preset
from ganstudio.engine.later import nn
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch.nn import Module


@dataclass(frozen=True)
class PlaneParams(AdversarialParams):
    pass


@register
class Plane(AdversarialFamily):
    key, title, order = "plane", "Plane", 906
    summary, paper = "Learns where points lie.", "Goodfellow et al., 2014"
    need = Need(POINTS)
    channels = (1,)
    Params = PlaneParams
    presets = (Preset("quick", "Quick", "Dense networks.", "this test", {"latent": 4, "lr_g": 1e-3, "lr_d": 1e-3}),)

    @classmethod
    def sizes(cls, params: PlaneParams) -> tuple[int, ...]:
        return (2,)

    def networks(self) -> dict[str, Module]:
        size, wide = self.data.size, 32
        return {
            G: nn.Sequential(nn.Linear(self.params.latent, wide), nn.ReLU(), nn.Linear(wide, size)),
            D: nn.Sequential(nn.Linear(size, wide), nn.ReLU(), nn.Linear(wide, 1)),
        }

    def gives(self) -> Output:
        return Points(self.data.size)
