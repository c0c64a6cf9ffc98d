"""`ganstudio directions`: what a generator's noise can change, found without being shown anything."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ganstudio.cli import drawing, output
from ganstudio.core import files
from ganstudio.core.errors import StudioError
from ganstudio.core.interruption import Progress
from ganstudio.core.pictures import write_png
from ganstudio.core.settings import places
from ganstudio.core.text import counted
from ganstudio.export.latent.directions import HOW, Direction
from ganstudio.export.onnx_session import Model


def directions(
    model: Annotated[str, typer.Argument(help="An .onnx model, or one in the box by name.", metavar="MODEL")],
    count: Annotated[int, typer.Option(help="How many; the best first.", min=1, max=64)] = 12,
    out: Annotated[Path | None, typer.Option(help="A PNG sheet: a row for each, at -2, -1, 0, 1 and 2 sigma.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON with the vectors.")] = False,
) -> None:
    """Find directions in a generator's noise that change its pictures much and purely."""
    from ganstudio.export.latent import kept, sheets

    if out is not None and out.suffix.lower() != ".png":
        raise StudioError(f"{out.name} should end in .png.", "The sheet of directions is a PNG.")
    opened = drawing.model_of(model)
    if opened is None:
        raise StudioError(f"{model} is no .onnx model, and none in the box.", "Export a run first: `ganstudio export`.")
    found = found_in(opened, count)
    if not found:
        raise StudioError(f"Nothing that changes the noise of {opened.name} changes its pictures.", "Train it longer.")
    if out is not None:
        write_png(files.expanded(out), sheets.sheet(opened, found))
    if as_json:
        output.say_json(kept.written(found, opened.mark))
        return
    _tell(found)
    if out is not None:
        output.say(f"{counted(len(found), 'direction')} in {out}")


def found_in(model: Model, count: int) -> list[Direction]:
    """The directions of a model, from the cache where they are known. Raises StudioError."""
    from ganstudio.export.latent import kept
    from ganstudio.export.latent.finding import FindingParams

    with _told() as progress:
        # One search serves every smaller count.
        found = kept.directions_of(model, places().cache, FindingParams(count=max(count, 12)), progress)
    return found[:count]


def _tell(found: list[Direction]) -> None:
    rows = [
        {"rank": rank, "effect": f"{100 * each.effect:.1f} %", "purity": f"{each.purity:.2f}",
         "sigma": f"{each.sigma:.2f}", "found by": HOW[each.how]}
        for rank, each in enumerate(found, 1)
    ]  # fmt: skip
    output.table("directions", rows)


@contextmanager
def _told() -> Iterator[Progress]:
    """Shows in a terminal how far the search is; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return

    def tell(done: int, total: int) -> None:
        print(f"\rLooking for directions: {100 * done // max(1, total)} %", end="", file=sys.stderr)

    try:
        yield tell
    finally:
        print("\r" + " " * 40, end="\r", file=sys.stderr)
