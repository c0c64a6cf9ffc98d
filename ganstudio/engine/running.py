"""What an iteration and the sheets see of the session that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

import torch
from lightning_fabric import Fabric
from torch import nn

from ganstudio.engine.averages import Average
from ganstudio.engine.devices import Hardware
from ganstudio.engine.family import Family
from ganstudio.engine.given import Batch, Stateful


class PictureSource(Protocol):
    """Where training pictures come from; its `state` continues it exactly."""

    steps_per_epoch: int

    def draw_batch(self) -> Batch: ...

    def state(self) -> dict[str, int]: ...

    def load_state(self, state: Mapping[str, int]) -> None: ...


class Running(Protocol):
    """A training that goes on: see `session.Session`."""

    family: Family
    source: PictureSource
    hardware: Hardware
    fabric: Fabric
    seed: int
    rng: torch.Generator
    step_count: int
    pictures_seen: int
    networks: dict[str, nn.Module]
    averages: dict[str, Average]
    memory: Mapping[str, Stateful]
    examples: Batch | None

    def uncompiled(self) -> AbstractContextManager[Any]: ...
