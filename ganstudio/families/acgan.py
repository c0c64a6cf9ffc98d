"""AC-GAN: the discriminator names the class as well (Odena et al. 2017, arXiv 1610.09585).

`quick` and `stable` learn classes from real pictures alone: what it learns from fakes, it learns to be fooled by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ganstudio.core.curves import Group, Line
from ganstudio.core.params import param
from ganstudio.core.sets import LABELLED
from ganstudio.engine import compact, losses
from ganstudio.engine.adversarial import AdversarialFamily, D, G, NormedParams, soft_norm_param
from ganstudio.engine.family import SIZES, Evaluation, Iteration, Losses, Preset
from ganstudio.engine.later import heads, layers, torch
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

QUICK, STABLE, PAPER = compact.QUICK, compact.STABLE, "paper"
UPSAMPLING, GUIDELINES = "upsampling", "guidelines"


@dataclass(frozen=True)
class ACGANParams(NormedParams):
    network: str = param(
        STABLE, "Networks", "Which pair of networks, and how the generator is told the class.", group="Generator",
        choices={**compact.CHOICES, PAPER: "As in the paper",
            UPSAMPLING: "Upsampling", GUIDELINES: "Strided, fixed labels"},
    )  # fmt: skip
    soft_norm: bool = soft_norm_param(UPSAMPLING)
    class_weight: float = param(
        1.0, "Class weight", "How much it counts in the discriminator that classes are named.", group="Classes",
        low=0.0, high=100.0,
    )  # fmt: skip
    class_weight_g: float = param(
        1.0, "Class weight of G", "How much it counts in the generator that its class is recognised.", group="Classes",
        low=0.0, high=100.0,
    )  # fmt: skip
    learn_from_fakes: bool = param(
        False, "Learn from fakes", "The discriminator learns classes from generated pictures too, as in the paper.",
        group="Classes",
    )  # fmt: skip
    double_softmax: bool = param(
        False, "Double softmax", "Takes probabilities for logits when a class is read: weak gradients (a quirk).",
        group="Classes", advanced=True,
    )  # fmt: skip


@register
class ACGAN(AdversarialFamily):
    key, title, order = "acgan", "AC-GAN", 32
    summary = "Asks the discriminator to name the class: labels are obeyed, and pictures of a class become more alike."
    paper = "Odena et al., 2017"
    need = Need(LABELLED)
    Params = ACGANParams
    params: ACGANParams
    curves = (
        Group("Classes named", (
            Line("discriminator.accuracy on real", "real",
                 "How often the class of a real picture is named: it should rise towards 1.", "good"),
            Line("discriminator.accuracy on generated", "generated",
                 "How often the class asked for is named: near that of real is healthy. Far above it, the generator "
                 "may be fooling the discriminator.", "caution"),
        ), (0.0, 1.0), short="Accuracy"),
        Group("Class error", (
            Line("generator.class", "generator",
                 "How badly classes asked for are seen in pictures: it should fall fast. It is a cross-entropy: 0 is "
                 "surely, and it should stay low.", "accent"),
        ), width=7),
    )  # fmt: skip
    presets = (
        Preset("stable", "Stable", "Finer pictures, more varied within a class; learning slows down.", "this project",
               {**compact.SETTINGS, "latent": 64, "class_weight_g": 0.5, "lr_decay": 360_000}),
        Preset("quick", "Quick", "Recognisable within seconds; classes are learned from real pictures alone.",
               "this project", {**compact.SETTINGS, "network": QUICK, "latent": 32}),
        Preset("paper", "The paper", "The network for CIFAR-10, with dropout. Wants a GPU.", "Odena et al. 2017",
               {"network": PAPER, "batch": 100, "learn_from_fakes": True, "ema_half_life": 0, "share_fakes": False},
               faithful=True, size=32),
        Preset("pytorch-gan", "Upsampling", "Noise times a learned label; soft batch norm and double softmax included.",
               "PyTorch-GAN, 2018",
               {"network": UPSAMPLING, "soft_norm": True, "double_softmax": True, "learn_from_fakes": True,
                "halve_d": True, "generator_first": True, "ema_half_life": 0}, faithful=True, size=32),
        Preset("study", "Strided, fixed labels",
               "Noise times labels that are never learned, class weight 10; its empty noise and its crash are mended.",
               "A Study in GANs, 2019",
               {"network": GUIDELINES, "class_weight": 10.0, "class_weight_g": 10.0, "learn_from_fakes": True,
                "ema_half_life": 0}, faithful=True, size=64),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: Any) -> tuple[int, ...]:
        return {PAPER: (32,), UPSAMPLING: SIZES[1:], GUIDELINES: SIZES[1:]}.get(params.network, SIZES)

    @classmethod
    def fitted(cls, preset: str, size: int, channels: int) -> Mapping[str, Any]:
        return compact.fitted(preset, size, channels)

    def networks(self) -> dict[str, Module]:
        p, data, classes = self.params, self.data, len(self.data.classes)
        if p.network in (UPSAMPLING, GUIDELINES):
            body, trunk, width = (
                heads.upsampling(p.latent, data.channels, data.size, p.soft_norm) if p.network == UPSAMPLING
                else heads.radford_features(p.latent, data.channels, data.size)
            )  # fmt: skip
            generator: Module = heads.TimesLabel(classes, p.latent, body, learned=p.network == UPSAMPLING)
        else:
            body, trunk, width = self._joined(p.latent + classes)
            generator = layers.WithLabel(layers.OneHot(classes), body)
        layers.normal_init(body)
        judge = heads.AuxiliaryClassifier(trunk, width, classes, p.double_softmax)
        return self.normed({G: generator, D: layers.normal_init(judge)})

    def _joined(self, inputs: int) -> tuple[Module, Module, int]:
        """Parts of the pairs whose generator is given the label beside its noise."""
        data = self.data
        if self.params.network == PAPER:
            return heads.odena(inputs, data.channels)
        body = compact.generator(self.params.network, inputs, data.channels, data.size)
        return body, *compact.features(data.channels, data.size, self.params.network)

    def _judged(self, it: Iteration, real: Tensor, fake: Tensor) -> Losses:
        """L_S and L_C of section 3: source and class."""
        p, told = self.params, super()._judged(it, real, fake)
        missed = real[:, 1].mean() + (fake[:, 1].mean() if p.learn_from_fakes else 0.0)
        return {
            **told,
            "total": told["total"] + p.class_weight * missed * (0.5 if p.halve_d else 1.0),
            "accuracy on real": real[:, 2].mean(),
            "accuracy on generated": fake[:, 2].mean(),
        }

    def generator_losses(self, it: Iteration) -> Losses:
        labels, p = self.fake_labels(it), self.params
        fake = it.shared["fake"] if p.share_fakes else self.generate(it, labels)
        answers = self.discriminate(it, fake, labels)
        missed = answers[:, 1].mean()
        total = losses.generator_loss(p.loss, answers[:, :1]) + p.class_weight_g * missed
        return {"total": total, "class": missed}

    def figures(self, evaluation: Evaluation) -> Mapping[str, float]:
        """How often its own second head names the class of real pictures, and that asked for of generated ones."""
        networks, real = evaluation.networks, evaluation.real
        assert real.labels is not None
        labels = torch.arange(len(real.labels)) % len(self.data.classes)
        noise = self.generators()[0].controls[0].drawn(len(labels), evaluation.random)
        seen = {"real": (real.pictures, real.labels), "generated": (networks[G](noise, labels), labels)}
        return {f"auxiliary_accuracy_{name}": float(networks[D](*each)[:, 2].mean()) for name, each in seen.items()}
