"""The run store: the only code that knows what a run's folder looks like.

`<runs>/<id>/` holds `recipe.toml`, `run.json` (state, versions, timings), `events.jsonl`, `samples/` and
`checkpoints/`. A run is written by one process at a time; anybody may read it meanwhile.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import filelock

from ganstudio.core import files, text
from ganstudio.core import recipe as recipes
from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.events import Event, from_line, to_line
from ganstudio.core.recipe import Recipe
from ganstudio.core.settings import places

FORMAT = 1
ACTIVE = ("running", "paused")


MOMENTS = "moments"  # folder below a run
_LONGEST = 80  # letters of the name of a run that come from its pictures


@dataclass(frozen=True)
class RunState:
    """What `run.json` says."""

    title: str
    family: str
    data: str
    preset: str = ""
    state: str = "created"
    step: int = 0
    total_steps: int | None = None
    seconds: float = 0.0
    created: float = 0.0
    updated: float = 0.0
    device: str = ""
    precision: str = ""
    threads: int = 0
    classes: tuple[str, ...] = ()
    picture: tuple[int, int] = (0, 0)  # channels, size
    about: dict[str, Any] = field(default_factory=dict)  # the whole description of the data, `core.sets.to_json`
    message: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    data_fingerprint: str = ""
    recipe_digest: str = ""
    format: int = FORMAT


class Run:
    """One run's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = filelock.FileLock(folder / ".lock", thread_local=False)
        self._log: BinaryIO | None = None

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def samples(self) -> Path:
        return self.folder / "samples"

    @property
    def moments(self) -> Path:
        """Generators on the way, of families that are shown by examples."""
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
        path = self.folder / "run.json"
        with explaining(path, "read"):
            written = path.read_text("utf-8")
        try:
            values = json.loads(written)
            known = {f.name for f in dataclasses.fields(RunState)}
            values = {name: value for name, value in values.items() if name in known}
            state = RunState(**values)
            state = dataclasses.replace(
                state, classes=tuple(state.classes), picture=(state.picture[0], state.picture[1])
            )
        except (ValueError, TypeError, AttributeError, IndexError):
            raise StudioError(f"{path} is damaged.", "The pictures and checkpoints beside it are intact.") from None
        if state.state in ACTIVE and not self.is_held():
            state = dataclasses.replace(state, state="interrupted")
        return state

    def update(self, **changes: Any) -> None:
        state = dataclasses.replace(self.state(), updated=time.time(), **changes)
        files.write_json(self.folder / "run.json", dataclasses.asdict(state))

    def rename(self, title: str) -> None:
        if not title.strip():
            raise StudioError("A run needs a name.", "Type at least one letter.")
        path = self.folder / "run.json"
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
        files.write_json(run.folder / "run.json", dataclasses.asdict(state))

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
        if not self.folder.is_dir():
            return []
        folders = [path for path in self.folder.iterdir() if (path / "run.json").is_file()]
        return [Run(path) for path in sorted(folders, key=lambda path: path.name, reverse=True)]

    def find(self, name: str) -> Run:
        """The run with this id, path or title. Raises StudioError with the remedy."""
        path = files.expanded(Path(name))
        for folder in (path, self.folder / name):
            if (folder / "run.json").is_file():
                return Run(folder.resolve())
        matches = [run for run in self.all() if run.id.startswith(name) or _title(run) == name]
        if len(matches) == 1 or (matches and _title(matches[0]) == name):
            return matches[0]
        raise StudioError(f"There is no run called {name!r}.", f"`{self.listing}` shows what there is.")

    @property
    def listing(self) -> str:
        """The command that shows these runs."""
        return text.command("ganstudio", "list", "runs", *elsewhere(self.folder))


def elsewhere(folder: Path) -> list[str]:
    """What a command needs to find the runs in `folder`, where that is not the usual place."""
    return [] if folder == places().runs else ["--runs", str(folder)]


def _title(run: Run) -> str:
    try:
        return run.state().title
    except StudioError:
        return ""
