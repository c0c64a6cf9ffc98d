"""The settings of a critic that measures a distance, and of the generator that it teaches."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param
from ganstudio.engine import common_params, compact
from ganstudio.engine.optimisers import ADAM, MUON, RMSPROP

PENALTY, CLIP = "penalty", "clip"
_PENALTY, _CLIP = ("hold", (PENALTY,)), ("hold", (CLIP,))


@dataclass(frozen=True)
class WGANParams:
    hold: str = param(
        PENALTY, "Held by", "What keeps the critic from growing without end.", group="Critic",
        choices={PENALTY: "A penalty on gradients", CLIP: "Clipped weights"},
    )  # fmt: skip
    gradient_penalty: float = param(
        10.0, "Gradient penalty", "How much a slope other than 1 between real and generated pictures costs.",
        group="Critic", low=0.0, high=1000.0, only_when=_PENALTY,
    )  # fmt: skip
    weight_limit: float = param(
        0.01, "Weight limit", "Weights are cut off beyond this, above and below.", group="Critic", low=1e-4, high=1.0,
        scale="log", only_when=_CLIP,
    )  # fmt: skip
    k: int = param(
        5, "Critic steps", "Updates of the critic for each one of the generator: it should be nearly right.",
        group="Critic", low=1, high=20,
    )  # fmt: skip
    lr_d: float = common_params.learning_rate("the critic", "Critic", 1e-4)
    augment: str = common_params.augmentation("Critic")
    input_noise: float = common_params.input_noise("Critic")
    input_noise_over: int = common_params.input_noise_over("Critic")
    network: str = param(
        compact.QUICK, "Networks", "Which pair of convolutional networks; none has batch norm in the critic.",
        group="Generator", choices=compact.CHOICES,
    )  # fmt: skip
    latent: int = common_params.latent(64)
    lr_g: float = common_params.learning_rate("the generator", "Generator", 1e-4)
    batch: int = param(
        64, "Batch", "Pictures per step.", group="Training", low=2, high=1024, unit="pictures", scale="log"
    )
    ema_half_life: int = common_params.half_life(10_000, "samples", "pictures")
    optimiser: str = param(
        ADAM, "Optimiser", "The paper with clipped weights wants RMSprop: momentum made it unstable.",
        group="Optimiser", choices={ADAM: "Adam", MUON: "Muon", RMSPROP: "RMSprop"},
    )  # fmt: skip
    beta1: float = common_params.beta1(("optimiser", (ADAM, MUON)))
    beta2: float = common_params.beta2(("optimiser", (ADAM, MUON)))
    lr_decay: int = common_params.slow_down("Both learning rates fall", "pictures")
