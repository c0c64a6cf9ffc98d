"""What a person can ask of a running training: looked at between steps."""

from __future__ import annotations

import math
import threading
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True)
class ByHand:
    """One iteration of the phases named alone, none: of all."""

    phases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Back:
    """To the moment that was kept before this one."""


Deed = ByHand | Back


class Steering:
    """Requests from any thread to the training loop.

    `pace` is how long each phase of a step is shown before the next, in seconds; 0: as fast as it goes. Where several
    trainings take turns, `turn` is how long each of them goes on, and `patience` how long it waits while it is paused.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._may_run = threading.Event()
        self._may_run.set()
        self._woken = threading.Event()
        self._sample = threading.Event()
        self._save = threading.Event()
        self._glance = threading.Event()
        self._deeds: deque[Deed] = deque()
        self.pace, self.turn, self.patience = 0.0, math.inf, 0.2

    def stop(self) -> None:
        self._stop.set()
        self._may_run.set()
        self._woken.set()

    def pause(self) -> None:
        self._may_run.clear()

    def go_on(self) -> None:
        self._may_run.set()
        self._woken.set()

    def sample_now(self) -> None:
        self._sample.set()
        self._woken.set()

    def save_now(self) -> None:
        self._save.set()
        self._woken.set()

    def glance_now(self) -> None:
        """Tell what the networks do now, if they are small enough to be seen whole."""
        self._glance.set()
        self._woken.set()

    def do(self, deed: Deed) -> None:
        """While it is paused."""
        self._deeds.append(deed)
        self._woken.set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    @property
    def pausing(self) -> bool:
        return not self._may_run.is_set() and not self._stop.is_set()

    def wait(self, seconds: float) -> None:
        """While paused: until something is asked for, at most `seconds`."""
        self._woken.wait(seconds)
        self._woken.clear()

    def takes_sample(self) -> bool:
        return self._taken(self._sample)

    def takes_save(self) -> bool:
        return self._taken(self._save)

    def takes_glance(self) -> bool:
        return self._taken(self._glance)

    def takes_deed(self) -> Deed | None:
        return self._deeds.popleft() if self._deeds else None

    @staticmethod
    def _taken(request: threading.Event) -> bool:
        if request.is_set():
            request.clear()
            return True
        return False
