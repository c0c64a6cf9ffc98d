"""SAGAN: self-attention and spectral norm in both networks (Zhang et al. 2019, arXiv 1805.08318).

Hinge loss and two learning rates; the paper's residual networks, and compact ones for processors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ganstudio.core.curves import Group, Line, Mark
from ganstudio.core.params import param
from ganstudio.core.sets import PLAIN
from ganstudio.engine import compact, losses
from ganstudio.engine.adversarial import AdversarialFamily, AdversarialParams, D, G
from ganstudio.engine.disguise import AUTO
from ganstudio.engine.family import SIZES, Evaluation, Generator, Iteration, Losses, Preset
from ganstudio.engine.later import attention
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch.nn import Module

QUICK, STABLE, PAPER = compact.QUICK, compact.STABLE, "paper"
_QUICK = {"loss": losses.HINGE, "batch": 32, "lr_g": 2e-3, "lr_d": 2e-3, "beta2": 0.99, "concatenate": True,
          "augment": AUTO}  # fmt: skip
_PAPER = {
    "network": PAPER, "loss": losses.HINGE, "latent": 128, "lr_g": 1e-4, "lr_d": 4e-4, "beta1": 0.0, "beta2": 0.9,
    "share_fakes": False, "ema_half_life": 0,
}  # fmt: skip


@dataclass(frozen=True)
class SAGANParams(AdversarialParams):
    network: str = param(
        STABLE, "Networks", "Which pair of networks; all have attention and spectral norm.", group="Generator",
        choices={**compact.CHOICES, PAPER: "As in the paper"},
    )  # fmt: skip
    width: int = param(
        64, "Width", "Channels of the widest picture; the others follow. 64 is the paper's.", group="Generator", low=8,
        high=128, scale="log", only_when=("network", (PAPER,)),
    )  # fmt: skip


@register
class SAGAN(AdversarialFamily):
    key, title = "sagan", "SAGAN"
    summary = "Lets every place of a picture look at all others, so that distant parts fit together."
    paper = "Zhang et al., 2019"
    need = Need(PLAIN, takes_labels=True)
    order = 34
    curves = (
        Group("Attention", (
            Line("generator.gamma", "G",
                 "How much attention the generator uses: it should leave 0, up or down. Once it has (it is called "
                 "gamma), distant places are looked at.", "accent"),
            Line("discriminator.gamma", "D",
                 "The same of the discriminator: at 0, attention is of no use here. Its sign means nothing.", "rival"),
        ), marks=(Mark(0.0, "unused"),), width=7),
    )  # fmt: skip
    Params = SAGANParams
    params: SAGANParams
    presets = (
        Preset(
            "stable", "Stable", "Finer pictures from small networks; learning slows down for a clean finish.",
            "this project", {**_QUICK, "latent": 64, "lr_decay": 400_000},
        ),
        Preset(
            "quick", "Quick", "Outlines within a minute on a processor. Without classes it takes longer.",
            "this project", {**_QUICK, "network": QUICK, "latent": 32},
        ),
        Preset(
            "paper-32", "The paper, 32 pixels", "Its method on networks for small pictures. Wants a GPU.",
            "Zhang et al. 2019", {**_PAPER, "width": 64}, faithful=True, size=32,
        ),
        Preset(
            "paper", "The paper, half width", "Its networks at 64 pixels, with half its width. Wants a GPU.",
            "Zhang et al. 2019", {**_PAPER, "width": 32}, faithful=True, size=64,
        ),
        Preset(
            "paper-128", "The paper, full width", "Its networks as published, at 128 pixels. Wants a large GPU.",
            "Zhang et al. 2019", {**_PAPER, "width": 64, "batch": 256}, faithful=True, size=128,
        ),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: Any) -> tuple[int, ...]:
        return (32, 64, 128) if params.network == PAPER else SIZES

    @classmethod
    def fitted(cls, preset: str, size: int, channels: int) -> Mapping[str, Any]:
        found = compact.fitted(preset, size, channels)
        return {name: value for name, value in found.items() if name != "r1"}  # spectral norm does its work

    def networks(self) -> dict[str, Module]:
        p, classes = self.params, len(self.data.classes) if self.conditional else 0
        shape = (p.latent, self.data.channels, self.data.size)
        if p.network == PAPER:
            generator, discriminator = attention.paper(*shape, p.width, classes)
        else:
            generator, discriminator = attention.small(p.network, *shape, classes)
        return {G: generator, D: discriminator}

    def discriminator_losses(self, it: Iteration) -> Losses:
        return {**super().discriminator_losses(it), "gamma": attention.gamma(it.networks[D])}

    def generator_losses(self, it: Iteration) -> Losses:
        return {**super().generator_losses(it), "gamma": attention.gamma(it.networks[G])}

    def generators(self) -> tuple[Generator, ...]:
        return tuple(replace(each, attends=True) for each in super().generators())

    def figures(self, evaluation: Evaluation) -> Mapping[str, float]:
        """How much attention is used, and by how much the most stretching weight stretches: 1 by definition."""
        both = [evaluation.networks[name] for name in (G, D)]
        used = dict(
            zip(("gamma", "gamma_of_discriminator"), (float(attention.gamma(each)) for each in both), strict=True)
        )
        values = [value for each in both for value in attention.singular_values(each)]
        return {**used, "largest_singular_value": max(values), "smallest_of_them": min(values)}
