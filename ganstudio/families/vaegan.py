"""VAE-GAN: a generator and its encoder learn likeness from a discriminator (Larsen et al. 2016, arXiv 1512.09300).

Encoder <- KL + likeness; generator <- gamma * likeness + adversarial; discriminator <- adversarial (Algorithm 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ganstudio.core.controls import ImageInput, Latent
from ganstudio.core.outputs import Numbers, Picture
from ganstudio.core.priors import NORMAL
from ganstudio.core.sets import PLAIN
from ganstudio.engine import compact, disguise, losses
from ganstudio.engine.encoding_curves import CURVES
from ganstudio.engine.encoding_params import DENSE, PAPER, QUICK, VAEGANParams, fitted
from ganstudio.engine.family import (
    SIZES,
    Batch,
    Evaluation,
    Family,
    Generator,
    Iteration,
    Losses,
    Phase,
    Preset,
    Stateful,
    Told,
)
from ganstudio.engine.later import encoders, torch
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import RMSPROP, Optimiser
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import falling

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

E, G, D = "encoder", "generator", "discriminator"
_PAPER = {
    "optimiser": RMSPROP, "lr_e": 3.1e-4, "lr_g": 3.1e-4, "lr_d": 3.1e-4, "weight_decay": 1e-5, "strength": 0.0,
    "gamma": 1e-5, "r1": 0.0, "balance": True, "batch": 64, "ema_half_life": 0,
}  # fmt: skip


@register
class VAEGAN(Family):
    key, title, order = "vaegan", "VAE-GAN", 36
    summary = "Also learns the way back: encodes your pictures into a few numbers and draws them again from these."
    judge = D
    paper = "Larsen et al., 2016"
    need, shares_graph = Need(PLAIN), True
    columns = ("Picture", "Reconstruction", "Sample")
    curves = CURVES
    Params = VAEGANParams
    params: VAEGANParams
    presets = (
        Preset("stable", "Stable", "Finer pictures from small networks; learning slows down for a clean finish.",
               "this project", {"latent": 64, "augment": disguise.AUTO, "lr_decay": 400_000}),
        Preset("quick", "Quick", "Recognisable reconstructions within a minute or two, on a processor too.",
               "this project", {"network": QUICK, "augment": disguise.AUTO}),
        Preset("paper", "The paper", "Its networks and its rule of balance, at one learning rate. Wants a GPU.",
               "Larsen et al. 2016", {**_PAPER, "network": PAPER, "latent": 128}, faithful=True, size=64),
        Preset("dense", "Dense, for digits", "Two hidden layers in each network, as the authors used for digits.",
               "Larsen et al. 2016, their code", {**_PAPER, "network": DENSE}, faithful=True, size=28),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: Any) -> tuple[int, ...]:
        return {PAPER: (32, 64, 128), DENSE: (28, 32)}.get(params.network, SIZES)

    @classmethod
    def fitted(cls, preset: str, size: int, channels: int) -> Mapping[str, Any]:
        return fitted(preset, size, channels)

    def networks(self) -> dict[str, Module]:
        p, shape = self.params, (self.params.latent, self.data.channels, self.data.size)
        if p.network in compact.CHOICES:
            made = encoders.small(p.network, *shape, p.layer)
        else:
            made = encoders.paper(*shape, p.width) if p.network == PAPER else encoders.dense(*shape, 16 * p.width)
        return dict(zip((E, G, D), made, strict=True))

    def memory(self) -> Mapping[str, Stateful]:
        return {"variance": encoders.RunningVariance(), **disguise.memory(self)}

    def phases(self) -> tuple[Phase, ...]:
        each = ((E, self.encoder_losses), (G, self.generator_losses), (D, self.discriminator_losses))
        rates = (self.params.lr_e, self.params.lr_g, self.params.lr_d)
        return tuple(Phase(name, (name,), loss, self.how(lr)) for (name, loss), lr in zip(each, rates, strict=True))

    def how(self, lr: float) -> Optimiser:
        p = self.params
        return Optimiser(p.optimiser, falling(lr, p.lr_decay), (p.beta1, p.beta2), weight_decay=p.weight_decay)

    def forward(self, it: Iteration) -> Mapping[str, Tensor]:
        """One pass of real pictures, their reconstructions and samples; a phase moves its own network only."""
        mean, log_variance = (each.float() for each in it.networks[E]((it.real + 1) / 2, True))
        code = mean + it.noise(self.params.latent, NORMAL) * (log_variance / 2).exp()
        drawn = it.networks[G](torch.cat([code, it.noise(self.params.latent, NORMAL)]))
        features, logits = self._tapped(it, torch.cat([it.real, drawn.to(it.real.dtype)]), groups=3)
        real, again, _ = features.float().chunk(3)
        error = (again - real.detach()).square()
        difference = error.mean() / it.memory["variance"].updated(real)
        strength = self.params.strength
        likeness = difference * strength / 2 if strength else error.flatten(1).sum(1).mean() / 2
        to_real, to_drawn = logits.float().tensor_split([len(it.real)])
        kl = encoders.nats(mean, log_variance)
        return {"kl": kl, "likeness": likeness, "difference": difference, "real": to_real, "drawn": to_drawn}

    def _tapped(self, it: Iteration, pictures: Tensor, groups: int = 1) -> tuple[Tensor, Tensor]:
        features, logits = it.networks[D](disguise.seen(self, it, pictures, groups))
        return features, logits

    def encoder_losses(self, it: Iteration) -> Losses:
        kl, likeness = it.shared["kl"], it.shared["likeness"]
        return {"total": kl + likeness, "kl": kl, "difference": it.shared["difference"]}

    def generator_losses(self, it: Iteration) -> Losses:
        adversarial = losses.generator_loss(losses.NON_SATURATING, it.shared["drawn"])
        total = self.params.gamma * it.shared["likeness"] + (1 - self.params.gamma) * adversarial
        return {"total": total * self._learns(it)[0], "adversarial": adversarial}

    def discriminator_losses(self, it: Iteration) -> Losses:
        p, real, drawn = self.params, it.shared["real"], it.shared["drawn"]
        total = losses.discriminator_loss(losses.NON_SATURATING, real, drawn) * self._learns(it)[1]
        told = {f"D({name})": each.detach().sigmoid().mean() for name, each in (("x", real), ("G(z)", drawn))}
        told |= disguise.followed(it, real)
        if p.r1 and it.step % p.r1_every == 0:
            with it.full_precision():
                _, told["r1"] = losses.r1_penalty(lambda x: self._tapped(it, x)[1].float(), it.real)
                total = total + p.r1 * p.r1_every * told["r1"]
        return {"total": total, **told}

    def verdict(self, judge: Module, pictures: Tensor, told: Told) -> Tensor:
        answers: Tensor = judge(pictures)[1]  # behind the features that likeness is of
        return answers

    def _learns(self, it: Iteration) -> tuple[Tensor | float, Tensor | float]:
        """Whether generator and discriminator learn now, as factors."""
        return encoders.balanced(it.shared["real"], it.shared["drawn"]) if self.params.balance else (1.0, 1.0)

    def generators(self) -> tuple[Generator, ...]:
        latent, channels, size = self.params.latent, self.data.channels, self.data.size
        drawn = Generator("pictures", G, (Latent("z", latent),), Picture(channels, size))
        picture = ImageInput("picture", channels, "picture", size, largest=size)
        return drawn, Generator("encoder", E, (picture,), Numbers(latent))

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        mean = networks[E]((examples.pictures + 1) / 2)
        return examples.pictures, networks[G](mean), networks[G](torch.randn_like(mean))

    def figures(self, evaluation: Evaluation) -> Mapping[str, float]:
        return encoders.figures(evaluation.networks[E], evaluation.networks[G], evaluation)
