"""What is taken away from Explore and comes back: bookmarks, pictures that say their origin, films."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.player import Player
from ganstudio.core.runs import Run
from ganstudio.export import library
from ganstudio.export.latent.notes import Origin
from ganstudio.export.onnx_session import ForeignModelError
from ganstudio.studio.consoles import Bookmark
from ganstudio.studio.drawn import Drawn
from ganstudio.studio.memorised import may_ask
from ganstudio.studio.playing import Request, origin_of, request_of
from ganstudio.studio.studio import Studio
from ganstudio.studio.translation_models import takes_pictures
from ganstudio.ui.explore import keeping, restoring
from ganstudio.ui.explore.arithmetic_dialog import ArithmeticDialog
from ganstudio.ui.explore.controls import Controls
from ganstudio.ui.explore.foreign_dialog import ForeignDialog
from ganstudio.ui.explore.memorised_dialog import MemorisedDialog
from ganstudio.ui.explore.my_picture_dialog import MyPictureDialog
from ganstudio.ui.explore.shelf import Shelf
from ganstudio.ui.explore.table_dialog import TableDialog
from ganstudio.ui.explore.way_dialog import WayDialog
from ganstudio.ui.file_dialogs import PICTURES, ask_open
from ganstudio.ui.workspace import OpenFile


class Keeper(QObject):
    """`restored`: a request, and whether many pictures of it are shown.

    `model_wanted`: a file or a Run to open first, and at which step. `passed_on`: a request for other workspaces.
    """

    restored = Signal(object, bool)
    model_wanted = Signal(object, object)
    passed_on = Signal(object)
    failed = Signal(object)
    told = Signal(str, str, str)

    def __init__(self, window: QWidget, studio: Studio, shelf: Shelf, controls: Controls) -> None:
        super().__init__(window)
        self._window, self._studio, self._shelf, self._state = window, studio, shelf, controls.state
        self._generation, self._directions = studio.generation, studio.directions
        self._waiting: tuple[Path, Origin] | None = None  # a file or the folder of a run, and what is restored then
        shelf.chosen.connect(lambda bookmark: self.restore(bookmark.origin))
        shelf.keep_wanted.connect(self.keep)
        shelf.drawing_wanted.connect(self._draw_bookmark)
        shelf.way_wanted.connect(self.open_way)
        shelf.together_wanted.connect(self.open_arithmetic)
        studio.following.rested.connect(self._look_again)
        controls.bank.wanted.connect(self.find_by_labels)
        shelf.table_wanted.connect(self.open_table)
        self._drawn: Drawn | None = None
        studio.generation.drawn.connect(self._remember)
        shelf.memorised_wanted.connect(self.ask_whether_memorised)
        shelf.mine_wanted.connect(lambda: ask_open(window, "Choose a picture", PICTURES, self.find))

    def keep(self) -> None:
        """The picture of the console as a bookmark."""
        model = self._generation.model
        if model is not None and self._shelf.keep.isEnabled():
            count = len(self._directions.console.bookmarks)
            origin = origin_of(model, self._state())
            self._directions.add_bookmark(Bookmark(f"Bookmark {count + 1}", origin))

    def _draw_bookmark(self, bookmark: Bookmark) -> None:
        first = {name: values[:1] for name, values in bookmark.origin.inputs.items()}
        self._generation.request_aside(bookmark, lambda _model: first)

    def restore(self, origin: Origin) -> None:
        """The pictures of an origin, with the model that drew them; it is opened first where another one is."""
        model, step = self._generation.model, restoring.step_of(origin)
        if model is not None and origin.digest == self._directions.mark and restoring.fits(model, step):
            self._put(model, origin)
            return
        self._studio.library.refresh()
        own = [entry.path for entry in self._studio.library.models]
        store = self._studio.store

        def found(what: Path | Run) -> None:
            self._waiting = (what.folder if isinstance(what, Run) else what, origin)
            self.model_wanted.emit(what, step)

        self._studio.jobs.in_thread("Looking for the model", lambda: restoring.model_of(origin, own, store), found)

    def model_opened(self, model: Player) -> None:
        """What has waited for it."""
        self._drawn = None
        self._shelf.memorised.setEnabled(may_ask(model))
        waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting[0] == model.path:  # it may have failed to open, and another one was chosen
            self._put(model, waiting[1])

    def _put(self, model: Player, origin: Origin) -> None:
        try:
            state = request_of(model, origin)
        except StudioError as error:
            self.failed.emit(error)
            return
        if not restoring.fits(model, restoring.step_of(origin)):
            self.told.emit(restoring.GONE, "", "warning")
        self.restored.emit(state, len(next(iter(origin.inputs.values()))) > 1 and state.base is None)

    def open_way(self, bookmarks: Sequence[Bookmark]) -> None:
        """Between bookmarks, and on as a film."""
        model = self._generation.model
        if model is not None and len(bookmarks) > 1:
            dialog = WayDialog(self._window, self._studio, model, bookmarks)
            dialog.told.connect(self.told)
            dialog.open()

    def open_arithmetic(self) -> None:
        """A - B + C, planes, and directions from examples."""
        if (model := self._generation.model) is not None:
            dialog = ArithmeticDialog(self._window, self._studio, model, self._shelf.drawn())
            dialog.opened.connect(lambda base: self.restored.emit(Request(base=base), False))
            dialog.kept.connect(self._directions.add)
            dialog.failed.connect(self.failed)
            dialog.open()

    def _look_again(self) -> None:
        """A run that has come to its end is searched for directions, as nothing learns beside it any more."""
        if (model := self._generation.model) is not None:
            self._directions.open(model)

    def find_by_labels(self) -> None:
        """Directions that bear the names of what the training pictures were told to be."""
        if (model := self._generation.model) is not None:
            self._directions.look_by_labels(model, self._studio.store, self._studio.places)

    def open_table(self) -> None:
        """The picture of the console with two things changed."""
        if (model := self._generation.model) is not None:
            dialog = TableDialog(self._window, self._studio, model, self._state())
            dialog.opened.connect(lambda request: self.restored.emit(request, False))
            dialog.failed.connect(self.failed)
            dialog.open()

    def find(self, path: Path) -> None:
        """The numbers that draw a person's own picture."""
        if (model := self._generation.model) is not None:
            dialog = MyPictureDialog(self._window, self._studio, model, path)
            dialog.opened.connect(lambda base: self.restored.emit(Request(base=base), False))
            dialog.failed.connect(self.failed)
            dialog.open()

    def asked(self, error: StudioError) -> bool:
        """Whether a person is asked instead of told: what a model of another program takes."""
        if not isinstance(error, ForeignModelError):
            return False
        dialog = ForeignDialog(self._window, self._studio, error.path)
        dialog.settled.connect(self._settled)
        dialog.failed.connect(self.failed)
        dialog.open()
        return True

    def _settled(self, path: Path) -> None:
        """Play with it here, or leave it to whoever changes pictures."""
        library.remember(self._studio.places, path)
        if takes_pictures(path):
            self.passed_on.emit(OpenFile(path))
        else:
            self.model_wanted.emit(path, None)

    def _remember(self, drawn: Drawn) -> None:
        self._drawn = drawn

    def ask_whether_memorised(self) -> None:
        """The pictures that are shown beside the training pictures they are nearest to."""
        model, drawn = self._generation.model, self._drawn
        if model is not None and drawn is not None:
            MemorisedDialog(self._window, self._studio, model, drawn.request).open()

    def copy(self, lines: tuple[str, ...]) -> None:
        self.told.emit(keeping.copy(lines), "", "good")

    def save(self, path: Path, sheet: Pixels, drawn: Drawn) -> None:
        """Write what is shown to `path`: in a .txt file the lines of a model that writes."""
        try:
            keeping.save(path, sheet, origin_of(drawn.model, drawn.request), drawn.lines)
        except StudioError as error:
            self.failed.emit(error)
        else:
            self.told.emit(f"Saved {path.name}.", "", "good")
