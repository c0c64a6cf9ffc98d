"""A network that is never trained judges beside the one that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.sets import PLAIN
from ganstudio.engine.adversarial import AdversarialFamily, AdversarialParams, D, G, picture_numbers
from ganstudio.engine.family import Iteration, Losses, Preset
from ganstudio.engine.later import layers, nn, torch
from ganstudio.engine.needs import Need
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch.nn import Module

FEATURES = "features"


@dataclass(frozen=True)
class FrozenParams(AdversarialParams):
    pass


@register
class Frozen(AdversarialFamily):
    """Classes are used where there are any; nothing is needed."""

    key, title, order = "frozen", "Frozen", 903
    summary, paper = "Also matched by features that nobody trains.", "this test"
    need = Need(PLAIN, takes_labels=True)
    frozen = (FEATURES,)
    Params = FrozenParams
    presets = (Preset("quick", "Quick", "Dense networks.", "this test", {"latent": 8, "ema_half_life": 500}),)

    def networks(self) -> dict[str, Module]:
        p, data, numbers = self.params, self.data, picture_numbers(self)
        classes = len(data.classes) if self.conditional else 0
        generator: Module = nn.Sequential(
            nn.Linear(p.latent + classes, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, numbers), nn.Tanh(),
            layers.Reshape(data.channels, data.size, data.size),
        )  # fmt: skip
        judge: Module = nn.Sequential(
            nn.Flatten(), nn.Linear(numbers + classes, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1)
        )
        if classes:
            generator, judge = (layers.WithLabel(layers.OneHot(classes), body) for body in (generator, judge))
        features = nn.Sequential(nn.Flatten(), nn.Linear(numbers, 16), nn.BatchNorm1d(16))
        return {G: generator, D: judge, FEATURES: features}

    def generator_losses(self, it: Iteration) -> Losses:
        metrics = dict(super().generator_losses(it))
        fake = it.shared["fake"] if self.params.share_fakes else self.generate(it, self.fake_labels(it))
        with torch.no_grad():
            wanted = it.networks[FEATURES](it.real).mean(0)
        metrics["matching"] = (it.networks[FEATURES](fake).mean(0) - wanted).square().mean()
        return {**metrics, "total": metrics["total"] + metrics["matching"]}
