"""What the losses see of one iteration: one batch, whole, and everything that is drawn for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from ganstudio.core.controls import Control
from ganstudio.engine import schedules
from ganstudio.engine.given import Batch
from ganstudio.engine.running import Running
from ganstudio.engine.sampling import TorchRandom, draw_latents
from ganstudio.engine.schedules import Number


class RunningIteration:
    """See `family.Iteration`."""

    def __init__(self, session: Running) -> None:
        self._session = session
        self.networks: Mapping[str, nn.Module] = session.networks
        self.memory: Mapping[str, Any] = session.memory
        self.step = session.step_count
        self.repeat = 0
        self.shared: Mapping[str, Tensor] = {}
        self._draw()

    def fresh(self, repeat: int) -> None:
        """Another batch for a repeated update; 0 is the first again, which the shared fakes belong to."""
        if self.repeat == 0:
            self._first = self._batch
        self.repeat = repeat
        if repeat:
            self._draw()
        else:
            self._use(self._first)

    def _draw(self) -> None:
        self._use(self._session.source.draw_batch())

    def _use(self, batch: Batch) -> None:
        self._batch = batch
        self.real, self.labels = batch.pictures, batch.labels
        self.flags, self.known = batch.flags, batch.known
        self.partners, self.domains = batch.partners, batch.domains

    def noise(self, size: int, prior: str) -> Tensor:
        return draw_latents(len(self.real), size, prior, self._session.rng)

    def drawn(self, control: Control) -> Tensor:
        values: Tensor = control.drawn(len(self.real), TorchRandom(self._session.rng))
        return values

    def random_labels(self, classes: int) -> Tensor:
        rng = self._session.rng
        return torch.randint(classes, (len(self.real),), generator=rng, device=rng.device)

    def seed(self) -> int:
        rng = self._session.rng
        return int(torch.randint(2**31, (), generator=rng, device=rng.device))

    def at(self, number: Number) -> float:
        return schedules.at(number, self.step, self._session.pictures_seen)

    @contextmanager
    def full_precision(self) -> Iterator[None]:
        with torch.autocast(self._session.hardware.device.type, enabled=False), self._session.uncompiled():
            yield
