"""Networks that colour in ways a test can foresee."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.controls import Control, ImageInput, Label, Latent

Floats = npt.NDArray[np.float32]
Feeds = Mapping[str, npt.NDArray[Any]]

SKETCH = ImageInput("sketch", 1, "sketch", 32)
HINTS = ImageInput("hints", 4, "hints", 32)
CODE = Latent("variation", 3)
EVERYTHING: tuple[Control, ...] = (SKETCH, HINTS, CODE)


class Painter:
    """Answers with `paint(feeds)`, N x C x H x W; remembers what it was given. `gate` holds it up until it is set."""

    def __init__(
        self, paint: Callable[[Feeds], npt.NDArray[Any]], controls: tuple[Control, ...] = EVERYTHING, size: int = 64
    ) -> None:
        self.paint, self.controls, self.size = paint, controls, size
        self.seen: list[Feeds] = []
        self.gate: threading.Event | None = None
        self.begun = threading.Event()

    def run(self, inputs: Feeds) -> Floats:
        self.seen.append(inputs)
        self.begun.set()
        if self.gate is not None:
            assert self.gate.wait(20)
        return np.asarray(self.paint(inputs), np.float32)


def one_colour(*colour: float) -> Callable[[Feeds], Floats]:
    """The same everywhere, whatever is drawn."""

    def paint(feeds: Feeds) -> Floats:
        count, _, height, width = feeds["sketch"].shape
        tones = np.array(colour, np.float32)[:, None, None]
        return np.broadcast_to(tones, (count, len(colour), height, width)).copy()

    return paint


def echo(feeds: Feeds) -> Floats:
    """The line in red, its inverse in green, the mask of the hints in blue."""
    line = feeds["sketch"][:, :1]
    blue = feeds["hints"][:, 3:] if "hints" in feeds else np.zeros_like(line)
    return np.concatenate([line, 1 - line, blue], axis=1)


def obedient(feeds: Feeds) -> Floats:
    """Hints where they are, else white."""
    hints = feeds["hints"]
    return np.asarray(hints[:, :3] + (1 - hints[:, 3:]), np.float32)


def by_code(feeds: Feeds) -> Floats:
    """One colour, chosen by the variation."""
    count, _, height, width = feeds["sketch"].shape
    tones = 1 / (1 + np.exp(-feeds["variation"][:, :3]))
    return np.broadcast_to(tones[:, :, None, None], (count, 3, height, width)).copy()


def labelled() -> Painter:
    """One that takes a class and no sketch."""
    return Painter(lambda feeds: np.zeros((1, 3, 64, 64)), (Latent("z", 4), Label("class_id", ("a", "b"))))
