"""A picture that a generator takes, one kind of control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ganstudio.core.control import Array, Control, is_count
from ganstudio.core.errors import StudioError
from ganstudio.core.randomness import Random, as_float32
from ganstudio.core.text import counted

_HINTED = 0.05  # share of the pixels of an example that are hints
_LOOK = 64  # px at least of the sketch that a model is tried out with


@dataclass(frozen=True)
class ImageInput(Control):
    """A picture in [0, 1], N x `channels` x H x W; H and W are multiples of `multiple`.

    `role` "sketch": black lines on white. "hints": red, green, blue and 1 where a colour is given, else 0.
    "picture": a picture to be changed. `largest` is the longest side in pixels that can be shown at once, 0 for any;
    where it equals `multiple`, that is the only one.
    """

    name: str
    channels: int
    role: str
    multiple: int = 1
    kind: ClassVar[str] = "image"
    largest: int = 0
    value_range: tuple[float, float] = (0.0, 1.0)  # what a file of another program calls black and white

    @property
    def words(self) -> str:
        return f"pictures of {self.channels} channels"

    def _shape(self, count: int, sides: tuple[int, int]) -> tuple[int, int, int, int]:
        sides = (1, 1) if self.largest else sides
        return count, self.channels, self.multiple * sides[0], self.multiple * sides[1]

    def drawn(self, count: int, random: Random, sides: tuple[int, int] = (1, 1)) -> Any:
        picture = random.uniform(*self._shape(count, sides))
        if self.role == "hints":
            mask = picture[:, 3:] < _HINTED
            picture = picture * mask
            picture[:, 3:] = 1.0 * mask
        return as_float32(picture)

    def zeros(self, count: int, sides: tuple[int, int] = (1, 1)) -> Array:
        return np.zeros(self._shape(count, sides), np.float32)

    def example(self, count: int) -> Array:
        """White paper with a cross of lines, and no hints."""
        side = -(-_LOOK // self.multiple)
        planes = self.zeros(count, (side, side))
        if self.role != "hints":
            planes += 1.0
            middle = planes.shape[2] // 2
            planes[:, :, middle, :] = planes[:, :, :, middle] = 0.0
        return planes

    def arranged(self, rows: int, columns: int, by_row: bool, random: Random) -> Any:
        raise TypeError("a generator that takes pictures is shown by examples")

    def checked(self, values: Any, model: str) -> Array:
        pictures = np.asarray(values, dtype=np.float32)
        fits = pictures.ndim == 4 and pictures.shape[1] == self.channels
        if not fits or any(side % self.multiple for side in pictures.shape[2:]):
            sides = "sides of exactly" if self.largest else "its sides multiples of"
            raise StudioError(
                f"{model} takes {self.name} of {counted(self.channels, 'channel')}, {sides} "
                f"{self.multiple} px, not {' x '.join(map(str, pictures.shape[1:]))}."
            )
        return pictures

    def fits(self, shape: Sequence[int | None]) -> bool:
        return len(shape) == 4 and (shape[1] in (None, self.channels) or self.comes_last(shape))

    def comes_last(self, shape: Sequence[int | None]) -> bool:
        """Whether an input of this shape has its channels behind its sides."""
        return self.channels == shape[3] != shape[1]

    def as_wired(self, values: Array, shape: Sequence[int | None], spread: bool) -> Array:
        low, high = self.value_range
        return values if (low, high) == (0.0, 1.0) else values * np.float32(high - low) + np.float32(low)

    def to_json(self) -> dict[str, Any]:
        """Nothing is said of a range that is ours."""
        told = super().to_json()
        if self.value_range == (0.0, 1.0):
            del told["value_range"]
        return told

    def free(self, sides: tuple[Any, Any]) -> dict[int, Any]:
        return {} if self.largest else {2: self.multiple * sides[0], 3: self.multiple * sides[1]}

    def is_sound(self) -> bool:
        sizes = is_count(self.channels) and is_count(self.multiple) and self.largest in (0, self.multiple)
        return sizes and self.value_range[0] < self.value_range[1]
