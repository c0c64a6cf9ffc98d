"""DiscoGAN: two kinds of picture, each found in the other one's shape (Kim et al. 2017, arXiv 1703.05192).

Weights, turns and networks by the authors' code: one update of the discriminators, then two of the generators.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.controls import ImageInput
from ganstudio.core.outputs import Picture
from ganstudio.core.params import param
from ganstudio.core.sets import DOMAINS
from ganstudio.engine import common_params, losses
from ganstudio.engine.family import Batch, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset, Told
from ganstudio.engine.later import F, torch, translators
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import STEPS, Schedule
from ganstudio.engine.translation_curves import DISCOVERIES

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

THERE, BACK, SECOND, FIRST = "there", "back", "second", "first"
_JUDGE_OF = {THERE: SECOND, BACK: FIRST}
_INSIDE = 100  # numbers that a picture is pressed into where there is a bottleneck


@dataclass(frozen=True)
class DiscoGANParams:
    """Defaults: the authors' code."""

    width: int = param(64, "Width", "Channels of the first layer; all others follow.", group="Generator", low=8,
        high=128, scale="log", advanced=True)  # fmt: skip
    bottleneck: bool = param(False, "Bottleneck", "Presses each picture into 100 numbers on its way.",
        group="Generator")  # fmt: skip
    likeness: float = param(0.9, "Likeness", "How much features alike count beside fooling the discriminator.",
        group="Training", low=0.0, high=1.0)  # fmt: skip
    back_first: float = param(0.01, "Back again at first", "How much coming back counts at first, of all.",
        group="Training", low=0.0, high=1.0)  # fmt: skip
    back: float = param(0.5, "Back again", "How much it counts later on, of all.", group="Training", low=0.0,
        high=1.0)  # fmt: skip
    back_from: int = param(10_000, "Later is after", "When coming back begins to count that much.", group="Training",
        low=0, high=10_000_000, unit="steps", scale="log")  # fmt: skip
    batch: int = param(64, "Batch", "Pictures of each kind per update.", group="Training", low=2, high=256,
        unit="pictures", scale="log")  # fmt: skip
    lr: float = common_params.learning_rate("all networks", "Optimiser")
    beta1: float = common_params.beta1()
    weight_decay: float = param(1e-5, "Weight decay", "Pulls all weights towards 0.", group="Optimiser", low=0.0,
        high=1.0, advanced=True)  # fmt: skip
    ema_half_life: int = common_params.half_life(0, "results", "pictures", advanced=True)


@register
class DiscoGAN(Family):
    key, title, order = "discogan", "DiscoGAN", 61
    summary = "Finds what two kinds of picture have in common by itself, and draws one in the other's shape."
    paper = "Kim et al., 2017"
    need = Need(DOMAINS)
    judge = SECOND
    columns = ("Picture", "Changed", "Back again")
    curves = DISCOVERIES
    Params = DiscoGANParams
    params: DiscoGANParams
    presets = (
        Preset("quick", "Quick", "A quarter of the width and larger steps: shapes within minutes.", "this project",
               {"width": 16, "batch": 16, "lr": 1e-3, "back_first": 0.5, "back_from": 0, "ema_half_life": 4000},
               size=64),
        Preset("stable", "Stable", "Half the width, averaged.", "this project",
               {"width": 32, "batch": 32, "lr": 5e-4, "back_from": 2000, "ema_half_life": 10_000}, size=64),
        Preset("paper", "The paper", "Its networks; coming back counts fully from step 10,000 on. Wants a GPU.",
               "Kim et al. 2017", {}, faithful=True, size=64),
        Preset("bottleneck", "The paper, pressed", "Each picture passes through 100 numbers. Wants a GPU.",
               "Kim et al. 2017", {"bottleneck": True}, faithful=True, size=64),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: DiscoGANParams) -> tuple[int, ...]:
        return (64,)

    @property
    def value_range(self) -> tuple[float, float]:
        return (0.0, 1.0)

    def networks(self) -> dict[str, Module]:
        p, channels = self.params, self.data.channels
        inside = _INSIDE if p.bottleneck else 0
        made: dict[str, Module] = {way: translators.DiscoTranslator(channels, p.width, inside) for way in _JUDGE_OF}
        made |= {judge: translators.DiscoJudge(channels, p.width) for judge in _JUDGE_OF.values()}
        return made  # with torch's own weights, as in the authors' code

    def phases(self) -> tuple[Phase, ...]:
        p = self.params
        optimiser = Optimiser(ADAM, p.lr, (p.beta1, 0.999), weight_decay=p.weight_decay)
        return (
            Phase("discriminators", (SECOND, FIRST), self.discriminator_losses, optimiser, every=3),
            Phase("generators", (THERE, BACK), self.generator_losses, optimiser, every=3, turns=(1, 2)),
        )

    def forward(self, it: Iteration) -> dict[str, Tensor]:
        first, second = (domain.pictures for domain in it.domains)
        return {THERE: it.networks[THERE](first), BACK: it.networks[BACK](second)}

    def generator_losses(self, it: Iteration) -> Losses:
        p, told = self.params, []
        first, second = (domain.pictures for domain in it.domains)
        for way, other, given, wanted in ((THERE, BACK, first, second), (BACK, THERE, second, first)):
            logits, maps = it.networks[_JUDGE_OF[way]](it.shared[way])
            _, real = it.networks[_JUDGE_OF[way]](wanted)
            alike = [(ours.float().mean(0) - theirs.float().mean(0).detach()).square().mean()
                     for ours, theirs in zip(maps, real, strict=True)]  # fmt: skip
            told.append(torch.stack([
                losses.generator_loss(losses.NON_SATURATING, logits.float()), torch.stack(alike).sum(),
                F.mse_loss(it.networks[other](it.shared[way]).float(), given),
            ]))  # fmt: skip
        adversarial, likeness, again = torch.stack(told).sum(0).unbind()
        share = it.at(Schedule(p.back_first, p.back, hold=p.back_from, unit=STEPS))
        found = (1 - p.likeness) * adversarial + p.likeness * likeness
        return {
            "total": (1 - share) * found + share * again, "adversarial": adversarial, "likeness": likeness,
            "back again": again / 2, "diversity": translators.diversity(first, it.shared[THERE].detach().float()),
        }  # fmt: skip

    def discriminator_losses(self, it: Iteration) -> Losses:
        told = {}
        for (way, name), domain in zip(_JUDGE_OF.items(), reversed(it.domains), strict=True):
            real, fake = (it.networks[name](each)[0].float() for each in (domain.pictures, it.shared[way].detach()))
            told[name] = losses.discriminator_loss(losses.NON_SATURATING, real, fake) / 2
        return {"total": torch.stack(list(told.values())).sum(), **told}

    def verdict(self, judge: Module, pictures: Tensor, told: Told) -> Tensor:
        answers: Tensor = judge(pictures)[0]
        return answers

    def generators(self) -> tuple[Generator, ...]:
        channels, names, size = self.data.channels, self.data.classes, self.data.size
        one_size = size if self.params.bottleneck else 0
        picture = ImageInput("picture", channels, "picture", one_size or 16, largest=one_size)
        gives, (first, second) = Picture(channels, size, self.value_range), names[:2]
        return (
            Generator(THERE, THERE, (picture,), gives, self.columns, f"{first} to {second}"),
            Generator(BACK, BACK, (picture,), gives, self.columns, f"{second} to {first}"),
        )

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        names = (THERE, BACK) if generator.name == THERE else (BACK, THERE)
        shown = [examples.domains[0 if generator.name == THERE else 1].pictures]
        for name in names:
            shown.append(networks[name](shown[-1]))
        return tuple(shown)
