"""InfoGAN: a code that must be readable from the picture (Chen et al. 2016, arXiv 1606.03657).

`quick` and `stable` read the category from a warped copy, so that it cannot stand for position or slant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ganstudio.core.curves import Group, Line, Mark
from ganstudio.core.params import param
from ganstudio.core.priors import UNIFORM
from ganstudio.core.sets import PLAIN
from ganstudio.engine import compact, losses
from ganstudio.engine.adversarial import D, G, soft_norm_param
from ganstudio.engine.coded import CodedFamily, CodeParams
from ganstudio.engine.disguise import AUTO
from ganstudio.engine.family import SIZES, Preset
from ganstudio.engine.later import heads, layers, nn
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import MUON
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch.nn import Module

QUICK, STABLE, PAPER, UPSAMPLING = compact.QUICK, compact.STABLE, "paper", "upsampling"
_QUICK = {"batch": 32, "latent": 32, "optimiser": MUON, "lr_g": 1e-3, "lr_d": 1e-3, "beta2": 0.99, "r1": 1.0,
          "concatenate": True, "augment": AUTO}  # fmt: skip
_TOLD = (
    "How many nats of the category can be read: a little below ln n is healthy. At least so many: 0 is nothing, ln n "
    "all of n categories. It proves nothing alone: it may stand for slant, so look at the columns."
)


@dataclass(frozen=True)
class InfoGANParams(CodeParams):
    network: str = param(
        STABLE, "Networks", "Which pair of networks; the code is read by a second head of the discriminator.",
        group="Generator", choices={**compact.CHOICES, PAPER: "As in the paper",
            UPSAMPLING: "Upsampling"},
    )  # fmt: skip
    soft_norm: bool = soft_norm_param(UPSAMPLING)


@register
class InfoGAN(CodedFamily):
    key, title, order = "infogan", "InfoGAN", 34
    summary = "Finds kinds and gradual differences by itself, without labels, and gives you a slider for each."
    paper = "Chen et al., 2016"
    need = Need(PLAIN)
    Params = InfoGANParams
    params: InfoGANParams
    curves = (
        Group("Information", (
            Line("generator.information", "category", _TOLD), Line("*.information", "category", _TOLD),
        )),
        Group("Code errors", (
            Line("*.category error", "category",
                 "How often the category of a picture is misread: it should fall towards 0."),
            Line("*.code error", "continuous",
                 "Mean squared error of the codes read: it should fall, 0.33 is guessing."),
        ), short="Errors"),
    )  # fmt: skip
    presets = (
        Preset("stable", "Stable", "Finer pictures from small networks; learning slows down for a clean finish.",
               "this project", {**_QUICK, "lr_decay": 600_000}),
        Preset("quick", "Quick", "Columns soon differ, and become kinds within some 80,000 pictures.", "this project",
               {**_QUICK, "network": QUICK}),
        Preset("paper", "The paper", "The MNIST network with its two learning rates.", "Chen et al. 2016",
               {"network": PAPER, "latent": 62, "prior": UNIFORM, "batch": 128, "lr_g": 1e-3, "code_weight": 1.0,
                "warp": False, "ema_half_life": 0, "share_fakes": False}, faithful=True, size=28),
        Preset("study", "Upsampling", "A third step for the code; a double softmax weakens it, as coded there.",
               "A Study in GANs, 2019",
               {"network": UPSAMPLING, "soft_norm": True, "loss": losses.LEAST_SQUARES, "latent": 62, "beta1": 0.9,
                "code_weight": 0.1, "warp": False, "own_step": True, "double_softmax": True, "ema_half_life": 0,
                "generator_first": True}, faithful=True, size=32),
    )  # fmt: skip

    @classmethod
    def charts(cls, params: Any) -> tuple[Group, ...]:
        n = params.categories
        information, *others = cls.curves
        return replace(information, marks=(Mark(math.log(n), f"ln {n}: all {n} categories"),)), *others

    @classmethod
    def sizes(cls, params: Any) -> tuple[int, ...]:
        return SIZES[1:] if params.network == UPSAMPLING else SIZES

    @property
    def value_range(self) -> tuple[float, float]:
        return (0.0, 1.0) if self.params.network == PAPER else (-1.0, 1.0)

    @classmethod
    def fitted(cls, preset: str, size: int, channels: int) -> Mapping[str, Any]:
        return compact.fitted(preset, size, channels)

    def networks(self) -> dict[str, Module]:
        p, data, codes = self.params, self.data, self.params.categories + self.params.continuous
        shape = (p.latent + codes, data.channels, data.size)
        if p.network == PAPER:
            body, trunk, width = heads.chen(*shape)
        elif p.network == UPSAMPLING:
            body, trunk, width = heads.upsampling(*shape, p.soft_norm)
        else:
            body = compact.generator(p.network, *shape)
            trunk, width = compact.features(data.channels, data.size, p.network)
        reader = heads.chen_reader(width, codes) if p.network == PAPER else nn.Linear(width, codes)
        judge = heads.TwoHeads(trunk, width, reader)
        return self.normed({G: heads.Joined(layers.normal_init(body)), D: layers.normal_init(judge)})
