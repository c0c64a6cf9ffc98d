"""What a model of another program takes and gives, as a value: guessed, corrected by a person, written as a card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ganstudio.core.controls import Control, ImageInput, Label, Latent, Scalar
from ganstudio.core.outputs import Picture
from ganstudio.core.priors import NORMAL
from ganstudio.core.text import readable

LATENT, CLASS, NUMBER, PICTURE = "latent", "class", "number", "picture"
RGB, BGR = "rgb", "bgr"
SPANS = ((-1.0, 1.0), (0.0, 1.0), (0.0, 255.0))
MULTIPLE = 32  # px: sides that most networks can halve as often as they like


@dataclass(frozen=True)
class Asked:
    """One input: its `role`, and how many numbers, classes or channels it has.

    `prior` is that of noise, `span` what a picture calls black and white, or where a number may lie; `side` is of a
    picture whose size is fixed.
    """

    port: str
    role: str
    size: int = 1
    prior: str = NORMAL
    span: tuple[float, float] = (0.0, 1.0)
    side: int = 0
    roles: tuple[str, ...] = ()  # it could also be one of these
    names: tuple[str, ...] = ()  # of classes, where somebody has said them

    def named(self, text: str) -> Asked:
        """With names of classes, separated by commas; as many as there are, or numbers stay."""
        names = tuple(part.strip() for part in text.split(",") if part.strip())
        return replace(self, names=names if len(set(names)) == self.size else ())

    def control(self) -> Control:
        if self.role == LATENT:
            return Latent(self.port, self.size, self.prior)
        if self.role == CLASS:
            return Label(self.port, self.names or tuple(str(number) for number in range(self.size)))
        if self.role == NUMBER:
            return Scalar(self.port, *self.span, rest=self.span[1], steady=True)
        return ImageInput(self.port, self.size, "picture", self.side or MULTIPLE, largest=self.side,
                          value_range=self.span)  # fmt: skip


@dataclass(frozen=True)
class Guess:
    """`inputs`, and of the output `port` its channels, size, `scale` times the input, order and span."""

    inputs: tuple[Asked, ...]
    port: str
    channels: int
    size: int
    span: tuple[float, float] = SPANS[0]
    order: str = RGB
    scale: int = 1

    @property
    def task(self) -> str:
        if any(each.role == PICTURE for each in self.inputs):
            return "enlarge" if self.scale > 1 else "change"
        return "class_latent" if any(each.role == CLASS for each in self.inputs) else "latent"

    def card(self, path: Path) -> dict[str, Any]:
        """What the file at `path` would say of itself, had it been exported here."""
        gives = Picture(self.channels, self.size, self.span, self.scale)
        classes = next((each.size for each in self.inputs if each.role == CLASS), 0)
        return {
            "schema": 1, "name": readable(path.stem), "task": self.task, "family": "another program", "step": 0,
            "inputs": [each.control().described() for each in self.inputs], "n_classes": classes,
            "outputs": [{**gives.described(), "range": list(self.span), "port": self.port, "order": self.order}],
            "dataset": {"name": "another program"}, "foreign": True,
        }  # fmt: skip
