"""Colouring by hints: line art and a few dabs of colour become a picture (recipe of `gan-families` 5.2).

After PaintsChainer, AlacGAN (arXiv 1808.03240) and user-guided colorization (Zhang et al. 2017, arXiv 1705.02999);
the variation code is learned as in the cVAE-GAN of BicycleGAN (Zhu et al. 2017, arXiv 1711.11586).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ganstudio.core.controls import Control, ImageInput, Latent
from ganstudio.core.lazy import lazy
from ganstudio.core.outputs import Picture
from ganstudio.core.params import param
from ganstudio.core.sets import PAIRS, SKETCH
from ganstudio.data.lines.hintparams import HintParams
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

hints: Any = lazy("ganstudio.data.lines.hints")
lineart: Any = lazy("ganstudio.data.lines.lineart")

G, D, E = "generator", "discriminator", "encoder"
_WIDTHS = (1, 2, 4, 6)  # of each level, in widths of the outermost
_KEEP_OWN = 0.85  # of the pictures without hints keep the code of their own colours, so that the code is heeded
_PREVIEW_HINTS = 12


@dataclass(frozen=True)
class ColouringParams(HintParams):
    width: int = param(
        64, "Width", "Features of the outermost layers: 32 learns on a processor, 64 wants a graphics card.",
        group="Generator", low=8, high=128, scale="log",
    )  # fmt: skip
    code: int = param(
        8, "Variation code", "Numbers that choose among colourings where no hint says better; 0 turns it off.",
        group="Generator", low=0, high=64,
    )  # fmt: skip
    window: int = param(
        0, "Window", "Train on parts of this size, cut at random scales; 0 is the whole picture.", group="Training",
        low=0, high=512, unit="px",
    )  # fmt: skip
    whole_from: int = param(
        0, "Whole from step", "From this step on the whole picture is used instead of the window; 0 is never.",
        group="Training", low=0, high=10_000_000, unit="steps", scale="log",
    )  # fmt: skip
    batch: int = param(8, "Batch", "Pairs per update.", group="Training", low=1, high=256, unit="pairs", scale="log")
    extracted: float = param(
        0.3, "Drawn lines", "Share of the batches whose lines are drawn anew from the picture, in random ways.",
        group="Lines", low=0.0, high=1.0, percent=True,
    )  # fmt: skip
    worn: float = param(
        0.5, "Worn lines", "Share of the other batches whose lines are thickened, broken or dirtied.", group="Lines",
        low=0.0, high=1.0, percent=True,
    )  # fmt: skip
    recoloured: float = param(
        0.4, "Recoloured", "Share of the hinted pictures in invented hues, so that any hint is obeyed.",
        group="Hints", low=0.0, high=1.0, percent=True,
    )  # fmt: skip
    l1: float = param(
        30.0, "L1 weight", "How much being near the target counts.", group="Generator", low=0.0, high=1000.0
    )
    matching: float = param(
        10.0, "Feature matching", "How much looking alike to the discriminator counts.", group="Generator",
        low=0.0, high=100.0,
    )  # fmt: skip
    line_weight: float = param(
        2.0, "Line consistency", "How much having the edges of the target counts.", group="Generator",
        low=0.0, high=100.0,
    )  # fmt: skip
    hint_weight: float = param(
        10.0, "Hint weight", "How much obeying under the hints counts.", group="Generator", low=0.0, high=100.0
    )
    tv: float = param(
        1e-3, "Smoothness", "Penalty on differences between neighbours.", group="Generator", low=0.0, high=1.0,
        advanced=True,
    )  # fmt: skip
    kl: float = param(
        0.02, "Code price", "What information in the variation code costs.", group="Generator", low=0.0, high=10.0,
        advanced=True,
    )  # fmt: skip
    adversarial_from: int = param(
        0, "Judged from step", "Colours are learned without the discriminator before this step: faster at first.",
        group="Discriminator", low=0, high=10_000_000, unit="steps", scale="log",
    )  # fmt: skip
    coarse: bool = param(
        False, "Judge at half size", "Four times cheaper; judges colours rather than fine lines.",
        group="Discriminator",
    )  # fmt: skip
    lr_g: float = param(
        2e-4, "Learning rate", "Step size of the generator.", group="Generator", low=1e-7, high=1.0, scale="log"
    )
    lr_d: float = param(
        2e-4, "Learning rate", "Step size of the discriminator.", group="Discriminator", low=1e-7, high=1.0,
        scale="log",
    )  # fmt: skip
    lr_decay: int = param(
        0, "Slow down over", "Both learning rates fall to a tenth over this many pairs; 0 keeps them.",
        group="Optimiser", low=0, high=100_000_000, unit="pairs", scale="log",
    )  # fmt: skip
    beta1: float = param(
        0.5, "Beta 1", "How long Adam remembers gradients.", group="Optimiser", low=0.0, high=0.999, advanced=True
    )
    beta2: float = param(
        0.999, "Beta 2", "How long Adam remembers their size.", group="Optimiser", low=0.0, high=0.99999, advanced=True
    )
    ema_half_life: int = param(
        5_000, "EMA half-life", "Averages the generator over this many pairs: calmer colours. 0 turns it off.",
        group="Training", low=0, high=10_000_000, unit="pairs", scale="log", advanced=True,
    )  # fmt: skip


@register
class Colouring(Family):
    key = "colouring"
    title = "Colouring by hints"
    summary = "Colours line art while you draw, following the dabs of colour you put on it."
    paper = "after PaintsChainer and AlacGAN, 2018"
    need = Need(PAIRS)
    channels = (3,)
    order = 40
    Params = ColouringParams
    params: ColouringParams
    columns = ("Sketch", "Result", "Hints", "With hints", "Target")
    presets = (
        Preset(
            "small", "Small", "Learns on a processor, from parts of the pictures first: the model in the box did so.",
            "gan-families 5.2",
            {"width": 32, "lr_g": 4e-4, "lr_d": 4e-4, "coarse": True, "window": 128, "whole_from": 9600}, size=256,
        ),
        Preset("stable", "Full", "For a graphics card and real drawings.", "gan-families 5.2", {}, size=256),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: ColouringParams) -> tuple[int, ...]:
        return (128, 256, 512)

    def networks(self) -> dict[str, Module]:
        p = self.params
        made: dict[str, Module] = {
            G: unet.ColouringUNet(tuple(p.width * times for times in _WIDTHS), 4, p.code),
            D: patchgan.TwoScales(4, p.width, p.coarse),
        }
        return {**made, E: unet.CodeEncoder(p.code)} if p.code else made

    def phases(self) -> tuple[Phase, ...]:
        p = self.params
        discriminator = Phase(
            D, (D,), self.discriminator_losses, self._optimiser(p.lr_d), first_step=p.adversarial_from
        )
        trained = (G, E) if p.code else (G,)
        return discriminator, Phase(G, trained, self.generator_losses, self._optimiser(p.lr_g))

    def _optimiser(self, lr: float) -> Optimiser:
        p = self.params
        return Optimiser(ADAM, falling(lr, p.lr_decay), (p.beta1, p.beta2))

    # -- what one iteration learns from ------------------------------------------------------------------

    def forward(self, it: Iteration) -> dict[str, Tensor]:
        """Colours in [0, 1] as asked for, their line and hints, and what the generator makes of them."""
        with torch.no_grad():
            colours, line = self._window(it, (it.real + 1) / 2, (it.partners[SKETCH] + 1) / 2)
            line = self._line(it, colours, layers.as_channels(line, 1))
            asked = recoloured(colours, self.params.recoloured, it.seed())
            given = hints.sampled(asked, self.params, it.seed())
            hinted = given[:, 3:].amax((1, 2, 3), keepdim=True)
            colours = torch.where(hinted > 0, asked, colours)
        shared = {"target": colours * 2 - 1, "line": line * 2 - 1, "mask": given[:, 3:]}
        code = self._code(it, shared, hinted[:, :, 0, 0]) if self.params.code else None
        return {**shared, "fake": it.networks[G](line, given, code)}

    def _window(self, it: Iteration, colours: Tensor, line: Tensor) -> tuple[Tensor, Tensor]:
        """The same part of both at a random scale, `window` px wide."""
        size, window = self.data.size, self.params.window or self.data.size
        if window >= size or 0 < self.params.whole_from <= it.step:
            return colours, line
        side = window + it.seed() % (size - window + 1)
        row, column = (it.seed() % (size - side + 1) for _ in range(2))
        cut = (x[..., row : row + side, column : column + side] for x in (colours, line))
        colours, line = (F.interpolate(x, (window, window), mode="bilinear", antialias=True) for x in cut)
        return colours, line

    def _line(self, it: Iteration, colours: Tensor, line: Tensor) -> Tensor:
        """The set's own line, worn or not, or one drawn from the colours."""
        chance = torch.Generator(device=colours.device).manual_seed(it.seed())
        fate, wear = torch.rand(2, generator=chance, device=colours.device).tolist()
        if fate < self.params.extracted:
            drawn: Tensor = lineart.random_lines(colours, chance)
            return drawn
        if wear < self.params.worn:
            line = lineart.randomly_worn(line, chance)
        return line

    def _code(self, it: Iteration, shared: dict[str, Tensor], hinted: Tensor) -> Tensor:
        """The code of the picture's own colours for most that have no hints, a drawn one for the others."""
        mean, log_variance = it.networks[E](shared["target"])
        noise = it.noise(self.params.code, "normal")
        drawn = it.noise(self.params.code, "normal")
        chance = torch.Generator(device=mean.device).manual_seed(it.seed())
        fate = torch.rand((len(mean), 1), generator=chance, device=mean.device)
        own = (fate < _KEEP_OWN) & (hinted == 0)  # hints overrule the code, so with hints it must not help
        shared["kl"] = (mean.square() + log_variance.exp() - 1 - log_variance).sum(1).mean() / 2
        return torch.where(own, mean + noise * (log_variance / 2).exp(), drawn)

    # -- losses ------------------------------------------------------------------------------------------

    def discriminator_losses(self, it: Iteration) -> Losses:
        shared = it.shared
        fake = shared["fake"].detach().to(shared["target"])
        real_logits = _logits(it.networks[D](torch.cat([shared["line"], shared["target"]], dim=1)))
        fake_logits = _logits(it.networks[D](torch.cat([shared["line"], fake], dim=1)))
        pairs = list(zip(real_logits, fake_logits, strict=True))
        total = torch.stack([losses.discriminator_loss(losses.HINGE, real, fake) for real, fake in pairs]).mean()
        return {
            "total": total,
            "D(x)": torch.sigmoid(real_logits[0].detach()).mean(),
            "D(G(z))": torch.sigmoid(fake_logits[0].detach()).mean(),
        }

    def generator_losses(self, it: Iteration) -> Losses:
        p, shared = self.params, it.shared
        fake, target = shared["fake"].float(), shared["target"]
        told = {
            "l1": F.l1_loss(fake, target),
            "hints": losses.masked_l1(fake, target, shared["mask"]),
            "edges": losses.edge_distance(fake, target),
        }
        total = p.l1 * told["l1"] + p.hint_weight * told["hints"] + p.line_weight * told["edges"]
        total = total + p.tv * losses.total_variation(fake)
        if p.code:
            told["kl"] = shared["kl"]
            total = total + p.kl * told["kl"]
        if it.step >= p.adversarial_from:
            told |= self._judged(it, fake, target)
            total = total + told["adversarial"] + p.matching * told["matching"]
        return {"total": total, **told}

    def _judged(self, it: Iteration, fake: Tensor, target: Tensor) -> dict[str, Tensor]:
        judge, line = it.networks[D], it.shared["line"]
        of_fake = judge(torch.cat([line, fake], dim=1))
        with torch.no_grad():
            of_real = judge(torch.cat([line, target], dim=1))
        logits = [losses.generator_loss(losses.HINGE, each) for each in _logits(of_fake)]
        return {
            "adversarial": torch.stack(logits).mean(),
            "matching": patchgan.feature_distance(of_fake, of_real).float(),
        }

    # -- what it offers ----------------------------------------------------------------------------------

    def generators(self) -> tuple[Generator, ...]:
        multiple = unet.ColouringUNet.MULTIPLE
        controls: tuple[Control, ...] = (
            ImageInput("sketch", 1, "sketch", multiple),
            ImageInput("hints", 4, "hints", multiple),
        )
        if self.params.code:
            controls += (Latent("variation", self.params.code),)
        return (Generator("colours", G, controls, Picture(3, self.data.size)),)

    def show(self, generator: Generator, networks: Mapping[str, Module], examples: Batch) -> tuple[Tensor, ...]:
        network = networks[G]
        line = (layers.as_channels(examples.partners[SKETCH], 1) + 1) / 2
        colours = (examples.pictures + 1) / 2
        given = hints.at(colours, hints.spread(len(colours), _PREVIEW_HINTS, colours.shape[2:]), colours.shape[3] / 40)
        none = torch.zeros_like(given)
        code = line.new_zeros((len(line), self.params.code)) if self.params.code else None
        sketch = line.expand(-1, 3, -1, -1)
        shown = torch.where(given[:, 3:] > 0, given[:, :3], sketch)
        return (
            sketch * 2 - 1, network(line, none, code), shown * 2 - 1, network(line, given, code), examples.pictures,
        )  # fmt: skip

    @property
    def ema_half_life(self) -> Number:
        return self.params.ema_half_life


def _logits(scales: list[list[Tensor]]) -> list[Tensor]:
    return [maps[-1].float() for maps in scales]


def recoloured(colours: Tensor, share: float, seed: int) -> Tensor:
    """Some of `colours` N x 3 x H x W in [0, 1] with their hues turned and stretched; greys stay as they are."""
    chance = torch.Generator().manual_seed(seed)
    count = len(colours)
    fate, angle, stretch = torch.rand((3, count, 1, 1, 1), generator=chance).to(colours.device)
    luma = layers.as_channels(colours, 1)
    # Chroma lies in the plane of equal luma; a rotation in I and Q turns it (ITU-R BT.601 luma).
    to_iq = colours.new_tensor([[0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
    from_iq = colours.new_tensor([[0.956, 0.621], [-0.272, -0.647], [-1.106, 1.703]])
    i, q = torch.einsum("kc,nchw->knhw", to_iq, colours)
    turn, scale = 2 * math.pi * angle[:, 0], 0.6 + 0.9 * stretch[:, 0]
    turned = torch.stack([i * turn.cos() - q * turn.sin(), i * turn.sin() + q * turn.cos()]) * scale
    changed = (luma + torch.einsum("ck,knhw->nchw", from_iq, turned)).clamp(0, 1)
    return torch.where(fate < share, changed, colours)
