"""What is expensive to make is made once for all processes of one run of the tests."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name`, which the first process that wants it fills; nobody may change what lies there."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    shared.mkdir(exist_ok=True)
    with filelock.FileLock(shared / f"{name}.lock"):
        if not (shared / name).exists():
            half = Path(tempfile.mkdtemp(dir=shared))
            make(half)
            half.rename(shared / name)
    return shared / name
