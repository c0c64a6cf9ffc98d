"""What the Colour workspace does: which model, what it is shown, its newest answer, and a run that is followed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ganstudio.core import params, resources
from ganstudio.core.controls import Network, images, latents
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places, Settings
from ganstudio.drawing.adjustments import adjusted
from ganstudio.drawing.marks import REGIONS
from ganstudio.export.colouring import ColourParams, Shown, shown
from ganstudio.export.onnx_session import Model
from ganstudio.studio import colour_models, run_models
from ganstudio.studio.colour_models import Choice
from ganstudio.studio.inference import Answer, ColourRequest, Inference
from ganstudio.studio.keeping import Sheet
from ganstudio.studio.sketchbook import Sketchbook

MAIN = "main"
_FOLLOW_MILLISECONDS = 1000


class Colouring(QObject):
    """The sketchbook and everything that answers it.

    `answered` (Answer of the main model), `compared` (Answer of another), `model_changed`, `params_changed`,
    `joined` (another model to compare with is there, and has not seen the drawing), `followed` (steps kept of the run
    that is followed), `busy_changed` (bool), `failed` (StudioError).
    """

    answered = Signal(object)
    compared = Signal(object)
    model_changed = Signal()
    params_changed = Signal()
    followed = Signal(list)
    joined = Signal()
    busy_changed = Signal(bool)
    failed = Signal(object)

    def __init__(self, store: RunStore, places: Places, settings: Settings) -> None:
        super().__init__()
        self._store, self._places, self._settings = store, places, settings
        self.book = Sketchbook(places)
        self.book.failed.connect(self.failed)
        self.book.replaced.connect(self._adopt)
        self.inference = Inference()
        self.inference.answered.connect(self._take)
        self.inference.loaded.connect(self._loaded)
        self.inference.not_loaded.connect(self._not_loaded)
        self.inference.failed.connect(self.failed)
        self.inference.busy_changed.connect(self.busy_changed)
        self.choice: Choice | None = None
        self.network: Network | None = None
        self.params = ColourParams()
        self.others: dict[str, Network] = {}  # side by side, by key
        self._compared: set[str] = set()  # keys of those that are wanted beside it
        self.run: Run | None = None  # that is followed
        self.step: int | None = None  # of the moment that is looked at; None: the newest
        self.steps: list[int] = []  # of the moments of that run
        self._newest = ""
        self._works: Choice | None = None  # what `network` was loaded from
        self._drawing: Sheet | None = None
        self.shown = 0  # grows with everything that is shown
        self._before = 0  # what was shown of the drawing before this one
        self._watch = QTimer(self, interval=_FOLLOW_MILLISECONDS)
        self._watch.timeout.connect(self._look)

    # -- the model ---------------------------------------------------------------------------------------

    def choices(self) -> list[Choice]:
        return colour_models.choices(self._places, self._store)

    def start(self) -> None:
        """Take up the model of the drawing, of last time, or the one in the box."""
        wanted = str(self.book.drawing.settings.get("model") or self._settings.get("colour_model") or "")
        found = self._choice(wanted) or next(iter(self.choices()), None)
        if found is not None:
            self.choose(found)

    def _choice(self, key: str) -> Choice | None:
        try:
            if key.startswith("run:"):
                run = Run(Path(key.removeprefix("run:")))
                return colour_models.of_run(run) if (run.folder / "run.json").is_file() else None
            for path in resources.models():  # it may lie elsewhere than when the drawing was saved
                if path.name == Path(key).name:
                    return colour_models.of_file(path, colour_models.BOX)
            return colour_models.of_file(Path(key)) if key and Path(key).is_file() else None
        except StudioError:
            return None

    def choose(self, choice: Choice) -> None:
        """Colour with `choice` from now on; it is loaded beside the window."""
        self.choice = choice
        self.run = Run(Path(choice.key.removeprefix("run:"))) if choice.source == colour_models.LEARNING else None
        self.step, self._newest, self.steps = None, "", []
        if self.run is None:
            self._watch.stop()
            self.followed.emit([])
        else:
            self._newest = run_models.newest(self.run)
            self._watch.start()
        self.inference.forget()
        self.inference.load(choice.key, choice.load)
        if not self.book.drawing.empty:
            self.book.drawing.set_setting("model", choice.key)
        self.model_changed.emit()

    def open_model(self, path: Path) -> None:
        """Colour with an exported file. Raises StudioError when it is no model of ours."""
        self.choose(colour_models.of_file(path))

    def follow(self, run: Run) -> None:
        """Colour with what `run` has learned, and keep up with it."""
        self.choose(colour_models.of_run(run))

    def _loaded(self, key: str, network: Network) -> None:
        if self.choice is not None and key == self.choice.key:
            self.network, self._works = network, self.choice
            self._settings.put("colour_model", key)
            self.model_changed.emit()
            self._ask(MAIN, network)
        elif key.removeprefix("compare:") in self._compared:
            self.others[key.removeprefix("compare:")] = network
            self.joined.emit()

    def _not_loaded(self, key: str, error: StudioError) -> None:
        """What cannot be opened gives way to what worked before it, or to the model in the box."""
        self.failed.emit(error)
        if self.choice is None or key != self.choice.key:
            return
        other = self._works or next((each for each in self.choices() if each.source == colour_models.BOX), None)
        if other is not None and other.key != key:
            self.choose(other)
        elif self._works is None:
            self.choice = None
            self.model_changed.emit()

    @property
    def loading(self) -> bool:
        """Whether another model than the one that answers is on its way."""
        return self.choice is not None and (self._works is None or self.choice.key != self._works.key)

    @property
    def changes(self) -> tuple[str, ...]:
        """What other programs did to the file of the model that answers."""
        return self.network.changes if isinstance(self.network, Model) and not self.loading else ()

    @property
    def takes_hints(self) -> bool:
        """Whether any of the models that are shown takes them."""
        every = ([] if self.network is None else [self.network]) + list(self.others.values())
        return any("hints" in images(network.controls) for network in every)

    @property
    def varies(self) -> bool:
        """Whether the model has noise that a variation can choose."""
        return self.network is not None and bool(latents(self.network.controls))

    # -- side by side ------------------------------------------------------------------------------------

    def compare(self, chosen: list[Choice]) -> None:
        """Also show what these models make of the drawing; an empty list ends it."""
        self.others, self._compared = {}, {choice.key for choice in chosen}
        for choice in chosen:
            self.inference.load(f"compare:{choice.key}", choice.load)

    # -- following a run ---------------------------------------------------------------------------------

    def _look(self) -> None:
        """Has the run that is followed saved something new?"""
        if self.run is None or self.choice is None:
            return
        steps = run_models.moments(self.run)
        if steps != self.steps:
            self.steps = steps
            self.followed.emit(steps)
        newest = run_models.newest(self.run)
        if newest != self._newest and self.step is None:
            self._newest = newest
            self.inference.load(self.choice.key, self.choice.load)

    def look_at(self, step: int | None) -> None:
        """Colour with the run as it was at `step`, or with its newest weights again."""
        if self.run is not None and self.choice is not None and step != self.step:
            self.step = step
            run = self.run
            self.inference.load(self.choice.key, lambda: run_models.of(run, step))

    # -- answers -----------------------------------------------------------------------------------------

    def show(self, ink: Pixels, hints: Pixels | None, scale: float = 1.0, passing: bool = False) -> None:
        """The drawing as it is now: `ink` H x W, `hints` H x W x 4, at any size from the working size up.

        `scale` is how many times smaller that is than the drawing; `passing`: more of it comes in a moment.
        """
        adjustments = adjusted(self.book.drawing.on(REGIONS)).scaled(1 / scale)
        self._drawing = Sheet(ink, hints, scale, adjustments)
        self.shown += 1
        if self.network is not None:
            self._ask(MAIN, self.network, passing)
        for key, network in self.others.items():
            self._ask(key, network, passing)

    def _ask(self, name: str, network: Network, passing: bool = False) -> None:
        if self._drawing is None:
            return
        sheet = self._drawing
        drawing = shown(network, sheet.ink, sheet.hints, self.params)
        kept = sheet if self.params.keeps_in else None
        self.inference.request(ColourRequest(name, network, drawing, self.params, self.shown, kept, passing))

    def seen(self) -> Shown | None:
        """What the main model is shown now."""
        if self.network is None or self._drawing is None:
            return None
        return shown(self.network, self._drawing.ink, self._drawing.hints, self.params)

    def _take(self, answer: Answer) -> None:
        """Stale answers are dropped: those of a model, of settings or of a drawing that are no longer wanted."""
        request = answer.request
        wanted = self.network if request.name == MAIN else self.others.get(request.name)
        if request.network is not wanted or request.params != self.params or request.serial <= self._before:
            return
        (self.answered if request.name == MAIN else self.compared).emit(answer)

    # -- how the result is made --------------------------------------------------------------------------

    def set(self, name: str, value: Any) -> None:
        """Change one of `ColourParams`; the drawing remembers it. It has to be shown anew."""
        changed = replace(self.params, **{name: value})
        if problems := params.problems(changed):
            self.failed.emit(StudioError(problems[0]))
            return
        self.params = changed
        self.book.drawing.set_setting("result", params.to_mapping(changed))
        self.params_changed.emit()

    def _adopt(self) -> None:
        """Another drawing brings its own settings and model."""
        kept = self.book.drawing.settings.get("result")
        try:
            self.params = params.from_mapping(ColourParams, dict(kept)) if isinstance(kept, dict) else ColourParams()
        except StudioError:
            self.params = ColourParams()  # of another version: the defaults are good
        self._drawing, self._before = None, self.shown
        self.inference.forget()
        self.params_changed.emit()
        wanted = str(self.book.drawing.settings.get("model") or "")
        found = self._choice(wanted)
        if found is not None and (self.choice is None or found.key != self.choice.key):
            self.choose(found)
        elif wanted and found is None:
            self.failed.emit(StudioError(
                f"The model that this drawing was coloured with is not here any more: {Path(wanted).name}.",
                f"It is coloured with “{self.choice.title}” instead." if self.choice else "Choose another model.",
            ))  # fmt: skip

    @property
    def kept_settings(self) -> dict[str, Any]:
        """What a saved drawing remembers: its settings and the model that colours it."""
        model = {} if self.choice is None else {"model": self.choice.key}
        return {**self.book.drawing.settings, **model}

    def shut_down(self) -> None:
        self._watch.stop()
        self.inference.shut_down()
        self.book.shut_down()
