"""WGAN: a critic that measures a distance (Arjovsky et al. 2017, arXiv 1701.07875; penalty: Gulrajani et al. 2017).

The penalty on gradients (arXiv 1704.00028) has replaced the clipping of weights, which stays to be compared with.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ganstudio.core.controls import Latent
from ganstudio.core.curves import Group, Line, Mark
from ganstudio.core.outputs import Picture
from ganstudio.core.sets import PLAIN
from ganstudio.engine import compact, disguise, losses
from ganstudio.engine.critic_params import CLIP, WGANParams
from ganstudio.engine.disguise import AUTO
from ganstudio.engine.family import Evaluation, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset, Stateful
from ganstudio.engine.later import torch
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import RMSPROP
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import falling

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

G, D = "generator", "discriminator"


@register
class WGAN(Family):
    key = "wgan"
    title = "Wasserstein GAN"
    summary = (
        "Its critic measures how far apart real and generated pictures are: a number that falls as they get better."
    )
    paper = "Arjovsky et al., 2017"
    need = Need(PLAIN)
    judge = D
    order = 35
    Params = WGANParams
    params: WGANParams
    curves = (
        Group("Losses", (
            Line("discriminator.total", "critic",
                 "What the critic makes small: it should fall at once, then climb towards 0. It is the distance with "
                 "a minus, and the penalty.", "rival"),
            Line("generator.total", "generator",
                 "The critic's mark for fakes, with a minus: its level means nothing. Marks may drift: the distance "
                 "is what to look at.", "accent"),
        ), width=9),
        Group("Distance", (
            Line("discriminator.distance", "distance",
                 "How far real and fake are apart for the critic: it should rise, then fall.",
                 "accent"),
        )),
        Group("Slope", (
            Line("discriminator.slope", "slope",
                 "How steep the critic is: with the penalty, near 1 is healthy. Taken between real and generated "
                 "pictures; far above 1, the distance is not one.", "good"),
        ), marks=(Mark(1.0, "wanted"),), width=7),
    )  # fmt: skip
    presets = (
        Preset("stable", "Stable", "With the gradient penalty, and a calm end.", "Gulrajani et al., 2017",
               {"network": compact.STABLE, "beta1": 0.0, "beta2": 0.9, "k": 2, "lr_g": 5e-4, "lr_d": 5e-4, "batch": 32,
                "augment": AUTO, "lr_decay": 600_000}),
        Preset("quick", "Quick", "Two critic steps and larger ones: shows something within a minute.", "this project",
               {"beta1": 0.0, "beta2": 0.9, "k": 2, "lr_g": 1e-3, "lr_d": 1e-3, "batch": 32,
                "augment": AUTO}),
        Preset("penalty", "Gradient penalty", "The settings of the paper that mended it. Slow on a processor.",
               "Gulrajani et al., 2017", {"beta1": 0.0, "beta2": 0.9, "ema_half_life": 0}, faithful=True),
        Preset("clip", "Clipped weights", "The first paper: slow, and grey for long.", "Arjovsky et al., 2017",
               {"hold": CLIP, "optimiser": RMSPROP, "lr_g": 5e-5, "lr_d": 5e-5, "ema_half_life": 0}, faithful=True),
    )  # fmt: skip

    @classmethod
    def fitted(cls, preset: str, size: int, channels: int) -> Mapping[str, Any]:
        found = compact.fitted(preset, size, channels)
        return {name: found[name] for name in ("network", "batch") if name in found}

    @property
    def border(self) -> None:
        """A critic's marks mean something beside others only."""
        return None

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

    def memory(self) -> Mapping[str, Stateful]:
        return disguise.memory(self)

    def _critic(self, it: Iteration, pictures: Tensor) -> Tensor:
        answers: Tensor = it.networks[D](disguise.seen(self, it, pictures))
        return answers.float()

    def _fakes(self, it: Iteration) -> Tensor:
        fakes: Tensor = it.networks[G](it.noise(self.params.latent, "normal"))
        return fakes

    def critic_losses(self, it: Iteration) -> Losses:
        p = self.params
        if p.hold == CLIP:
            losses.clip_weights(it.networks[D], p.weight_limit)
        with torch.no_grad():
            fake = self._fakes(it).to(it.real.dtype)
        answers = self._critic(it, it.real)
        told = disguise.followed(it, answers)
        distance = answers.mean() - self._critic(it, fake).mean()
        if p.hold == CLIP:
            return {"total": -distance, "distance": distance, **told}
        with it.full_precision():
            judge = partial(self._critic, it)
            penalty, slope = losses.slope_penalty(judge, it.real, fake.float(), it.seed())
        return {"total": p.gradient_penalty * penalty - distance, "distance": distance, "slope": slope, **told}

    def generator_losses(self, it: Iteration) -> Losses:
        return {"total": -self._critic(it, self._fakes(it)).mean()}

    def generators(self) -> tuple[Generator, ...]:
        data = self.data
        return (Generator("pictures", G, (Latent("z", self.params.latent),), Picture(data.channels, data.size)),)

    def figures(self, evaluation: Evaluation) -> Mapping[str, float]:
        """How far real and generated pictures are apart for the critic."""
        networks, real = evaluation.networks, evaluation.real.pictures
        noise = self.generators()[0].controls[0].drawn(len(real), evaluation.random)
        return {"distance": float(networks[D](real).mean() - networks[D](networks[G](noise)).mean())}
