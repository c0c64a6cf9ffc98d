"""CGAN: both networks are told the class (Mirza and Osindero 2014, arXiv 1411.1784).

Dense and convolutional variants of three student projects, `gan-families` 3.3; `quick` and `stable` judge with
a projection discriminator (Miyato and Koyama 2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.params import param
from ganstudio.core.sets import LABELLED
from ganstudio.engine import compact, losses
from ganstudio.engine.adversarial import AdversarialFamily, AdversarialParams, D, G, picture_numbers, soft_norm_param
from ganstudio.engine.family import Iteration, Losses, Preset
from ganstudio.engine.later import layers, nn, torch
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

QUICK, STABLE = compact.QUICK, compact.STABLE
DENSE, CONV, CONV_QUIRKS = "dense", "conv", "conv_quirks"
_QUICK = {"batch": 32, "lr_g": 2e-3, "lr_d": 2e-3, "beta2": 0.99, "r1": 1.0, "r1_every": 8, "concatenate": True}


@dataclass(frozen=True)
class CGANParams(AdversarialParams):
    network: str = param(
        STABLE,
        "Networks",
        "Which pair of networks, and how they are told the class.",
        group="Generator",
        choices={
            QUICK: "Compact, fastest",
            STABLE: "Compact, finer",
            DENSE: "Dense",
            CONV: "Convolutional",
            CONV_QUIRKS: "Convolutional, slips",
        },
    )
    soft_norm: bool = soft_norm_param(DENSE)
    norm_first: bool = param(
        False,
        "Norm everywhere",
        "Batch norm after the first generator layer too.",
        group="Generator",
        advanced=True,
        only_when=("network", (DENSE,)),
    )
    double_sigmoid: bool = param(
        False,
        "Double sigmoid",
        "Judges the generator by the sigmoid of a probability: weak gradients (a quirk).",
        group="Generator",
        advanced=True,
        only_when=("network", (CONV_QUIRKS,)),
    )
    fake_classes: str = param(
        "real", "Classes of fakes", "Which classes the generator is asked for while it learns.",
        group="Training", choices={"real": "Those of the real batch", "uniform": "Drawn at random"}, advanced=True,
    )  # fmt: skip


@register
class CGAN(AdversarialFamily):
    key = "cgan"
    title = "Conditional GAN"
    summary = "Told the class of each picture, so you can ask for one. Learns fastest when pictures have classes."
    paper = "Mirza and Osindero, 2014"
    need = Need(LABELLED)
    order = 10
    Params = CGANParams
    params: CGANParams
    presets = (
        Preset(
            "stable", "Stable", "Finer pictures from small networks; learning slows down for a clean finish.",
            "fast-recipes 3", {**_QUICK, "latent": 64, "lr_decay": 360_000},
        ),
        Preset(
            "quick", "Quick", "Recognisable within seconds, on a processor too.", "fast-recipes 3",
            {**_QUICK, "network": QUICK, "latent": 32},
        ),
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
             "double_sigmoid": True, "share_fakes": False, "concatenate": True}, faithful=True, size=28,
        ),
        Preset(
            "cs419-mended", "Convolutional, mended", "The same networks with full label planes and plain logits.",
            "gan-families 3.3.2", {"network": CONV, "latent": 64},
        ),
    )  # fmt: skip

    @property
    def value_range(self) -> tuple[float, float]:
        return (0.0, 1.0) if self.params.network in (CONV, CONV_QUIRKS) else (-1.0, 1.0)

    def networks(self) -> dict[str, Module]:
        build = {DENSE: self._dense, CONV: self._conv, CONV_QUIRKS: self._conv}.get(self.params.network, self._compact)
        generator, discriminator = build()
        return {G: generator, D: discriminator}

    def fake_labels(self, iteration: Iteration) -> Tensor | None:
        if self.params.fake_classes == "real":
            return iteration.labels
        if "fake_labels" in iteration.shared and iteration.repeat == 0:
            return iteration.shared["fake_labels"].long()
        return iteration.random_labels(len(self.data.classes))

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
        p, data, classes = self.params, self.data, len(self.data.classes)
        body = compact.generator(p.network, p.latent + classes, data.channels, data.size)
        generator = layers.WithLabel(layers.OneHot(classes), body)
        return generator, compact.projection_discriminator(data.channels, data.size, classes)

    def _dense(self) -> tuple[Module, Module]:
        p, classes, numbers = self.params, len(self.data.classes), picture_numbers(self)
        body: list[Module] = []
        inputs = p.latent + classes
        for index, outputs in enumerate((128, 256, 512, 1024)):
            normed = index > 0 or p.norm_first
            norm = [layers.team24_norm(outputs, p.soft_norm, flat=True)] if normed else []
            body += [nn.Linear(inputs, outputs), *norm, nn.LeakyReLU(0.2)]
            inputs = outputs
        picture = layers.Reshape(self.data.channels, self.data.size, self.data.size)
        generator = nn.Sequential(*body, nn.Linear(1024, numbers), nn.Tanh(), picture)
        judge = nn.Sequential(
            nn.Linear(classes + numbers, 512), nn.LeakyReLU(0.2),
            nn.Linear(512, 512), nn.Dropout(0.4), nn.LeakyReLU(0.2),
            nn.Linear(512, 512), nn.Dropout(0.4), nn.LeakyReLU(0.2), nn.Linear(512, 1),
        )  # fmt: skip
        return (
            layers.WithLabel(nn.Embedding(classes, classes), generator, label_first=True),
            layers.WithLabel(nn.Embedding(classes, classes), judge),
        )

    def _conv(self) -> tuple[Module, Module]:
        classes, channels, size, quarter = (
            len(self.data.classes),
            self.data.channels,
            self.data.size,
            self.data.size // 4,
        )
        quirks = self.params.network == CONV_QUIRKS
        width = self.params.latent + classes  # 74 with the report's 64 + 10, and its layers are named after it
        tail = [nn.LeakyReLU(0.2), layers.keras_norm(channels)] if quirks else []
        generator = nn.Sequential(
            nn.Linear(width, width * quarter**2),
            nn.LeakyReLU(0.1),
            layers.Reshape(width, quarter, quarter),
            nn.ConvTranspose2d(width, width + 64, 4, 2, 1),
            nn.LeakyReLU(0.2),
            nn.ConvTranspose2d(width + 64, channels, 4, 2, 1),
            nn.Sigmoid(),
            *tail,
        )
        inner = (size // 2 - 4) // 2 + 1
        judge = nn.Sequential(
            nn.Conv2d(channels + classes, 138, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(138, 74, 4, 2), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(74 * inner**2, 74), nn.LeakyReLU(0.2),
            layers.keras_norm(74, flat=True), nn.Linear(74, 1),
        )  # fmt: skip
        planes = layers.WithLabelBands if quirks else layers.WithLabelPlanes
        return (
            layers.WithLabel(layers.OneHot(classes), layers.glorot_init(generator)),
            planes(classes, layers.glorot_init(judge)),
        )
