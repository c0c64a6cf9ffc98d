"""pix2pix: from a sketch to its picture, judged in patches (Isola et al. 2017, arXiv 1611.07004).

The anime-face colouring of the CS419 project is a preset; layer by layer as its appendix has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ganstudio.core.controls import ImageInput
from ganstudio.core.outputs import Picture
from ganstudio.core.params import param
from ganstudio.core.sets import PAIRS, SKETCH
from ganstudio.engine import common_params, losses
from ganstudio.engine.family import Batch, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset
from ganstudio.engine.later import F, augment, layers, patchgan, torch, unet
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import falling

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
    lr: float = common_params.learning_rate("both networks", "Optimiser")
    beta1: float = common_params.beta1()
    lr_decay: int = common_params.slow_down("The learning rate falls", "pairs")
    halve_d: bool = param(
        True, "Halve its loss", "Slows the discriminator down beside the generator.", group="Discriminator",
        advanced=True,
    )  # fmt: skip
    ema_half_life: int = common_params.half_life(0, "colours", "pairs", advanced=True)


@register
class Pix2Pix(Family):
    key = title = "pix2pix"
    summary = "Learns to turn sketches into pictures from pairs of both, and colours without being told how."
    paper = "Isola et al., 2017"
    need = Need(PAIRS)
    order = 50
    Params = Pix2PixParams
    params: Pix2PixParams
    columns = ("Sketch", "Result", "Target")
    presets = (
        Preset("stable", "Stable", "The paper: stays close to the target.", "Isola et al., 2017", {}, size=128),
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
        pair = layers.as_channels(it.partners[SKETCH], self.data.channels), it.real
        left, top, turned = (it.seed() for _ in range(3))
        shown = augment.mirrored(pair, turned) if self.params.mirror else pair
        sketch, target = augment.jittered(shown, round(self.data.size * self.params.jitter), top, left)
        return sketch, target

    def generators(self) -> tuple[Generator, ...]:
        sketch = ImageInput("sketch", self.data.channels, "sketch", multiple=self.data.size)
        return (Generator("colours", G, (sketch,), Picture(self.data.channels, self.data.size)),)

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        sketch = layers.as_channels(examples.partners[SKETCH], self.data.channels)
        return sketch, networks[G]((sketch + 1) / 2), examples.pictures
