"""One input of a generator: what every kind of control can do by itself."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from ganstudio.core.randomness import NumpyRandom, Random, repeated

Array = npt.NDArray[Any]
_MOST = 1 << 20  # latent numbers, channels or pixels of one input


class Control(ABC):
    """One input of a generator, batched along its first dimension. `name` is that of its ONNX input."""

    name: str
    kind: ClassVar[str]
    whole: ClassVar[bool] = False  # whether it takes whole numbers

    @property
    @abstractmethod
    def words(self) -> str:
        """What it takes, for a sentence."""

    @abstractmethod
    def drawn(self, count: int, random: Random, sides: tuple[int, int] = (1, 1)) -> Any:
        """Random values as they occur while training; of pictures `sides` (height, width) in multiples."""

    @abstractmethod
    def zeros(self, count: int, sides: tuple[int, int] = (1, 1)) -> Array:
        """The values that say least."""

    @abstractmethod
    def checked(self, values: Any, model: str) -> Array:
        """`values` as an array. Raises StudioError naming `model` where they do not fit."""

    @abstractmethod
    def fits(self, shape: Sequence[int | None]) -> bool:
        """Whether an input of this shape (None: any) may be it."""

    @abstractmethod
    def is_sound(self) -> bool:
        """Whether its numbers are such as a network can have."""

    def fits_spread(self, shape: Sequence[int | None]) -> bool:
        """Whether fractions of this shape may be it in another form than ours; see `as_wired`."""
        return False

    def is_shared(self, shape: Sequence[int | None]) -> bool:
        """Whether an input of this shape takes one value for all pictures of a call."""
        return False

    def as_wired(self, values: Array, shape: Sequence[int | None], spread: bool) -> Array:
        """`values` for an input of this shape; `spread`: it takes fractions."""
        return values

    def arranged(self, rows: int, columns: int, by_row: bool, random: Random) -> Any:
        """Values of a grid, row by row; `by_row`: rows differ by their class, so each repeats the same columns."""
        return repeated(self.drawn(columns, random), rows) if by_row else self.drawn(rows * columns, random)

    def example(self, count: int) -> Array:
        """Something to try a model out with."""
        return np.asarray(self.drawn(count, NumpyRandom(0)))

    def free(self, sides: tuple[Any, Any]) -> dict[int, Any]:
        """Dimensions behind the first that are free when exported, in terms of a height and a width."""
        return {}

    def to_json(self) -> dict[str, Any]:
        return {**dataclasses.asdict(self), "kind": self.kind}  # type: ignore[call-overload]

    def described(self) -> dict[str, Any]:
        """What a model's card says of it."""
        return self.to_json()


def is_count(value: object) -> bool:
    """Whether it is a number of something, of a size that a network may have."""
    return isinstance(value, int) and 0 < value <= _MOST
