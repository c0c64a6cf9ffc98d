"""The real window in a test: a Studio in `tmp_path`, an event loop for its jobs, and nothing left behind."""

from __future__ import annotations

import asyncio
import gc
import locale
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace
from urllib.parse import quote_from_bytes

import numpy as np
import pytest
import qasync
import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QTimer
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ganstudio.core.recipe import Budget, DataChoice, Recipe
from ganstudio.core.settings import Places, Settings
from ganstudio.data.faces import generated
from ganstudio.data.sets import catalogue
from ganstudio.studio import collector
from ganstudio.studio.studio import Studio
from ganstudio.ui import theme
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.data.panel import DataPanel
from ganstudio.ui.explore.panel import ExplorePanel
from ganstudio.ui.lab.panel import LabPanel
from ganstudio.ui.library.panel import LibraryPanel
from ganstudio.ui.train.panel import TrainPanel
from ganstudio.ui.translate.panel import TranslatePanel
from ganstudio.ui.window import Window as PlainWindow

# What a conftest takes with a star: the fixtures of everybody who opens the window.
__all__ = [
    "app", "at_rest", "dressed", "faces_drawn_once", "few_faces", "jobs_loop", "open_window", "settings", "studio",
    "window",
]  # fmt: skip

SLOW = 60_000  # ms: how long something may take on a busy machine
TINY = Recipe(
    "cgan", "quick", DataChoice("fashion-mnist"), {"batch": 8}, Budget(100_000, "steps"), device="cpu", precision="fp32"
)


class Window(PlainWindow):
    """The window, with a name for each workspace as tests call it."""

    @property
    def train(self) -> TrainPanel:
        return self.workspaces["train"]  # type: ignore[return-value]

    @property
    def data(self) -> DataPanel:
        return self.workspaces["data"]  # type: ignore[return-value]

    @property
    def colour(self) -> ColourPanel:
        return self.workspaces["colour"]  # type: ignore[return-value]

    @property
    def translate(self) -> TranslatePanel:
        return self.workspaces["translate"]  # type: ignore[return-value]

    @property
    def explore(self) -> ExplorePanel:
        return self.workspaces["explore"]  # type: ignore[return-value]

    @property
    def lab(self) -> LabPanel:
        return self.workspaces["lab"]  # type: ignore[return-value]

    @property
    def library(self) -> LibraryPanel:
        return self.workspaces["library"]  # type: ignore[return-value]


Open = Callable[[], Window]


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application as the program sets it up, with torch already there."""
    import ganstudio.engine.checkpoints
    import ganstudio.engine.estimate
    import ganstudio.engine.trainer
    import ganstudio.engine.worker  # noqa: F401

    # What is there from the start stays frozen between the windows of a test run, which open much faster so. The
    # program itself thaws it before it ends: Python tears down what it can collect in a better order.
    lasting = SimpleNamespace(
        collect=gc.collect, freeze=gc.freeze, disable=gc.disable, enable=gc.enable, unfreeze=lambda: None
    )
    collector.gc = lasting  # type: ignore[assignment]
    locale.setlocale(locale.LC_NUMERIC, "C")
    qapp.setQuitOnLastWindowClosed(False)
    theme.load_fonts()
    return qapp


@pytest.fixture
def app(dressed: QApplication) -> QApplication:
    """Dark, and without the widgets of earlier tests: they were to be deleted by an event loop that never came."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if theme.colours() != theme.DARK or not dressed.styleSheet():
        theme.apply(dressed, "dark")
    return dressed


@pytest.fixture
def jobs_loop(app: QApplication) -> Iterator[qasync.QEventLoop]:
    """asyncio on Qt's event loop, as under the window; every task has ended when the test has."""
    # A loop that stops tells the application to exit, and Qt runs no event loop after that.
    lasting = SimpleNamespace(aboutToQuit=app.aboutToQuit, exit=lambda: None)
    loop = qasync.QEventLoop(lasting, already_running=True)
    asyncio.set_event_loop(loop)
    yield loop
    _settle(lambda: not asyncio.all_tasks(loop))
    left = asyncio.all_tasks(loop)
    app.aboutToQuit.disconnect(loop._after_run_forever)
    loop.stop()
    asyncio.events._set_running_loop(None)
    loop.close()
    asyncio.set_event_loop(None)
    assert not left, f"jobs left behind: {left}"


@pytest.fixture
def settings(places: Places) -> Settings:
    return Settings(places.settings)


@pytest.fixture
def studio(app: QApplication, places: Places, settings: Settings) -> Iterator[Studio]:
    made = Studio(places, settings)
    yield made
    made.shut_down()


@pytest.fixture
def few_faces(monkeypatch: pytest.MonkeyPatch) -> int:
    """The sets of drawn faces are smaller than those of the program."""
    monkeypatch.setattr(catalogue, "FACES_COUNT", 240)
    return catalogue.FACES_COUNT


@pytest.fixture
def at_rest(places: Places) -> None:
    """The window opens where it has the least to do: for tests of another place than Train."""
    Settings(places.settings).put("workspace", "library")


@cache
def _few_of(draw: Callable[..., np.ndarray], key: str, count: int, size: int) -> np.ndarray:
    return draw(next(data for data in catalogue.built_in() if data.key == key), count, size)


@pytest.fixture
def faces_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gallery shows a few of the drawn faces of every set: the same ones in every window."""
    few = generated.few
    monkeypatch.setattr(generated, "few", lambda data, count, size=64: _few_of(few, data.key, count, size))


@pytest.fixture
def open_window(jobs_loop: qasync.QEventLoop, places: Places, qtbot: QtBot, faces_drawn_once: None) -> Iterator[Open]:
    """Opens the window as a session of the program does: over the folders and settings that are there."""
    windows: list[Window] = []
    before = {id(timer) for timer in _running_timers()}

    def opened() -> Window:
        window = Window(Studio(places, Settings(places.settings)))
        windows.append(window)
        window.resize(1280, 800)
        with qtbot.waitSignal(window.shown, timeout=SLOW):
            window.show()
        window.activateWindow()  # keys go to the active window only
        qtbot.waitUntil(window.isActiveWindow, timeout=SLOW)
        if window.workspace == "train":
            qtbot.waitUntil(lambda: bool(window.train.stage.charts), timeout=SLOW)
        return window

    yield opened
    for window in windows:
        close(window)
    _settle(lambda: not any(window.studio.jobs.busy for window in windows))
    for window in windows:
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    windows.clear()
    left = [timer for timer in _running_timers() if id(timer) not in before]
    assert not left, f"timers left behind: {[(timer.parent(), timer.interval()) for timer in left]}"
    ours = ("training", "drawing", "colouring", "translating")
    named = [thread.name for thread in threading.enumerate() if thread.name.startswith(ours)]
    assert not named, f"threads left behind: {named}"


@pytest.fixture
def window(open_window: Open) -> Window:
    return open_window()


def close(window: Window) -> None:
    """Close the window as its button does, without a question, and let it say so to the application."""
    window.save_and_close()
    QApplication.processEvents()


def drop(window: Window, *paths: bytes) -> None:
    """As a file manager sends it: addresses with every odd byte escaped."""
    data = QMimeData()
    data.setData("text/uri-list", b"".join(b"file://" + quote_from_bytes(path).encode() + b"\r\n" for path in paths))
    window.dropEvent(QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    ))  # fmt: skip


def _running_timers() -> list[QTimer]:
    # Objects made while the studio had frozen the collector are seen again once it has shut down.
    return [
        each for each in gc.get_objects()
        if type(each) is QTimer and shiboken6.isValid(each) and each.isActive()
    ]  # fmt: skip


def _settle(done: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)


def shown_pixels(image: QImage) -> np.ndarray:
    """The pixels of a picture on screen, for comparisons."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), dtype=np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].copy()
