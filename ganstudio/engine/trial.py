"""Two made-up examples of whatever a family needs: what an iteration costs is seen by doing one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from ganstudio.core.errors import StudioError
from ganstudio.core.sets import DOMAINS, LOW, POINTS, SKETCH, TEXT
from ganstudio.engine.family import Batch, Family

_LOOK_SECONDS = 0.05
PICTURES = 2  # the fewest that every normalisation can work on


class GlobalNoise:
    """Who draws from torch's global generator, as dropout and initialisation do: one at a time.

    A training has it for itself, or it could not be continued exactly; an estimate gives way as soon as one waits.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.is_wanted = False
        self._is_training = False

    @property
    def is_training(self) -> bool:
        """Whether some training has it now."""
        return self._is_training

    @contextmanager
    def for_training(self, seconds: float = 60.0) -> Iterator[None]:
        """Raises StudioError when another training does not end."""
        self.is_wanted = True
        try:
            taken = self._lock.acquire(timeout=seconds)
        finally:
            self.is_wanted = False
        if not taken:
            raise StudioError("Another training is running in this program.", "Stop it first.")
        self._is_training = True
        try:
            yield
        finally:
            self._is_training = False
            self._lock.release()

    @contextmanager
    def if_free(self, cancelled: Callable[[], bool] = lambda: False) -> Iterator[bool]:
        """Whether no training has it; another estimate is waited for, until `cancelled`."""
        taken = self._lock.acquire(blocking=False)
        while not (taken or self._is_training or self.is_wanted or cancelled()):
            taken = self._lock.acquire(timeout=_LOOK_SECONDS)
        try:
            yield taken
        finally:
            if taken:
                self._lock.release()


global_noise = GlobalNoise()


@dataclass(frozen=True)
class TrialBatch:
    """See `family.Batch`."""

    pictures: Tensor
    partners: Mapping[str, Tensor] = field(default_factory=dict)
    labels: Tensor | None = None
    flags: Tensor | None = None
    known: Tensor | None = None
    domains: tuple[Batch, ...] = ()


class BlankFamily:
    """A family whose networks come quickly: filled with small numbers instead of being initialised, not averaged."""

    ema_half_life = 0

    def __init__(self, family: Family) -> None:
        self._family = family

    def __getattr__(self, name: str) -> Any:
        return getattr(self._family, name)

    def networks(self) -> dict[str, nn.Module]:
        rng = torch.Generator().manual_seed(0)
        with torch.device("meta"):
            made = self._family.networks()
        for network in made.values():
            network.to_empty(device="cpu")
            for weight in network.parameters():
                weight.data.normal_(0.0, 0.02, generator=rng)
            for buffer in network.buffers():
                buffer.fill_(1)
        return made


class TrialSource:
    """The same made-up batch again and again."""

    steps_per_epoch = 1

    def __init__(self, family: Family, pictures: int = PICTURES) -> None:
        self._batch = trial_batch(family, pictures)

    def draw_batch(self) -> Batch:
        return self._batch

    def state(self) -> dict[str, int]:
        return {}

    def load_state(self, state: Mapping[str, int]) -> None:
        pass


def trial_batch(family: Family, count: int = PICTURES) -> TrialBatch:
    """Noise in the shape of the family's data, with all that it needs beside it."""
    data, need = family.data, family.need_of(family.params)
    rng = torch.Generator().manual_seed(0)
    labels = torch.arange(count) % max(1, len(data.classes)) if data.classes else None
    attributes = len(data.attributes) or len(data.classes)
    flags = (torch.rand(count, attributes, generator=rng) < 0.5).byte() if attributes else None
    known = (torch.rand(count, attributes, generator=rng) < 0.5).byte() if data.joint else None
    pictures = _examples(family, count, rng)
    partners = {name: _partner(pictures, name, need.scale) for name in (SKETCH, LOW) if name == need.partner}
    kinds = max(2, len(data.classes)) if need.kind == DOMAINS else 0
    domains = tuple(TrialBatch(_examples(family, count, rng)) for _ in range(kinds))
    return TrialBatch(pictures, partners, labels, flags, known, domains)


def _examples(family: Family, count: int, rng: torch.Generator) -> Tensor:
    data = family.data
    if data.kind == TEXT:
        return torch.randint(max(1, len(data.vocabulary)), (count, data.size), generator=rng)
    low, high = (-1.0, 1.0) if data.kind == POINTS else family.value_range
    made = torch.rand(count, *data.shape, generator=rng) * (high - low) + low
    return made.to(memory_format=torch.channels_last) if made.dim() == 4 else made


def _partner(pictures: Tensor, name: str, scale: int) -> Tensor:
    if name == LOW:
        return pictures[..., ::scale, ::scale]
    return pictures[:, :1]
