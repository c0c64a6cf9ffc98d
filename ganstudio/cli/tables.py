"""Tables in the terminal. Ten thousand rows are laid out at once, and a pipe gets one line a row."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len, chop_cells

_GAP = "  "
_NARROWEST = 6
_ENDLESS = 1_000_000  # where no terminal cuts a line


def lines(header: Sequence[str], rows: Sequence[Sequence[str]], room: int | None = None) -> Iterator[str]:
    """`header` and `rows` in columns; cells are folded so that a line fits into `room`, or into the terminal."""
    table = [header, *rows]
    widths = _fitted([max(map(cell_len, column)) for column in zip(*table)], room or _room())
    for row in table:
        if all(cell_len(cell) <= width for cell, width in zip(row, widths)):
            yield _line(row, widths)
        else:
            cells = (_folded(cell, width) for cell, width in zip(row, widths))
            yield from (_line(part, widths) for part in zip_longest(*cells, fillvalue=""))


def _room() -> int:
    return shutil.get_terminal_size((_ENDLESS, 0)).columns if sys.stdout.isatty() else _ENDLESS


def _fitted(widths: list[int], room: int) -> list[int]:
    """The widest columns give way until a line fits."""
    room -= len(_GAP) * (len(widths) - 1)
    most = max(widths)
    while most > _NARROWEST and sum(min(width, most) for width in widths) > room:
        most -= 1
    return [min(width, most) for width in widths]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths)).rstrip()


def _folded(text: str, width: int) -> list[str]:
    """Lines of at most `width`, broken between words where that can be."""
    found = [""]
    for word in text.split(" "):
        longer = f"{found[-1]} {word}" if found[-1] else word
        if cell_len(longer) <= width:
            found[-1] = longer
        else:
            found += chop_cells(word, width)
    return [line for line in found if line]
