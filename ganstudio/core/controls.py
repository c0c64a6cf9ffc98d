"""What a generator takes: each kind of control becomes a slider, a picker or an ONNX input.

A kind is one class here (how it is drawn, tried out, checked, fed and described) and one widget in the console.
Arrays are numpy's, or those of whatever library `Random` draws with.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from ganstudio.core.control import Array, is_count
from ganstudio.core.control import Control as Control
from ganstudio.core.errors import StudioError
from ganstudio.core.image_input import ImageInput as ImageInput
from ganstudio.core.plain import as_tuples
from ganstudio.core.priors import CATEGORICAL, NORMAL, PARAMETERS, PRIORS, draw_prior
from ganstudio.core.randomness import Random, as_float32
from ganstudio.core.text import counted

T = TypeVar("T", bound=Control)


@dataclass(frozen=True)
class Latent(Control):
    """Noise of `size` numbers per picture: N(0, 1) ("normal"), on [-1, 1] ("uniform"), or one-hot ("categorical")."""

    name: str
    size: int
    prior: str = NORMAL
    kind: ClassVar[str] = "latent"

    @property
    def words(self) -> str:
        return f"{self.size} latent numbers per picture"

    @property
    def is_categorical(self) -> bool:
        return self.prior == CATEGORICAL

    def drawn(self, count: int, random: Random, sides: tuple[int, int] = (1, 1)) -> Any:
        return draw_prior(self.prior, count, self.size, random)

    def zeros(self, count: int, sides: tuple[int, int] = (1, 1)) -> Array:
        return np.zeros((count, self.size), np.float32)

    def checked(self, values: Any, model: str) -> Array:
        noise = np.asarray(values, dtype=np.float32)
        if noise.ndim != 2 or noise.shape[1] != self.size:
            raise StudioError(f"{model} takes {self.size} latent numbers per picture.")
        return noise

    def fits(self, shape: Sequence[int | None]) -> bool:
        return len(shape) == 2 and shape[1] in (None, self.size)

    def fits_spread(self, shape: Sequence[int | None]) -> bool:
        """N x L x 1 x 1 or N x 1 x 1 x L, as convolutions take noise."""
        return len(shape) == 4 and sorted(shape[1:], key=lambda side: side or self.size)[:2] == [1, 1]

    def as_wired(self, values: Array, shape: Sequence[int | None], spread: bool) -> Array:
        if len(shape) != 4:
            return values
        return values.reshape(len(values), *(1 if side == 1 and self.size != 1 else self.size for side in shape[1:]))

    def is_sound(self) -> bool:
        return is_count(self.size) and self.prior in PRIORS

    def described(self) -> dict[str, Any]:
        parameters = {"prior_parameters": PARAMETERS[self.prior]} if self.prior in PARAMETERS else {}
        return {**self.to_json(), **parameters}


@dataclass(frozen=True)
class Label(Control):
    """One of `classes`, passed as its index (int64)."""

    name: str
    classes: tuple[str, ...]
    kind: ClassVar[str] = "label"
    whole: ClassVar[bool] = True

    @property
    def words(self) -> str:
        return "the number of a class"

    def drawn(self, count: int, random: Random, sides: tuple[int, int] = (1, 1)) -> Any:
        return random.integers(len(self.classes), count)

    def zeros(self, count: int, sides: tuple[int, int] = (1, 1)) -> Array:
        return np.zeros(count, np.int64)

    def arranged(self, rows: int, columns: int, by_row: bool, random: Random) -> Any:
        numbers = random.counted(rows * columns)
        return (numbers // columns if by_row else numbers) % len(self.classes)

    def checked(self, values: Any, model: str) -> Array:
        if np.ndim(values) == 2:
            return self._shares(np.asarray(values, np.float32), model)
        ids = np.asarray(values, dtype=np.int64)
        # The network would take any number without a complaint: an unknown class is caught here.
        if ids.size and not (ids.min() >= 0 and ids.max() < len(self.classes)):
            raise StudioError(f"{model} knows the classes 0 to {len(self.classes) - 1}.")
        return ids

    def _shares(self, shares: Array, model: str) -> Array:
        """N x classes, of models that can be given more than one of them at once."""
        if shares.shape[1] != len(self.classes) or not np.allclose(shares.sum(1), 1, atol=1e-3):
            raise StudioError(f"{model} takes shares of {len(self.classes)} classes that add up to 1.")
        return shares

    def fits(self, shape: Sequence[int | None]) -> bool:
        return len(shape) == 1 or tuple(shape[1:]) == (1,)

    def fits_spread(self, shape: Sequence[int | None]) -> bool:
        """N x classes, one-hot."""
        return len(shape) == 2 and shape[1] in (None, len(self.classes))

    def as_wired(self, values: Array, shape: Sequence[int | None], spread: bool) -> Array:
        if spread:
            return values if np.ndim(values) == 2 else np.eye(len(self.classes), dtype=np.float32)[values]
        return values[:, None] if len(shape) == 2 else values

    def is_sound(self) -> bool:
        return bool(self.classes) and all(isinstance(each, str) for each in self.classes)


@dataclass(frozen=True)
class Attributes(Control):
    """Which of `names` hold, 1 or 0 each (float32); at most one of each of `groups`.

    `signed`: what is to change instead: 1 puts an attribute on, -1 takes it away, 0 leaves it as it is, or open.
    """

    name: str
    names: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...] = ()
    kind: ClassVar[str] = "attributes"
    signed: bool = False

    @property
    def words(self) -> str:
        values = "1 (on), -1 (off) or 0 (as it is)" if self.signed else "1 or 0"
        return f"{counted(len(self.names), 'attribute')} as {values}"

    def places(self) -> list[list[int]]:
        """The columns of each exclusive group."""
        return [[self.names.index(name) for name in group] for group in self.groups]

    def drawn(self, count: int, random: Random, sides: tuple[int, int] = (1, 1)) -> Any:
        # All numbers of one picture come together, so that picture i of a seed is the same for every count.
        names = len(self.names)
        numbers = random.uniform(count, names * (1 + self.signed) + len(self.groups))
        flags = (numbers[:, :names] < 0.5) * 1.0
        if self.signed:
            flags = flags - (numbers[:, names : 2 * names] < 0.5) * 1.0
        for column, places in enumerate(self.places(), numbers.shape[1] - len(self.groups)):
            spot, first = numbers[:, column : column + 1] * len(places), random.counted(len(places))
            below = spot < first + 1
            below[:, -1] = True  # a number just under 1 may be rounded up
            flags[:, places] = 1.0 * ((spot >= first) & below)
        return as_float32(flags)

    def zeros(self, count: int, sides: tuple[int, int] = (1, 1)) -> Array:
        return np.zeros((count, len(self.names)), np.float32)

    def checked(self, values: Any, model: str) -> Array:
        flags = np.asarray(values, dtype=np.float32)
        low = -1 if self.signed else 0
        if flags.ndim != 2 or flags.shape[1] != len(self.names) or not ((flags >= low) & (flags <= 1)).all():
            raise StudioError(f"{model} takes {self.words}: {', '.join(self.names)}.")
        for places, group in zip(self.places(), self.groups, strict=True):
            if (np.clip(flags[:, places], 0, None).sum(1) > 1.001).any():
                raise StudioError(f"{model} takes at most one of {', '.join(group)}.")
        return flags

    def fits(self, shape: Sequence[int | None]) -> bool:
        return len(shape) == 2 and shape[1] in (None, len(self.names))

    def is_sound(self) -> bool:
        known = set(self.names)
        return bool(known) and len(known) == len(self.names) and all(set(group) <= known for group in self.groups)


@dataclass(frozen=True)
class Scalar(Control):
    """One number per picture from `low` to `high`; `rest` is where its slider begins.

    `steady`: it rests there for all pictures, where others draw it anew for each.
    """

    name: str
    low: float
    high: float
    rest: float = 0.0
    kind: ClassVar[str] = "scalar"
    steady: bool = False

    @property
    def words(self) -> str:
        return f"a number from {self.low:g} to {self.high:g} per picture"

    def drawn(self, count: int, random: Random, sides: tuple[int, int] = (1, 1)) -> Any:
        if self.steady:
            return as_float32(random.uniform(count, 1) * 0 + self.rest)
        return as_float32(random.uniform(count, 1) * (self.high - self.low) + self.low)

    def zeros(self, count: int, sides: tuple[int, int] = (1, 1)) -> Array:
        return np.full((count, 1), self.rest, np.float32)

    def checked(self, values: Any, model: str) -> Array:
        numbers = np.asarray(values, dtype=np.float32)
        numbers = numbers[:, None] if numbers.ndim == 1 else numbers
        if numbers.ndim != 2 or numbers.shape[1] != 1 or not ((numbers >= self.low) & (numbers <= self.high)).all():
            raise StudioError(f"{model} takes {self.words} as {self.name}.")
        return numbers

    def fits(self, shape: Sequence[int | None]) -> bool:
        return len(shape) == 2 and shape[1] in (None, 1)

    def fits_spread(self, shape: Sequence[int | None]) -> bool:
        """A number for each, or one for all."""
        return len(shape) < 2

    def is_shared(self, shape: Sequence[int | None]) -> bool:
        return not shape or tuple(shape) == (1,)

    def as_wired(self, values: Array, shape: Sequence[int | None], spread: bool) -> Array:
        if len(shape) == 2:
            return values
        return values.reshape(-1)[: shape[0] or None] if shape else values.reshape(-1)[0]

    def is_sound(self) -> bool:
        numbers = (self.low, self.high, self.rest)
        known = all(isinstance(each, int | float) and math.isfinite(each) for each in numbers)
        return known and self.low < self.high and self.low <= self.rest <= self.high


_KINDS: dict[str, type[Control]] = {kind.kind: kind for kind in (Latent, Label, Attributes, Scalar, ImageInput)}


class Network(Protocol):
    """Something that draws, whatever computes it: an opened ONNX file, or the weights of a run."""

    controls: tuple[Control, ...]

    @property
    def size(self) -> int:
        """Pixels of the pictures that it was trained on."""

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        """N x C x H x W in [0, 1] for inputs by the names of the controls. Raises StudioError for unfit ones."""


def first_of(kind: type[T], controls: Sequence[Control]) -> T | None:
    """The first control of a kind."""
    return next((control for control in controls if isinstance(control, kind)), None)


def latents(controls: Sequence[Control]) -> list[Latent]:
    """The noise that is taken."""
    return [control for control in controls if isinstance(control, Latent)]


def images(controls: Sequence[Control]) -> dict[str, ImageInput]:
    """The pictures that are taken, by role."""
    return {control.role: control for control in controls if isinstance(control, ImageInput)}


def from_json(value: Mapping[str, Any]) -> Control:
    """The control written as `value`. Raises StudioError for a kind that this version does not know."""
    kind = _KINDS.get(str(value.get("kind")))
    if kind is None:
        raise StudioError(
            f"This model asks for an input of kind {value.get('kind')!r}, which this version does not know.",
            "Open it with a newer GAN Studio.",
        )
    fields = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    made = kind(**{name: as_tuples(item) for name, item in value.items() if name in fields})
    if not made.is_sound():
        raise ValueError(f"impossible numbers for {made.name}")
    return made
