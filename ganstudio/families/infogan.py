"""InfoGAN: a code that must be readable from the picture (Chen et al. 2016, arXiv 1606.03657).

`quick` and `stable` read the category from a warped copy, so that it cannot stand for position or slant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ganstudio.core.controls import Latent
from ganstudio.core.curves import Group, Line, Mark
from ganstudio.core.params import param
from ganstudio.core.pictures import EXAMPLES
from ganstudio.core.priors import CATEGORICAL, UNIFORM
from ganstudio.core.randomness import as_float32, repeated
from ganstudio.core.sets import PLAIN
from ganstudio.engine import compact, losses
from ganstudio.engine.adversarial import AdversarialParams, D, G, soft_norm_param
from ganstudio.engine.family import SIZES, Generator, Iteration, Losses, Phase, Preset
from ganstudio.engine.headed import HeadedFamily
from ganstudio.engine.later import F, heads, layers, nn, torch
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

    from ganstudio.core.randomness import Random

QUICK, STABLE, PAPER, UPSAMPLING = compact.QUICK, compact.STABLE, "paper", "upsampling"
_SWEEP = 5  # rows per continuous code, from -2 to 2 as in the paper: twice as far as it was drawn
_QUICK = {"batch": 32, "latent": 32, "lr_g": 2e-3, "lr_d": 2e-3, "beta2": 0.99, "r1": 1.0, "concatenate": True}
_TOLD = ("How much of the category can be read from a picture, at least, in nats: 0 is nothing, ln 10 = 2.30 all of ten. "
         "Above 2 is healthy, but proves nothing alone: it may stand for slant, so look at the columns.")  # fmt: skip


@dataclass(frozen=True)
class InfoGANParams(AdversarialParams):
    network: str = param(
        STABLE, "Networks", "Which pair of networks; the code is read by a second head of the discriminator.",
        group="Generator", choices={QUICK: "Compact, fastest", STABLE: "Compact, finer", PAPER: "As in the paper",
            UPSAMPLING: "Upsampling"},
    )  # fmt: skip
    categories: int = param(10, "Categories", "How many kinds of picture it may find.", group="Code", low=2, high=20)
    continuous: int = param(
        2, "Continuous codes", "How many gradual differences it may find.", group="Code", low=1, high=4
    )
    category_weight: float = param(
        1.0,
        "Category weight",
        "How much it counts that the category can be read (λ).",
        group="Code",
        low=0.0,
        high=10.0,
    )
    code_weight: float = param(
        0.5, "Continuous weight", "How much it counts that the continuous codes can be read.", group="Code", low=0.0,
        high=10.0,
    )  # fmt: skip
    warp: bool = param(
        True, "Blind to style", "Read the category from a turned, sheared and moved copy: it then means shapes.",
        group="Code",
    )  # fmt: skip
    own_step: bool = param(
        False, "Step of its own", "Learn the code in a third update of both networks.", group="Code", advanced=True
    )
    double_softmax: bool = param(
        False, "Double softmax", "Takes probabilities for logits when a class is read: weak gradients (a quirk).",
        group="Code", advanced=True,
    )  # fmt: skip
    soft_norm: bool = soft_norm_param(UPSAMPLING)


@register
class InfoGAN(HeadedFamily):
    key, title, order = "infogan", "InfoGAN", 34
    summary = "Finds kinds and gradual differences by itself, without labels, and gives you a slider for each."
    paper = "Chen et al., 2016"
    need = Need(PLAIN)
    Params = InfoGANParams
    params: InfoGANParams
    curves = (
        Group("Information", (Line("generator.information", "category", _TOLD), Line("*.information", "category", _TOLD)),
              marks=(Mark(math.log(10), "all of ten categories"),)),
        Group("Code errors", (
            Line("*.category error", "category misread", "The share of generated pictures whose category is misread."),
            Line("*.code error", "continuous", "Mean squared error of the codes read: 0.33 is guessing, near 0 is read."),
        )),
    )  # fmt: skip
    presets = (
        Preset("stable", "Stable", "Finer pictures; columns become kinds after some 200,000 pictures.", "this project",
               {**_QUICK, "lr_decay": 600_000}),
        Preset("quick", "Quick", "Columns begin to differ within a minute; kinds take several.", "this project",
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
    def sizes(cls, params: Any) -> tuple[int, ...]:
        return SIZES[1:] if params.network == UPSAMPLING else SIZES

    @property
    def value_range(self) -> tuple[float, float]:
        return (0.0, 1.0) if self.params.network == PAPER else (-1.0, 1.0)

    def _controls(self) -> tuple[Latent, Latent, Latent]:
        p = self.params
        noise = Latent("z", p.latent, p.prior)
        return noise, Latent("category", p.categories, CATEGORICAL), Latent("codes", p.continuous, UNIFORM)

    def generators(self) -> tuple[Generator, ...]:
        return (Generator("pictures", G, self._controls(), self.gives()),)

    def networks(self) -> dict[str, Module]:
        p, data, codes = self.params, self.data, self.params.categories + self.params.continuous
        shape = (p.latent + codes, data.channels, data.size)
        if p.network == PAPER:
            body, trunk, width = heads.chen(*shape)
        elif p.network == UPSAMPLING:
            body, trunk, width = heads.upsampling(*shape, p.soft_norm)
        else:
            body, (trunk, width) = compact.generator(p.network, *shape), compact.features(data.channels, data.size)
        reader = heads.chen_reader(width, codes) if p.network == PAPER else nn.Linear(width, codes)
        judge = heads.TwoHeads(trunk, width, reader)
        return {G: heads.Joined(layers.normal_init(body)), D: layers.normal_init(judge)}

    def phases(self) -> tuple[Phase, ...]:
        own = Phase("information", (G, D), self.information_losses, self._optimiser(self.params.lr_g))
        return (*super().phases(), own) if self.params.own_step else super().phases()

    def _drawn(self, it: Iteration) -> tuple[Tensor, Tensor]:
        """Fresh codes, category first, and what is made of them."""
        z, category, codes = (it.drawn(control) for control in self._controls())
        return torch.cat([category, codes], 1), it.networks[G](z, category, codes)

    def generate(self, it: Iteration, labels: Tensor | None) -> Tensor:
        return self._drawn(it)[1]

    def forward(self, it: Iteration) -> Mapping[str, Tensor]:
        return dict(zip(("codes", "fake"), self._drawn(it), strict=True)) if self.params.share_fakes else {}

    def _judged(self, real: Tensor, fake: Tensor) -> Losses:
        return {**super()._judged(real[:, :1], fake[:, :1]), "answers": fake}

    def discriminator_losses(self, it: Iteration) -> Losses:
        """The information is counted here too, as the heads share their trunk."""
        told = dict(super().discriminator_losses(it))
        answers = told.pop("answers")
        if self.params.own_step:
            return told
        if self.params.share_fakes and it.repeat == 0:
            codes, fake = it.shared["codes"], it.shared["fake"].detach()
        else:  # whose fakes were judged is known no more
            with torch.no_grad():
                codes, fake = self._drawn(it)
            answers = self.discriminate(it, fake, None)
        return {**told, "total": told["total"] + self._read(it, codes, fake, answers)["total"]}

    def generator_losses(self, it: Iteration) -> Losses:
        codes, fake = (it.shared["codes"], it.shared["fake"]) if self.params.share_fakes else self._drawn(it)
        answers = self.discriminate(it, fake, None)
        total = losses.generator_loss(self.params.loss, answers[:, :1])
        if self.params.own_step:
            return {"total": total}
        read = self._read(it, codes, fake, answers)
        return {**read, "total": total + read["total"]}

    def information_losses(self, it: Iteration) -> Losses:
        codes, fake = self._drawn(it)
        return self._read(it, codes, fake, self.discriminate(it, fake, None))

    def _read(self, it: Iteration, codes: Tensor, fake: Tensor, answers: Tensor) -> Losses:
        """Equation 5 of the paper: how well the codes are read from their pictures."""
        p = self.params
        split = [1, 1 + p.categories]
        _, named, measured = answers.tensor_split(split, dim=1)
        if p.warp:
            named = self.discriminate(it, heads.warped(fake, it.noise(5, UNIFORM)), None).tensor_split(split, dim=1)[1]
        category, amounts = codes.tensor_split([p.categories], dim=1)
        missed = F.cross_entropy(named.softmax(1) if p.double_softmax else named, category)
        error = F.mse_loss(measured, amounts)
        return {
            "total": p.category_weight * missed + p.code_weight * error,
            "information": math.log(p.categories) - F.cross_entropy(named.detach(), category),
            "category error": (named.argmax(1) != category.argmax(1)).float().mean(),
            "code error": error,
        }

    def grid(self, generator: Generator, examples: int = EXAMPLES) -> tuple[int, int]:
        """A column for each category, and down them one continuous code after the other from low to high."""
        return _SWEEP * self.params.continuous, self.params.categories

    def fixed_inputs(self, generator: Generator, rows: int, columns: int, random: Random) -> tuple[Any, ...]:
        p, numbers = self.params, random.counted(rows * columns)
        noise = repeated(self._controls()[0].drawn(1, random), rows * columns)  # one for the whole sheet
        row = numbers // columns
        amounts = as_float32(row % _SWEEP - _SWEEP // 2)[:, None]
        return (
            noise,
            random.one_hot(numbers % columns, p.categories),
            random.one_hot(row // _SWEEP, p.continuous) * amounts,
        )
