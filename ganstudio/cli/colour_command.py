"""`ganstudio colour` as it is typed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ganstudio.cli import given
from ganstudio.cli.given import RunsFolder, store
from ganstudio.core import files


class ColourWay(StrEnum):
    flat = "flat"
    kept = "kept"
    free = "free"


def colour(
    model: Annotated[str, typer.Argument(help="An .onnx model, one in the box by name, or a run.", metavar="MODEL")],
    sources: Annotated[list[Path], typer.Argument(help="A sketch, or a folder of them; with --like also several, in "
                                                  "their order.", metavar="SKETCH.png|FOLDER...")],
    out: Annotated[str, typer.Option(help="The PNG file, or the folder, to write.", metavar="FILE.png|FOLDER")],
    hints: Annotated[Path | None, typer.Option(help="A PNG with colours on a transparent ground.")] = None,
    like: Annotated[Path | None, typer.Option(help="Colours as in this drawing of the same figure, region by region: "
                                              "for sheets and frames.", metavar="FIRST.gansketch|FIRST.png")] = None,
    like_colours: Annotated[Path | None, typer.Option("--like-colours", help="Where that drawing's colours are, if it "
                                                      "is a sketch: coloured, or dots on nothing.",
                                                      metavar="COLOURED.png|DOTS.png")] = None,
    clean: Annotated[bool, typer.Option("--clean", help="Clean up scans first.")] = False,
    mode: Annotated[ColourWay, typer.Option(help="Each region one colour; the model's colours and shading kept inside "
                                            "your lines; or free, as the model paints.")] = ColourWay.kept,
    gap: Annotated[int | None, typer.Option(help="Openings in lines up to so many pixels count as closed; 4 unless "
                                            "said.", min=0, max=32)] = None,
    layers: Annotated[str, typer.Option(help="Also write flats, shading and lines as layers; for a folder, .ora or "
                                        ".psd alone.", metavar="FILE.ora|FILE.psd")] = "",
    hard: Annotated[bool, typer.Option("--hard", help="Flats of those layers without soft edges.")] = False,
    set_: Annotated[list[str] | None, typer.Option("--set", help="A setting of the result; repeat it.",
                                                   metavar="NAME=VALUE")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="With --like: how steady colours are, as JSON.")] = False,
    runs: RunsFolder = None,
) -> int:  # fmt: skip
    """Colour line art: a drawing, a folder with the same hints, or drawings of one figure like the first of them."""
    from ganstudio.cli import alike, colouring

    wanted = alike.like(like, like_colours, len(sources), hints is not None, as_json)
    network = colouring.network(model, store(runs))
    colours = None if hints is None else files.expanded(hints)
    asked = colouring.Asked(clean, colouring.settings(mode, gap, dict(map(given.pair, set_ or []))), layers, not hard)
    if wanted is not None:
        return alike.colour_alike(network, list(map(files.expanded, sources)), out, wanted, asked, as_json)
    return colouring.colour(network, files.expanded(sources[0]), out, colours, asked)
