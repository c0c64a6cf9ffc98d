"""CGAN: both networks are told the class (Mirza and Osindero 2014, arXiv 1411.1784).

Dense and convolutional variants of three student projects; `quick` and `stable` judge with
a projection discriminator (Miyato and Koyama 2018).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ganstudio.core.errors import StudioError
from ganstudio.core.params import param
from ganstudio.core.sets import LABELLED, DataInfo
from ganstudio.engine import compact, losses
from ganstudio.engine.adversarial import AdversarialFamily, CompactParams, D, G, soft_norm_param
from ganstudio.engine.family import Iteration, Losses, Preset
from ganstudio.engine.later import convnets, densenets, layers, nn, torch
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

QUICK, STABLE = compact.QUICK, compact.STABLE
DENSE, CONV, CONV_QUIRKS = "dense", "conv", "conv_quirks"


@dataclass(frozen=True)
class CGANParams(CompactParams):
    network: str = param(
        STABLE, "Networks", "Which pair of networks, and how they are told the class.", group="Generator",
        choices={**compact.CHOICES, DENSE: "Dense", CONV: "Convolutional", CONV_QUIRKS: "Convolutional, slips"},
    )  # fmt: skip
    soft_norm: bool = soft_norm_param(DENSE)
    norm_first: bool = param(
        False, "Norm everywhere", "Batch norm after the first generator layer too.", group="Generator", advanced=True,
        only_when=("network", (DENSE,)),
    )  # fmt: skip
    double_sigmoid: bool = param(
        False, "Double sigmoid", "Judges the generator by the sigmoid of a probability: weak gradients (a quirk).",
        group="Generator", advanced=True, only_when=("network", (CONV_QUIRKS,)),
    )  # fmt: skip
    fake_classes: str = param(
        "real", "Classes of fakes", "Which classes the generator is asked for while it learns.", group="Training",
        choices={"real": "Those of the real batch", "uniform": "Drawn at random"}, advanced=True,
    )  # fmt: skip


@register
class CGAN(AdversarialFamily):
    key, title, order = "cgan", "Conditional GAN", 10
    summary = "Told the class or the attributes of each picture, so you can ask for them. Learns fastest where it can."
    paper = "Mirza and Osindero, 2014"
    need = Need(LABELLED, takes_attributes=True)
    Params = CGANParams
    params: CGANParams
    presets = (
        Preset("stable", "Stable", "Finer pictures from small networks; learning slows down for a clean finish.",
               "this project", {**compact.SETTINGS, "latent": 64, "lr_decay": 360_000}),
        Preset("quick", "Quick", "Recognisable within seconds, on a processor too.", "this project",
               {**compact.SETTINGS, "network": QUICK, "latent": 32}),
        Preset(
            "team24", "Dense, least squares", "Fully connected networks as printed, soft batch norm included.",
            "Generative Adversarial Nets, Team 24",
            {"network": DENSE, "loss": losses.LEAST_SQUARES, "soft_norm": True, "halve_d": True,
             "generator_first": True, "ema_half_life": 0, "fake_classes": "uniform"}, faithful=True,
        ),
        Preset(
            "study", "Dense, smoothed labels", "Fully connected networks and cross-entropy with 0.9 for real.",
            "A Study in GANs, 2019",
            {"network": DENSE, "latent": 128, "soft_norm": True, "norm_first": True, "real_target": 0.9,
             "halve_d": True, "generator_first": True, "ema_half_life": 0, "fake_classes": "uniform"},
            faithful=True,
        ),
        Preset(
            "cs419", "Convolutional, slips",
            "As a project coded it: labels in bands, a double sigmoid, norm after the output.",
            "CS419 project: Exploring GANs",
            {"network": CONV_QUIRKS, "latent": 64, "lr_g": 1e-3, "lr_d": 1e-3, "beta1": 0.9, "ema_half_life": 0,
             "double_sigmoid": True, "share_fakes": False, "concatenate": True, "resting_norm": True}, faithful=True,
            size=28,
        ),
        Preset(
            "cs419-mended", "Convolutional, mended",
            "The same networks with full label planes, plain logits and a norm moved.",
            "CS419 project, mended", {"network": CONV, "latent": 64},
        ),
    )  # fmt: skip

    def __init__(self, params: Any, data: DataInfo) -> None:
        super().__init__(params, data)
        if self.need.uses_attributes(data) and params.network not in compact.CHOICES:
            message = f"These networks are told classes, and {data.name} has attributes."
            raise StudioError(message, "Choose compact networks, or pictures with classes.")

    @property
    def value_range(self) -> tuple[float, float]:
        return (0.0, 1.0) if self.params.network in (CONV, CONV_QUIRKS) else (-1.0, 1.0)

    @classmethod
    def fitted(cls, preset: str, size: int, channels: int) -> Mapping[str, Any]:
        return compact.fitted(preset, size, channels)

    def networks(self) -> dict[str, Module]:
        build = {DENSE: self._dense, CONV: self._conv, CONV_QUIRKS: self._conv}.get(self.params.network, self._compact)
        generator, discriminator = build()
        return self.normed({G: generator, D: discriminator})

    def fake_labels(self, iteration: Iteration) -> Tensor | None:
        if self.params.fake_classes == "real":
            return self.told_of(iteration)
        if "fake_labels" in iteration.shared and iteration.repeat == 0:
            return iteration.shared["fake_labels"]
        assert self.condition is not None
        return iteration.drawn(self.condition)

    def forward(self, iteration: Iteration) -> dict[str, Tensor]:
        """Fakes and their classes together: drawn classes must be the same for both phases."""
        if not self.params.share_fakes:
            return {}
        labels = self.fake_labels(iteration)
        assert labels is not None
        return {"fake": self.generate(iteration, labels), "fake_labels": labels}

    def generator_losses(self, it: Iteration) -> Losses:
        if not self.params.double_sigmoid:
            return super().generator_losses(it)
        labels = self.fake_labels(it)
        probability = torch.sigmoid(self.discriminate(it, self.generate(it, labels), labels))
        return {"total": losses.generator_loss(self.params.loss, probability)}

    def _compact(self) -> tuple[Module, Module]:
        p, data, attributes = self.params, self.data, self.need.uses_attributes(self.data)
        told = len(data.attributes if attributes else data.classes)
        body = compact.generator(p.network, p.latent + told, data.channels, data.size)
        generator = layers.WithLabel(nn.Identity() if attributes else layers.OneHot(told), body)
        shape = (data.channels, data.size, told)
        return generator, compact.projection_discriminator(*shape, p.network, p.minibatch_std, p.san, attributes)

    def _dense(self) -> tuple[Module, Module]:
        p, data = self.params, self.data
        shape = (p.latent, data.channels, data.size, len(data.classes))
        return densenets.conditional(*shape, p.soft_norm, p.norm_first)

    def _conv(self) -> tuple[Module, Module]:
        p, data = self.params, self.data
        return convnets.conditional(p.latent, data.channels, data.size, len(data.classes), p.network == CONV_QUIRKS)
