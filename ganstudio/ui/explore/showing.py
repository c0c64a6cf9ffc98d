"""Pictures that were drawn, as the sheet that the window shows."""

from __future__ import annotations

from ganstudio.core.pictures import Pixels, tile
from ganstudio.export.onnx_session import Model
from ganstudio.studio.playing import Request
from ganstudio.ui.explore.choosing import by_class
from ganstudio.ui.explore.words import OPEN
from ganstudio.ui.grid import Sheet, to_image


def shown(
    model: Model, request: Request, pictures: Pixels, shape: tuple[int, int], lines: tuple[str, ...]
) -> tuple[Pixels, Sheet]:
    """H x W x C in `shape` rows and columns, a row for each class where none was asked for, and the sheet of it."""
    rows, columns = shape
    many = rows * columns > 1
    names: tuple[str, ...] = ()
    if request.label is None and model.label is not None and many and not request.columns:
        pictures, names = by_class(pictures, rows, columns), model.label.classes
    whole = tile(pictures, rows, columns)
    tips = lines or ((OPEN,) * len(pictures) if many else ())
    return whole, Sheet("", to_image(whole), rows, names, shape, many, tips=tips)
