"""The settings of networks that turn one kind of picture into another and back."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param
from ganstudio.engine import common_params

CHANGE, RESNET = "change", "resnet"
_CHANGE = ("network", (CHANGE,))


@dataclass(frozen=True)
class TranslationParams:
    """Defaults: the networks and numbers of the CycleGAN paper."""

    network: str = param(
        RESNET, "Networks", "Paint the whole picture anew, or only a change over it.", group="Generator",
        choices={RESNET: "As in the paper", CHANGE: "Small, paints a change"},
    )  # fmt: skip
    width: int = param(64, "Width", "Channels of the first layer; all others follow.", group="Generator", low=8,
        high=128, scale="log", advanced=True)  # fmt: skip
    blocks: int = param(0, "Blocks", "Residual blocks; 0 takes 6 up to 128 pixels and 9 above.", group="Generator",
        low=0, high=16, advanced=True)  # fmt: skip
    one_sided: bool = param(False, "One way only", "Learns the way there alone; patches must stay recognisable instead "
        "of coming back.", group="Training")  # fmt: skip
    contrast: float = param(1.0, "Contrast", "How much it counts that patches stay recognisable.", group="Training",
        low=0.0, high=20.0, only_when=("one_sided", (True,)))  # fmt: skip
    cycle: float = param(10.0, "Back again", "How much it counts that a picture comes back as it was (λ).",
        group="Training", low=0.0, high=100.0, only_when=("one_sided", (False,)))  # fmt: skip
    identity: float = param(0.0, "Leave alone", "How much it counts that pictures of the wanted kind are left as they "
        "are, beside λ: keeps colours.", group="Training", low=0.0, high=2.0)  # fmt: skip
    change: float = param(0.0, "Small changes", "How much it counts that little is painted over.", group="Training",
        low=0.0, high=10.0, only_when=_CHANGE)  # fmt: skip
    change_from: int = param(0, "Counts fully after", "It begins to count little by little over this many pictures.",
        group="Training", low=0, high=10_000_000, unit="pictures", scale="log", advanced=True,
        only_when=_CHANGE)  # fmt: skip
    history: int = param(50, "Remembered fakes", "Discriminators also see this many fakes of earlier steps; 0: none.",
        group="Discriminators", low=0, high=1000, unit="pictures", advanced=True)  # fmt: skip
    r1: float = param(0.0, "R1 penalty", "Keeps discriminators gentle; small differences need steep ones.",
        group="Discriminators", low=0.0, high=10.0, advanced=True)  # fmt: skip
    r1_every: int = param(8, "R1 every", "Apply the penalty only at every so many updates, that much stronger.",
        group="Discriminators", low=1, high=64, unit="steps", advanced=True)  # fmt: skip
    jitter: float = param(286 / 256, "Jitter", "Pictures are enlarged up to this much and a random part is used; 1 "
        "turns it off.", group="Training", low=1.0, high=2.0, unit="×")  # fmt: skip
    mirror: bool = param(True, "Mirror", "Half of the pictures are shown mirrored.", group="Training")
    batch: int = param(1, "Batch", "Pictures of each kind per update.", group="Training", low=1, high=64,
        unit="pictures", scale="log")  # fmt: skip
    lr: float = common_params.learning_rate("all networks", "Optimiser")
    lr_hold: int = param(120_000, "Full speed for", "The learning rate is kept over this many pictures.",
        group="Optimiser", low=0, high=100_000_000, unit="pictures", scale="log")  # fmt: skip
    lr_decay: int = param(120_000, "Slow down over", "Then it falls over this many pictures; 0 keeps it.",
        group="Optimiser", low=0, high=100_000_000, unit="pictures", scale="log")  # fmt: skip
    beta1: float = common_params.beta1()
    beta2: float = common_params.beta2()
    ema_half_life: int = common_params.half_life(0, "results", "pictures", advanced=True)
