"""The commands that say how good something is: `ganstudio measure` and `ganstudio report`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ganstudio.cli import output
from ganstudio.cli.given import RunsFolder, store
from ganstudio.core import files
from ganstudio.core.settings import places
from ganstudio.core.text import counted


class Features(StrEnum):
    auto = "auto"
    inception = "inception"
    lite0 = "lite0"
    judge = "judge"


def measure(
    model: Annotated[str, typer.Argument(help="A run, an .onnx model or one in the box by name, or a folder.",
                                         metavar="RUN|MODEL|FOLDER")],
    against: Annotated[str, typer.Option(help="Real pictures to compare with: a key from `list data`, or a folder. A "
                                         "run has its own.", metavar="SET")] = "",
    data: Annotated[str, typer.Option(help="Of a model that colours: a set of pairs. Cartoon faces are drawn anew."
                                      )] = "cartoon-pairs",
    count: Annotated[int, typer.Option(help="How many pictures; 0 is 2,000 to 5,000 samples, or 200 coloured.", min=0,
                                       max=100_000)] = 0,
    size: Annotated[int, typer.Option(help="Pixels that pictures of a folder, or of a model that colours, are brought "
                                      "to; 0 is their own.", min=0, max=1024)] = 0,
    features: Annotated[Features, typer.Option(help="What pictures are compared by; auto is the best there is."
                                               )] = Features.auto,
    best: Annotated[bool, typer.Option("--best", help="Of a run: the moment that was kept as the best.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
    runs: RunsFolder = None,
) -> None:  # fmt: skip
    """Figures of a run, a model or a folder: how near samples are to real pictures, or how well a model colours."""
    from ganstudio.cli import measuring

    asked = measuring.Asked(data, count, size, against, features.value, best)
    measuring.tell(measuring.measured(model, store(runs), places(), asked), as_json)


def report(
    run: Annotated[str, typer.Argument(help="A run's id, folder or title.")],
    out: Annotated[Path, typer.Option(help="The folder to write to.", metavar="DIR")],
    runs: RunsFolder = None,
) -> None:
    """A run as one HTML page, with its figures as SVG, PNG and CSV; figures are those that `measure` found last."""
    from ganstudio.export.report import writing

    done = writing.write(store(runs).find(run), files.expanded(out).absolute())
    output.say(f"{done.page}: one page, and {counted(done.figures, 'figure')} as SVG, PNG and CSV")
