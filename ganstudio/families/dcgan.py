"""DCGAN: convolutional generator and discriminator (Radford et al. 2016, arXiv 1511.06434).

The guideline network and the variants of five student projects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ganstudio.core.params import param
from ganstudio.core.sets import PLAIN
from ganstudio.engine import compact
from ganstudio.engine.adversarial import AdversarialFamily, CompactParams, D, G, soft_norm_param
from ganstudio.engine.family import SIZES, Preset
from ganstudio.engine.later import convnets
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch.nn import Module

QUICK, STABLE = compact.QUICK, compact.STABLE
TEAM24, SGN_TF, SGN_TF_DEFECTS, SGN_KERAS = "team24", "sgn_tf", "sgn_tf_defects", "sgn_keras"
RADFORD, CS419_FULL, CS419_REDUCED = "radford", "cs419_full", "cs419_reduced"
_UNIT_RANGE = (SGN_TF_DEFECTS, CS419_FULL, CS419_REDUCED)
_LAB = {"network": SGN_TF, "prior": "uniform", "lr_g": 1e-3, "lr_d": 1e-3, "beta1": 0.9, "batch": 16,
        "ema_half_life": 0}  # fmt: skip
_CS419 = {"latent": 64, "lr_g": 1e-3, "lr_d": 1e-3, "beta1": 0.9, "ema_half_life": 0, "share_fakes": False,
          "concatenate": True, "resting_norm": True}  # fmt: skip


@dataclass(frozen=True)
class DCGANParams(CompactParams):
    network: str = param(
        STABLE, "Networks", "Which pair of convolutional networks.", group="Generator",
        choices={**compact.CHOICES,
            RADFORD: "As in the paper", TEAM24: "Upsampling",
            SGN_TF: "Kernel 5, dropout", SGN_TF_DEFECTS: "Broken on purpose", SGN_KERAS: "No batch norm",
            CS419_FULL: "Bottleneck, batch norm", CS419_REDUCED: "Bottleneck, little norm"},
    )  # fmt: skip
    width: int = param(
        64, "Width", "Channels of the first discriminator layer; the others follow. 128 is the paper's.",
        group="Generator", low=8, high=256, scale="log", only_when=("network", (RADFORD,)),
    )  # fmt: skip
    bias: bool = param(
        False, "Biases", "Convolutions with bias even where batch norm follows.", group="Generator", advanced=True,
        only_when=("network", (RADFORD,)),
    )  # fmt: skip
    soft_norm: bool = soft_norm_param(TEAM24)


@register
class DCGAN(AdversarialFamily):
    key = "dcgan"
    title = "DCGAN"
    summary = "Convolutional generator and discriminator. A good first choice for any small pictures."
    paper = "Radford et al., 2016"
    need = Need(PLAIN)
    order = 20
    Params = DCGANParams
    params: DCGANParams
    presets = (
        Preset(
            "stable", "Stable", "Finer pictures from small networks; learning slows down for a clean finish.",
            "this project", {**compact.SETTINGS, "latent": 64, "lr_decay": 1_100_000},
        ),
        Preset(
            "quick", "Quick", "Shows what it learns within seconds, on a processor too.", "this project",
            {**compact.SETTINGS, "network": QUICK, "latent": 32},
        ),
        Preset(
            "radford", "The paper, half width", "Its guidelines at 64 pixels, with half its width. Wants a GPU.",
            "Radford et al. 2016",
            {"network": RADFORD, "batch": 128, "ema_half_life": 0, "share_fakes": False}, faithful=True, size=64,
        ),
        Preset(
            "radford-128", "The paper, full width", "The paper's full width of 128. Wants a GPU.",
            "Radford et al. 2016",
            {"network": RADFORD, "width": 128, "batch": 128, "ema_half_life": 0, "share_fakes": False},
            faithful=True, size=64,
        ),
        Preset(
            "study", "The paper, with biases", "Full width, as trained on faces of CelebA. Wants a GPU.",
            "A Study in GANs, 2019",
            {"network": RADFORD, "width": 128, "bias": True, "batch": 128, "ema_half_life": 0,
             "share_fakes": False}, faithful=True, size=64,
        ),
        Preset(
            "columbia", "Digits to paintings", "One network for sets that get harder: digits, portraits, paintings.",
            "Complex Representations in GANs, 2020",
            {"network": RADFORD, "batch": 128, "ema_half_life": 0, "share_fakes": False}, faithful=True, size=64,
        ),
        Preset(
            "team24", "Upsampling", "Doubles pixels, then convolves; soft batch norm included.",
            "Generative Adversarial Nets, Team 24",
            {"network": TEAM24, "soft_norm": True, "halve_d": True, "generator_first": True, "ema_half_life": 0},
            faithful=True, size=32,
        ),
        Preset(
            "sgn-tf", "Kernel 5, dropout", "Large kernels and batches of 16, as a lab report describes it.",
            "SGN-26006 assignment 7", _LAB, faithful=True, size=28,
        ),
        Preset(
            "sgn-tf-defects", "Broken on purpose",
            "As that lab coded it: mixed-up discriminator rows and a wrong value range make it draw one digit only.",
            "SGN-26006 assignment 7, its code", {**_LAB, "network": SGN_TF_DEFECTS}, faithful=True, size=28,
        ),
        Preset(
            "sgn-keras", "No batch norm", "Smoothed labels, slow steps. Long black at first: needs hours.",
            "SGN-26006 assignment 7",
            {"network": SGN_KERAS, "batch": 128, "lr_d": 5e-4, "lr_g": 1e-4, "real_target": 0.9, "fake_target": 0.1,
             "share_fakes": False, "concatenate": True, "ema_half_life": 0}, faithful=True, size=28,
        ),
        Preset(
            "cs419-full", "Bottleneck, batch norm", "All passes one channel of 7 x 7: good on digits, poor on clothes.",
            "CS419 project: Exploring GANs", {**_CS419, "network": CS419_FULL}, faithful=True, size=28,
        ),
        Preset(
            "cs419-reduced", "Bottleneck, little norm", "The same with most batch norm removed, for clothes.",
            "CS419 project: Exploring GANs", {**_CS419, "network": CS419_REDUCED}, faithful=True, size=28,
        ),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: Any) -> tuple[int, ...]:
        return {TEAM24: (32, 64, 128), RADFORD: (32, 64, 128), SGN_TF_DEFECTS: (28,)}.get(params.network, SIZES)

    @property
    def value_range(self) -> tuple[float, float]:
        return (0.0, 1.0) if self.params.network in _UNIT_RANGE else (-1.0, 1.0)

    @property
    def output_range(self) -> tuple[float, float]:
        return (-1.0, 1.0) if self.params.network == SGN_TF_DEFECTS else self.value_range

    @classmethod
    def fitted(cls, preset: str, size: int, channels: int) -> Mapping[str, Any]:
        return compact.fitted(preset, size, channels)

    def networks(self) -> dict[str, Module]:
        p, shape = self.params, (self.params.latent, self.data.channels, self.data.size)
        build: dict[str, Callable[[], tuple[Module, Module]]] = {
            TEAM24: lambda: convnets.team24(*shape, p.soft_norm),
            SGN_TF: lambda: convnets.sgn_tf(*shape),
            SGN_TF_DEFECTS: lambda: convnets.sgn_tf_defects(*shape),
            SGN_KERAS: lambda: convnets.sgn_keras(*shape),
            RADFORD: lambda: convnets.radford(*shape, p.width, p.bias),
            CS419_FULL: lambda: convnets.cs419(*shape, full=True),
            CS419_REDUCED: lambda: convnets.cs419(*shape, full=False),
        }
        generator, discriminator = build.get(p.network, self._compact)()
        return self.normed({G: generator, D: discriminator})

    def _compact(self) -> tuple[Module, Module]:
        p, data = self.params, self.data
        return (
            compact.generator(p.network, p.latent, data.channels, data.size),
            compact.discriminator(data.channels, data.size, p.network, p.minibatch_std, p.san),
        )
