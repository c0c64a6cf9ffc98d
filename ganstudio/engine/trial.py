"""Two made-up examples of whatever a family needs: what an iteration costs is seen by doing one."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from ganstudio.core.sets import DOMAINS, LOW, POINTS, SKETCH, TEXT
from ganstudio.engine.family import Batch, Family

PICTURES = 2  # the fewest that every normalisation can work on
# Dropout and initialisation draw from torch's global generator: a training has it for itself, or it could not be
# continued exactly.
global_noise = threading.Lock()


@dataclass(frozen=True)
class TrialBatch:
    """See `family.Batch`."""

    pictures: Tensor
    partners: Mapping[str, Tensor] = field(default_factory=dict)
    labels: Tensor | None = None
    flags: Tensor | None = None
    domains: tuple[Batch, ...] = ()


class TrialSource:
    """The same made-up batch again and again."""

    steps_per_epoch = 1

    def __init__(self, family: Family) -> None:
        self._batch = trial_batch(family)

    def draw_batch(self) -> Batch:
        return self._batch

    def state(self) -> dict[str, int]:
        return {}

    def load_state(self, state: Mapping[str, int]) -> None:
        pass


def trial_batch(family: Family) -> TrialBatch:
    """Noise in the shape of the family's data, with all that it needs beside it."""
    data, need = family.data, family.need_of(family.params)
    rng = torch.Generator().manual_seed(0)
    labels = torch.arange(PICTURES) % max(1, len(data.classes)) if data.classes else None
    attributes = len(data.attributes) or len(data.classes)
    flags = (torch.rand(PICTURES, attributes, generator=rng) < 0.5).byte() if attributes else None
    pictures = _examples(family, rng)
    partners = {name: _partner(pictures, name, need.scale) for name in (SKETCH, LOW) if name == need.partner}
    count = max(2, len(data.classes)) if need.kind == DOMAINS else 0
    domains = tuple(TrialBatch(_examples(family, rng)) for _ in range(count))
    return TrialBatch(pictures, partners, labels, flags, domains)


def _examples(family: Family, rng: torch.Generator) -> Tensor:
    data = family.data
    if data.kind == TEXT:
        return torch.randint(max(1, len(data.vocabulary)), (PICTURES, data.size), generator=rng)
    low, high = (-1.0, 1.0) if data.kind == POINTS else family.value_range
    made = torch.rand(PICTURES, *data.shape, generator=rng) * (high - low) + low
    return made.to(memory_format=torch.channels_last) if made.dim() == 4 else made


def _partner(pictures: Tensor, name: str, scale: int) -> Tensor:
    if name == LOW:
        return pictures[..., ::scale, ::scale]
    return pictures[:, :1]
