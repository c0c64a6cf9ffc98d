"""The Library: every run and model, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
)

from ganstudio.core.errors import StudioError
from ganstudio.core.runs import Run
from ganstudio.core.text import counted
from ganstudio.export.library import ModelEntry, free_path
from ganstudio.studio.comparing import Comparison, compared
from ganstudio.studio.jobs import command
from ganstudio.studio.library import RunEntry, wanted_models, wanted_runs
from ganstudio.studio.studio import Studio
from ganstudio.studio.training import as_command
from ganstudio.ui import theme
from ganstudio.ui.chips import Chips
from ganstudio.ui.file_dialogs import ask_save
from ganstudio.ui.grid import GridView
from ganstudio.ui.library import reporting
from ganstudio.ui.library.card_list import CardList
from ganstudio.ui.library.cards import Item, ago, cropped, run_item
from ganstudio.ui.library.compare import CompareView
from ganstudio.ui.library.detail import Detail
from ganstudio.ui.library.faces import ModelFaces
from ganstudio.ui.library.finding import Finder
from ganstudio.ui.library.questions import ask_name, ask_trash
from ganstudio.ui.panes import Panes
from ganstudio.ui.parts import wrapped
from ganstudio.ui.workspace import ExportRun, OpenFile, Request, ResumeRun, ShowDraft, ShowRun, Workspace

_ONNX = "ONNX model (*.onnx)"


class LibraryPanel(Workspace):
    """A list of cards at the left, what is chosen in it at the right."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio = studio
        self._kind = "runs"
        self._faces = ModelFaces(studio.jobs, self.refresh)
        self._compared: set[str] = set()
        self.kinds = Chips("What to show")
        self.kinds.chosen.connect(self.show_kind)
        self.finder = Finder()
        self.finder.changed.connect(self.refresh)
        self.list = CardList()
        self.model = self.list.cards
        self.list.changed.connect(self._show_detail)
        self.list.opened.connect(self._open)
        self.detail = Detail({
            "open": self._open, "resume": self._resume, "export": self._export, "duplicate": self._duplicate,
            "rename": self._rename, "folder": self._show_folder, "command": self._copy_command, "trash": self._trash,
            "compare": self.compare, "report": self._report,
        })  # fmt: skip
        self.comparison = CompareView()
        self.comparison.closed.connect(self._show_one_by_one)
        self.comparison.picture_wanted.connect(self._save_comparison)
        self._lay_out()
        studio.library.changed.connect(self.refresh)
        for key, act in ((Qt.Key.Key_Delete, self._trash), (Qt.Key.Key_F2, self._rename),
                         (Qt.Key.Key_Return, self._open)):  # fmt: skip
            self.list.add_key(key, act)
        find = QShortcut(QKeySequence.StandardKey.Find, self, self.finder.search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("kind", "panel")
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.PADDING, theme.PADDING, theme.GAP, 0)
        column.setSpacing(12)
        self._empty = wrapped("", "dim", 13)
        column.addWidget(self.kinds)
        column.addWidget(self.finder)
        column.addWidget(self.list, 1)
        column.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)
        self._right = QStackedWidget()
        self._right.addWidget(self.detail)
        self._right.addWidget(self.comparison)
        panes = Panes("library", self._studio.settings, [left, self._right], self._right)
        panes.set_usual(0, 360)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panes)

    @property
    def view(self) -> GridView:
        """The pictures of what is chosen."""
        return self.detail.view

    # -- the list ----------------------------------------------------------------------------------------

    def show_kind(self, kind: str) -> None:
        """ "runs" or "models"."""
        self._kind = kind
        self.refresh()

    def refresh(self) -> None:
        library, wanted = self._studio.library, self.finder.wanted
        self.kinds.set_choices(
            [("runs", f"Runs  {len(library.runs)}", "Trainings, finished or not"),
             ("models", f"Models  {len(library.models)}", "Exported ONNX files")], self._kind,
        )  # fmt: skip
        self.finder.state.setVisible(self._kind == "runs")
        items = [run_item(entry) for entry in wanted_runs(library.runs, wanted)]
        if self._kind == "models":
            items = [self._model_item(model) for model in wanted_models(library.models, wanted)]
        self.list.show_items(items)
        self._say_empty(bool(items), bool(library.runs if self._kind == "runs" else library.models))
        self._show_detail()

    def _say_empty(self, some: bool, any_at_all: bool) -> None:
        self.list.setVisible(some)
        self._empty.setVisible(not some)
        words = "No runs yet. Start one in Train; it appears here as soon as it begins."
        if self._kind == "models":
            words = "No models yet. Choose a run and export it: one file that works elsewhere too."
        self._empty.setText("Nothing fits what is searched for." if any_at_all else words)

    @property
    def chosen(self) -> list[Item]:
        """The selected cards in the order of the list."""
        return self.list.chosen

    @property
    def current(self) -> Item | None:
        return next(iter(self.chosen), None)

    def enter(self) -> None:
        self._studio.library.watch(True)

    def leave(self) -> None:
        self._studio.library.watch(False)

    def answer(self, request: Request) -> bool:
        if isinstance(request, ExportRun):
            path = free_path(self._studio.places, request.run.state().title)
            self.export(request.run, path, then=lambda: self.asked.emit(OpenFile(path)))
        return isinstance(request, ExportRun)

    def restyle(self) -> None:
        self.detail.restyle()
        self.comparison.restyle()
        self.refresh()

    def shut_down(self) -> None:
        self.comparison.shut_down()

    def _model_item(self, model: ModelEntry) -> Item:
        image = self._faces.of(model)
        kinds = f" · {counted(model.classes, 'class', 'classes')}" if model.classes else ""
        line = f"{model.family} · {model.extent}{kinds} · step {model.step:,}"
        picture = cropped(image) if image is not None else None
        return Item(str(model.path), model.path.stem, line, "model", ago(model.modified), picture, model)

    def _show_detail(self) -> None:
        if self._compared and self._compared == {item.key for item in self.chosen}:
            return  # what is compared stays, whatever else happens in the list
        self._show_one_by_one()

    def _show_one_by_one(self) -> None:
        self._compared = set()
        self._right.setCurrentWidget(self.detail)
        self.detail.show_items(self.chosen, self._faces.of)

    # -- verbs -------------------------------------------------------------------------------------------

    def _run(self) -> Run | None:
        item = self.current
        return item.entry.run if item is not None and isinstance(item.entry, RunEntry) else None

    def _open(self) -> None:
        item = self.current
        if item is not None and isinstance(item.entry, ModelEntry):
            self.asked.emit(OpenFile(item.entry.path))
        elif (run := self._run()) is not None:
            self.asked.emit(ShowRun(run))

    def _resume(self) -> None:
        if (run := self._run()) is not None:
            self.asked.emit(ResumeRun(run))

    def _duplicate(self) -> None:
        if (run := self._run()) is not None:
            self.attempt(lambda: self._studio.draft.adopt(run.recipe()))
            self.asked.emit(ShowDraft())

    def _report(self) -> None:
        if (run := self._run()) is not None:
            reporting.ask(self, self._studio, run)

    def _rename(self) -> None:
        item = self.current
        if item is None:
            return
        ask_name(self, item.title, lambda text: self.attempt(lambda: self.rename(item, text)))

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
            self.attempt(lambda: self._copy(run))

    def _copy(self, run: Run) -> None:
        QGuiApplication.clipboard().setText(as_command(run.recipe(), run.folder.parent))
        self.told.emit("The command is on the clipboard.", "", "good")

    def _trash(self) -> None:
        items = self.chosen
        if items:
            named = f"“{items[0].title}”" if len(items) == 1 else counted(len(items), self._kind.removesuffix("s"))
            ask_trash(self, named, len(items) > 1, lambda: self.attempt(lambda: self.trash(*items)))

    def trash(self, *items: Item) -> None:
        """Move runs or models to the trash, and say so. Raises StudioError for the first that cannot go."""
        library = self._studio.library
        for item in items:
            if isinstance(item.entry, RunEntry):
                library.trash(item.entry.run)
            else:
                library.trash_model(item.entry)
        named = f"“{items[0].title}” is" if len(items) == 1 else f"{len(items)} {self._kind} are"
        self.told.emit(f"{named} in the trash.", "Your system’s trash can put it back.", "good")

    def _export(self) -> None:
        runs = [item.entry.run for item in self.chosen if isinstance(item.entry, RunEntry)]
        if len(runs) > 1:
            self._export_all(runs)
        elif runs:
            suggested = free_path(self._studio.places, runs[0].state().title)
            suggested.parent.mkdir(parents=True, exist_ok=True)
            ask_save(self, "Export the generator", _ONNX, ".onnx", lambda path: self.export(runs[0], path),
                     str(suggested.parent), suggested.name)  # fmt: skip

    def _export_all(self, runs: list[Run]) -> None:
        """One after the other, each into the models folder under its own name."""
        if runs:
            path = free_path(self._studio.places, runs[0].state().title)
            self.export(runs[0], path, then=lambda: self._export_all(runs[1:]))

    def export(self, run: Run, path: Path, then: Callable[[], object] = lambda: None) -> None:
        """Write `run`'s generator to `path`, and others that it has beside it, in a process of its own; then `then`."""

        def done(_printed: str) -> None:
            self._studio.library.refresh()
            self.told.emit(f"Exported {path.name}: checked, and ready for other programs.", "", "good")
            then()

        work = command("export", str(run.folder), "--out", str(path), "--all")
        self._studio.jobs.run(f"Exporting {path.name}", work, done)

    # -- comparing ---------------------------------------------------------------------------------------

    def compare(self) -> None:
        """The chosen runs side by side; their logs are read beside the window."""
        items = self.chosen
        runs = [item.entry.run for item in items if isinstance(item.entry, RunEntry)]

        def show(found: Comparison) -> None:
            self._compared = {item.key for item in items}
            self.comparison.show_comparison(found)
            self._right.setCurrentWidget(self.comparison)

        self._studio.jobs.in_thread("Reading the runs", lambda: compared(runs), show)

    def _save_comparison(self) -> None:
        ask_save(self, "Save the comparison", "PNG picture (*.png)", ".png", self.save_comparison,
                 str(Path.home()), "comparison.png")  # fmt: skip

    def save_comparison(self, path: Path) -> None:
        """What is seen of the comparison, as a picture."""
        if self.comparison.grab().save(str(path), "PNG"):
            self.told.emit(f"Saved {path.name} in {path.parent}.", "", "good")
        else:
            self.failed.emit(StudioError(f"{path.name} cannot be written in {path.parent}.", "Choose another folder."))
