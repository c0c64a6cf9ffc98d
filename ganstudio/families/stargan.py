"""StarGAN: one generator that changes any of many attributes (Choi et al. 2018, arXiv 1711.09020).

`quick` and `stable` judge each kind of picture by a branch of its own instead of naming attributes, after StarGAN v2
(Choi et al. 2020, arXiv 1912.01865): what only has to be named soon becomes a pattern that nobody else would name so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ganstudio.core.controls import Attributes, ImageInput
from ganstudio.core.outputs import Picture
from ganstudio.core.sets import ATTRIBUTES
from ganstudio.engine import losses
from ganstudio.engine.family import Batch, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset
from ganstudio.engine.later import F, layers, starnets, torch, translators
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import Schedule
from ganstudio.engine.star_params import BRANCHES, NAMING, StarGANParams
from ganstudio.engine.translation_curves import MANY

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

    from ganstudio.engine.starnets import Knobs

G, D = "generator", "discriminator"


@register
class StarGAN(Family):
    key, title, order = "stargan", "StarGAN", 62
    summary = "One network that changes what you ask for: hair colour, glasses, a beard, each by a switch."
    paper = "Choi et al., 2018"
    need = Need(ATTRIBUTES)
    curves = MANY
    Params = StarGANParams
    params: StarGANParams
    presets = (
        Preset("quick", "Quick", "Paints changes over small pictures: the first show after some minutes.",
               "this project", {"beta2": 0.99, "lr_hold": 40_000, "lr_decay": 40_000}, size=64),
        Preset("stable", "Stable", "The same with more width and three times as long.", "this project",
               {"width": 32, "blocks": 3, "beta2": 0.99, "lr_hold": 120_000, "lr_decay": 120_000}, size=64),
        Preset("paper", "The paper", "Its networks, a critic of five steps, attributes named. Wants a GPU.",
               "Choi et al. 2018",
               {"network": NAMING, "width": 64, "blocks": 6, "cycle": 10.0, "k": 5, "batch": 16, "lr": 1e-4,
                "lr_hold": 1_600_000, "lr_decay": 1_600_000, "ema_half_life": 0}, faithful=True, size=128),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: StarGANParams) -> tuple[int, ...]:
        return (64, 128, 256) if params.network == NAMING else (32, 64, 128)

    @property
    def control(self) -> Attributes:
        signed = self.params.network == BRANCHES
        return Attributes("attributes", self.data.attributes, self.data.groups, signed)

    @property
    def knobs(self) -> Knobs:
        return starnets.Knobs(self.data.attributes, self.data.groups)

    def networks(self) -> dict[str, Module]:
        p, data, told = self.params, self.data, len(self.data.attributes)
        if p.network == NAMING:
            made = translators.ResnetTranslator(data.channels, p.width, p.blocks, told, zero_padded=True)
            return {G: made, D: starnets.NamingJudge(data.channels, data.size, told, p.width)}
        made_small = translators.ChangeTranslator(data.channels, p.width, p.blocks, told)
        return {G: layers.normal_init(made_small), D: starnets.branch_judge(data.channels, self.knobs.branches)}

    def phases(self) -> tuple[Phase, ...]:
        p, end = self.params, self.params.lr / 20 if self.params.network == BRANCHES else 0.0
        lr = Schedule(p.lr, end, p.lr_decay, p.lr_hold) if p.lr_decay else p.lr
        optimiser = Optimiser(ADAM, lr, (p.beta1, p.beta2))
        return (
            Phase(D, (D,), self.discriminator_losses, optimiser, repeat=p.k),
            Phase(G, (G,), self.generator_losses, optimiser),
        )

    def forward(self, it: Iteration) -> dict[str, Tensor]:
        return self._changed(it)

    def _changed(self, it: Iteration) -> dict[str, Tensor]:
        """What is wanted of the pictures, in which branches that shows, and what is made of it."""
        assert it.flags is not None
        flags = it.flags.float()
        if self.params.network == NAMING:  # somebody else's attributes, as the paper has it
            order = torch.randperm(len(flags), generator=torch.Generator().manual_seed(it.seed()))
            wanted, branch = flags[order.to(flags.device)], flags
        else:
            wanted, branch = self.knobs.turned(flags, it.seed(), self.params.together)
        fake = it.networks[G]((it.real + 1) / 2, self.told(flags, wanted)).float()
        return {"wanted": wanted, "branch": branch, "fake": fake}

    def told(self, flags: Tensor, wanted: Tensor) -> Tensor:
        """What the generator is told: all that shall hold, or only what shall change: the rest may be unknown."""
        return wanted if self.params.network == NAMING else self.knobs.change(flags, wanted)

    def discriminator_losses(self, it: Iteration) -> Losses:
        assert it.flags is not None
        made = it.shared if it.repeat == 0 else self._changed(it)
        fake, flags = made["fake"].detach(), it.flags.float()
        if self.params.network == NAMING:
            return self._criticised(it, fake, flags)
        judge, p, holding = it.networks[D], self.params, self.knobs.holding(flags)
        of_real = judge(it.real)
        wrong = (1 - p.others) * starnets.of_branches(judge(fake), made["branch"], 0.0)
        if p.others:  # real pictures of other kinds are wrong here as well (Reed et al. 2016, section 4.1)
            wrong = wrong + p.others * starnets.of_branches(of_real, 1 - holding, 0.0)
        total = (starnets.of_branches(of_real, holding, 1.0) + wrong) / 2
        told = {"mistaken": total}
        if p.r1 and it.step % p.r1_every == 0:
            with it.full_precision():
                total = total + p.r1 * p.r1_every * translators.slope(judge, it.real)
        return {"total": total, **told}

    def _criticised(self, it: Iteration, fake: Tensor, flags: Tensor) -> Losses:
        real_score, named = it.networks[D](it.real)
        distance = real_score.float().mean() - it.networks[D](fake)[0].float().mean()
        naming = _misnamed(named, flags)
        with it.full_precision():
            penalty, slope = losses.slope_penalty(lambda x: it.networks[D](x)[0], it.real, fake, it.seed())
        total = -distance + self.params.naming * naming + self.params.gradient_penalty * penalty
        return {"total": total, "distance": distance, "naming": naming, "slope": slope}

    def generator_losses(self, it: Iteration) -> Losses:
        assert it.flags is not None
        p, fake, flags = self.params, it.shared["fake"], it.flags.float()
        again = it.networks[G]((fake + 1) / 2, self.told(it.shared["wanted"], flags)).float()
        told = {"cycle": F.l1_loss(again, it.real)}
        if p.network == NAMING:
            score, named = it.networks[D](fake)
            told["naming"] = _misnamed(named, it.shared["wanted"])
            total = -score.float().mean() + p.naming * told["naming"]
        else:
            told["adversarial"] = starnets.of_branches(it.networks[D](fake), it.shared["branch"], 1.0)
            told["change"] = F.l1_loss(fake, it.real)
            weight = it.at(Schedule(0.0, p.change, p.change_from)) if p.change_from else p.change
            changes = it.shared["branch"].sum(1).mean()  # as many voices as were asked for
            total = changes * told["adversarial"] + weight * told["change"]
        return {"total": total + p.cycle * told["cycle"], **told}

    def generators(self) -> tuple[Generator, ...]:
        channels = self.data.channels
        picture = ImageInput("picture", channels, "picture", 4 if self.params.network == BRANCHES else 8)
        gives, columns = Picture(channels, self.data.size), ("Picture", *self.data.attributes)
        return (Generator("changed", G, (picture, self.control), gives, columns),)

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        assert examples.flags is not None
        pictures, flags = examples.pictures, examples.flags.float()
        wanted = (self.told(flags, self.knobs.shown(flags, place)) for place in range(flags.shape[1]))
        return pictures, *(networks[G]((pictures + 1) / 2, each) for each in wanted)


def _misnamed(named: Tensor, flags: Tensor) -> Tensor:
    """Cross-entropy of each attribute, summed over attributes (the authors' code)."""
    return F.binary_cross_entropy_with_logits(named.float(), flags, reduction="sum") / len(flags)
