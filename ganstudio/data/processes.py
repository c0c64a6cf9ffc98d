"""Starting processes that do their own work and nothing of the script that wants it done."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from types import ModuleType

_starting = Lock()


@contextmanager
def without_main() -> Iterator[None]:
    """Processes started meanwhile do not run the program's main file again, as multiprocessing has them do.

    A script without an `if __name__ == "__main__"` would else do all of its work once more in every worker.
    """
    with _starting:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
