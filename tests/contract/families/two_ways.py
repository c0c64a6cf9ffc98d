"""Two generators against two discriminators that see earlier pictures again, on two domains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.controls import ImageInput
from ganstudio.core.outputs import Picture
from ganstudio.core.params import param
from ganstudio.core.sets import DOMAINS
from ganstudio.engine import losses
from ganstudio.engine.family import Batch, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset
from ganstudio.engine.later import F, nn, torch
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import Schedule

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

    from ganstudio.engine.pool import ImagePool

THERE, BACK, JUDGE_THERE, JUDGE_BACK = "there", "back", "judge_there", "judge_back"


@dataclass(frozen=True)
class TwoWaysParams:
    batch: int = param(4, "Batch", "Pictures of each kind per update.", group="Training", low=1, high=64)


@register
class TwoWays(Family):
    key, title, order = "two-ways", "Two ways", 900
    summary, paper = "From one kind of picture to the other and back.", "Zhu et al., 2017"
    need = Need(DOMAINS)
    channels = (3,)
    Params = TwoWaysParams
    presets = (Preset("quick", "Quick", "Two small networks each way.", "this test", {}, size=32),)

    def networks(self) -> dict[str, Module]:
        def changing() -> Module:
            return nn.Sequential(nn.Conv2d(3, 8, 3, 1, 1), nn.ReLU(), nn.Conv2d(8, 3, 3, 1, 1), nn.Tanh())

        def judging() -> Module:
            return nn.Sequential(nn.Conv2d(3, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(8, 1, 4, 2, 1))

        return {THERE: changing(), BACK: changing(), JUDGE_THERE: judging(), JUDGE_BACK: judging()}

    def memory(self) -> Mapping[str, ImagePool]:
        from ganstudio.engine.pool import ImagePool

        return {JUDGE_THERE: ImagePool(6), JUDGE_BACK: ImagePool(6)}

    def phases(self) -> tuple[Phase, ...]:
        optimiser = Optimiser(ADAM, Schedule(2e-4, 0.0, over=400, hold=40))
        judges = (JUDGE_THERE, JUDGE_BACK)
        return (
            Phase("generators", (THERE, BACK), self.generator_losses, optimiser),
            Phase("discriminators", judges, self.discriminator_losses, optimiser),
        )

    def forward(self, it: Iteration) -> dict[str, Tensor]:
        first, second = (domain.pictures for domain in it.domains)
        return {JUDGE_THERE: it.networks[THERE]((first + 1) / 2), JUDGE_BACK: it.networks[BACK]((second + 1) / 2)}

    def generator_losses(self, it: Iteration) -> Losses:
        first, second = (domain.pictures for domain in it.domains)
        there, back = it.shared[JUDGE_THERE], it.shared[JUDGE_BACK]
        cycle = F.l1_loss(it.networks[BACK]((there + 1) / 2), first) + F.l1_loss(
            it.networks[THERE]((back + 1) / 2), second
        )
        fooled = [losses.generator_loss(losses.LEAST_SQUARES, it.networks[name](it.shared[name])) for name in it.memory]
        return {"total": torch.stack(fooled).sum() + 10 * cycle, "cycle": cycle}

    def discriminator_losses(self, it: Iteration) -> Losses:
        metrics = {}
        for name, domain in zip((JUDGE_THERE, JUDGE_BACK), reversed(it.domains), strict=True):
            older = it.memory[name].mixed(it.shared[name], it.seed())
            real, fake = it.networks[name](domain.pictures), it.networks[name](older)
            metrics[name] = losses.discriminator_loss(losses.LEAST_SQUARES, real, fake)
        return {"total": torch.stack(list(metrics.values())).sum(), **metrics}

    def generators(self) -> tuple[Generator, ...]:
        picture, gives = ImageInput("picture", 3, "picture", 4), Picture(3, self.data.size)
        columns = ("Picture", "Changed", "Back again")
        return (
            Generator(THERE, THERE, (picture,), gives, columns, "There"),
            Generator(BACK, BACK, (picture,), gives, columns, "Back"),
        )

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        names = (THERE, BACK) if generator.name == THERE else (BACK, THERE)
        shown = [examples.domains[0 if generator.name == THERE else 1].pictures]
        for name in names:
            shown.append(networks[name]((shown[-1] + 1) / 2))
        return tuple(shown)
