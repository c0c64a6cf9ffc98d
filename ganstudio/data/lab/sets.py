"""What the Lab learns from, under one name: built in, or a file of one's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ganstudio.core.outputs import Points
from ganstudio.core.pictures import Pixels
from ganstudio.data.lab import drawn, points
from ganstudio.data.picture_set import PictureSet
from ganstudio.data.sets.dataset import DataSet


def built_in() -> list[DataSet]:
    return points.sets()


def is_one(path: Path) -> bool:
    """Whether a file is for the Lab."""
    return drawn.is_drawn(path)


def from_file(path: Path) -> DataSet:
    """The set in a file. Raises StudioError naming it."""
    return points.from_file(path)


def prepared(data: DataSet) -> PictureSet:
    """What it holds, ready to be trained on. Raises StudioError."""
    return points.prepared(data)


def face(data: DataSet) -> Pixels:
    """What it looks like: 1 x 1 x H x W."""
    rows = np.asarray(prepared(data).pictures[:4096])
    return Points(data.size, data.reach).pixels(rows)
