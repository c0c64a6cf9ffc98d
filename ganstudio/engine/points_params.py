"""Settings of the GAN of points: small networks, every loss, every way to hold the discriminator."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param
from ganstudio.core.priors import NORMAL, UNIFORM
from ganstudio.engine import common_params, losses
from ganstudio.engine.optimisers import ADAM, RMSPROP, SGD

RELATIVISTIC, WASSERSTEIN = "relativistic", "wasserstein"
NONE, R1, R1_R2, SLOPE, SPECTRAL = "none", "r1", "r1_r2", "slope", "spectral"
RELU, TANH = "relu", "tanh"
LOSSES = {**losses.NAMES, RELATIVISTIC: "Relativistic pairs", WASSERSTEIN: "Wasserstein"}
HOLDS = {
    NONE: "Nothing", R1: "R1: flat near real points", R1_R2: "R1 and R2: flat near all points",
    SLOPE: "Gradient penalty: slope 1", SPECTRAL: "Spectral norm",
}  # fmt: skip
_ADAM, _SGD = ("optimiser", (ADAM,)), ("optimiser", (SGD,))
_SMOOTHABLE = ("loss", (losses.NON_SATURATING, losses.SATURATING, losses.LEAST_SQUARES))


def _width(group: str, default: int) -> int:
    width: int = param(default, "Width", "Units of each hidden layer.", group=group, low=2, high=512, scale="log")
    return width


def _depth(group: str) -> int:
    depth: int = param(3, "Hidden layers", "How many layers lie between input and answer.", group=group, low=1, high=6)
    return depth


@dataclass(frozen=True)
class PointsParams:
    """Defaults: what keeps all eight heaps of the ring."""

    loss: str = param(
        losses.NON_SATURATING, "Loss", "What both networks minimise.", group="Training", choices=LOSSES,
    )  # fmt: skip
    hold: str = param(
        R1, "Held by", "What keeps the discriminator from becoming too steep.", group="Training", choices=HOLDS,
    )  # fmt: skip
    penalty: float = param(
        0.1, "Penalty", "Weight of the penalty; 0.1 suits R1 here, 10 the gradient penalty.", group="Training",
        low=0.0, high=1000.0, only_when=("hold", (R1, R1_R2, SLOPE)),
    )  # fmt: skip
    k: int = param(
        1, "Steps of D", "Updates of the discriminator for each one of the generator: k in Algorithm 1.",
        group="Training", low=1, high=20,
    )  # fmt: skip
    batch: int = param(256, "Batch", "Points per update.", group="Training", low=2, high=4096, unit="points",
                       scale="log")  # fmt: skip
    ema_half_life: int = common_params.half_life(35_000, "points", "points")
    latent: int = common_params.latent(16)
    prior: str = param(
        NORMAL, "Latent noise", "How the random numbers are drawn that points are made from.", group="Generator",
        choices={NORMAL: "Normal", UNIFORM: "Uniform, −1 to 1"},
    )  # fmt: skip
    width: int = _width("Generator", 128)
    depth: int = _depth("Generator")
    activation: str = param(
        RELU, "Bends by", "The function between layers: straight pieces, or soft waves.", group="Generator",
        choices={RELU: "ReLU", TANH: "tanh"}, advanced=True,
    )  # fmt: skip
    batch_norm: bool = param(
        False, "Batch norm", "Each layer's numbers are brought to mean 0 and deviation 1 over the batch.",
        group="Generator",
    )  # fmt: skip
    lr_g: float = common_params.learning_rate("the generator", "Generator", 1e-3)
    width_d: int = _width("Discriminator", 128)
    depth_d: int = _depth("Discriminator")
    lr_d: float = common_params.learning_rate("the discriminator", "Discriminator", 1e-3)
    real_target: float = param(
        1.0, "Real label", "What the discriminator should say of real points; 0.9 smooths it.", group="Discriminator",
        low=0.5, high=1.0, only_when=_SMOOTHABLE,
    )  # fmt: skip
    optimiser: str = param(
        ADAM, "Optimiser", "How gradients become steps. The first GAN used SGD with momentum.", group="Optimiser",
        choices={ADAM: "Adam", RMSPROP: "RMSprop", SGD: "SGD with momentum"},
    )  # fmt: skip
    beta1: float = common_params.beta1(_ADAM, 0.0)
    beta2: float = common_params.beta2(_ADAM)
    momentum: float = param(
        0.5, "Momentum", "How long SGD remembers its direction.", group="Optimiser", low=0.0, high=0.999,
        only_when=_SGD,
    )  # fmt: skip
