"""How long the pen waits while colours are computed, and how long colours wait for the pen; run by hand:

    python tests/benchmarks/colouring.py [--size 256] [--strokes 40] [--way kept]

Draws strokes of tablet events on the real window with the model in the box, and prints the time each event took (with
the repaint of both canvases it asked for), the time from the end of a stroke to its colours on the screen, and what all
threads reckoned meanwhile, which other programs of the machine disturb less.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import statistics
import sys
import tempfile
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync
from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from ganstudio.app import make_application
from ganstudio.core.settings import Settings, places
from ganstudio.export.colour_params import WAYS
from ganstudio.studio.studio import Studio
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.window import Window
from tests.pen import send

_EVENTS = 60  # of one stroke, 8 ms apart as a tablet sends them
_PACE = 8


def wait(milliseconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(milliseconds), loop.quit)
    loop.exec()


def stroke(panel: ColourPanel, turn: float) -> list[float]:
    """One stroke; the milliseconds of every event with its repaint."""
    spent = []
    for index in range(_EVENTS):
        kind = QEvent.Type.TabletPress if index == 0 else QEvent.Type.TabletMove
        angle = turn + index / _EVENTS * 2
        begun = time.perf_counter()
        send(panel.left, kind, 512 + 330 * math.cos(angle), 512 + 330 * math.sin(angle), 0.6)
        panel.left.repaint()
        panel.right.repaint()
        spent.append(1000 * (time.perf_counter() - begun))
        wait(_PACE)
    send(panel.left, QEvent.Type.TabletRelease, 512, 512, 0.0)
    return spent


def answer_time(panel: ColourPanel) -> tuple[float, float, float]:
    """Milliseconds from now until the colours of the drawing as it is are on the screen, and those of processors.

    The last: until they are as fine as they become.
    """
    begun, worked = time.perf_counter(), time.process_time()
    has_colours, seen, took = False, math.nan, math.nan
    while not panel.live.is_settled:
        QApplication.processEvents()
        time.sleep(0.001)
        if not has_colours and is_of_now(panel):
            panel.right.repaint()
            seen, took = time.perf_counter() - begun, time.process_time() - worked
            has_colours = True
    panel.right.repaint()
    return 1000 * seen, 1000 * took, 1000 * (time.perf_counter() - begun)


def is_of_now(panel: ColourPanel) -> bool:
    """Whether the colours shown are those of the drawing as it is, coarse or fine."""
    answer = panel.live.answer
    is_asked = not panel.live._soon.isActive() and not panel.live._put_off
    return is_asked and answer is not None and answer.request.serial == panel.colouring.shown


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=256, help="px at which the network works")
    parser.add_argument("--strokes", type=int, default=20)
    parser.add_argument("--way", choices=tuple(WAYS), default="kept", help="flat, kept in or free")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["GANSTUDIO_HOME"] = home
        app = make_application(sys.argv[:1])
        asyncio.set_event_loop(qasync.QEventLoop(app, already_running=True))
        window = Window(Studio(places(), Settings(places().settings)))
        window.resize(1440, 900)
        window.show()
        window.go_to("colour")
        panel = window.workspaces["colour"]
        while panel.colouring.network is None:
            wait(50)
        panel.colouring.set("detail", arguments.size / panel.colouring.network.size)
        panel.colouring.set("way", WAYS[arguments.way])
        wait(2000)  # torch and the charts are loaded beside the window
        quiet, alone, busy, answers = panel.live.ask, [], [], []
        panel.easel.live_changed.disconnect(quiet)
        for index in range(arguments.strokes):
            alone += stroke(panel, index)
            answers.append(answer_time(panel))
        panel.easel.live_changed.connect(quiet)
        for index in range(arguments.strokes):
            busy += stroke(panel, index + 0.5)
            answers.append(answer_time(panel))
        for name, values in (
            ("event, no inference", alone),
            ("event, inference running", busy),
            ("pen to colours", [each[0] for each in answers]),
            ("of that, all processors", [each[1] for each in answers]),
            ("pen to the finest", [each[2] for each in answers]),
        ):
            print(f"{name:28} p50 {statistics.median(values):7.1f} ms   p99 {quantile(values, 0.99):7.1f} ms")
        print(f"slower by (p50) {statistics.median(busy) / statistics.median(alone):.2f}")
        os._exit(0)


if __name__ == "__main__":
    main()
