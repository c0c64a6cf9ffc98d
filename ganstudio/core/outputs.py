"""What a generator gives: a picture, numbers, points or tokens; each knows its shape, its ONNX form and its looks.

`portable` takes what a network returns, as a tensor of whatever library; all else is numpy.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from ganstudio.core import drawn
from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.core.plain import as_tuples

Array = npt.NDArray[Any]
_MOST = 1 << 20


class Output(ABC):
    """What one network returns for a batch. `name` is that of its ONNX output."""

    kind: ClassVar[str]
    name: ClassVar[str]
    together: ClassVar[int] = 1  # how many answers make one picture to look at

    @abstractmethod
    def portable(self, values: Any) -> Any:
        """As an exported file answers."""

    @abstractmethod
    def shape(self, count: int, sides: tuple[int, int] | None = None) -> tuple[int, ...]:
        """Of an answer; `sides`: height and width of the picture that was given."""

    @abstractmethod
    def difference(self, ours: Array, theirs: Array) -> Array:
        """How far two portable answers are apart, 0 for equal, 1 for as far as can be."""

    @abstractmethod
    def pixels(self, answer: Array) -> Pixels:
        """A portable answer as N x C x H x W pictures, to be looked at."""

    @abstractmethod
    def is_sound(self) -> bool:
        """Whether its numbers are such as a network can have."""

    def described(self) -> dict[str, Any]:
        """What a model's card says of it."""
        return {"name": self.name, "kind": self.kind, **dataclasses.asdict(self)}  # type: ignore[call-overload]


@dataclass(frozen=True)
class Picture(Output):
    """N x `channels` x H x W in `value_range`; H is `size`, or `scale` times that of the picture given."""

    channels: int
    size: int
    value_range: tuple[float, float] = (-1.0, 1.0)
    scale: int = 1
    kind: ClassVar[str] = "picture"
    name: ClassVar[str] = "image"

    def portable(self, values: Any) -> Any:
        low, high = self.value_range
        return ((values - low) * (1.0 / (high - low))).clamp(0.0, 1.0)

    def shape(self, count: int, sides: tuple[int, int] | None = None) -> tuple[int, ...]:
        height, width = (self.size, self.size) if sides is None else (side * self.scale for side in sides)
        return count, self.channels, height, width

    def difference(self, ours: Array, theirs: Array) -> Array:
        return np.abs(ours.astype(np.float64) - theirs)

    def pixels(self, answer: Array) -> Pixels:
        return np.asarray(np.rint(answer * 255.0), np.uint8)

    def is_sound(self) -> bool:
        return self.channels in (1, 3) and 0 < self.size <= _MOST and 0 < self.scale <= 64

    def described(self) -> dict[str, Any]:
        return {
            "name": self.name, "kind": self.kind, "layout": "NCHW", "range": [0.0, 1.0],
            "colour": "grey" if self.channels == 1 else "sRGB", "channels": self.channels, "size": self.size,
            "scale": self.scale,
        }  # fmt: skip


@dataclass(frozen=True)
class Numbers(Output):
    """N x `size` numbers without bounds: an encoder's code."""

    size: int
    kind: ClassVar[str] = "numbers"
    name: ClassVar[str] = "code"

    def portable(self, values: Any) -> Any:
        return values

    def shape(self, count: int, sides: tuple[int, int] | None = None) -> tuple[int, ...]:
        return count, self.size

    def difference(self, ours: Array, theirs: Array) -> Array:
        return np.abs(ours.astype(np.float64) - theirs) / max(1.0, float(np.abs(theirs).max(initial=0.0)))

    def pixels(self, answer: Array) -> Pixels:
        return drawn.bars(answer)

    def is_sound(self) -> bool:
        return 0 < self.size <= _MOST


@dataclass(frozen=True)
class Points(Output):
    """N x `size` coordinates, most of them within +-`reach`."""

    size: int = 2
    reach: float = 1.0
    kind: ClassVar[str] = "points"
    name: ClassVar[str] = "points"
    together: ClassVar[int] = 1024

    def portable(self, values: Any) -> Any:
        return values

    def shape(self, count: int, sides: tuple[int, int] | None = None) -> tuple[int, ...]:
        return count, self.size

    def difference(self, ours: Array, theirs: Array) -> Array:
        return np.abs(ours.astype(np.float64) - theirs) / (2 * self.reach)

    def pixels(self, answer: Array) -> Pixels:
        return drawn.scattered(answer, self.reach)

    def is_sound(self) -> bool:
        return 0 < self.size <= _MOST and 0 < self.reach < 1e6


@dataclass(frozen=True)
class Tokens(Output):
    """N x `length` places with a weight for each entry of `vocabulary`; portable is the number of the heaviest."""

    length: int
    vocabulary: tuple[str, ...]
    kind: ClassVar[str] = "tokens"
    name: ClassVar[str] = "tokens"

    def portable(self, values: Any) -> Any:
        return values.argmax(-1)

    def shape(self, count: int, sides: tuple[int, int] | None = None) -> tuple[int, ...]:
        return count, self.length

    def difference(self, ours: Array, theirs: Array) -> Array:
        """The share of places that differ: rounding may turn a tie."""
        return np.asarray(np.mean(ours != theirs))

    def lines(self, answer: Array) -> list[str]:
        """A portable answer as text."""
        return ["".join(self.vocabulary[number] for number in row) for row in answer.tolist()]

    def pixels(self, answer: Array) -> Pixels:
        return drawn.written(self.lines(answer), self.length)

    def is_sound(self) -> bool:
        return 0 < self.length <= _MOST and bool(self.vocabulary)


_KINDS: dict[str, type[Output]] = {kind.kind: kind for kind in (Picture, Numbers, Points, Tokens)}


def from_json(value: Mapping[str, Any]) -> Output:
    """What a card says under `outputs`; models of earlier versions give pictures without saying so.

    Raises StudioError for a kind that this version does not know, ValueError for impossible numbers.
    """
    kind = _KINDS.get(str(value.get("kind", Picture.kind)))
    if kind is None:
        raise StudioError(f"This model gives {value['kind']!r}, which this version does not know.",
                          "Open it with a newer GAN Studio.")  # fmt: skip
    made = _picture(value) if kind is Picture else _made(kind, value)
    if not made.is_sound():
        raise ValueError("impossible numbers")
    return made


def _picture(value: Mapping[str, Any]) -> Output:
    low, high = (float(bound) for bound in value.get("range", (0.0, 1.0)))
    if not low < high:
        raise ValueError("impossible numbers")
    return Picture(int(value["channels"]), int(value["size"]), (low, high), int(value.get("scale", 1)))


def _made(kind: type[Output], value: Mapping[str, Any]) -> Output:
    fields = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: as_tuples(each) for name, each in value.items() if name in fields})
