"""What hostile input may cost, and how it is read: it ends in pictures or in a sentence, soon, in little memory.

More than 10,000 inputs in all (`test_hostile_*`); they are read in this process, without the workers that would catch
what is caught here. Who imports the two fixtures has all of a module measured and quiet.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.data import recognition
from ganstudio.data.collection import Collection
from ganstudio.data.decoding import scanning
from ganstudio.data.decoding.reading import Piece, ReadRequest, read_record
from ganstudio.data.files.tree import walk
from ganstudio.data.findings import RULES
from ganstudio.data.preparation import Preparation

WISH = ReadRequest(24, (3,), ("pictures",), "crop", "white")
PATIENCE = 5.0  # seconds of the processor for any one input
MEMORY = 2048  # MB that this process may grow by at most


@contextmanager
def growing_by_less_than(megabytes: int) -> Iterator[None]:
    """Fails where this process needs more than that at any moment within; the peaks of earlier tests are forgotten."""
    if sys.platform != "linux":  # nobody else lets a process forget its peak
        yield
        return
    Path("/proc/self/clear_refs").write_text("5")
    before = _in_megabytes("VmRSS")
    yield
    grown = _in_megabytes("VmHWM") - before
    assert grown < megabytes, f"{grown} MB more than before"


def _in_megabytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1]) >> 10


@pytest.fixture(autouse=True)
def nothing_takes_much() -> Iterator[None]:
    """Of the tests as wholes; those that declare huge sizes are measured one by one."""
    with growing_by_less_than(MEMORY):
        yield


@pytest.fixture(autouse=True)
def quiet_libraries(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """libtiff and libjpeg complain on the terminal."""
    yield
    capfd.readouterr()


def survives(read: Callable[[], object]) -> bool:
    """Whether it could be read; anything but success or a StudioError fails the test."""
    start = time.process_time()
    try:
        read()
        return True
    except StudioError as error:
        assert error.message
        return False
    finally:
        assert time.process_time() - start < PATIENCE


def recognised(folder: Path) -> Collection:
    """As far as it goes without decoding picture files."""
    found = recognition.recognised(walk([folder]), Preparation())
    if found.array is not None:
        request = scanning.request_for(found, found.size, found.channels, Preparation())
        scanning.scanned(found, "x", request, folder.parent / "cache", lambda *_: None, lambda: False)
    assert len(found.records) in (0, found.count)
    for rows in (found.labels, found.flags, found.splits):
        assert rows is None or len(rows) == found.count
    assert found.labels is None or (found.labels.min() >= 0 and found.labels.max() < len(found.classes))
    return found


def read_picture(path: Path) -> str:
    """The code that a damaged picture gets; "" when it can be read."""
    status = path.stat()
    rows, facts, sentence = read_record([Piece(path, "", status.st_size, status.st_mtime_ns)], WISH)
    code = str(facts["code"][0])
    assert (len(rows), bool(sentence)) == ((0, True) if code else (1, False))
    assert not code or code in RULES
    assert all(row[0].shape == (3, 24, 24) for row in rows)
    return code
