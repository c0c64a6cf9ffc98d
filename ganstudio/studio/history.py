"""States that can be gone back to, and forward again; changes of one gesture are one step."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")
_MOST = 500


class History(Generic[T]):
    """`now` is the present state. A `gesture` is a name, say of one drag: puts under the same one are one step."""

    def __init__(self, now: T) -> None:
        self.now = now
        self._before: list[T] = []
        self._after: list[T] = []
        self._gesture: object = None

    def put(self, state: T, gesture: object = None) -> None:
        """A new present; what was undone cannot be done again. The same state is no step."""
        if state == self.now:
            return
        if gesture is None or gesture != self._gesture:
            self._before = [*self._before, self.now][-_MOST:]
        self.now, self._after, self._gesture = state, [], gesture

    def undo(self) -> bool:
        """Whether there was something to undo."""
        return self._go(self._before, self._after)

    def redo(self) -> bool:
        return self._go(self._after, self._before)

    def _go(self, there: list[T], here: list[T]) -> bool:
        if not there:
            return False
        here.append(self.now)
        self.now, self._gesture = there.pop(), None
        return True

    @property
    def can_undo(self) -> bool:
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        return bool(self._after)
