"""How many cores there are: those that this process may use, and those of them that nobody else is using."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path

_LOOK_SECONDS = 0.2
_IDLE_COLUMNS = (3, 4)  # of a line of /proc/stat: idle, and waiting for a disk
_GUEST_COLUMN = 8  # from here on counted twice


def threads(wanted: int, begun_with: int, spare: int = 0) -> int:
    """For one training: a person's choice, else as many as it began with, else all idle cores but `spare`."""
    if wanted:
        return wanted
    if 0 < begun_with <= usable():  # other sums come out differently in the last digits
        return begun_with
    return max(1, idle() - spare)


def usable() -> int:
    """The cores that the system, its control groups and OMP_NUM_THREADS let this process use."""
    return max(1, min(len(allowed()), int(min(_quotas(Path("/")), default=sys.maxsize)), _openmp()))


def idle() -> int:
    """The usable cores that other programs leave idle just now, at least one. Takes a moment."""
    most = usable()
    if most == 1:
        return 1
    return max(1, min(most, len(allowed()) - round(_busy_elsewhere())))


def allowed() -> Collection[int]:
    """The numbers of the cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return range(os.cpu_count() or 1)


def _openmp() -> int:
    """What the environment says, as every program that computes with OpenMP understands it."""
    first = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return int(first) if first.isdecimal() and int(first) else sys.maxsize


# -- control groups: containers and batch systems ---------------------------------------------------------


def _quotas(root: Path) -> Iterator[float]:
    """Processor time per second that this process's groups and those above them may take."""
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        if not controllers:
            yield from _of_group(root / "sys/fs/cgroup", path, "cpu.max")
        elif "cpu" in controllers.split(","):
            for name in ("cpu", controllers):
                yield from _of_group(root / "sys/fs/cgroup" / name, path, "cpu.cfs_quota_us", "cpu.cfs_period_us")


def _of_group(base: Path, path: str, *names: str) -> Iterator[float]:
    inner = base / path.strip("/")
    for folder in (inner, *inner.parents):
        if folder.is_relative_to(base):
            numbers = " ".join(_read(folder / name) for name in names).split()
            if len(numbers) == 2 and all(number.isdecimal() for number in numbers):  # not "max" or -1
                yield int(numbers[0]) / max(1, int(numbers[1]))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


# -- what others are doing ----------------------------------------------------------------------------------


def _busy_elsewhere() -> float:
    """How many cores other programs keep busy."""
    if sys.platform == "linux":
        return _seen_busy(Path("/proc/stat"))
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def _seen_busy(path: Path) -> float:
    cores = allowed()
    before, own = _read(path), sum(os.times()[:2])
    begun = time.monotonic()
    time.sleep(_LOOK_SECONDS)
    own = (sum(os.times()[:2]) - own) / (time.monotonic() - begun)
    return max(0.0, busy_cores(before, _read(path), cores) - own)


def busy_cores(before: str, after: str, cores: Collection[int]) -> float:
    """How many of `cores` were busy between two readings of /proc/stat."""
    first, last = _ticks(before), _ticks(after)
    shares = (_share(first[core], last[core]) for core in cores if core in first and core in last)
    return sum(shares)


def _ticks(text: str) -> dict[int, list[int]]:
    lines = (line.split() for line in text.splitlines() if line.startswith("cpu"))
    return {int(name[3:]): [int(word) for word in words[:_GUEST_COLUMN]] for name, *words in lines if name[3:]}


def _share(first: list[int], last: list[int]) -> float:
    spent = [after - before for before, after in zip(first, last)]
    idle = sum(spent[column] for column in _IDLE_COLUMNS if column < len(spent))
    return 1 - idle / sum(spent) if sum(spent) > 0 else 0.0
