"""Pictures that say what they were drawn from, opened again with the model that drew them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ganstudio.core.errors import StudioError
from ganstudio.core.files import digest
from ganstudio.core.player import Player
from ganstudio.core.runs import Run, RunStore
from ganstudio.export import library
from ganstudio.export.latent import notes
from ganstudio.export.latent.notes import Origin

GONE = "The run has not kept that moment: its newest weights draw another picture from the same numbers."
ENDINGS = (".png", ".webp")


def says_its_origin(path: Path) -> bool:
    """Whether this is a picture of ours that can be restored."""
    if path.suffix.lower() not in ENDINGS:
        return False
    try:
        notes.restored(path)
    except StudioError:
        return False
    return True


def model_of(origin: Origin, own: Iterable[Path], store: RunStore) -> Path | Run:
    """The model that drew it, among those in the box, one's `own`, and runs. Raises StudioError where none did."""
    for path in (*(each.path for each in library.box()), *own):
        if _is(path, origin.digest):
            return path
    for run in store.all():
        if run.mark == origin.digest:
            return run
    raise StudioError(f"The model that drew this picture is not here: {origin.model}.",
                      "Drop its .onnx file on the window first, then the picture.")  # fmt: skip


def step_of(origin: Origin) -> int | None:
    """By how many steps its model was trained, as far as it says so."""
    step = origin.settings.get("step")
    return step if isinstance(step, int) else None


def fits(model: Player, step: int | None) -> bool:
    """Whether that model has these weights: a file never changes, a run does."""
    return model.path.is_file() or step is None or step == model.card.get("step")


def _is(path: Path, mark: str) -> bool:
    try:
        return digest(path) == mark
    except StudioError:
        return False
