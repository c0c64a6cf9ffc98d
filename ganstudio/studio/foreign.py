"""What a model of another program makes, read as a guess has it."""

from __future__ import annotations

from pathlib import Path

from ganstudio.core.pictures import Pixels, tile
from ganstudio.export.foreign.guess import Guess
from ganstudio.export.onnx_session import Model
from ganstudio.studio.generation import contact_sheet

_SHAPES = ((64, (6, 8)), (200, (3, 4)))  # rows and columns for pictures of up to so many px


def previewed(path: Path, guess: Guess) -> Pixels:
    """H x W x C: some pictures, or faces beside what becomes of them. Raises StudioError where nothing can be drawn."""
    model = Model(path, card=guess.card(path))
    shape = next((each for most, each in _SHAPES if guess.size <= most), (2, 2))
    return tile(contact_sheet(model, *shape), *shape)
