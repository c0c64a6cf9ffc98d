"""Pictures changed by attributes, some of which exclude each other; the discriminator names what it sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.controls import Attributes, ImageInput
from ganstudio.core.outputs import Picture
from ganstudio.core.params import param
from ganstudio.core.sets import ATTRIBUTES
from ganstudio.engine import losses
from ganstudio.engine.family import Batch, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset
from ganstudio.engine.later import F, torch
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAMW, VALUE
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

G, D = "generator", "discriminator"


@dataclass(frozen=True)
class ChangingParams:
    batch: int = param(4, "Batch", "Pictures per update.", group="Training", low=1, high=64)


@register
class Changing(Family):
    key, title, order = "changing", "Changing", 901
    summary, paper = "Changes what a picture shows.", "Choi et al., 2018"
    need = Need(ATTRIBUTES)
    channels = (3,)
    Params = ChangingParams
    presets = (Preset("quick", "Quick", "Two small networks.", "this test", {}, size=32),)

    def networks(self) -> dict[str, Module]:
        from tests.contract.modules import Changed, Named

        count = len(self.data.attributes)
        return {G: Changed(count), D: Named(count)}

    def phases(self) -> tuple[Phase, ...]:
        optimiser = Optimiser(ADAMW, 1e-3, weight_decay=1e-2, clip=0.5, clip_by=VALUE)
        return (
            Phase(D, (D,), self.discriminator_losses, optimiser, repeat=2),
            Phase(G, (G,), self.generator_losses, optimiser),
        )

    def _wanted(self, it: Iteration) -> Tensor:
        return it.drawn(self._control())

    def discriminator_losses(self, it: Iteration) -> Losses:
        assert it.flags is not None
        with torch.no_grad():
            fake = it.networks[G]((it.real + 1) / 2, self._wanted(it))
        real_logits, named = it.networks[D](it.real)
        fake_logits, _ = it.networks[D](fake)
        naming = F.binary_cross_entropy_with_logits(named, it.flags.float())
        total = losses.discriminator_loss(losses.HINGE, real_logits, fake_logits) + naming
        return {"total": total, "naming": naming}

    def generator_losses(self, it: Iteration) -> Losses:
        wanted = self._wanted(it)
        fake = it.networks[G]((it.real + 1) / 2, wanted)
        logits, named = it.networks[D](fake)
        naming = F.binary_cross_entropy_with_logits(named, wanted)
        return {"total": losses.generator_loss(losses.HINGE, logits) + naming, "naming": naming}

    def _control(self) -> Attributes:
        return Attributes("attributes", self.data.attributes, self.data.groups)

    def generators(self) -> tuple[Generator, ...]:
        controls = (ImageInput("picture", 3, "picture", 4), self._control())
        columns = ("Picture", *self.data.attributes)
        return (Generator("changed", G, controls, Picture(3, self.data.size), columns),)

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        pictures = examples.pictures
        each = torch.eye(len(self.data.attributes), device=pictures.device)
        changed = [networks[G]((pictures + 1) / 2, row.expand(len(pictures), -1)) for row in each]
        return pictures, *changed
