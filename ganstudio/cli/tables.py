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
    sizes = [[_size(cell) for cell in row] for row in table]
    widths = _fitted([max(column) for column in zip(*sizes)], room or _room())
    for row, taken in zip(table, sizes):
        if all(size <= width for size, width in zip(taken, widths)):
            yield _line(row, taken, widths)
        else:
            cells = (_folded(cell, width) for cell, width in zip(row, widths))
            for part in zip_longest(*cells, fillvalue=""):
                yield _line(part, [_size(cell) for cell in part], widths)


def _size(text: str) -> int:
    return len(text) if text.isascii() else cell_len(text)


def _room() -> int:
    return shutil.get_terminal_size((_ENDLESS, 0)).columns if sys.stdout.isatty() else _ENDLESS


def _fitted(widths: list[int], room: int) -> list[int]:
    """The widest columns give way until a line fits."""
    room -= len(_GAP) * (len(widths) - 1)
    most = max(widths)
    while most > _NARROWEST and sum(min(width, most) for width in widths) > room:
        most -= 1
    return [min(width, most) for width in widths]


def _line(cells: Sequence[str], sizes: Sequence[int], widths: Sequence[int]) -> str:
    return _GAP.join(cell + " " * (width - size) for cell, size, width in zip(cells, sizes, widths)).rstrip()


def _folded(text: str, width: int) -> list[str]:
    """Lines of at most `width`, broken between words where that can be."""
    found = [""]
    for word in text.split(" "):
        longer = f"{found[-1]} {word}" if found[-1] else word
        if _size(longer) <= width:
            found[-1] = longer
        else:
            found += chop_cells(word, width)
    return [line for line in found if line]
