"""Lines of letters, made differentiable by Gumbel noise (Jang et al. 2017, arXiv 1611.01144)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.outputs import Output, Tokens
from ganstudio.core.sets import TEXT
from ganstudio.engine.adversarial import AdversarialFamily, AdversarialParams, D, G
from ganstudio.engine.family import Iteration, Preset
from ganstudio.engine.later import F, layers, nn
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import Schedule

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module


@dataclass(frozen=True)
class LettersParams(AdversarialParams):
    pass


@register
class Letters(AdversarialFamily):
    key, title, order = "letters", "Letters", 907
    summary, paper = "Learns to write lines.", "Kusner and Hernandez-Lobato, 2016"
    need = Need(TEXT)
    channels = (1,)
    Params = LettersParams
    presets = (Preset("quick", "Quick", "Dense networks.", "this test", {"latent": 8, "lr_g": 1e-3}),)
    temperature = Schedule(2.0, 0.5, over=2000)

    @classmethod
    def sizes(cls, params: LettersParams) -> tuple[int, ...]:
        return tuple(range(1, 65))

    def networks(self) -> dict[str, Module]:
        length, letters = self.data.size, len(self.data.vocabulary)
        return {
            G: nn.Sequential(nn.Linear(self.params.latent, 32), nn.ReLU(), nn.Linear(32, length * letters),
                             nn.Unflatten(1, (length, letters))),
            D: nn.Sequential(nn.Flatten(), nn.Linear(length * letters, 32), nn.ReLU(), nn.Linear(32, 1)),
        }  # fmt: skip

    def real(self, iteration: Iteration) -> Tensor:
        """Real lines come as numbers, generated ones as shares of each letter."""
        shares: Tensor = layers.OneHot(len(self.data.vocabulary))(iteration.real)
        return shares

    def generate(self, iteration: Iteration, labels: Tensor | None) -> Tensor:
        weights = super().generate(iteration, labels)
        uniform = iteration.noise(weights[0].numel(), "uniform").reshape_as(weights) / 2 + 0.5
        gumbel = -(-uniform.clamp(1e-6, 1 - 1e-6).log()).log()
        return F.softmax((weights + gumbel) / iteration.at(self.temperature), dim=-1)

    def gives(self) -> Output:
        return Tokens(self.data.size, self.data.vocabulary)
