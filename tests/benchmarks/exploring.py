"""How Explore answers: time to open, to find directions, from a slider to the picture, and to fill sheets of many.

    python tests/benchmarks/exploring.py [MODEL ...]

Drives the real window with models in the box (all by default), in a home of its own. The first model's time to open
includes what is loaded once.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import qasync
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from ganstudio.app import make_application
from ganstudio.core.settings import Settings, places
from ganstudio.export import library
from ganstudio.studio.studio import Studio
from ganstudio.ui.explore.panel import ExplorePanel
from ganstudio.ui.window import Window

_MOVES = 200
_HEAD = "| model | open | directions | slider to picture p50, p99 | 384 | 10,000 | longest turn |"


def until(done: Callable[[], object], seconds: float = 120.0) -> tuple[float, float]:
    """Seconds until `done`, and milliseconds of the longest turn of the event loop meanwhile."""
    begun, longest = time.perf_counter(), 0.0
    while not done():
        if time.perf_counter() - begun > seconds:
            raise TimeoutError("it did not come")
        turn = time.perf_counter()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        longest = max(longest, 1000 * (time.perf_counter() - turn))
        time.sleep(0.0005)
    return time.perf_counter() - begun, longest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*")
    asked = parser.parse_args()
    os.environ["GANSTUDIO_HOME"] = tempfile.mkdtemp()
    app = make_application([])
    asyncio.set_event_loop(qasync.QEventLoop(app, already_running=True))
    window = Window(Studio(places(), Settings(places().settings)))
    window.resize(1280, 720)
    window.show()
    window.go_to("explore")
    explore = window.workspaces["explore"]
    assert isinstance(explore, ExplorePanel)
    box = {each.path.stem: each.path for each in library.box()}
    print(_HEAD, "|---|---|---|---|---|---|---|", sep="\n")
    for name in asked.models or box:
        print(measured(explore, name, box[name]), flush=True)
    os._exit(0)


def measured(explore: ExplorePanel, name: str, path: Path) -> str:
    """One row of the table."""
    explore.choose_mode(True)
    until(lambda: not explore._generation.busy)
    explore._drawn = None
    explore.open(path)
    opened, _ = until(lambda: explore.shown is not None and explore.model_card.accessibleName() == name)
    found, _ = until(lambda: explore._directions.mark and not explore._directions.looking)
    times = [moved(explore, -3 + 6 * step / _MOVES) for step in range(_MOVES)]
    explore.choose_mode(False)
    sheets = [filled(explore, count) for count in (384, 10_000)]
    explore.stage.many.setCurrentIndex(0)
    p50, p99 = np.percentile(times, [50, 99])
    waits = " | ".join(f"{seconds:.1f} s" for seconds, _ in sheets)
    longest = max(turn for _, turn in sheets)
    return f"| {name} | {opened:.2f} s | {found:.1f} s | {p50:.1f}, {p99:.1f} ms | {waits} | {longest:.0f} ms |"


def moved(explore: ExplorePanel, sigmas: float) -> float:
    """Milliseconds from the slider of the first direction to the picture that is shown."""
    begun = time.perf_counter()
    explore.controls.bank.rows[0].slider.set_value(sigmas)
    wanted = explore.controls.state()
    until(lambda: explore.shown == wanted)
    return 1000 * (time.perf_counter() - begun)


def filled(explore: ExplorePanel, count: int) -> tuple[float, float]:
    """Seconds until a sheet is full, and milliseconds of the longest turn meanwhile."""
    explore.stage.many.setCurrentIndex(explore.stage.many.findData(count))
    return until(lambda: explore.shown is not None and explore.shown.count == count)


if __name__ == "__main__":
    main()
