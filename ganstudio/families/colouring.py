"""Colouring by hints: line art and a few dabs of colour become a picture.

After PaintsChainer, AlacGAN (arXiv 1808.03240) and user-guided colorization (Zhang et al. 2017, arXiv 1705.02999);
the variation code is learned as in the cVAE-GAN of BicycleGAN (Zhu et al. 2017, arXiv 1711.11586).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ganstudio.core.controls import Control, ImageInput, Latent
from ganstudio.core.lazy import lazy
from ganstudio.core.outputs import Picture
from ganstudio.core.sets import PAIRS, SKETCH
from ganstudio.engine import losses
from ganstudio.engine.family import Batch, Family, Generator, Iteration, Losses, Optimiser, Phase, Preset, Told
from ganstudio.engine.later import F, augment, layers, patchgan, torch, unet
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import ADAM
from ganstudio.engine.registry import register
from ganstudio.engine.schedules import falling
from ganstudio.families.colouring_params import ColouringParams

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

hints: Any = lazy("ganstudio.data.lines.hints")
lineart: Any = lazy("ganstudio.data.lines.lineart")

G, D, E = "generator", "discriminator", "encoder"
_WIDTHS = (1, 2, 4, 6)  # of each level, in widths of the outermost
_KEEP_OWN = 0.85  # of the pictures without hints keep the code of their own colours, so that the code is heeded
_PREVIEW_HINTS = 12
_WHITE = 0.985  # lighter is paper
_CLEAN = {"smooth_end": True, "tones": 25, "locked": 0.15, "tinted": 0.35, "paper_weight": 10.0}


@register
class Colouring(Family):
    key = "colouring"
    title = "Colouring by hints"
    summary = "Colours line art while you draw, following the dabs of colour you put on it."
    paper = "after PaintsChainer and AlacGAN, 2018"
    need = Need(PAIRS)
    judge = D
    channels = (3,)
    order = 40
    Params = ColouringParams
    params: ColouringParams
    columns = ("Sketch", "Result", "Hints", "With hints", "Target")
    presets = (
        Preset(
            "small", "Small", "Learns on a processor, from parts of the pictures first: the model in the box did so.",
            "this project",
            {"width": 32, "lr_g": 4e-4, "lr_d": 4e-4, "coarse": True, "window": 128, "whole_from": 9600}, size=256,
        ),
        Preset(
            "drawings", "Drawings of many kinds", "For line art of all sorts on white paper, and free of texture.",
            "this project",
            {"width": 32, "lr_g": 4e-4, "lr_d": 4e-4, "coarse": True, "window": 128, "whole_from": 8000, "none": 0.2,
             "strokes": 0.4, **_CLEAN},
            size=256,
        ),
        Preset("stable", "Full", "For a graphics card and real drawings.", "this project", {}, size=256),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: ColouringParams) -> tuple[int, ...]:
        return (128, 256, 512)

    def networks(self) -> dict[str, Module]:
        p = self.params
        made: dict[str, Module] = {
            G: unet.ColouringUNet(tuple(p.width * times for times in _WIDTHS), 4, p.code, p.smooth_end),
            D: patchgan.TwoScales(4, p.width, p.coarse),
        }
        return {**made, E: unet.CodeEncoder(p.code)} if p.code else made

    def phases(self) -> tuple[Phase, ...]:
        p = self.params
        optimiser, trained = self._optimiser(p.lr_d), (G, E) if p.code else (G,)
        discriminator = Phase(D, (D,), self.discriminator_losses, optimiser, first_step=p.adversarial_from)
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
            asked = augment.recoloured(colours, self.params.recoloured, it.seed())
            given, asked = self._asked(it, asked, _paper(colours))
            hinted = given[:, 3:].amax((1, 2, 3), keepdim=True)
            colours = torch.where(hinted > 0, asked, colours)
        shared = {"target": colours * 2 - 1, "line": line * 2 - 1, "mask": given[:, 3:], "paper": _paper(colours)}
        code = self._code(it, shared, hinted[:, :, 0, 0]) if self.params.code else None
        return {**shared, "fake": it.networks[G](line, given, code)}

    def _window(self, it: Iteration, colours: Tensor, line: Tensor) -> tuple[Tensor, Tensor]:
        """The same part of both at a random scale, `window` px wide."""
        size, window = self.data.size, self.params.window or self.data.size
        if window >= size or 0 < self.params.whole_from <= it.step:
            return colours, line
        side = window + it.seed() % (size - window + 1)
        row, column = (it.seed() % (size - side + 1) for _ in range(2))
        colours, line = augment.part((colours, line), side, row, column, window)
        return colours, line

    def _line(self, it: Iteration, colours: Tensor, line: Tensor) -> Tensor:
        """The set's own line, worn or not, or one drawn from the colours."""
        rng = torch.Generator(device=colours.device).manual_seed(it.seed())
        fate, wear = torch.rand(2, generator=rng, device=colours.device).tolist()
        if fate < self.params.extracted:
            drawn: Tensor = lineart.random_lines(colours, rng)
            return drawn
        if wear < self.params.worn:
            line = lineart.randomly_worn(line, rng)
        return line

    def _asked(self, it: Iteration, asked: Tensor, paper: Tensor) -> tuple[Tensor, Tensor]:
        """Hints, and the colours that they ask for: paper has one only where a hint lies on it."""
        if not self.params.tinted:
            return hints.sampled(asked, self.params, it.seed()), asked
        tinted = augment.tinted(asked, paper, self.params.tinted, it.seed())
        given: Tensor = hints.sampled(tinted, self.params, it.seed())
        said = (given[:, 3:] * paper).amax((1, 2, 3), keepdim=True)
        return given, torch.where(said > 0, tinted, asked)

    def _code(self, it: Iteration, shared: dict[str, Tensor], hinted: Tensor) -> Tensor:
        """The code of the picture's own colours for most that have no hints, a drawn one for the others."""
        mean, log_variance = it.networks[E](shared["target"])
        noise = it.noise(self.params.code, "normal")
        drawn = it.noise(self.params.code, "normal")
        rng = torch.Generator(device=mean.device).manual_seed(it.seed())
        fate = torch.rand((len(mean), 1), generator=rng, device=mean.device)
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

    def verdict(self, judge: Module, pictures: Tensor, told: Told) -> Tensor:
        scales = _logits(judge(torch.cat([layers.as_channels(told.partners[SKETCH], 1), pictures], dim=1)))
        return torch.stack([logits.flatten(1).mean(1) for logits in scales]).mean(0)[:, None]

    def generator_losses(self, it: Iteration) -> Losses:
        p, shared = self.params, it.shared
        fake, target = shared["fake"].float(), shared["target"]
        metrics = {
            "l1": F.l1_loss(fake, target),
            "hints": losses.masked_l1(fake, target, shared["mask"]),
            "edges": losses.edge_distance(fake, target),
        }
        total = p.l1 * metrics["l1"] + p.hint_weight * metrics["hints"] + p.line_weight * metrics["edges"]
        total = total + p.tv * losses.total_variation(fake)
        if p.paper_weight:
            metrics["paper"] = losses.masked_l1(fake, target, shared["paper"])
            total = total + p.paper_weight * metrics["paper"]
        if p.code:
            metrics["kl"] = shared["kl"]
            total = total + p.kl * metrics["kl"]
        if it.step >= p.adversarial_from:
            metrics |= self._judged(it, fake, target)
            total = total + metrics["adversarial"] + p.matching * metrics["matching"]
        return {"total": total, **metrics}

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


def _paper(colours: Tensor) -> Tensor:
    """1 where `colours` N x 3 x H x W in [0, 1] are white paper, N x 1 x H x W."""
    return (colours.amin(1, keepdim=True) > _WHITE).to(colours.dtype)


def _logits(scales: list[list[Tensor]]) -> list[Tensor]:
    return [maps[-1].float() for maps in scales]
