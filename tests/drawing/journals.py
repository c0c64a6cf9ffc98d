"""Journals whose program has died, and what can be recovered of them."""

from __future__ import annotations

from pathlib import Path

from ganstudio.drawing import recovery
from ganstudio.drawing.journal import Journal


def died(kept: Journal) -> None:
    """As the system does it for a killed process: nothing is flushed, the lock is gone."""
    kept._drawing.observers.clear()
    kept._close_log()
    kept._lock.release()


def only(folder: Path) -> recovery.Recovery:
    """The one that can be recovered."""
    (found,) = recovery.abandoned(folder)
    return found
