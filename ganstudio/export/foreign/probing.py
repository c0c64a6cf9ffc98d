"""Finds out of a model of another program what can be found out, by its graph and by trying."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.controls import Label
from ganstudio.core.errors import StudioError
from ganstudio.core.text import listed, readable
from ganstudio.export.class_rows import classes_of
from ganstudio.export.foreign.guess import CLASS, LATENT, NUMBER, PICTURE, SPANS, Asked, Guess
from ganstudio.export.opening import opened, plain
from ganstudio.export.wiring import Port, ports_of

_COUNT = 4  # pictures that are tried out
_LATENTS = (100, 128, 512, 256, 64, 32, 16, 8, 2)  # sizes of noise that is declared as of any size
_SIDES = (64, 256, 128, 224, 320, 512)  # px of pictures that are declared as of any size
_CLASSY = re.compile(r"class|label|cond|one.?hot|^[yc]$", re.IGNORECASE)
_NUMBERY = re.compile(r"psi|trunc|strength|alpha|temperature|scale", re.IGNORECASE)
_FEW = 256  # classes at most of what is taken for one-hot
_BRIGHT = 4.0  # values beyond are counted in 255 steps
_LEAST = 16  # px at least of a picture that comes as one row: a shorter row is a code
_HUGE = 1e4  # values beyond are no colours
_WAY_OUT = "Export it again as a generator of pictures, with float inputs."


def probed(path: Path) -> Guess:
    """The likeliest description of the file at `path`. Raises StudioError saying why it cannot be used here."""
    session = opened(path, 1)
    name, ports = readable(path.name), ports_of(session.get_inputs())
    likely = [_likely(name, port, path) for port in ports]
    given = [each.name for each in session.get_outputs()]
    problem: StudioError | None = None
    for sizes in product(*map(_sizes, likely)):
        tried = [replace(asked, size=size, side=side) for asked, (size, side) in zip(likely, sizes, strict=True)]
        try:
            answers = _answers(session, ports, tried)
        except Exception as error:  # onnxruntime raises a dozen kinds of its own, most of them for wrong sizes
            problem = problem or StudioError(f"{name} cannot work on what it asks for ({plain(error)}).", _WAY_OUT)
            continue
        return _guess(name, tried, dict(zip(given, answers, strict=True)))
    raise problem or StudioError(f"{name} takes nothing.", _WAY_OUT)


# -- inputs -----------------------------------------------------------------------------------------------


def _likely(name: str, port: Port, path: Path) -> Asked:
    """What an input of such a shape, kind and name usually is."""
    shape = port.shape
    if port.kind is None:
        raise StudioError(f"The input {port.name} of {name} takes neither whole numbers nor fractions.", _WAY_OUT)
    if not port.is_float:
        return Asked(port.name, CLASS, classes_of(path, port.name) or 10, roles=(CLASS,))
    if len(shape) == 4 and shape[2:] != (1, 1) and shape[1:3] != (1, 1):
        return _picture(port)
    width = next((side for side in shape[1:] if side is not None and side > 1), None)
    if len(shape) < 2 or (width is None and None not in shape[1:]) or (width is None and _NUMBERY.search(port.name)):
        return Asked(port.name, NUMBER, roles=(NUMBER, LATENT) if len(shape) > 1 else (NUMBER,))
    if len(shape) not in (2, 4):
        raise StudioError(f"The input {port.name} of {name} has {len(shape)} dimensions, which is neither noise nor "
                          "a picture.", _WAY_OUT)  # fmt: skip
    classy = bool(_CLASSY.search(port.name)) and width is not None and width <= _FEW
    return Asked(port.name, CLASS if classy else LATENT, width or 0, roles=(LATENT, CLASS))


def _picture(port: Port) -> Asked:
    last = port.shape[3] in (1, 3) and port.shape[1] not in (1, 3)
    channels, sides = (port.shape[3], port.shape[1:3]) if last else (port.shape[1], port.shape[2:])
    side = sides[0] if sides[0] == sides[1] and sides[0] else 0
    return Asked(port.name, PICTURE, channels or 3, span=SPANS[1], side=side, roles=(PICTURE,))


def _sizes(asked: Asked) -> Sequence[tuple[int, int]]:
    """Numbers and px that it may have where the file leaves that open."""
    if asked.role == LATENT and not asked.size:
        return [(size, 0) for size in _LATENTS]
    if asked.role == PICTURE and not asked.side:
        return [(asked.size, side) for side in (0, *_SIDES)]
    return [(asked.size, asked.side)]


def _answers(session: Any, ports: Sequence[Port], tried: Sequence[Asked]) -> list[npt.NDArray[Any]]:
    count = next((port.shape[0] for port in ports if len(port.shape) > 1 and port.shape[0]), _COUNT)
    feeds = {}
    for port, asked in zip(ports, tried, strict=True):
        control = asked.control()
        values = control.example(count or _COUNT)
        if isinstance(control, Label):
            values = np.arange(len(values)) % len(control.classes)
        feeds[port.name] = port.feed(values, control)
    return [np.asarray(each) for each in session.run(None, feeds)]


# -- the output -------------------------------------------------------------------------------------------


def _guess(name: str, tried: Sequence[Asked], answers: Mapping[str, npt.NDArray[Any]]) -> Guess:
    """Of several outputs the first that is a picture."""
    for port, answer in answers.items():
        looks = _looks(answer)
        if looks is not None:
            channels, size = looks
            asked = next((each for each in tried if each.role == PICTURE), None)
            side = 0 if asked is None else asked.side or _example_side(asked)
            scale = size // side if side and size % side == 0 else 1
            return Guess(tuple(tried), port, channels, size, _span(name, answer), scale=max(1, scale))
    shapes = listed([f"{port} ({' x '.join(map(str, each.shape))})" for port, each in answers.items()])
    raise StudioError(f"{name} gives no picture, but {shapes}.", _WAY_OUT)


def _example_side(asked: Asked) -> int:
    return int(asked.control().example(1).shape[2])


def _looks(answer: npt.NDArray[Any]) -> tuple[int, int] | None:
    """Channels and size of square pictures, whichever way they lie."""
    shape = answer.shape
    if len(shape) == 4:
        for channels, height, width in ((shape[1], *shape[2:]), (shape[3], *shape[1:3])):
            if channels in (1, 3) and height == width > 1:
                return channels, height
        return None
    if len(shape) == 3 and shape[1] == shape[2] > 1:
        return 1, shape[1]
    if len(shape) == 2:
        for channels in (1, 3):
            side = math.isqrt(shape[1] // channels)
            if side >= _LEAST and channels * side * side == shape[1]:
                return channels, side
    return None


def _span(name: str, answer: npt.NDArray[Any]) -> tuple[float, float]:
    """What it calls black and white, by the values that came."""
    values = answer.astype(np.float64)
    most = float(np.abs(values).max())
    if not most <= _HUGE:
        words = f"up to {most:.2g}" if math.isfinite(most) else "not finite"
        raise StudioError(f"{name} answers with numbers that are no colours ({words}).",
                          "Its weights are damaged, or it expects other inputs.")  # fmt: skip
    low, high = float(values.min()), float(values.max())
    if high > _BRIGHT:
        return SPANS[2]
    return SPANS[1] if low >= -0.02 else SPANS[0]
