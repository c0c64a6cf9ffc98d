"""What the Lab learns from, under one name: built in, or a file of one's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ganstudio.core.outputs import Points, Tokens
from ganstudio.core.pictures import Pixels
from ganstudio.core.sets import TEXT
from ganstudio.data.lab import drawn, points, text
from ganstudio.data.picture_set import PictureSet
from ganstudio.data.sets.dataset import DataSet

_SHOWN = 6  # lines on a card


def built_in() -> list[DataSet]:
    return [*points.sets(), *text.sets()]


def is_one(path: Path) -> bool:
    """Whether a file is for the Lab."""
    return drawn.is_drawn(path) or text.is_one(path)


def from_file(path: Path) -> DataSet:
    """The set in a file. Raises StudioError naming it."""
    return text.from_file(path) if text.is_one(path) else points.from_file(path)


def prepared(data: DataSet) -> PictureSet:
    """What it holds, ready to be trained on. Raises StudioError."""
    return text.prepared(data) if data.kind == TEXT else points.prepared(data)


def face(data: DataSet, lines: int = _SHOWN) -> Pixels:
    """What it looks like: 1 x 1 x H x W; of text so many lines. Raises StudioError."""
    rows = np.asarray(prepared(data).pictures)
    if data.kind != TEXT:
        return Points(data.size, data.reach).pixels(rows[:4096])
    chosen = rows[np.linspace(0, len(rows) - 1, lines).astype(np.int64)]
    written = Tokens(data.size, data.vocabulary).pixels(chosen)
    return written.reshape(1, 1, -1, written.shape[-1])
