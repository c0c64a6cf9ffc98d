"""The original GAN with fully connected networks (Goodfellow et al. 2014, arXiv 1406.2661).

Three student projects and the paper itself as presets; layer sizes and counts in `gan-families` 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.params import param
from ganstudio.core.sets import PLAIN
from ganstudio.engine.adversarial import AdversarialFamily, AdversarialParams, D, G, picture_numbers, soft_norm_param
from ganstudio.engine.family import Preset
from ganstudio.engine.later import layers, nn
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch.nn import Module

TEAM24, CS419, CS419_BN, SGN, ORIGINAL = "team24", "cs419", "cs419_bn", "sgn", "original"


@dataclass(frozen=True)
class VanillaParams(AdversarialParams):
    network: str = param(
        TEAM24,
        "Networks",
        "Layer sizes of both networks.",
        group="Generator",
        choices={
            TEAM24: "Deep, 128 to 1024",
            CS419: "Small, no batch norm",
            CS419_BN: "Small, batch norm",
            SGN: "One hidden layer, 128",
            ORIGINAL: "2014 paper, 1200 hidden",
        },
    )
    soft_norm: bool = soft_norm_param(TEAM24)


@register
class Vanilla(AdversarialFamily):
    key = "vanilla"
    title = "Vanilla GAN"
    summary = "The first GAN: two plain fully connected networks. Simple, grainy, historic."
    paper = "Goodfellow et al., 2014"
    need = Need(PLAIN)
    order = 30
    Params = VanillaParams
    params: VanillaParams
    presets = (
        Preset(
            "stable", "Stable", "Deep networks, mended: larger steps, R1, an averaged generator.",
            "gan-families 3.1.1, fast-recipes 3",
            {"lr_g": 1e-3, "lr_d": 1e-3, "r1": 1.0, "beta2": 0.99, "batch": 32},
        ),
        Preset(
            "team24", "Deep, soft batch norm", "Four hidden layers as printed. A few blurred digits for many epochs.",
            "Generative Adversarial Nets, Team 24",
            {"soft_norm": True, "halve_d": True, "generator_first": True, "ema_half_life": 0}, faithful=True,
        ),
        Preset(
            "cs419", "Small, no batch norm", "Two hidden layers: fine on clothes, one blurred digit on MNIST.",
            "CS419 project: Exploring GANs",
            {"network": CS419, "latent": 32, "lr_g": 1e-3, "lr_d": 1e-3, "beta1": 0.9, "ema_half_life": 0,
             "share_fakes": False, "concatenate": True}, faithful=True, size=28,
        ),
        Preset(
            "cs419-bn", "Small, batch norm", "Two hidden layers with batch norm, which mends MNIST.",
            "CS419 project: Exploring GANs",
            {"network": CS419_BN, "latent": 32, "lr_g": 1e-3, "lr_d": 1e-3, "beta1": 0.9, "ema_half_life": 0,
             "share_fakes": False, "concatenate": True}, faithful=True, size=28,
        ),
        Preset(
            "sgn", "One hidden layer", "Batches of 16, the same noise for both updates: all digits, grainy.",
            "SGN-26006 assignment 7",
            {"network": SGN, "prior": "uniform", "lr_g": 1e-3, "lr_d": 1e-3, "beta1": 0.9, "batch": 16,
             "ema_half_life": 0}, faithful=True, size=28,
        ),
        Preset(
            "original", "The paper of 2014", "Maxout, dropout and SGD with momentum: Algorithm 1 to the letter.",
            "Goodfellow et al. 2014",
            {"network": ORIGINAL, "prior": "uniform", "batch": 100, "optimiser": "sgd", "lr_g": 0.1, "lr_d": 0.1,
             "share_fakes": False, "ema_half_life": 0}, faithful=True, size=28,
        ),
    )  # fmt: skip

    @property
    def value_range(self) -> tuple[float, float]:
        return (-1.0, 1.0) if self.params.network == TEAM24 else (0.0, 1.0)

    def networks(self) -> dict[str, Module]:
        build = {TEAM24: self._team24, CS419: self._cs419, CS419_BN: self._cs419_bn, SGN: self._sgn,
                 ORIGINAL: self._original}  # fmt: skip
        generator, discriminator = build[self.params.network]()
        return {G: generator, D: discriminator}

    def _picture(self, last: Module) -> list[Module]:
        return [last, layers.Reshape(self.data.channels, self.data.size, self.data.size)]

    def _team24(self) -> tuple[Module, Module]:
        body: list[Module] = [nn.Linear(self.params.latent, 128), nn.LeakyReLU(0.2)]
        for inputs, outputs in ((128, 256), (256, 512), (512, 1024)):
            norm = layers.team24_norm(outputs, self.params.soft_norm, flat=True)
            body += [nn.Linear(inputs, outputs), norm, nn.LeakyReLU(0.2)]
        generator = nn.Sequential(*body, nn.Linear(1024, picture_numbers(self)), *self._picture(nn.Tanh()))
        discriminator = nn.Sequential(
            nn.Flatten(), nn.Linear(picture_numbers(self), 512), nn.LeakyReLU(0.2),
            nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1),
        )  # fmt: skip
        return generator, discriminator

    def _cs419(self) -> tuple[Module, Module]:
        numbers = picture_numbers(self)
        generator = nn.Sequential(
            nn.Linear(self.params.latent, 64),
            nn.LeakyReLU(0.1),
            nn.Linear(64, 128),
            nn.LeakyReLU(0.1),
            nn.Linear(128, numbers),
            *self._picture(nn.Sigmoid()),
        )
        discriminator = nn.Sequential(
            nn.Flatten(), nn.Linear(numbers, 128), nn.LeakyReLU(0.1), nn.Linear(128, 32), nn.LeakyReLU(0.1),
            nn.Linear(32, 1),
        )  # fmt: skip
        return layers.glorot_init(generator), layers.glorot_init(discriminator)

    def _cs419_bn(self) -> tuple[Module, Module]:
        numbers = picture_numbers(self)
        generator = nn.Sequential(
            nn.Linear(self.params.latent, 64),
            nn.LeakyReLU(0.1),
            layers.keras_norm(64, flat=True),
            nn.Linear(64, 128),
            nn.LeakyReLU(0.1),
            layers.keras_norm(128, flat=True),
            nn.Linear(128, numbers),
            *self._picture(nn.Sigmoid()),
        )
        discriminator = nn.Sequential(
            nn.Flatten(), nn.Linear(numbers, 128), nn.LeakyReLU(0.2), layers.keras_norm(128, flat=True),
            nn.Linear(128, 32), layers.keras_norm(32, flat=True), nn.LeakyReLU(0.2),  # the project's own order here
            nn.Linear(32, 1),
        )  # fmt: skip
        return layers.glorot_init(generator), layers.glorot_init(discriminator)

    def _sgn(self) -> tuple[Module, Module]:
        numbers = picture_numbers(self)
        generator = nn.Sequential(
            nn.Linear(self.params.latent, 128),
            nn.ReLU(),
            nn.Linear(128, numbers),
            *self._picture(nn.Sigmoid()),
        )
        discriminator = nn.Sequential(nn.Flatten(), nn.Linear(numbers, 128), nn.ReLU(), nn.Linear(128, 1))
        return layers.glorot_init(generator), layers.glorot_init(discriminator)

    def _original(self) -> tuple[Module, Module]:
        numbers = picture_numbers(self)
        generator = nn.Sequential(
            nn.Linear(self.params.latent, 1200),
            nn.ReLU(),
            nn.Linear(1200, 1200),
            nn.ReLU(),
            nn.Linear(1200, numbers),
            *self._picture(nn.Sigmoid()),
        )
        discriminator = nn.Sequential(
            nn.Flatten(), nn.Dropout(0.2), layers.Maxout(numbers, 240, 5), nn.Dropout(0.5),
            layers.Maxout(240, 240, 5), nn.Dropout(0.5), nn.Linear(240, 1),
        )  # fmt: skip
        return layers.glorot_init(generator), layers.glorot_init(discriminator)
