"""What every noise-to-picture GAN shares: its two phases and their losses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ganstudio.core.controls import Control, Label, Latent
from ganstudio.core.outputs import Output, Picture
from ganstudio.core.priors import NORMAL
from ganstudio.engine import losses
from ganstudio.engine.adversarial_params import AdversarialParams as AdversarialParams
from ganstudio.engine.adversarial_params import soft_norm_param as soft_norm_param
from ganstudio.engine.family import Family, Generator, Iteration, Losses, Optimiser, Phase
from ganstudio.engine.later import torch
from ganstudio.engine.schedules import falling

if TYPE_CHECKING:
    from torch import Tensor, nn

G, D = "generator", "discriminator"


class NoiseFamily(Family):
    """A generator G(z[, y]) against a discriminator D(x[, y]). Subclasses build the two networks, and train them."""

    @property
    def prior(self) -> str:
        """How the latent numbers are drawn."""
        return NORMAL

    def discriminate(self, iteration: Iteration, pictures: Tensor, labels: Tensor | None) -> Tensor:
        network = iteration.networks[D]
        logits: Tensor = network(pictures, labels) if self.conditional else network(pictures)
        return logits.float()

    def generate(self, iteration: Iteration, labels: Tensor | None) -> Tensor:
        noise = iteration.noise(self.params.latent, self.prior)
        network = iteration.networks[G]
        fakes: Tensor = network(noise, labels) if self.conditional else network(noise)
        return fakes

    def seen(self, iteration: Iteration, pictures: Tensor) -> Tensor:
        """Pictures, real or not, as the discriminator is shown them."""
        return pictures

    def fake_labels(self, iteration: Iteration) -> Tensor | None:
        """Classes of this iteration's fakes: those of its real batch, so that both are balanced alike."""
        return iteration.labels if self.conditional else None

    def forward(self, iteration: Iteration) -> Mapping[str, Tensor]:
        return {"fake": self.generate(iteration, self.fake_labels(iteration))} if self.params.share_fakes else {}

    def generators(self) -> tuple[Generator, ...]:
        controls: tuple[Control, ...] = (Latent("z", self.params.latent, self.prior),)
        if self.conditional:
            controls += (Label("class_id", self.data.classes),)
        return (Generator("pictures", G, controls, self.gives()),)

    def gives(self) -> Output:
        """What the generator makes."""
        return Picture(self.data.channels, self.data.size, self.output_range)

    @property
    def output_range(self) -> tuple[float, float]:
        """What the generator's last layer can produce."""
        return self.value_range


class AdversarialFamily(NoiseFamily):
    """Both networks minimise one of the usual losses, perhaps with R1, in the order of Algorithm 1 of the first GAN."""

    params: AdversarialParams

    @property
    def prior(self) -> str:
        return self.params.prior

    def real(self, iteration: Iteration) -> Tensor:
        """The real batch as the discriminator is shown it."""
        return iteration.real

    def phases(self) -> tuple[Phase, ...]:
        p = self.params
        discriminator = Phase(D, (D,), self.discriminator_losses, self._optimiser(p.lr_d), repeat=p.k)
        generator = Phase(G, (G,), self.generator_losses, self._optimiser(p.lr_g))
        return (generator, discriminator) if p.generator_first else (discriminator, generator)

    def discriminator_losses(self, it: Iteration) -> Losses:
        """Algorithm 1's inner step: tell real pictures from generated ones."""
        p = self.params
        fake, labels = self._fakes_to_judge(it)
        real = self.real(it)
        if p.r1 and it.step % p.r1_every == 0:
            return self._penalised(it, fake, labels)
        if p.concatenate:
            both = None if labels is None else torch.cat([labels, labels])
            logits = self.discriminate(it, torch.cat([real, fake.to(real.dtype)]), both)
            real_logits, fake_logits = torch.tensor_split(logits, 2)
        else:
            real_logits = self.discriminate(it, real, it.labels)
            fake_logits = self.discriminate(it, fake, labels)
        return self._judged(real_logits, fake_logits)

    def _fakes_to_judge(self, it: Iteration) -> tuple[Tensor, Tensor | None]:
        """The shared ones, or fresh ones for a repeated update; with the classes that they were made with."""
        labels = self.fake_labels(it)
        if self.params.share_fakes and it.repeat == 0:
            return it.shared["fake"].detach(), labels
        with torch.no_grad():
            return self.generate(it, labels), labels

    def _penalised(self, it: Iteration, fake: Tensor, labels: Tensor | None) -> Losses:
        """One update with the lazy R1 term, which needs full precision and passes of their own."""
        p = self.params
        with it.full_precision():
            real_logits, r1 = losses.r1_penalty(lambda x: self.discriminate(it, x, it.labels), self.real(it))
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
        return Optimiser(p.optimiser, falling(lr, p.lr_decay), (p.beta1, p.beta2), p.momentum)


def picture_numbers(family: Family) -> int:
    """Numbers in one picture."""
    return family.data.channels * family.data.size**2


def count_parameters(network: nn.Module) -> int:
    """Trainable numbers in a network."""
    return sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)
