"""SRGAN: pictures made larger, first faithfully (SRResNet), then sharp (Ledig et al. 2017, arXiv 1609.04802).

Both networks stay: what realism costs in faithfulness is to be seen beside each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ganstudio.core.controls import ImageInput
from ganstudio.core.outputs import Picture
from ganstudio.core.sets import LOW, PHOTOGRAPHS
from ganstudio.engine import losses
from ganstudio.engine.family import Batch, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset
from ganstudio.engine.later import F, perception, supernets, translators
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import COSINE, STEPS, Schedule
from ganstudio.engine.super_params import L1, MSE, NOTHING, RESNET, SMALL, VGG, SRGANParams
from ganstudio.engine.translation_curves import LARGER

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

FAITHFUL, SHARP, D, FEATURES = "srresnet", "srgan", "discriminator", "features"
_COMPARED, _GIVEN = ("Bicubic", "SRResNet", "Original"), ("Small", "Original")  # columns
_PAPER = {
    "network": RESNET, "optimiser": ADAM, "width": 64, "blocks": 16, "distance": MSE, "perceptual": VGG,
    "features": 0.006, "adversarial": 1e-3, "pixels": 0.0, "lr": 1e-4, "lr_second": 1e-4, "lr_d": 1e-4, "eased": False,
    "first_stage": 1_000_000, "ema_half_life": 0,
}  # fmt: skip


@register
class SRGAN(Family):
    key, title, order = "srgan", "SRGAN", 63
    summary = "Makes pictures two or four times larger: once as near to the original as it can, once as sharp."
    paper = "Ledig et al., 2017"
    need = Need(PHOTOGRAPHS, scale=4)
    columns = ("Small", "Bicubic", "SRResNet", "SRGAN", "Original")
    captioned = "under pictures PSNR in dB and SSIM"
    curves = LARGER
    frozen, starts_as = (FEATURES,), {SHARP: FAITHFUL}
    Params = SRGANParams
    params: SRGANParams
    presets = (
        Preset("quick", "Quick, four times", "Ahead of bicubic within a minute, sharper after three.", "this project",
               {}, size=128),
        Preset("stable", "Stable, four times", "A wider network, and five times as long.",
               "this project", {"width": 40, "first_stage": 4000}, size=128),
        Preset("twice", "Quick, twice", "The same for twice as large.", "this project",
               {"times": "2", "blocks": 5, "window": 32, "first_stage": 700}, size=128),
        Preset("paper", "The paper", "SRResNet for a million steps, then features of VGG19 and realism. Wants a GPU.",
               "Ledig et al. 2017", _PAPER, faithful=True, size=96),
        Preset("study", "Four blocks", "A smaller network with all three terms, as a student project trained it.",
               "A Study in GANs, 2019",
               {**_PAPER, "blocks": 4, "batch": 64, "lr": 1e-3, "lr_second": 1e-3, "lr_d": 1e-3, "pixels": 1.0,
                "features": 3e-3}, faithful=True, size=96),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: SRGANParams) -> tuple[int, ...]:
        return (64, 96, 128, 256)

    @classmethod
    def need_of(cls, params: Any) -> Need:
        return Need(PHOTOGRAPHS, scale=int(params.times))

    @property
    def value_range(self) -> tuple[float, float]:
        return (0.0, 1.0)

    @property
    def times(self) -> int:
        return int(self.params.times)

    def networks(self) -> dict[str, Module]:
        p, channels = self.params, self.data.channels
        side = min(p.window * self.times, self.data.size)
        small = p.network == SMALL
        build = supernets.SmallEnlarger if small else supernets.SRResNet
        judge = (
            translators.small_patches(channels, (24, 48, 96))
            if small
            else supernets.whole_judge(channels, side, p.width)
        )
        made = (build(channels, p.width, p.blocks, self.times) for _ in range(2))
        networks: dict[str, Module] = dict(zip((FAITHFUL, SHARP, D), (*made, judge), strict=True))
        _, theirs = perception.found(p.perceptual)
        return networks if theirs is None else {**networks, FEATURES: theirs}

    def phases(self) -> tuple[Phase, ...]:
        p, start = self.params, self.params.first_stage
        lr = Schedule(p.lr, p.lr / 100, start, kind=COSINE, unit=STEPS) if p.eased else p.lr
        given = ((p.optimiser, lr), (p.optimiser, p.lr_second), (ADAM, p.lr_d))
        first, second, third = (Optimiser(kind, each, (p.beta1, 0.999)) for kind, each in given)
        return (
            Phase("content", (FAITHFUL,), self.content, first, last_step=start),
            Phase(D, (D,), self.discriminator_losses, third, first_step=start),
            Phase("generator", (SHARP,), self.generator_losses, second, first_step=start),
        )

    def forward(self, it: Iteration) -> dict[str, Tensor]:
        """Small and large windows of this iteration, and what the network that learns now makes of the small ones."""
        low, high = supernets.windows(it.partners[LOW], it.real, self.params.window, it.seed())
        first = it.step < self.params.first_stage
        return {"low": low, "high": high, "made": it.networks[FAITHFUL if first else SHARP](low).float()}

    def _distance(self, ours: Tensor, theirs: Tensor) -> Tensor:
        return F.l1_loss(ours, theirs) if self.params.distance == L1 else F.mse_loss(ours, theirs)

    def content(self, it: Iteration) -> Losses:
        made, high = it.shared["made"], it.shared["high"]
        return {"total": self._distance(made, high), **self._told(it)}

    def _told(self, it: Iteration) -> Losses:
        made, high = it.shared["made"].detach(), it.shared["high"]
        plain = supernets.enlarged(it.shared["low"], self.times)
        return {"psnr": supernets.psnr(made, high), "bicubic psnr": supernets.psnr(plain, high)}

    def discriminator_losses(self, it: Iteration) -> Losses:
        real, fake = (it.networks[D](each).float() for each in (it.shared["high"], it.shared["made"].detach()))
        if self.params.network == SMALL:  # each place against the same place of the original
            return {"total": losses.relativistic_loss(real, fake)}
        return {"total": losses.discriminator_loss(losses.NON_SATURATING, real, fake)}

    def generator_losses(self, it: Iteration) -> Losses:
        p, made, high = self.params, it.shared["made"], it.shared["high"]
        fooled = it.networks[D](made).float()
        small = p.network == SMALL
        told = {
            "adversarial": losses.relativistic_loss(fooled, it.networks[D](high).float().detach())
            if small else losses.generator_loss(losses.NON_SATURATING, fooled),
            "l1": self._distance(made, high),
        }  # fmt: skip
        total = p.pixels * told["l1"] + p.adversarial * told["adversarial"]
        if p.perceptual != NOTHING:
            theirs = it.networks.get(FEATURES)
            alike = perception.distance(theirs or perception.judged(it.networks[D]), made, high)
            told[f"features of {getattr(theirs, 'named_after', 'the discriminator')}"] = alike
            total = total + p.features * alike
        return {"total": total, **told, **self._told(it)}

    def generators(self) -> tuple[Generator, ...]:
        channels, p = self.data.channels, self.params
        low = (ImageInput("picture", channels, "picture"),)
        gives = Picture(channels, self.data.size, self.value_range, self.times)
        return (
            Generator(SHARP, SHARP, low, gives, self.columns, f"{p.times} times larger, sharp"),
            Generator(FAITHFUL, FAITHFUL, low, gives, _COMPARED, f"{p.times} times larger, faithful"),
        )

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        low, high = examples.partners[LOW], examples.pictures
        plain, faithful = supernets.enlarged(low, self.times).clamp(0, 1), networks[FAITHFUL](low)
        if generator.name == FAITHFUL:
            return plain, faithful, high
        dots = low.repeat_interleave(self.times, 2).repeat_interleave(self.times, 3)
        return dots, plain, faithful, networks[SHARP](low), high

    def captions(self, generator: Generator, shown: tuple[Tensor, ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(
            () if word in _GIVEN else supernets.nearness(column, shown[-1], self.times)
            for word, column in zip(self.columns_of(generator), shown, strict=True)
        )
