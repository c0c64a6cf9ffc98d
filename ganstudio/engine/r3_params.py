"""The settings of R3GAN."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param
from ganstudio.engine import common_params, compact, disguise

QUICK, STABLE, PAPER = compact.QUICK, compact.STABLE, "paper"
_PUBLISHED = ("network", (PAPER,))


@dataclass(frozen=True)
class R3GANParams:
    batch: int = param(32, "Batch", "Pictures per update, each paired with a generated one.", group="Training", low=2,
                       high=8192, unit="pictures", scale="log")  # fmt: skip
    ema_half_life: int = common_params.half_life(10_000, "samples", "pictures")
    network: str = param(STABLE, "Networks", "Which pair of networks; no discriminator has any norm.",
        group="Generator", choices={QUICK: "Compact, plain", STABLE: "Residual, small", PAPER: "As in the paper"},
    )  # fmt: skip
    width: int = param(768, "Width", "Channels of the coarsest stages; 768 and 1536 are the paper's.",
        group="Generator", low=8, high=2048, scale="log", only_when=_PUBLISHED)  # fmt: skip
    taper: bool = param(True, "Narrower outside", "Halve the channels with each doubling beyond 32 pixels.",
        group="Generator", advanced=True, only_when=_PUBLISHED)  # fmt: skip
    per_group: int = param(16, "Channels per group", "How many channels look at each other's neighbourhood in a block.",
        group="Generator", low=1, high=256, advanced=True, only_when=_PUBLISHED)  # fmt: skip
    blocks: int = param(2, "Blocks per stage", "Residual blocks at each size of the picture.", group="Generator",
                        low=1, high=8, advanced=True, only_when=_PUBLISHED)  # fmt: skip
    latent: int = common_params.latent(64)
    penalty: float = param(1.0, "Penalty", "Keeps the discriminator gentle near real and generated pictures (gamma). "
        "Larger pictures and smaller batches need more.", group="Discriminator", low=0.0, high=1000.0)  # fmt: skip
    augment: str = common_params.augmentation(choices=disguise.RISING_CHOICES)
    changed_share: float = param(0.3, "Changed at the end", "How often each change is made once the augmentation has "
        "risen; it begins at none.", group="Discriminator", low=0.0, high=1.0, percent=True, advanced=True,
        only_when=("augment", (disguise.RISING,)))  # fmt: skip
    input_noise: float = common_params.input_noise()
    input_noise_over: int = common_params.input_noise_over()
    lr: float = common_params.learning_rate("both networks", "Optimiser")
    beta1: float = common_params.beta1(default=0.0)
    beta2: float = common_params.beta2(default=0.9)
    horizon: int = param(0, "Calm down over", "Over this many pictures the learning rate falls to a quarter, the "
        "penalty to a tenth, Adam forgets ten times as slowly, the average lengthens and changes rise; 0 keeps all.",
        group="Optimiser", low=0, high=1_000_000_000, unit="pictures", scale="log")  # fmt: skip
    share_fakes: bool = param(True, "Share fakes", "Judge one set of fakes for both updates instead of drawing new "
                              "ones: faster.", group="Order", advanced=True)  # fmt: skip
