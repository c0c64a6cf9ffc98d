"""WGAN: a critic that measures a distance (Arjovsky et al. 2017, arXiv 1701.07875; penalty: Gulrajani et al. 2017).

The penalty on gradients (arXiv 1704.00028) has replaced the clipping of weights, which stays to be compared with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ganstudio.core.controls import Latent
from ganstudio.core.curves import Group, Line
from ganstudio.core.outputs import Picture
from ganstudio.core.params import param
from ganstudio.core.sets import PLAIN
from ganstudio.engine import common_params, compact, losses
from ganstudio.engine.family import Family, Generator, Iteration, Losses, Optimiser, Phase, Preset
from ganstudio.engine.later import torch
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM, RMSPROP
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import falling

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

G, D = "generator", "discriminator"
PENALTY, CLIP = "penalty", "clip"
_PENALTY, _CLIP = ("hold", (PENALTY,)), ("hold", (CLIP,))
_CHOICES = {compact.QUICK: "Compact, fastest", compact.STABLE: "Compact, finer", compact.SLIM: "Slim, fastest",
            compact.SLIM_STABLE: "Slim, finer"}  # fmt: skip


@dataclass(frozen=True)
class WGANParams:
    hold: str = param(
        PENALTY, "Held by", "What keeps the critic from growing without end.", group="Critic",
        choices={PENALTY: "A penalty on gradients", CLIP: "Clipped weights"},
    )  # fmt: skip
    gradient_penalty: float = param(
        10.0, "Gradient penalty", "How much a slope other than 1 between real and generated pictures costs.",
        group="Critic", low=0.0, high=1000.0, only_when=_PENALTY,
    )  # fmt: skip
    weight_limit: float = param(
        0.01, "Weight limit", "Weights are cut off beyond this, above and below.", group="Critic", low=1e-4, high=1.0,
        scale="log", only_when=_CLIP,
    )  # fmt: skip
    k: int = param(
        5, "Critic steps", "Updates of the critic for each one of the generator: it should be nearly right.",
        group="Critic", low=1, high=20,
    )  # fmt: skip
    lr_d: float = common_params.learning_rate("the critic", "Critic", 1e-4)
    network: str = param(
        compact.QUICK, "Networks", "Which pair of convolutional networks; none has batch norm in the critic.",
        group="Generator", choices=_CHOICES,
    )  # fmt: skip
    latent: int = param(
        64, "Latent size", "How many random numbers each picture is made from.", group="Generator", low=1, high=1024,
        scale="log",
    )  # fmt: skip
    lr_g: float = common_params.learning_rate("the generator", "Generator", 1e-4)
    batch: int = param(
        64, "Batch", "Pictures per step.", group="Training", low=2, high=1024, unit="pictures", scale="log"
    )
    ema_half_life: int = common_params.half_life(10_000, "samples", "pictures")
    optimiser: str = param(
        ADAM, "Optimiser", "The paper with clipped weights wants RMSprop: momentum made it unstable.",
        group="Optimiser", choices={ADAM: "Adam", RMSPROP: "RMSprop"},
    )  # fmt: skip
    beta1: float = common_params.beta1(("optimiser", (ADAM,)))
    beta2: float = common_params.beta2(("optimiser", (ADAM,)))
    lr_decay: int = common_params.slow_down("Both learning rates fall", "pictures")


@register
class WGAN(Family):
    key = "wgan"
    title = "Wasserstein GAN"
    summary = (
        "Its critic measures how far apart real and generated pictures are: a number that falls as they get better."
    )
    paper = "Arjovsky et al., 2017"
    need = Need(PLAIN)
    order = 35
    Params = WGANParams
    params: WGANParams
    curves = (
        Group("Distance", (
            Line("discriminator.distance", "distance",
                 "How far real and generated pictures are apart for the critic: it should rise at first and then fall.",
                 "accent"),
            Line("discriminator.slope", "slope",
                 "How steep the critic is between real and generated pictures: with the penalty near 1.", "good"),
        ), short="Distance"),
    )  # fmt: skip
    presets = (
        Preset("stable", "Stable", "With the gradient penalty, and a calm end.", "Gulrajani et al., 2017",
               {"network": compact.STABLE, "beta1": 0.0, "beta2": 0.9, "k": 2, "lr_g": 5e-4, "lr_d": 5e-4, "batch": 32,
                "lr_decay": 600_000}),
        Preset("quick", "Quick", "Two critic steps and larger ones: shows something within a minute.", "this project",
               {"beta1": 0.0, "beta2": 0.9, "k": 2, "lr_g": 1e-3, "lr_d": 1e-3, "batch": 32}),
        Preset("penalty", "Gradient penalty", "The settings of the paper that mended it. Slow on a processor.",
               "Gulrajani et al., 2017", {"beta1": 0.0, "beta2": 0.9, "ema_half_life": 0}, faithful=True),
        Preset("clip", "Clipped weights", "The first paper: slow, and grey for long.", "Arjovsky et al., 2017",
               {"hold": CLIP, "optimiser": RMSPROP, "lr_g": 5e-5, "lr_d": 5e-5, "ema_half_life": 0}, faithful=True),
    )  # fmt: skip

    @classmethod
    def fitted(cls, preset: str, size: int, channels: int) -> Mapping[str, Any]:
        found = compact.fitted(preset, size, channels)
        return {name: found[name] for name in ("network", "batch") if name in found}

    def networks(self) -> dict[str, Module]:
        p, data = self.params, self.data
        return {
            G: compact.generator(p.network, p.latent, data.channels, data.size),
            D: compact.discriminator(data.channels, data.size, p.network),
        }

    def phases(self) -> tuple[Phase, ...]:
        p = self.params
        betas = (p.beta1, p.beta2)
        critic, generator = (Optimiser(p.optimiser, falling(lr, p.lr_decay), betas) for lr in (p.lr_d, p.lr_g))
        return Phase(D, (D,), self.critic_losses, critic, repeat=p.k), Phase(G, (G,), self.generator_losses, generator)

    def _fakes(self, it: Iteration) -> Tensor:
        fakes: Tensor = it.networks[G](it.noise(self.params.latent, "normal"))
        return fakes

    def critic_losses(self, it: Iteration) -> Losses:
        p, critic = self.params, it.networks[D]
        if p.hold == CLIP:
            losses.clip_weights(critic, p.weight_limit)
        with torch.no_grad():
            fake = self._fakes(it).to(it.real.dtype)
        distance = critic(it.real).float().mean() - critic(fake).float().mean()
        if p.hold == CLIP:
            return {"total": -distance, "distance": distance}
        with it.full_precision():
            penalty, slope = losses.slope_penalty(critic, it.real, fake.float(), it.seed())
        return {"total": p.gradient_penalty * penalty - distance, "distance": distance, "slope": slope}

    def generator_losses(self, it: Iteration) -> Losses:
        return {"total": -it.networks[D](self._fakes(it)).float().mean()}

    def generators(self) -> tuple[Generator, ...]:
        data = self.data
        return (Generator("pictures", G, (Latent("z", self.params.latent),), Picture(data.channels, data.size)),)
