"""Settings that nearly every family has, said once: learning rates, what Adam remembers, slowing down, averaging."""

from __future__ import annotations

from typing import Any

from ganstudio.core.params import param
from ganstudio.engine import disguise
from ganstudio.engine.optimisers import ADAM, MUON


def learning_rate(whose: str, group: str, default: float = 2e-4) -> Any:
    """The step size of one network or several."""
    help = f"Step size of {whose}."
    return param(default, "Learning rate", help, group=group, low=1e-7, high=1.0, scale="log")


def latent(default: int) -> Any:
    """How many random numbers a picture is made from."""
    return param(
        default, "Latent size", "How many random numbers each picture is made from.", group="Generator", low=1,
        high=1024, scale="log",
    )  # fmt: skip


def optimiser(default: str = ADAM) -> Any:
    """Adam or Muon."""
    return param(
        default, "Optimiser", "How gradients become steps.", group="Optimiser",
        choices={ADAM: "Adam", MUON: "Muon"},
    )  # fmt: skip


def beta1(only_when: tuple[str, tuple[str, ...]] | None = None, default: float = 0.5) -> Any:
    """How long Adam remembers gradients."""
    return param(
        default, "Beta 1", "How long Adam remembers gradients.", group="Optimiser", low=0.0, high=0.999, advanced=True,
        only_when=only_when,
    )  # fmt: skip


def beta2(only_when: tuple[str, tuple[str, ...]] | None = None, default: float = 0.999) -> Any:
    """How long Adam remembers their size."""
    return param(
        default, "Beta 2", "How long Adam remembers their size.", group="Optimiser", low=0.0, high=0.99999,
        advanced=True, only_when=only_when,
    )  # fmt: skip


def slow_down(falls: str, unit: str) -> Any:
    """Over how many pictures or pairs the learning rate falls to a tenth."""
    return param(
        0, "Slow down over", f"{falls} to a tenth over this many {unit}; 0 keeps it.", group="Optimiser",
        low=0, high=100_000_000, unit=unit, scale="log",
    )  # fmt: skip


def half_life(default: int, calmer: str, unit: str, advanced: bool = False) -> Any:
    """Over how many pictures or pairs the generator is averaged."""
    return param(
        default, "EMA half-life", f"Averages the generator over this many {unit}: calmer {calmer}. 0 turns it off.",
        group="Training", low=0, high=100_000_000, unit=unit, scale="log", advanced=advanced,
    )  # fmt: skip


def augmentation(group: str = "Discriminator", choices: dict[str, str] = disguise.CHOICES) -> Any:
    """How everything is changed that the discriminator sees."""
    return param(
        disguise.NONE, "Augmentation", "Changes all that the discriminator sees, so that few pictures last longer.",
        group=group, choices=choices,
    )  # fmt: skip


def input_noise(group: str = "Discriminator") -> Any:
    """How strong the noise is that is added to all that the discriminator sees."""
    return param(
        0.0, "Input noise", "Noise added to all that the discriminator sees; pictures range from −1 to 1.",
        group=group, low=0.0, high=2.0, advanced=True,
    )  # fmt: skip


def input_noise_over(group: str = "Discriminator") -> Any:
    """Until when that noise has gone."""
    return param(
        0, "Noise fades over", "The input noise falls to nothing over this many pictures; 0 keeps it.",
        group=group, low=0, high=100_000_000, unit="pictures", scale="log", advanced=True,
    )  # fmt: skip
