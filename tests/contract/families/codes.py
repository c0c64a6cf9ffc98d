"""A category and two numbers that the discriminator's second head must read from the picture (InfoGAN)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.controls import Latent
from ganstudio.core.outputs import Picture
from ganstudio.core.params import param
from ganstudio.core.priors import CATEGORICAL, UNIFORM
from ganstudio.core.sets import PLAIN
from ganstudio.engine import losses
from ganstudio.engine.family import Family, Generator, Iteration, Losses, Optimiser, Phase, Preset
from ganstudio.engine.later import F, heads, layers, nn, torch
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

G, D = "generator", "discriminator"
NOISE, CATEGORY, AMOUNTS = Latent("z", 8), Latent("category", 4, CATEGORICAL), Latent("amounts", 2, UNIFORM)
_ALL = NOISE.size + CATEGORY.size + AMOUNTS.size


@dataclass(frozen=True)
class CodesParams:
    batch: int = param(8, "Batch", "Pictures per update.", group="Training", low=2, high=64)


@register
class Codes(Family):
    key, title, order = "codes", "Codes", 905
    summary, paper = "Finds out by itself what pictures differ in.", "Chen et al., 2016"
    need = Need(PLAIN)
    Params = CodesParams
    presets = (Preset("quick", "Quick", "Dense networks.", "this test", {}, size=28),)

    def networks(self) -> dict[str, Module]:
        from tests.contract.modules import TwoHeads

        data = self.data
        numbers = data.channels * data.size**2
        picture = layers.Reshape(data.channels, data.size, data.size)
        return {
            G: heads.Joined(nn.Sequential(nn.Linear(_ALL, 32), nn.ReLU(), nn.Linear(32, numbers), nn.Tanh(), picture)),
            D: TwoHeads(numbers, CATEGORY.size + AMOUNTS.size),
        }

    def phases(self) -> tuple[Phase, ...]:
        return (
            Phase(D, (D,), self.discriminator_losses, Optimiser(ADAM, 1e-3)),
            Phase(G, (G,), self.generator_losses, Optimiser(ADAM, 1e-3)),
            Phase("information", (G, D), self.information_losses, Optimiser(ADAM, 1e-3), every=2),
        )

    def forward(self, it: Iteration) -> dict[str, Tensor]:
        category, amounts = it.drawn(CATEGORY), it.drawn(AMOUNTS)
        return {"category": category, "amounts": amounts, "fake": it.networks[G](it.drawn(NOISE), category, amounts)}

    def discriminator_losses(self, it: Iteration) -> Losses:
        real, fake = it.networks[D](it.real)[0], it.networks[D](it.shared["fake"].detach())[0]
        return {"total": losses.discriminator_loss(losses.NON_SATURATING, real, fake)}

    def generator_losses(self, it: Iteration) -> Losses:
        return {"total": losses.generator_loss(losses.NON_SATURATING, it.networks[D](it.shared["fake"])[0])}

    def information_losses(self, it: Iteration) -> Losses:
        fake = it.networks[G](it.drawn(NOISE), it.shared["category"], it.shared["amounts"])
        category, amounts = it.networks[D](fake)[1].tensor_split([CATEGORY.size], dim=1)
        named = F.cross_entropy(category, it.shared["category"])
        measured = F.mse_loss(torch.tanh(amounts), it.shared["amounts"])
        return {"total": named + measured, "category": named, "amounts": measured}

    def generators(self) -> tuple[Generator, ...]:
        gives = Picture(self.data.channels, self.data.size)
        return (Generator("pictures", G, (NOISE, CATEGORY, AMOUNTS), gives),)
