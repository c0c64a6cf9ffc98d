"""R3GAN: pairs of pictures and two penalties instead of many tricks (Huang et al. 2024, arXiv 2501.05441).

D minimises softplus(-(D(x) - D(G(z)))) + gamma / 2 (|grad D(x)|^2 + |grad D(G(z))|^2), G softplus(-(D(G(z)) - D(x))).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ganstudio.core.curves import Group, Line, Mark
from ganstudio.core.sets import PLAIN
from ganstudio.engine import compact, disguise, losses
from ganstudio.engine.adversarial import D, G, NoiseFamily
from ganstudio.engine.family import SIZES, Iteration, Losses, Optimiser, Phase, Preset
from ganstudio.engine.later import r3nets, torch
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM
from ganstudio.engine.r3_params import PAPER, QUICK, STABLE, R3GANParams
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import Number, eased

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

_PAPER = {"network": PAPER, "share_fakes": False, "batch": 256, "ema_half_life": 500_000, "horizon": 20_000_000,
          "augment": disguise.RISING, "changed_share": 0.3}  # fmt: skip
_IMAGENET = {**_PAPER, "width": 1536, "taper": False, "per_group": 32, "batch": 4096, "ema_half_life": 50_000_000,
             "horizon": 200_000_000}  # fmt: skip
_FITTED = {  # of `stable`, by the side of a picture: penalty, batch and half-life
    28: (1.0, 64, 50_000), 32: (1.0, 64, 50_000), 64: (2.0, 32, 100_000), 128: (20.0, 16, 100_000),
    256: (150.0, 8, 100_000),
}  # fmt: skip


@register
class R3GAN(NoiseFamily):
    key, title = "r3gan", "R3GAN"
    summary = "The modern way: each fake competes with a real picture, and two penalties keep the contest calm."
    paper = "Huang et al., 2024"
    need = Need(PLAIN, takes_labels=True)
    order = 37
    curves = (
        Group("Steepness", (
            Line("discriminator.r1", "at real pictures",
                 "How steep D is at real pictures (R1): small and level is healthy. It stays near the other line; "
                 "climbing without end says: more penalty.", "violet"),
            Line("discriminator.r2", "at fakes",
                 "The same at generated pictures (R2): near the other line is healthy. Far above it, D has found "
                 "something that only fakes have.", "caution"),
        ), width=7),
        Group("Pairs", (Line("discriminator.told", "told apart",
             "How often D gives the real one of a pair more: 0.6 to 0.9 is healthy. Near 1 it has won, and a larger "
             "penalty holds it back.", "rival"),),
            (0.0, 1.0), (Mark(0.5, "undecided"),), width=7),
    )  # fmt: skip
    Params = R3GANParams
    params: R3GANParams
    presets = (
        Preset("stable", "Stable", "Small residual networks that calm down over 2 million pictures. Wants a GPU.",
               "this project", {"horizon": 2_000_000, "lr": 5e-4, "batch": 64, "ema_half_life": 50_000,
                "augment": disguise.AUTO}),
        Preset("quick", "Quick", "Its contest and penalties on plain small networks: shows something within a minute.",
               "this project", {"network": QUICK, "latent": 32, "lr": 2e-3, "beta2": 0.99, "penalty": 0.1,
                "augment": disguise.AUTO}),
        Preset("cifar10", "The paper, CIFAR-10", "For 32 pixels with classes. Wants a large GPU for days.",
               "Huang et al. 2024", {**_PAPER, "penalty": 0.05, "batch": 512, "ema_half_life": 5_000_000,
                "changed_share": 0.55}, faithful=True, size=32),
        Preset("ffhq-64", "The paper, faces of 64", "For 64 pixels without classes. Wants a large GPU for days.",
               "Huang et al. 2024", {**_PAPER, "penalty": 2.0}, faithful=True, size=64),
        Preset("ffhq-256", "The paper, faces of 256", "For 256 pixels without classes. Wants several GPUs.",
               "Huang et al. 2024", {**_PAPER, "penalty": 150.0}, faithful=True, size=256),
        Preset("imagenet-32", "The paper, ImageNet 32", "Twice as wide, batches of 4096. Wants many GPUs.",
               "Huang et al. 2024", {**_IMAGENET, "penalty": 0.5, "changed_share": 0.5}, faithful=True, size=32),
        Preset("imagenet-64", "The paper, ImageNet 64", "The same at 64 pixels. Wants many GPUs.",
               "Huang et al. 2024", {**_IMAGENET, "penalty": 1.0, "changed_share": 0.4}, faithful=True, size=64),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: Any) -> tuple[int, ...]:
        return {QUICK: SIZES, PAPER: (32, 64, 128, 256)}.get(params.network, (*SIZES, 256))

    @classmethod
    def fitted(cls, preset: str, size: int, channels: int) -> Mapping[str, Any]:
        if preset == STABLE and size in _FITTED:
            found = dict(zip(("penalty", "batch", "ema_half_life"), _FITTED[size], strict=True))
            return {**found, "penalty": 0.5, "ema_half_life": 200_000} if (size, channels) == (32, 3) else found
        found = compact.penalty_for(preset, size, channels)
        if "r1" in found:  # both penalties, at every step: a tenth of a rare one on real pictures alone
            found["penalty"] = found.pop("r1") / 10
        return found

    @property
    def border(self) -> None:
        """It compares: an answer by itself means nothing."""
        return None

    def networks(self) -> dict[str, Module]:
        p, data, classes = self.params, self.data, len(self.data.classes) if self.conditional else 0
        if p.network == QUICK:
            return dict(zip((G, D), r3nets.plain(p.latent, data.channels, data.size, classes), strict=True))
        if p.network == PAPER:
            plan = r3nets.published(data.size, p.width, p.taper, p.per_group, p.blocks)
        else:
            plan = r3nets.small(data.size, data.channels)
        return dict(zip((G, D), r3nets.residual(plan, p.latent, data.channels, classes), strict=True))

    def phases(self) -> tuple[Phase, ...]:
        p = self.params
        betas = p.beta1, eased(p.beta2, 1 - (1 - p.beta2) / 10, p.horizon)
        how = Optimiser(ADAM, eased(p.lr, p.lr / 4, p.horizon), betas)
        return Phase(D, (D,), self.discriminator_losses, how), Phase(G, (G,), self.generator_losses, how)

    @property
    def ema_half_life(self) -> Number:
        half_life = self.params.ema_half_life
        return eased(0.0, half_life, self.params.horizon) or half_life if half_life else 0

    def _fake(self, it: Iteration) -> Tensor:
        return it.shared["fake"] if self.params.share_fakes else self.generate(it, self.fake_labels(it))

    def discriminator_losses(self, it: Iteration) -> Losses:
        """Penalties are on the pictures themselves, before they are changed for D, and need full precision."""
        with torch.no_grad():
            fake = self._fake(it).float()
        with it.full_precision():
            real, r1 = losses.r1_penalty(lambda x: self.discriminate(it, x, it.labels), it.real)
            fakes, r2 = losses.r1_penalty(lambda x: self.discriminate(it, x, self.fake_labels(it)), fake)
            gamma = it.at(eased(self.params.penalty, self.params.penalty / 10, self.params.horizon))
            total = losses.relativistic_loss(real, fakes) + gamma * (r1 + r2)
        followed = disguise.followed(it, real)
        return {"total": total, "r1": r1, "r2": r2, "told": (real > fakes).float().mean(), **followed}

    def generator_losses(self, it: Iteration) -> Losses:
        with torch.no_grad():
            real = self.discriminate(it, it.real, it.labels)
        fake = self.discriminate(it, self._fake(it), self.fake_labels(it))
        return {"total": losses.relativistic_loss(fake, real)}
