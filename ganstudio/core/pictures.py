"""How pictures are laid out as sheets, written and read."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


def grid_shape(classes: int) -> tuple[int, int]:
    """Rows and columns of a sample grid: one row per class when there are 2 to 16 of them, else 8 x 14."""
    if 2 <= classes <= 16:
        return classes, max(8, min(16, round(1.5 * classes)))
    return 8, 14


EXAMPLES = 12  # pictures that the sample grid of a translation shows


def example_grid(count: int, columns: int) -> tuple[int, int]:
    """Rows and columns of a grid with `columns` pictures for each of `count` examples, two examples to a row."""
    across = 2 if count % 2 == 0 and columns <= 6 else 1
    return count // across, across * columns


def tile(pictures: Pixels, rows: int, columns: int) -> Pixels:
    """N x C x S x S pictures, row by row, as one H x W x C sheet without gaps; missing ones stay black."""
    count, channels, height, width = pictures.shape
    sheet = np.zeros((rows * columns, channels, height, width), dtype=np.uint8)
    sheet[: min(count, rows * columns)] = pictures[: rows * columns]
    sheet = sheet.reshape(rows, columns, channels, height, width).transpose(0, 3, 1, 4, 2)
    return np.ascontiguousarray(sheet.reshape(rows * height, columns * width, channels))


def blank_cells(sheet: Pixels, rows: int, columns: int) -> frozenset[int]:
    """Which cells of an H x W x C sheet hold nothing: there were fewer pictures than places."""
    height, width, channels = sheet.shape
    if height % rows or width % columns:
        return frozenset()
    cells = sheet.reshape(rows, height // rows, columns, width // columns, channels)
    return frozenset(np.flatnonzero(~cells.any(axis=(1, 3, 4)).ravel()).tolist())


def sheet_shape(count: int) -> tuple[int, int]:
    """Rows and columns of a near-square sheet of `count` pictures."""
    columns = math.ceil(math.sqrt(count))
    return math.ceil(count / columns), columns


def write_png(path: Path, sheet: Pixels) -> None:
    """Write an H x W x 1 or H x W x 3 sheet as PNG, whole or not at all."""
    from ganstudio.core.files import replace_atomically

    replace_atomically(path, lambda temporary: as_image(sheet).save(temporary, format="PNG"))


def as_image(sheet: Pixels) -> Any:
    """A Pillow picture of an H x W x C sheet."""
    from PIL import Image  # imported late: the core itself needs no pictures

    return Image.fromarray(sheet[:, :, 0] if sheet.shape[2] == 1 else sheet)


def read_png(path: Path) -> Pixels:
    """An H x W x C sheet from a PNG that this program wrote."""
    from PIL import Image

    with Image.open(path) as image:
        sheet = np.asarray(image.convert("L" if image.mode in ("1", "L") else "RGB"), dtype=np.uint8)
    return sheet[:, :, None] if sheet.ndim == 2 else sheet
