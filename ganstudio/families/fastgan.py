"""FastGAN: for few pictures; D must draw them again from what it saw (Liu et al. 2021, arXiv 2101.04775).

Hinge loss; what decoders draw again is compared by L1 and multi-scale SSIM, in place of LPIPS and its trained weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ganstudio.core.curves import Group, Line
from ganstudio.core.params import param
from ganstudio.core.sets import PLAIN
from ganstudio.engine import common_params, disguise, losses
from ganstudio.engine.adversarial import D, G, NoiseFamily
from ganstudio.engine.family import Iteration, Losses, Optimiser, Phase, Preset, Told
from ganstudio.engine.later import fastnets, likeness
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import falling

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

_SIZES = (64, 128, 256)
_WORDS = "Compared by L1 and structure, as the authors' trained comparison is not in the box."


@dataclass(frozen=True)
class FastGANParams:
    batch: int = param(8, "Batch", "Pictures per update. Small ones suit few pictures.", group="Training", low=2,
                       high=256, unit="pictures", scale="log")  # fmt: skip
    ema_half_life: int = common_params.half_life(5_000, "samples", "pictures")
    width: int = param(64, "Width", "Channels of the generator at 128 pixels; all others follow. 64 is the paper's.",
                       group="Generator", low=8, high=128, scale="log")  # fmt: skip
    latent: int = common_params.latent(256)
    redrawing: float = param(1.0, "Redrawing", "How much the discriminator must be able to draw real pictures again "
        "from what it saw of them: that keeps it from learning them by heart.", group="Discriminator", low=0.0,
        high=100.0)  # fmt: skip
    augment: str = common_params.augmentation()
    input_noise: float = common_params.input_noise()
    input_noise_over: int = common_params.input_noise_over()
    lr: float = common_params.learning_rate("both networks", "Optimiser")
    beta1: float = common_params.beta1()
    beta2: float = common_params.beta2()
    lr_decay: int = common_params.slow_down("Both learning rates fall", "pictures")


@register
class FastGAN(NoiseFamily):
    key, title = "fastgan", "FastGAN"
    summary = "For few pictures: fifty are enough to begin with. Its discriminator also learns to draw them again."
    paper = "Liu et al., 2021"
    need = Need(PLAIN)
    order = 38
    curves = (
        Group("Losses", (
            Line("discriminator.hinge", "discriminator",
                 "How badly it tells real pictures from fakes: between 0 and 2 is healthy. Near 0 it has won, near 2 "
                 "it cannot tell.", "rival"),
            Line("generator.total", "generator",
                 "The discriminator's mark for fakes, with a minus: it should not climb without end. It need not "
                 "fall.", "accent"),
            Line("discriminator.total", "with redrawing",
                 "What the discriminator makes small: it should fall slowly. It is telling apart, and drawing "
                 "pictures again.", "dim"),
        ), width=11),
        Group("Redrawing", (
            Line("discriminator.whole", "whole",
                 "How unlike what is drawn again is to the real picture: it should fall. It levels out; rising again "
                 "says that the discriminator has begun to cheat.", "accent"),
            Line("discriminator.small", "half", "The same of the picture at half its size.", "good"),
            Line("discriminator.quarter", "quarter", "The same of one quarter, from the features there.", "violet"),
        ), width=7),
    )  # fmt: skip
    Params = FastGANParams
    params: FastGANParams
    presets = (
        Preset("stable", "Stable", f"Half width, for a patient processor or a small GPU. {_WORDS}",
               "this project", {"width": 32, "latent": 128, "augment": disguise.DIFF}),
        Preset("quick", "Quick", f"Narrow networks for a processor; best at 64 pixels. {_WORDS}",
               "this project", {"width": 8, "latent": 64, "lr": 1e-3, "augment": disguise.DIFF}),
        Preset("paper", "The paper, 256 pixels", f"Its networks and settings. Wants a GPU. {_WORDS}",
               "Liu et al. 2021", {"ema_half_life": 5_541, "augment": disguise.UNCUT}, faithful=True, size=256),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: Any) -> tuple[int, ...]:
        return _SIZES

    def networks(self) -> dict[str, Module]:
        p, data = self.params, self.data
        made = fastnets.both(p.latent, data.channels, data.size, p.width)
        return dict(zip((G, D), made, strict=True))

    def phases(self) -> tuple[Phase, ...]:
        p = self.params
        how = Optimiser(ADAM, falling(p.lr, p.lr_decay), (p.beta1, p.beta2))
        return Phase(D, (D,), self.discriminator_losses, how), Phase(G, (G,), self.generator_losses, how)

    def verdict(self, judge: Module, pictures: Tensor, told: Told) -> Tensor:
        answers: Tensor = judge(pictures, fastnets.resized(pictures, pictures.shape[-1] // 2))
        return answers

    def forward(self, it: Iteration) -> Mapping[str, Tensor]:
        """Pictures of both sizes; both networks learn from the same."""
        full, small = it.networks[G](it.noise(self.params.latent, self.prior), True)
        return {"full": full, "small": small}

    def discriminator_losses(self, it: Iteration) -> Losses:
        size, judge = self.data.size, it.networks[D]
        real, quadrant = self.seen(it, it.real), it.seed() % 4
        small = fastnets.resized(real, size // 2)
        logits, drawn = judge(real, small, quadrant)
        targets = real, small, fastnets.quarter(real, quadrant)
        with it.full_precision():  # structure is a difference of squares
            errors = [
                likeness.difference(again.float(), fastnets.resized(each.float(), again.shape[-1]))
                for again, each in zip(drawn, targets, strict=True)
            ]
        fakes = judge(*(self.seen(it, it.shared[name].detach()).to(real.dtype) for name in ("full", "small"))).float()
        hinge = losses.wavering_hinge(logits.float(), 1.0, it.seed()) + losses.wavering_hinge(fakes, -1.0, it.seed())
        return {"total": hinge + self.params.redrawing * sum(errors), "hinge": hinge, **disguise.followed(it, logits),
                **dict(zip(("whole", "small", "quarter"), errors, strict=True))}  # fmt: skip

    def generator_losses(self, it: Iteration) -> Losses:
        pictures = (self.seen(it, it.shared[name]) for name in ("full", "small"))
        return {"total": -it.networks[D](*pictures).float().mean()}
