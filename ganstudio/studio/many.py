"""Hundreds and thousands of pictures for one sheet: drawn a few at a time, reduced, and put in an order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ganstudio.core.pictures import Pixels
from ganstudio.core.player import Player
from ganstudio.export.latent import measuring
from ganstudio.studio.playing import Inputs

AT_ONCE = 64  # pictures between two questions whether somebody wants something else
_WIDEST = 4096  # px of a sheet
TYPICAL, STRANGE, CLASS, LIKE = "typical", "strange", "class", "like"
Order = npt.NDArray[np.int64]


def drawn(
    model: Player, inputs: Inputs, columns: int, stopped: Callable[[], bool], progress: Callable[[int, int], object]
) -> Pixels | None:
    """N x C x S x S, smaller where a sheet of so many columns would be too wide; None once `stopped` says so."""
    total = len(next(iter(inputs.values())))
    parts = []
    for start in range(0, total, AT_ONCE):
        if stopped():
            return None
        part = model.generate({name: values[start : start + AT_ONCE] for name, values in inputs.items()})
        parts.append(reduced(part, -(-columns * part.shape[3] // _WIDEST)))
        progress(min(total, start + AT_ONCE), total)
    return np.concatenate(parts)


def reduced(pictures: Pixels, factor: int) -> Pixels:
    """N x C x H x W by the mean of `factor` x `factor` pixels; what is left over at the edges is cut off."""
    if factor <= 1:
        return pictures
    count, channels, height, width = pictures.shape
    rows, columns = height // factor, width // factor
    cut = pictures[:, :, : rows * factor, : columns * factor]
    blocks = cut.reshape(count, channels, rows, factor, columns, factor)
    return np.asarray(blocks.mean(axis=(3, 5)).round(), np.uint8)


def order_of(pictures: Pixels, order: str, classes: npt.NDArray[np.int64] | None, like: Pixels | None) -> Order:
    """The numbers of the pictures in an order: nearest to their mean first or last, by class, nearest to `like` first.

    Distances are those of blocks of at most 16 x 16 (see `latent.measuring`). Anything else is as drawn.
    """
    if order == CLASS and classes is not None:
        return np.argsort(classes, kind="stable")
    seen = _seen(pictures)
    middle = seen.mean(0)
    if order == LIKE and like is not None:
        middle = _seen(reduced(like, like.shape[3] // pictures.shape[3]))[0]
    if order not in (TYPICAL, STRANGE, LIKE):
        return np.arange(len(pictures))
    far = ((seen - middle) ** 2).sum(1)
    return np.argsort(-far if order == STRANGE else far, kind="stable")


def _seen(pictures: Pixels) -> npt.NDArray[np.float32]:
    """N x what is compared."""
    parts = [measuring.reduced(pictures[at : at + 512].astype(np.float32)) for at in range(0, len(pictures), 512)]
    return np.concatenate(parts).reshape(len(pictures), -1)
