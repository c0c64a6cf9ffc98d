"""Four times larger pictures, judged beside real ones, and by the features of a network that is never trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.controls import ImageInput
from ganstudio.core.outputs import Picture
from ganstudio.core.params import param
from ganstudio.core.sets import LOW, PHOTOGRAPHS
from ganstudio.engine import losses
from ganstudio.engine.family import Batch, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset
from ganstudio.engine.later import F, nn
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM, RMSPROP
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

G, D = "generator", "discriminator"


@dataclass(frozen=True)
class EnlargingParams:
    batch: int = param(4, "Batch", "Pictures per update.", group="Training", low=1, high=64)
    scale: int = param(4, "Scale", "How many times larger.", group="Training", low=2, high=4)


@register
class Enlarging(Family):
    key, title, order = "enlarging", "Enlarging", 902
    summary, paper = "Makes pictures larger.", "Ledig et al., 2017"
    need = Need(PHOTOGRAPHS, scale=4)
    channels = (3,)
    columns = ("Small", "Enlarged", "Original")
    Params = EnlargingParams
    params: EnlargingParams
    presets = (Preset("quick", "Quick", "Two stages in one run.", "this test", {}, size=32),
               Preset("double", "Twice", "The same, twice as large.", "this test", {"scale": 2}, size=32))  # fmt: skip

    @classmethod
    def need_of(cls, params: EnlargingParams) -> Need:
        return Need(PHOTOGRAPHS, scale=params.scale)

    def networks(self) -> dict[str, Module]:
        grown = 3 * self.params.scale**2
        return {
            G: nn.Sequential(nn.Conv2d(3, 8, 3, 1, 1), nn.ReLU(), nn.Conv2d(8, grown, 3, 1, 1),
                             nn.PixelShuffle(self.params.scale), nn.Tanh()),
            D: nn.Sequential(nn.Conv2d(3, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 1, 4, 2, 1)),
        }  # fmt: skip

    def phases(self) -> tuple[Phase, ...]:
        """First the distance alone, then the discriminator too."""
        return (
            Phase("distance", (G,), self.distance, Optimiser(ADAM, 1e-3), last_step=2),
            Phase(D, (D,), self.discriminator_losses, Optimiser(RMSPROP, 1e-4), first_step=2),
            Phase(G, (G,), self.generator_losses, Optimiser(RMSPROP, 1e-4), first_step=2),
        )

    def forward(self, it: Iteration) -> dict[str, Tensor]:
        return {"fake": it.networks[G]((it.partners[LOW] + 1) / 2)}

    def distance(self, it: Iteration) -> Losses:
        return {"total": F.mse_loss(it.shared["fake"], it.real)}

    def discriminator_losses(self, it: Iteration) -> Losses:
        real, fake = it.networks[D](it.real), it.networks[D](it.shared["fake"].detach())
        return {"total": losses.discriminator_loss(losses.NON_SATURATING, real, fake)}

    def generator_losses(self, it: Iteration) -> Losses:
        fooled = losses.generator_loss(losses.NON_SATURATING, it.networks[D](it.shared["fake"]))
        return {"total": fooled + F.l1_loss(it.shared["fake"], it.real), "adversarial": fooled}

    def generators(self) -> tuple[Generator, ...]:
        gives = Picture(3, self.data.size, scale=self.params.scale)
        return (Generator("enlarged", G, (ImageInput("picture", 3, "picture"),), gives),)

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        small = examples.partners[LOW]
        return small, networks[G]((small + 1) / 2), examples.pictures
