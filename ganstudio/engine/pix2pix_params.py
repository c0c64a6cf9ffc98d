"""The settings of pix2pix."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param
from ganstudio.engine import common_params

SMALL, PAPER, CS419 = "small", "paper", "cs419"


@dataclass(frozen=True)
class Pix2PixParams:
    network: str = param(
        PAPER, "Networks", "Small ones for a processor, the paper's, or with the slips of the project's code.",
        group="Generator", choices={SMALL: "Small", PAPER: "As in the paper", CS419: "With slips"},
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
        only_when=("network", (PAPER, CS419)),
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
    beta2: float = common_params.beta2()
    lr_decay: int = common_params.slow_down("The learning rate falls", "pairs")
    halve_d: bool = param(
        True, "Halve its loss", "Slows the discriminator down beside the generator.", group="Discriminator",
        advanced=True,
    )  # fmt: skip
    ema_half_life: int = common_params.half_life(0, "colours", "pairs", advanced=True)
