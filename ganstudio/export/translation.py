"""Translates any picture with an exported model that takes pictures: any size, alpha, colour profile, in tiles.

SKELETON of the interface; see the issue's helper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PIL import Image

from ganstudio.export.onnx_session import Model


@dataclass(frozen=True)
class Wishes:
    """How a picture is to be translated."""

    attributes: Mapping[str, bool] = field(default_factory=dict)  # of models that have some; others stay as they are
    strength: float = 1.0  # 0 gives the picture back, 1 the model's answer; up to 1.5 goes beyond
    tile: int = 0  # px; 0: chosen by the size of the picture


@dataclass(frozen=True)
class Translated:
    """A result with all that a file needs (ICC profile, EXIF, alpha in the picture), and what changed where."""

    picture: Image.Image
    changed: Image.Image | None  # grey, white where nothing changed; None where sizes differ
    again: Image.Image | None = None  # translated back, where a model for the way back was given


class Translator:
    """A model that takes one picture and gives one. Raises StudioError for other models."""

    def __init__(self, model: Model) -> None: ...

    @property
    def title(self) -> str:
        """The direction in words, such as "off to on"."""

    @property
    def scale(self) -> int:
        """How many times larger results are."""

    @property
    def attributes(self) -> tuple[str, ...]: ...

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]: ...

    def translate(
        self,
        picture: Image.Image,
        wishes: Wishes,
        progress: Callable[[float], None] = lambda _share: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Translated:
        """Raises StudioError, or Stopped when `stopped` says so."""
