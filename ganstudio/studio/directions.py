"""The directions of the model that is open, looked for beside the window, and what a person makes of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Interruption, Stopped, interruptible
from ganstudio.core.player import Player
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places
from ganstudio.core.text import listed
from ganstudio.export.latent import kept
from ganstudio.export.latent.directions import Direction
from ganstudio.studio.consoles import Bookmark, Console, Consoles

if TYPE_CHECKING:
    from ganstudio.launch.by_labels import Named

log = logging.getLogger(__name__)


class Directions(QObject):
    """`console` is what is kept of the open model. `changed`: it is another now; `progressed`: done, total.

    `told` carries words, a hint and a tone.
    """

    changed = Signal()
    progressed = Signal(int, int)
    failed = Signal(object)
    told = Signal(str, str, str)
    ended = Signal()  # a look for names, in whose course a classifier may have learned
    _found = Signal(int, str, object)
    _named = Signal(int, object)
    _marked = Signal(int, str)

    def __init__(self, consoles: Consoles, cache: Path) -> None:
        super().__init__()
        self._consoles, self._cache = consoles, cache
        self.console = Console()
        self.mark = ""  # the digest of the open model
        self.looking = False
        self.may_look = True
        self._opened = 0  # models so far
        self._turn = 0  # what is found for a model that has been left is dropped
        self._interruption: Interruption | None = None  # of a look for names
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="directions")
        self._found.connect(self._take)
        self._named.connect(self._take_named)
        self._marked.connect(self._take_mark)

    def open(self, model: Player, look: bool = True) -> None:
        """Take what is kept of `model`, and `look` for its directions."""
        self._next_turn()
        self._opened += 1
        self.console, self.mark = Console(), ""
        self.looking = look and model.noise is not None
        self.may_look = look  # nothing learns beside it
        self.changed.emit()
        self._pool.submit(self._guarded, self._turn, partial(self._look, model, self._turn, self._opened, look))

    def stop(self) -> None:
        """Leave off looking; what is kept stays."""
        self._next_turn()
        self.looking = False
        self.changed.emit()

    def _next_turn(self) -> None:
        self._turn += 1
        if self._interruption is not None:
            self._interruption.ask()

    def look_by_labels(self, model: Player, store: RunStore, places: Places) -> None:
        """Look for directions of what its training pictures were labelled with; a classifier may learn first."""
        self._next_turn()
        self.looking = True
        self.changed.emit()
        self._pool.submit(self._guarded, self._turn, partial(self._look_by_labels, model, store, places, self._turn))
        self._pool.submit(self.ended.emit)  # when all that it held is gone

    def _guarded(self, turn: int, look: Callable[[], None]) -> None:
        """Say why nothing was found, unless somebody asked to stop."""
        try:
            look()
        except Stopped:
            pass
        except Exception as error:
            log.warning("no directions", exc_info=error)
            said = error if isinstance(error, StudioError) else StudioError(f"No directions were found: {error}")
            self._found.emit(turn, "", said)

    def _look_by_labels(self, model: Player, store: RunStore, places: Places, turn: int) -> None:
        from ganstudio.launch import by_labels  # needs torch

        with interruptible() as self._interruption:
            if turn == self._turn:
                found = by_labels.named(model, store, places, lambda done, total: self._tell(turn, done, total))
                self._named.emit(turn, found)

    def _take_named(self, turn: int, found: Sequence[Named]) -> None:
        """Those that are not here by that name come first, the strongest before the others."""
        if turn != self._turn:
            return
        self.looking = False
        known = {each.name for each in self.console.directions}
        new = [each.direction for each in found if each.direction.name not in known]
        self._keep(lambda console: replace(console, directions=(*new, *console.directions)))
        names = listed([f"{each.direction.name} ({100 * each.change:+.0f} %)" for each in found])
        if found:
            self.told.emit(f"Found by name: {names}.", "So much does a classifier's answer change along the slider.",
                           "good")  # fmt: skip
        else:
            self.told.emit("This model's numbers follow none of the names of its training pictures.",
                           "What has a name may be on buttons of its own already.", "warning")  # fmt: skip

    def _look(self, model: Player, turn: int, opened: int, look: bool) -> None:
        mark = model.mark
        self._marked.emit(opened, mark)
        if model.noise is None or not look:
            return
        found = kept.directions_of(
            model, self._cache, progress=lambda done, total: self._tell(turn, done, total),
            cancelled=lambda: turn != self._turn,
        )  # fmt: skip
        self._found.emit(turn, mark, tuple(found))

    def _tell(self, turn: int, done: int, total: int) -> None:
        if turn == self._turn:
            self.progressed.emit(done, total)

    def _take_mark(self, opened: int, mark: str) -> None:
        """What it is known by, whether or not directions are still looked for."""
        if opened == self._opened:
            self._begin(mark)
            self.changed.emit()

    def _take(self, turn: int, mark: str, found: object) -> None:
        """In the window's thread: what the other one has found."""
        if turn != self._turn:
            return
        if isinstance(found, StudioError):
            self.looking = False
            self.failed.emit(found)
        elif isinstance(found, tuple):
            self._begin(mark)
            self.looking = self.looking and not found
            self.console = self.console.with_found(found)
        self.changed.emit()

    def _begin(self, mark: str) -> None:
        if mark != self.mark:
            self.mark = mark
            try:
                self.console = self._consoles.of(mark)
            except StudioError as error:
                self.failed.emit(error)

    # -- what a person does ------------------------------------------------------------------------------

    def rename(self, one: Direction, name: str) -> None:
        self._keep(lambda console: console.renamed(one, name))

    def move(self, one: Direction, by: int) -> None:
        self._keep(lambda console: console.moved(one, by))

    def hide(self, one: Direction) -> None:
        self._keep(lambda console: console.hiding(one))

    def show_all(self) -> None:
        self._keep(Console.showing_all)

    def add(self, one: Direction) -> None:
        """A direction of a person's own comes first."""
        self._keep(lambda console: replace(console, directions=(one, *console.directions)))

    def add_bookmark(self, one: Bookmark) -> None:
        self._keep(lambda console: replace(console, bookmarks=(*console.bookmarks, one)))

    def remove_bookmark(self, one: Bookmark) -> None:
        left = tuple(each for each in self.console.bookmarks if each is not one)
        self._keep(lambda console: replace(console, bookmarks=left))

    def rename_bookmark(self, old: Bookmark, name: str) -> None:
        new = Bookmark(name.strip() or old.name, old.origin)
        renamed = tuple(new if each is old else each for each in self.console.bookmarks)
        self._keep(lambda console: replace(console, bookmarks=renamed))

    def _keep(self, change: Callable[[Console], Console]) -> None:
        self.console = change(self.console)
        if self.mark:
            try:
                self._consoles.put(self.mark, self.console)
            except StudioError as error:
                self.failed.emit(error)
        self.changed.emit()

    def shut_down(self) -> None:
        self._next_turn()
        self._pool.shutdown(wait=True, cancel_futures=True)
