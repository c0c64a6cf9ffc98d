"""The run store: the only code that knows what a run's folder looks like.

`<runs>/<id>/` holds `recipe.toml`, `run.json` (state, versions, timings), `events.jsonl`, `samples/` and
`checkpoints/`. A run is written by one process at a time; anybody may read it meanwhile.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import filelock

from ganstudio.core import files, text
from ganstudio.core import recipe as recipes
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.events import Event, from_line, to_line
from ganstudio.core.recipe import Recipe
from ganstudio.core.run_index import RunIndex
from ganstudio.core.run_state import ACTIVE as ACTIVE
from ganstudio.core.run_state import STATE_FILE, read_state
from ganstudio.core.run_state import RunState as RunState
from ganstudio.core.settings import places

MOMENTS = "moments"  # folder below a run
_LONGEST = 80  # letters of the name of a run that come from its pictures
Listed = tuple["Run", RunState | StudioError]


class Run:
    """One run's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log: BinaryIO | None = None

    @cached_property
    def _lock(self) -> filelock.BaseFileLock:  # made when it is needed: a list of runs needs none
        return filelock.FileLock(self.folder / ".lock", thread_local=False)

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def mark(self) -> str:
        """What its generators are known by, whatever the moment: as long as the digest of a file."""
        return hashlib.sha256(f"run {self.id}".encode()).hexdigest()

    @property
    def samples(self) -> Path:
        return self.folder / "samples"

    @property
    def moments(self) -> Path:
        """Generators on the way, small, thinned with age."""
        return self.folder / MOMENTS

    @property
    def checkpoints(self) -> Path:
        return self.folder / "checkpoints"

    def command(self, *words: str) -> str:
        """A `ganstudio` command about this run as a person types it: with `--runs` where it lies elsewhere."""
        return text.command("ganstudio", *words, *elsewhere(self.folder.parent))

    def discard(self) -> None:
        """Remove a run that never began. Only after `release`."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def recipe(self) -> Recipe:
        return recipes.read(self.folder / "recipe.toml")

    def state(self) -> RunState:
        """The state on disk; an active run that nobody holds any more is "interrupted"."""
        return self._now(read_state(self.folder))

    def _now(self, written: RunState) -> RunState:
        if written.state in ACTIVE and not self.is_held():
            return dataclasses.replace(written, state="interrupted")
        return written

    def update(self, **changes: Any) -> None:
        state = dataclasses.replace(self.state(), updated=time.time(), **changes)
        files.write_json(self.folder / STATE_FILE, dataclasses.asdict(state))

    def rename(self, title: str) -> None:
        if not title.strip():
            raise StudioError("A run needs a name.", "Type at least one letter.")
        path = self.folder / STATE_FILE
        values = json.loads(path.read_text("utf-8"))
        files.write_json(path, {**values, "title": title.strip()})

    # -- one writer -------------------------------------------------------------------------------------

    def hold(self) -> None:
        """Become the only writer and repair the log. Raises StudioError when another program has the run open."""
        with explaining(self.folder, "open"):
            try:
                self._lock.acquire(timeout=0.5)
            except filelock.Timeout:  # an OSError itself, so `explaining` must not see it
                raise StudioError(
                    f"The run {self.id} is open in another program.",
                    "Stop it there first, or watch it here from the Library.",
                ) from None
        try:
            self._open_log()
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        if self._log is not None:
            self._log.close()
            self._log = None
        self._lock.release()

    def is_held(self) -> bool:
        """Whether some program, this one included, is writing the run."""
        if self._lock.is_locked:
            return True
        probe = filelock.FileLock(self.folder / ".lock", thread_local=False)
        try:
            probe.acquire(timeout=0)
        except (filelock.Timeout, OSError):
            return True
        probe.release()
        return False

    # -- events -----------------------------------------------------------------------------------------

    def _open_log(self) -> None:
        path = self.folder / "events.jsonl"
        with explaining(path, "open"):
            self._log = path.open("ab+")
            _cut_half_line(self._log)

    def append(self, event: Event) -> None:
        """Write one event to the log. Only between `hold` and `release`."""
        assert self._log is not None, "append needs hold()"
        with explaining(self.folder / "events.jsonl", "write"):
            self._log.write(to_line(event).encode() + b"\n")
            self._log.flush()

    def events(self, offset: int = 0) -> Iterator[tuple[Event, int]]:
        """Each whole event after byte `offset`, with the offset behind it. Damaged lines are passed over."""
        try:
            with (self.folder / "events.jsonl").open("rb") as log:
                log.seek(offset)
                for line in log:
                    if not line.endswith(b"\n"):
                        return  # half written: it comes whole the next time
                    offset += len(line)
                    try:
                        yield from_line(line.decode("utf-8")), offset
                    except ValueError:
                        continue
        except FileNotFoundError:
            return


def _cut_half_line(log: BinaryIO) -> None:
    """Remove what a killed process left of its last line."""
    end = log.seek(0, os.SEEK_END)
    position = end
    while position > 0:
        start = max(0, position - 65536)
        log.seek(start)
        newline = log.read(position - start).rfind(b"\n")
        if newline >= 0:
            log.truncate(start + newline + 1)
            return
        position = start
    log.truncate(0)


class RunStore:
    """All runs below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index = RunIndex(folder)

    def create(self, recipe: Recipe, title: str, data_name: str) -> Run:
        """A new folder for `recipe`. Raises StudioError when it cannot be written."""
        now = time.time()
        run = Run(self._free_folder(recipe, now))
        with explaining(run.folder, "create"):
            run.folder.mkdir(parents=True)
        try:
            self._fill(run, recipe, title, data_name, now)
        except BaseException:
            run.discard()
            raise
        return run

    @staticmethod
    def _fill(run: Run, recipe: Recipe, title: str, data_name: str, now: float) -> None:
        with explaining(run.folder, "create"):
            run.samples.mkdir()
            run.checkpoints.mkdir()
        files.write_text(run.folder / "recipe.toml", recipes.to_toml(recipe))
        state = RunState(
            title=title,
            family=recipe.family,
            preset=recipe.preset,
            data=data_name,
            created=now,
            updated=now,
            recipe_digest=recipe.digest(),
        )
        files.write_json(run.folder / STATE_FILE, dataclasses.asdict(state))

    def _free_folder(self, recipe: Recipe, now: float) -> Path:
        data = re.sub(r"[^a-z0-9]+", "-", Path(recipe.data.source).name.lower()).strip("-")[:_LONGEST] or "pictures"
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now))
        name = f"{stamp}-{recipe.family}-{data}"
        folder, number = self.folder / name, 2
        while folder.exists():
            folder, number = self.folder / f"{name}-{number}", number + 1
        return folder

    def all(self) -> list[Run]:
        """The runs on disk, newest first."""
        return [Run(self.folder / name) for name in sorted(self._index.look(), reverse=True)]

    def listed(self) -> list[Listed]:
        """The runs on disk, newest first, each with its state, or the error where it cannot be read."""
        found = self._index.look()
        runs = [(Run(self.folder / name), found[name]) for name in sorted(found, reverse=True)]
        return [(run, state if isinstance(state, StudioError) else run._now(state)) for run, state in runs]

    def find(self, name: str) -> Run:
        """The run with this id, path or title. Raises StudioError with the remedy."""
        path = files.expanded(Path(name))
        for folder in (path, self.folder / name):
            if (folder / STATE_FILE).is_file():
                return Run(folder.resolve())
        titled = [(run, isinstance(state, RunState) and state.title == name) for run, state in self.listed()]
        matches = [(run, called) for run, called in titled if called or run.id.startswith(name)]
        if len(matches) == 1 or (matches and matches[0][1]):
            return matches[0][0]
        raise StudioError(f"There is no run called {name!r}.", f"`{self.listing}` shows what there is.")

    @property
    def listing(self) -> str:
        """The command that shows these runs."""
        return text.command("ganstudio", "list", "runs", *elsewhere(self.folder))


def elsewhere(folder: Path) -> list[str]:
    """What a command needs to find the runs in `folder`, where that is not the usual place."""
    return [] if folder == places().runs else ["--runs", str(folder)]
