"""What every run of a folder says, without reading every file again.

A run's state is known as long as its `run.json` has the same time, size and number in the file system. What is known
is kept in memory, and for the next process in one file beside the runs. Nothing depends on that file: whatever does not
fit it is read anew, so programs that copy, edit, rename or remove runs, and other writers of the file, do no harm.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganstudio.core import files
from ganstudio.core.errors import StudioError
from ganstudio.core.garbage import uncollected
from ganstudio.core.run_state import FIELDS, STATE_FILE, RunState, read_state

INDEX_FILE = ".index.json"
WORTH_KEEPING = 64  # changes: below, reading them again is cheaper than writing all
# A file that was written a moment ago can change again without another time: file systems count in ticks of up to 2 s.
SETTLED_NS = 2_500_000_000

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class _Known:
    stamp: Stamp
    state: RunState


class RunIndex:
    """The states of the runs below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, _Known] | None = None

    @uncollected()
    def look(self) -> dict[str, RunState | StudioError]:
        """The state of every run as it is written, by the name of its folder; an error where it cannot be read."""
        now = time.time_ns()
        before = _read(self._folder / INDEX_FILE) if self._known is None else self._known
        found: dict[str, RunState | StudioError] = {}
        known: dict[str, _Known] = {}
        for name, stamp in _stamps(self._folder):
            try:
                entry = before.get(name)
                if entry is None or entry.stamp != stamp:
                    entry = _Known(stamp, read_state(os.path.join(self._folder, name)))  # noqa: PTH118
            except StudioError as error:
                found[name] = error
                continue
            found[name] = entry.state
            if now - stamp[0] > SETTLED_NS:
                known[name] = entry
        self._keep(before, known)
        return found

    def _keep(self, before: dict[str, _Known], known: dict[str, _Known]) -> None:
        self._known = known
        new = sum(before.get(name) is not entry for name, entry in known.items())
        if new + len(before.keys() - known.keys()) >= WORTH_KEEPING:
            _write(self._folder / INDEX_FILE, known)


def _stamps(folder: Path) -> Iterator[tuple[str, Stamp]]:
    """The runs of a folder, each with what tells whether its `run.json` is still the same."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries]
    except OSError:  # there is none yet, or it has gone: no runs
        return
    for name in names:
        try:
            facts = os.stat(os.path.join(folder, name, STATE_FILE))  # noqa: PTH116, PTH118 - ten thousand times
        except OSError:  # not a run, or removed meanwhile
            continue
        if stat.S_ISREG(facts.st_mode):
            yield name, (facts.st_mtime_ns, facts.st_size, facts.st_ino)


def _read(path: Path) -> dict[str, _Known]:
    """What the file says; nothing when it is missing, damaged or of another version."""
    try:
        digest, _, text = path.read_bytes().partition(b"\n")
        if digest.decode() != _digest(text):
            return {}
        values = json.loads(text)
        if values["fields"] != list(FIELDS):
            return {}
        return {name: _Known(tuple(stamp), _state(row)) for name, stamp, row in values["runs"]}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def _write(path: Path, known: dict[str, _Known]) -> None:
    """Atomically, so of two programs the last one wins; a disk that cannot be written costs only time."""
    rows = [(name, entry.stamp, _row(entry.state)) for name, entry in known.items()]
    text = json.dumps({"fields": FIELDS, "runs": rows}, separators=(",", ":")).encode()
    try:
        files.write_bytes(path, _digest(text).encode() + b"\n" + text)
    except StudioError:
        return


def _digest(text: bytes) -> str:
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def _row(state: RunState) -> list[object]:
    return [getattr(state, name) for name in FIELDS]


def _state(row: list[Any]) -> RunState:
    values = dict(zip(FIELDS, row))
    values["classes"], values["picture"] = tuple(values["classes"]), tuple(values["picture"])
    return RunState(**values)
