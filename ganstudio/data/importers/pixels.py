"""Arrays of numbers as pictures and labels: whatever their type, range and order of axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.data.decoding.images import SMALLEST
from ganstudio.data.decoding.levels import Levels, levels_between, levels_of, span_of, to_bytes
from ganstudio.data.files.tree import Entry
from ganstudio.data.findings import Finding, finding

_MOST_CLASSES = 100_000
NUMBERS = "biuf"  # kinds of numpy types


@dataclass
class Block:
    """Rows that belong together: their split, pictures N x C x H x W of any numbers, labels N as numbers or words."""

    split: int
    pictures: npt.NDArray[Any]
    labels: npt.NDArray[np.int64] | None = None
    words: npt.NDArray[np.str_] | None = None

    @property
    def is_labelled(self) -> bool:
        return self.labels is not None or self.words is not None


def pictures_of(rows: npt.NDArray[Any], path: Path) -> npt.NDArray[Any]:
    """Any array of pictures as N x C x H x W. Raises StudioError when it cannot be one."""
    if rows.dtype.kind not in NUMBERS:
        raise StudioError(f"{path} holds an array of {rows.dtype}, not of pixels.")
    if rows.ndim == 2 and (shape := side_of(rows.shape[1])) is not None:
        rows = rows.reshape(len(rows), *shape)
    if rows.ndim == 3:
        rows = rows[:, None]
    if rows.ndim != 4 or min(rows.shape[1:3]) < 1:
        raise StudioError(f"{path} holds an array of shape {rows.shape}, not pictures.")
    if rows.shape[1] not in (1, 3) and rows.shape[3] in (1, 3, 4):
        rows = rows[..., :3].transpose(0, 3, 1, 2) if rows.shape[3] != 1 else rows.transpose(0, 3, 1, 2)
    if rows.shape[1] not in (1, 3) or min(rows.shape[2:]) < SMALLEST:
        raise StudioError(f"{path} holds an array of shape {rows.shape}, not pictures.")
    return rows


def as_bytes(parts: Sequence[npt.NDArray[Any]]) -> tuple[Pixels, Levels]:
    """Arrays one after the other as 0 to 255, on one scale, and which values were black and white."""
    levels = levels_of(parts[0]) if len(parts) == 1 else _shared(parts)
    made = [to_bytes(part, levels) for part in parts]
    return np.ascontiguousarray(made[0] if len(made) == 1 else np.concatenate(made)), levels


def _shared(parts: Sequence[npt.NDArray[Any]]) -> Levels:
    if all(part.dtype == np.uint8 for part in parts):
        return max(map(levels_of, parts), key=lambda levels: levels.white)
    spans = [span_of(part) for part in parts]
    return levels_between(
        min(low for low, _ in spans), max(high for _, high in spans), any(part.dtype.kind == "f" for part in parts)
    )


def side_of(numbers: int) -> tuple[int, int, int] | None:
    """The shape of a flat row of `numbers` pixels: grey squares, or colour planes."""
    for channels in (1, 3):
        side = math.isqrt(max(0, numbers) // channels)
        if side >= SMALLEST and side * side * channels == numbers:
            return channels, side, side
    return None


def classes_of(values: npt.NDArray[Any], entry: Entry, findings: list[Finding]) -> npt.NDArray[np.int64] | None:
    """Whole numbers that can count classes; None and a finding when they are something else."""
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    if 0 <= low <= high < _MOST_CLASSES and (values == np.floor(values)).all():
        return values.astype(np.int64)
    message = f"The labels of {entry.file} go from {low:g} to {high:g}: they are no numbers of classes."
    findings.append(finding("label-line", entry.name, message))
    return None
