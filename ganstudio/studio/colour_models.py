"""The models that can colour: those in the box, those in the library, and runs that are still learning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ganstudio.core import cores, resources
from ganstudio.core.controls import Network
from ganstudio.core.errors import StudioError
from ganstudio.core.runs import Run, RunStore
from ganstudio.core.settings import Places
from ganstudio.export import library
from ganstudio.export.colouring import sketch_of
from ganstudio.export.onnx_session import Model
from ganstudio.studio import run_models

BOX, MADE, LEARNING = "in the box", "yours", "a run"
TASKS = ("colour", "translate")
_MOST_THREADS = 4  # of one answer, which is the same to the bit
_OTHERS = 2  # cores of the pen and of the regions: an answer from them comes a little sooner, but strokes stutter


@dataclass(frozen=True)
class Choice:
    """Something to colour with: `key` is the file, or "run:" and the folder of a run."""

    key: str
    title: str
    words: str
    source: str
    load: Callable[[], Network]


def choices(places: Places, store: RunStore) -> list[Choice]:
    """Everything there is, what came with the program first."""
    found = [_tried(of_file, path, BOX) for path in resources.models()]
    found += [_tried(of_file, model.path, MADE) for model in library.models(places) if model.task in TASKS]
    found += [_tried(of_run, run) for run in store.all() if _colours(run)]
    return [choice for choice in found if choice is not None]


def _tried(make: Callable[..., Choice], *of: object) -> Choice | None:
    """What is damaged is left out: the others still colour."""
    try:
        return make(*of)
    except (StudioError, OSError):
        return None


def of_file(path: Path, source: str = MADE) -> Choice:
    """Raises StudioError when it is no model of ours."""
    entry = library.entry(path)
    words = f"{entry.data} · {entry.size} px · {source}"
    title = entry.name if source == BOX else path.stem
    return Choice(str(path), title, words, source, lambda: opened(path))


def of_run(run: Run) -> Choice:
    state = run.state()
    return Choice(
        f"run:{run.folder}", state.title, f"{state.state} · step {state.step:,}", LEARNING, lambda: run_models.of(run)
    )


def opened(path: Path) -> Network:
    """An exported model that takes sketches. Raises StudioError for any other."""
    model = Model(path, threads=max(1, min(_MOST_THREADS, cores.usable() - _OTHERS)))
    sketch_of(model)
    return model


def _colours(run: Run) -> bool:
    return any(run.checkpoints.glob("step-*.json")) and run_models.is_paired(run)
