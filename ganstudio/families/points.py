"""Points on a line or in a plane (Goodfellow et al. 2014, arXiv 1406.2661, Figure 1): a GAN that can be seen whole.

Both networks are dense and small. The ring of eight heaps, and what each loss makes of it, after Metz et al. 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ganstudio.core.controls import Latent
from ganstudio.core.curves import Group, Line
from ganstudio.core.outputs import Points
from ganstudio.core.priors import UNIFORM
from ganstudio.core.sets import POINTS
from ganstudio.engine import losses, pointnets
from ganstudio.engine.family import Family, Generator, Iteration, Losses, Optimiser, Phase, Preset
from ganstudio.engine.later import torch
from ganstudio.engine.needs import Need
from ganstudio.engine.optimisers import SGD
from ganstudio.engine.points_params import NONE, R1, R1_R2, RELATIVISTIC, SLOPE, SPECTRAL, TANH, WASSERSTEIN
from ganstudio.engine.points_params import PointsParams as PointsParams
from ganstudio.engine.registry import register

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

G, D = "generator", "discriminator"
_PLAIN = {"beta1": 0.9, "hold": NONE}  # as Adam comes
_FIGURE = {"latent": 1, "prior": UNIFORM, "activation": TANH, "width": 32, "depth": 2, "width_d": 64, "depth_d": 2,
           "hold": NONE, "beta1": 0.5}  # fmt: skip
_SOURCE = "this project"


@register
class PointsGAN(Family):
    key, title, order = "points", "Points", 900
    summary = "Learns where points lie, in a line or a plane: small enough to watch it think, in the Lab."
    paper = "Goodfellow et al., 2014"
    need = Need(POINTS)
    channels = (1,)
    Params = PointsParams
    params: PointsParams
    curves = (
        Group("Penalty", (
            Line("discriminator.penalty", "penalty",
                 "How steep D is where the penalty looks: small and steady is healthy.",
                 "good"),
        ), width=6),
    )  # fmt: skip
    presets = (
        Preset("stable", "Non-saturating, R1", "Keeps all heaps: a discriminator that is flat near real points.",
               "Mescheder et al., 2018", {}),
        Preset("figure-1", "Figure 1", "One random number becomes one place: Goodfellow's picture, with five steps of "
               "D for each of G.", "Goodfellow et al., 2014", {**_FIGURE, "k": 5}),
        Preset("figure-1-k1", "Figure 1, k = 1", "The same with one step of D, which stays behind.",
               "Goodfellow et al., 2014", _FIGURE),
        Preset("minimax", "Minimax", "The loss of the theory: it saturates, and heaps are lost.",
               "Goodfellow et al., 2014", {**_PLAIN, "loss": losses.SATURATING}),
        Preset("minimax-sgd", "Algorithm 1", "Minimax with SGD and momentum, as first written down.",
               "Goodfellow et al., 2014", {**_PLAIN, "loss": losses.SATURATING, "optimiser": SGD, "lr_g": 0.05,
                                           "lr_d": 0.05}),
        Preset("non-saturating", "Non-saturating", "The loss that everybody used instead, held by nothing.",
               "Goodfellow et al., 2014", _PLAIN),
        Preset("least-squares", "Least squares", "Distances instead of probabilities.", "Mao et al., 2017",
               {**_PLAIN, "loss": losses.LEAST_SQUARES}),
        Preset("relativistic", "Relativistic", "Each real point against a generated one, held by nothing.",
               "Jolicoeur-Martineau, 2019", {**_PLAIN, "loss": RELATIVISTIC}),
        Preset("r3", "Relativistic, R1 and R2", "Pairs, and a discriminator that is flat near all points.",
               "Huang et al., 2024", {"loss": RELATIVISTIC, "hold": R1_R2}),
        Preset("hinge-spectral", "Hinge, spectral norm", "A discriminator whose weights cannot stretch, and that "
               "learns faster than G.", "Miyato et al., 2018; Zhang et al., 2019",
               {"loss": losses.HINGE, "hold": SPECTRAL, "lr_g": 2e-4}),
        Preset("wasserstein", "Wasserstein", "A critic of slope 1 measures a distance, five steps at a time.",
               "Gulrajani et al., 2017", {"loss": WASSERSTEIN, "hold": SLOPE, "penalty": 10.0, "k": 5, "beta2": 0.9,
                                         "lr_g": 2e-4}),
        Preset("map", "Bent plane", "Two random numbers become two coordinates: one sees how the plane is bent.",
               _SOURCE, {"latent": 2, "prior": UNIFORM}),
    )  # fmt: skip

    @classmethod
    def sizes(cls, params: PointsParams) -> tuple[int, ...]:
        return 1, 2

    def networks(self) -> dict[str, Module]:
        dimensions = self.data.size
        return {
            G: pointnets.generator(self.params, dimensions),
            D: pointnets.discriminator(self.params, dimensions),
        }

    def phases(self) -> tuple[Phase, ...]:
        p = self.params
        rests = p.momentum if p.optimiser == SGD else 0.0
        of_d, of_g = (Optimiser(p.optimiser, lr, (p.beta1, p.beta2), rests) for lr in (p.lr_d, p.lr_g))
        return Phase(D, (D,), self.discriminator_losses, of_d, repeat=p.k), Phase(G, (G,), self.generator_losses, of_g)

    def discriminator_losses(self, it: Iteration) -> Losses:
        """Algorithm 1's inner step, with the penalty if there is one. bf16 would be too coarse for small networks."""
        p, critic = self.params, it.networks[D]
        with it.full_precision():
            with torch.no_grad():
                fake = self._made(it)
            real_logits, fake_logits = critic(it.real), critic(fake)
            total = pointnets.judged(p.loss, real_logits, fake_logits, p.real_target)
            told = {"D(x)": torch.sigmoid(real_logits.detach()).mean(),
                    "D(G(z))": torch.sigmoid(fake_logits.detach()).mean()}  # fmt: skip
            penalty = self._penalty(it, critic, fake)
            if penalty is None:
                return {"total": total, **told}
            return {"total": total + p.penalty * penalty, **told, "penalty": penalty}

    def _penalty(self, it: Iteration, critic: Module, fake: Tensor) -> Tensor | None:
        hold = self.params.hold
        if hold == SLOPE:
            return losses.slope_penalty(critic, it.real, fake, it.seed())[0]
        if hold not in (R1, R1_R2):
            return None
        near_real = losses.r1_penalty(critic, it.real)[1]
        return near_real if hold == R1 else near_real + losses.r1_penalty(critic, fake)[1]

    def generator_losses(self, it: Iteration) -> Losses:
        """Algorithm 1's outer step, on noise of its own."""
        critic = it.networks[D]
        with it.full_precision():
            logits = critic(self._made(it))
            return {"total": pointnets.missed(self.params.loss, lambda: critic(it.real), logits)}

    def _made(self, it: Iteration) -> Tensor:
        made: Tensor = it.networks[G](it.noise(self.params.latent, self.params.prior))
        return made

    def generators(self) -> tuple[Generator, ...]:
        p, data = self.params, self.data
        return (Generator("points", G, (Latent("z", p.latent, p.prior),), Points(data.size, data.reach)),)
