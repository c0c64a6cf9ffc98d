"""Pictures changed by a model while sliders move: one thread, the newest wish wins, the window never waits."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QObject, Signal

from ganstudio.core.controls import Attributes, first_of
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Stopped
from ganstudio.core.runs import RunStore
from ganstudio.core.settings import Places, Settings
from ganstudio.export.onnx_session import Model
from ganstudio.export.translation import Translated, Translator, Wishes
from ganstudio.studio import translation_models
from ganstudio.studio.open_pictures import Decoded, OpenPicture, OpenPictures
from ganstudio.studio.translation_models import Choice, Way

log = logging.getLogger(__name__)
_LAST = "last_translator"
_PATIENCE = 0.6  # s that a change may take and still be shown, although another one is wished already
Parts = Mapping[str, Image.Image]
BEFORE, AFTER, CHANGED, AGAIN = "before", "after", "changed", "again"


@dataclass(frozen=True)
class Opened:
    """A model that is ready: `back` undoes what it does, where its run has learned that too."""

    choice: Choice
    way: Way
    translator: Translator
    back: Translator | None = None
    can_leave: bool = True  # whether attributes that are not wished for stay as they are, or else are off


@dataclass(frozen=True)
class Request:
    """A picture, and what is wished of it; without a model it is only shown. `again`: and back again."""

    picture: OpenPicture
    opened: Opened | None
    wishes: Wishes
    again: bool = False


@dataclass(frozen=True)
class Answer:
    """`result` is None for a picture that is only shown; `seen` is what the window made of its parts in the thread."""

    request: Request
    result: Translated | None
    seen: Any
    milliseconds: float = 0.0


def as_seen(parts: Parts) -> Any:
    return parts


@dataclass
class _Waiting:
    """What the thread is to do next, under one lock."""

    request: Request | None = None
    busy: bool = False
    over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


class Translating(QObject):
    """An opened model, the pictures that are open, and what becomes of the one in front.

    `opened` (Opened), `failed` (StudioError), `answered` (Answer), `refused` (Request, StudioError), `progressed`
    (share) and `busy_changed` (bool) come from its thread; connect them to objects of the window.
    """

    opened = Signal(object)
    found_none = Signal()
    failed = Signal(object)
    answered = Signal(object)
    refused = Signal(object, object)
    progressed = Signal(float)
    busy_changed = Signal(bool)
    wishes_changed = Signal()

    def __init__(self, store: RunStore, places: Places, settings: Settings) -> None:
        super().__init__()
        self._store, self._places, self._settings = store, places, settings
        self.pictures = OpenPictures()
        self.ready: Opened | None = None
        self.wishes = Wishes()
        self.again = False
        self.looking = False  # for a model to begin with
        self.prepare: Callable[[Parts], Any] = as_seen  # by the window, so that showing takes no time there
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="translating")
        self._waiting = _Waiting()
        self._decoded = Decoded()
        self._shown: OpenPicture | None = None
        self._loads = 0
        self.pictures.chosen.connect(self.ask)
        self.opened.connect(self._take)
        self.found_none.connect(self._give_up)

    # -- the model ---------------------------------------------------------------------------------------

    def choices(self) -> list[Choice]:
        return translation_models.choices(self._places)

    def start(self) -> None:
        """Open the model of last time, else the first one there is; finding it takes a moment."""
        self._loads += 1
        self.looking = True
        self._pool.submit(self._start, self._settings.get(_LAST), self._loads)

    def _start(self, last: object, number: int) -> None:
        every = self.choices()
        found = next((each for each in every if isinstance(last, str) and each.holds(Path(last))), None)
        if found is not None:
            self._load(found, found.way_at(Path(str(last))), number)
        elif every:
            self._load(every[0], every[0].ways[0], number)
        else:
            self.found_none.emit()

    def open(self, path: Path) -> None:
        """The model at `path` with all that belongs to it. Raises StudioError."""
        choice = translation_models.choice_of(self._places, path)
        self.choose(choice, choice.way_at(path))

    def choose(self, choice: Choice, way: Way | None = None) -> None:
        """Open it beside the window; a later choice wins."""
        self._loads += 1
        self._pool.submit(self._load, choice, way or choice.ways[0], self._loads)

    def _load(self, choice: Choice, way: Way, number: int) -> None:
        if number != self._loads or self._waiting.over:
            return
        try:
            back = choice.back_from(way.path)
            model = Model(way.path)
            attributes = first_of(Attributes, model.controls)
            can_leave = attributes is None or attributes.signed
            made = Opened(choice, way, Translator(model, way.title), _way_back(back), can_leave)
        except Exception as error:
            self.failed.emit(_explained(error, f"{way.path.name} cannot be opened: {error}"))
            return
        if number == self._loads and not self._waiting.over:
            self.opened.emit(made)

    def _give_up(self) -> None:
        self.looking = False

    def _take(self, made: Opened) -> None:
        """Wishes that the model does not know are forgotten."""
        self.ready, self.looking = made, False
        self._settings.put(_LAST, str(made.way.path))
        known = set(made.translator.attributes)
        kept = {name: on for name, on in self.wishes.attributes.items() if name in known}
        self.wishes = replace(self.wishes, attributes=kept)
        self.wishes_changed.emit()
        self.ask()

    # -- wishes ------------------------------------------------------------------------------------------

    def wish(self, name: str, on: bool | None) -> None:
        """An attribute on, off, or as it is; of an exclusive group only one can be on."""
        groups = self.ready.translator.groups if self.ready else ()
        wanted = dict(self.wishes.attributes)
        wanted.pop(name, None)
        if on is not None:
            wanted[name] = on
        for other in next((group for group in groups if on and name in group), ()):
            if other != name and wanted.get(other):
                del wanted[other]
        self._wish(replace(self.wishes, attributes=wanted))

    def forget_attributes(self) -> None:
        self._wish(replace(self.wishes, attributes={}))

    def set_strength(self, strength: float) -> None:
        self._wish(replace(self.wishes, strength=strength))

    def set_detail(self, detail: float) -> None:
        """How large the model works, beside the size that it learned at."""
        self._wish(replace(self.wishes, detail=detail))

    def set_again(self, on: bool) -> None:
        self.again = on
        self.ask()

    def _wish(self, wishes: Wishes) -> None:
        self.wishes = wishes
        self.wishes_changed.emit()
        self.ask()

    # -- answers -----------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Have the picture in front changed as is wished now; what was asked before is forgotten."""
        picture, waiting = self.pictures.current, self._waiting
        with waiting.lock:
            waiting.request = None if picture is None else Request(picture, self.ready, self.wishes, self.again)
            if waiting.request is None or waiting.busy or waiting.over:
                return
            waiting.busy = True
        self.busy_changed.emit(True)
        self._pool.submit(self._work)

    def is_newest(self, request: Request) -> bool:
        """Whether nothing has changed since it was asked."""
        return request == Request(self.pictures.current or request.picture, self.ready, self.wishes, self.again)

    @property
    def busy(self) -> bool:
        return self._waiting.busy

    def _work(self) -> None:
        while True:
            with self._waiting.lock:
                request, self._waiting.request = self._waiting.request, None
                if request is None or self._waiting.over:
                    self._waiting.busy = False
                    break
            try:
                self._show(request)
                self._answer(request)
            except Stopped:
                continue  # something else is wished
            except Exception as error:
                self.refused.emit(request, _explained(error, f"{request.picture.name} cannot be changed: {error}"))
        self.busy_changed.emit(False)

    def _is_stale(self, request: Request, begun: float) -> bool:
        """Whether `request`, begun then, is better given up.

        While a slider moves, what is nearly done is shown all the same: else nothing would be seen before it rests.
        """
        newer = self._waiting.request
        if newer is None or self._waiting.over:
            return self._waiting.over
        is_alike = newer.picture is request.picture and newer.opened is request.opened
        return not is_alike or time.perf_counter() - begun > _PATIENCE

    def _show(self, request: Request) -> None:
        """The picture as it is, at once: changing it may take a while."""
        _whole, seen = self._decoded.of(request.picture)
        if request.picture is not self._shown:
            self._shown = request.picture
            self.answered.emit(Answer(request, None, self.prepare({BEFORE: seen})))

    def _answer(self, request: Request) -> None:
        opened, begun = request.opened, time.perf_counter()

        def stale() -> bool:
            return self._is_stale(request, begun)

        if opened is None or stale():
            return
        whole, seen = self._decoded.of(request.picture)
        back = opened.back if request.again else None
        result = opened.translator.translate(whole, request.wishes, self.progressed.emit, stale, back)
        spent = 1000 * (time.perf_counter() - begun)
        if not stale():
            self.answered.emit(Answer(request, result, self.prepare(_parts(seen, result)), spent))

    def shut_down(self) -> None:
        with self._waiting.lock:
            self._waiting.over = True
        self.pictures.shut_down()
        self._pool.shutdown(wait=True, cancel_futures=True)


def _way_back(way: Way | None) -> Translator | None:
    """What is damaged is missing, and the way there still works."""
    try:
        return Translator(Model(way.path)) if way is not None else None
    except StudioError as error:
        log.warning("no way back: %s", error)
        return None


def _parts(seen: Image.Image, result: Translated) -> Parts:
    parts = {BEFORE: seen, AFTER: result.picture, CHANGED: result.changed, AGAIN: result.again}
    return {name: picture for name, picture in parts.items() if picture is not None}


def _explained(error: Exception, words: str) -> StudioError:
    if isinstance(error, StudioError):
        return error
    log.warning("changing a picture failed", exc_info=error)
    return StudioError(words)
