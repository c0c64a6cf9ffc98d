"""The settings of an encoder and a generator that learn beside a discriminator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ganstudio.core.params import param
from ganstudio.engine import common_params, compact
from ganstudio.engine.optimisers import ADAM, MUON, RMSPROP

QUICK, STABLE, PAPER, DENSE = compact.QUICK, compact.STABLE, "paper", "dense"
_COMPACT, _LARGE = ("network", tuple(compact.CHOICES)), ("network", (PAPER, DENSE))
_ADAM = ("optimiser", (ADAM, MUON))


@dataclass(frozen=True)
class EncodingParams:
    """Defaults: what compact networks learn fastest with."""

    latent: int = param(32, "Latent size", "How many numbers a picture is encoded in, and made from.",
        group="Generator", low=1, high=1024, scale="log")  # fmt: skip
    strength: float = param(200.0, "Likeness", "How much likeness counts beside orderly codes; 0 takes the plain sum.",
        group="Encoder", low=0.0, high=1e5)  # fmt: skip
    gamma: float = param(0.005, "Likeness or realism", "How much likeness counts for the generator beside realism.",
        group="Generator", low=0.0, high=10.0)  # fmt: skip
    balance: bool = param(False, "Equilibrium rule", "Whoever is far ahead, generator or discriminator, waits.",
        group="Training", advanced=True)  # fmt: skip
    lr_e: float = common_params.learning_rate("the encoder", "Encoder", 2e-3)
    lr_g: float = common_params.learning_rate("the generator", "Generator", 2e-3)
    lr_d: float = common_params.learning_rate("the discriminator", "Discriminator", 2e-3)
    r1: float = param(1.0, "R1 penalty", "Keeps the discriminator gentle near real pictures; 0 turns it off.",
        group="Discriminator", low=0.0, high=1000.0)  # fmt: skip
    r1_every: int = param(8, "R1 every", "Apply the penalty only at every so many updates, that much stronger.",
        group="Discriminator", low=1, high=64, unit="steps", advanced=True)  # fmt: skip
    augment: str = common_params.augmentation()
    input_noise: float = common_params.input_noise()
    input_noise_over: int = common_params.input_noise_over()
    batch: int = param(32, "Batch", "Pictures per update.", group="Training", low=2, high=1024, unit="pictures",
        scale="log")  # fmt: skip
    ema_half_life: int = common_params.half_life(10_000, "samples", "pictures")
    optimiser: str = param(ADAM, "Optimiser", "How gradients become steps.", group="Optimiser",
        choices={ADAM: "Adam", MUON: "Muon", RMSPROP: "RMSprop"}, advanced=True)  # fmt: skip
    weight_decay: float = param(0.0, "Weight decay", "Pulls all weights towards 0.", group="Optimiser", low=0.0,
        high=1.0, advanced=True)  # fmt: skip
    beta1: float = common_params.beta1(_ADAM)
    beta2: float = param(0.99, "Beta 2", "How long Adam remembers their size.", group="Optimiser", low=0.0,
        high=0.99999, advanced=True, only_when=_ADAM)  # fmt: skip
    lr_decay: int = common_params.slow_down("All learning rates fall", "pictures")


@dataclass(frozen=True)
class VAEGANParams(EncodingParams):
    network: str = param(STABLE, "Networks", "Which three networks.", group="Generator", choices={
        **compact.CHOICES, PAPER: "As in the paper", DENSE: "Dense"})  # fmt: skip
    width: int = param(64, "Width", "Channels of the first encoder layer; all others follow. 64 is the paper's.",
        group="Generator", low=8, high=128, scale="log", only_when=_LARGE)  # fmt: skip
    layer: int = param(1, "Compared at layer", "The discriminator's layer whose features are compared.",
        group="Discriminator", low=1, high=5, advanced=True, only_when=_COMPACT)  # fmt: skip


def fitted(preset: str, size: int, channels: int) -> dict[str, Any]:
    """What of the compact presets follows from the picture: `compact.fitted`, and more likeness in large colour ones.

    There is more to encode in these. The product of likeness and its weight stays, or realism drowns.
    """
    found = compact.fitted(preset, size, channels)
    return {**found, "strength": 500.0, "gamma": 0.002} if "network" in found else found
