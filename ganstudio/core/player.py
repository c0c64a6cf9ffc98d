"""Something that can be played in Explore, whatever computes it: an opened ONNX file, or a moment of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ganstudio.core.controls import Control, ImageInput, Label, Latent, first_of, images, latents
from ganstudio.core.outputs import Output
from ganstudio.core.pictures import Pixels


class Controlled:
    """What the controls of a network say of it."""

    controls: tuple[Control, ...]

    @property
    def noise(self) -> Latent | None:
        """What pictures differ by: the longest latent that is no category."""
        found = [each for each in latents(self.controls) if not each.is_categorical]
        return max(found, key=lambda each: each.size, default=None)

    @property
    def label(self) -> Label | None:
        return first_of(Label, self.controls)

    @property
    def images(self) -> dict[str, ImageInput]:
        """The pictures it takes, by role."""
        return images(self.controls)


class Player(Protocol):
    """A network with its controls, its looks and its name; `changes` says in words what was done to its file."""

    path: Path
    controls: tuple[Control, ...]
    gives: Output
    card: dict[str, Any]
    changes: tuple[str, ...]

    @property
    def name(self) -> str: ...

    @property
    def mark(self) -> str:
        """What it is known by, wherever it lies: bookmarks, directions and pictures name it so. Raises StudioError."""

    @property
    def size(self) -> int:
        """Pixels of its pictures; 0 where it gives none."""

    @property
    def provider(self) -> str:
        """What really computes, in a word."""

    @property
    def noise(self) -> Latent | None: ...

    @property
    def label(self) -> Label | None: ...

    @property
    def images(self) -> dict[str, ImageInput]: ...

    @property
    def mixes(self) -> bool:
        """Whether it can be given shares of several classes at once, N x classes."""

    @property
    def attends(self) -> bool:
        """Whether it can say where each place of its picture looks."""

    def run(self, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]: ...

    def generate(self, inputs: Mapping[str, npt.NDArray[Any]]) -> Pixels: ...

    def attention(self, inputs: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[np.float32]: ...
