"""Disks that refuse a journal: it is told once, tried again, and nothing that was drawn is lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ganstudio.core.errors import StudioError
from ganstudio.drawing import journal, recovery
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.journal import Journal
from tests.drawing.journals import died, only
from tests.drawing.sketches import same, stroke


class _FullDisk:
    """A log whose disk takes `room` more bytes, half a line included."""

    def __init__(self, log: object, room: int) -> None:
        self._log, self.room = log, room

    def write(self, data: memoryview) -> int:
        if not self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        count = min(self.room, len(data))
        self.room -= count
        return int(self._log.write(data[:count]))  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)


def test_a_full_disk_is_told_once_and_tried_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problems: list[StudioError] = []
    drawing = Drawing()
    kept = Journal(folder, drawing, on_problem=problems.append)
    drawing.do(stroke(1))
    disk = _FullDisk(kept._log, room=100)
    kept._log = disk  # type: ignore[assignment]
    for number in range(5):
        drawing.do(stroke(number))
    assert len(problems) == 1 and "no space left" in problems[0].message and "Free some" in problems[0].hint
    assert not kept.healthy and len(drawing.done) == 6
    disk.room = 10**9
    kept.sync()
    assert not kept.healthy, "not at once again"
    monkeypatch.setattr(journal, "_RETRY_SECONDS", 0.0)
    drawing.undo()
    assert kept.healthy and len(problems) == 1
    died(kept)
    assert same(recovery.recover(only(folder)), drawing)


def test_a_disk_that_is_full_from_the_start(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problems: list[StudioError] = []
    folder.write_text("a file where the folder should be")
    drawing = Drawing()
    kept = Journal(folder, drawing, on_problem=problems.append)
    drawing.do(stroke(1))
    assert len(problems) == 1 and not kept.healthy
    folder.unlink()
    monkeypatch.setattr(journal, "_RETRY_SECONDS", 0.0)
    kept.sync()
    drawing.do(stroke(2))
    assert kept.healthy
    died(kept)
    assert same(recovery.recover(only(folder)), drawing)


_LIMITED = """
import resource, sys
from pathlib import Path
from ganstudio.drawing import journal
from ganstudio.drawing.drawing import Drawing
from tests.drawing.sketches import png, stroke
drawing = Drawing()
kept = journal.Journal(Path(sys.argv[1]), drawing, on_problem=lambda error: print("problem", flush=True))
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, resource.RLIM_INFINITY))
for number in range(100):
    drawing.do(stroke(number))
drawing.keep(bytes(9000))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
journal._RETRY_SECONDS = 0.0
drawing.keep(png())
drawing.do(stroke(1000))
print(len(drawing.done), kept.healthy, flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of POSIX")
def test_a_limit_of_the_system(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(folder)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split("\n")[:2] == ["problem", "101 True"]
    drawing = recovery.recover(only(folder))
    assert len(drawing.done) == 101 and len(drawing.assets) == 2
