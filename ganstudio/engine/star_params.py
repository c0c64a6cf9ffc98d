"""The settings of one generator for many attributes."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param
from ganstudio.engine import common_params
from ganstudio.engine.schedules import Number, Schedule

BRANCHES, NAMING = "branches", "naming"
_NAMING, _BRANCHES = ("network", (NAMING,)), ("network", (BRANCHES,))


@dataclass(frozen=True)
class StarGANParams:
    """Defaults: what small networks learn with."""

    network: str = param(
        BRANCHES, "Networks", "Paint a change, judged kind by kind, or paint all anew and have attributes named.",
        group="Generator", choices={BRANCHES: "Small, paints a change", NAMING: "As in the paper"},
    )  # fmt: skip
    width: int = param(24, "Width", "Channels of the generator's first layer; all others follow.", group="Generator",
        low=8, high=128, scale="log", advanced=True)  # fmt: skip
    blocks: int = param(2, "Blocks", "Residual blocks of the generator.", group="Generator", low=1, high=16,
        advanced=True)  # fmt: skip
    cycle: float = param(5.0, "Back again", "How much it counts that a picture comes back as it was.",
        group="Training", low=0.0, high=100.0)  # fmt: skip
    naming: float = param(1.0, "Named right", "How much it counts that attributes are named as asked for.",
        group="Training", low=0.0, high=10.0, only_when=_NAMING)  # fmt: skip
    gradient_penalty: float = param(10.0, "Gradient penalty", "Keeps the critic's slope near 1.",
        group="Discriminator", low=0.0, high=1000.0, only_when=_NAMING)  # fmt: skip
    k: int = param(1, "Critic steps", "Updates of the discriminator for each of the generator.", group="Training",
        low=1, high=20)  # fmt: skip
    together: int = param(4, "Changes at once", "Up to this many changes are asked of each picture: all are learned "
        "sooner.", group="Training", low=1, high=16, only_when=_BRANCHES)  # fmt: skip
    others: float = param(0.5, "Pictures of other kinds", "The share of real pictures of other kinds in what the "
        "discriminator refuses: it knows what is meant before anything is made.", group="Discriminator", low=0.0,
        high=0.95, only_when=_BRANCHES)  # fmt: skip
    change: float = param(0.05, "Small changes", "How much it counts that little is painted over.", group="Training",
        low=0.0, high=10.0, only_when=_BRANCHES)  # fmt: skip
    change_from: int = param(6000, "Counts fully after", "It begins to count little by little over this many pictures.",
        group="Training", low=0, high=10_000_000, unit="pictures", scale="log", advanced=True,
        only_when=_BRANCHES)  # fmt: skip
    r1: float = param(0.02, "R1 penalty", "Keeps the discriminator gentle; small differences need a steep one.",
        group="Discriminator", low=0.0, high=10.0, advanced=True, only_when=_BRANCHES)  # fmt: skip
    r1_every: int = param(8, "R1 every", "Apply the penalty only at every so many updates, that much stronger.",
        group="Discriminator", low=1, high=64, unit="steps", advanced=True, only_when=_BRANCHES)  # fmt: skip
    batch: int = param(4, "Batch", "Pictures per update.", group="Training", low=1, high=64, unit="pictures",
        scale="log")  # fmt: skip
    optimiser: str = common_params.optimiser()
    lr: float = common_params.learning_rate("both networks", "Optimiser", 1e-3)
    lr_hold: int = param(0, "Full speed for", "The learning rate is kept over this many pictures.", group="Optimiser",
        low=0, high=100_000_000, unit="pictures", scale="log")  # fmt: skip
    lr_decay: int = param(0, "Slow down over", "Then it falls to a twentieth over this many pictures; 0 keeps it.",
        group="Optimiser", low=0, high=100_000_000, unit="pictures", scale="log")  # fmt: skip
    beta1: float = common_params.beta1()
    beta2: float = common_params.beta2()
    ema_half_life: int = common_params.half_life(2000, "results", "pictures", advanced=True)

    @property
    def weight_of_change(self) -> Number:
        return Schedule(0.0, self.change, self.change_from) if self.change_from else self.change

    @property
    def rate(self) -> Number:
        """The learning rate: of small networks it ends at a twentieth, of the paper's at nothing."""
        end = self.lr / 20 if self.network == BRANCHES else 0.0
        return Schedule(self.lr, end, self.lr_decay, self.lr_hold) if self.lr_decay else self.lr
