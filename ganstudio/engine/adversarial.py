"""What every noise-to-picture GAN shares: its settings, its two phases and their losses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.controls import Control, Label, Latent
from ganstudio.core.params import param
from ganstudio.engine import losses
from ganstudio.engine.family import Family, Generator, Iteration, Losses, Optimiser, Phase
from ganstudio.engine.later import torch

if TYPE_CHECKING:
    from torch import Tensor, nn

G, D = "generator", "discriminator"
_ADAM, _SGD = ("optimiser", ("adam",)), ("optimiser", ("sgd",))
_SMOOTHABLE = ("loss", (losses.NON_SATURATING, losses.SATURATING, losses.LEAST_SQUARES))


def soft_norm_param(network: str) -> bool:
    """The setting of the batch-norm slip that all of Team 24's networks share (`gan-families` 2.2)."""
    slip: bool = param(
        False,
        "Soft batch norm",
        "Batch norm with epsilon 0.8, a slip that many copies of this network share.",
        group="Generator",
        advanced=True,
        only_when=("network", (network,)),
    )
    return slip


@dataclass(frozen=True)
class AdversarialParams:
    """Settings of a generator that learns from a discriminator. Defaults: Radford et al. 2016."""

    loss: str = param(
        losses.NON_SATURATING,
        "Loss",
        "What both networks minimise. Non-saturating is the safe choice.",
        group="Training",
        choices=losses.NAMES,
    )
    batch: int = param(
        64,
        "Batch",
        "Pictures per update. Small batches learn faster on a processor.",
        group="Training",
        low=2,
        high=1024,
        unit="pictures",
        scale="log",
    )
    ema_half_life: int = param(
        10_000,
        "EMA half-life",
        "Averages the generator over this many pictures: calmer samples. 0 turns it off.",
        group="Training",
        low=0,
        high=10_000_000,
        unit="pictures",
        scale="log",
    )
    latent: int = param(
        100,
        "Latent size",
        "How many random numbers each picture is made from.",
        group="Generator",
        low=1,
        high=1024,
        scale="log",
    )
    prior: str = param(
        "normal",
        "Latent noise",
        "How those random numbers are drawn.",
        group="Generator",
        choices={"normal": "Normal", "uniform": "Uniform, −1 to 1"},
        advanced=True,
    )
    lr_g: float = param(
        2e-4,
        "Learning rate",
        "Step size of the generator.",
        group="Generator",
        low=1e-7,
        high=1.0,
        scale="log",
    )
    lr_d: float = param(
        2e-4,
        "Learning rate",
        "Step size of the discriminator.",
        group="Discriminator",
        low=1e-7,
        high=1.0,
        scale="log",
    )
    k: int = param(
        1,
        "Steps per iteration",
        "Updates of the discriminator for each one of the generator (k in Algorithm 1).",
        group="Discriminator",
        low=1,
        high=20,
    )
    r1: float = param(
        0.0,
        "R1 penalty",
        "Keeps the discriminator gentle near real pictures; 1 is a good start, 0 turns it off.",
        group="Discriminator",
        low=0.0,
        high=1000.0,
    )
    r1_every: int = param(
        8,
        "R1 every",
        "Apply the penalty only at every so many updates, that much stronger; 1 is every update.",
        group="Discriminator",
        low=1,
        high=64,
        unit="steps",
        advanced=True,
    )
    real_target: float = param(
        1.0,
        "Real label",
        "What the discriminator should say of real pictures; 0.9 smooths it.",
        group="Discriminator",
        low=0.5,
        high=1.0,
        advanced=True,
        only_when=_SMOOTHABLE,
    )
    fake_target: float = param(
        0.0,
        "Fake label",
        "What the discriminator should say of generated pictures.",
        group="Discriminator",
        low=0.0,
        high=0.5,
        advanced=True,
        only_when=_SMOOTHABLE,
    )
    halve_d: bool = param(
        False,
        "Halve its loss",
        "Average the real and the fake term instead of adding them.",
        group="Discriminator",
        advanced=True,
    )
    optimiser: str = param(
        "adam",
        "Optimiser",
        "How gradients become steps. The first GAN used SGD with momentum.",
        group="Optimiser",
        choices={"adam": "Adam", "sgd": "SGD with momentum"},
    )
    beta1: float = param(
        0.5,
        "Beta 1",
        "How long Adam remembers gradients.",
        group="Optimiser",
        low=0.0,
        high=0.999,
        advanced=True,
        only_when=_ADAM,
    )
    beta2: float = param(
        0.999,
        "Beta 2",
        "How long Adam remembers their size.",
        group="Optimiser",
        low=0.0,
        high=0.99999,
        advanced=True,
        only_when=_ADAM,
    )
    momentum: float = param(
        0.5,
        "Momentum",
        "How long SGD remembers its direction.",
        group="Optimiser",
        low=0.0,
        high=0.999,
        only_when=_SGD,
    )
    lr_decay: int = param(
        0,
        "Slow down over",
        "Both learning rates fall to a tenth over this many pictures; 0 keeps them.",
        group="Optimiser",
        low=0,
        high=100_000_000,
        unit="pictures",
        scale="log",
    )
    generator_first: bool = param(
        False,
        "Generator first",
        "Update the generator before the discriminator, on the same fakes.",
        group="Order",
        advanced=True,
    )
    share_fakes: bool = param(
        True,
        "Share fakes",
        "Judge one set of fakes for both updates instead of drawing new ones: faster.",
        group="Order",
        advanced=True,
    )
    concatenate: bool = param(
        False, "One pass", "Show real and generated pictures to the discriminator in one batch.",
        group="Order", advanced=True,
    )  # fmt: skip


class AdversarialFamily(Family):
    """A generator G(z[, y]) against a discriminator D(x[, y]). Subclasses build the two networks."""

    params: AdversarialParams
    conditional = False

    def discriminate(self, iteration: Iteration, pictures: Tensor, labels: Tensor | None) -> Tensor:
        network = iteration.networks[D]
        logits: Tensor = network(pictures, labels) if self.conditional else network(pictures)
        return logits.float()

    def generate(self, iteration: Iteration, labels: Tensor | None) -> Tensor:
        noise = iteration.noise(self.params.latent, self.params.prior)
        network = iteration.networks[G]
        fakes: Tensor = network(noise, labels) if self.conditional else network(noise)
        return fakes

    def fake_labels(self, iteration: Iteration) -> Tensor | None:
        """Classes of this iteration's fakes: those of its real batch, so that both are balanced alike."""
        return iteration.labels if self.conditional else None

    def forward(self, iteration: Iteration) -> Mapping[str, Tensor]:
        return {"fake": self.generate(iteration, self.fake_labels(iteration))} if self.params.share_fakes else {}

    def phases(self) -> tuple[Phase, ...]:
        p = self.params
        discriminator = Phase(D, (D,), self.discriminator_losses, self._optimiser(p.lr_d), repeat=p.k)
        generator = Phase(G, (G,), self.generator_losses, self._optimiser(p.lr_g))
        return (generator, discriminator) if p.generator_first else (discriminator, generator)

    def discriminator_losses(self, it: Iteration) -> Losses:
        """Algorithm 1's inner step: tell real pictures from generated ones."""
        p = self.params
        fake = it.shared["fake"].detach() if p.share_fakes and it.repeat == 0 else self._fresh_fakes(it)
        labels = self.fake_labels(it)
        if p.r1 and it.step % p.r1_every == 0:
            return self._penalised(it, fake, labels)
        if p.concatenate:
            both = None if labels is None else torch.cat([labels, labels])
            logits = self.discriminate(it, torch.cat([it.real, fake.to(it.real.dtype)]), both)
            real_logits, fake_logits = torch.tensor_split(logits, 2)
        else:
            real_logits = self.discriminate(it, it.real, it.labels)
            fake_logits = self.discriminate(it, fake, labels)
        return self._judged(real_logits, fake_logits)

    def _fresh_fakes(self, it: Iteration) -> Tensor:
        with torch.no_grad():
            return self.generate(it, self.fake_labels(it))

    def _penalised(self, it: Iteration, fake: Tensor, labels: Tensor | None) -> Losses:
        """One update with the lazy R1 term, which needs full precision and passes of their own."""
        p = self.params
        with it.full_precision():
            real_logits, r1 = losses.r1_penalty(lambda x: self.discriminate(it, x, it.labels), it.real)
            judged = dict(self._judged(real_logits, self.discriminate(it, fake.float(), labels)))
            judged["total"] = judged["total"] + p.r1 * p.r1_every * r1
            judged["r1"] = r1
        return judged

    def _judged(self, real_logits: Tensor, fake_logits: Tensor) -> Losses:
        p = self.params
        total = losses.discriminator_loss(p.loss, real_logits, fake_logits, p.real_target, p.fake_target)
        return {
            "total": total * 0.5 if p.halve_d else total,
            "D(x)": torch.sigmoid(real_logits.detach()).mean(),
            "D(G(z))": torch.sigmoid(fake_logits.detach()).mean(),
        }

    def generator_losses(self, it: Iteration) -> Losses:
        """Algorithm 1's outer step: make the discriminator take generated pictures for real ones."""
        labels = self.fake_labels(it)
        fake = it.shared["fake"] if self.params.share_fakes else self.generate(it, labels)
        return {"total": losses.generator_loss(self.params.loss, self.discriminate(it, fake, labels))}

    def _optimiser(self, lr: float) -> Optimiser:
        p = self.params
        final = lr / 10 if p.lr_decay else None
        return Optimiser(p.optimiser, lr, (p.beta1, p.beta2), p.momentum, final, p.lr_decay)

    def generators(self) -> tuple[Generator, ...]:
        controls: tuple[Control, ...] = (Latent("z", self.params.latent, self.params.prior),)
        if self.conditional:
            controls += (Label("class_id", self.data.classes),)
        return (Generator("pictures", G, controls, self.output_range),)

    @property
    def output_range(self) -> tuple[float, float]:
        """What the generator's last layer can produce."""
        return self.value_range

    @property
    def ema_half_life(self) -> int:
        return self.params.ema_half_life


def picture_numbers(family: Family) -> int:
    """Numbers in one picture."""
    return family.data.channels * family.data.size**2


def count_parameters(network: nn.Module) -> int:
    """Trainable numbers in a network."""
    return sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)
