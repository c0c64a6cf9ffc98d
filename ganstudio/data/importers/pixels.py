"""Arrays of numbers as pictures and labels: whatever their type, range and order of axes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError
from ganstudio.core.pictures import Pixels
from ganstudio.data.findings import Finding, finding
from ganstudio.data.images import SMALLEST
from ganstudio.data.tree import Entry

_MOST_CLASSES = 100_000
NUMBERS = "biuf"  # kinds of numpy types


@dataclass
class Block:
    """Rows that belong together: their split, pictures N x C x H x W, labels N or None."""

    split: int
    pictures: Pixels
    labels: npt.NDArray[np.int64] | None


def pictures_of(rows: npt.NDArray[Any], path: Path) -> Pixels:
    """Any array of pictures as uint8 N x C x H x W. Raises StudioError when it cannot be one."""
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
    return np.ascontiguousarray(as_bytes(rows))


def as_bytes(rows: npt.NDArray[Any]) -> Pixels:
    """0..255 whatever it was: bytes, 0..1, -1..1, or 16 bits."""
    if rows.dtype == np.uint8:
        return rows
    if rows.dtype.kind in "iu" and rows.size and rows.min() >= 0 and 1 < rows.max() <= 255:
        return rows.astype(np.uint8)
    values: npt.NDArray[np.float32] = np.nan_to_num(rows.astype(np.float32))
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    if low < 0:
        shift, span = (1.0, 2.0) if low >= -1.01 and high <= 1.01 else (-low, 1.0)
        values, high = (values + np.float32(shift)) / np.float32(span), (high + shift) / span
    scale = 255.0 if high <= 1.01 else 255.0 / high if high > 255 else 1.0
    return np.asarray((values * np.float32(scale)).round().clip(0, 255), dtype=np.uint8)


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
