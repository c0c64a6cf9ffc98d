"""An encoder, a decoder and a discriminator that share one computation and learn from three losses (VAE-GAN)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.controls import ImageInput, Latent
from ganstudio.core.outputs import Numbers, Picture
from ganstudio.core.params import param
from ganstudio.core.sets import PLAIN
from ganstudio.engine import losses
from ganstudio.engine.family import Batch, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset
from ganstudio.engine.later import layers, nn, torch
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import SGD
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import COSINE, STEPS, Number, Schedule

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

ENCODER, DECODER, D = "encoder", "decoder", "discriminator"
CODE = 6


@dataclass(frozen=True)
class ThreeWayParams:
    batch: int = param(8, "Batch", "Pictures per update.", group="Training", low=2, high=64)


@register
class ThreeWay(Family):
    key, title, order = "three-way", "Three ways", 904
    summary, paper = "Encodes pictures and draws them again.", "Larsen et al., 2016"
    need = Need(PLAIN)
    shares_graph = True
    Params = ThreeWayParams
    presets = (Preset("quick", "Quick", "Dense networks.", "this test", {}, size=28),)
    prior_weight = Schedule(0.0, 1.0, over=4, kind=COSINE, unit=STEPS)

    def networks(self) -> dict[str, Module]:
        data = self.data
        numbers = data.channels * data.size**2
        picture = layers.Reshape(data.channels, data.size, data.size)
        return {
            ENCODER: layers.FromUnit(nn.Sequential(nn.Flatten(), nn.Linear(numbers, 2 * CODE))),
            DECODER: nn.Sequential(nn.Linear(CODE, numbers), nn.Tanh(), picture),
            D: nn.Sequential(nn.Flatten(), nn.Linear(numbers, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1)),
        }

    def phases(self) -> tuple[Phase, ...]:
        optimiser = Optimiser(SGD, 0.05, momentum=0.9, clip=1.0)
        return (
            Phase(ENCODER, (ENCODER,), self.encoder_losses, optimiser),
            Phase(DECODER, (DECODER,), self.decoder_losses, optimiser),
            Phase(D, (D,), self.discriminator_losses, optimiser),
        )

    def forward(self, it: Iteration) -> dict[str, Tensor]:
        mean, log_variance = it.networks[ENCODER]((it.real + 1) / 2).chunk(2, dim=1)
        code = mean + it.noise(CODE, "normal") * (log_variance / 2).exp()
        kl = (mean.square() + log_variance.exp() - 1 - log_variance).sum(1).mean() / 2
        return {"again": it.networks[DECODER](code), "kl": kl}

    def _likeness(self, it: Iteration) -> Tensor:
        return (it.networks[D][:3](it.shared["again"]) - it.networks[D][:3](it.real).detach()).square().mean()

    def encoder_losses(self, it: Iteration) -> Losses:
        like, kl = self._likeness(it), it.shared["kl"]
        return {"total": it.at(self.prior_weight) * kl + like, "kl": kl, "likeness": like}

    def decoder_losses(self, it: Iteration) -> Losses:
        fooled = losses.generator_loss(losses.NON_SATURATING, it.networks[D](it.shared["again"]))
        return {"total": self._likeness(it) + fooled}

    def discriminator_losses(self, it: Iteration) -> Losses:
        real, fake = it.networks[D](it.real), it.networks[D](it.shared["again"].detach())
        return {"total": losses.discriminator_loss(losses.NON_SATURATING, real, fake)}

    def generators(self) -> tuple[Generator, ...]:
        channels, size = self.data.channels, self.data.size
        columns = ("Picture", "Again", "Sample")
        picture = ImageInput("picture", channels, "picture", size, largest=size)
        return (
            Generator(DECODER, DECODER, (Latent("z", CODE),), Picture(channels, size), columns),
            Generator(ENCODER, ENCODER, (picture,), Numbers(2 * CODE)),
        )

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        mean, _ = networks[ENCODER]((examples.pictures + 1) / 2).chunk(2, dim=1)
        return examples.pictures, networks[DECODER](mean), networks[DECODER](torch.randn_like(mean))

    @property
    def ema_half_life(self) -> Number:
        return Schedule(100.0, 1000.0, over=2000)
