"""Drawings whose program died, read back from their journals."""

from __future__ import annotations

import contextlib
import json
import shutil
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from ganstudio.core.errors import StudioError
from ganstudio.drawing import journal, marks, project
from ganstudio.drawing.drawing import Drawing

_FRESH = 60.0  # seconds: an empty folder younger than this may just be being filled


@dataclass(frozen=True)
class Recovery:
    """A drawing whose program died. `when` in seconds since 1970, `marks` that count, `changes` that no file has."""

    folder: Path
    when: float
    file: Path | None
    marks: int
    changes: int
    size: tuple[int, int]


def abandoned(folder: Path) -> list[Recovery]:
    """What can be recovered below `folder`, the latest first; journals that hold nothing unsaved are deleted."""
    found: list[Recovery] = []
    try:
        candidates = [path for path in folder.iterdir() if path.is_dir()]
    except OSError:
        return found
    for path in candidates:
        with _held(path) as free:
            try:
                replayed = _replayed(path) if free else None
            except StudioError:
                _clear_empty(path)
                continue  # nothing to show, and what is damaged is not ours to throw away
        if replayed is not None and replayed.changes:
            drawing = replayed.drawing
            count, size = len(drawing.numbered()), (drawing.width, drawing.height)
            found.append(Recovery(path, replayed.when, replayed.file, count, replayed.changes, size))
        elif replayed is not None:
            shutil.rmtree(path, ignore_errors=True)
    return sorted(found, key=lambda recovery: recovery.when, reverse=True)


def _clear_empty(folder: Path) -> None:
    if not any(folder.glob("base-*")) and time.time() - _modified(folder) > _FRESH:
        shutil.rmtree(folder, ignore_errors=True)


def recover(recovery: Recovery) -> Drawing:
    """The drawing as it was. Give it a `Journal` with `unsaved=True`, then `discard` this one. Raises StudioError."""
    with _held(recovery.folder) as free:
        if not free:
            raise StudioError("This drawing is open in another window.", "Go on drawing there.")
        return _replayed(recovery.folder).drawing


def discard(recovery: Recovery) -> None:
    """Delete it for good, unless some program has taken it up."""
    with _held(recovery.folder) as free:
        pass
    if free:
        shutil.rmtree(recovery.folder, ignore_errors=True)


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Hold the journal in `folder` for a moment; False when a living program does, or when it is gone."""
    if not folder.is_dir():
        yield False
        return
    lock = filelock.FileLock(folder / ".lock", thread_local=False)
    try:
        lock.acquire(timeout=0)
    except (filelock.Timeout, OSError):
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


@dataclass
class _Replayed:
    drawing: Drawing
    file: Path | None
    changes: int
    when: float


def _replayed(folder: Path) -> _Replayed:
    """The newest base that can be read, with its log. Raises StudioError when there is none."""
    bases = sorted(folder.glob(f"base-*{project.SUFFIX}"), key=journal.number_of, reverse=True)
    trouble = StudioError(f"There is no drawing in {folder}.")
    for base in bases:
        try:
            drawing = project.open_project(base)
        except StudioError as error:
            trouble = error
            continue
        log = folder / f"log-{journal.number_of(base)}.jsonl"
        replayed = _Replayed(drawing, None, 0, max(_modified(base), _modified(log)))
        _replay(folder, log, replayed)
        return replayed
    raise trouble


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _replay(folder: Path, log: Path, replayed: _Replayed) -> None:
    """Everything up to the first line that is damaged: what comes after it may not fit any more.

    A stroke that was still being drawn counts as far as it was kept.
    """
    drawing, whole = replayed.drawing, False
    growing: tuple[marks.Mark, ...] = ()
    try:
        for entry in _entries(log):
            if entry["what"] in ("opened", "saved"):
                replayed.file = Path(entry["file"]) if entry["file"] else None
                replayed.changes = int(bool(entry.get("unsaved")))
            elif entry["what"] == "growing":
                growing = _marks(entry)
            else:
                _apply(drawing, entry, folder)
                replayed.changes += 1
                growing = () if entry["what"] == "done" else growing
        whole = True
    except (StudioError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    if growing:
        drawing.do(*growing)
        replayed.changes += 1
    if not whole:  # something was drawn there, so this is not a journal that nobody needs
        replayed.changes = max(1, replayed.changes)


def _entries(log: Path) -> Iterator[dict[str, Any]]:
    with log.open("rb") as file:
        for framed in file:
            checksum, _, text = framed.partition(b" ")
            text = text.removesuffix(b"\n")
            if not framed.endswith(b"\n") or int(checksum, 16) != zlib.crc32(text):
                raise ValueError("a damaged line")
            yield json.loads(text)


def _marks(entry: dict[str, Any]) -> tuple[marks.Mark, ...]:
    return tuple(project.read_mark(mark) for mark in entry["marks"])


def _apply(drawing: Drawing, entry: dict[str, Any], folder: Path) -> None:
    what = entry["what"]
    if what == "done":
        made = _marks(entry)
        if any(isinstance(mark, marks.Placed) and mark.asset not in drawing.assets for mark in made):
            raise ValueError("a picture is missing")
        drawing.do(*made)
    elif what == "undone":
        drawing.undo()
    elif what == "redone":
        drawing.redo()
    elif what == "layer":
        drawing.set_layer(entry["name"], entry["visible"], entry["opacity"])
    elif what == "setting":
        drawing.set_setting(entry["name"], entry["value"])
    elif what == "asset":
        drawing.assets[entry["name"]] = (folder / "pictures" / entry["name"]).read_bytes()
