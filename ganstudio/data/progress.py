"""What everything that takes long tells and asks: how far it is, and whether it should stop."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]  # done, of all
Cancelled = Callable[[], bool]


class ScanCancelledError(Exception):
    """Somebody asked to stop while pictures were being read."""
