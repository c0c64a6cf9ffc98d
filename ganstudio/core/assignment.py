"""The assignment problem: which partner each row is given, so that all together are worth most.

Written here because scipy, once installed, adds a second and a half to the import of torchmetrics, and so to every
start.
"""

from __future__ import annotations

from collections.abc import Sequence

_FAR = float("inf")


def assigned(worth: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs of row and column, each used once at most, of the largest summed `worth` (Kuhn 1955, Munkres 1957).

    As many pairs as the shorter side has; shortest augmenting paths over prices, cubic in the sides.
    """
    rows, columns = len(worth), len(worth[0])
    if rows > columns:
        turned = [[line[column] for line in worth] for column in range(columns)]
        return sorted((row, column) for column, row in assigned(turned))
    owner: list[int] = [-1] * columns  # the row that a column is given to
    of_row, of_column = [0.0] * rows, [0.0] * columns  # prices
    for row in range(rows):
        _augmented(worth, row, owner, of_row, of_column)
    return sorted((row, column) for column, row in enumerate(owner) if row >= 0)


def _augmented(
    worth: Sequence[Sequence[float]], begin: int, owner: list[int], of_row: list[float], of_column: list[float]
) -> None:
    """Give `begin` a column, moving others along the cheapest path to a free one."""
    columns = range(len(owner))
    distance, before, done = [_FAR] * len(owner), [-1] * len(owner), [False] * len(owner)
    row, at = begin, -1
    while row >= 0:
        gone = distance[at] if at >= 0 else 0.0
        for column in columns:
            way = gone - worth[row][column] - of_row[row] - of_column[column]
            if not done[column] and way < distance[column]:
                distance[column], before[column] = way, at
        at = min((column for column in columns if not done[column]), key=distance.__getitem__)
        done[at] = True
        row = owner[at]
    length = distance[at]
    of_row[begin] += length
    for column in columns:
        if done[column] and column != at:
            of_row[owner[column]] += length - distance[column]
            of_column[column] -= length - distance[column]
    while at >= 0:
        owner[at] = owner[before[at]] if before[at] >= 0 else begin
        at = before[at]
