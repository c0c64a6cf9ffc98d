"""Damaged journals: what comes before the damage comes back, and nothing is thrown away."""

from __future__ import annotations

from pathlib import Path

from ganstudio.drawing import recovery
from ganstudio.drawing.drawing import Drawing
from ganstudio.drawing.journal import Journal
from ganstudio.drawing.marks import PICTURE, Placed
from tests.drawing.journals import died, only
from tests.drawing.sketches import png, stroke


def left_behind(folder: Path, strokes: int) -> Path:
    """The log of a drawing of so many strokes whose program died."""
    drawing = Drawing()
    kept = Journal(folder, drawing)
    for number in range(strokes):
        drawing.do(stroke(number))
    died(kept)
    (log,) = kept.folder.glob("log-*")
    return log


def test_a_damaged_end_costs_the_end_only(folder: Path) -> None:
    log = left_behind(folder, 6)
    whole = log.read_bytes()
    lines = whole.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    for length in range(starts[1] + 1, len(whole), 97):
        log.write_bytes(whole[:length])
        assert only(folder).marks == sum(start <= length for start in starts[2:])
    for number in range(1, 7):
        broken = bytearray(whole)
        broken[starts[number] + 60] ^= 4
        log.write_bytes(broken)
        assert only(folder).marks == number - 1


def test_a_damaged_journal_is_never_thrown_away(folder: Path) -> None:
    log = left_behind(folder, 3)
    log.write_bytes(b"x" + log.read_bytes())
    assert only(folder).marks == 0
    assert log.exists()


def test_a_missing_picture_ends_it_there(folder: Path) -> None:
    drawing = Drawing()
    kept = Journal(folder, drawing)
    drawing.do(stroke(1))
    asset = drawing.keep(png())
    drawing.do(Placed(PICTURE, asset, 0, 0, 5, 5))
    died(kept)
    (kept.folder / "pictures" / asset).unlink()
    assert only(folder).marks == 1


def test_junk_beside_journals_is_passed_over(folder: Path) -> None:
    (folder / "junk").mkdir(parents=True)
    (folder / "file").write_text("x")
    (folder / "damaged").mkdir()
    (folder / "damaged" / "base-1.gansketch").write_bytes(b"no zip")
    assert recovery.abandoned(folder) == []
    assert (folder / "damaged").is_dir(), "what is damaged may still be of use to somebody"
    assert recovery.abandoned(folder / "nowhere") == []
