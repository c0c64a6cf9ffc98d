"""The original GAN with fully connected networks (Goodfellow et al. 2014, arXiv 1406.2661).

Three student projects and the paper itself as presets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.params import param
from ganstudio.core.sets import PLAIN
from ganstudio.engine.adversarial import AdversarialFamily, D, G, NormedParams, soft_norm_param
from ganstudio.engine.disguise import AUTO
from ganstudio.engine.family import Preset
from ganstudio.engine.later import densenets
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch.nn import Module

TEAM24, CS419, CS419_BN, SGN, ORIGINAL = "team24", "cs419", "cs419_bn", "sgn", "original"


@dataclass(frozen=True)
class VanillaParams(NormedParams):
    network: str = param(
        TEAM24, "Networks", "Layer sizes of both networks.", group="Generator",
        choices={TEAM24: "Deep, 128 to 1024", CS419: "Small, no batch norm", CS419_BN: "Small, batch norm",
            SGN: "One hidden layer, 128", ORIGINAL: "2014 paper, 1200 hidden"},
    )  # fmt: skip
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
            "Team 24, mended by this project",
            {"lr_g": 1e-3, "lr_d": 1e-3, "r1": 1.0, "beta2": 0.99, "batch": 32, "augment": AUTO},
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
             "share_fakes": False, "concatenate": True, "resting_norm": True}, faithful=True, size=28,
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
        p, shape = self.params, (self.params.latent, self.data.channels, self.data.size)
        build: dict[str, Callable[[], tuple[Module, Module]]] = {
            TEAM24: lambda: densenets.team24(*shape, p.soft_norm),
            CS419: lambda: densenets.cs419(*shape),
            CS419_BN: lambda: densenets.cs419_bn(*shape),
            SGN: lambda: densenets.sgn(*shape),
            ORIGINAL: lambda: densenets.original(*shape),
        }
        generator, discriminator = build[p.network]()
        return self.normed({G: generator, D: discriminator})
