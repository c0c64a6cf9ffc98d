"""The settings of the family of text, its two ways of learning, and its charts."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.core.curves import Group, Line
from ganstudio.core.params import param
from ganstudio.engine import common_params, losses

GUMBEL, REINFORCE = "gumbel", "reinforce"
RELATIVISTIC = "relativistic"
_SOFT, _REWARDED = ("method", (GUMBEL,)), ("method", (REINFORCE,))


@dataclass(frozen=True)
class TextParams:
    """Settings of a writer of lines that learns from a reader. Defaults: those of `gumbel`."""

    method: str = param(
        GUMBEL, "Method", "How the reader's verdict gets past letters, which cannot change by a little.",
        group="Training", choices={GUMBEL: "Gumbel-softmax", REINFORCE: "REINFORCE"},
    )  # fmt: skip
    loss: str = param(
        RELATIVISTIC, "Loss", "What both networks minimise; relativistic: each line against a real one.",
        group="Training", only_when=_SOFT,
        choices={RELATIVISTIC: "Relativistic", losses.NON_SATURATING: "Non-saturating"},
    )  # fmt: skip
    batch: int = param(
        64, "Batch", "Lines per update.", group="Training", low=2, high=1024, unit="lines", scale="log",
    )  # fmt: skip
    ema_half_life: int = common_params.half_life(5_000, "samples", "lines")
    likelihood: int = param(
        0, "Likelihood start", "Updates in which the writer first learns as language models do: to guess the next "
        "letter of real lines. 0: none.", group="Likelihood", low=0, high=1_000_000, unit="steps", scale="log",
    )  # fmt: skip
    lr_likelihood: float = common_params.learning_rate("the writer in its likelihood start", "Likelihood", 2e-3)
    latent: int = common_params.latent(64)
    width: int = param(
        128, "Width", "Units of the writer's memory.", group="Generator", low=8, high=1024, scale="log",
    )  # fmt: skip
    lr_g: float = common_params.learning_rate("the writer", "Generator", 5e-4)
    warm: float = param(
        1.0, "Temperature", "How blurred letters are at first where gradients pass; below 1 they are near to letters.",
        group="Generator", low=0.05, high=10.0, only_when=_SOFT,
    )  # fmt: skip
    cold: float = param(
        0.2, "Ends at", "Where the temperature ends, falling by equal shares.", group="Generator", low=0.05, high=10.0,
        only_when=_SOFT,
    )  # fmt: skip
    cools_over: int = param(
        100_000, "Cools over", "Over how many lines the temperature falls.", group="Generator", low=1,
        high=100_000_000, unit="lines", scale="log", only_when=_SOFT,
    )  # fmt: skip
    entropy: float = param(
        0.01, "Entropy bonus", "What the writer gains for each nat of freedom in its next letter, against repetition.",
        group="Generator", low=0.0, high=1.0, only_when=_REWARDED,
    )  # fmt: skip
    memory: float = param(
        0.95, "Baseline memory", "How slowly the usual reward, which each line is measured against, is updated.",
        group="Generator", low=0.0, high=0.999, only_when=_REWARDED, advanced=True,
    )  # fmt: skip
    reader_width: int = param(
        64, "Width of D", "Units in the layers of the reader.", group="Discriminator", low=8, high=1024, scale="log",
    )  # fmt: skip
    lr_d: float = common_params.learning_rate("the reader", "Discriminator", 5e-4)
    r1: float = param(
        0.1, "R1 and R2", "Keeps the reader gentle near real and near written lines; 0 turns it off.",
        group="Discriminator", low=0.0, high=1000.0, only_when=_SOFT,
    )  # fmt: skip
    beta1: float = common_params.beta1()
    beta2: float = common_params.beta2()


CURVES = (
    Group("Variety", (
        Line("generator.unique", "unique", "How many of the lines of a batch are different, as a share. Near 0 the "
             "writer repeats itself: mode collapse.", "accent"),
        Line("generator.real unique", "real", "The same share of the real lines of the batch.", "dim"),
    ), bounds=(0.0, 1.0), late=False),
    Group("Freedom", (
        Line("generator.entropy", "entropy", "How open the next letter is to the writer, in nats; 0: always the same "
             "one.", "violet"),
        Line("likelihood.surprise", "surprise", "In the likelihood start: how unexpected each letter of real lines is, "
             "in nats. The less, the better it has learned.", "teal"),
    )),
    Group("Reward", (
        Line("generator.reward", "reward", "What the reader gives for each letter: 1 where it takes all for real.",
             "good"),
        Line("generator.baseline", "usual", "The moving average that each reward is measured against.", "dim"),
    ), bounds=(0.0, 1.0)),
)  # fmt: skip
