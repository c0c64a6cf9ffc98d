"""What every noise-to-picture GAN shares: its two phases and their losses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ganstudio.core.controls import Attributes, Control, Label, Latent
from ganstudio.core.outputs import Output, Picture
from ganstudio.core.priors import NORMAL
from ganstudio.engine import disguise, losses
from ganstudio.engine.adversarial_params import BOTH, NONE, SAME
from ganstudio.engine.adversarial_params import AdversarialParams as AdversarialParams
from ganstudio.engine.adversarial_params import CompactParams as CompactParams
from ganstudio.engine.adversarial_params import NormedParams as NormedParams
from ganstudio.engine.adversarial_params import soft_norm_param as soft_norm_param
from ganstudio.engine.family import Family, Generator, Iteration, Losses, Optimiser, Phase, Stateful, Told
from ganstudio.engine.later import attention, layers, torch
from ganstudio.engine.optimisers import SGD
from ganstudio.engine.schedules import falling

if TYPE_CHECKING:
    from torch import Tensor, nn

G, D = "generator", "discriminator"


class NoiseFamily(Family):
    """A generator G(z[, y]) against a discriminator D(x[, y]). Subclasses build the two networks, and train them."""

    judge = D

    @property
    def prior(self) -> str:
        """How the latent numbers are drawn."""
        return NORMAL

    @property
    def condition(self) -> Control | None:
        """What both networks are told about a picture, if anything: its class, or its attributes."""
        data = self.data
        if self.need.uses_attributes(data):
            return Attributes("attributes", data.attributes, data.groups)
        return Label("class_id", data.classes) if self.conditional else None

    def told_of(self, iteration: Iteration) -> Tensor | None:
        """What is told of the real batch: N class indices, or N x attributes of 0 and 1."""
        if self.need.uses_attributes(self.data):
            assert iteration.flags is not None
            return iteration.flags.float()
        return iteration.labels

    def discriminate(self, iteration: Iteration, pictures: Tensor, labels: Tensor | None) -> Tensor:
        """What D answers, N x 1, the logit of being real; more columns where it has more heads."""
        network, seen = iteration.networks[D], self.seen(iteration, pictures)
        logits: Tensor = network(seen) if self.condition is None else network(seen, labels)
        return logits.float()

    def generate(self, iteration: Iteration, labels: Tensor | None) -> Tensor:
        noise = iteration.noise(self.params.latent, self.prior)
        network = iteration.networks[G]
        fakes: Tensor = network(noise) if self.condition is None else network(noise, labels)
        return fakes

    def verdict(self, judge: nn.Module, pictures: Tensor, told: Told) -> Tensor:
        answers: Tensor = judge(pictures) if told.condition is None else judge(pictures, told.condition)
        return answers[:, :1]  # other columns are other heads

    def seen(self, iteration: Iteration, pictures: Tensor) -> Tensor:
        """Pictures, real or not, as the discriminator is shown them."""
        return disguise.seen(self, iteration, pictures)

    def memory(self) -> Mapping[str, Stateful]:
        return disguise.memory(self)

    def fake_labels(self, iteration: Iteration) -> Tensor | None:
        """Classes of this iteration's fakes: those of its real batch, so that both are balanced alike."""
        return None if self.condition is None else self.told_of(iteration)

    def forward(self, iteration: Iteration) -> Mapping[str, Tensor]:
        return {"fake": self.generate(iteration, self.fake_labels(iteration))} if self.params.share_fakes else {}

    def generators(self) -> tuple[Generator, ...]:
        controls: tuple[Control, ...] = (Latent("z", self.params.latent, self.prior),)
        if self.condition is not None:
            controls += (self.condition,)
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

    @property
    def border(self) -> float | None:
        p = self.params
        return (p.real_target + p.fake_target) / 2 if p.loss == losses.LEAST_SQUARES else 0.0

    def real(self, iteration: Iteration) -> Tensor:
        """The real batch as the discriminator is shown it."""
        return iteration.real

    def phases(self) -> tuple[Phase, ...]:
        p = self.params
        discriminator = Phase(D, (D,), self.discriminator_losses, self._optimiser(p.lr_d, p.optimiser_d), repeat=p.k)
        judged = self._judged_at_rest if p.resting_norm else self.generator_losses
        generator = Phase(G, (G,), judged, self._optimiser(p.lr_g))
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
            real_logits = self.discriminate(it, real, self.told_of(it))
            fake_logits = self.discriminate(it, fake, labels)
        return self._judged(it, real_logits, fake_logits)

    def _fakes_to_judge(self, it: Iteration) -> tuple[Tensor, Tensor | None]:
        """The shared ones, or fresh ones for a repeated update; with the classes that they were made with."""
        labels = self.fake_labels(it)
        if self.params.share_fakes and it.repeat == 0:
            return it.shared["fake"].detach(), labels
        with torch.no_grad():
            return self.generate(it, labels), labels

    def _penalised(self, it: Iteration, fake: Tensor, labels: Tensor | None) -> Losses:
        """One update with the lazy R1 term, which needs full precision and passes of their own."""
        answers: list[Tensor] = []

        def logit(pictures: Tensor) -> Tensor:
            answers.append(self.discriminate(it, pictures, self.told_of(it)))
            return answers[-1][:, :1]

        p = self.params
        with it.full_precision():
            _, r1 = losses.r1_penalty(logit, self.real(it))
            judged = dict(self._judged(it, answers[-1], self.discriminate(it, fake.float(), labels)))
        return {**judged, "total": judged["total"] + p.r1 * p.r1_every * r1, "r1": r1}

    def _judged(self, it: Iteration, real: Tensor, fake: Tensor) -> Losses:
        """What D's answers cost it. Families with more heads take their columns apart and add to this."""
        p, real_logits, fake_logits = self.params, real[:, :1], fake[:, :1]
        told = disguise.followed(it, real_logits)
        believed = {f"D({name})": torch.sigmoid(each.detach()).mean()
                    for name, each in (("x", real_logits), ("G(z)", fake_logits))}  # fmt: skip
        if p.flipped_labels:
            real_logits, fake_logits = disguise.exchanged(it, real_logits, fake_logits, p.flipped_labels)
        total = losses.discriminator_loss(p.loss, real_logits, fake_logits, p.real_target, p.fake_target)
        if getattr(p, "san", False):  # the last layer's direction learns by itself (`layers.Sliced`)
            total = total + fake[:, 1].mean() - real[:, 1].mean()
        return {"total": total * 0.5 if p.halve_d else total, **believed, **told}

    def generator_losses(self, it: Iteration) -> Losses:
        """Algorithm 1's outer step: make the discriminator take generated pictures for real ones."""
        labels = self.fake_labels(it)
        fake = it.shared["fake"] if self.params.share_fakes else self.generate(it, labels)
        return {"total": losses.generator_loss(self.params.loss, self.discriminate(it, fake, labels)[:, :1])}

    def _judged_at_rest(self, it: Iteration) -> Losses:
        """The outer step as Keras has it: in a frozen network batch norm takes its running statistics."""
        with layers.resting_norms(it.networks[D]):
            return self.generator_losses(it)

    def _optimiser(self, lr: float, kind: str = SAME) -> Optimiser:
        p = self.params
        kind = p.optimiser if kind == SAME else kind
        momentum = p.momentum if kind == SGD else 0.0
        return Optimiser(kind, falling(lr, p.lr_decay), (p.beta1, p.beta2), momentum)

    def normed(self, networks: dict[str, nn.Module]) -> dict[str, nn.Module]:
        """New networks as they are trained: spectrally normalised where the settings say so."""
        which = getattr(self.params, "spectral_norm", NONE)
        chosen = {NONE: (), BOTH: (G, D)}.get(which, (which,))
        return {name: attention.normalised(each) if name in chosen else each for name, each in networks.items()}


def picture_numbers(family: Family) -> int:
    """Numbers in one picture."""
    return family.data.channels * family.data.size**2


def count_parameters(network: nn.Module) -> int:
    """Trainable numbers in a network."""
    return sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)
