"""pix2pix: from a sketch to its picture, judged in patches (Isola et al. 2017, arXiv 1611.07004).

The anime-face colouring of the CS419 project is a preset; networks and counts in `gan-families` 3.12.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.controls import ImageInput
from ganstudio.core.outputs import Picture
from ganstudio.core.params import param
from ganstudio.core.sets import PAIRS, SKETCH
from ganstudio.engine import losses
from ganstudio.engine.family import Batch, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset
from ganstudio.engine.later import F, layers, patchgan, torch, unet
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import Number, falling

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

G, D = "generator", "discriminator"
PAPER, CS419 = "paper", "cs419"


@dataclass(frozen=True)
class Pix2PixParams:
    network: str = param(
        PAPER, "Networks", "The paper's, or with the slips of the project's code.", group="Generator",
        choices={PAPER: "As in the paper", CS419: "With slips"}, advanced=True,
    )  # fmt: skip
    width: int = param(
        64, "Width", "Features of the outermost layers; the paper's is 64.", group="Generator", low=8, high=128,
        scale="log", advanced=True,
    )  # fmt: skip
    l1: float = param(
        100.0, "L1 weight", "How much being near the target counts beside fooling the discriminator.",
        group="Generator", low=0.0, high=1000.0,
    )  # fmt: skip
    dropout: float = param(
        0.5, "Dropout", "Share of inner features dropped, while sampling too: the only noise of this network.",
        group="Generator", low=0.0, high=0.9, advanced=True, percent=True,
    )  # fmt: skip
    jitter: float = param(
        286 / 256, "Jitter", "Pictures are enlarged up to this much and a random part is used; 1 turns it off.",
        group="Training", low=1.0, high=2.0, unit="×",
    )  # fmt: skip
    mirror: bool = param(True, "Mirror", "Half of the pairs are shown mirrored.", group="Training")
    batch: int = param(
        1, "Batch", "Pairs per update. The paper used one.", group="Training", low=1, high=256, unit="pairs",
        scale="log",
    )  # fmt: skip
    lr: float = param(
        2e-4, "Learning rate", "Step size of both networks.", group="Optimiser", low=1e-7, high=1.0, scale="log",
    )  # fmt: skip
    beta1: float = param(
        0.5, "Beta 1", "How long Adam remembers gradients.", group="Optimiser", low=0.0, high=0.999, advanced=True,
    )  # fmt: skip
    lr_decay: int = param(
        0, "Slow down over", "The learning rate falls to a tenth over this many pairs; 0 keeps it.",
        group="Optimiser", low=0, high=100_000_000, unit="pairs", scale="log",
    )  # fmt: skip
    halve_d: bool = param(
        True, "Halve its loss", "Slows the discriminator down beside the generator.", group="Discriminator",
        advanced=True,
    )  # fmt: skip
    ema_half_life: int = param(
        0, "EMA half-life", "Averages the generator over this many pairs: calmer colours. 0 turns it off.",
        group="Training", low=0, high=10_000_000, unit="pairs", scale="log", advanced=True,
    )  # fmt: skip


@register
class Pix2Pix(Family):
    key = "pix2pix"
    title = "pix2pix"
    summary = "Learns to turn sketches into pictures from pairs of both, and colours without being told how."
    paper = "Isola et al., 2017"
    need = Need(PAIRS)
    order = 50
    Params = Pix2PixParams
    params: Pix2PixParams
    columns = ("Sketch", "Result", "Target")
    presets = (
        Preset(
            "stable", "Stable", "The paper's settings: stays close to the target.", "Isola et al., 2017", {}, size=128,
        ),
        Preset(
            "cs419", "Anime faces", "As a student project coded it: larger batches, less weight on the target.",
            "CS419 project: Exploring GANs",
            {"network": CS419, "l1": 10.0, "batch": 32, "jitter": 1.0, "halve_d": False}, faithful=True, size=256,
        ),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: Pix2PixParams) -> tuple[int, ...]:
        return (64, 128, 256)

    def networks(self) -> dict[str, Module]:
        channels, size, p = self.data.channels, self.data.size, self.params
        if p.network == CS419:
            # Keras: slope 0.3, Glorot weights, no activation behind each first convolution, norm everywhere.
            generator = unet.Pix2PixUNet(
                channels, channels, size, p.width, "batch", p.dropout, 0.3, norm_innermost=True, first_active=False
            )
            judge = patchgan.patchgan(2 * channels, p.width, "batch", 0.3, first_active=False)
            return {G: layers.FromUnit(layers.glorot_init(generator)), D: layers.glorot_init(judge)}
        generator = unet.Pix2PixUNet(channels, channels, size, p.width, "instance", p.dropout)
        judge = patchgan.patchgan(2 * channels, p.width, "instance" if p.batch == 1 else "batch")
        return {G: layers.FromUnit(layers.normal_init(generator)), D: layers.normal_init(judge)}

    def phases(self) -> tuple[Phase, ...]:
        p = self.params
        optimiser = Optimiser(ADAM, falling(p.lr, p.lr_decay), (p.beta1, 0.999))
        return (
            Phase(D, (D,), self.discriminator_losses, optimiser),
            Phase(G, (G,), self.generator_losses, optimiser),
        )

    def forward(self, it: Iteration) -> dict[str, Tensor]:
        """The jittered pair (section 6.2 of the paper) and what the generator makes of its sketch."""
        sketch, target = self._jittered(it)
        return {"sketch": sketch, "target": target, "fake": it.networks[G]((sketch + 1) / 2)}

    def discriminator_losses(self, it: Iteration) -> Losses:
        sketch, shared = it.shared["sketch"], it.shared
        real = it.networks[D](torch.cat([sketch, shared["target"]], dim=1)).float()
        fake = it.networks[D](torch.cat([sketch, shared["fake"].detach().to(sketch)], dim=1)).float()
        total = losses.discriminator_loss(losses.NON_SATURATING, real, fake)
        return {
            "total": total * 0.5 if self.params.halve_d else total,
            "D(x)": torch.sigmoid(real.detach()).mean(),
            "D(G(z))": torch.sigmoid(fake.detach()).mean(),
        }

    def generator_losses(self, it: Iteration) -> Losses:
        fake = it.shared["fake"].float()
        logits = it.networks[D](torch.cat([it.shared["sketch"], fake], dim=1)).float()
        adversarial = losses.generator_loss(losses.NON_SATURATING, logits)
        l1 = F.l1_loss(fake, it.shared["target"])
        return {"total": adversarial + self.params.l1 * l1, "adversarial": adversarial, "l1": l1}

    def _jittered(self, it: Iteration) -> tuple[Tensor, Tensor]:
        """Sketch and target in [-1, 1], enlarged, cut at one random place and mirrored together."""
        sketch, target = layers.as_channels(it.partners[SKETCH], self.data.channels), it.real
        left, top, turned = (it.seed() for _ in range(3))
        if self.params.mirror:
            flip = torch.rand(len(target), generator=torch.Generator().manual_seed(turned)) < 0.5
            flip = flip.to(target.device)[:, None, None, None]
            sketch, target = (torch.where(flip, x.flip(3), x) for x in (sketch, target))
        size = self.data.size
        larger = round(size * self.params.jitter)
        if larger > size:
            row, column = top % (larger - size + 1), left % (larger - size + 1)
            sketch, target = (
                F.interpolate(x, (larger, larger), mode="bilinear")[..., row : row + size, column : column + size]
                for x in (sketch, target)
            )
        return sketch, target

    def generators(self) -> tuple[Generator, ...]:
        sketch = ImageInput("sketch", self.data.channels, "sketch", multiple=self.data.size)
        return (Generator("colours", G, (sketch,), Picture(self.data.channels, self.data.size)),)

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        sketch = layers.as_channels(examples.partners[SKETCH], self.data.channels)
        return sketch, networks[G]((sketch + 1) / 2), examples.pictures

    @property
    def ema_half_life(self) -> Number:
        return self.params.ema_half_life
