"""What a generator takes, as data: each control becomes a slider, a picker or an ONNX input."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError


@dataclass(frozen=True)
class Latent:
    """Noise of `size` numbers per picture; `prior` is "normal" (N(0, 1)) or "uniform" (on [-1, 1])."""

    name: str
    size: int
    prior: str = "normal"
    kind: str = "latent"


@dataclass(frozen=True)
class Label:
    """One of `classes`, passed as its index (int64)."""

    name: str
    classes: tuple[str, ...]
    kind: str = "label"


@dataclass(frozen=True)
class ImageInput:
    """A picture in [0, 1], N x `channels` x H x W; H and W are multiples of `multiple`.

    `role` "sketch": black lines on white. "hints": red, green, blue and 1 where a colour is given, else 0.
    `largest` is the longest side in pixels that can be shown at once, 0 for any.
    """

    name: str
    channels: int
    role: str
    multiple: int = 1
    kind: str = "image"
    largest: int = 0


Control = Latent | Label | ImageInput
_MOST = 1 << 20  # latent numbers, channels or pixels of one input
_KINDS: dict[str, type[Latent] | type[Label] | type[ImageInput]] = {
    "latent": Latent,
    "label": Label,
    "image": ImageInput,
}


class Network(Protocol):
    """Something that draws, whatever computes it: an opened ONNX file, or the weights of a run."""

    size: int  # px that it was trained on
    controls: tuple[Control, ...]

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        """N x C x H x W in [0, 1] for inputs by the names of the controls. Raises StudioError for unfit ones."""


def to_json(control: Control) -> dict[str, Any]:
    return dataclasses.asdict(control)


def from_json(value: Mapping[str, Any]) -> Control:
    """The control written as `value`. Raises StudioError for a kind that this version does not know."""
    kind = _KINDS.get(str(value.get("kind")))
    if kind is None:
        raise StudioError(
            f"This model asks for an input of kind {value.get('kind')!r}, which this version does not know.",
            "Open it with a newer GAN Studio.",
        )
    fields = {field.name for field in dataclasses.fields(kind)}
    values = {name: tuple(item) if isinstance(item, list) else item for name, item in value.items() if name in fields}
    made: Control = kind(**values)  # type: ignore[arg-type]
    _check(made)
    return made


def _check(control: Control) -> None:
    """Numbers that no network can have come from a damaged description. Raises ValueError."""
    if isinstance(control, Label):
        sound = bool(control.classes) and all(isinstance(each, str) for each in control.classes)
    elif isinstance(control, Latent):
        sound = _counts(control.size)
    else:
        sound = _counts(control.channels) and _counts(control.multiple) and control.largest == 0
    if not sound:
        raise ValueError(f"impossible numbers for {control.name}")


def _counts(value: object) -> bool:
    """Whether it is a number of something, of a size that a network may have."""
    return isinstance(value, int) and 0 < value <= _MOST
