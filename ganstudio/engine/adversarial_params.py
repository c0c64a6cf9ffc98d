"""The settings that all noise-to-picture GANs share."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param
from ganstudio.core.priors import NORMAL, UNIFORM
from ganstudio.engine import losses
from ganstudio.engine.optimisers import ADAM, SGD

_ADAM, _SGD = ("optimiser", (ADAM,)), ("optimiser", (SGD,))
_SMOOTHABLE = ("loss", (losses.NON_SATURATING, losses.SATURATING, losses.LEAST_SQUARES))


def soft_norm_param(network: str) -> bool:
    """The setting of the batch-norm slip that all of Team 24's networks share."""
    slip: bool = param(
        False,
        "Soft batch norm",
        "Batch norm with epsilon 0.8, a slip that many copies of this network share.",
        group="Generator",
        advanced=True,
        only_when=("network", (network,)),
    )
    return slip


@dataclass(frozen=True)
class AdversarialParams:
    """Settings of a generator that learns from a discriminator. Defaults: Radford et al. 2016."""

    loss: str = param(
        losses.NON_SATURATING,
        "Loss",
        "What both networks minimise. Non-saturating is the safe choice.",
        group="Training",
        choices=losses.NAMES,
    )
    batch: int = param(
        64,
        "Batch",
        "Pictures per update. Small batches learn faster on a processor.",
        group="Training",
        low=2,
        high=1024,
        unit="pictures",
        scale="log",
    )
    ema_half_life: int = param(
        10_000,
        "EMA half-life",
        "Averages the generator over this many pictures: calmer samples. 0 turns it off.",
        group="Training",
        low=0,
        high=10_000_000,
        unit="pictures",
        scale="log",
    )
    latent: int = param(
        100,
        "Latent size",
        "How many random numbers each picture is made from.",
        group="Generator",
        low=1,
        high=1024,
        scale="log",
    )
    prior: str = param(
        NORMAL,
        "Latent noise",
        "How those random numbers are drawn.",
        group="Generator",
        choices={NORMAL: "Normal", UNIFORM: "Uniform, −1 to 1"},
        advanced=True,
    )
    lr_g: float = param(
        2e-4,
        "Learning rate",
        "Step size of the generator.",
        group="Generator",
        low=1e-7,
        high=1.0,
        scale="log",
    )
    lr_d: float = param(
        2e-4,
        "Learning rate",
        "Step size of the discriminator.",
        group="Discriminator",
        low=1e-7,
        high=1.0,
        scale="log",
    )
    k: int = param(
        1,
        "Steps per iteration",
        "Updates of the discriminator for each one of the generator (k in Algorithm 1).",
        group="Discriminator",
        low=1,
        high=20,
    )
    r1: float = param(
        0.0,
        "R1 penalty",
        "Keeps the discriminator gentle near real pictures; 1 is a good start, 0 turns it off.",
        group="Discriminator",
        low=0.0,
        high=1000.0,
    )
    r1_every: int = param(
        8,
        "R1 every",
        "Apply the penalty only at every so many updates, that much stronger; 1 is every update.",
        group="Discriminator",
        low=1,
        high=64,
        unit="steps",
        advanced=True,
    )
    real_target: float = param(
        1.0,
        "Real label",
        "What the discriminator should say of real pictures; 0.9 smooths it.",
        group="Discriminator",
        low=0.5,
        high=1.0,
        advanced=True,
        only_when=_SMOOTHABLE,
    )
    fake_target: float = param(
        0.0,
        "Fake label",
        "What the discriminator should say of generated pictures.",
        group="Discriminator",
        low=0.0,
        high=0.5,
        advanced=True,
        only_when=_SMOOTHABLE,
    )
    halve_d: bool = param(
        False,
        "Halve its loss",
        "Average the real and the fake term instead of adding them.",
        group="Discriminator",
        advanced=True,
    )
    optimiser: str = param(
        ADAM,
        "Optimiser",
        "How gradients become steps. The first GAN used SGD with momentum.",
        group="Optimiser",
        choices={ADAM: "Adam", SGD: "SGD with momentum"},
    )
    beta1: float = param(
        0.5,
        "Beta 1",
        "How long Adam remembers gradients.",
        group="Optimiser",
        low=0.0,
        high=0.999,
        advanced=True,
        only_when=_ADAM,
    )
    beta2: float = param(
        0.999,
        "Beta 2",
        "How long Adam remembers their size.",
        group="Optimiser",
        low=0.0,
        high=0.99999,
        advanced=True,
        only_when=_ADAM,
    )
    momentum: float = param(
        0.5,
        "Momentum",
        "How long SGD remembers its direction.",
        group="Optimiser",
        low=0.0,
        high=0.999,
        only_when=_SGD,
    )
    lr_decay: int = param(
        0,
        "Slow down over",
        "Both learning rates fall to a tenth over this many pictures; 0 keeps them.",
        group="Optimiser",
        low=0,
        high=100_000_000,
        unit="pictures",
        scale="log",
    )
    generator_first: bool = param(
        False,
        "Generator first",
        "Update the generator before the discriminator, on the same fakes.",
        group="Order",
        advanced=True,
    )
    share_fakes: bool = param(
        True,
        "Share fakes",
        "Judge one set of fakes for both updates instead of drawing new ones: faster.",
        group="Order",
        advanced=True,
    )
    concatenate: bool = param(
        False, "One pass", "Show real and generated pictures to the discriminator in one batch.",
        group="Order", advanced=True,
    )  # fmt: skip
