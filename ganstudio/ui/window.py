"""The window: a rail of workspaces, a status bar that says the state in words, and messages."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.core.errors import StudioError
from ganstudio.core.runs import Run
from ganstudio.data.files import kinds
from ganstudio.data.files.archives import is_archive
from ganstudio.data.sets.catalogue import foreign, is_collection
from ganstudio.data.sets.dataset import DataSet
from ganstudio.drawing.project import SUFFIX
from ganstudio.evaluate.doctor import BAD, CAUTION
from ganstudio.export.library import entry, free_path
from ganstudio.launch import read_recipe
from ganstudio.studio import help as help_pages
from ganstudio.studio.colour_models import TASKS
from ganstudio.studio.studio import Studio
from ganstudio.ui import file_dialogs, theme
from ganstudio.ui.colour.panel import ColourPanel
from ganstudio.ui.data.panel import DataPanel
from ganstudio.ui.explore.panel import ExplorePanel
from ganstudio.ui.focus_ring import FocusRing
from ganstudio.ui.help.window import HelpWindow
from ganstudio.ui.leaving import Leaving
from ganstudio.ui.library.panel import LibraryPanel
from ganstudio.ui.message import Message
from ganstudio.ui.parts import ElidedLabel, dress_again, frame, label, row, tool
from ganstudio.ui.settings_dialog import SettingsDialog
from ganstudio.ui.surface import keys
from ganstudio.ui.train.panel import TrainPanel

log = logging.getLogger(__name__)
_WORDS = {
    "none": "Ready", "loading": "Loading", "running": "Training", "paused": "Paused", "stopping": "Stopping",
    "finished": "Finished", "stopped": "Stopped", "failed": "Failed", "interrupted": "Interrupted", "created": "Ready",
}  # fmt: skip
_TONES = {
    "running": "good",
    "paused": "caution",
    "failed": "bad",
    "interrupted": "caution",
    "stopping": "caution",
}


_FRAME = 16  # px that a window's frame may take
_RAIL = (("train", "Train"), ("data", "Data"), ("colour", "Colour"), ("explore", "Explore"), ("library", "Library"))


class Window(QMainWindow):
    """All workspaces over one Studio. `shown` comes once, when the first frame is on screen."""

    shown = Signal()

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self.studio = studio
        self.setWindowTitle("GAN Studio")
        self.setAcceptDrops(True)
        self.train = TrainPanel(studio)
        self.data = DataPanel(studio)
        self.colour = ColourPanel(studio)
        self.explore = ExplorePanel(studio)
        self.library = LibraryPanel(studio)
        self.help: HelpWindow | None = None
        self._pages: dict[str, QWidget] = {
            "train": self.train, "data": self.data, "colour": self.colour, "explore": self.explore,
            "library": self.library,
        }  # fmt: skip
        self._stack = QStackedWidget()
        self._tools: dict[str, QToolButton] = {}
        self._right = QWidget()
        self._message = Message(self._right)
        self._state_dot, self._state = label("●", size=10), label()
        self._device, self._memory = label(tone="dim", size=12), label(tone="dim", size=12)
        self._keys = label(tone="faint", size=12)
        self._doctor = ElidedLabel(tone="dim")
        self._doing = ElidedLabel(tone="dim", align=Qt.AlignmentFlag.AlignRight)
        self._lay_out()
        self._connect()
        self._first_show = True
        self.leaving = Leaving(self, studio.training, self.close)
        self.ring = FocusRing(self)
        self._engine_timer = QTimer(self, interval=50)
        self._engine_timer.timeout.connect(self._take_what_is_loaded)
        self._restore()

    # -- layout ------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for page in self._pages.values():
            self._stack.addWidget(page)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(1)
        body.addWidget(self._rail())
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self._stack)
        body.addWidget(self._right, 1)
        central = QWidget()
        whole = QVBoxLayout(central)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(body, 1)
        whole.addWidget(self._status())
        self.setCentralWidget(central)

    def _rail(self) -> QFrame:
        rail = QVBoxLayout()
        rail.setSpacing(4)
        group = QButtonGroup(self)
        for index, (name, text) in enumerate(_RAIL):
            made = QToolButton()
            made.setProperty("kind", "rail")
            made.setText(text)
            made.setFont(theme.font(11))
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            made.setIconSize(QSize(20, 20))
            made.setFixedSize(64, 56)
            made.setCheckable(True)
            made.setAccessibleName(text)
            made.setToolTip(f"{text} (Ctrl+{index + 1})")
            made.setCursor(Qt.CursorShape.PointingHandCursor)
            made.clicked.connect(lambda _on=False, name=name: self.go_to(name))
            QShortcut(QKeySequence(f"Ctrl+{index + 1}"), self, lambda name=name: self.go_to(name))
            group.addButton(made)
            self._tools[name] = made
            rail.addWidget(made)
        rail.addStretch(1)
        self._settings_tool = tool("settings", self.open_settings, "Settings")
        self._settings_tool.setFixedSize(64, 36)
        rail.addWidget(self._settings_tool)
        made_rail = frame("panel", rail, (6, 10, 6, 8))
        made_rail.setFixedWidth(76)
        return made_rail

    def _status(self) -> QFrame:
        items = row(
            self._state_dot,
            self._state,
            12,
            self._device,
            12,
            self._memory,
            12,
            self._keys,
            self._doctor,
            self._doing,
            spacing=4,
        )
        items.setStretch(items.count() - 2, 2)
        items.setStretch(items.count() - 1, 1)
        made = frame("panel", items, (14, 0, 14, 0))
        made.setFixedHeight(28)
        return made

    def _connect(self) -> None:
        training, jobs = self.studio.training, self.studio.jobs
        for panel in (self.train, self.data, self.colour, self.explore, self.library):
            panel.failed.connect(self.complain)
        for panel in (self.data, self.colour, self.explore, self.library):
            panel.told.connect(self.tell)
        self.studio.pictures.told_with.connect(self._message.show_message)
        training.told.connect(self.tell)
        self.studio.checkup.said.connect(lambda _found: self._show_state())
        training.state_changed.connect(self._show_state)
        training.advanced.connect(self._show_memory)
        jobs.failed.connect(self.complain)
        jobs.started.connect(lambda title: self._doing.set_text(f"{title}…"))
        jobs.finished.connect(lambda _title: self._doing.set_text(""))
        self.train.export_wanted.connect(self._export)
        self.train.colour_wanted.connect(self._colour_with)
        self.data.train_wanted.connect(self._train_on)
        self.library.open_run.connect(self._open_run)
        self.library.resume_run.connect(self._resume_run)
        self.library.duplicated.connect(self._duplicated)
        self.library.explore.connect(self._explore)
        QShortcut(QKeySequence.StandardKey.Quit, self, self.close)
        QShortcut(QKeySequence(Qt.Key.Key_F1), self, self.open_help)
        self._show_state()

    # -- going about -------------------------------------------------------------------------------------

    def go_to(self, name: str) -> None:
        self._stack.setCurrentWidget(self._pages[name])
        self._dress_rail(name)
        self.studio.library.watch(name == "library")
        if name == "data":
            self.data.open()
        if name == "colour":
            self.colour.open()
        self._keys.setText(keys.SHORT if name == "colour" else "")
        self.studio.settings.put("workspace", name)

    def _dress_rail(self, current: str) -> None:
        c = theme.colours()
        for name, made in self._tools.items():
            made.setChecked(name == current)
            made.setIcon(theme.icon(name, c.accent if name == current else c.dim))
        self._settings_tool.setIcon(theme.icon("settings", c.dim))

    @property
    def workspace(self) -> str:
        return next(name for name, page in self._pages.items() if page is self._stack.currentWidget())

    def _train_on(self, data: DataSet, size: int) -> None:
        """From Data: the pictures in Train, in the size they were looked at if the architecture can."""
        self._try(lambda: self.studio.draft.choose_data(data))
        if size in self.studio.draft.sizes:
            self._try(lambda: self.studio.draft.set_size(size))
        self._duplicated()

    def _open_run(self, run: Run) -> None:
        self._try(lambda: self.studio.training.open(run))
        self.go_to("train")

    def _resume_run(self, run: Run) -> None:
        self._try(lambda: self.studio.training.go_on(run))
        self.go_to("train")

    def _duplicated(self) -> None:
        if not self.studio.training.is_mine:
            self._try(self.studio.training.close_run)
        self.go_to("train")

    def _export(self, run: Run) -> None:
        """From Train: into the models folder without a question, and open it when it is done."""
        path = free_path(self.studio.places, run.state().title)
        self.library.export(run, path, then=lambda: self._explore(path))

    def _explore(self, path: Path) -> None:
        """Open a model where it belongs: one that takes sketches in Colour, others in Explore."""
        try:
            colours = entry(path).task in TASKS
        except (StudioError, OSError):
            colours = False  # Explore says what is wrong with it
        if colours:
            self.colour.open_model(path)
            self.go_to("colour")
        else:
            self.explore.open(path)
            self.go_to("explore")

    def _colour_with(self, run: Run) -> None:
        """From Train: draw with what the run has learned, and follow it."""
        self.colour.follow_run(run)
        self.go_to("colour")

    def _try(self, verb: object) -> None:
        try:
            verb()  # type: ignore[operator]
        except StudioError as error:
            self.complain(error)

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

    def _show_state(self) -> None:
        training = self.studio.training
        history, state = training.history, training.state
        word = _WORDS.get(state, state.capitalize())
        if state in ("running", "paused") and not training.is_mine:
            word += " in another program"
        c = theme.colours()
        self._state.setText(word)
        self._state.setFont(theme.font(12))
        found = self.studio.checkup.diagnosis
        worried = found is not None and found.tone in (BAD, CAUTION)
        tone = found.tone if found is not None and worried else _TONES.get(state, "faint")
        self._state_dot.setStyleSheet(f"color: {getattr(c, tone)}")
        self._doctor.set_text(found.words if found is not None and worried else "", tone if worried else "dim")
        threads = f", {history.threads} thread{'s' if history.threads != 1 else ''}" if history.device == "CPU" else ""
        self._device.setText(f"{history.device}{threads}, {history.precision}" if history.device else "")
        self._show_memory()

    def _show_memory(self) -> None:
        training = self.studio.training
        text = f"{training.history.memory / 1024**3:.1f} GB" if training.history.memory and training.is_mine else ""
        if text != self._memory.text():
            self._memory.setText(text)

    # -- appearance --------------------------------------------------------------------------------------

    def open_settings(self) -> None:
        """What a person can choose about the program itself; every change counts at once."""
        dialog = SettingsDialog(self, self.studio.settings)
        dialog.changed.connect(self.apply_theme)
        dialog.open()

    def open_help(self) -> None:
        """The page about the place one is in."""
        if self.help is None:
            self.help = HelpWindow(self, self.studio.settings)
            self.help.tried.connect(self._try_out)
        self.help.open_at(self.workspace)

    def _try_out(self, attempt: help_pages.Attempt) -> None:
        self._try(lambda: help_pages.apply(attempt, self.studio.draft))
        self._duplicated()

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
        self._dress_rail(self.workspace)
        self.train.restyle()
        self.data.restyle()
        self.colour.restyle()
        self.library.restyle()
        if self.help is not None:
            self.help.restyle()
        self._show_state()
        self.update()

    # -- dropping ----------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = file_dialogs.dropped(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.take(*paths)

    def take(self, path: Path, *more: Path) -> None:
        """Do the obvious with what was dropped: a run, a model, a recipe, or pictures however they are packed."""
        if (path / "run.json").is_file():
            self._open_run(Run(path))
        elif path.suffix.lower() == SUFFIX or self._is_for_drawing(path, more):
            self.go_to("colour")
            self.colour.desk.open(path)
        elif path.is_dir() or is_archive(path) or is_collection(path):
            self.go_to("data")
            self.data.add([path, *more])
        elif path.suffix.lower() == ".onnx":
            self._explore(path)
        elif path.suffix.lower() == ".toml":
            self._try(lambda: self.studio.draft.adopt(read_recipe(path)))
            self.go_to("train")
        elif kinds.is_picture(path):
            self.complain(foreign(path))
        else:
            remedy = "Drop pictures, a folder or archive of them, a drawing, an .onnx model, a recipe or a run."
            self.complain(StudioError(f"{path.name} is nothing that GAN Studio opens.", remedy))

    def _is_for_drawing(self, path: Path, more: tuple[Path, ...]) -> bool:
        """One picture dropped where drawings are made; anywhere else it is a picture to learn from."""
        return self.workspace == "colour" and not more and path.is_file() and kinds.is_picture(path)

    # -- living ------------------------------------------------------------------------------------------

    def _restore(self) -> None:
        settings = self.studio.settings
        geometry = settings.get("geometry")
        self.resize(1280, 800)
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        self._stay_on_screen()
        self.go_to(settings.get("workspace") if settings.get("workspace") in self._pages else "train")

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
        self.train.bar.start.setFocus()
        self.studio.engine.load()
        self._engine_timer.start()
        self._reopen()

    def _take_what_is_loaded(self) -> None:
        engine = self.studio.engine
        if engine.charts_ready.is_set() and not self.train.stage.charts:
            self.train.stage.make_charts()
        if engine.ready.is_set():
            self._engine_timer.stop()
            self.train.offer_devices()
            self.train.estimate()

    def _reopen(self) -> None:
        settings = self.studio.settings
        run, model = settings.get("last_run"), settings.get("last_model")
        if run and (Path(run) / "run.json").is_file() and self.studio.training.run is None:
            self._try(lambda: self.studio.training.open(Run(Path(run))))
        if model and Path(model).is_file():
            self.explore.open(Path(model))

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
        self._engine_timer.stop()
        self.colour.shut_down()
        self.studio.shut_down()
        self.train.shut_down()
        self.library.shut_down()
        self.ring.shut_down()
        event.accept()
        QTimer.singleShot(0, QApplication.quit)
