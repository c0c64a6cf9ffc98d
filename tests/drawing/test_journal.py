"""The journal: what was drawn comes back after kill -9, whatever the disk does."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ganstudio.core.errors import StudioError
from ganstudio.drawing import journal, recovery
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.journal import Journal
from ganstudio.drawing.marks import PICTURE, Mark, Placed
from tests.drawing.sketches import full, png, same, some_marks, stroke


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journals"


def _died(kept: Journal) -> None:
    """As the system does it for a killed process: nothing is flushed, the lock is gone."""
    kept._drawing.observers.clear()
    kept._close_log()
    kept._lock.release()


def _only(folder: Path) -> recovery.Recovery:
    (found,) = recovery.abandoned(folder)
    return found


def _draw_everything(drawing: Drawing) -> None:
    asset = drawing.keep(png())
    drawing.do(Placed(PICTURE, asset, 1.0, 2.0, 3.0, 4.0))
    for number in range(5):
        drawing.do(stroke(number), stroke(100 + number))
    drawing.undo()
    drawing.undo()
    drawing.redo()
    drawing.set_layer("hints", opacity=0.5)
    drawing.set_setting("seed", 3)


def test_everything_comes_back_after_a_crash(folder: Path) -> None:
    drawing = full()
    kept = Journal(folder, drawing, Path("/somewhere/cat.gansketch"))
    _draw_everything(drawing)
    _died(kept)
    found = _only(folder)
    assert same(recovery.recover(found), drawing)
    assert found.file == Path("/somewhere/cat.gansketch")
    assert found.marks == len(drawing.numbered()) and found.changes == 11
    assert abs(found.when - time.time()) < 60
    recovery.discard(found)
    assert not list(folder.iterdir())


def test_a_stroke_that_never_ended_comes_back_as_far_as_it_was_kept(folder: Path) -> None:
    drawing = Drawing(400, 300)
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    drawing.growing(stroke(2, points=5))
    drawing.growing(stroke(2, points=9))
    revision = drawing.revision
    _died(kept)
    back = recovery.recover(_only(folder))
    assert [step[0].points.shape[0] for step in back.done] == [12, 9]  # type: ignore[union-attr]
    assert (len(drawing.done), revision) == (1, 1), "it is no step yet"


@pytest.mark.parametrize("ended", [lambda drawing: drawing.do(stroke(2)), lambda drawing: drawing.growing()])
def test_a_stroke_that_ended_or_was_given_up_is_not_kept_twice(
    folder: Path, ended: Callable[[Drawing], object]
) -> None:
    drawing = Drawing(400, 300)
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    drawing.growing(stroke(2, points=5))
    ended(drawing)
    _died(kept)
    assert same(recovery.recover(_only(folder)), drawing)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["undo", "redo"]) | st.lists(some_marks(), max_size=2), max_size=15))
def test_any_order_of_changes(tmp_path: Path, changes: list[str | list[Mark]]) -> None:
    drawing = Drawing(50, 60)
    folder = tmp_path / "any"
    kept = Journal(folder, drawing)
    drawing.set_setting("seed", 1)
    for change in changes:
        if isinstance(change, list):
            drawing.do(*change)
        else:
            getattr(drawing, change)()
    _died(kept)
    found = _only(folder)
    assert same(recovery.recover(found), drawing)
    recovery.discard(found)


def test_a_living_journal_is_left_alone(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    assert recovery.abandoned(folder) == []
    stale = recovery.Recovery(kept.folder, 0.0, None, 1, 1, (1, 1))
    with pytest.raises(StudioError, match="open in another"):
        recovery.recover(stale)
    recovery.discard(stale)
    assert kept.folder.is_dir()
    kept.close(saved=True)


def test_saving_and_closing_leave_nothing(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    kept.saved(Path("/a/b.gansketch"))
    kept.close(saved=True)
    assert list(folder.iterdir()) == [] and drawing.observers == []


def test_what_was_saved_needs_no_recovery(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    kept.saved(Path("/a/b.gansketch"))
    _died(kept)
    assert recovery.abandoned(folder) == []
    assert list(folder.iterdir()) == []


def test_changes_since_the_last_save_are_counted(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    kept.saved(Path("/a/b.gansketch"))
    drawing.do(stroke(2))
    _died(kept)
    found = _only(folder)
    assert (found.changes, found.marks, found.file) == (1, 2, Path("/a/b.gansketch"))


def test_a_recovered_drawing_survives_the_next_crash(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    _died(kept)
    found = _only(folder)
    again = recovery.recover(found)
    second = Journal(folder, again, found.file, unsaved=True)
    recovery.discard(found)
    _died(second)
    assert same(recovery.recover(_only(folder)), drawing)


def test_closing_without_saving_keeps_it(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    kept.close(saved=False)
    assert same(recovery.recover(_only(folder)), drawing)


def test_a_damaged_end_costs_the_end_only(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    for number in range(6):
        drawing.do(stroke(number))
    _died(kept)
    (log,) = kept.folder.glob("log-*")
    whole = log.read_bytes()
    lines = whole.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    for length in range(starts[1] + 1, len(whole), 97):
        log.write_bytes(whole[:length])
        assert _only(folder).marks == sum(start <= length for start in starts[2:])
    for number in range(1, 7):
        broken = bytearray(whole)
        broken[starts[number] + 60] ^= 4
        log.write_bytes(broken)
        assert _only(folder).marks == number - 1


def test_a_damaged_journal_is_never_thrown_away(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    for number in range(3):
        drawing.do(stroke(number))
    _died(kept)
    (log,) = kept.folder.glob("log-*")
    log.write_bytes(b"x" + log.read_bytes())
    assert _only(folder).marks == 0
    assert log.exists()


def test_a_missing_picture_ends_it_there(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    asset = drawing.keep(png())
    drawing.do(Placed(PICTURE, asset, 0, 0, 5, 5))
    _died(kept)
    (kept.folder / "pictures" / asset).unlink()
    assert _only(folder).marks == 1


def test_a_long_journal_is_compacted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_SMALL_LOG", 20_000)
    drawing = full()
    kept = Journal(folder, drawing)
    _draw_everything(drawing)
    for number in range(300):
        drawing.do(stroke(number))
        drawing.undo()
        drawing.set_setting("strength", number)
    size = sum(path.stat().st_size for path in kept.folder.rglob("*"))
    assert size < 80_000
    _died(kept)
    found = _only(folder)
    assert same(recovery.recover(found), drawing) and found.changes


def test_junk_beside_journals_is_passed_over(folder: Path) -> None:
    (folder / "junk").mkdir(parents=True)
    (folder / "file").write_text("x")
    (folder / "damaged").mkdir()
    (folder / "damaged" / "base-1.gansketch").write_bytes(b"no zip")
    assert recovery.abandoned(folder) == []
    assert (folder / "damaged").is_dir(), "what is damaged may still be of use to somebody"
    assert recovery.abandoned(folder / "nowhere") == []


# -- the disk refuses ---------------------------------------------------------------------------------------


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
    _died(kept)
    assert same(recovery.recover(_only(folder)), drawing)


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
    _died(kept)
    assert same(recovery.recover(_only(folder)), drawing)


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
    drawing = recovery.recover(_only(folder))
    assert len(drawing.done) == 101 and len(drawing.assets) == 2


# -- a program that dies --------------------------------------------------------------------------------------

_DRAWING = """
import sys
from pathlib import Path
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.journal import Journal
from tests.drawing.sketches import stroke
drawing = Drawing(640, 480)
kept = Journal(Path(sys.argv[1]), drawing)
number = 0
while True:
    drawing.do(stroke(number, points=60))
    number += 1
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
@pytest.mark.parametrize("wanted", [1, 40, 700])
def test_kill_9_costs_at_most_the_change_in_flight(folder: Path, wanted: int) -> None:
    process = subprocess.Popen([sys.executable, "-c", _DRAWING, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = 0
    while told < wanted:
        told = int(process.stdout.readline())
    assert recovery.abandoned(folder) == [], "its owner lives"
    process.send_signal(signal.SIGKILL)
    told = max([told, *map(int, process.stdout.read().split("\n")[:-1])])
    process.wait()
    process.stdout.close()
    drawing = recovery.recover(_only(folder))
    assert told <= len(drawing.done) <= told + 1
    assert (drawing.width, drawing.height) == (640, 480)
    expected = Drawing(640, 480)
    for number in range(len(drawing.done)):
        expected.do(stroke(number, points=60))
    assert same(drawing, expected)
