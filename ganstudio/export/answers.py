"""The one guard around whatever draws: an answer is finite, of the shape and range it should be, or a sentence."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.core.outputs import Output, Picture
from ganstudio.core.pictures import Pixels

_SLACK = 0.02  # of the range: rounding of half precision, and filters that overshoot a little
_FLAT = 1e-6  # a generator that has learned for one step differs by more than this from place to place,
_FLAT_COLOURS = 1 / 512  # and one that was shown lines by more than half a step of 8 bits
AGAIN = "It was changed or damaged outside GAN Studio: export it again."

Floats = npt.NDArray[np.float32]


def checked(
    answer: Any, name: str, shape: tuple[int, ...], span: tuple[float, float] = (0.0, 1.0), clip: bool = False
) -> Floats:
    """`answer` of what is called `name`, as N x C x H x W (`shape`) in [0, 1]. Raises StudioError saying what is wrong.

    Channels that come last are brought forward; `span` is what the answer calls black and white, and `clip` says that
    it may go beyond.
    """
    pictures = _forward(np.asarray(answer), shape)
    if pictures.shape != shape:
        raise StudioError(
            f"{name} answers with {_words(pictures.shape)} where {_words(shape)} should come: nothing is shown.", AGAIN
        )
    low, high = (0.0, 255.0) if pictures.dtype == np.uint8 else span
    scaled = np.asarray((pictures.astype(np.float32) - np.float32(low)) / np.float32(high - low))
    if not np.isfinite(scaled).all():
        raise StudioError(
            f"{name} answers with numbers that are no colours (not finite): nothing is shown.",
            "Its weights are damaged, or half precision is too coarse for them: export it again.",
        )
    if not clip:
        _check_range(scaled, name)
    return np.asarray(scaled.clip(0.0, 1.0))


def checked_as(
    gives: Output, answer: Any, name: str, shape: tuple[int, ...], span: tuple[float, float] = (0.0, 1.0),
    clip: bool = False,
) -> npt.NDArray[Any]:  # fmt: skip
    """`answer` as what a generator gives: a picture (see `checked`), or numbers of that shape, all of them finite."""
    if isinstance(gives, Picture):
        return checked(answer, name, shape, span, clip)
    values = np.asarray(answer)
    if values.shape != shape:
        raise StudioError(f"{name} answers with {_words(values.shape)} where {_words(shape)} should come.", AGAIN)
    if not np.isfinite(values).all():
        raise StudioError(f"{name} answers with numbers that are not finite: nothing is shown.", AGAIN)
    return values


def channels_last(answer_shape: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    """Whether an answer is N x H x W x C where N x C x H x W is expected."""
    if len(shape) != 4:
        return False
    count, channels, height, width = shape
    return answer_shape != shape and answer_shape == (count, height, width, channels)


def pixels(gives: Output, answer: npt.NDArray[Any], name: str) -> Pixels:
    """What was drawn from noise in 8 bits. Raises StudioError when none of the pictures shows anything."""
    if isinstance(gives, Picture) and is_flat(answer):
        raise flat(name)
    return gives.pixels(answer)


def is_flat(pictures: Floats, lines: bool = False) -> bool:
    """Whether every one of N x C x H x W pictures is a single colour; `lines`: made from a sketch with lines."""
    return bool(pictures[0, 0].size > 1 and np.ptp(pictures, axis=(2, 3)).max() < (_FLAT_COLOURS if lines else _FLAT))


def flat(name: str) -> StudioError:
    return StudioError(
        f"{name} draws nothing but one flat colour, whatever it is given.",
        "Its weights are damaged, or it has learned nothing: train longer, or export it again.",
    )


def _forward(answer: npt.NDArray[Any], shape: tuple[int, ...]) -> npt.NDArray[Any]:
    if answer.ndim < 4 and len(shape) == 4 and answer.size == math.prod(shape):
        return answer.reshape(shape)
    return answer.transpose(0, 3, 1, 2) if channels_last(answer.shape, shape) else answer


def _check_range(scaled: Floats, name: str) -> None:
    low, high = float(scaled.min()), float(scaled.max())
    if low < -_SLACK or high > 1 + _SLACK:
        raise StudioError(
            f"{name} answers with values from {low:.3g} to {high:.3g}, where 0 is black and 1 is white: "
            "nothing is shown.",
            AGAIN,
        )


def _words(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) if shape else "one number"
