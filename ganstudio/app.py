"""The window's composition root."""

from __future__ import annotations

import locale
import logging
import logging.handlers
import signal
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ganstudio import __version__
from ganstudio.core import resources
from ganstudio.core.errors import StudioError
from ganstudio.core.settings import Places, Settings, places
from ganstudio.core.stopping import stopping_signals
from ganstudio.studio.studio import Studio
from ganstudio.ui import theme
from ganstudio.ui.window import Window

log = logging.getLogger("ganstudio")


def make_application(arguments: list[str]) -> QApplication:
    """QApplication with our name, fonts and number format."""
    app = QApplication(arguments)
    # Qt takes over the system's locale; a decimal comma would break every library that parses numbers.
    locale.setlocale(locale.LC_NUMERIC, "C")
    app.setApplicationName("GAN Studio")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("org.ganstudio.GANStudio")
    app.setWindowIcon(QIcon(str(resources.path("app-icon.png"))))
    app.setQuitOnLastWindowClosed(False)
    theme.load_fonts()
    return app


def main() -> int:
    where = places()
    _log_to(where)
    app = make_application(sys.argv[:1])
    settings = Settings(where.settings)
    theme.apply(app, settings.preferences.theme)
    import qasync

    loop = qasync.QEventLoop(app, set_running_loop=False)
    import asyncio

    asyncio.set_event_loop(loop)
    studio = Studio(where, settings)
    window = Window(studio)
    sys.excepthook = _hook(window)
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: window.apply_theme())
    app.commitDataRequest.connect(lambda _manager: window.save_and_close())  # the session ends: nobody can answer
    _close_on_signals(window)
    window.show()
    with loop:
        loop.run_forever()
    shiboken6.delete(window)  # before Python takes everything apart in an order of its own
    return 0


def _log_to(where: Places) -> None:
    """A small rotating log beside the settings; warnings go to standard error too."""
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    handlers[0].setLevel(logging.ERROR)
    try:
        where.settings.parent.mkdir(parents=True, exist_ok=True)
        path = where.settings.parent / "ganstudio.log"
        handlers.append(logging.handlers.RotatingFileHandler(path, maxBytes=500_000, backupCount=1, encoding="utf-8"))
    except OSError:
        log.warning("no log file can be written")
    logging.basicConfig(level=logging.WARNING, handlers=handlers, format="%(asctime)s %(name)s: %(message)s")


def _hook(window: Window) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Errors in slots become a message; the traceback goes to the log."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("%s", "".join(traceback.format_exception(kind, error, trace)))
        if isinstance(error, StudioError):
            window.complain(error)
        elif isinstance(error, Exception):
            window.complain(StudioError(f"Something went wrong: {error}.", "The log file has the details."))

    return hook


def _close_on_signals(window: Window) -> None:
    """Ctrl-C in the terminal, or its end, closes the window as its button does."""
    for number in stopping_signals():
        signal.signal(number, lambda *_: window.save_and_close())
    timer = QTimer(window, interval=300)  # lets Python look at signals
    timer.timeout.connect(lambda: None)
    timer.start()
