"""A distribution that somebody drew or brought: a small text file of places, one "x,y" a line."""

from __future__ import annotations

import csv
import hashlib
from itertools import count
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ganstudio.core.errors import StudioError, explaining
from ganstudio.core.files import replace_atomically
from ganstudio.data.lab.distributions import Distribution, Floats

SUFFIX = ".points.csv"
FEWEST = 16  # places that are a distribution
_MOST = 1_000_000
_FILLS = 2.0  # of the plane, that what is brought is enlarged or reduced to
_JITTER = 0.03  # about every place: a pencil has a width


def is_drawn(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIX)


def free(folder: Path, name: str) -> Path:
    """A file for what is called so; another number where there is one already, which runs may have learned from."""
    names = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(path for each in names if not (path := folder / f"{each}{SUFFIX}").exists())


def taken(path: Path, folder: Path) -> Path:
    """A table of another program as a distribution in `folder`; what is one already stays where it is.

    Raises StudioError naming the file.
    """
    if is_drawn(path):
        return path
    places = _placed(_rows(path))
    kept = free(folder, path.stem)
    write(kept, places)
    return kept


def write(path: Path, places: npt.ArrayLike) -> None:
    """Keep N x 1 or N x 2 places. Raises StudioError when they are too few or the disk refuses."""
    rows = np.asarray(places, np.float64)
    if len(rows) < FEWEST:
        raise StudioError("That is too little for a distribution.", "Draw some more.")
    text = "".join(",".join(f"{number:.4f}" for number in row) + "\n" for row in rows)
    with explaining(path, "write"):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_atomically(path, lambda part: part.write_text(text, "utf-8"))


def read(path: Path) -> Distribution:
    """The distribution in a file, brought into the middle of the plane. Raises StudioError naming the file."""
    places = _placed(_rows(path))
    title = path.name[: -len(SUFFIX)]

    def draw(rng: np.random.Generator, count: int) -> Floats:
        chosen = rng.integers(len(places), size=count)
        return np.asarray(places[chosen] + _JITTER * rng.standard_normal((count, places.shape[1])))

    summary = f"Drawn by hand: {len(places):,} places."
    return Distribution(str(path), title, summary, places.shape[1], 2.4, draw)


def fingerprint(path: Path) -> str:
    with explaining(path, "read"):
        return hashlib.sha256(path.read_bytes()).hexdigest()[:20]


def _rows(path: Path) -> Floats:
    """What the columns x and y hold where some are called so, else all of them. Raises StudioError naming the file."""
    with explaining(path, "read"):
        text = path.read_text("utf-8-sig", errors="replace")
    lines = [line for line in text.splitlines() if line.strip()][:_MOST]
    mark = _delimiter(lines[:1])
    cells = list(csv.reader(lines, delimiter=mark, skipinitialspace=True))
    if mark != ",":  # half of Europe writes 0,5
        cells = [[cell.replace(",", ".") for cell in row] for row in cells]
    wanted = _columns(cells)
    rows: list[list[float]] = []
    for number, row in enumerate(cells):
        try:
            rows.append([float(row[column]) for column in wanted or range(len(row))])
        except (ValueError, IndexError):
            if number:  # the first line may be names
                raise _unfit(path, f"line {number + 1} holds more than numbers") from None
    return _checked(path, rows)


def _delimiter(first: list[str]) -> str:
    """What parts the cells of the first line."""
    return next((mark for mark in (";", "\t", ",") if first and mark in first[0]), " ")


def _columns(cells: list[list[str]]) -> list[int]:
    """The columns called x and y, if any: row numbers and names beside them do no harm."""
    names = [name.strip().lower() for name in cells[0]] if cells else []
    return [names.index(name) for name in ("x", "y") if name in names]


def _checked(path: Path, rows: list[list[float]]) -> Floats:
    if len(rows) < FEWEST:
        raise _unfit(path, f"it has {len(rows)} places, and {FEWEST} are the fewest")
    widths = {len(row) for row in rows}
    if len(widths) > 1 or not widths <= {1, 2}:
        raise _unfit(path, "every line needs one number, or two")
    found = np.asarray(rows, np.float64)
    if not np.isfinite(found).all():
        raise _unfit(path, "some of its numbers are infinite or missing")
    return found


def _unfit(path: Path, why: str) -> StudioError:
    return StudioError(f"{path} is no distribution of points: {why}.", "Write x,y on each line, or draw one.")


def _placed(places: Floats) -> Floats:
    """As it is when it lies around the middle; else moved there and made as large as the others."""
    if np.abs(places).max() <= 1.25 * _FILLS:
        return places
    middle = (places.max(0) + places.min(0)) / 2
    return np.asarray((places - middle) * (_FILLS / max(1e-9, np.abs(places - middle).max())))
