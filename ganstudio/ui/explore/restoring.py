"""Pictures that say what they were drawn from, opened again with the model that drew them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ganstudio.core.errors import StudioError
from ganstudio.export import library
from ganstudio.export.latent import notes
from ganstudio.export.latent.kept import digest
from ganstudio.export.latent.notes import Origin

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


def model_of(origin: Origin, own: Iterable[Path]) -> Path:
    """The model file that drew it, among those in the box and one's `own`. Raises StudioError where none did."""
    for path in (*(each.path for each in library.box()), *own):
        if _is(path, origin.digest):
            return path
    raise StudioError(f"The model that drew this picture is not here: {origin.model}.",
                      "Drop its .onnx file on the window first, then the picture.")  # fmt: skip


def _is(path: Path, mark: str) -> bool:
    try:
        return digest(path) == mark
    except StudioError:
        return False
