"""Starting processes that do their own work and nothing of the script that wants it done."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import util
from multiprocessing.context import ForkServerContext, SpawnContext
from threading import Lock
from types import ModuleType

_starting = Lock()
_LONGEST = 60  # bytes of a temporary folder: the address of a socket in it may have 107 on Linux, 103 on macOS
_SHORT = ("/tmp", "/var/tmp", "/dev/shm")


def workers_context(preload: str) -> ForkServerContext | SpawnContext:
    """A server that forks workers is quicker than starting Python for each, and forks no thread of ours."""
    if "forkserver" not in multiprocessing.get_all_start_methods() or not _has_room_for_sockets():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload])
    return context


def _has_room_for_sockets() -> bool:
    """Whether multiprocessing keeps its sockets where their addresses fit; chosen once, when TMPDIR is too deep."""
    if len(os.fsencode(tempfile.gettempdir())) > _LONGEST:
        short = next((place for place in _SHORT if os.access(place, os.W_OK | os.X_OK)), None)
        before, tempfile.tempdir = tempfile.tempdir, short
        try:
            util.get_temp_dir()  # it remembers its folder from the first time on
        finally:
            tempfile.tempdir = before
    return len(os.fsencode(util.get_temp_dir())) <= _LONGEST + len("/pymp-12345678")


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
