"""What the program finds in a folder or file that a test has made."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from ganstudio.data.findings import Finding
from ganstudio.data.inspect import Report
from ganstudio.data.preparation import Preparation
from ganstudio.data.sets import catalogue, store
from ganstudio.data.sets.store import Look


def opened(made: Path, size: int = 32, **settings: object) -> Look:
    """What lies there, looked at in its own channels; the cache lies beside it."""
    cache = made.parent / "cache"
    entry = catalogue.from_paths([made], Preparation(**settings), cache)  # type: ignore[arg-type]
    return store.look(entry, size, entry.channels, cache)


def problems(look: Look, code: str) -> list[str]:
    """The sentences under one code of the x-ray."""
    return [problem.message for problem in look.report.problems if problem.code == code]


def named(report: Report) -> dict[str, set[str]]:
    """Which files each code names."""
    found: dict[str, set[str]] = defaultdict(set)
    for problem in report.problems:
        found[problem.code].add(problem.file)
    return dict(found)


def of_code(report: Report, code: str) -> list[Finding]:
    return [problem for problem in report.problems if problem.code == code]
