"""What the window costs a training, and what a training costs the window, in one run.

    python tests/benchmarks/window.py [--rounds 8 --seconds 5]

The window trains cgan quick on Fashion-MNIST with charts and grid on. Rounds alternate between a living window and
one whose thread sleeps (a headless run): the ratio of their speeds is the window's cost. While it lives, a 10 ms timer
is the heartbeat; the gaps between its beats say how smooth the window is.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import qasync
from PySide6.QtCore import QEventLoop, Qt, QTimer

from ganstudio.app import make_application
from ganstudio.core.settings import Settings, places
from ganstudio.studio.studio import Studio
from ganstudio.ui import theme
from ganstudio.ui.window import Window


class Heartbeat:
    """Gaps in ms between the beats of a 10 ms timer."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(interval=10, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(1000 * (now - self._last))
        self._last = now


def live(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def steps_taken(window: Window) -> int:
    """Steps as the training thread counts them, whether or not the window has heard of them."""
    worker = window.studio.training._worker
    assert worker is not None
    return worker._recorder.step


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["GANSTUDIO_HOME"] = home
        app = make_application(["benchmark"])
        asyncio.set_event_loop(qasync.QEventLoop(app, already_running=True))
        theme.apply(app, "dark")
        window = Window(Studio(places(), Settings(places().settings)))
        window.resize(1440, 900)
        window.show()
        while not window.studio.engine.ready.is_set():
            live(0.2)
        idle = Heartbeat()
        idle.start()
        live(3)
        idle.stop()
        window.studio.draft.set_budget(60, "minutes")
        window.workspaces["train"].bar.start.click()
        while window.studio.training.state != "running":
            live(0.1)
        live(4)
        compare(window, idle, arguments.rounds, arguments.seconds)
        window.close()
    os._exit(0)  # a loop marked as already running cannot be closed


def compare(window: Window, idle: Heartbeat, rounds: int, seconds: float) -> None:
    beat = Heartbeat()
    alive, asleep = [], []
    for _ in range(rounds):
        alive.append(rate(window, lambda: live(seconds)))
        asleep.append(rate(window, lambda: time.sleep(seconds)))
        live(0.5)  # fold what waited, uncounted
        beat.start()  # in rounds of its own: a hundred beats a second cost something too
        live(seconds / 2)
        beat.stop()
    ratios = [headless / lived for headless, lived in zip(asleep, alive, strict=True)]
    print(f"steps per second: window {statistics.mean(alive):.1f}, headless {statistics.mean(asleep):.1f}")
    print(f"headless / window: median {statistics.median(ratios):.3f}, of means "
          f"{statistics.mean(asleep) / statistics.mean(alive):.3f}")  # fmt: skip
    for name, gaps in (("idle", idle.gaps), ("training", beat.gaps)):
        p50, p99 = np.percentile(gaps, [50, 99])
        print(f"heartbeat {name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, max {max(gaps):.1f} ms")


def rate(window: Window, spend: object) -> float:
    before, begun = steps_taken(window), time.perf_counter()
    spend()  # type: ignore[operator]
    return (steps_taken(window) - before) / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
