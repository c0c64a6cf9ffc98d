"""What everything that takes long tells and asks: how far it is, and whether to leave off in the middle of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Progress = Callable[[int, int], None]  # done, of all
Cancelled = Callable[[], bool]


class Stopped(Exception):  # noqa: N818 (nothing went wrong)
    """Somebody asked to stop, or nobody waits for the answer any more."""


class Interruption:
    """Ends the work of one thread from another one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_asked = False
        self._then: Callable[[], object] = lambda: None

    def ask(self) -> None:
        """The work ends where it next says `check`, and at once what it does in libraries that can be told."""
        with self._lock:
            self._is_asked = True
            self._then()

    def when_asked(self, then: Callable[[], object]) -> None:
        """How to stop what begins now; of one library at a time, the one before has ended."""
        with self._lock:
            self._then = then
            if self._is_asked:
                then()

    def check(self) -> None:
        """Raises Stopped if that was asked for."""
        if self._is_asked:
            raise Stopped


_now: ContextVar[Interruption | None] = ContextVar("interruption", default=None)


@contextmanager
def interruptible(made: Interruption | None = None) -> Iterator[Interruption]:
    """What this thread does inside may be interrupted, and what others do in a copy of its context."""
    made = made or Interruption()
    token = _now.set(made)
    try:
        yield made
    finally:
        _now.reset(token)


def current() -> Interruption | None:
    """What may end the work of this thread."""
    return _now.get()


def check() -> None:
    """Raises Stopped if somebody asked this thread to leave off."""
    if (now := _now.get()) is not None:
        now.check()
