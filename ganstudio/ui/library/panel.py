"""The Library: every run and model, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QListView,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import tile
from ganstudio.core.runs import ACTIVE, Run
from ganstudio.core.text import counted
from ganstudio.export.library import ModelEntry, free_path
from ganstudio.export.onnx_session import Model
from ganstudio.studio.colour_models import TASKS
from ganstudio.studio.generation import contact_sheet
from ganstudio.studio.jobs import command
from ganstudio.studio.library import RunEntry
from ganstudio.studio.studio import Studio
from ganstudio.studio.training import as_command
from ganstudio.ui import theme
from ganstudio.ui.grid import GridView, Sheet, to_image
from ganstudio.ui.library.cards import CardDelegate, Item, ItemModel, ago, cropped, run_item
from ganstudio.ui.panes import Panes
from ganstudio.ui.parts import Chips, ElidedLabel, button, clear, frame, label, row, wrapped


class LibraryPanel(QWidget):
    """Signals ask the window: `open_run` (Run), `resume_run` (Run), `duplicated` (), `explore` (Path)."""

    open_run = Signal(object)
    resume_run = Signal(object)
    duplicated = Signal()
    explore = Signal(object)
    failed = Signal(object)
    told = Signal(str, str, str)

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._kind = "runs"
        self._faces: dict[Path, QImage | None] = {}
        self.kinds = Chips("What to show")
        self.kinds.chosen.connect(self.show_kind)
        self.model = ItemModel()
        self.list = QListView()
        self.list.setAccessibleName("Runs and models")
        self.list.setModel(self.model)
        self.list.setItemDelegate(CardDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_detail())
        self.list.doubleClicked.connect(lambda *_: self._open())
        self.detail = QVBoxLayout()
        self._shown: tuple[str, bool] | None = None
        self.view = GridView("Picture of the chosen run", "")
        self._lay_out()
        studio.library.changed.connect(self.refresh)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self._trash)
        QShortcut(QKeySequence(Qt.Key.Key_F2), self.list, self._rename)
        QShortcut(QKeySequence(Qt.Key.Key_Return), self.list, self._open)

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("kind", "panel")
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.PADDING, theme.PADDING, theme.GAP, 0)
        column.setSpacing(12)
        column.addWidget(self.kinds)
        column.addWidget(self.list, 1)
        self._empty = wrapped("", "dim", 13)
        column.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
        right.setSpacing(12)
        self.detail.setSpacing(10)
        inside = QVBoxLayout()
        inside.addWidget(self.view)
        right.addLayout(self.detail)
        right.addWidget(frame("stage", inside, (1, 1, 1, 1)), 1)
        shown = QWidget()
        shown.setLayout(right)
        panes = Panes("library", self._studio.settings, [left, shown], shown)
        panes.set_usual(0, 380)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panes)

    # -- the list ----------------------------------------------------------------------------------------

    def show_kind(self, kind: str) -> None:
        """ "runs" or "models"."""
        self._kind = kind
        self.refresh()

    def refresh(self) -> None:
        library = self._studio.library
        self.kinds.set_choices(
            [("runs", f"Runs  {len(library.runs)}", "Trainings, finished or not"),
             ("models", f"Models  {len(library.models)}", "Exported ONNX files")], self._kind,
        )  # fmt: skip
        chosen = self.current
        items = [run_item(entry) for entry in library.runs]
        if self._kind == "models":
            items = [self._model_item(model) for model in library.models]
        self.model.show(items)
        self.list.setVisible(bool(items))
        self._empty.setVisible(not items)
        self._empty.setText(
            "No runs yet. Start one in Train; it appears here as soon as it begins."
            if self._kind == "runs" else "No models yet. Choose a run and export it: one file that works elsewhere too."
        )  # fmt: skip
        at = self.model.row_of(chosen.key) if chosen else -1
        if items:
            index = self.model.index(max(0, at))
            self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._show_detail()

    def restyle(self) -> None:
        """Take the colours of the present palette."""
        self._shown = None
        self.refresh()

    @property
    def current(self) -> Item | None:
        index = self.list.currentIndex()
        return self.model.items[index.row()] if index.isValid() and index.row() < len(self.model.items) else None

    def _model_item(self, model: ModelEntry) -> Item:
        image = self._face_of(model)
        kinds = f" · {counted(model.classes, 'class', 'classes')}" if model.classes else ""
        line = f"{model.family} · {model.size} px{kinds} · step {model.step:,}"
        picture = cropped(image) if image is not None else None
        return Item(str(model.path), model.path.stem, line, "model", ago(model.modified), picture, model)

    def _face_of(self, model: ModelEntry) -> QImage | None:
        """Drawn once, beside the window; until then there is none."""
        if model.path in self._faces:
            return self._faces[model.path]
        self._faces[model.path] = None
        rows, columns = (model.classes, 8) if 2 <= model.classes <= 16 else (8, 8)
        if model.task in TASKS:
            rows, columns = 3, 3  # whole drawings take longer

        def draw() -> QImage:
            return to_image(tile(contact_sheet(Model(model.path), rows, columns), rows, columns))

        def show(image: QImage) -> None:
            self._faces[model.path] = image
            self.refresh()

        self._studio.jobs.in_thread("Drawing a preview", draw, show)
        return None

    # -- the detail --------------------------------------------------------------------------------------

    def _show_detail(self) -> None:
        """Facts follow the run; the buttons stay, so that a click on one is never lost to a refresh."""
        item = self.current
        if item is None:
            clear(self.detail)
            self._shown = None
            self.view.set_sheets([])
            return
        run = isinstance(item.entry, RunEntry)
        shape = (item.key, run and item.entry.state.state in ACTIVE)
        if shape != self._shown:
            self._shown = shape
            clear(self.detail)
            self._title = label(size=18, weight=theme.font().Weight.DemiBold)
            self._title.setWordWrap(True)
            self._facts, self._trouble = ElidedLabel("", "dim", 13), wrapped(tone="caution")
            for widget in (self._title, self._facts, self._trouble):
                self.detail.addWidget(widget)
            for verbs in self._run_verbs(shape[1]) if run else (self._model_verbs(),):
                self.detail.addLayout(row(*verbs, None))
        self._title.setText(item.title)
        if run:
            self._show_run(item.entry)
        else:
            self._show_model(item.entry)

    def _run_verbs(self, active: bool) -> tuple[list[QPushButton], list[QPushButton]]:
        first = [
            button("Watch" if active else "Open", self._open, "open", "primary", "Show it in Train"),
            button("Export…", self._export, "export", tip="One ONNX file that works in other programs"),
            button("Duplicate settings", self._duplicate, "duplicate", tip="A new run with the same settings"),
        ]
        if not active:
            first.insert(1, button("Resume", self._resume, "resume", tip="Go on from the last saved moment"))
        second = [
            button("Rename", self._rename, "rename"),
            button("Show folder", self._show_folder, "folder"),
            button("Copy command", self._copy_command, "terminal", tip="The command that starts the same run"),
            button("Move to trash", self._trash, "trash"),
        ]
        return first, second

    def _model_verbs(self) -> list[QPushButton]:
        return [
            button("Explore", self._open, "explore", "primary", "Play with it"),
            button("Rename", self._rename, "rename"),
            button("Show folder", self._show_folder, "folder"),
            button("Move to trash", self._trash, "trash"),
        ]

    def _show_run(self, entry: RunEntry) -> None:
        state = entry.state
        minutes = f"{state.seconds / 60:.1f} min" if state.seconds else "no time"
        facts = f"{state.state} · {state.family}, {state.preset} · {state.data} · step {state.step:,} · {minutes}"
        self._facts.set_text(facts + (f" · {state.device}, {state.precision}" if state.device else ""))
        self._trouble.setText(state.message)
        self._trouble.setVisible(bool(state.message))
        image = QImage(str(entry.picture)) if entry.picture else QImage()
        rows = len(state.classes) if 2 <= len(state.classes) <= 16 else 8
        names = state.classes if rows == len(state.classes) else ()
        self.view.set_empty("Nothing sampled yet.")
        self.view.set_sheets([] if image.isNull() else [Sheet("", image, rows, names)])

    def _show_model(self, model: ModelEntry) -> None:
        size = f"{model.path.stat().st_size / 1024**2:.1f} MB" if model.path.exists() else ""
        facts = f"{model.task.replace('_', ' ')} · {model.family} · {model.data} · {model.size} px · {size}"
        self._facts.set_text(facts)
        self._trouble.hide()
        image = self._face_of(model)
        self.view.set_empty("Drawing…")
        rows = model.classes if 2 <= model.classes <= 16 else 8
        self.view.set_sheets([] if image is None else [Sheet("", image, rows)])

    # -- verbs -------------------------------------------------------------------------------------------

    def _run(self) -> Run | None:
        item = self.current
        return item.entry.run if item is not None and isinstance(item.entry, RunEntry) else None

    def _try(self, verb: Callable[[], object]) -> None:
        try:
            verb()
        except StudioError as error:
            self.failed.emit(error)
        except OSError as error:
            self.failed.emit(StudioError(f"That did not work: {error.strerror or error}.", "Try again."))

    def _open(self) -> None:
        item = self.current
        if item is not None and isinstance(item.entry, ModelEntry):
            self.explore.emit(item.entry.path)
        elif (run := self._run()) is not None:
            self.open_run.emit(run)

    def _resume(self) -> None:
        if (run := self._run()) is not None:
            self.resume_run.emit(run)

    def _duplicate(self) -> None:
        if (run := self._run()) is not None:
            self._try(lambda: self._studio.draft.adopt(run.recipe()))
            self.duplicated.emit()

    def _rename(self) -> None:
        item = self.current
        if item is None:
            return
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Rename")
        dialog.setLabelText("Name")
        dialog.setTextValue(item.title)
        dialog.textValueSelected.connect(lambda text: self._try(lambda: self.rename(item, text)))
        dialog.open()

    def rename(self, item: Item, title: str) -> None:
        library = self._studio.library
        if isinstance(item.entry, RunEntry):
            library.rename(item.entry.run, title)
        else:
            library.rename_model(item.entry, title)

    def _show_folder(self) -> None:
        item = self.current
        if item is not None:
            folder = item.entry.run.folder if isinstance(item.entry, RunEntry) else item.entry.path.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _copy_command(self) -> None:
        if (run := self._run()) is not None:
            self._try(lambda: self._copy(run))

    def _copy(self, run: Run) -> None:
        QGuiApplication.clipboard().setText(as_command(run.recipe(), run.folder.parent, run.folder / "recipe.toml"))
        self.told.emit("The command is on the clipboard.", "", "good")

    def _trash(self) -> None:
        item = self.current
        if item is None:
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText(f"Move “{item.title}” to the trash?")
        box.setInformativeText("It can be restored from there.")
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        yes = box.addButton("Move to trash", QMessageBox.ButtonRole.AcceptRole)
        yes.clicked.connect(lambda: self._try(lambda: self.trash(item)))
        box.open()

    def trash(self, item: Item) -> None:
        library = self._studio.library
        if isinstance(item.entry, RunEntry):
            library.trash(item.entry.run)
        else:
            library.trash_model(item.entry)

    def _export(self) -> None:
        run = self._run()
        if run is None:
            return
        suggested = free_path(self._studio.places, run.state().title)
        suggested.parent.mkdir(parents=True, exist_ok=True)
        dialog = QFileDialog(self, "Export the generator", str(suggested.parent), "ONNX model (*.onnx)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("onnx")
        dialog.selectFile(suggested.name)
        dialog.fileSelected.connect(lambda name: self.export(run, Path(name)))
        dialog.open()

    def export(self, run: Run, path: Path, then: Callable[[], object] = lambda: None) -> None:
        """Write `run`'s generator to `path` in a process of its own, then do `then`."""

        def done(_printed: str) -> None:
            self._studio.library.refresh()
            self.told.emit(f"Exported {path.name}: checked, and ready for other programs.", "", "good")
            then()

        work = command("export", str(run.folder), "--out", str(path))
        self._studio.jobs.run(f"Exporting {path.name}", work, done)
