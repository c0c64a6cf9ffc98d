"""The journal: what was drawn comes back after kill -9, and nothing is left of what was saved."""

from __future__ import annotations

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
from tests.drawing.journals import died, only
from tests.drawing.sketches import full, png, same, some_marks, stroke


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
    died(kept)
    found = only(folder)
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
    died(kept)
    back = recovery.recover(only(folder))
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
    died(kept)
    assert same(recovery.recover(only(folder)), drawing)


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
    died(kept)
    found = only(folder)
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
    died(kept)
    assert recovery.abandoned(folder) == []
    assert list(folder.iterdir()) == []


def test_changes_since_the_last_save_are_counted(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    kept.saved(Path("/a/b.gansketch"))
    drawing.do(stroke(2))
    died(kept)
    found = only(folder)
    assert (found.changes, found.marks, found.file) == (1, 2, Path("/a/b.gansketch"))


def test_a_recovered_drawing_survives_the_next_crash(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    died(kept)
    found = only(folder)
    again = recovery.recover(found)
    second = Journal(folder, again, found.file, unsaved=True)
    recovery.discard(found)
    died(second)
    assert same(recovery.recover(only(folder)), drawing)


def test_closing_without_saving_keeps_it(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    kept.close(saved=False)
    assert same(recovery.recover(only(folder)), drawing)


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
    died(kept)
    found = only(folder)
    assert same(recovery.recover(found), drawing) and found.changes


# -- a program that dies -------------------------------------------------------------------------------------

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
    try:
        while told < wanted:
            told = int(process.stdout.readline())
        assert recovery.abandoned(folder) == [], "its owner lives"
    finally:
        process.send_signal(signal.SIGKILL)
    told = max([told, *map(int, process.stdout.read().split("\n")[:-1])])
    process.wait()
    process.stdout.close()
    drawing = recovery.recover(only(folder))
    assert told <= len(drawing.done) <= told + 1
    assert (drawing.width, drawing.height) == (640, 480)
    expected = Drawing(640, 480)
    for number in range(len(drawing.done)):
        expected.do(stroke(number, points=60))
    assert same(drawing, expected)
