"""Whether the pictures that Explore shows were learned by heart: drawn once more, and compared with their set."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Cancelled, Stopped
from ganstudio.core.outputs import Picture
from ganstudio.core.player import Player
from ganstudio.core.runs import RunStore
from ganstudio.core.sets import WITHOUT_PICTURES
from ganstudio.core.settings import Places
from ganstudio.data.sets.dataset import DataSet
from ganstudio.launch import memorised, origins
from ganstudio.launch.memorised import Answer, Samples, Tell
from ganstudio.studio.playing import Request, inputs_of

MOST = 1_000  # pictures of a sheet that are compared
LEANING = "The pictures are not as the model draws them by itself (class, variety or sliders), so the share says less."
_AT_ONCE = 64


def may_ask(model: Player) -> bool:
    """Whether it draws pictures of its own."""
    return isinstance(model.gives, Picture) and not model.images


def suited(sets: list[DataSet]) -> list[DataSet]:
    """Those that a model of pictures may have learned from."""
    return [data for data in sets if data.kind not in WITHOUT_PICTURES]


def checked(
    model: Player, request: Request, data: DataSet | None, store: RunStore, places: Places,
    tell: Tell = lambda share, words: None, cancelled: Cancelled = lambda: False,
) -> Answer:  # fmt: skip
    """The pictures of a request beside those of `data`, or of the set that the model has learned from.

    Raises StudioError, or Stopped.
    """
    if not may_ask(model):
        raise StudioError(f"{model.name} draws no pictures of its own.", "Open a generator of pictures.")
    chosen = origins.set_of(model, store, places) if data is None else data
    fingerprint = str(origins.dataset(model).get("fingerprint", "")) if data is None else ""
    asked = replace(request, count=min(request.count, MOST), columns=0, order=("", 0))
    found = memorised.checked(
        _drawn(model, asked, cancelled), chosen, places, fingerprint, tell, cancelled
    )  # fmt: skip
    leaning = LEANING if found.judged.nearer is not None and _leans(asked, found) else ""
    return replace(found, note=" ".join(each for each in (found.note, leaning) if each))


def _drawn(model: Player, request: Request, cancelled: Cancelled) -> Samples:
    inputs = inputs_of(model, request)
    parts = []
    for at in range(0, request.count, _AT_ONCE):
        if cancelled():
            raise Stopped
        parts.append(model.generate({name: values[at : at + _AT_ONCE] for name, values in inputs.items()}))
    label = model.label
    given = None if label is None else np.asarray(inputs[label.name])
    classes = given.astype(np.int64) if given is not None and given.ndim == 1 else None  # a mixture is of no class
    return Samples(np.concatenate(parts), classes, () if label is None else label.classes)


def _leans(request: Request, found: Answer) -> bool:
    """Whether what was asked for makes pictures other than those of the set; one class is compared with its like."""
    moved = any(sigmas for _, sigmas in request.moves) or any(request.offsets) or request.mix[1] > 0
    return moved or request.variety != 1.0 or bool(request.held) or (request.label is not None and not found.by_class)
