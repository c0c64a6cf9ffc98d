"""The settings that all noise-to-picture GANs share."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param
from ganstudio.core.priors import NORMAL, SPHERE, UNIFORM
from ganstudio.engine import common_params, compact, losses
from ganstudio.engine.optimisers import ADAM, MUON, RMSPROP, SGD

SAME, NONE, BOTH = "same", "none", "both"
_ADAM, _SGD = ("optimiser", (ADAM, MUON)), ("optimiser", (SGD,))
_SMOOTHABLE = ("loss", (losses.NON_SATURATING, losses.SATURATING, losses.LEAST_SQUARES))


def soft_norm_param(network: str) -> bool:
    """The setting of the batch-norm slip that all of Team 24's networks share."""
    slip: bool = param(
        False, "Soft batch norm", "Batch norm with epsilon 0.8, a slip that many copies of this network share.",
        group="Generator", advanced=True, only_when=("network", (network,)),
    )  # fmt: skip
    return slip


@dataclass(frozen=True)
class AdversarialParams:
    """Settings of a generator that learns from a discriminator. Defaults: Radford et al. 2016."""

    loss: str = param(
        losses.NON_SATURATING, "Loss", "What both networks minimise. Non-saturating is the safe choice.",
        group="Training", choices=losses.NAMES,
    )  # fmt: skip
    batch: int = param(
        64, "Batch", "Pictures per update. Small batches learn faster on a processor.", group="Training", low=2,
        high=1024, unit="pictures", scale="log",
    )  # fmt: skip
    ema_half_life: int = common_params.half_life(10_000, "samples", "pictures")
    latent: int = common_params.latent(100)
    prior: str = param(
        NORMAL, "Latent noise", "How those random numbers are drawn.", group="Generator",
        choices={NORMAL: "Normal", UNIFORM: "Uniform, −1 to 1", SPHERE: "Normal, all of one length"}, advanced=True,
    )  # fmt: skip
    lr_g: float = common_params.learning_rate("the generator", "Generator")
    lr_d: float = common_params.learning_rate("the discriminator", "Discriminator")
    k: int = param(
        1, "Steps per iteration", "Updates of the discriminator for each one of the generator (k in Algorithm 1).",
        group="Discriminator", low=1, high=20,
    )  # fmt: skip
    r1: float = param(
        0.0, "R1 penalty", "Keeps the discriminator gentle near real pictures; 1 is a good start, 0 turns it off.",
        group="Discriminator", low=0.0, high=1000.0,
    )  # fmt: skip
    r1_every: int = param(
        8, "R1 every", "Apply the penalty only at every so many updates, that much stronger; 1 is every update.",
        group="Discriminator", low=1, high=64, unit="steps", advanced=True,
    )  # fmt: skip
    real_target: float = param(
        1.0, "Real label", "What the discriminator should say of real pictures; 0.9 smooths it.", group="Discriminator",
        low=0.5, high=1.0, advanced=True, only_when=_SMOOTHABLE,
    )  # fmt: skip
    fake_target: float = param(
        0.0, "Fake label", "What the discriminator should say of generated pictures.", group="Discriminator", low=0.0,
        high=0.5, advanced=True, only_when=_SMOOTHABLE,
    )  # fmt: skip
    flipped_labels: float = param(
        0.0, "Flipped labels", "The share of pictures that the discriminator is told the wrong thing about.",
        group="Discriminator", low=0.0, high=0.5, advanced=True, percent=True,
    )  # fmt: skip
    resting_norm: bool = param(
        False, "Rests meanwhile", "While the generator learns, batch norm in the discriminator takes its averages.",
        group="Discriminator", advanced=True,
    )  # fmt: skip
    augment: str = common_params.augmentation()
    input_noise: float = common_params.input_noise()
    input_noise_over: int = common_params.input_noise_over()
    halve_d: bool = param(
        False, "Halve its loss", "Average the real and the fake term instead of adding them.", group="Discriminator",
        advanced=True,
    )  # fmt: skip
    optimiser: str = param(
        ADAM, "Optimiser", "How gradients become steps. The first GAN used SGD with momentum.", group="Optimiser",
        choices={ADAM: "Adam", MUON: "Muon", RMSPROP: "RMSprop", SGD: "SGD with momentum"},
    )  # fmt: skip
    optimiser_d: str = param(
        SAME, "Optimiser of D", "SGD for the discriminator alone slows it down: an old trick.", group="Optimiser",
        choices={SAME: "The same", SGD: "SGD with momentum", RMSPROP: "RMSprop"}, advanced=True,
    )  # fmt: skip
    beta1: float = common_params.beta1(_ADAM)
    beta2: float = common_params.beta2(_ADAM)
    momentum: float = param(
        0.5, "Momentum", "How long SGD remembers its direction.", group="Optimiser", low=0.0, high=0.999,
        only_when=_SGD,
    )  # fmt: skip
    lr_decay: int = common_params.slow_down("Both learning rates fall", "pictures")
    generator_first: bool = param(
        False, "Generator first", "Update the generator before the discriminator, on the same fakes.", group="Order",
        advanced=True,
    )  # fmt: skip
    share_fakes: bool = param(
        True, "Share fakes", "Judge one set of fakes for both updates instead of drawing new ones: faster.",
        group="Order", advanced=True,
    )  # fmt: skip
    concatenate: bool = param(
        False, "One pass", "Show real and generated pictures to the discriminator in one batch.", group="Order",
        advanced=True,
    )  # fmt: skip


@dataclass(frozen=True)
class NormedParams(AdversarialParams):
    """Of families whose networks may be spectrally normalised (Miyato et al. 2018, arXiv 1802.05957)."""

    spectral_norm: str = param(
        NONE, "Spectral norm", "Divides weights by how much they can stretch: nothing runs away, and all is slower.",
        group="Discriminator", choices={NONE: "None", "discriminator": "In the discriminator", BOTH: "In both"},
        advanced=True,
    )  # fmt: skip


@dataclass(frozen=True)
class CompactParams(NormedParams):
    """Of families whose compact discriminators may end in other ways."""

    minibatch_std: bool = param(
        False, "Minibatch deviation", "Tells the discriminator how much pictures differ, against pictures all alike.",
        group="Discriminator", advanced=True, only_when=("network", tuple(compact.CHOICES)),
    )  # fmt: skip
    san: bool = param(
        False, "Sliced last layer", "The direction that the last layer looks in is learned by itself (SAN).",
        group="Discriminator", advanced=True, only_when=("network", tuple(compact.CHOICES)),
    )  # fmt: skip
