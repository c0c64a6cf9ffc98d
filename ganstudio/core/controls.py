"""What a generator takes, as data: each control becomes a slider, a picker or an ONNX input."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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


Control = Latent | Label
_KINDS: dict[str, type[Latent] | type[Label]] = {"latent": Latent, "label": Label}


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
    return made
