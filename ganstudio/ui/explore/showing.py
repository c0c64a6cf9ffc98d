"""Pictures that were drawn, as the sheets that the window shows."""

from __future__ import annotations

from ganstudio.core.pictures import Pixels, tile
from ganstudio.studio.drawn import Drawn
from ganstudio.ui.explore.choosing import by_class
from ganstudio.ui.explore.words import OPEN
from ganstudio.ui.grid import Sheet, to_image


def shown(drawn: Drawn, shape: tuple[int, int]) -> tuple[Pixels, list[Sheet]]:
    """H x W x C in `shape` rows and columns, a row for each class where none was asked for, and the sheet of it.

    Then the sheets of the models beside it.
    """
    model, request, (rows, columns) = drawn.model, drawn.request, shape
    many = rows * columns > 1
    classes = request.label is None and model.label is not None and many and not request.columns
    names = model.label.classes if classes and model.label is not None else ()

    def laid(pictures: Pixels) -> Pixels:
        return tile(by_class(pictures, rows, columns) if classes else pictures, rows, columns)

    whole = drawn.whole if drawn.whole is not None else laid(drawn.pictures)
    tips = drawn.lines or ((OPEN,) * len(drawn.pictures) if many else ())
    own = model.name if model.path.is_file() else f"Step {int(model.card['step']):,}"
    title = own if drawn.beside else ""
    sheets = [Sheet(title, to_image(whole), rows, names, shape, many, tips=tips)]
    sheets += [Sheet(each.title, to_image(laid(pictures)), rows, (), shape, many, tips=tips)
               for each, pictures in drawn.beside]  # fmt: skip
    return whole, sheets
