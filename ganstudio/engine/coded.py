"""Families that find a code by themselves: how it is drawn, read from pictures, swept over a sheet.

Chen et al. 2016 (arXiv 1606.03657): a lower bound of the mutual information between code and picture is raised.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ganstudio.core.controls import Latent
from ganstudio.core.params import param
from ganstudio.core.pictures import EXAMPLES
from ganstudio.core.priors import CATEGORICAL, UNIFORM
from ganstudio.core.randomness import as_float32, repeated
from ganstudio.engine import losses
from ganstudio.engine.adversarial import AdversarialFamily, D, G, NormedParams
from ganstudio.engine.family import Evaluation, Generator, Iteration, Losses, Phase
from ganstudio.engine.later import F, heads, torch

if TYPE_CHECKING:
    from torch import Tensor

    from ganstudio.core.randomness import Random

_PIECE = 250  # samples that figures are taken from at a time
_SWEEP = 5  # rows per continuous code, from -2 to 2 as in the paper: twice as far as it was drawn


@dataclass(frozen=True)
class CodeParams(NormedParams):
    """Settings of a code that is one category and some continuous numbers. Defaults: this project's."""

    categories: int = param(10, "Categories", "How many kinds of picture it may find.", group="Code", low=2, high=20)
    continuous: int = param(
        2, "Continuous codes", "How many gradual differences it may find.", group="Code", low=1, high=4
    )
    category_weight: float = param(
        1.0, "Category weight", "How much it counts that the category can be read (λ).", group="Code", low=0.0,
        high=10.0,
    )  # fmt: skip
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


class CodedFamily(AdversarialFamily):
    """A generator G(z, category, codes) against a discriminator whose second head reads both."""

    params: CodeParams

    def _controls(self) -> tuple[Latent, Latent, Latent]:
        p = self.params
        noise = Latent("z", p.latent, p.prior)
        return noise, Latent("category", p.categories, CATEGORICAL), Latent("codes", p.continuous, UNIFORM)

    def generators(self) -> tuple[Generator, ...]:
        title = f"a column for each category, {_SWEEP} rows sweep each code"
        return (Generator("pictures", G, self._controls(), self.gives(), title=title),)

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

    def _judged(self, it: Iteration, real: Tensor, fake: Tensor) -> Losses:
        return {**super()._judged(it, real, fake), "answers": fake}

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

    def figures(self, evaluation: Evaluation) -> Mapping[str, float]:
        """How much of the category is read, whether it means the classes of the judge, and how well codes are read."""
        p, networks, random = self.params, evaluation.networks, evaluation.random
        rows: list[Tensor] = []
        for at in range(0, evaluation.count, _PIECE):
            count = min(_PIECE, evaluation.count - at)
            z, category, codes = (control.drawn(count, random) for control in self._controls())
            fake = networks[G](z, category, codes)
            kinds = evaluation.named(fake) if evaluation.is_judged else torch.zeros(count)
            rows.append(torch.cat([category, codes, networks[D](fake).float(), kinds[:, None].float()], 1))
        width = p.categories
        asked, codes, _, read, measured, kinds = torch.cat(rows).tensor_split(
            [width, width + p.continuous, width + p.continuous + 1, 2 * width + p.continuous + 1, -1], dim=1
        )
        told = {
            "mutual_information": math.log(width) - float(F.cross_entropy(read, asked)),
            "code_correlation": min(heads.correlation(*pair) for pair in zip(codes.T, measured.T, strict=True)),
        }
        purity = {"purity": heads.purity(asked.argmax(1), kinds[:, 0].long())} if evaluation.is_judged else {}
        return {**told, **purity}

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
