"""The window: a rail of workspaces, a status bar that says the state in words, and messages."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ganstudio.core.errors import StudioError
from ganstudio.data.files import kinds
from ganstudio.data.sets.catalogue import foreign
from ganstudio.studio import help as help_pages
from ganstudio.studio.attempts import attempt
from ganstudio.studio.studio import Studio
from ganstudio.ui import file_dialogs, theme
from ganstudio.ui.focus_ring import FocusRing
from ganstudio.ui.help.window import HelpWindow
from ganstudio.ui.leaving import Leaving
from ganstudio.ui.message import Message
from ganstudio.ui.parts import column, dress_again
from ganstudio.ui.rail import Rail
from ganstudio.ui.settings_dialog import SettingsDialog
from ganstudio.ui.status_bar import StatusBar
from ganstudio.ui.workspace import OpenFile, Request, ShowDraft, ShowHelp, Workspace
from ganstudio.ui.workspaces import PLACES

log = logging.getLogger(__name__)
_FRAME = 16  # px that a window's frame may take


class Window(QMainWindow):
    """All workspaces over one Studio. `shown` comes once, when the first frame is on screen."""

    shown = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.studio = studio
        self.setWindowTitle("GAN Studio")
        self.setAcceptDrops(True)
        self.help: HelpWindow | None = None
        self._keys = {place.key: place.keys for place in PLACES}
        with theme.undressed():
            self.workspaces: dict[str, Workspace] = {place.key: place.make(studio) for place in PLACES}
            self._stack = QStackedWidget()
            self._right = QWidget()
            self._message = Message(self._right)
            self._rail, self._status = Rail(PLACES), StatusBar(studio)
            self._lay_out()
        self._connect()
        self._first_show = True
        self.leaving = Leaving(self, studio.training, self.close)
        self.ring = FocusRing(self)
        self._restore()

    # -- layout ------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for page in self.workspaces.values():
            self._stack.addWidget(page)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self._stack)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(1)
        body.addWidget(self._rail)
        body.addWidget(self._right, 1)
        whole = column(body, self._status, spacing=0)
        whole.setStretch(0, 1)
        central = QWidget()
        central.setLayout(whole)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        for each in self.workspaces.values():
            each.failed.connect(self.complain)
            each.told.connect(self.tell)
            each.asked.connect(self.ask)
        self._rail.chosen.connect(self.go_to)
        self._rail.settings_wanted.connect(self.open_settings)
        self.studio.pictures.told_with.connect(self._message.show_message)
        self.studio.training.told.connect(self.tell)
        self.studio.jobs.failed.connect(self.complain)
        QShortcut(QKeySequence.StandardKey.Quit, self, self.close)
        QShortcut(QKeySequence(Qt.Key.Key_F1), self, self.open_help)

    # -- going about -------------------------------------------------------------------------------------

    def go_to(self, name: str) -> None:
        """Bring a workspace to the front."""
        for key, each in self.workspaces.items():
            if key != name:
                each.leave()
        self._stack.setCurrentWidget(self.workspaces[name])
        self._rail.show_current(name)
        self.workspaces[name].enter()
        self._status.show_keys(self._keys[name])
        self.studio.settings.put("workspace", name)

    @property
    def workspace(self) -> str:
        """The key of the workspace in front."""
        return next(name for name, page in self.workspaces.items() if page is self._stack.currentWidget())

    def ask(self, request: Request) -> None:
        """Have whoever it is for do what a workspace asks for."""
        if isinstance(request, OpenFile):
            self.take(request.path)
            return
        if isinstance(request, ShowHelp):
            self.open_help(request.page)
            return
        for name, each in self.workspaces.items():
            if each.answer(request):
                if not request.quiet:
                    self.go_to(name)
                return

    # -- saying ------------------------------------------------------------------------------------------

    def complain(self, error: StudioError) -> None:
        log.warning("%s", error)
        self._message.show_message(error.message, error.hint, "bad")

    def tell(self, message: str, hint: str = "", tone: str = "good") -> None:
        self._message.show_message(message, hint, tone)

    @property
    def message(self) -> str:
        """The message on screen, empty when there is none."""
        return self._message.text if self._message.isVisible() else ""

    def open_help(self, page: str = "") -> None:
        """That page, or the one about the place one is in."""
        if self.help is None:
            self.help = HelpWindow(self, self.studio.settings)
            self.help.tried.connect(self._try_out)
        self.help.open_at(self.workspace, page)

    def _try_out(self, example: help_pages.Attempt) -> None:
        attempt(lambda: help_pages.apply(example, self.studio.draft), self.complain)
        self.ask(ShowDraft())

    # -- appearance --------------------------------------------------------------------------------------

    def open_settings(self) -> None:
        """What a person can choose about the program itself; every change counts at once."""
        dialog = SettingsDialog(self, self.studio.settings)
        dialog.changed.connect(self.apply_theme)
        dialog.open()

    def set_theme(self, choice: str) -> None:
        """Change the colours and remember them."""
        settings = self.studio.settings
        settings.change_preferences(replace(settings.preferences, theme=choice))
        self.apply_theme()

    def apply_theme(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, self.studio.settings.preferences.theme)
        dress_again(self)
        self._rail.restyle()
        for each in self.workspaces.values():
            each.restyle()
        if self.help is not None:
            self.help.restyle()
        self._status.show_state()
        self.update()

    # -- dropping ----------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        file_dialogs.welcome(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if paths := file_dialogs.taken(event):
            self.take(*paths)

    def take(self, path: Path, *more: Path) -> None:
        """Give what was dropped to the workspace that it belongs to most surely."""
        claims = {name: each.claim((path, *more)) for name, each in self.workspaces.items()}
        name = max(claims, key=lambda each: claims[each])
        if claims[name]:
            self.workspaces[name].take((path, *more))
            self.go_to(name)
        elif kinds.is_picture(path):
            self.complain(foreign(path))
        else:
            remedy = "Drop pictures, a folder or archive of them, a drawing, an .onnx model, a recipe or a run."
            self.complain(StudioError(f"{path.name} is nothing that GAN Studio opens.", remedy))

    # -- living ------------------------------------------------------------------------------------------

    def _restore(self) -> None:
        settings = self.studio.settings
        geometry = settings.get("geometry")
        self.resize(1280, 800)
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        self._stay_on_screen()
        last = settings.get("workspace")
        self.go_to(last if last in self.workspaces else PLACES[0].key)

    def _stay_on_screen(self) -> None:
        """Never larger than the screen, nor beside it: screens come and go between two sessions."""
        room = self.screen().availableGeometry()
        size = self.size().boundedTo(room.size() - QSize(_FRAME, 2 * _FRAME))
        self.resize(size)
        corner = self.pos()
        x = min(max(corner.x(), room.left()), room.right() - size.width())
        y = min(max(corner.y(), room.top()), room.bottom() - size.height())
        self.move(max(room.left(), x), max(room.top(), y))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._first_show:
            self._first_show = False
            QTimer.singleShot(0, self._after_first_frame)

    def _after_first_frame(self) -> None:
        """What may take a moment: the charts, torch, the run and the model of last time."""
        self.shown.emit()
        self.studio.engine.load()
        for each in self.workspaces.values():
            each.begin()

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Where Tab arrives at last, whatever has the focus."""
        self.ring.expect()
        return super().focusNextPrevChild(forwards)

    def save_and_close(self) -> None:
        """Close without a question, whatever is being trained: it is saved."""
        self.leaving.is_sure = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save everything, a running training included, and go; asks first while something is being trained."""
        if not self.leaving.may_close():
            event.ignore()
            return
        self.studio.settings.put("geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        self.setEnabled(False)
        for each in self.workspaces.values():
            each.finish()
        self.studio.shut_down()
        for each in self.workspaces.values():
            each.shut_down()
        self.ring.shut_down()
        event.accept()
        QTimer.singleShot(0, QApplication.quit)
