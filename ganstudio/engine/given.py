"""What the engine hands to a family: batches, one iteration of the training, and what is remembered between them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ganstudio.core.controls import Control
from ganstudio.engine.schedules import Number

if TYPE_CHECKING:
    from torch import Tensor, nn

    from ganstudio.core.randomness import Random


class Batch(Protocol):
    """Aligned rows of real data in the family's value range: N x C x S x S, points N x D, or text N x L (int64).

    `partners` by name ("sketch", "low"), `labels` N, `flags` N x A and which of
    them are `known` (None: all); `domains` holds one batch of each, unaligned.
    """

    @property
    def pictures(self) -> Tensor: ...

    @property
    def partners(self) -> Mapping[str, Tensor]: ...

    @property
    def labels(self) -> Tensor | None: ...

    @property
    def flags(self) -> Tensor | None: ...

    @property
    def known(self) -> Tensor | None: ...

    @property
    def domains(self) -> tuple[Batch, ...]: ...


class Stateful(Protocol):
    """What a family remembers from step to step; checkpoints hold it."""

    def state_dict(self) -> dict[str, Tensor]: ...

    def load_state_dict(self, state: Mapping[str, Tensor]) -> Any: ...


class Iteration(Protocol):
    """One training iteration as its losses see it. All that it gives belongs to one batch."""

    step: int
    repeat: int  # 0 for a phase's first update in this iteration
    real: Tensor
    labels: Tensor | None
    flags: Tensor | None
    known: Tensor | None
    partners: Mapping[str, Tensor]
    domains: tuple[Batch, ...]
    networks: Mapping[str, nn.Module]
    shared: Mapping[str, Tensor]  # what the family's `forward` computed for this iteration
    memory: Mapping[str, Any]  # what `Family.memory` made

    def noise(self, size: int, prior: str) -> Tensor:
        """N x size fresh noise, reproducible."""

    def drawn(self, control: Control) -> Tensor:
        """N fresh values of a control, reproducible."""

    def random_labels(self, classes: int) -> Tensor:
        """N fresh class indices, reproducible."""

    def seed(self) -> int:
        """A fresh whole number below 2^31 to draw other things from, reproducible."""

    def at(self, number: Number) -> float:
        """A declared number, scheduled or not, as it is now."""

    def full_precision(self) -> AbstractContextManager[Any]:
        """No autocast and no compiled networks inside: for gradient penalties."""


class Evaluation(Protocol):
    """What a family takes figures of its own from; nothing that it does there changes the run."""

    networks: Mapping[str, nn.Module]  # all of them, averaged where there is an average, not training
    real: Batch
    random: Random
    count: int  # of samples that a figure is to rest on

    @property
    def is_judged(self) -> bool:
        """Whether there is an independent judge of classes."""

    @property
    def truth(self) -> Tensor | None:
        """What `named` should say of `real`: N class indices, or N x A attributes; None without a judge."""

    def named(self, pictures: Tensor) -> Tensor:
        """Classes (N) or attributes (N x A) of pictures N x C x S x S in the value range, by the independent judge."""


@dataclass(frozen=True)
class Told:
    """What goes with pictures that a discriminator is asked about: what it is told of them (N classes, or N x A
    attributes), and the partners of each in the value range.
    """

    condition: Tensor | None = None
    partners: Mapping[str, Tensor] = field(default_factory=dict)
