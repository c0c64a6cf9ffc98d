"""One picture for a help page: how a run's samples, or several runs', changed from moment to moment.

    python packaging/make_strip.py resources/help/report-sgn.png RUN:0,4000,20000 [RUN:last ...] [--grid 4x4] [--zoom 2]

Each moment is the top left of the sheet kept nearest to that step, averaged weights where there are any; each run makes
one row. The steps that were found are printed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from ganstudio.core.events import Sampled
from ganstudio.core.pictures import Pixels, read_png, write_png
from ganstudio.core.runs import Run

GAP = 6  # px of the page between moments
LAST = "last"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("rows", nargs="+", metavar="RUN:STEPS")
    parser.add_argument("--grid", default="4x4", help="rows and columns of each moment")
    parser.add_argument("--zoom", type=int, default=1)
    arguments = parser.parse_args()
    shape = tuple(int(each) for each in arguments.grid.split("x"))
    rows = [moments(row, shape) for row in arguments.rows]
    strip = joined([joined(row, 1) for row in rows], 0)
    write_png(arguments.out, strip.repeat(arguments.zoom, 0).repeat(arguments.zoom, 1))


def moments(row: str, shape: tuple[int, ...]) -> list[Pixels]:
    """The corner of each sheet that a RUN:STEPS asks for."""
    folder, _, wanted = row.rpartition(":")
    run = Run(Path(folder))
    kept = [event for event, _ in run.events() if isinstance(event, Sampled) and event.files]
    found = [kept[-1] if step == LAST else min(kept, key=lambda event: abs(event.step - int(step)))
             for step in wanted.split(",")]  # fmt: skip
    print(run.folder.name, [event.step for event in found])
    return [corner(run, event, shape) for event in found]


def corner(run: Run, event: Sampled, shape: tuple[int, ...]) -> Pixels:
    sheet = read_png(run.samples / event.files.get("ema", next(iter(event.files.values()))))
    height, width = sheet.shape[0] // event.rows, sheet.shape[1] // event.columns
    return sheet[: shape[0] * height, : shape[1] * width]


def joined(parts: list[Pixels], axis: int) -> Pixels:
    """Side by side (1) or below each other (0), with a gap in the grey of neither page."""
    across = max(part.shape[1 - axis] for part in parts)
    pieces = []
    for part in parts:
        room = [(0, 0)] * 3
        room[1 - axis] = (0, across - part.shape[1 - axis])
        room[axis] = (0, GAP if part is not parts[-1] else 0)
        pieces.append(np.pad(part, room, constant_values=128))
    return np.concatenate(pieces, axis)


if __name__ == "__main__":
    main()
