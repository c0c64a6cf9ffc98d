"""How long 10,000 runs take to list: the store, the Library of the window, and the command as a person types it.

    python tests/benchmarks/listing.py [--runs 10000]

Each is looked at twice: for the first time, when nothing is known yet, and again when nothing has changed. Processor
seconds are what counts on a shared machine; seconds of the clock are beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from ganstudio.core.runs import RunState, RunStore
from ganstudio.core.sets import DataInfo, to_json
from ganstudio.core.settings import places

STATES = ("finished", "finished", "stopped", "failed", "created")


def make(folder: Path, count: int) -> None:
    """As many runs as wanted, with as much in `run.json` as a real one has; the last one was broken off."""
    classes = tuple(f"class {index}" for index in range(10))
    about = to_json(DataInfo("Fashion-MNIST", 10_000, 1, 32, classes, "f" * 64))
    for number in range(count):
        run = folder / f"20260101-{number:06d}-cgan-fashion-mnist"
        (run / "samples").mkdir(parents=True)
        (run / "samples" / "step-00000100-ema.png").touch()
        state = RunState(
            f"Fashion-MNIST · cGAN · {number}", "cgan", "Fashion-MNIST", "quick", STATES[number % len(STATES)],
            number, 20_000, 1.5 * number, 1.7e9 + number, 1.7e9 + number, "cpu", "fp32", 3,
            classes, (1, 32), about,
            versions={"ganstudio": "0.1.0", "python": "3.11.9", "torch": "2.9.0"},
            data_fingerprint="f" * 64, recipe_digest="d" * 64,
        )  # fmt: skip
        (run / "run.json").write_text(json.dumps(asdict(state), indent=2))
        os.utime(run / "run.json", (state.updated, state.updated))
    (run / "run.json").write_text(json.dumps({**asdict(state), "state": "running"}))
    os.utime(run / "run.json", (state.updated, state.updated))


def measured(name: str, work: Callable[[], object]) -> None:
    before, begun = _processor(), time.perf_counter()
    work()
    print(f"{name:44} {_processor() - before:7.2f} s of the processor {time.perf_counter() - begun:7.2f} s")


def _processor() -> float:
    """Of this process and of those that it has waited for."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def command(*words: str) -> Callable[[], object]:
    return lambda: subprocess.run(
        [sys.executable, "-m", "ganstudio", "list", "runs", *words], stdout=subprocess.DEVNULL, check=True
    )


def library() -> Callable[[], object]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication

    from ganstudio.studio.library import Library

    QCoreApplication.instance() or QCoreApplication([])
    return Library(RunStore(places().runs), places()).refresh


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    count = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        os.environ["GANSTUDIO_HOME"] = name
        measured("list runs, none yet (start-up)", command())
        make(places().runs, count)
        measured("list runs, for the first time", command())
        measured("list runs, again", command())
        measured("list runs --json, again", command("--json"))
        refresh = library()
        measured("Library, for the first time", refresh)
        measured("Library, again", refresh)


if __name__ == "__main__":
    main()
