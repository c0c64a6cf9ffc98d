"""How long a pen waits: tablet moves handled and painted on a drawing of 1024 px, alone and while others compute.

    python tests/benchmarks/canvas.py [--strokes 60 --marks 300]

Two canvases show the same drawing, as in the Colour workspace. Each move is sent and what it damages is painted before
the next: a figure is all the work between the pen and the window's own picture. A second thread runs onnxruntime and
numpy, as a live result does. The table also says what other steps cost.
"""

from __future__ import annotations

import argparse
import math
import os
import threading
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QInputDevice, QPixmap, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ganstudio.drawing.drawing import PAPER, RESULT, Drawing
from ganstudio.drawing.marks import HINTS, LINE, PICTURE, Stroke
from ganstudio.ui import theme
from ganstudio.ui.surface.canvas import Canvas
from ganstudio.ui.surface.easel import Easel
from ganstudio.ui.surface.painting import Painter

PEN = QPointingDevice(
    "pen", 1, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure, 1, 2,
)  # fmt: skip
MOVES = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=int, default=60)
    parser.add_argument("--marks", type=int, default=300)
    arguments = parser.parse_args()
    app = QApplication([])
    theme.apply(app, "dark")
    easel, canvas, box = surface(arguments.marks)
    live(1500)
    for zoom in ("fit", "4 times"):
        if zoom != "fit":
            easel.view.set_zoom(4.0)
            live(1500)
        report(f"{zoom}, alone", moves(canvas, arguments.strokes))
        with Company():
            report(f"{zoom}, in company", moves(canvas, arguments.strokes))
    easel.view.reset()
    steps(easel, canvas)
    box.close()
    app.processEvents()


def surface(marks: int) -> tuple[Easel, Canvas, QWidget]:
    easel = Easel(drawing_of(marks))
    easel.set_result(np.random.default_rng(0).integers(0, 256, (1024, 1024, 3), dtype=np.uint8))
    left = Canvas(easel, "Line and hints", (PAPER, PICTURE, LINE, HINTS))
    right = Canvas(easel, "Result", (PAPER, RESULT, LINE))
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.addWidget(left)
    layout.addWidget(right)
    box.resize(1430, 720)
    box.show()
    QApplication.processEvents()
    return easel, left, box


def drawing_of(marks: int) -> Drawing:
    """A drawing with that many strokes of some hundred px."""
    drawing, rng = Drawing(), np.random.default_rng(1)
    for _ in range(marks):
        way = np.linspace(0, 1, 120)
        x, y = (start + reach * way + 40 * np.sin(way * bend) for start, reach, bend in (
            (rng.uniform(0, 900), rng.uniform(-300, 300), rng.uniform(1, 9)) for _ in "xy"))  # fmt: skip
        points = np.stack([x, y, 0.2 + 0.8 * np.sin(np.pi * way)], axis=1).astype(np.float32)
        drawing.do(Stroke(LINE, points, 7.0))
    return drawing


class Company:
    """A thread that computes meanwhile, as a live result does: numpy, then a network, without a pause."""

    def __enter__(self) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(numpy_work(), network_work()))
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self, *works: Callable[[], object]) -> None:
        while not self._ended.is_set():
            for work in works:
                work()


def numpy_work() -> Callable[[], object]:
    picture = np.random.default_rng(0).random((512, 512, 3), np.float32)
    return lambda: np.clip(picture * 2 - 1, -1, 1).transpose(2, 0, 1).copy().mean()


def network_work() -> Callable[[], object]:
    """Twelve convolutions over 128 x 128."""
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    weights = np.random.default_rng(0).random((32, 32, 3, 3), np.float32) / 300
    nodes = [helper.make_node("Conv", [f"x{i}", "w"], [f"x{i + 1}"], pads=[1, 1, 1, 1]) for i in range(12)]
    shape = [1, 32, 128, 128]
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("x0", "x12")]
    graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], [numpy_helper.from_array(weights, "w")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
    given = np.zeros(shape, np.float32)
    return lambda: session.run(None, {"x0": given})


def moves(canvas: Canvas, strokes: int) -> list[float]:
    """ms of each tablet move with its painting on both canvases."""
    took, rng = [], np.random.default_rng(2)
    for _ in range(strokes):
        start, reach = rng.uniform(150, 400, 2), rng.uniform(-140, 200, 2)
        tablet(canvas, QEvent.Type.TabletPress, start, 0.3)
        for step in np.linspace(0, 1, MOVES):
            at = start + reach * step + 30 * np.array([math.sin(9 * step), math.cos(7 * step)])
            begun = time.perf_counter()
            tablet(canvas, QEvent.Type.TabletMove, at, 0.3 + 0.7 * math.sin(3 * step))
            QApplication.processEvents()
            took.append(1000 * (time.perf_counter() - begun))
        tablet(canvas, QEvent.Type.TabletRelease, at, 0.0)
        QApplication.processEvents()
    return took


def tablet(canvas: Canvas, kind: QEvent.Type, at: np.ndarray, pressure: float) -> None:
    point, none, left = QPointF(*at), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    button = none if kind == QEvent.Type.TabletMove else left
    buttons = none if kind == QEvent.Type.TabletRelease else left
    modifiers = Qt.KeyboardModifier.NoModifier
    event = QTabletEvent(kind, PEN, point, point, pressure, 0, 0, 0, 0, 0, modifiers, button, buttons)
    QApplication.sendEvent(canvas, event)


def steps(easel: Easel, canvas: Canvas) -> None:
    live(1500)
    picture = QPixmap(canvas.size())
    report("paint all, sharp", timed(lambda: canvas.render(picture), 30))
    easel.view.turn(7)
    report("paint all, moving", timed(lambda: canvas.render(picture), 30))
    easel.view.reset()
    many = drawing_of(2000)
    begun = time.perf_counter()
    painter = Painter(many)
    report("2,000 strokes from nothing", [1000 * (time.perf_counter() - begun)])

    def back() -> None:
        many.undo()
        painter.sync()

    report("undo one of 2,000", timed(back, 400))
    report("pixels, all new", timed(lambda: (painter.layers[LINE].spoil(easel.everything), painter.pixels(LINE)), 20))
    report("1024 to 256", timed(lambda: painter.scaled(LINE, 256, 256), 20))
    report("1024 to 300", timed(lambda: painter.scaled(LINE, 300, 300), 20))


def timed(work: Callable[[], object], times: int) -> list[float]:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - begun))
    return took


def report(name: str, took: list[float]) -> None:
    half, most = np.percentile(took, (50, 99))
    print(f"{name:28}  p50 {half:7.2f} ms   p99 {most:7.2f} ms   most {max(took):7.2f} ms", flush=True)


def live(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main()
