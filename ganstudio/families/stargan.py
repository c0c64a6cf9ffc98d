"""StarGAN: one generator that changes any of many attributes (Choi et al. 2018, arXiv 1711.09020).

`quick` and `stable` judge each kind of picture by a branch of its own instead of naming attributes, after StarGAN v2
(Choi et al. 2020, arXiv 1912.01865): what only has to be named soon becomes a pattern that nobody else would name so.
Of joint sets, labels with signs (0: unknown) say what the paper's labels and mask vectors say (section 3.2).
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
from ganstudio.engine.optimisers import MUON
from ganstudio.engine.registry import register
from ganstudio.engine.star_params import BRANCHES, NAMING, StarGANParams
from ganstudio.engine.translation_curves import MANY

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

    from ganstudio.engine.starnets import Knobs

G, D = "generator", "discriminator"
_SMALL = {"optimiser": MUON, "lr": 5e-4, "beta2": 0.99}


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
               "this project", {**_SMALL, "lr_hold": 20_000, "lr_decay": 20_000}, size=64),
        Preset("stable", "Stable", "The same with more width and three times as long.", "this project",
               {**_SMALL, "width": 32, "blocks": 3, "lr_hold": 60_000, "lr_decay": 60_000}, size=64),
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
        signed = self.params.network == BRANCHES or self.data.joint
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
        p = self.params
        optimiser = Optimiser(p.optimiser, p.rate, (p.beta1, p.beta2))
        return (
            Phase(D, (D,), self.discriminator_losses, optimiser, repeat=p.k),
            Phase(G, (G,), self.generator_losses, optimiser),
        )

    def forward(self, it: Iteration) -> dict[str, Tensor]:
        """What is wanted of the pictures, what of that is known, in which branches it shows, and what is made of it."""
        flags, known = starnets.known_of(it)
        if self.params.network == NAMING:  # somebody else's attributes, as the paper has it
            order = torch.randperm(len(flags), generator=torch.Generator().manual_seed(it.seed())).to(flags.device)
            wanted, branch, known = flags[order], flags, known[order]
            told = self.told(flags, wanted, known)
        else:
            wanted, branch = self.knobs.turned(flags, it.seed(), self.params.together, known)
            told = self.knobs.asked(flags, wanted, it.seed(), known)
        fake = it.networks[G]((it.real + 1) / 2, told).float()
        return {"wanted": wanted, "known": known, "branch": branch, "fake": fake}

    def told(self, flags: Tensor, wanted: Tensor, known: Tensor | None = None) -> Tensor:
        """What the generator is told: what shall change, or all that shall hold, as far as it is `known`."""
        if self.params.network == BRANCHES:
            return self.knobs.change(flags, wanted)
        return self.knobs.signed(wanted, known) if self.data.joint else wanted

    def discriminator_losses(self, it: Iteration) -> Losses:
        made = it.shared if it.repeat == 0 else self.forward(it)
        if self.params.network == NAMING:
            return self._criticised(it, made["fake"].detach())
        judge, p, said = it.networks[D], self.params, starnets.known_of(it)
        of_real, of_fake = judge(it.real), judge(made["fake"].detach())
        total = starnets.mistaken(of_real, of_fake, self.knobs, said, made["branch"], p.others)
        told = {"mistaken": total}
        if p.r1 and it.step % p.r1_every == 0:
            with it.full_precision():
                total = total + p.r1 * p.r1_every * starnets.slope(judge, it.real, self.knobs.holding(*said), it.seed())
        return {"total": total, **told}

    def _criticised(self, it: Iteration, fake: Tensor) -> Losses:
        real_score, named = it.networks[D](it.real)
        distance = real_score.float().mean() - it.networks[D](fake)[0].float().mean()
        naming = starnets.misnamed(named, *starnets.known_of(it))
        with it.full_precision():
            penalty, slope = losses.slope_penalty(lambda x: it.networks[D](x)[0], it.real, fake, it.seed())
        total = -distance + self.params.naming * naming + self.params.gradient_penalty * penalty
        return {"total": total, "distance": distance, "naming": naming, "slope": slope}

    def generator_losses(self, it: Iteration) -> Losses:
        p, fake, wanted = self.params, it.shared["fake"], it.shared["wanted"]
        again = it.networks[G]((fake + 1) / 2, self.told(wanted, *starnets.known_of(it))).float()
        told = {"cycle": F.l1_loss(again, it.real)}
        if p.network == NAMING:
            score, named = it.networks[D](fake)
            told["naming"] = starnets.misnamed(named, wanted, it.shared["known"])
            total = -score.float().mean() + p.naming * told["naming"]
        else:
            told["adversarial"] = starnets.of_branches(it.networks[D](fake), it.shared["branch"], 1.0)
            told["change"] = F.l1_loss(fake, it.real)
            weight, changes = it.at(p.weight_of_change), it.shared["branch"].sum(1)  # as many voices as were asked for
            told["kept"] = starnets.left_alone(fake, it.real, changes == 0)
            total = changes.mean() * told["adversarial"] + weight * told["change"] + p.cycle * told["kept"]
        return {"total": total + p.cycle * told["cycle"], **told}

    def generators(self) -> tuple[Generator, ...]:
        channels = self.data.channels
        picture = ImageInput("picture", channels, "picture", 4 if self.params.network == BRANCHES else 8)
        gives, columns = Picture(channels, self.data.size), ("Picture", *self.data.attributes)
        return (Generator("changed", G, (picture, self.control), gives, columns),)

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        pictures, (flags, known), knobs = examples.pictures, starnets.known_of(examples), self.knobs
        asked = ((knobs.shown(flags, place), knobs.known_with(known, place)) for place in range(knobs.attributes))
        return pictures, *(networks[G]((pictures + 1) / 2, self.told(flags, *each)) for each in asked)
