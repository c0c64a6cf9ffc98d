"""What a model made of a request, for the window; computed in the thread that draws."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Picture, Tokens
from ganstudio.core.pictures import Pixels, tile
from ganstudio.core.player import Player
from ganstudio.studio import many
from ganstudio.studio.playing import Inputs, Request, inputs_beside, inputs_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Beside:
    """Another model that draws the same beside the first one. `key` is what it was chosen by."""

    key: str
    title: str
    model: Player


@dataclass(frozen=True, eq=False)
class Drawn:
    """`pictures` (N x C x S x S) of `request` by `model`, and how long it took for each.

    `lines` are text, of models that write; `attention` is of one picture alone; `order` has the number of each picture
    on a sheet of many, which is laid out as `whole` (H x W x C). `beside` has what other models make of it.
    """

    request: Request
    pictures: Pixels
    model: Player
    milliseconds: float = 0.0
    lines: tuple[str, ...] = ()
    attention: npt.NDArray[np.float32] | None = None
    order: many.Order | None = None
    whole: Pixels | None = None
    beside: tuple[tuple[Beside, Pixels], ...] = ()


def drawn(
    model: Player, request: Request, others: Sequence[Beside], stopped: Callable[[], bool],
    progress: Callable[[int, int], object],
) -> Drawn | None:  # fmt: skip
    """What comes of it; None where something else is wanted by now. Raises StudioError."""
    inputs = inputs_of(model, request)
    if request.columns:
        return _many(model, request, inputs, stopped, progress)
    lines = tuple(model.gives.lines(model.run(inputs))) if isinstance(model.gives, Tokens) else ()
    attention = model.attention(inputs) if model.attends and request.count == 1 else None
    beside = tuple((each, pictures) for each in others if (pictures := _beside(model, request, each)) is not None)
    return Drawn(request, model.generate(inputs), model, lines=lines, attention=attention, beside=beside)


def _beside(model: Player, request: Request, other: Beside) -> Pixels | None:
    """What it makes of the request; nothing where it cannot: that takes no picture from the others."""
    try:
        return other.model.generate(inputs_beside(model, request, other.model))
    except StudioError as error:
        log.warning("%s draws nothing beside: %s", other.title, error)
        return None


def may_stand_beside(model: Player, other: Player) -> bool:
    """Whether the other can draw what is asked of `model`."""
    return isinstance(model.gives, Picture) and isinstance(other.gives, Picture) and not other.images


def _many(
    model: Player, request: Request, inputs: Inputs, stopped: Callable[[], bool], progress: Callable[[int, int], object]
) -> Drawn | None:
    pictures = many.drawn(model, inputs, request.columns, stopped, progress)
    if pictures is None:
        return None
    key, number = request.order
    like = replace(request, count=1, first=number, columns=0)
    beside = model.generate(inputs_of(model, like)) if key == many.LIKE else None
    classes = np.asarray(inputs[model.label.name]) if model.label is not None else None
    classes = classes.argmax(1) if classes is not None and classes.ndim == 2 else classes
    order = many.order_of(pictures, key, classes, beside)
    ordered = pictures[order]
    whole = tile(ordered, -(-len(ordered) // request.columns), request.columns)
    return Drawn(request, ordered, model, order=order, whole=whole)


def refusal(error: Exception) -> StudioError:
    """What a person is told."""
    return error if isinstance(error, StudioError) else StudioError(f"Drawing failed: {error}")
