"""What one preset does in a handful of sessions that several tests look at: each is run when first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ganstudio.core.events import Sampled
from ganstudio.engine import checkpoints
from ganstudio.engine.session import Session
from tests.synthetic import losses_of, session_of

SEED, OTHER_SEED = 3, 99
SAVED, WHOLE, LOOKED = 4, 8, 3  # steps: when it was saved, how long it lasts, how long it is looked at

Losses = Sequence[dict[str, float]]


def state_of(session: Session) -> dict[str, Tensor]:
    modules = {
        **session.networks,
        **{f"average {name}": average.module for name, average in session.averages.items()},
    }
    return {f"{name}.{key}": value for name, module in modules.items() for key, value in module.state_dict().items()}


def differing(one: dict[str, Tensor], other: dict[str, Tensor]) -> list[str]:
    """Names of what is not the same, bit for bit."""
    assert one.keys() == other.keys()
    return [name for name in one if not torch.equal(one[name], other[name])]


@dataclass(frozen=True)
class Unbroken:
    """A run without an interruption; `counts` after its first step, `looked` is its state when the other was seen."""

    session: Session
    told: Losses
    counts: tuple[int, int]
    looked: dict[str, Tensor]


@dataclass(frozen=True)
class Begun:
    """The same again until it is saved; `parameters` that can be reached and those that a gradient reached."""

    session: Session
    told: Losses
    parameters: set[str]
    reached: set[str]
    saved: Path


@dataclass(frozen=True)
class Seen:
    """The same again, looked at twice before it begins and before each step."""

    session: Session
    told: Losses
    first: Sampled
    again: Sampled


class Life:
    """The sessions of one preset, perhaps with `changes` of its settings."""

    def __init__(self, key: str, preset: str, folder: Path, precision: str = "fp32", **changes: Any) -> None:
        self.key, self.preset = key, preset
        self._folder, self._precision, self._changes = folder, precision, changes

    def born(self, seed: int = SEED) -> Session:
        return session_of(self.key, self.preset, seed, self._precision, **self._changes)

    @cached_property
    def unbroken(self) -> Unbroken:
        session = self.born()
        told = losses_of(session, 1)
        counts = (session.step_count, session.pictures_seen)
        told += losses_of(session, LOOKED - 1)
        looked = {name: value.clone() for name, value in state_of(session).items()}
        return Unbroken(session, told + losses_of(session, WHOLE - LOOKED), counts, looked)

    @cached_property
    def begun(self) -> Begun:
        session = self.born()
        parameters = {f"{n}.{k}": p for n, net in session.kept.items() for k, p in net.named_parameters()}
        reached: set[str] = set()
        for name, parameter in parameters.items():
            parameter.requires_grad_(True)
            parameter.register_post_accumulate_grad_hook(lambda _, name=name: reached.add(name))  # type: ignore[misc]
        told = losses_of(session, SAVED)
        return Begun(session, told, set(parameters), reached, checkpoints.save(self._folder, session, 12.5))

    @cached_property
    def continued(self) -> tuple[Session, Losses]:
        """What was saved, taken up by another session and brought to its end."""
        frozen = self.begun.session.family.frozen
        torch.rand(7)  # whatever happens in between
        session = self.born(SEED if frozen else OTHER_SEED)
        session.source = self.born().source
        assert checkpoints.load(self.begun.saved, session) == 12.5
        return session, losses_of(session, WHOLE - SAVED)

    @cached_property
    def seen(self) -> Seen:
        session = self.born()
        first, again = session.sample(), session.sample()
        told = losses_of(session, 1)
        for _ in range(LOOKED - 1):
            session.sample()
            told += losses_of(session, 1)
        return Seen(session, told, first, again)


def check_resuming(life: Life) -> None:
    session, told = life.continued
    assert [*life.begun.told, *told] == life.unbroken.told
    assert differing(state_of(life.unbroken.session), state_of(session)) == []
