"""The settings of colouring by hints."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.params import param
from ganstudio.data.lines.hintparams import HintParams
from ganstudio.engine import common_params


@dataclass(frozen=True)
class ColouringParams(HintParams):
    width: int = param(
        64, "Width", "Features of the outermost layers: 32 learns on a processor, 64 wants a graphics card.",
        group="Generator", low=8, high=128, scale="log",
    )  # fmt: skip
    code: int = param(
        8, "Variation code", "Numbers that choose among colourings where no hint says better; 0 turns it off.",
        group="Generator", low=0, high=64,
    )  # fmt: skip
    smooth_end: bool = param(
        False, "Smooth end", "Colours grow by interpolation, not by a pixel shuffle, which leaves a texture of 4 px.",
        group="Generator",
    )  # fmt: skip
    window: int = param(
        0, "Window", "Train on parts of this size, cut at random scales; 0 is the whole picture.", group="Training",
        low=0, high=512, unit="px",
    )  # fmt: skip
    whole_from: int = param(
        0, "Whole from step", "From this step on the whole picture is used instead of the window; 0 is never.",
        group="Training", low=0, high=10_000_000, unit="steps", scale="log",
    )  # fmt: skip
    batch: int = param(8, "Batch", "Pairs per update.", group="Training", low=1, high=256, unit="pairs", scale="log")
    extracted: float = param(
        0.3, "Drawn lines", "Share of the batches whose lines are drawn anew from the picture, in random ways.",
        group="Lines", low=0.0, high=1.0, percent=True,
    )  # fmt: skip
    worn: float = param(
        0.5, "Worn lines", "Share of the other batches whose lines are thickened, broken or dirtied.", group="Lines",
        low=0.0, high=1.0, percent=True,
    )  # fmt: skip
    recoloured: float = param(
        0.4, "Recoloured", "Share of the hinted pictures in invented hues, so that any hint is obeyed.", group="Hints",
        low=0.0, high=1.0, percent=True,
    )  # fmt: skip
    tinted: float = param(
        0.0, "Tinted paper", "Share of the pictures whose white paper gets a colour, where a hint on it says so.",
        group="Hints", low=0.0, high=1.0, percent=True,
    )  # fmt: skip
    l1: float = param(
        30.0, "L1 weight", "How much being near the target counts.", group="Generator", low=0.0, high=1000.0,
    )  # fmt: skip
    matching: float = param(
        10.0, "Feature matching", "How much looking alike to the discriminator counts.", group="Generator", low=0.0,
        high=100.0,
    )  # fmt: skip
    line_weight: float = param(
        2.0, "Line consistency", "How much having the edges of the target counts.", group="Generator", low=0.0,
        high=100.0,
    )  # fmt: skip
    hint_weight: float = param(
        10.0, "Hint weight", "How much obeying under the hints counts.", group="Generator", low=0.0, high=100.0,
    )  # fmt: skip
    paper_weight: float = param(
        0.0, "White paper", "How much more leaving white paper white counts.", group="Generator", low=0.0, high=100.0,
    )  # fmt: skip
    tv: float = param(
        1e-3, "Smoothness", "Penalty on differences between neighbours.", group="Generator", low=0.0, high=1.0,
        advanced=True,
    )  # fmt: skip
    kl: float = param(
        0.02, "Code price", "What information in the variation code costs.", group="Generator", low=0.0, high=10.0,
        advanced=True,
    )  # fmt: skip
    adversarial_from: int = param(
        0, "Judged from step", "Colours are learned without the discriminator before this step: faster at first.",
        group="Discriminator", low=0, high=10_000_000, unit="steps", scale="log",
    )  # fmt: skip
    coarse: bool = param(
        False, "Judge at half size", "Four times cheaper; judges colours rather than fine lines.",
        group="Discriminator",
    )  # fmt: skip
    lr_g: float = common_params.learning_rate("the generator", "Generator")
    lr_d: float = common_params.learning_rate("the discriminator", "Discriminator")
    lr_decay: int = common_params.slow_down("Both learning rates fall", "pairs")
    beta1: float = common_params.beta1()
    beta2: float = common_params.beta2()
    ema_half_life: int = common_params.half_life(5_000, "colours", "pairs", advanced=True)
