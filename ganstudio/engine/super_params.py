"""The settings of networks that make pictures larger."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param
from ganstudio.engine import common_params
from ganstudio.engine.optimisers import MUON

SMALL, RESNET = "small", "resnet"
L1, MSE = "l1", "mse"
NOTHING, JUDGE, VGG, LITE0 = "none", "judge", "vgg19", "lite0"


@dataclass(frozen=True)
class SRGANParams:
    """Defaults: what a small network learns with within minutes."""

    times: str = param("4", "Larger", "How many times larger pictures become.", group="Generator",
        choices={"2": "Twice", "4": "Four times"})  # fmt: skip
    network: str = param(SMALL, "Networks", "A few residual blocks beside bicubic, or the network of the paper.",
        group="Generator", choices={SMALL: "Small", RESNET: "As in the paper"})  # fmt: skip
    width: int = param(32, "Width", "Channels of every layer.", group="Generator", low=8, high=128, scale="log",
        advanced=True)  # fmt: skip
    blocks: int = param(6, "Blocks", "Residual blocks, two convolutions each.", group="Generator", low=1, high=32,
        advanced=True)  # fmt: skip
    window: int = param(24, "Window", "Side of the part of each small picture that is learned from.",
        group="Training", low=8, high=128, unit="px")  # fmt: skip
    distance: str = param(L1, "Distance", "How far a result is from the original, pixel by pixel.", group="Training",
        choices={L1: "Absolute", MSE: "Squared"})  # fmt: skip
    first_stage: int = param(800, "Faithful for", "First it learns to be near the original alone; then it is judged "
        "too.", group="Training", low=1, high=10_000_000, unit="steps", scale="log")  # fmt: skip
    adversarial: float = param(0.005, "Realism", "How much fooling the discriminator counts in the second stage.",
        group="Training", low=0.0, high=1.0)  # fmt: skip
    pixels: float = param(1.0, "Nearness", "How much the distance counts in the second stage.", group="Training",
        low=0.0, high=10.0)  # fmt: skip
    perceptual: str = param(NOTHING, "Features", "Whose features shall be alike, in the second stage.",
        group="Training",
        choices={NOTHING: "None", JUDGE: "The discriminator’s", LITE0: "EfficientNet’s, if it lies here",
            VGG: "VGG19’s, if it lies here"},
    )  # fmt: skip
    features: float = param(1.0, "Likeness", "How much alike features count.", group="Training", low=0.0, high=10.0,
        only_when=("perceptual", (JUDGE, LITE0, VGG)))  # fmt: skip
    batch: int = param(16, "Batch", "Pictures per update.", group="Training", low=1, high=256, unit="pictures",
        scale="log")  # fmt: skip
    optimiser: str = common_params.optimiser(MUON)
    lr: float = common_params.learning_rate("the first stage", "Optimiser", 1e-3)
    lr_second: float = param(3e-4, "Learning rate later", "Step size of the generator in the second stage.",
        group="Optimiser", low=1e-7, high=1.0, scale="log")  # fmt: skip
    lr_d: float = common_params.learning_rate("the discriminator", "Discriminator", 1e-3)
    eased: bool = param(True, "Calm down", "The first stage ends with a hundredth of its learning rate.",
        group="Optimiser", advanced=True)  # fmt: skip
    beta1: float = param(0.9, "Beta 1", "How long Adam remembers gradients.", group="Optimiser", low=0.0, high=0.999,
        advanced=True)  # fmt: skip
    ema_half_life: int = common_params.half_life(1600, "results", "pictures", advanced=True)
