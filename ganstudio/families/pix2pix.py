"""pix2pix: from a sketch to its picture, judged in patches (Isola et al. 2017, arXiv 1611.07004).

The anime-face colouring of the CS419 project is a preset; layer by layer as its appendix has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ganstudio.core.controls import ImageInput
from ganstudio.core.outputs import Picture
from ganstudio.core.sets import PAIRS, SKETCH
from ganstudio.engine import losses
from ganstudio.engine.family import Batch, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset, Told
from ganstudio.engine.later import F, augment, layers, patchgan, torch, translators, unet
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM
from ganstudio.engine.pix2pix_params import CS419, SMALL, Pix2PixParams
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import falling

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

G, D = "generator", "discriminator"


@register
class Pix2Pix(Family):
    key = title = "pix2pix"
    summary = "Learns to turn sketches into pictures from pairs of both, and colours without being told how."
    paper = "Isola et al., 2017"
    need = Need(PAIRS)
    judge = D
    order = 50
    Params = Pix2PixParams
    params: Pix2PixParams
    columns = ("Sketch", "Result", "Target")
    presets = (
        Preset("quick", "Quick", "Small networks: colours within a minute on a processor.", "this project",
               {"network": SMALL, "width": 24, "l1": 30.0, "jitter": 1.0, "batch": 4, "lr": 1e-3, "beta2": 0.99,
                "lr_decay": 12_000, "ema_half_life": 1000}, size=64),
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
        if p.network == SMALL:
            made = layers.normal_init(translators.SketchTranslator(channels, size, p.width))
            return {G: made, D: translators.small_patches(2 * channels)}
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
        optimiser = Optimiser(ADAM, falling(p.lr, p.lr_decay), (p.beta1, p.beta2))
        return (
            Phase(D, (D,), self.discriminator_losses, optimiser),
            Phase(G, (G,), self.generator_losses, optimiser),
        )

    @property
    def _adversarial(self) -> str:
        return losses.LEAST_SQUARES if self.params.network == SMALL else losses.NON_SATURATING

    def forward(self, it: Iteration) -> dict[str, Tensor]:
        """The jittered pair (section 6.2 of the paper) and what the generator makes of its sketch."""
        sketch, target = self._jittered(it)
        return {"sketch": sketch, "target": target, "fake": it.networks[G]((sketch + 1) / 2)}

    def discriminator_losses(self, it: Iteration) -> Losses:
        sketch, shared = it.shared["sketch"], it.shared
        real = it.networks[D](torch.cat([sketch, shared["target"]], dim=1)).float()
        fake = it.networks[D](torch.cat([sketch, shared["fake"].detach().to(sketch)], dim=1)).float()
        total = losses.discriminator_loss(self._adversarial, real, fake)
        return {
            "total": total * 0.5 if self.params.halve_d else total,
            "D(x)": torch.sigmoid(real.detach()).mean(),
            "D(G(z))": torch.sigmoid(fake.detach()).mean(),
        }

    def verdict(self, judge: Module, pictures: Tensor, told: Told) -> Tensor:
        sketch = layers.as_channels(told.partners[SKETCH], pictures.shape[1])
        answers: Tensor = judge(torch.cat([sketch, pictures], dim=1))
        return answers

    @property
    def border(self) -> float:
        return 0.5 if self._adversarial == losses.LEAST_SQUARES else 0.0

    def generator_losses(self, it: Iteration) -> Losses:
        fake = it.shared["fake"].float()
        logits = it.networks[D](torch.cat([it.shared["sketch"], fake], dim=1)).float()
        adversarial = losses.generator_loss(self._adversarial, logits)
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
        small, size = self.params.network == SMALL, self.data.size
        multiple = translators.SketchTranslator.multiple(size) if small else size
        sketch = ImageInput("sketch", self.data.channels, "sketch", multiple)
        return (Generator("colours", G, (sketch,), Picture(self.data.channels, self.data.size)),)

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        sketch = layers.as_channels(examples.partners[SKETCH], self.data.channels)
        return sketch, networks[G]((sketch + 1) / 2), examples.pictures
